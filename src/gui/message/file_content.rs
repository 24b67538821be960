//! The content of a file to save.

use std::sync::Arc;

use zeroize::Zeroizing;

use crate::auth::redacted;

/// Bytes to write. They are wiped when the last clone is dropped.
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
