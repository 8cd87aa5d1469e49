//! Inserts an import into a document. Every other byte stays.

use codegen::positions::Positions;
use codegen::problem::METHODS;
use codegen::{defaults, load};
use serde_json::{Map, Value};

use super::{Fragment, write};

/// The text of a document with the fragment in place.
///
/// # Errors
///
/// If the document is written in a way that leaves no place for it.
pub fn insert(name: &str, text: &str, fragment: &Fragment) -> Result<String, String> {
    Edit::new(name, text).insert(fragment)
}

/// The text of a document with the fragment in place of one of its operations.
///
/// # Errors
///
/// If the document has no such operation, or is written in a way that leaves no place for the fragment.
pub fn replace(
    name: &str,
    text: &str,
    (path, method): (&str, &str),
    fragment: &Fragment,
) -> Result<String, String> {
    let mut edit = Edit::new(name, text);
    edit.remove(path, method)?;
    edit.insert(fragment)
}

fn no_place(name: &str) -> String {
    format!("{name}: there is no place for it in this layout: add what is printed without `--into`")
}

/// The expected result, as a tree. Whatever the layout, nothing may get lost or go elsewhere.
fn expected(mut tree: Value, fragment: &Fragment) -> Value {
    if let Some(tags) = tree.get_mut("tags").and_then(Value::as_array_mut) {
        tags.extend(fragment.tags.clone());
    }
    for (path, item) in &fragment.paths {
        for (method, operation) in item.as_object().into_iter().flatten() {
            tree["paths"][path][method] = operation.clone();
        }
    }
    for (section, made) in &fragment.components {
        for (name, component) in made.as_object().into_iter().flatten() {
            tree["components"][section][name] = component.clone();
        }
    }
    defaults::add(&mut tree);
    tree
}

/// The text of a document without one of its operations, and without its path if that has no other.
///
/// # Errors
///
/// If the document has no such operation.
pub fn remove(name: &str, text: &str, path: &str, method: &str) -> Result<String, String> {
    let mut edit = Edit::new(name, text);
    edit.remove(path, method)?;
    Ok(edit.text())
}

struct Edit<'a> {
    name: &'a str,
    newline: &'static str,
    lines: Vec<String>,
    /// Which line of the document each line was. The new ones were none.
    origins: Vec<Option<usize>>,
}

/// The lines of a node, from the one with its key, and the key's indentation.
#[derive(Debug)]
struct Block {
    start: usize,
    end: usize,
    indent: usize,
}

impl<'a> Edit<'a> {
    fn new(name: &'a str, text: &str) -> Self {
        let newline = if text.contains("\r\n") { "\r\n" } else { "\n" };
        let lines: Vec<String> = text.lines().map(str::to_owned).collect();
        Self { name, newline, origins: (1..=lines.len()).map(Some).collect(), lines }
    }

    fn remove(&mut self, path: &str, method: &str) -> Result<(), String> {
        let item = self.tree()?["paths"][path].as_object().cloned().unwrap_or_default();
        let is_alone = item.keys().filter(|key| METHODS.contains(&key.as_str())).count() == 1;
        let whole = ["paths", path, method];
        let block = self.block(if is_alone { &whole[..2] } else { &whole })?;
        self.lines.drain(block.start..block.end);
        self.origins.drain(block.start..block.end);
        Ok(())
    }

    fn insert(mut self, fragment: &Fragment) -> Result<String, String> {
        let before = load::tree(self.name, &self.text()).map_err(|problem| problem.to_string())?;
        if !fragment.tags.is_empty() {
            self.add_items(&["tags"], &fragment.tags)?;
        }
        for (path, item) in &fragment.paths {
            match (self.tree()?["paths"].get(path), item.as_object()) {
                (Some(_), Some(methods)) => self.add(&["paths", path], methods, None)?,
                _ => {
                    let neighbour = self.neighbour(path)?;
                    let item = Map::from_iter([(path.clone(), item.clone())]);
                    self.add(&["paths"], &item, neighbour.as_deref())?;
                }
            }
        }
        for (section, made) in &fragment.components {
            if let Some(made) = made.as_object() {
                self.add(&["components", section], made, None)?;
            }
        }
        match self.tree()? == expected(before, fragment) {
            true => Ok(self.lines.join(self.newline) + self.newline),
            false => Err(no_place(self.name)),
        }
    }

    fn text(&self) -> String {
        self.lines.join("\n") + "\n"
    }

    /// The text was a document before the edit.
    fn tree(&self) -> Result<Value, String> {
        load::tree(self.name, &self.text()).map_err(|_| no_place(self.name))
    }

    /// Adds entries to a mapping: behind the entry `after`, or at the end.
    fn add(&mut self, parent: &[&str], new: &Map<String, Value>, after: Option<&str>) -> Result<(), String> {
        let tree = self.tree()?;
        let node = parent.iter().try_fold(&tree, |node, key| node.get(key));
        let Some(siblings) = node.and_then(Value::as_object).filter(|siblings| !siblings.is_empty()) else {
            return self.add_section(parent, new);
        };
        let last = after.or(siblings.keys().next_back().map(String::as_str)).unwrap_or_default();
        let block = self.block(&[parent, &[last]].concat())?;
        let is_spaced = self.is_spaced(parent, siblings, &block)?;
        let mut end = block.end;
        for (key, value) in new {
            end += self.put(end, &write::entry(key, value, block.indent), is_spaced);
        }
        Ok(())
    }

    /// Adds a mapping that is not there yet.
    fn add_section(&mut self, parent: &[&str], new: &Map<String, Value>) -> Result<(), String> {
        let node = Value::from(new.clone());
        match parent {
            [section] => {
                let end = self.lines.len();
                self.put(end, &write::entry(section, &node, 0), true);
                Ok(())
            }
            [above @ .., section] => self.add(above, &Map::from_iter([((*section).to_owned(), node)]), None),
            [] => Ok(()),
        }
    }

    fn add_items(&mut self, parent: &[&str], items: &[Value]) -> Result<(), String> {
        let count = self.tree()?.get(parent[0]).and_then(Value::as_array).map_or(0, Vec::len);
        let last = count.saturating_sub(1).to_string();
        let block = self.block(&[parent, &[&last]].concat())?;
        // The position of an item is that of its first key, behind the dash.
        let text = write::list(items, block.indent.saturating_sub(2));
        let end = self.block(parent)?.end;
        self.put(end, &text, false);
        Ok(())
    }

    /// The path that the new one belongs behind: of those that share the most with it, the last.
    fn neighbour(&self, path: &str) -> Result<Option<String>, String> {
        let tree = self.tree()?;
        let shared = |other: &str| {
            path.split('/').zip(other.split('/')).take_while(|(one, other)| one == other).count()
        };
        let paths = tree["paths"].as_object().into_iter().flatten().map(|(path, _)| path);
        Ok(paths.max_by_key(|other| shared(other)).cloned())
    }

    fn block(&self, keys: &[&str]) -> Result<Block, String> {
        let pointer: Vec<String> = keys.iter().map(|key| (*key).to_owned()).collect();
        let position = Positions::of(&self.text()).locate(&pointer);
        let (line, column) =
            position.ok_or_else(|| format!("{}: it has no {}", self.name, keys.join(" ")))?;
        let (start, indent) = (line - 1, column - 1);
        // An item of a list starts with a dash before its first key.
        let before = &self.lines[start][..indent.min(self.lines[start].len())];
        if !before.chars().all(|character| character == ' ' || character == '-') {
            // The document that was given has other lines than the one that is being written.
            let line = self.origins[start].unwrap_or(line);
            return Err(format!(
                "{}:{line}:{column}: this is written on one line: write it as a block, one entry a line",
                self.name
            ));
        }
        let is_below = |line: &String| {
            let depth = line.len() - line.trim_start().len();
            line.trim().is_empty()
                || depth > indent
                || (depth == indent && line.trim_start().starts_with("- "))
        };
        let below = self.lines[start + 1..].iter().take_while(|line| is_below(line)).count();
        let blank =
            self.lines[..start + 1 + below].iter().rev().take_while(|line| line.trim().is_empty()).count();
        Ok(Block { start, end: start + 1 + below - blank, indent })
    }

    /// Returns whether blank lines separate the entries.
    fn is_spaced(
        &self,
        parent: &[&str],
        siblings: &Map<String, Value>,
        last: &Block,
    ) -> Result<bool, String> {
        if siblings.len() < 2 {
            return Ok(last.end > last.start + 8 || parent == ["paths"]);
        }
        let second = siblings.keys().nth(1).map(String::as_str).unwrap_or_default();
        let second = self.block(&[parent, &[second]].concat())?;
        Ok(second.start > 0 && self.lines[second.start - 1].trim().is_empty())
    }

    /// Inserts lines, and says how many.
    fn put(&mut self, line: usize, text: &str, is_spaced: bool) -> usize {
        let before = self.lines.len();
        let blank = is_spaced.then(String::new);
        self.lines.splice(line..line, blank.into_iter().chain(text.lines().map(str::to_owned)));
        let count = self.lines.len() - before;
        self.origins.splice(line..line, vec![None; count]);
        count
    }
}
