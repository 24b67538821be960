//! The keys of an open session.

use crate::auth::secret::{AccountKey, redacted};

/// The account keys that a session can use.
pub(in crate::auth) struct SessionKeys {
    pub(super) generation: u64,
    pub(super) key: AccountKey,
    pub(super) rewrapped: Vec<(u64, AccountKey)>,
}

impl SessionKeys {
    pub fn new(generation: u64, key: AccountKey, rewrapped: Vec<(u64, AccountKey)>) -> Self {
        Self { generation, key, rewrapped }
    }

    pub(super) fn get(&self, generation: u64) -> Option<&AccountKey> {
        if generation == self.generation {
            return Some(&self.key);
        }
        self.rewrapped.iter().find(|(number, _)| *number == generation).map(|(_, key)| key)
    }
}

redacted!(SessionKeys);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_never_print() {
        let keys = SessionKeys::new(1, AccountKey::from_bytes(&[7; 32]), Vec::new());
        assert_eq!(format!("{keys:?}"), "SessionKeys([redacted])");
    }
}
