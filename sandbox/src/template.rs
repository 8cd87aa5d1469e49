/// The parameters of a path template in a URL's path, if they match: each parameter is one non-empty part of a
/// segment.
pub(super) fn parameters<'a>(template: &'static str, path: &'a str) -> Option<Vec<(&'static str, &'a str)>> {
    // Most templates differ before their first parameter.
    if !path.starts_with(template.split('{').next().unwrap_or_default()) {
        return None;
    }
    let (mut template, mut segments) = (template.split('/'), path.split('/'));
    let mut found = Vec::new();
    loop {
        match (template.next(), segments.next()) {
            (None, None) => return Some(found),
            (Some(template), Some(segment)) => found.extend(parameter(template, segment)?),
            _ => return None,
        }
    }
}

/// The parameter in a segment, if it has one. `None` if they do not match.
fn parameter<'a>(template: &'static str, segment: &'a str) -> Option<Option<(&'static str, &'a str)>> {
    let Some((before, rest)) = template.split_once('{') else {
        return (template == segment).then_some(None);
    };
    let (name, after) = rest.rsplit_once('}')?;
    let value = segment.strip_prefix(before)?.strip_suffix(after)?;
    (!value.is_empty()).then_some(Some((name, value)))
}

#[cfg(test)]
mod tests {
    use super::parameters;

    #[test]
    fn a_parameter_matches_at_least_one_character() {
        for (template, path, expected) in [
            ("/users", "/users", Some(vec![])),
            ("/users", "/user", None),
            ("/users", "/users/", None),
            ("/{id}", "/a", Some(vec![("id", "a")])),
            ("/{id}", "/", None),
            ("/{id}:revoke", "/a:revoke", Some(vec![("id", "a")])),
            ("/{id}:revoke", "/:revoke", None),
            ("/{id}:revoke", "/a:rotate", None),
            ("/v{n}/{id}", "/v1/a%2Fb", Some(vec![("n", "1"), ("id", "a%2Fb")])),
            ("/v{n}", "/w1", None),
            ("/v{n}", "/v", None),
        ] {
            assert_eq!(parameters(template, path), expected, "{template} {path}");
        }
    }
}
