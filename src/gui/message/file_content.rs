//! The bytes of a file to be saved.

use std::sync::Arc;

use zeroize::Zeroizing;

use crate::auth::redacted;

/// What is to be written. It is wiped with its last owner.
#[derive(Clone)]
pub struct FileContent(Arc<Zeroizing<Vec<u8>>>);

impl FileContent {
    pub fn new(bytes: Vec<u8>) -> Self {
        Self(Arc::new(Zeroizing::new(bytes)))
    }

    pub fn bytes(&self) -> &[u8] {
        &self.0
    }
}

redacted!(FileContent);
