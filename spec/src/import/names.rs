//! Names for imported operations and schemas, after the pattern of our document: a verb, then the nouns
//! of the path (`search_connected_app_clients`), and models that are named after their operation.

use codegen::names::{camel, snake};
use heck::ToSnakeCase;

/// Last segments of paths that are verbs.
const VERBS: [&str; 25] = [
    "attach",
    "attest",
    "authenticate",
    "authorize",
    "create",
    "delete",
    "exchange",
    "get",
    "invite",
    "list",
    "login_or_create",
    "lookup",
    "migrate",
    "override",
    "recover",
    "register",
    "reset",
    "revoke",
    "rotate",
    "search",
    "send",
    "set",
    "submit",
    "update",
    "verify",
];

/// Last segments of paths that are steps of the process before them.
const STEPS: [&str; 3] = ["cancel", "complete", "start"];

/// The name of an operation. `id` is the vendor's, which stays if it is a method's name already.
pub fn operation(method: &str, path: &str, id: &str) -> String {
    if !id.is_empty() && snake(id) == id && !id.contains("_v1_") {
        return id.to_owned();
    }
    let mut nouns = Nouns::of(path);
    let (verb, object) = nouns.take_verb();
    let is_many = !nouns.ends_with_parameter;
    let last_is_plural = nouns.words.last().is_some_and(|word| singular(word) != *word);
    let verb = match (verb, method) {
        (Some(verb), _) => verb,
        (None, "get") if is_many && last_is_plural => "list".to_owned(),
        (None, "get") => "get".to_owned(),
        (None, "put" | "patch") => "update".to_owned(),
        (None, "delete") => "delete".to_owned(),
        (None, _) => "create".to_owned(),
    };
    let keeps_plural = is_many && ["list", "search"].contains(&verb.as_str());
    let count = nouns.words.len();
    let words =
        nouns.words.iter().enumerate().map(|(index, word)| match keeps_plural && index + 1 == count {
            true => word.clone(),
            false => singular(word),
        });
    let words: Vec<String> = [verb].into_iter().chain(words).chain(object).collect();
    snake(&words.join("_"))
}

/// The static segments of a path, from the outermost.
struct Nouns {
    words: Vec<String>,
    ends_with_parameter: bool,
}

impl Nouns {
    fn of(path: &str) -> Self {
        let is_version = |segment: &str| {
            segment
                .strip_prefix('v')
                .is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit()))
        };
        let segments: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty()).collect();
        let statics = segments.iter().filter(|segment| !segment.starts_with('{'));
        let mut words: Vec<String> = statics
            .filter(|segment| **segment != "b2b" && !is_version(segment))
            .map(|text| text.to_snake_case())
            .collect();
        // A Member is always one of an Organization.
        if words.iter().any(|word| word == "members") {
            words.retain(|word| word != "organizations");
        }
        Self { words, ends_with_parameter: segments.last().is_some_and(|last| last.starts_with('{')) }
    }

    /// Takes the verb from the end of the path. Returns it, and the words that follow the nouns.
    fn take_verb(&mut self) -> (Option<String>, Option<String>) {
        if self.ends_with_parameter || self.words.len() < 2 {
            return (None, None);
        }
        let Some(last) = self.words.pop() else { return (None, None) };
        if STEPS.contains(&last.as_str()) {
            let process = self.words.pop().map(|word| process(&word));
            return (Some(last), process);
        }
        if VERBS.contains(&last.as_str()) {
            return (Some(last), None);
        }
        match last.split_once('_') {
            Some((verb, object)) if VERBS.contains(&verb) => (Some(verb.to_owned()), Some(object.to_owned())),
            _ => {
                self.words.push(last);
                (None, None)
            }
        }
    }
}

/// The noun of a process: the rotation that `rotate/start` starts.
fn process(verb: &str) -> String {
    match verb.strip_suffix("ate") {
        Some(stem) => format!("{stem}ation"),
        None => match verb {
            "authorize" => "authorization".to_owned(),
            "register" => "registration".to_owned(),
            other => other.to_owned(),
        },
    }
}

/// One of several. Enough for the nouns of paths.
pub fn singular(word: &str) -> String {
    if let Some(stem) = word.strip_suffix("ies") {
        return format!("{stem}y");
    }
    if let Some(stem) = ["sses", "xes", "ches", "shes"].iter().find(|end| word.ends_with(**end)) {
        return word[..word.len() - stem.len()].to_owned() + &stem[..stem.len() - 2];
    }
    let is_plural =
        word.len() > 3 && word.ends_with('s') && !["ss", "us", "is"].iter().any(|end| word.ends_with(end));
    if is_plural { word[..word.len() - 1].to_owned() } else { word.to_owned() }
}

/// The model of an operation's request body.
pub fn request(operation: &str) -> String {
    format!("{}Request", camel(operation))
}

/// The model of an operation's response. A call that only reads names it after the resource.
pub fn response(operation: &str) -> String {
    format!("{}Response", camel(thing(operation)))
}

/// The name of an operation without the verb of those that read.
fn thing(operation: &str) -> &str {
    let read = ["get_", "list_"].iter().find_map(|verb| operation.strip_prefix(verb));
    read.unwrap_or(operation)
}

/// The names that another schema of the vendor's may get, the best one first. `operation` is the first that uses
/// it.
pub fn models(name: &str, operation: &str) -> Vec<String> {
    let (package, base) = split(name);
    let noun = operation.split_once('_').map_or(operation, |(_, noun)| noun);
    let mut names = Vec::new();
    // A list of words that the vendor names after the request in which it stands.
    let field = base.split_once("Request").or_else(|| base.split_once("Response")).map(|(_, field)| field);
    if let Some(field) = field.filter(|field| !field.is_empty()) {
        names.push(camel(field));
        names.push(camel(&format!("{noun}_{field}")));
    }
    names.push(camel(base));
    names.push(camel(&format!("{package}_{base}")));
    names.push(camel(name));
    names
}

/// Returns whether a model of ours is called like one of the vendor's, with a word before the name or without one:
/// `UserEmail` and `Email`.
pub fn are_namesakes(ours: &str, theirs: &str) -> bool {
    let (ours, theirs) = (camel(ours), camel(split(theirs).1));
    ours.ends_with(&theirs) || theirs.ends_with(&ours)
}

/// The package and the bare name of a flattened one: `user` and `Name` of `api_user_v1_Name`.
fn split(name: &str) -> (&str, &str) {
    let base = name.rsplit(['_', '.']).next().unwrap_or(name);
    let is_flattened = name.contains("_v1_") && base.starts_with(|first: char| first.is_ascii_uppercase());
    if !is_flattened {
        return ("", name);
    }
    let package = name.split("_v1_").next().unwrap_or_default();
    (package.strip_prefix("api_").unwrap_or(package), base)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operations_are_a_verb_and_the_nouns_of_the_path() {
        for (method, path, expected) in [
            ("post", "/v1/users/search", "search_users"),
            ("post", "/v1/users", "create_user"),
            ("get", "/v1/users/{user_id}", "get_user"),
            ("put", "/v1/users/{user_id}", "update_user"),
            ("delete", "/v1/users/emails/{email_id}", "delete_user_email"),
            ("get", "/v1/users/{user_id}/connected_apps", "list_user_connected_apps"),
            ("get", "/v1/sessions", "list_sessions"),
            ("put", "/v1/users/{user_id}/exchange_primary_factor", "exchange_user_primary_factor"),
            ("post", "/v1/sessions/authenticate", "authenticate_session"),
            ("post", "/v1/things/authenticate/start", "start_thing_authentication"),
            ("post", "/v1/things/{id}/secrets/rotate", "rotate_thing_secret"),
            ("post", "/v1/things/{id}/secrets/rotate/start", "start_thing_secret_rotation"),
            ("get", "/v1/b2b/organizations/{o}/members/{m}/apps", "list_member_apps"),
            ("get", "/v1/b2b/organizations/{o}/apps/{a}", "get_organization_app"),
            ("post", "/v1/links/email/login_or_create", "login_or_create_link_email"),
        ] {
            assert_eq!(operation(method, path, "api_thing_v1_Thing"), expected, "{method} {path}");
        }
        assert_eq!(operation("get", "/v1/sessions", "find_sessions"), "find_sessions");
    }

    #[test]
    fn a_word_before_a_name_makes_a_namesake() {
        for (ours, theirs, expected) in [
            ("UserEmail", "api_user_v1_Email", true),
            ("Email", "api_user_v1_UserEmail", true),
            ("PersonName", "Name", true),
            ("UserEmail", "api_user_v1_Name", false),
            ("Emails", "api_user_v1_Email", false),
        ] {
            assert_eq!(are_namesakes(ours, theirs), expected, "{ours} and {theirs}");
        }
    }

    #[test]
    fn models_lose_the_vendors_package() {
        assert_eq!(models("api_user_v1_Name", "get_user"), ["Name", "UserName", "ApiUserV1Name"]);
        assert_eq!(
            models("api_m2m_v1_UpdateRequestStatus", "update_m2m_client")[..2],
            ["Status", "M2mClientStatus"]
        );
        assert_eq!(models("Thing", "get_thing")[0], "Thing");
        assert_eq!(request("search_users"), "SearchUsersRequest");
        assert_eq!(response("search_users"), "SearchUsersResponse");
        assert_eq!(response("get_user"), "UserResponse");
    }
}
