/// The document's examples of an operation.
#[derive(Debug)]
pub(crate) struct Examples {
    /// A JSON object with an argument for each parameter.
    pub(crate) arguments: &'static str,
    pub(crate) responses: &'static [Example],
}

/// A documented response.
#[derive(Debug)]
pub(crate) struct Example {
    pub(crate) status: u16,
    /// Empty if the example has no name.
    pub(crate) name: &'static str,
    /// JSON. Empty if the response has no content.
    pub(crate) body: &'static str,
    /// Whether it is a page with a cursor for the next one.
    pub(crate) has_next: bool,
}
