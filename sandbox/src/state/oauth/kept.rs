use std::collections::{BTreeSet, HashMap};

use ring::digest::{SHA256, digest};

/// The digest of a secret, by which it is found. The secrets themselves are not kept.
pub(super) type Key = [u8; 32];

pub(super) fn key(secret: &str) -> Key {
    digest(&SHA256, secret.as_bytes()).as_ref().try_into().unwrap_or_default()
}

/// Values that are found by a secret until they expire. Beyond a number of them, those go first that expire first.
#[derive(Debug)]
pub(super) struct Kept<V> {
    most: usize,
    values: HashMap<Key, (i64, V)>,
    by_expiry: BTreeSet<(i64, Key)>,
}

impl<V> Kept<V> {
    pub(super) fn new(most: usize) -> Self {
        Self { most, values: HashMap::new(), by_expiry: BTreeSet::new() }
    }

    /// Keeps a value until `expires`, and forgets those that have expired.
    pub(super) fn insert(&mut self, key: Key, value: V, expires: i64, now: i64) {
        self.remove(&key);
        self.values.insert(key, (expires, value));
        self.by_expiry.insert((expires, key));
        while self.values.len() > self.most
            || self.by_expiry.first().is_some_and(|(expires, _)| *expires <= now)
        {
            let Some((_, key)) = self.by_expiry.pop_first() else { break };
            self.values.remove(&key);
        }
    }

    /// The value, and when it expires.
    pub(super) fn get(&self, key: &Key, now: i64) -> Option<(i64, &V)> {
        let (expires, value) = self.values.get(key)?;
        (*expires > now).then_some((*expires, value))
    }

    pub(super) fn get_mut(&mut self, key: &Key) -> Option<&mut V> {
        self.values.get_mut(key).map(|(_, value)| value)
    }

    pub(super) fn remove(&mut self, key: &Key) -> Option<V> {
        let (expires, value) = self.values.remove(key)?;
        self.by_expiry.remove(&(expires, *key));
        Some(value)
    }

    pub(super) fn retain(&mut self, keep: impl Fn(&V) -> bool) {
        let Self { values, by_expiry, .. } = self;
        values.retain(|key, (expires, value)| {
            let is_kept = keep(value);
            if !is_kept {
                by_expiry.remove(&(*expires, *key));
            }
            is_kept
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(kept: &Kept<u8>, now: i64) -> Vec<u8> {
        let mut found: Vec<u8> =
            (0..9).filter_map(|number| kept.get(&[number; 32], now)).map(|(_, value)| *value).collect();
        found.sort_unstable();
        found
    }

    #[test]
    fn what_has_expired_or_is_too_much_is_forgotten() {
        let mut kept = Kept::new(3);
        for (number, expires) in [(1, 40), (2, 20), (3, 30)] {
            kept.insert([number; 32], number, expires, 0);
        }
        assert_eq!(found(&kept, 19), [1, 2, 3]);
        assert_eq!(found(&kept, 20), [1, 3], "at its end a value is gone");
        kept.insert([4; 32], 4, 50, 0);
        assert_eq!(found(&kept, 0), [1, 3, 4], "the one that expires first went");
        kept.insert([1; 32], 1, 60, 0);
        kept.insert([5; 32], 5, 70, 30);
        assert_eq!(found(&kept, 0), [1, 4, 5], "the expired one went, not the one that was kept anew");
        kept.retain(|value| *value != 4);
        assert_eq!((kept.values.len(), kept.by_expiry.len()), (2, 2));
    }
}
