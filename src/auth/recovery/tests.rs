use std::sync::atomic::{AtomicU8, Ordering};

use super::*;
use crate::auth::random_source::SystemRandom;

fn parse(typed: &str) -> Option<[u8; 10]> {
    RecoveryCode::parse(&SecretInput::new(typed.to_owned())).ok().map(|code| *code.expose_bytes())
}

#[test]
fn a_typo_is_described_by_its_position_or_by_what_is_missing() {
    let problem = |typed: &str| RecoveryCode::parse(&SecretInput::new(typed.to_owned())).unwrap_err();
    assert_eq!(problem("0ABC-DIFG-HJKM-NPQR"), RecoveryCodeProblem::Character { position: 6 });
    assert_eq!(problem("0ABC DEFG-HJKM_NPQR"), RecoveryCodeProblem::Character { position: 13 });
    assert_eq!(problem("0ABC-DEFG-HJKM-N"), RecoveryCodeProblem::TooShort { missing: 3 });
    assert_eq!(problem(""), RecoveryCodeProblem::TooShort { missing: 16 });
    assert_eq!(problem("0ABC-DEFG-HJKM-NPQRS"), RecoveryCodeProblem::TooLong);
    assert_eq!(problem(&"A".repeat(1 << 20)), RecoveryCodeProblem::TooLong);
}

#[test]
fn a_code_is_read_back_as_it_was_shown() {
    for _ in 0..200 {
        let code = RecoveryCode::draw(&SystemRandom).unwrap();
        let text = code.expose_text();
        assert_eq!(text.len(), 19);
        assert_eq!(parse(&text).as_ref(), Some(code.expose_bytes()));
    }
}

#[test]
fn the_lowest_and_highest_codes_use_the_first_and_last_symbols() {
    assert_eq!(*RecoveryCode::from_bytes(&[0; 10]).expose_text(), "0000-0000-0000-0000");
    assert_eq!(*RecoveryCode::from_bytes(&[0xff; 10]).expose_text(), "ZZZZ-ZZZZ-ZZZZ-ZZZZ");
    let counting = RecoveryCode::from_bytes(&[0x00, 0x44, 0x32, 0x14, 0xc7, 0x42, 0x54, 0xb6, 0x35, 0xcf]);
    assert_eq!(*counting.expose_text(), "0234-5678-9ABC-DEFG");
}

#[test]
fn no_two_symbols_look_alike() {
    for (index, symbol) in ALPHABET.iter().enumerate() {
        assert!(!b"O1IL".contains(symbol));
        assert!(!ALPHABET[..index].contains(symbol));
    }
}

#[test]
fn case_spaces_dashes_width_and_the_letter_o_do_not_matter() {
    let right = parse("0ABC-DEFG-HJKM-NPQR");
    assert!(right.is_some());
    for typed in [
        "0abcdefghjkmnpqr",
        "oABC DEFG HJKM NPQR",
        "Oabc–defg—hjkm−npqr\r\n",
        " 0ABC-DEFG\n HJKM-NPQR ",
        "０ＡＢＣ－ＤＥＦＧ－ＨＪＫＭ－ＮＰＱＲ",
        "０ａｂｃ　ｄｅｆｇ　ｈｊｋｍ　ｎｐｑｒ",
    ] {
        assert_eq!(parse(typed), right, "{typed}");
    }
}

#[test]
fn a_text_without_sixteen_symbols_is_refused_however_long() {
    for typed in [
        "",
        "123456",
        "0ABC-DEFG-HJKM-NPQ",
        "0ABC-DEFG-HJKM-NPQRS",
        "1ABC-DEFG-HJKM-NPQR",
        "IABC-DEFG-HJKM-NPQR",
        "LABC-DEFG-HJKM-NPQR",
        "0ABC_DEFG_HJKM_NPQR",
        "0ABC-DEFG-HJKM-NPQ\0",
        "0ABC-DEFG-HJKM-NPQR\u{200e}",
        "ſABC-DEFG-HJKM-NPQR",
    ] {
        assert_eq!(parse(typed), None, "{typed}");
    }
    assert_eq!(parse(&"A".repeat(1 << 20)), None);
    assert_eq!(parse(&" ".repeat(1 << 20)), None);
}

#[test]
fn a_set_has_ten_different_codes() {
    let set = draw_set(&SystemRandom).unwrap();
    for (index, code) in set.iter().enumerate() {
        assert!(set[..index].iter().all(|other| other.expose_bytes() != code.expose_bytes()));
    }
}

/// Returns every code twice.
struct RepeatingRandom(AtomicU8);

impl Random for RepeatingRandom {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), Error> {
        bytes.fill(self.0.fetch_add(1, Ordering::Relaxed) / 2);
        Ok(())
    }
}

/// Returns the same bytes every time.
struct ConstantRandom;

impl Random for ConstantRandom {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), Error> {
        bytes.fill(7);
        Ok(())
    }
}

#[test]
fn a_repeated_code_is_drawn_again_but_not_forever() {
    let set = draw_set(&RepeatingRandom(AtomicU8::new(0))).unwrap();
    assert_eq!(set.map(|code| code.expose_bytes()[0]), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    assert!(matches!(draw_set(&ConstantRandom), Err(Error::RandomSource)));
}
