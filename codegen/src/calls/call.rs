use quote::format_ident;
use serde_json::Value;
use syn::{Ident, Type};

use crate::adapt::is_path_segment;
use crate::choices::{Choice, choices};
use crate::finish::output::Output;
use crate::headers::{constant, is_project_id};
use crate::names;
use crate::problem::Problem;
use crate::prose::{about, doc, is_deprecated};
use crate::tree::{Node, OperationNode};

/// An operation, with the names and types of its code.
pub struct Call<'a> {
    /// Of the adapted document.
    pub adapted: OperationNode<'a>,
    /// Of the document as written.
    pub written: OperationNode<'a>,
    /// The name of its row in the table.
    pub row: Ident,
    pub method: Ident,
    pub builder: Ident,
    pub parameters: Vec<Parameter>,
    /// The names and values of the headers that the client sends by itself.
    pub constants: Vec<(String, String)>,
    pub body: Option<Body>,
    pub success: Type,
}

pub struct Parameter {
    /// The document's name.
    pub name: String,
    /// `path`, `query` or `header`.
    pub place: String,
    /// It has the crate's own type of path parameters.
    pub is_path_segment: bool,
    pub required: bool,
    /// The client's own project id is sent in its place if it is missing.
    pub is_project_id: bool,
    /// The setter's doc comment.
    pub about: String,
    pub setter: Ident,
    pub ty: Type,
}

pub struct Body {
    pub ty: Type,
    /// The setter's doc comment.
    pub about: String,
    /// The builder of the model, if it has one.
    pub builder: Option<Type>,
    /// The choices between its properties.
    pub choices: Vec<Choice>,
}

impl<'a> Call<'a> {
    pub fn new(
        adapted: OperationNode<'a>,
        written: OperationNode<'a>,
        tree: &Value,
        output: &Output,
    ) -> Result<Self, Problem> {
        let method = adapted.name();
        let builder = names::camel(&method);
        let parameters = adapted.parameters.iter().map(|node| Parameter::new(node, &builder, output));
        let constants = written.parameters.iter().filter_map(|parameter| {
            Some((parameter.text("name")?.to_owned(), constant(tree, parameter)?.to_owned()))
        });
        let has_body = adapted.value.get("requestBody").is_some();
        Ok(Self {
            row: format_ident!("{}", names::shouty(&method)),
            parameters: parameters.collect::<Result<_, _>>()?,
            constants: constants.collect(),
            body: has_body.then(|| Body::new(&written, tree, &builder, output)).transpose()?,
            success: output.success(&builder)?,
            method: format_ident!("{method}"),
            builder: format_ident!("{builder}"),
            adapted,
            written,
        })
    }

    pub fn is_deprecated(&self) -> bool {
        is_deprecated(self.written.value)
    }
}

impl Parameter {
    fn new(node: &Node, builder: &str, output: &Output) -> Result<Self, Problem> {
        let text = |key| node.text(key).unwrap_or_default();
        let setter = names::snake(text("name"));
        let is_project_id = is_project_id(node);
        Ok(Self {
            is_project_id,
            name: text("name").to_owned(),
            place: text("in").to_owned(),
            is_path_segment: is_path_segment(node),
            required: node.value.get("required") == Some(&true.into()) && !is_project_id,
            about: about(node.value, node.text("description"), text("name")),
            ty: output.argument(builder, &setter)?,
            setter: format_ident!("{setter}"),
        })
    }
}

impl Body {
    fn new(written: &OperationNode, tree: &Value, builder: &str, output: &Output) -> Result<Self, Problem> {
        let description = written.value.pointer("/requestBody/description").and_then(Value::as_str);
        let schema = written.body_schema(tree);
        let choices = schema.map(|schema| choices(tree, schema)).unwrap_or_default();
        let demands = choices.iter().map(|choice| format!("\n\nOf its fields, {}.", choice.demand()));
        let description =
            format!("{}{}", description.unwrap_or("The request body."), demands.collect::<String>());
        Ok(Self {
            ty: output.argument(builder, "body")?,
            about: doc(Some(&description), "body"),
            choices,
            builder: output.body_builder(builder),
        })
    }
}
