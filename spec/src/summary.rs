//! The public API that a document generates: its operations with their parameters, and its models with their
//! fields.
//!
//! It is read from the trees of the document and of the generated code, never from how the code is laid out.

mod code;
mod models;
mod operation;
mod print;
#[cfg(test)]
pub(crate) mod tests;

use std::collections::{BTreeMap, BTreeSet};

use codegen::{Generated, load, tree};
use serde_json::Value;

use self::code::module;

/// The public API of a document.
#[derive(Debug, Default, PartialEq)]
pub struct Summary {
    /// The operations by name.
    pub operations: BTreeMap<String, Operation>,
    /// The models by name.
    pub models: BTreeMap<String, Model>,
}

/// The arguments and the result of an operation.
#[derive(Debug, Default, PartialEq)]
pub struct Operation {
    /// The method and the path template.
    pub route: String,
    /// The method of the client is marked as deprecated.
    pub is_deprecated: bool,
    /// The headers by which it takes a member session, in lower case.
    pub session_headers: BTreeSet<String>,
    /// A request carries the project's credentials.
    pub sends_credentials: bool,
    /// The body is a form instead of JSON.
    pub sends_form: bool,
    /// The client may repeat a request that the server may already have processed.
    pub is_idempotent: bool,
    /// The parameters and the body, by the name of the setter.
    pub parameters: BTreeMap<String, Parameter>,
    /// The demands on the body: which of several fields a call has to set.
    pub demands: BTreeSet<String>,
    /// The type that a successful call returns.
    pub success: String,
    /// The stream of its items, if it is paged.
    pub pages: Option<Pages>,
    /// The names of the examples that the sandbox serves, by their status.
    pub examples: BTreeMap<String, BTreeSet<String>>,
}

/// A parameter or the body of an operation.
#[derive(Debug, Clone, PartialEq)]
pub struct Parameter {
    /// Its name in the document; `body` for the body.
    pub name: String,
    /// Its Rust type.
    pub ty: Ty,
    /// A call has to set it.
    pub required: bool,
    /// The API may drop it.
    pub is_deprecated: bool,
}

/// The pagination of an operation.
#[derive(Debug, Clone, PartialEq)]
pub struct Pages {
    /// The type of the items of its stream.
    pub item: String,
    /// Its `x-pagination`: the cursor in the request, and the paths to the next cursor and to the items.
    pub keys: [String; 3],
}

/// A model.
#[derive(Debug, PartialEq)]
pub enum Model {
    /// A struct.
    Struct(Struct),
    /// A list of words that may get more, as its variants.
    Words(Vec<Word>),
    /// An enum of other models.
    Union(Union),
    /// A struct that wraps one value, as the type of the value.
    Wrapper(Ty),
}

/// A model that is a struct.
#[derive(Debug, Default, PartialEq)]
pub struct Struct {
    /// Its fields, by their names in Rust.
    pub fields: BTreeMap<String, Field>,
    /// The names of its own functions: those that yield the words of a string, `builder` and `default`.
    pub functions: BTreeSet<String>,
}

/// A field of a model.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// Its name in the document.
    pub name: String,
    /// Its Rust type.
    pub ty: Ty,
    /// The API may drop it.
    pub is_deprecated: bool,
}

/// A variant of a list of words.
#[derive(Debug, Clone, PartialEq)]
pub struct Word {
    /// The variant in Rust.
    pub variant: String,
    /// Its word. The variant for all others has none.
    pub word: Option<String>,
}

/// A model that is an enum of others.
#[derive(Debug, PartialEq)]
pub struct Union {
    /// A `match` has to expect others.
    pub is_open: bool,
    /// The property that tells the alternatives apart.
    pub tag: Option<String>,
    /// The variants.
    pub alternatives: Vec<Alternative>,
}

/// A variant of a union.
#[derive(Debug, Clone, PartialEq)]
pub struct Alternative {
    /// The variant in Rust.
    pub variant: String,
    /// The value of the union's tag that stands for it.
    pub tag: Option<String>,
    /// What it holds.
    pub ty: Ty,
}

/// A Rust type.
#[derive(Debug, Clone, PartialEq)]
pub struct Ty {
    /// The type without its paths: `Option<String>` for `::std::option::Option<::std::string::String>`.
    pub text: String,
    /// A field of this type may stay unset.
    pub is_optional: bool,
    /// The names that occur in it.
    pub names: BTreeSet<String>,
}

impl Summary {
    /// Summarizes the API of a document. Messages call the document `source`.
    ///
    /// # Errors
    ///
    /// If the document is invalid.
    pub fn of(source: &str, document: &str) -> Result<Self, String> {
        let generated = codegen::run(source, document, &[]).map_err(|problem| problem.to_string())?;
        let tree = load::tree(source, document).map_err(|problem| problem.to_string())?;
        Self::read(&tree, &generated)
    }

    /// Summarizes the API of a document and the code that was generated from it.
    ///
    /// # Errors
    ///
    /// If the code is not Rust.
    pub fn read(tree: &Value, generated: &Generated) -> Result<Self, String> {
        let file = syn::parse_file(&generated.client).map_err(|error| error.to_string())?;
        let builders = module(&file.items, "builder");
        Ok(Self {
            operations: tree::operations(tree)
                .into_iter()
                .map(|node| (node.name(), operation::summary(&node, tree, builders)))
                .collect(),
            models: models::models(module(&file.items, "types")),
        })
    }
}
