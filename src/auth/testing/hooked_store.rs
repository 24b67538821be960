//! A store with a hook around its transactions.

use crate::auth::{Error, Reader, Store, Writer};

pub(crate) type WriteOperation<'a> = dyn FnMut(&mut dyn Writer) -> Result<(), Error> + 'a;
pub(crate) type ReadOperation<'a> = dyn FnMut(&dyn Reader) -> Result<(), Error> + 'a;

/// The transactions of a [`HookedStore`]; those of the store itself unless implemented.
pub(crate) trait Hook<S: Store>: Send + Sync {
    fn write(&self, store: &S, operation: &mut WriteOperation<'_>) -> Result<(), Error> {
        store.write(operation)
    }

    fn read(&self, store: &S, operation: &mut ReadOperation<'_>) -> Result<(), Error> {
        store.read(operation)
    }
}

pub(crate) struct HookedStore<S, H> {
    pub store: S,
    pub hook: H,
}

impl<S: Store, H: Hook<S>> Store for HookedStore<S, H> {
    fn write(&self, operation: &mut WriteOperation<'_>) -> Result<(), Error> {
        self.hook.write(&self.store, operation)
    }

    fn read(&self, operation: &mut ReadOperation<'_>) -> Result<(), Error> {
        self.hook.read(&self.store, operation)
    }

    fn version(&self) -> Result<u64, Error> {
        self.store.version()
    }

    fn purge_deleted(&self) -> Result<(), Error> {
        self.store.purge_deleted()
    }

    fn location(&self) -> Option<String> {
        self.store.location()
    }
}
