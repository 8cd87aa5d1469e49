//! Finds the paths that belong together.
//!
//! A path is of the family of another if it is beside it or below it: if it continues the other one less its last
//! segment. `/v1/connected_apps/clients` and `/v1/connected_apps/grants` are of one family. The names of path
//! parameters do not matter.

/// A path without the names of its parameters.
pub fn anonymous(path: &str) -> String {
    let segments = path.split('/').map(|segment| match segment.starts_with('{') {
        true => "{}",
        false => segment,
    });
    segments.collect::<Vec<_>>().join("/")
}

/// Returns whether a path is beside or below another.
pub fn is_beside(path: &str, other: &str) -> bool {
    let (path, other) = (anonymous(path), anonymous(other));
    let parent = other.rsplit_once('/').map_or("", |(parent, _)| parent);
    path.strip_prefix(parent).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_family_is_what_is_beside_and_below() {
        for (path, other, expected) in [
            ("/v1/apps/{id}", "/v1/apps/{app_id}", true),
            ("/v1/apps/{id}/secrets", "/v1/apps/{app_id}", true),
            ("/v1/apps", "/v1/apps/{app_id}", true),
            ("/v1/apps/search", "/v1/apps/{app_id}", true),
            ("/v1/users", "/v1/apps/{app_id}", false),
            ("/v1/applications", "/v1/apps/{app_id}", false),
            ("/v1/users/{id}", "/v1/users/{user_id}/apps", true),
            ("/v1/users/{id}/name", "/v1/users/{user_id}/apps", true),
            ("/v1/users", "/v1/users/{user_id}/apps", false),
        ] {
            assert_eq!(is_beside(path, other), expected, "{path} beside {other}");
        }
    }
}
