use std::collections::BTreeSet;

use crate::summary::{Model, Struct, Summary, Union, Word};

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
        (Model::Struct(before), Model::Struct(after)) => fields(name, before, after, sent, changes),
        (Model::Words(before), Model::Words(after)) => words(name, before, after, changes),
        (Model::Union(before), Model::Union(after)) => alternatives(name, before, after, changes),
        (Model::Wrapper(was), Model::Wrapper(is)) if is != was => {
            changes.push(format!("model {name} holds {} instead of {}", is.text, was.text));
        }
        (Model::Wrapper(_), Model::Wrapper(_)) => {}
        _ => changes.push(format!("model {name} is another kind of type")),
    }
}

fn fields(name: &str, before: &Struct, after: &Struct, sent: bool, changes: &mut Vec<String>) {
    for (field, was) in &before.fields {
        let Some(is) = after.fields.get(field) else {
            changes.push(format!("field {field} of {name} was removed"));
            continue;
        };
        if is.ty != was.ty {
            changes.push(format!("field {field} of {name} is {} instead of {}", is.ty.text, was.ty.text));
        }
        if is.name != was.name {
            changes.push(format!("field {} of {name} was renamed to {}", was.name, is.name));
        }
    }
    for (field, is) in after.fields.iter().filter(|(field, _)| sent && !before.fields.contains_key(*field)) {
        if !is.ty.is_optional {
            changes.push(format!("field {field} of {name} is new and required"));
        }
    }
    for function in before.functions.difference(&after.functions) {
        changes.push(format!("function {function} of {name} was removed"));
    }
}

fn words(name: &str, before: &[Word], after: &[Word], changes: &mut Vec<String>) {
    for was in before {
        let variant = &was.variant;
        match (after.iter().find(|is| is.variant == *variant), &was.word) {
            (None, _) => changes.push(format!("variant {variant} of {name} was removed")),
            (Some(Word { word: Some(is), .. }), Some(was)) if is != was => {
                changes.push(format!("variant {variant} of {name} is the word `{is}` instead of `{was}`"));
            }
            _ => {}
        }
    }
}

fn alternatives(name: &str, before: &Union, after: &Union, changes: &mut Vec<String>) {
    let shown =
        |tag: &Option<String>| tag.as_ref().map_or_else(|| "nothing".to_owned(), |tag| format!("`{tag}`"));
    if before.tag != after.tag {
        let (is, was) = (shown(&after.tag), shown(&before.tag));
        changes.push(format!("the alternatives of {name} are told apart by {is} instead of {was}"));
    }
    for was in &before.alternatives {
        let alternative = &was.variant;
        match after.alternatives.iter().find(|is| is.variant == *alternative) {
            None => changes.push(format!("alternative {alternative} of {name} was removed")),
            Some(is) if is.ty != was.ty => changes.push(format!(
                "alternative {alternative} of {name} is {} instead of {}",
                is.ty.text, was.ty.text
            )),
            Some(is) if is.tag != was.tag => changes.push(format!(
                "alternative {alternative} of {name} has the tag {} instead of {}",
                shown(&is.tag),
                shown(&was.tag)
            )),
            Some(_) => {}
        }
    }
    let is_new = |variant: &String| !before.alternatives.iter().any(|was| was.variant == *variant);
    for is in after.alternatives.iter().filter(|is| !before.is_open && is_new(&is.variant)) {
        changes.push(format!("alternative {} of {name} is new: a `match` lacks it", is.variant));
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
                Model::Struct(model) => next.extend(model.fields.values().flat_map(|field| &field.ty.names)),
                Model::Union(union) => next.extend(union.alternatives.iter().flat_map(|one| &one.ty.names)),
                Model::Wrapper(ty) => next.extend(&ty.names),
                Model::Words(_) => {}
            }
        }
    }
    sent
}
