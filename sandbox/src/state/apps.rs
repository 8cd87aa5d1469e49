use std::collections::{BTreeMap, HashMap};

use crate::seed::App;

/// The apps of a project in the order of their creation. To add, find or remove one takes as long among many as among
/// few.
#[derive(Debug, Default)]
pub(super) struct Apps {
    /// By numbers that are never used again.
    by_number: BTreeMap<usize, App>,
    numbers: HashMap<String, usize>,
    next: usize,
}

impl Apps {
    pub(super) fn new(apps: Vec<App>) -> Self {
        let mut all = Self::default();
        apps.into_iter().for_each(|app| all.add(app));
        all
    }

    pub(super) fn add(&mut self, app: App) {
        self.numbers.insert(app.client_id.clone(), self.next);
        self.by_number.insert(self.next, app);
        self.next += 1;
    }

    pub(super) fn remove(&mut self, id: &str) -> Option<App> {
        self.by_number.remove(&self.numbers.remove(id)?)
    }

    pub(super) fn number(&self, id: &str) -> Option<usize> {
        self.numbers.get(id).copied()
    }

    pub(super) fn get(&self, number: usize) -> Option<&App> {
        self.by_number.get(&number)
    }

    pub(super) fn get_mut(&mut self, id: &str) -> Option<&mut App> {
        self.by_number.get_mut(self.numbers.get(id)?)
    }

    pub(super) fn len(&self) -> usize {
        self.by_number.len()
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &App> {
        self.by_number.values()
    }

    /// The apps from this number on.
    pub(super) fn from(&self, number: usize) -> impl Iterator<Item = (usize, &App)> {
        self.by_number.range(number..).map(|(number, app)| (*number, app))
    }
}
