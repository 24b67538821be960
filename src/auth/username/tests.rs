use proptest::prelude::*;

use super::*;

fn key(typed: &str) -> Result<String, UsernameProblem> {
    Username::parse(typed).map(|name| name.key().to_owned())
}

#[test]
fn names_that_only_look_like_names_are_refused_with_the_reason() {
    use UsernameProblem::*;
    assert_eq!(key(".."), Err(FirstCharacter));
    assert_eq!(key("a/b"), Err(Character('/')));
    assert_eq!(key("a\0"), Err(Character('\0')));
    assert_eq!(key("\0"), Err(Character('\0')));
    assert_eq!(key("henryⅣ"), Err(Character('Ⅳ')));
    assert_eq!(key("♚"), Err(Character('♚')));
    assert_eq!(key("ᴮᴵᴳᴮᴵᴿᴰ"), Err(Character('ᴮ')));
    assert_eq!(key("foo bar"), Err(Character(' ')));
    assert_eq!(key("al\u{200b}ice"), Err(Character('\u{200b}')));
    assert_eq!(key("ali\u{202e}ce"), Err(Character('\u{202e}')));
    assert_eq!(key("ａ／ｂ"), Err(Character('／')));
    assert_eq!(key("\u{301}a"), Err(FirstCharacter));
    assert_eq!(key("aמ"), Err(Unusable));
    assert_eq!(key(""), Err(Empty));
    assert_eq!(key(" \r\n\t"), Err(Empty));
}

#[test]
fn the_legal_examples_of_rfc_8265_section_3_5_are_names() {
    for (typed, canonical) in [
        ("juliet@example.com", "juliet@example.com"),
        ("fussball", "fussball"),
        ("fußball", "fußball"),
        ("π", "π"),
        ("Σ", "σ"),
        ("σ", "σ"),
        ("ς", "ς"),
    ] {
        assert_eq!(key(typed).as_deref(), Ok(canonical));
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
    ] {
        assert_eq!(key(one), key(other), "{one}");
        assert!(key(one).is_ok(), "{one}");
    }
}

#[test]
fn letters_and_digits_of_any_script_are_allowed() {
    for typed in
        ["हिन्दी", "สมชาย", "محمد", "משה.1", "Ελένη", "Дмитрий", "山田太郎", "やまだ", "7of9", "o-o_o.o@o+o", "তানভীর"]
    {
        let parsed = key(typed);
        assert!(parsed.is_ok(), "{typed}: {parsed:?}");
    }
}

/// Cherokee letters, of which each has a lower case that is no letter of names, and whatever else there may be.
#[test]
fn every_letter_there_is_has_a_key_that_stays_or_is_refused() {
    for letter in char::MIN..=char::MAX {
        if let Ok(name) = Username::parse(&format!("a{letter}")) {
            assert_eq!(key(name.key()), Ok(name.key().to_owned()), "{letter:?}");
        }
    }
    assert_eq!(key("Ꭰ"), Err(UsernameProblem::Unusable));
}

#[test]
fn the_typed_case_is_kept_for_display() {
    let name = Username::parse(" JürGen+Lab ").unwrap();
    assert_eq!((name.display(), name.key()), ("JürGen+Lab", "jürgen+lab"));
}

#[test]
fn sixty_four_characters_are_the_most() {
    for letter in ["a", "ü", "u\u{308}", "山", "\u{1112}\u{1161}\u{11ab}"] {
        assert!(Username::parse(&letter.repeat(64)).is_ok(), "{letter}");
        assert_eq!(key(&letter.repeat(65)), Err(UsernameProblem::TooLong), "{letter}");
    }
}

/// Found by fuzzing: İ has a lower case of two characters, and sixty-four of it a key that was no name.
#[test]
fn a_name_whose_canonical_form_is_too_long_is_refused() {
    let short = key(&"İ".repeat(32)).unwrap();
    assert_eq!((short.chars().count(), key(&short)), (64, Ok(short.clone())));
    assert_eq!(key(&"İ".repeat(33)), Err(UsernameProblem::TooLong));
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
fn a_stored_name_is_taken_as_it_is_unless_no_table_could_have_made_it() {
    let stored = Username::from_stored("Lab♚", "lab♚").unwrap();
    assert_eq!((stored.display(), stored.key()), ("Lab♚", "lab♚"));
    let long = "a".repeat(257);
    for (display, key) in [("", "a"), ("a", ""), ("a\0", "a"), ("a", "a\n"), (long.as_str(), "a"), ("a", long.as_str())]
    {
        assert!(matches!(Username::from_stored(display, key), Err(Error::Unreadable)), "{display:?}, {key:?}");
    }
}

#[test]
fn text_that_is_no_name_is_looked_up_by_the_same_mappings() {
    for (typed, key) in [(" Lab♚\n", "lab♚"), ("ＬＡＢ♚", "lab♚"), ("Ju\u{308}♚", "jü♚"), ("", ""), ("\0", "\0")]
    {
        let name = TypedName::new(typed);
        assert_eq!((name.key(), name.is_username()), (key, false), "{typed:?}");
    }
    for part in ["a ", "\u{301}", "♚", "\u{1112}\u{1161}"] {
        assert!(TypedName::new(&part.repeat(1 << 20)).key().chars().count() <= 256 * 3, "{part:?}");
    }
    let known = TypedName::new(" Alice");
    assert_eq!((known.key(), known.is_username()), ("alice", true));
}

/// What an account is found by does not depend on whether its name could be chosen today.
#[test]
fn every_letter_of_a_name_is_mapped_alike_where_names_are_refused() {
    for letter in char::MIN..=char::MAX {
        let typed = format!("a{letter}");
        if let Ok(name) = Username::parse(&typed) {
            assert_eq!(mapped(&typed), name.key(), "{letter:?}");
        }
    }
}

proptest! {
    #[test]
    fn names_are_mapped_alike_where_names_are_refused(typed in r"[\p{L}\p{N}\p{M}._@+-]{1,12}") {
        if let Ok(name) = Username::parse(&typed) {
            prop_assert_eq!(mapped(&typed), name.key());
        }
    }

    #[test]
    fn canonicalising_an_accepted_name_twice_changes_nothing(typed in r"[\p{L}\p{N}\p{M}._@+-]{1,12}") {
        if let Ok(name) = Username::parse(&typed) {
            prop_assert_eq!(key(name.key()), Ok(name.key().to_owned()));
            prop_assert_eq!(key(name.display()), Ok(name.key().to_owned()));
        }
    }

    #[test]
    fn no_text_makes_it_panic(typed in any::<String>()) {
        let _ = Username::parse(&typed);
    }
}
