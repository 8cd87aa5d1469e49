//! Rules for the library's source files.

use std::fs;
use std::path::{Path, PathBuf};

use stytch_connected_apps::operations;

fn sources(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

/// The code without comments: documentation may show an example.
fn code(text: &str) -> String {
    text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

fn all_sources() -> Vec<PathBuf> {
    let mut files = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
    assert!(files.len() > 10, "{files:?}");
    files
}

/// The items that the build generates from every document.
const GENERATED: [&str; 6] = ["EXAMPLES", "OPERATIONS", "bodies", "builder", "invoke", "types"];

/// The identifiers after each `before` that begins a path or follows a `::`.
fn names_after<'a>(code: &'a str, before: &str) -> Vec<&'a str> {
    let begins = |at: &usize| !code[..*at].ends_with(|c: char| c.is_alphanumeric() || c == '_');
    let is_name = |c: char| c.is_alphanumeric() || c == '_';
    let places = code.match_indices(before).map(|(at, _)| at).filter(begins);
    let lists = places.map(|at| {
        let rest = &code[at + before.len()..];
        match rest.strip_prefix('{') {
            Some(list) => list.split('}').next().unwrap_or_default(),
            None => rest.split(|c| !is_name(c)).next().unwrap_or_default(),
        }
    });
    lists.flat_map(|list| list.split(", ")).collect()
}

/// The crate has to work with any document. Models are in the module `types`, and the code of an operation that the
/// library names has a call of its method, its builder, or its id as a string. A name alone may be an ordinary word.
#[test]
fn no_source_file_names_an_operation_or_a_model() {
    let mut generated = Vec::new();
    for file in all_sources() {
        let code = code(&fs::read_to_string(&file).expect("text"));
        let models = [names_after(&code, "types::"), names_after(&code, "crate::builder::")].concat();
        assert!(models.is_empty(), "{} names {models:?}", file.display());
        generated.extend(names_after(&code, "generated::").into_iter().map(str::to_owned));
        let ids = operations::all().iter().map(|operation| operation.id).filter(|id| id.contains('_'));
        let named = ids.filter(|id| code.contains(&format!(".{id}(")) || code.contains(&format!("{id:?}")));
        // The verifier asks for operations by their ids, and says which the document lacks.
        if !file.ends_with("src/verify/ask.rs") {
            assert_eq!(named.collect::<Vec<_>>(), [""; 0], "{}", file.display());
        }
    }
    assert!(generated.len() >= 5, "{generated:?}");
    generated.retain(|name| !GENERATED.contains(&name.as_str()));
    assert_eq!(generated, [""; 0], "only some documents have these");
}
