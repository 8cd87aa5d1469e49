//! Prints `openapi/api.txt`.

use std::fmt;

use super::{Alternative, Field, Model, Operation, Parameter, Summary, Union, Word};

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (name, operation) in &self.operations {
            writeln!(f, "\n{name} -> {}", operation.success)?;
            write!(f, "{operation}")?;
        }
        for (name, model) in &self.models {
            writeln!(f, "\n{name}")?;
            write!(f, "{model}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "    {}", self.route)?;
        for (setter, Parameter { name, ty, required, is_deprecated }) in &self.parameters {
            let optional = if *required { "" } else { "?" };
            let deprecated = if *is_deprecated { DEPRECATED } else { "" };
            writeln!(f, "    {setter}{optional}: {}{}{deprecated}", ty.text, documented(setter, name))?;
        }
        for demand in &self.demands {
            writeln!(f, "    body: {demand}")?;
        }
        if self.is_deprecated {
            writeln!(f, "    is deprecated")?;
        }
        if self.sends_form {
            writeln!(f, "    sends the body as a form")?;
        }
        if !self.sends_credentials {
            writeln!(f, "    sends no credentials of the project")?;
        }
        writeln!(f, "    is {}idempotent", if self.is_idempotent { "" } else { "not " })?;
        if !self.session_headers.is_empty() {
            let headers = self.session_headers.iter().map(String::as_str).collect::<Vec<_>>();
            writeln!(f, "    takes a member session: {}", headers.join(", "))?;
        }
        if let Some(pages) = &self.pages {
            let [cursor, next, items] = &pages.keys;
            writeln!(f, "    has pages of {}: {items}, from {next} to {cursor}", pages.item)?;
        }
        for (status, names) in &self.examples {
            let names = names.iter().map(String::as_str).collect::<Vec<_>>();
            writeln!(f, "    examples of {status}: {}", names.join(", "))?;
        }
        Ok(())
    }
}

impl fmt::Display for Model {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Struct(model) => {
                for (rust, Field { name, ty, is_deprecated }) in &model.fields {
                    let deprecated = if *is_deprecated { DEPRECATED } else { "" };
                    writeln!(f, "    {rust}: {}{}{deprecated}", ty.text, documented(rust, name))?;
                }
                model.functions.iter().try_for_each(|function| writeln!(f, "    {function}()"))
            }
            Self::Words(words) => {
                let words = words.iter().map(|Word { variant, word }| match word {
                    Some(word) => format!("{variant} = {word}"),
                    None => variant.clone(),
                });
                writeln!(f, "    {}", words.collect::<Vec<_>>().join(" | "))
            }
            Self::Union(Union { tag, alternatives, .. }) => {
                let all = alternatives.iter().map(|Alternative { variant, tag, ty }| {
                    let held = if ty.text.is_empty() { String::new() } else { format!("({})", ty.text) };
                    let tag = tag.as_ref().map(|tag| format!(" = {tag}")).unwrap_or_default();
                    format!("{variant}{held}{tag}")
                });
                let tag = tag.as_ref().map(|tag| format!(" by {tag}")).unwrap_or_default();
                writeln!(f, "    either{tag} {}", all.collect::<Vec<_>>().join(" | "))
            }
            Self::Wrapper(inner) => writeln!(f, "    ({})", inner.text),
        }
    }
}

const DEPRECATED: &str = ", deprecated";

/// The name in the document, if it is another.
fn documented(rust: &str, name: &str) -> String {
    if name == rust { String::new() } else { format!(" ({name})") }
}
