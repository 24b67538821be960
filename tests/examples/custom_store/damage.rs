//! A file that is not as it was written: refused, and left for a person to look at.

use std::fs;

use vestibule::auth::{Error, Open, Report, Store, StoreError};

use super::store::TextStore;
use super::{COUNTED, Place, count, counted, open};

/// A store that is open, and the bytes of its file.
fn written() -> (Place, TextStore, Vec<u8>) {
    let place = Place::new();
    let store = place.open();
    for _ in 0..3 {
        count(&store).unwrap();
    }
    let bytes = place.bytes();
    (place, store, bytes)
}

/// Puts `bytes` in place of the file: nobody opens that, who has it open does not write over it.
fn assert_refused(place: &Place, store: &TextStore, bytes: &[u8], what: &str) {
    fs::write(place.file(), bytes).unwrap();
    for mode in [Open::Existing, Open::CreateIfMissing] {
        assert!(open(&place.file(), mode).is_err(), "{what}: it opens");
    }
    assert!(count(store).is_err(), "{what}: it is written over");
    assert!(place.bytes() == bytes, "{what}: it was changed");
}

#[test]
fn a_file_cut_anywhere_is_refused_and_left_alone() {
    let (place, store, bytes) = written();
    for length in 0..bytes.len() {
        assert_refused(&place, &store, &bytes[..length], &format!("{length} bytes"));
    }
    fs::write(place.file(), &bytes).unwrap();
    count(&store).unwrap();
}

#[test]
fn a_file_with_any_byte_changed_is_refused_and_left_alone() {
    let (place, store, bytes) = written();
    for n in 0..bytes.len() {
        // The lowest bit, the case of a letter, what is no text, and a line end.
        for flip in [0x01, 0x20, 0x80, bytes[n] ^ b'\n'] {
            let mut changed = bytes.clone();
            changed[n] ^= flip;
            if changed != bytes {
                assert_refused(&place, &store, &changed, &format!("byte {n} ^ {flip:#x}"));
            }
        }
    }
}

#[test]
fn lines_that_are_dropped_doubled_or_exchanged_are_noticed() {
    let (place, store, bytes) = written();
    let text = String::from_utf8(bytes).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    for n in 0..lines.len() {
        let (mut less, mut more, mut turned) = (lines.clone(), lines.clone(), lines.clone());
        less.remove(n);
        more.insert(n, lines[n]);
        turned.swap(n, (n + 1) % lines.len());
        for changed in [less, more, turned] {
            assert_refused(&place, &store, (changed.join("\n") + "\n").as_bytes(), &format!("line {n}"));
        }
    }
}

#[test]
fn a_newer_format_and_other_files_are_told_apart() {
    let (place, store, bytes) = written();
    let text = String::from_utf8(bytes).unwrap();
    let newer = text.replacen("\"format\":1", "\"format\":2,\"more\":true", 1);
    assert_refused(&place, &store, newer.as_bytes(), "a newer one");
    let outcome = open(&place.file(), Open::Existing);
    assert!(matches!(outcome, Err(Error::Store(StoreError::Newer { found: 2, known: 1, .. }))));
    assert!(store.version().is_err());

    for other in ["", "\n", "Shopping list\n", "{}\n", "{\"format\":0}\n", "[1]\n{}\n", "{\"format\":\"1\"}\n"] {
        assert_refused(&place, &store, other.as_bytes(), other);
        let outcome = open(&place.file(), Open::Existing);
        assert!(matches!(outcome, Err(Error::Store(StoreError::Foreign(_)))), "{other:?}");
    }

    fs::write(place.file(), text.replacen("\"failures\":3", "\"failures\":0", 1)).unwrap();
    let Err(error) = open(&place.file(), Open::Existing) else { panic!("it opens") };
    assert!(Report::new(&error).to_string().contains("it was cut or edited"), "{error}");
}

#[test]
fn an_older_copy_put_back_is_seen_at_once() {
    let (place, store, bytes) = written();
    count(&store).unwrap();
    let version = store.version().unwrap();
    fs::write(place.file(), &bytes).unwrap();
    assert_ne!(store.version().unwrap(), version);
    assert_eq!(counted(&store), 3);
    count(&store).unwrap();
    assert_eq!(counted(&place.open()), 4);

    // Also once somebody has written on from there, and the writes have the same numbers as those that are lost.
    fs::write(place.file(), &bytes).unwrap();
    place.open().write(&mut |rows| rows.delete_counter(&COUNTED)).unwrap();
    assert_eq!(store.version().unwrap(), version);
    assert_eq!(counted(&store), 0);
}
