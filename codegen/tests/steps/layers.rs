//! `lib.rs` lists the modules from the lowest layer up, in groups.

use std::fs;
use std::path::{Path, PathBuf};

/// The modules that `lib.rs` declares, each with the number of its group.
fn layers(library: &str) -> Vec<(&str, usize)> {
    let groups = library.split("\n\n").enumerate();
    let modules = groups.flat_map(|(group, lines)| lines.lines().map(move |line| (line, group)));
    modules
        .filter_map(|(line, group)| {
            let name = line.strip_prefix("pub ").unwrap_or(line).strip_prefix("mod ")?;
            Some((name.strip_suffix(';')?, group))
        })
        .collect()
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    entries.flat_map(|path| if path.is_dir() { sources(&path) } else { vec![path] }).collect()
}

#[test]
fn a_module_imports_only_from_lower_layers() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let library = fs::read_to_string(root.join("lib.rs")).expect("text");
    let layers = layers(&library);
    let layer = |module: &str| layers.iter().find(|(name, _)| *name == module).map(|(_, group)| *group);
    let mut imports = 0;
    for file in sources(&root) {
        let inside = file.strip_prefix(&root).expect("a source").iter().next().expect("a name");
        let own = inside.to_string_lossy().trim_end_matches(".rs").to_owned();
        let Some(level) = layer(&own) else {
            assert_eq!(own, "lib");
            continue;
        };
        for line in fs::read_to_string(&file).expect("text").lines() {
            let Some(path) = line.trim_start().strip_prefix("use crate::") else { continue };
            // Templates import modules of the crate that includes them.
            let imported = path.trim_start_matches('{').split([':', ',', ';', '}']);
            for (imported, other) in imported.filter_map(|name| Some((name, layer(name.trim())?))).take(1) {
                assert!(imported == own || other < level, "{} imports upward: {line}", file.display());
                imports += 1;
            }
        }
    }
    assert!(layers.len() > 15 && imports > 50, "{layers:?} {imports}");
}
