//! Codes as typed: one-time codes and recovery codes.

use crate::auth::{Code, RecoveryCode};
use crate::fuzz::Verdict;
use crate::fuzz::input::{ByteReader, text, typed};

/// Longer texts, in bytes, are not codes.
const MAX_INPUT_BYTES: usize = 256;

/// The dashes of Unicode 16 (general category Pd), and the minus sign.
const DASHES: &str = "-֊־᐀᠆‐‑‒–—―⸗⸚⸺⸻⹀⹝〜〰゠︱︲﹘﹣－𐵮𐺭−";

/// The full-width forms of printable ASCII, in its order.
const FULL_WIDTH: &str = concat!(
    "！＂＃＄％＆＇（）＊＋，－．／０１２３４５６７８９：；＜＝＞？＠",
    "ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺ［＼］＾＿｀",
    "ａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ｛｜｝～"
);

/// A one-time code: accepted exactly where a text normalises to six digits, and with these digits.
pub fn typed_code(bytes: &[u8]) -> Verdict {
    let text = text(bytes);
    let plain = normalize(&text);
    let expected = plain.filter(|digits| digits.len() == 6 && digits.bytes().all(|digit| digit.is_ascii_digit()));
    let read = |text: &str| Code::parse(&typed(text)).map(|code| code.expose_text().to_string());
    assert_eq!(read(&text), expected);
    if let Some(digits) = &expected {
        assert_eq!(read(digits).as_ref(), Some(digits), "parsing the digits returns them unchanged");
        assert_eq!(read(&with_separators(digits)).as_ref(), Some(digits), "separators are ignored");
    }
    Verdict::of(expected.is_some())
}

/// A recovery code: a parsed one is formatted and parsed back equal; a formatted one is parsed.
pub fn recovery_code(bytes: &[u8]) -> Verdict {
    let drawn = RecoveryCode::from_bytes(&ByteReader::new(bytes).array());
    let written = drawn.expose_text();
    let read = |text: &str| RecoveryCode::parse(&typed(text)).ok().map(|code| *code.expose_bytes());
    assert_eq!(read(&written).as_ref(), Some(drawn.expose_bytes()));
    assert_eq!(read(&with_separators(&written.to_lowercase())).as_ref(), Some(drawn.expose_bytes()));

    let text = text(bytes);
    let plain = normalize(&text).map(|plain| plain.to_ascii_uppercase().replace('O', "0"));
    let expected = plain.filter(|symbols| symbols.len() == 16 && symbols.chars().all(is_symbol));
    let code = RecoveryCode::parse(&typed(&text)).ok();
    assert_eq!(code.as_ref().map(|code| code.expose_text().replace('-', "")), expected);
    if let Some(code) = &code {
        assert_eq!(read(&code.expose_text()).as_ref(), Some(code.expose_bytes()));
    }
    Verdict::of(code.is_some())
}

fn is_symbol(c: char) -> bool {
    c.is_ascii_digit() && c != '1' || c.is_ascii_uppercase() && !matches!(c, 'I' | 'L' | 'O')
}

/// Removes white space and dashes and maps full-width forms to ASCII; `None` if the text is too long to be parsed.
fn normalize(text: &str) -> Option<String> {
    let narrow =
        |c: char| FULL_WIDTH.chars().position(|wide| wide == c).and_then(|index| ('!'..='~').nth(index)).unwrap_or(c);
    let is_significant = |c: &char| !c.is_whitespace() && !DASHES.contains(*c);
    (text.len() <= MAX_INPUT_BYTES).then(|| text.chars().filter(is_significant).map(narrow).collect())
}

/// Returns the same code with separators between its characters.
fn with_separators(code: &str) -> String {
    code.chars().flat_map(|c| [' ', c, '–', '\n']).collect()
}
