use std::collections::HashSet;

/// Anchors of a page, made of ids, so that a link to one still leads there in the next report.
#[derive(Debug)]
pub struct Anchors {
    kind: &'static str,
    taken: HashSet<String>,
}

impl Anchors {
    pub fn new(kind: &'static str) -> Self {
        Self { kind, taken: HashSet::new() }
    }

    /// An anchor for an id. If the id cannot be part of a link as it is, or is taken, the anchor has a number instead.
    pub fn add(&mut self, id: &str) -> String {
        let is_plain = !id.is_empty() && id.bytes().all(|c| c.is_ascii_alphanumeric() || b"-_.".contains(&c));
        let anchor = format!("{}-{id}", self.kind);
        let anchor = if is_plain && !self.taken.contains(&anchor) { anchor } else { self.numbered() };
        self.taken.insert(anchor.clone());
        anchor
    }

    /// No id looks like it, as ids have no colon here.
    fn numbered(&self) -> String {
        format!("{}:{}", self.kind, self.taken.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_anchor_is_its_own_and_can_be_part_of_a_link() {
        let mut anchors = Anchors::new("person");
        let made = ["user-1", "user-1", "a b", "", "\"><b>", "user-2"].map(|id| anchors.add(id));
        assert_eq!(made, ["person-user-1", "person:1", "person:2", "person:3", "person:4", "person-user-2"]);
    }
}
