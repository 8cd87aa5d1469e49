//! One difference between two nodes, before it is known which operation they belong to.

use crate::document::At;

/// A difference, without the operation that it is in.
#[derive(Debug, Clone)]
pub struct Found {
    /// The place, as `response.connected_apps[].name`.
    pub at: String,
    /// The difference, in words.
    pub is: String,
    /// Its effect on a model of ours.
    pub class: Class,
    /// Its path in our document.
    pub ours: Vec<String>,
    /// Its path in the vendor's.
    pub theirs: Vec<String>,
}

/// The effect of a difference on a model of ours that has to hold the vendor's values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// The model cannot hold some of them, or sends others.
    Shape,
    /// The model holds all of them, and more.
    Laxer,
    /// A default or a limit, which changes no type.
    Limit,
    /// A remark, such as `deprecated`, which changes no type.
    Remark,
    /// The model lacks a field.
    Missing,
}

pub(super) const MISSING: &str = "missing here";
pub(super) const EXTRA: &str = "missing at the vendor";
const LAXER: &str = "optional here, required at the vendor";
const STRICTER: &str = "required here, optional at the vendor";

/// A node that may be missing, and the node that would have it.
pub type Optional<'a, 'b> = (Option<At<'a>>, &'b At<'a>);

impl Found {
    pub(super) fn new(at: &str, is: &str, class: Class, ours: &At, theirs: &At) -> Self {
        Self {
            at: at.to_owned(),
            is: is.to_owned(),
            class,
            ours: ours.pointer.clone(),
            theirs: theirs.pointer.clone(),
        }
    }

    /// One of the two nodes is missing.
    pub(super) fn lack(at: &str, ours: Optional, theirs: Optional) -> Option<Self> {
        match (ours, theirs) {
            ((Some(ours), _), (None, theirs)) => Some(Self::new(at, EXTRA, Class::Shape, &ours, theirs)),
            ((None, ours), (Some(theirs), _)) => Some(Self::new(at, MISSING, Class::Missing, ours, &theirs)),
            _ => None,
        }
    }

    /// Only one of the two nodes is required.
    pub(super) fn required(at: &str, ours: (&At, bool), theirs: (&At, bool)) -> Option<Self> {
        let (is, class) = match (ours.1, theirs.1) {
            (false, true) => (LAXER, Class::Laxer),
            (true, false) => (STRICTER, Class::Shape),
            _ => return None,
        };
        Some(Self::new(at, is, class, ours.0, theirs.0))
    }

    /// Only one of the two nodes is what `word` says.
    pub(super) fn flag(at: &str, word: &str, ours: (&At, bool), theirs: (&At, bool)) -> Option<Self> {
        let is = match (ours.1, theirs.1) {
            (true, false) => format!("{word} here, not at the vendor"),
            (false, true) => format!("{word} at the vendor, not here"),
            _ => return None,
        };
        Some(Self::new(at, &is, Class::Remark, ours.0, theirs.0))
    }

    /// The two nodes have other values, which are given as words.
    pub(super) fn values(at: &str, class: Class, ours: (&At, &str), theirs: (&At, &str)) -> Option<Self> {
        let is = || format!("{} here, {} at the vendor", ours.1, theirs.1);
        (ours.1 != theirs.1).then(|| Self::new(at, &is(), class, ours.0, theirs.0))
    }
}
