/// Whether a URL's `path` matches a path template: each parameter stands for one non-empty part of a segment.
pub(super) fn matches(template: &str, path: &str) -> bool {
    let (mut template, mut segments) = (template.split('/'), path.split('/'));
    loop {
        match (template.next(), segments.next()) {
            (None, None) => return true,
            (Some(template), Some(segment)) if fits(template, segment) => {}
            _ => return false,
        }
    }
}

fn fits(template: &str, segment: &str) -> bool {
    match (template.split_once('{'), template.rsplit_once('}')) {
        (Some((before, _)), Some((_, after))) => {
            segment.len() > before.len() + after.len()
                && segment.starts_with(before)
                && segment.ends_with(after)
        }
        _ => template == segment,
    }
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn a_parameter_matches_at_least_one_character() {
        for (template, segment, expected) in [
            ("users", "users", true),
            ("users", "user", false),
            ("{id}", "a", true),
            ("{id}", "", false),
            ("{id}:revoke", "a:revoke", true),
            ("{id}:revoke", ":revoke", false),
            ("{id}:revoke", "a:rotate", false),
            ("v{n}", "v1", true),
            ("v{n}", "w1", false),
            ("v{n}", "v", false),
        ] {
            assert_eq!(fits(template, segment), expected, "{template} {segment}");
        }
    }
}
