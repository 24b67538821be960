//! Every variant with its sentence. A variant without one does not compile.

mod answers;
mod errors;
mod names;

/// The style of all sentences: what happened, in lower case, on one line, without a full stop, and never the text that
/// is meant for debugging.
fn assert_style(sentence: &str) {
    assert!(!sentence.is_empty());
    assert!(!sentence.starts_with(char::is_uppercase), "{sentence:?} starts with a capital letter");
    assert!(!sentence.ends_with(['.', ':', ' ', '!']), "{sentence:?} ends with a mark");
    assert!(!sentence.contains(['\n', '{', '}', '[', ']']), "{sentence:?} holds text for debugging");
    for debug in ["Some(", "None", "::", "Error", "redacted"] {
        assert!(!sentence.contains(debug), "{sentence:?} holds text for debugging");
    }
}

/// The style of what to do: an order, in upper case, without a full stop.
fn assert_advice(advice: &str) {
    assert!(advice.starts_with(char::is_uppercase) && !advice.ends_with('.') && !advice.contains('\n'), "{advice:?}");
}

/// Asserts that each value of a type has its sentence, and, after a semicolon, its way out.
macro_rules! sentences {
    ($kind:ty: $($variant:pat = $value:expr => $sentence:literal $(; $advice:literal)?,)+) => {{
        let _every_variant_has_a_row = |value: &$kind| match value {
            $($variant => {})+
        };
        $({
            let value: $kind = $value;
            assert!(matches!(&value, $variant), "{value:?} stands in the row of another variant");
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
