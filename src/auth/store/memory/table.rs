//! One table: rows by key, and how to take the last changes back.

use std::collections::BTreeMap;
use std::ops::RangeBounds;

/// Rows by key, with what was there before each change of the write under way.
#[derive(Clone)]
pub(super) struct Table<K, V> {
    rows: BTreeMap<K, V>,
    before: Vec<(K, Option<V>)>,
}

impl<K, V> Default for Table<K, V> {
    fn default() -> Self {
        Self { rows: BTreeMap::new(), before: Vec::new() }
    }
}

impl<K: Ord + Clone, V> Table<K, V> {
    pub(super) fn new(rows: BTreeMap<K, V>) -> Self {
        Self { rows, before: Vec::new() }
    }

    pub(super) fn get(&self, key: &K) -> Option<&V> {
        self.rows.get(key)
    }

    pub(super) fn has(&self, key: &K) -> bool {
        self.rows.contains_key(key)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// All rows, by key.
    pub(super) fn all(&self) -> impl DoubleEndedIterator<Item = (&K, &V)> {
        self.rows.iter()
    }

    /// The rows whose keys lie in `keys`, by key.
    pub(super) fn range(&self, keys: impl RangeBounds<K>) -> impl DoubleEndedIterator<Item = (&K, &V)> {
        self.rows.range(keys)
    }

    pub(super) fn put(&mut self, key: K, row: V) {
        let before = self.rows.insert(key.clone(), row);
        self.before.push((key, before));
    }

    pub(super) fn remove(&mut self, key: &K) {
        if let Some((key, before)) = self.rows.remove_entry(key) {
            self.before.push((key, Some(before)));
        }
    }

    /// Removes the rows for which `gone` says so.
    pub(super) fn remove_where(&mut self, gone: impl Fn(&K, &V) -> bool) {
        let keys: Vec<K> = self.rows.iter().filter(|(key, row)| gone(key, row)).map(|(key, _)| key.clone()).collect();
        keys.iter().for_each(|key| self.remove(key));
    }
}

/// What every table does at the end of a write, whatever its rows.
pub(super) trait Undo {
    /// Lets the changes stand.
    fn keep(&mut self);
    /// Undoes the changes since the last [`keep`](Self::keep), the latest first.
    fn take_back(&mut self);
}

impl<K: Ord, V> Undo for Table<K, V> {
    fn keep(&mut self) {
        self.before.clear();
    }

    fn take_back(&mut self) {
        while let Some((key, before)) = self.before.pop() {
            match before {
                Some(row) => self.rows.insert(key, row),
                None => self.rows.remove(&key),
            };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn taking_back_restores_rows_that_were_put_twice_and_removed() {
        let mut table = Table::new(BTreeMap::from([(1, 'a'), (2, 'b')]));
        table.put(1, 'x');
        table.put(1, 'y');
        table.remove(&2);
        table.put(3, 'z');
        table.take_back();
        assert_eq!(table.all().collect::<Vec<_>>(), [(&1, &'a'), (&2, &'b')]);
    }

    #[test]
    fn what_is_kept_is_not_taken_back() {
        let mut table = Table::default();
        table.put(1, 'a');
        table.keep();
        table.remove(&1);
        table.take_back();
        assert_eq!(table.get(&1), Some(&'a'));
    }
}
