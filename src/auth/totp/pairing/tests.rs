use std::sync::LazyLock;

use proptest::prelude::*;
use totp_rs::Totp;

use super::*;

static SECRET: LazyLock<TotpSecret> = LazyLock::new(|| TotpSecret::from_bytes(b"12345678901234567890"));

/// An independent parser: issuer of the label, account, and the parameters in order.
struct ParsedUri {
    issuer: String,
    account: String,
    parameters: Vec<(String, String)>,
}

fn parse_uri(uri: &str) -> ParsedUri {
    let (label, query) = uri.strip_prefix("otpauth://totp/").unwrap().split_once('?').unwrap();
    let (issuer, account) = label.split_once(':').unwrap();
    let parameters = query.split('&').map(|pair| pair.split_once('=').unwrap());
    let parameters = parameters.map(|(name, value)| (name.to_owned(), percent_decoded(value))).collect();
    ParsedUri { issuer: percent_decoded(issuer), account: percent_decoded(account), parameters }
}

/// Percent-decodes, and refuses characters that must be encoded.
fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        if *first == b'%' {
            let digits = std::str::from_utf8(&after[..2]).unwrap();
            assert_eq!(digits, digits.to_uppercase());
            bytes.push(u8::from_str_radix(digits, 16).unwrap());
            rest = &after[2..];
        } else {
            assert!(first.is_ascii_alphanumeric() || b"-._~".contains(first), "{text}");
            bytes.push(*first);
            rest = after;
        }
    }
    String::from_utf8(bytes).unwrap()
}

/// Checks that two parsers find the inputs of the URI.
fn check(uri: &OtpauthUri) {
    let read = parse_uri(uri.expose_text());
    assert_eq!((read.issuer.as_str(), read.account.as_str()), (uri.issuer(), uri.account()));
    let key = setup_key(&SECRET).to_string();
    assert_eq!(read.parameters, [("secret".to_owned(), key), ("issuer".to_owned(), uri.issuer().to_owned())]);

    let other = Totp::from_url(uri.expose_text()).unwrap();
    assert_eq!((other.issuer(), other.account_name()), (Some(uri.issuer()), uri.account()));
    assert_eq!(other.secret().as_bytes(), SECRET.expose_bytes());
    assert_eq!((other.algorithm(), other.digits(), other.step()), (totp_rs::Algorithm::SHA1, 6, 30));
}

fn labels(issuer: &str, account: &str) -> (String, String) {
    let uri = otpauth_uri(issuer, account, &SECRET);
    check(&uri);
    (uri.issuer().to_owned(), uri.account().to_owned())
}

#[test]
fn leading_blanks_do_not_count_towards_the_length_limit() {
    let blanks = " ".repeat(100);
    let read = labels(&format!("{blanks}Lab"), &format!("{blanks}ada"));
    assert_eq!(read, ("Lab".to_owned(), "ada".to_owned()));
}

#[test]
fn the_uri_has_both_issuers_the_key_and_nothing_else() {
    let uri = otpauth_uri("Lab Bench", "alice+x@example.org", &SECRET);
    check(&uri);
    assert_eq!(
        uri.expose_text(),
        "otpauth://totp/Lab%20Bench:alice%2Bx%40example.org\
         ?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Lab%20Bench"
    );
}

/// The examples of the key URI format of Google Authenticator, and what every app reads from them.
#[test]
fn generated_uris_match_the_common_examples() {
    let example = "otpauth://totp/ACME%20Co:john.doe@email.com\
                   ?secret=HXDMVJECJJWSRB3HWIZR4IFUGFTMXBOZ&issuer=ACME%20Co&algorithm=SHA1&digits=6&period=30";
    let theirs = Totp::from_url(example).unwrap();
    let secret = TotpSecret::from_bytes(theirs.secret().as_bytes().try_into().unwrap());
    let uri = otpauth_uri("ACME Co", "john.doe@email.com", &secret);
    let ours = Totp::from_url(uri.expose_text()).unwrap();
    assert_eq!((ours.issuer(), ours.account_name()), (theirs.issuer(), theirs.account_name()));
    assert_eq!(ours.secret().as_bytes(), theirs.secret().as_bytes());
    assert_eq!(*setup_key(&secret), "HXDMVJECJJWSRB3HWIZR4IFUGFTMXBOZ");
    assert_eq!((ours.algorithm(), ours.digits(), ours.step()), (theirs.algorithm(), theirs.digits(), theirs.step()));
    for seconds in [0, 1_700_000_000, 1_795_356_200] {
        let code = crate::auth::code_at(&secret, crate::auth::UnixTime::from_seconds(seconds));
        assert_eq!(*code, theirs.generate(seconds.unsigned_abs()).to_string());
    }
    // The shortest example: a secret of 80 bits, which is never generated here, and an unencoded account.
    let read = parse_uri("otpauth://totp/Example:alice%40google.com?secret=JBSWY3DPEHPK3PXP&issuer=Example");
    let short = otpauth_uri("Example", "alice@google.com", &SECRET);
    assert_eq!((short.issuer(), short.account()), (read.issuer.as_str(), read.account.as_str()));
    assert!(short.expose_text().starts_with("otpauth://totp/Example:alice%40google.com?secret="));
}

#[test]
fn awkward_issuers_are_read_back_equal() {
    for issuer in
        ["A & B", "C++", "No #1", "100%", "%41", "50% off?", "Größe", "実験室", "🔬 Lab", "a/b\\c", "x=y&z", "~._-"]
    {
        assert_eq!(labels(issuer, "alice").0, issuer);
    }
}

#[test]
fn awkward_accounts_are_read_back_equal() {
    for account in ["alice+lab@example.org", "jürgen", "ju\u{308}rgen", "山田太郎", "محمد", "a_b-c.d", "%3A"] {
        assert_eq!(labels("Lab", account).1, account);
    }
}

#[test]
fn colons_and_control_characters_are_taken_out() {
    assert_eq!(labels("Lab: Bench\n", "ali\0ce:x"), ("Lab Bench".to_owned(), "alicex".to_owned()));
    assert_eq!(labels(" \u{7}Lab ", "\ralice\u{9b}"), ("Lab".to_owned(), "alice".to_owned()));
}

#[test]
fn long_parts_are_cut_before_a_whole_character() {
    assert_eq!(labels(&"x".repeat(25), &"y".repeat(64)), ("x".repeat(24), "y".repeat(32)));
    assert_eq!(labels("Lab", &"山".repeat(64)).1, "山".repeat(10));
    assert_eq!(labels("Lab", &"u\u{308}".repeat(64)).1, "u\u{308}".repeat(10));
    // A family emoji is one grapheme of 25 bytes.
    assert_eq!(labels("Lab 👨‍👩‍👧‍👦", "alice").0, "Lab");
    assert_eq!(labels("Twenty-three characters é", "alice").0, "Twenty-three characters");
}

#[test]
fn an_empty_label_gets_a_fallback() {
    assert_eq!(labels("", ":::"), ("Vestibule".to_owned(), "Vestibule".to_owned()));
    let heap = format!("a{}", "\u{301}".repeat(500));
    assert_eq!(labels("Lab", &heap).1, format!("a{}", "\u{301}".repeat(15)));
    let _ = labels(&"é".repeat(1 << 20), &"\u{301}".repeat(1 << 20));
}

#[test]
fn a_uri_never_prints() {
    assert_eq!(format!("{:?}", otpauth_uri("Lab", "alice", &SECRET)), "OtpauthUri([redacted])");
}

proptest! {
    #[test]
    fn any_two_texts_make_a_uri_that_is_read_back(issuer in any::<String>(), account in any::<String>()) {
        let uri = otpauth_uri(&issuer, &account, &SECRET);
        check(&uri);
        prop_assert!(uri.issuer().len() <= 24 && uri.account().len() <= 32);
        prop_assert!(uri.expose_text().len() <= 64 + 32 + 3 * (24 + 24 + 32));
    }
}
