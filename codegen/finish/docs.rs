//! The document's prose as rustdoc: nothing in it becomes a doctest by accident.

use syn::visit_mut::{self, VisitMut};
use syn::{Attribute, Expr, File, Lit, Meta, parse_quote};

pub fn tidy(file: &mut File) {
    Docs.visit_file_mut(file);
}

struct Docs;

impl VisitMut for Docs {
    fn visit_attribute_mut(&mut self, attribute: &mut Attribute) {
        visit_mut::visit_attribute_mut(self, attribute);
        let Meta::NameValue(meta) = &attribute.meta else { return };
        let Expr::Lit(literal) = &meta.value else { return };
        if let Lit::Str(text) = &literal.lit
            && meta.path.is_ident("doc")
        {
            let text = tidied(&text.value());
            *attribute = parse_quote! { #[doc = #text] };
        }
    }
}

/// To rustdoc a block indented by four is Rust, and so is a fenced one without a language.
pub fn tidied(text: &str) -> String {
    let mut fenced = false;
    let mut lines = Vec::new();
    for line in text.trim_end().lines() {
        let trimmed = line.trim();
        if trimmed.starts_with("```") {
            fenced = !fenced;
            let opens_bare = fenced && trimmed == "```";
            lines.push(if opens_bare { "```text".to_owned() } else { trimmed.to_owned() });
        } else if !fenced && line.starts_with("    ") {
            lines.push(format!("  {trimmed}"));
        } else {
            lines.push(line.trim_end().to_owned());
        }
    }
    // A leading space keeps a one-line doc comment readable in the generated file.
    match lines.as_slice() {
        [line] if !line.is_empty() => format!(" {}", line.trim_start()),
        _ => lines.join("\n"),
    }
}
