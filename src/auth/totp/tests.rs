use std::sync::LazyLock;

use totp_rs::{Algorithm, Builder, Secret};

use super::*;
use crate::auth::clock::UnixTime;
use crate::auth::secret::{SecretInput, TotpSecret};

/// The secret of RFC 4226 appendix D and of RFC 6238 appendix B for SHA-1.
static RFC: LazyLock<TotpSecret> = LazyLock::new(|| TotpSecret::from_bytes(b"12345678901234567890"));

fn code(typed: &str) -> Option<Code> {
    Code::parse(&SecretInput::new(typed.to_owned()))
}

fn at(step: u64) -> Code {
    code(&code_at(&RFC, time(step))).unwrap()
}

fn time(step: u64) -> UnixTime {
    UnixTime::from_seconds(i64::try_from(step * STEP_SECONDS).unwrap())
}

#[test]
fn codes_are_those_of_rfc_4226_appendix_d() {
    let codes = ["755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"];
    for (step, expected) in (0..).zip(codes) {
        assert_eq!(*code_at(&RFC, time(step)), expected);
    }
}

#[test]
fn codes_are_those_of_rfc_6238_appendix_b() {
    let times = [59, 1_111_111_109, 1_111_111_111, 1_234_567_890, 2_000_000_000, 20_000_000_000];
    let sha1 = ["94287082", "07081804", "14050471", "89005924", "69279037", "65353130"];
    let sha256 = ["46119246", "68084774", "67062674", "91819424", "90698825", "77737706"];
    let sha512 = ["90693936", "25091201", "99943326", "93441116", "38618901", "47863826"];
    for (seconds, expected) in times.into_iter().zip(sha1) {
        assert_eq!(*code_at(&RFC, UnixTime::from_seconds(seconds)), expected[2..], "the last six of eight digits");
    }
    // The seed is as long as the hash (RFC 6238 errata 2866).
    let seeds: [(_, usize, _); 3] =
        [(Algorithm::SHA1, 20, sha1), (Algorithm::SHA256, 32, sha256), (Algorithm::SHA512, 64, sha512)];
    for (algorithm, length, expected) in seeds {
        let seed: Vec<u8> = b"1234567890".iter().copied().cycle().take(length).collect();
        let totp = Builder::new().with_algorithm(algorithm).with_digits(8).with_secret(seed).build().unwrap();
        for (seconds, expected) in times.into_iter().zip(expected) {
            assert_eq!(totp.generate(u64::try_from(seconds).unwrap()).to_string(), expected);
        }
    }
}

#[test]
fn keys_are_written_as_in_rfc_4648_section_10() {
    for (bytes, expected) in [
        ("", ""),
        ("f", "MY"),
        ("fo", "MZXQ"),
        ("foo", "MZXW6"),
        ("foob", "MZXW6YQ"),
        ("fooba", "MZXW6YTB"),
        ("foobar", "MZXW6YTBOI"),
    ] {
        assert_eq!(Secret::from(bytes.as_bytes()).to_base32(), expected);
    }
    assert_eq!(*setup_key(&RFC), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    assert_eq!(*group_by_four(&setup_key(&RFC)), "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
}

#[test]
fn separators_and_full_width_digits_do_not_matter() {
    for typed in [
        "012345",
        " 012 345 ",
        "012-345",
        "012–345",
        "012−345",
        "0 1 2 3 4 5\r\n",
        "012\n345",
        "\u{a0}012\u{3000}345",
        "０１２３４５",
        "０１２－３４５",
        "012\u{10ead}345",
    ] {
        assert_eq!(*code(typed).unwrap().expose_text(), "012345", "{typed:?}");
    }
}

#[test]
fn malformed_codes_are_refused() {
    for typed in [
        "",
        "12345",
        "1234567",
        "+12345",
        "-12345",
        "12345.",
        "1e2345",
        "٠١٢٣٤٥",
        "०१२३४५",
        "½12345",
        "①23456",
        "•••••",
        "••••••",
        "01234\0",
        "\u{200f}012345",
        "012345\u{200e}",
        "0123\u{200b}45",
        "\u{feff}012345",
        "O12345",
    ] {
        assert!(code(typed).is_none(), "{typed:?}");
    }
    for part in ["1", " ", "-", "\u{10ead}", "１"] {
        assert!(code(&part.repeat(1 << 20)).is_none(), "a megabyte of {part:?}");
    }
}

#[test]
fn a_code_is_read_in_256_bytes_and_not_in_one_more() {
    let read = |blanks: usize| code(&format!("123456{}", " ".repeat(blanks))).is_some();
    assert!(read(250) && !read(251));
}

#[test]
fn a_right_code_in_a_long_text_is_refused_unread() {
    for part in [" ", "-", "\n", "\u{3000}"] {
        assert!(code(&format!("012345{}", part.repeat(80))).is_some());
        for length in [256, 1 << 20] {
            assert!(code(&format!("{}012345", part.repeat(length))).is_none(), "{length} of {part:?}");
            assert!(code(&format!("012345{}", part.repeat(length))).is_none(), "{length} of {part:?}");
        }
    }
}

#[test]
fn a_leading_zero_counts() {
    assert!(code("12345").is_none());
    let zero = (0..).find(|&step| code_at(&RFC, time(step)).starts_with('0')).unwrap();
    assert_eq!(matches(&RFC, &at(zero), zero).newest_unspent(0), Some(zero));
}

#[test]
fn a_code_never_prints() {
    assert_eq!(format!("{:?}", at(7)), "Code([redacted])");
}

#[test]
fn there_is_no_step_before_1970() {
    assert_eq!(step_of(UnixTime::from_millis(-1)), None);
    assert_eq!(step_of(UnixTime::from_millis(i64::MIN)), None);
    assert_eq!(step_of(UnixTime::from_millis(0)), Some(0));
    assert_eq!(step_of(UnixTime::from_millis(29_999)), Some(0));
    assert_eq!(step_of(UnixTime::from_seconds(59)), Some(1));
    assert!(step_of(UnixTime::from_millis(i64::MAX)).is_some());
}

#[test]
fn the_window_is_one_step_each_way() {
    let now = 1000_u64;
    for (offset, index) in [(-1, 0), (0, 1), (1, 2)] {
        let step = now.checked_add_signed(offset).unwrap();
        let found = matches(&RFC, &at(step), now);
        assert_eq!(found.in_window[index], Some(step));
        assert_eq!((found.newest_unspent(step - 1), found.newest_unspent(step)), (Some(step), None));
        assert!(found.any_match());
    }
    assert!(!matches(&RFC, &at(now + 2), now).any_match());
}

#[test]
fn an_older_code_is_recognised_and_a_future_one_is_not() {
    let now = 1000;
    for behind in 2..=11 {
        let found = matches(&RFC, &at(now - behind), now);
        assert_eq!((found.in_window, found.behind), ([None; 3], Some(now - behind)));
    }
    for elsewhere in [now - 12, now + 2, now + 3, now + 11] {
        let found = matches(&RFC, &at(elsewhere), now);
        assert_eq!((found.in_window, found.behind), ([None; 3], None));
    }
}

/// A step with the same code as the step before, found by search.
const TWIN: u64 = 910_738;

#[test]
fn the_later_of_two_steps_with_the_same_code_is_spent() {
    assert_eq!(*at(TWIN - 1).expose_text(), *at(TWIN).expose_text());
    for now in [TWIN - 1, TWIN] {
        let found = matches(&RFC, &at(TWIN), now);
        assert_eq!(found.newest_unspent(0), Some(TWIN));
        assert_eq!(found.newest_unspent(TWIN), None);
    }
    assert_eq!(matches_pairing(&RFC, &at(TWIN), TWIN), PairingMatch::Right(TWIN));
}

#[test]
fn pairing_searches_ten_steps_both_ways_for_a_clock_offset() {
    let now = 1000;
    for step in now - 1..=now + 1 {
        assert_eq!(matches_pairing(&RFC, &at(step), now), PairingMatch::Right(step));
    }
    for (offset, minutes) in [(2, 1), (3, 2), (4, 2), (9, 5), (10, 5)] {
        assert_eq!(matches_pairing(&RFC, &at(now + offset), now), PairingMatch::ClockOff { minutes });
        assert_eq!(matches_pairing(&RFC, &at(now - offset), now), PairingMatch::ClockOff { minutes: -minutes });
    }
    for far in [now - 11, now + 11] {
        assert_eq!(matches_pairing(&RFC, &at(far), now), PairingMatch::Wrong);
    }
}

#[test]
fn the_first_and_last_steps_have_neighbours_on_one_side() {
    let found = matches(&RFC, &at(0), 0);
    assert_eq!((found.in_window, found.behind), ([None, Some(0), None], None));
    for step in [u64::MAX, u64::MAX / STEP_SECONDS, u64::MAX / STEP_SECONDS + 1] {
        assert!(!matches(&RFC, &at(5), step).any_match());
        assert_eq!(matches_pairing(&RFC, &at(5), step), PairingMatch::Wrong);
    }
    assert_eq!(minutes_off(u64::MAX, 0), -minutes_off(0, u64::MAX));
}

#[test]
fn another_secret_has_other_codes() {
    let other = TotpSecret::from_bytes(b"12345678901234567891");
    assert!(!matches(&other, &at(1000), 1000).any_match());
}
