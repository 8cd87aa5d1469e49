//! The README as the docs of the crate. On a code host its links lead to files, in rustdoc to items.

/// The items that show the files to which the README links.
const PAGES: [(&str, &str); 4] = [
    ("CHANGELOG.md", "crate::guide::changelog"),
    ("CONTRIBUTING.md", "crate::guide::contributing"),
    ("SECURITY.md", "crate::guide::security"),
    ("benches/README.md", "crate::guide::costs"),
];

/// The README with links to items, and with code that compiles.
pub fn front_page(readme: &str) -> String {
    let page: String = readme.lines().filter_map(line).collect();
    page.split("```").enumerate().map(|(index, part)| code(index, part)).collect::<Vec<_>>().join("```")
}

/// Drops pictures, which rustdoc does not copy, and link definitions that rustdoc resolves by itself, because the name
/// is that of an item.
fn line(line: &str) -> Option<String> {
    if line.starts_with("![") {
        return None;
    }
    let definition = line.strip_prefix('[').and_then(|rest| rest.split_once("]: "));
    let Some((name, target)) = definition else { return Some(format!("{line}\n")) };
    let page = PAGES.iter().find(|(file, _)| *file == target);
    match page {
        Some((_, item)) => Some(format!("[{name}]: {item}\n")),
        None if target.starts_with("src/") => None,
        None => Some(format!("{line}\n")),
    }
}

/// Turns a block of Rust into a whole program and leaves the rest. Every other part between fences is code.
fn code(index: usize, part: &str) -> String {
    match part.split_once('\n') {
        Some((language, code))
            if index % 2 == 1 && language.starts_with("rust") && !code.contains("fn main") =>
        {
            format!(
                "{language}\n# #[tokio::main(flavor = \"current_thread\")]\n\
                 # async fn main() -> Result<(), Box<dyn std::error::Error>> {{\n{code}# Ok(())\n# }}\n"
            )
        }
        _ => part.to_owned(),
    }
}
