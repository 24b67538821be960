use proptest::prelude::*;

use super::*;

fn canonical_of(typed: &str) -> Result<String, UsernameProblem> {
    Username::parse(typed).map(|name| name.canonical_name().to_owned())
}

#[test]
fn invalid_names_are_refused_with_a_reason() {
    use UsernameProblem::*;
    assert_eq!(canonical_of(".."), Err(FirstCharacter));
    assert_eq!(canonical_of("a/b"), Err(Character('/')));
    assert_eq!(canonical_of("a\0"), Err(Character('\0')));
    assert_eq!(canonical_of("\0"), Err(Character('\0')));
    assert_eq!(canonical_of("henryⅣ"), Err(Character('Ⅳ')));
    assert_eq!(canonical_of("♚"), Err(Character('♚')));
    assert_eq!(canonical_of("ᴮᴵᴳᴮᴵᴿᴰ"), Err(Character('ᴮ')));
    assert_eq!(canonical_of("foo bar"), Err(Character(' ')));
    assert_eq!(canonical_of("al\u{200b}ice"), Err(Character('\u{200b}')));
    assert_eq!(canonical_of("ali\u{202e}ce"), Err(Character('\u{202e}')));
    assert_eq!(canonical_of("ａ／ｂ"), Err(Character('／')));
    assert_eq!(canonical_of("\u{301}a"), Err(FirstCharacter));
    assert_eq!(canonical_of("aמ"), Err(Unusable));
    assert_eq!(canonical_of(""), Err(Empty));
    assert_eq!(canonical_of(" \r\n\t"), Err(Empty));
}

/// The canonical names of the RFC's examples, folded.
#[test]
fn the_legal_examples_of_rfc_8265_section_3_5_are_accepted() {
    for (typed, canonical) in [
        ("juliet@example.com", "juliet@example.com"),
        ("fussball", "fussball"),
        ("fußball", "fussball"),
        ("π", "π"),
        ("Σ", "σ"),
        ("σ", "σ"),
        ("ς", "σ"),
    ] {
        assert_eq!(canonical_of(typed).as_deref(), Ok(canonical));
    }
}

#[test]
fn the_illegal_examples_of_rfc_8265_section_3_5_are_refused() {
    for typed in ["foo bar", "", "henryⅣ", "♚"] {
        assert!(Username::parse(typed).is_err(), "{typed}");
    }
}

#[test]
fn case_width_and_composition_do_not_make_another_name() {
    for (one, other) in [
        ("Alice", "aLICE"),
        ("ｍａｘ＠ｘ．ｄｅ", "max@x.de"),
        ("ＭＡＸ＿１", "max_1"),
        ("Jürgen", "ju\u{308}rgen"),
        ("ｊｕ\u{308}ｒｇｅｎ", "jürgen"),
        ("한글", "\u{1112}\u{1161}\u{11ab}\u{1100}\u{1173}\u{11af}"),
        (" alice\r\n", "alice"),
        ("Νίκος", "ΝΊΚΟΣ"),
        ("Νίκος", "νι\u{301}κοσ"),
        ("Strauß", "STRAUSS"),
        ("STRAUẞ", "strauß"),
        ("ᾳ", "ΑΙ"),
    ] {
        assert_eq!(canonical_of(one), canonical_of(other), "{one}");
        assert!(canonical_of(one).is_ok(), "{one}");
    }
}

#[test]
fn letters_and_digits_of_any_script_are_allowed() {
    for typed in
        ["हिन्दी", "สมชาย", "محمد", "משה.1", "Ελένη", "Дмитрий", "山田太郎", "やまだ", "7of9", "o-o_o.o@o+o", "তানভীর"]
    {
        let parsed = canonical_of(typed);
        assert!(parsed.is_ok(), "{typed}: {parsed:?}");
    }
}

/// Covers Cherokee letters, which fold to upper case, and any others of that kind.
#[test]
fn every_letter_has_a_stable_canonical_form_or_is_refused() {
    for letter in char::MIN..=char::MAX {
        if let Ok(name) = Username::parse(&format!("a{letter}")) {
            assert_eq!(canonical_of(name.canonical_name()), Ok(name.canonical_name().to_owned()), "{letter:?}");
        }
    }
    assert_eq!(canonical_of("Ꭰ").as_deref(), Ok("Ꭰ"));
}

#[test]
fn the_typed_case_is_kept_for_display() {
    let name = Username::parse(" JürGen+Lab ").unwrap();
    assert_eq!((name.display(), name.canonical_name()), ("JürGen+Lab", "jürgen+lab"));
}

#[test]
fn a_name_has_at_most_sixty_four_characters() {
    for letter in ["a", "ü", "u\u{308}", "山", "\u{1112}\u{1161}\u{11ab}"] {
        assert!(Username::parse(&letter.repeat(64)).is_ok(), "{letter}");
        assert_eq!(canonical_of(&letter.repeat(65)), Err(UsernameProblem::TooLong), "{letter}");
    }
}

/// Found by fuzzing: İ has a lower case of two characters, so 64 of them have an invalid canonical name.
#[test]
fn a_name_whose_canonical_form_is_too_long_is_refused() {
    let short = canonical_of(&"İ".repeat(32)).unwrap();
    assert_eq!((short.chars().count(), canonical_of(&short)), (64, Ok(short.clone())));
    assert_eq!(canonical_of(&"İ".repeat(33)), Err(UsernameProblem::TooLong));
}

#[test]
fn a_megabyte_is_answered_in_bounded_time() {
    for part in ["a", "\u{301}", " ", "♚", "\u{1112}\u{1161}", "מa"] {
        for _ in 0..20 {
            assert!(Username::parse(&part.repeat(1 << 20)).is_err());
        }
    }
}

#[test]
fn a_stored_name_is_checked_only_for_invariants() {
    let stored = Username::from_stored("Lab♚", "lab♚").unwrap();
    assert_eq!((stored.display(), stored.canonical_name()), ("Lab♚", "lab♚"));
    let long = "a".repeat(257);
    for (display, key) in [("", "a"), ("a", ""), ("a\0", "a"), ("a", "a\n"), (long.as_str(), "a"), ("a", long.as_str())]
    {
        assert!(matches!(Username::from_stored(display, key), Err(Error::Corrupt)), "{display:?}, {key:?}");
    }
}

#[test]
fn an_invalid_name_is_mapped_like_a_valid_one() {
    for (typed, key) in [(" Lab♚\n", "lab♚"), ("ＬＡＢ♚", "lab♚"), ("Ju\u{308}♚", "jü♚"), ("", ""), ("\0", "\0")]
    {
        let name = NameInput::new(typed);
        assert_eq!((name.canonical_name.as_str(), name.is_username), (key, false), "{typed:?}");
    }
    for part in ["a ", "\u{301}", "♚", "\u{1112}\u{1161}"] {
        assert!(NameInput::new(&part.repeat(1 << 20)).canonical_name.chars().count() <= 256 * 3, "{part:?}");
    }
    let known = NameInput::new(" Alice");
    assert_eq!((known.canonical_name.as_str(), known.is_username), ("alice", true));
}

/// Looking up an account does not depend on whether its name would be allowed today.
#[test]
fn mapping_without_checks_agrees_for_every_letter() {
    for letter in char::MIN..=char::MAX {
        let typed = format!("a{letter}");
        if let Ok(name) = Username::parse(&typed) {
            assert_eq!(fold_case(&map_without_checks(&typed)), name.canonical_name(), "{letter:?}");
        }
    }
}

/// Canonical caseless matching (Unicode section 3.13, D145): whatever folds or decomposes to the same text and is
/// allowed as a name is the same name, at the end of a word too, where some letters have another lower case.
#[test]
fn spellings_that_match_without_case_have_one_canonical_name_for_every_letter() {
    let mut compared = 0;
    for letter in char::MIN..=char::MAX {
        let typed = format!("a{letter}");
        let Ok(canonical) = canonical_of(&typed) else { continue };
        let mut spellings = vec![
            typed.to_lowercase(),
            typed.to_uppercase(),
            typed.nfd().collect(),
            typed.chars().default_case_fold().collect(),
            typed.nfd().default_case_fold().collect(),
        ];
        spellings.dedup();
        for spelling in spellings.into_iter().filter(|spelling| *spelling != typed) {
            if typed.chars().canonical_caseless_match(spelling.chars()) && Username::parse(&spelling).is_ok() {
                compared += 1;
                assert_eq!(canonical_of(&spelling).as_ref(), Ok(&canonical), "{letter:?} as {spelling:?}");
            }
        }
    }
    assert!(compared > 10_000, "{compared}");
}

proptest! {
    #[test]
    fn mapping_without_checks_agrees_for_valid_names(typed in r"[\p{L}\p{N}\p{M}._@+-]{1,12}") {
        if let Ok(name) = Username::parse(&typed) {
            prop_assert_eq!(fold_case(&map_without_checks(&typed)), name.canonical_name());
        }
    }

    #[test]
    fn canonicalising_an_accepted_name_twice_changes_nothing(typed in r"[\p{L}\p{N}\p{M}._@+-]{1,12}") {
        if let Ok(name) = Username::parse(&typed) {
            prop_assert_eq!(canonical_of(name.canonical_name()), Ok(name.canonical_name().to_owned()));
            prop_assert_eq!(canonical_of(name.display()), Ok(name.canonical_name().to_owned()));
        }
    }

    #[test]
    fn parsing_never_panics(typed in any::<String>()) {
        let _ = Username::parse(&typed);
    }
}
