//! The imports of every package run one way.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Each package's folder and the file that lists its modules.
const PACKAGES: [(&str, &str); 5] = [
    (".", "src/lib.rs"),
    ("codegen", "src/lib.rs"),
    ("sandbox", "src/lib.rs"),
    ("cli", "src/main.rs"),
    ("spec", "src/lib.rs"),
];

/// The generated code imports from everywhere below `invoke`, and the table holds its rows.
const GENERATED: &str = "generated";

/// A module by its path, such as `["call", "request"]`.
type Module = Vec<String>;

/// Every module of a package with the text of its file.
fn modules(package: &str) -> BTreeMap<Module, String> {
    fn read(folder: &Path, module: &[String], modules: &mut BTreeMap<Module, String>) {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path: PathBuf = entry.expect("an entry").path();
            let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
            if path.is_dir() {
                read(&path, &[module, &[name]].concat(), modules);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let module = if name == "mod" { module.to_vec() } else { [module, &[name]].concat() };
                modules.insert(module, fs::read_to_string(&path).expect("UTF-8"));
            }
        }
    }
    let mut modules = BTreeMap::new();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(package).join("src");
    read(&folder, &[], &mut modules);
    modules.retain(|module, _| !matches!(module.as_slice(), [root] if ["lib", "main"].contains(&&**root)));
    modules
}

/// The modules that a file imports from.
fn imports(text: &str, modules: &BTreeMap<Module, String>) -> Vec<Module> {
    let paths = text
        .lines()
        .filter_map(|line| line.trim_start().trim_start_matches("pub ").strip_prefix("use crate::"));
    let paths = paths.flat_map(|path| match path.split_once('{') {
        // `{a::b, c}` or `a::{b, c}`; the module is what precedes the brace, or each first segment within it.
        Some(("", list)) => list.split(',').map(|item| item.trim().to_owned()).collect(),
        Some((module, list)) => list.split(',').map(|item| format!("{module}{}", item.trim())).collect(),
        None => vec![path.to_owned()],
    });
    let found = paths.filter_map(|path| {
        let names: Vec<String> = path
            .trim_end_matches([';', '}'])
            .split("::")
            .map(|name| name.split(' ').next().unwrap_or_default().trim_end_matches(['}', ';']).to_owned())
            .collect();
        (1..=names.len())
            .rev()
            .map(|length| names[..length].to_vec())
            .find(|module| modules.contains_key(module))
    });
    found.collect()
}

#[test]
fn a_package_imports_only_upwards_in_the_list_of_its_modules() {
    for (package, root) in PACKAGES {
        let root = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(package).join(root));
        let root = root.expect("the package's root");
        let declared = root.lines().filter_map(|line| line.trim_start_matches("pub ").strip_prefix("mod "));
        let order: Vec<&str> = declared.filter_map(|line| line.strip_suffix(';')).collect();
        assert!(order.len() > 4, "{package}: {order:?}");
        let modules = modules(package);
        let level = |module: &str| {
            let level = order.iter().position(|other| *other == module);
            level.unwrap_or_else(|| panic!("{package}: `{module}` is not in its list"))
        };
        let mut count = 0;
        for (module, text) in &modules {
            for imported in imports(text, &modules) {
                if imported[0] != GENERATED && module[0] != GENERATED {
                    let is_upward = level(&imported[0]) <= level(&module[0]);
                    assert!(is_upward, "{package}: {} imports {}", module.join("::"), imported.join("::"));
                    count += 1;
                }
            }
        }
        assert!(count > 20, "{package}: {count} imports");
    }
}

#[test]
fn no_files_import_each_other_in_a_circle() {
    for (package, _) in PACKAGES {
        let modules = modules(package);
        let mut edges: BTreeMap<&Module, BTreeSet<Module>> = BTreeMap::new();
        for (module, text) in &modules {
            // A folder's own file and those in it are one idea: it declares what they implement.
            let others = imports(text, &modules).into_iter().filter(|other| !module.starts_with(other));
            edges.insert(module, others.filter(|other| !other.starts_with(module)).collect());
        }
        // A file is done once all files that it imports from are. Those that remain are in a circle, or behind one.
        let mut done: BTreeSet<Module> = BTreeSet::from([vec![GENERATED.to_owned()]]);
        loop {
            let next: Vec<Module> = edges
                .iter()
                .filter(|(module, others)| {
                    !done.contains(**module) && others.iter().all(|other| done.contains(other))
                })
                .map(|(module, _)| (*module).clone())
                .collect();
            if next.is_empty() {
                break;
            }
            done.extend(next);
        }
        let circle: Vec<String> =
            edges.keys().filter(|module| !done.contains(**module)).map(|m| m.join("::")).collect();
        assert!(circle.is_empty(), "{package}: {circle:?}");
    }
}
