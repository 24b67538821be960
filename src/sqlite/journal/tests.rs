//! Rules of which log belongs to which database.

use super::*;

const PAGE_SIZE: u32 = 4096;

fn header(field: u32) -> Header {
    let mut bytes = b"SQLite format 3\0".to_vec();
    bytes.resize(100, 0);
    bytes[16..18].copy_from_slice(&4096_u16.to_be_bytes());
    bytes[48..52].copy_from_slice(&field.to_be_bytes());
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), bytes).unwrap();
    Header::read(&File::open(file.path()).unwrap()).unwrap()
}

const fn field(number: u32, origin: Origin) -> u32 {
    (number << 2) | origin as u32
}

fn log(fields: &[u32]) -> WalPages {
    WalPages { page_size: PAGE_SIZE, numbers: fields.iter().copied().map(JournalNumber::from_field).collect() }
}

#[test]
fn a_log_belongs_to_the_database_that_it_was_begun_beside_or_that_has_some_of_its_pages() {
    use Origin::{Continued, First, Raised};

    let cases: [(&[u32], &[u32], &[u32]); 4] = [
        // The fields of the log, the numbers of databases that it belongs to, and of those that it does not.
        (&[field(7, Continued)], &[7], &[0, 6, 8]),
        (&[field(7, Raised)], &[6, 7], &[0, 5, 8]),
        (&[field(7, Continued), field(8, Raised), field(8, Continued)], &[7, 8], &[0, 6, 9]),
        (&[field(0, Continued), field(70, First)], &[0, 70], &[69, 71]),
    ];
    for (fields, own, others) in cases {
        for number in own {
            assert_eq!(compare(&header(field(*number, Continued)), Some(&log(fields))), Match::Belongs, "{number}");
        }
        for number in others {
            assert_eq!(compare(&header(field(*number, Continued)), Some(&log(fields))), Match::Foreign, "{number}");
        }
    }
}

#[test]
fn a_log_without_page_1_is_unknown_and_one_with_other_pages_is_foreign() {
    assert_eq!(compare(&header(28), Some(&log(&[]))), Match::Unknown);
    let other = WalPages { page_size: 8192, ..log(&[28]) };
    assert_eq!(compare(&header(28), Some(&other)), Match::Foreign);
    assert_eq!(compare(&header(28), None), Match::Belongs);
}

#[test]
fn a_file_that_is_no_log_has_no_pages() {
    for bytes in [&b""[..], b"accounts, not yet in the database", &[0; 200]] {
        assert_eq!(wal::read(bytes).unwrap(), None);
    }
}
