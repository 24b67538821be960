//! The keys that a session holds while it is open.

use crate::auth::secret::{AccountKey, redacted};

/// The account keys that a session may use.
pub(in crate::auth) struct Keys {
    pub(super) generation: u64,
    pub(super) key: AccountKey,
    pub(super) carried: Vec<(u64, AccountKey)>,
}

impl Keys {
    pub fn new(generation: u64, key: AccountKey, carried: Vec<(u64, AccountKey)>) -> Self {
        Self { generation, key, carried }
    }

    pub(super) fn of(&self, generation: u64) -> Option<&AccountKey> {
        if generation == self.generation {
            return Some(&self.key);
        }
        self.carried.iter().find(|(number, _)| *number == generation).map(|(_, key)| key)
    }
}

redacted!(Keys);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_never_print() {
        let keys = Keys::new(1, AccountKey::from_bytes(&[7; 32]), Vec::new());
        assert_eq!(format!("{keys:?}"), "Keys([redacted])");
    }
}
