//! Maps the path of a node in the tree to its position in the text.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use saphyr_parser::{Event, Parser, Span};

use crate::slugs::braced;

/// A line and a column, from 1.
pub type Position = (usize, usize);

/// The positions of all keys and list items of a document, read once.
pub struct Positions(Arc<Node>);

/// The keys or indices of a node, with their positions.
#[derive(Default)]
struct Node(HashMap<String, (Position, Arc<Node>)>);

impl Positions {
    /// Reads the positions, up to the first mistake in the YAML.
    pub fn of(text: &str) -> Self {
        let mut reader = Reader::default();
        for (event, span) in Parser::new_from_str(text.trim_start_matches('\u{feff}')).map_while(Result::ok) {
            reader.read(event, span);
        }
        while !reader.open.is_empty() {
            reader.close();
        }
        Self(reader.root)
    }

    /// The position of the key or list item at a path, or of its nearest ancestor that exists. The text may spell
    /// `{id}` in an URL's path as `:id`.
    pub fn locate(&self, pointer: &[String]) -> Option<Position> {
        let (mut node, mut found) = (&self.0, None);
        for (depth, key) in pointer.iter().enumerate() {
            let is_path = depth == 1 && pointer[0] == "paths";
            let respelled = || node.0.iter().find(|(other, _)| is_path && braced(other) == *key);
            let entry = node.0.get(key).or_else(|| respelled().map(|(_, entry)| entry));
            let Some((position, below)) = entry else { break };
            (node, found) = (below, Some(*position));
        }
        found
    }
}

impl fmt::Debug for Positions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Positions").finish_non_exhaustive()
    }
}

#[derive(Default)]
struct Reader {
    /// The mappings and lists around the next event, outermost first.
    open: Vec<Open>,
    /// The nodes that aliases refer to.
    anchors: HashMap<usize, Arc<Node>>,
    root: Arc<Node>,
}

/// A mapping or a list that has not ended.
struct Open {
    node: Node,
    position: Position,
    anchor: usize,
    next: Next,
}

/// The place of the next node in a mapping or a list.
enum Next {
    Key,
    Value(String, Position),
    Item(usize),
}

impl Reader {
    fn read(&mut self, event: Event, span: Span) {
        let position = (span.start.line(), span.start.col() + 1);
        let open = |anchor, next| Open { node: Node::default(), position, anchor, next };
        match event {
            Event::MappingStart(anchor, _) => self.open.push(open(anchor, Next::Key)),
            Event::SequenceStart(anchor, _) => self.open.push(open(anchor, Next::Item(0))),
            Event::MappingEnd | Event::SequenceEnd => self.close(),
            Event::Scalar(text, ..) => match self.open.last_mut() {
                Some(Open { next: next @ Next::Key, .. }) => *next = Next::Value(text.into_owned(), position),
                _ => self.add(position, Arc::default()),
            },
            Event::Alias(anchor) => {
                let node = self.anchors.get(&anchor).cloned().unwrap_or_default();
                self.add(position, node);
            }
            _ => {}
        }
    }

    fn close(&mut self) {
        let Some(Open { node, position, anchor, .. }) = self.open.pop() else { return };
        let node = Arc::new(node);
        if anchor > 0 {
            self.anchors.insert(anchor, Arc::clone(&node));
        }
        self.add(position, node);
    }

    fn add(&mut self, position: Position, node: Arc<Node>) {
        let Some(open) = self.open.last_mut() else {
            self.root = node;
            return;
        };
        let (key, position, next) = match std::mem::replace(&mut open.next, Next::Key) {
            // A key that is no scalar, which loading refuses.
            Next::Key => (String::new(), position, Next::Value(String::new(), position)),
            Next::Value(key, position) => (key, position, Next::Key),
            Next::Item(index) => (index.to_string(), position, Next::Item(index + 1)),
        };
        open.node.0.insert(key, (position, node));
        open.next = next;
    }
}
