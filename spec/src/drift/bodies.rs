//! Compares the request bodies and the responses of two operations.

use codegen::tree::JSON;

use super::found::{Class, Found, Optional};
use super::schemas;
use crate::document::At;

pub fn compare(ours: &At, theirs: &At) -> Vec<Found> {
    let mut found = Vec::new();
    request(ours, theirs, &mut found);
    responses(ours, theirs, &mut found);
    found
}

fn request(ours: &At, theirs: &At, found: &mut Vec<Found>) {
    let bodies = [ours, theirs].map(|operation| operation.child("requestBody").map(|body| body.resolved()));
    let [mine, other] = &bodies;
    if let (Some(mine), Some(other)) = (mine, other) {
        found.extend(Found::required("request", (mine, mine.is("required")), (other, other.is("required"))));
    }
    content("request", (mine.clone(), ours), (other.clone(), theirs), found);
}

fn responses(ours: &At, theirs: &At, found: &mut Vec<Found>) {
    let [mine, others] = [ours, theirs].map(statuses);
    let find =
        |all: &[(String, At)], status: &str| all.iter().position(|(other, _)| other.as_str() == status);
    for (status, response) in &mine {
        match find(&others, status) {
            Some(other) => pair(status, response, &others[other].1, found),
            None => found.extend(Found::lack(&named(status), (Some(response.clone()), ours), (None, theirs))),
        }
    }
    for (status, response) in others.iter().filter(|(status, _)| find(&mine, status).is_none()) {
        found.extend(Found::lack(&named(status), (None, ours), (Some(response.clone()), theirs)));
    }
    // A success under another status is the same success.
    let success = |all: &[(String, At)]| all.iter().position(|(status, _)| status.starts_with('2'));
    match (success(&mine), success(&others)) {
        (Some(one), Some(other)) if mine[one].0 == others[other].0 => {}
        (Some(one), Some(other)) => pair(&mine[one].0, &mine[one].1, &others[other].1, found),
        _ => {}
    }
}

fn named(status: &str) -> String {
    format!("status {status}")
}

/// The responses by status.
fn statuses<'a>(operation: &At<'a>) -> Vec<(String, At<'a>)> {
    let responses = operation.entries("responses").into_iter();
    let responses = responses.filter(|(status, _)| !status.starts_with("x-"));
    responses.map(|(status, response)| (status.to_uppercase(), response.resolved())).collect()
}

fn pair(status: &str, ours: &At, theirs: &At, found: &mut Vec<Found>) {
    let is_success = status.starts_with('2');
    let at = if is_success { "response".to_owned() } else { named(status) };
    headers(&at, ours, theirs, found);
    // The vendor's errors have bodies that only their examples describe.
    let is_described = |response: &At| schema(response).is_some();
    if is_success || (is_described(ours) && is_described(theirs)) {
        content(&at, (Some(ours.clone()), ours), (Some(theirs.clone()), theirs), found);
    }
}

fn headers(at: &str, ours: &At, theirs: &At, found: &mut Vec<Found>) {
    let [mine, others] = [ours, theirs].map(|response| response.entries("headers"));
    let same =
        |all: &[(&str, At)], name: &str| all.iter().position(|(other, _)| other.eq_ignore_ascii_case(name));
    for (name, header) in &mine {
        let other = same(&others, name).map(|other| others[other].1.clone());
        let at = format!("{at} header {name}");
        schemas::compare_optional(
            &at,
            (header.child("schema"), header),
            (other.as_ref().and_then(|other| other.child("schema")), other.as_ref().unwrap_or(theirs)),
            found,
        );
    }
    for (name, header) in others.iter().filter(|(name, _)| same(&mine, name).is_none()) {
        let lack = Found::lack(&format!("{at} header {name}"), (None, ours), (Some(header.clone()), theirs));
        found.extend(lack);
    }
}

/// Compares the bodies of a request or a response.
fn content(at: &str, ours: Optional, theirs: Optional, found: &mut Vec<Found>) {
    let [mine, other] = [&ours, &theirs].map(|(owner, _)| owner.as_ref().and_then(schema));
    if let ((Some(ours), _), (Some(theirs), _)) = (&ours, &theirs)
        && mine.is_some()
        && other.is_some()
    {
        let types = [ours, theirs].map(media_types);
        found.extend(Found::values(at, Class::Shape, (ours, &types[0]), (theirs, &types[1])));
    }
    schemas::compare_optional(at, (mine, ours.1), (other, theirs.1), found);
}

/// The schema of a body: that of its JSON, if it has some.
fn schema<'a>(owner: &At<'a>) -> Option<At<'a>> {
    let media = owner.entries("content");
    let json = media.iter().find(|(name, _)| *name == JSON).or(media.first());
    json.and_then(|(_, media)| media.child("schema"))
}

fn media_types(owner: &At) -> String {
    let mut names: Vec<&str> = owner.entries("content").into_iter().map(|(name, _)| name).collect();
    names.sort_unstable();
    names.join(", ")
}
