//! Checks the sentence of every variant. A variant without one does not compile.

mod answers;
mod errors;
mod names;

/// Checks the style of a sentence: what happened, in lower case, on one line, without a full stop, and never `Debug`
/// output.
fn assert_style(sentence: &str) {
    assert!(!sentence.is_empty());
    assert!(!sentence.starts_with(char::is_uppercase), "{sentence:?} starts with a capital letter");
    assert!(!sentence.ends_with(['.', ':', ' ', '!']), "{sentence:?} ends with punctuation");
    assert!(!sentence.contains(['\n', '{', '}', '[', ']']), "{sentence:?} contains debug output");
    for debug in ["Some(", "None", "::", "Error", "redacted"] {
        assert!(!sentence.contains(debug), "{sentence:?} contains debug output");
    }
}

/// Checks the style of advice: an imperative, capitalised, without a full stop.
fn assert_advice(advice: &str) {
    assert!(advice.starts_with(char::is_uppercase) && !advice.ends_with('.') && !advice.contains('\n'), "{advice:?}");
}

/// Asserts that each value of a type has its sentence, and, after a semicolon, its advice.
macro_rules! sentences {
    ($kind:ty: $($variant:pat = $value:expr => $sentence:literal $(; $advice:literal)?,)+) => {{
        let _every_variant_has_a_row = |value: &$kind| match value {
            $($variant => {})+
        };
        $({
            let value: $kind = $value;
            assert!(matches!(&value, $variant), "{value:?} is in the row of another variant");
            let sentence = value.to_string();
            assert_eq!(sentence, $sentence);
            $crate::auth::sentences::tests::assert_style(&sentence);
            $(
                assert_eq!(value.advice(), $advice);
                $crate::auth::sentences::tests::assert_advice($advice);
            )?
        })+
    }};
}
use sentences;
