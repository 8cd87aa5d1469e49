//! Which paths a path template describes.

/// Whether the encoded `path` of a URL is the template with one non-empty value in the place of each
/// parameter.
pub(super) fn describes(template: &str, path: &str) -> bool {
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
    fn a_parameter_stands_for_at_least_one_character_between_what_is_written() {
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
