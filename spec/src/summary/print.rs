//! Prints `openapi/api.txt`.

use std::fmt;

use super::{Model, Operation, Parameter, Summary};

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
        for (setter, Parameter { name, ty, required }) in &self.parameters {
            let optional = if *required { "" } else { "?" };
            let documented = if name == setter { String::new() } else { format!(" ({name})") };
            writeln!(f, "    {setter}{optional}: {}{documented}", ty.text)?;
        }
        for demand in &self.demands {
            writeln!(f, "    body: {demand}")?;
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
            Self::Fields(fields) => {
                for (name, ty) in fields {
                    writeln!(f, "    {name}: {}", ty.text)?;
                }
                Ok(())
            }
            Self::Words(words) => writeln!(f, "    {}", words.join(" | ")),
            Self::Alternatives(alternatives) => {
                let all = alternatives.iter().map(|(name, ty)| match ty.text.as_str() {
                    "" => name.clone(),
                    text => format!("{name}({text})"),
                });
                writeln!(f, "    either {}", all.collect::<Vec<_>>().join(" | "))
            }
            Self::Wrapper(inner) => writeln!(f, "    ({})", inner.text),
        }
    }
}
