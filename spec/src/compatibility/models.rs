use std::collections::BTreeSet;

use crate::summary::{Model, Summary};

/// The changes of models that break users.
pub(super) fn breaking(old: &Summary, new: &Summary, changes: &mut Vec<String>) {
    let sent = request_models(new);
    for (name, before) in &old.models {
        match new.models.get(name) {
            None => changes.push(format!("model {name} was removed")),
            Some(after) => model(name, before, after, sent.contains(name), changes),
        }
    }
}

fn model(name: &str, before: &Model, after: &Model, sent: bool, changes: &mut Vec<String>) {
    match (before, after) {
        (Model::Fields(before), Model::Fields(after)) => {
            for (field, was) in before {
                match after.get(field) {
                    None => changes.push(format!("field {field} of {name} was removed")),
                    Some(is) if is != was => {
                        changes
                            .push(format!("field {field} of {name} is {} instead of {}", is.text, was.text));
                    }
                    Some(_) => {}
                }
            }
            for (field, is) in after.iter().filter(|(field, _)| sent && !before.contains_key(*field)) {
                if !is.is_optional {
                    changes.push(format!("field {field} of {name} is new and required"));
                }
            }
        }
        (Model::Words(before), Model::Words(after)) => {
            for word in before.iter().filter(|word| !after.contains(word)) {
                changes.push(format!("variant {word} of {name} was removed"));
            }
        }
        (Model::Alternatives(before), Model::Alternatives(after)) => {
            for (alternative, was) in before {
                match after.iter().find(|(other, _)| other == alternative) {
                    None => changes.push(format!("alternative {alternative} of {name} was removed")),
                    Some((_, is)) if is != was => changes.push(format!(
                        "alternative {alternative} of {name} is {} instead of {}",
                        is.text, was.text
                    )),
                    Some(_) => {}
                }
            }
            for (alternative, _) in
                after.iter().filter(|(name, _)| !before.iter().any(|(other, _)| other == name))
            {
                changes.push(format!("alternative {alternative} of {name} is new: a `match` lacks it"));
            }
        }
        (Model::Wrapper(was), Model::Wrapper(is)) if is != was => {
            changes.push(format!("model {name} holds {} instead of {}", is.text, was.text));
        }
        (Model::Wrapper(_), Model::Wrapper(_)) => {}
        _ => changes.push(format!("model {name} is another kind of type")),
    }
}

/// The models that occur in request bodies.
fn request_models(summary: &Summary) -> BTreeSet<&String> {
    let bodies = summary.operations.values().filter_map(|operation| operation.parameters.get("body"));
    let mut sent: BTreeSet<&String> = BTreeSet::new();
    let mut next: Vec<&String> = bodies.flat_map(|body| &body.ty.names).collect();
    while let Some(name) = next.pop() {
        let Some((name, model)) = summary.models.get_key_value(name) else { continue };
        if sent.insert(name) {
            match model {
                Model::Fields(fields) => next.extend(fields.values().flat_map(|ty| &ty.names)),
                Model::Alternatives(all) => next.extend(all.iter().flat_map(|(_, ty)| &ty.names)),
                Model::Wrapper(ty) => next.extend(&ty.names),
                Model::Words(_) => {}
            }
        }
    }
    sent
}
