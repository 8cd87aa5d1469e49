/// A parameter of an operation, or a property of its request body.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Parameter {
    /// The document's name.
    pub name: &'static str,
    /// Where it is sent.
    pub location: Location,
    /// The JSON type of its values.
    pub ty: ParameterType,
    /// `true` if the operation needs it. A required property is needed if there is a request body.
    pub required: bool,
    /// `true` if its value is a secret, which belongs in no log and no command line.
    pub is_secret: bool,
    /// `true` if the API may drop it.
    pub deprecated: bool,
    /// The document's description, as Markdown. Empty if it has none.
    pub description: &'static str,
    /// The values that the document lists. Empty if it lists none. A string property also takes others.
    pub allowed: &'static [&'static str],
}

impl Parameter {
    /// One that is optional and takes any value.
    #[allow(dead_code, reason = "a document need not have parameters")]
    pub(crate) const fn optional(
        name: &'static str,
        location: Location,
        ty: ParameterType,
        description: &'static str,
    ) -> Self {
        Self {
            name,
            location,
            ty,
            required: false,
            is_secret: false,
            deprecated: false,
            description,
            allowed: &[],
        }
    }
}

/// Where a [`Parameter`] is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Location {
    /// In the path.
    Path,
    /// In the query.
    Query,
    /// As a header.
    Header,
    /// As a property of the request body.
    Body,
}

/// The JSON type of a [`Parameter`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ParameterType {
    /// A string.
    String,
    /// A number without a fraction.
    Integer,
    /// A number.
    Number,
    /// `true` or `false`.
    Boolean,
    /// An array of strings.
    Strings,
    /// Another array, an object, or one of several types.
    Json,
}

/// How the pages of an operation follow each other.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Pages {
    /// The [`Parameter`] that takes the cursor.
    pub cursor: &'static str,
    /// The path to the next page's cursor in a response, such as `results_metadata.next_cursor`.
    pub next: &'static str,
    /// The path to the list of items in a response.
    pub items: &'static str,
}
