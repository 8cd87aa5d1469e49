//! What rustdoc shows: the document's prose, examples of the client's methods, and the README.

mod example;
pub mod front_page;
pub mod operation;
pub mod prose;
