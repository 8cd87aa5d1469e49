//! Compares two schemas, field by field, through references and `allOf`.

use std::collections::HashSet;

use codegen::choices::{Choice, choices};
use serde_json::Value;

use super::facets::{self, alternatives, facet, fields, inner, is_nullable, kind, rest};
use super::found::{Class, Found, Optional};
use super::limits;
use crate::document::At;

/// Compares two schemas of which either may be missing.
pub fn compare_optional(at: &str, ours: Optional, theirs: Optional, found: &mut Vec<Found>) {
    match (ours, theirs) {
        ((Some(ours), _), (Some(theirs), _)) => found.extend(compare(at, &ours, &theirs)),
        (ours, theirs) => found.extend(Found::lack(at, ours, theirs)),
    }
}

/// Compares two schemas.
pub fn compare(at: &str, ours: &At, theirs: &At) -> Vec<Found> {
    let mut comparison = Comparison::default();
    comparison.pair(at, ours, theirs);
    comparison.found
}

#[derive(Default)]
struct Comparison {
    /// The pairs of nodes that were compared, as addresses. Schemas may contain themselves, and each other many times:
    /// what differs in a component is found where it stands first.
    seen: HashSet<(*const Value, *const Value)>,
    found: Vec<Found>,
}

impl Comparison {
    fn pair(&mut self, at: &str, ours: &At, theirs: &At) {
        self.remarks(at, ours, theirs);
        let (ours, theirs) = (ours.resolved(), theirs.resolved());
        if self.seen.insert((ours.value, theirs.value)) {
            self.resolved(at, &ours, &theirs);
        }
    }

    /// Compares what stands beside a reference as well as in its target.
    fn remarks(&mut self, at: &str, ours: &At, theirs: &At) {
        for (key, word) in
            [("deprecated", "deprecated"), ("readOnly", "read-only"), ("writeOnly", "write-only")]
        {
            let [mine, other] =
                [ours, theirs].map(|node| node.is(key) || facet(node, key) == Some(&Value::Bool(true)));
            self.found.extend(Found::flag(at, word, (ours, mine), (theirs, other)));
        }
    }

    fn resolved(&mut self, at: &str, ours: &At, theirs: &At) {
        let nullable = Found::flag(at, "nullable", (ours, is_nullable(ours)), (theirs, is_nullable(theirs)));
        self.found.extend(nullable.map(|found| {
            let class = if is_nullable(ours) { Class::Laxer } else { Class::Shape };
            Found { class, ..found }
        }));
        let [mine, other] = [kind(ours), kind(theirs)];
        if mine != other {
            // A string is a string, whatever its format.
            let are_strings = [&mine, &other].into_iter().all(|kind| kind.starts_with("string"));
            let class = if are_strings { Class::Laxer } else { Class::Shape };
            self.found.extend(Found::values(at, class, (ours, &mine), (theirs, &other)));
        }
        if mine.split(' ').next() != other.split(' ').next() {
            return;
        }
        if let Some((is, class)) = words(ours, theirs) {
            self.found.push(Found::new(at, &is, class, ours, theirs));
        }
        limits::compare(at, ours, theirs, &mut self.found);
        self.demands(at, ours, theirs);
        self.alternatives(at, ours, theirs);
        let items = |schema: &At| facet(schema, "items").is_some();
        if items(ours) || items(theirs) {
            let at = format!("{at}[]");
            self.optional(&at, (inner(ours, "items"), ours), (inner(theirs, "items"), theirs));
        }
        // Without properties, the kinds tell objects, open objects and maps apart.
        if mine == other {
            self.optional(&format!("{at}{{}}"), (rest(ours), ours), (rest(theirs), theirs));
        }
        self.fields(at, ours, theirs);
    }

    fn optional(&mut self, at: &str, ours: Optional, theirs: Optional) {
        match (ours, theirs) {
            ((Some(ours), _), (Some(theirs), _)) => self.pair(at, &ours, &theirs),
            (ours, theirs) => self.found.extend(Found::lack(at, ours, theirs)),
        }
    }

    fn fields(&mut self, at: &str, ours: &At, theirs: &At) {
        let (fields, others) = (fields(ours), facets::fields(theirs));
        for field in &fields {
            let at = format!("{at}.{}", field.name);
            let other = others.iter().find(|other| other.name == field.name);
            if let Some(other) = other {
                let required = (&other.node, other.required);
                self.found.extend(Found::required(&at, (&field.node, field.required), required));
            }
            let node = other.map(|other| other.node.clone());
            self.optional(&at, (Some(field.node.clone()), ours), (node, theirs));
        }
        for other in others {
            if !fields.iter().any(|field| field.name == other.name) {
                self.optional(&format!("{at}.{}", other.name), (None, ours), (Some(other.node), theirs));
            }
        }
    }

    /// Compares which of several fields an object needs.
    fn demands(&mut self, at: &str, ours: &At, theirs: &At) {
        let [mine, others] = [ours, theirs].map(|schema| -> Vec<String> {
            choices(schema.tree, schema.value).iter().map(Choice::demand).collect()
        });
        for demand in mine.iter().filter(|demand| !others.contains(demand)) {
            let is = format!("{demand} here, not at the vendor");
            self.found.push(Found::new(at, &is, Class::Shape, ours, theirs));
        }
        for demand in others.iter().filter(|demand| !mine.contains(demand)) {
            let is = format!("{demand} at the vendor, not here");
            self.found.push(Found::new(at, &is, Class::Shape, ours, theirs));
        }
    }

    /// Compares two unions. Alternatives that look alike belong together, in whatever order, and the rest one by one.
    fn alternatives(&mut self, at: &str, ours: &At, theirs: &At) {
        let (Some(mine), Some(mut others)) = (alternatives(ours), alternatives(theirs)) else { return };
        let [tag, other] = [ours, theirs].map(tag);
        self.found.extend(Found::values(at, Class::Shape, (ours, &tag), (theirs, &other)));
        let at = format!("{at}|");
        let mut rest = Vec::new();
        for one in mine {
            match others.iter().position(|other| look(other) == look(&one)) {
                Some(same) => self.pair(&at, &one, &others.remove(same)),
                None => rest.push(one),
            }
        }
        let count = rest.len().max(others.len());
        let mut pairs = (rest.into_iter(), others.into_iter());
        for _ in 0..count {
            self.optional(&at, (pairs.0.next(), ours), (pairs.1.next(), theirs));
        }
    }
}

/// The signs by which an alternative is told from others: the kind of its values, the names of its fields, its words.
fn look(schema: &At) -> (String, Vec<String>, Option<Vec<String>>) {
    let mut names: Vec<String> = facets::names(schema).into_iter().map(str::to_owned).collect();
    names.sort_unstable();
    (kind(schema), names, facets::words(schema))
}

/// Says by which property a union tells its alternatives apart.
fn tag(schema: &At) -> String {
    let tag = facet(schema, "discriminator").and_then(|tag| tag.get("propertyName")?.as_str());
    tag.map_or_else(|| "no discriminator".to_owned(), |tag| format!("discriminator `{tag}`"))
}

/// Describes the difference between two lists of words. A list of ours takes other words too.
fn words(ours: &At, theirs: &At) -> Option<(String, Class)> {
    let difference = |some: &[String], others: &[String]| {
        let lacking: Vec<_> = some.iter().filter(|word| !others.contains(word)).cloned().collect();
        (!lacking.is_empty()).then(|| lacking.join(", "))
    };
    match (facets::words(ours), facets::words(theirs)) {
        (Some(ours), Some(theirs)) => match (difference(&theirs, &ours), difference(&ours, &theirs)) {
            (Some(here), Some(there)) => {
                Some((format!("without the words {here} here, without {there} at the vendor"), Class::Shape))
            }
            (Some(here), None) => Some((format!("without the words {here} here"), Class::Shape)),
            (None, Some(there)) => Some((format!("without the words {there} at the vendor"), Class::Laxer)),
            (None, None) => None,
        },
        (Some(ours), None) => {
            Some((format!("one of {} here, any value at the vendor", ours.join(", ")), Class::Laxer))
        }
        (None, Some(theirs)) => {
            Some((format!("any value here, one of {} at the vendor", theirs.join(", ")), Class::Shape))
        }
        (None, None) => None,
    }
}
