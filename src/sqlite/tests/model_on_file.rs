//! The model test over a database: two programs, each with its own connections, over one file.

use std::cell::Cell;
use std::sync::Arc;

use crate::auth::{Open, Store, model_test};
use crate::sqlite::tests::open;

#[test]
fn two_programs_on_one_database_agree_with_the_model() {
    let days = if std::env::var_os("VESTIBULE_LONG").is_some() { 100 } else { 4 };
    let folder = tempfile::tempdir().unwrap();
    let created = Cell::new(0);
    let coverage = model_test::run(days, 80, || {
        created.set(created.get() + 1);
        let path = folder.path().join(format!("{}.db", created.get()));
        [(); 2].map(|()| Arc::new(open(&path, Open::CreateIfMissing).unwrap()) as Arc<dyn Store>)
    });
    assert!(coverage.count_of("acts") >= days * 30, "{}", coverage.summary());
    assert!(coverage.count_of("signed in") >= days * 5, "{}", coverage.summary());
}
