//! Bytes as hexadecimal digits, for rows that leave by `serde`.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serializer};

pub(super) fn serialize<S: Serializer>(bytes: &impl AsRef<[u8]>, serializer: S) -> Result<S::Ok, S::Error> {
    let digits: String = bytes.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
    serializer.serialize_str(&digits)
}

/// As many bytes as the field has; of digits the lower-case ones, so that bytes have one spelling.
pub(super) fn deserialize<'de, T: TryFrom<Vec<u8>>, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    let text = String::deserialize(deserializer)?;
    let bytes = bytes(text.as_bytes()).ok_or_else(|| D::Error::custom("not an even number of hexadecimal digits"))?;
    T::try_from(bytes).map_err(|_| D::Error::custom("not as many bytes as there must be"))
}

fn bytes(digits: &[u8]) -> Option<Vec<u8>> {
    let (pairs, []) = digits.as_chunks::<2>() else { return None };
    pairs.iter().map(|[high, low]| Some(digit(*high)? << 4 | digit(*low)?)).collect()
}

fn digit(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_lower_case_digits_are_a_byte() {
        assert_eq!(bytes(b"00ff7a"), Some(vec![0x00, 0xff, 0x7a]));
        for wrong in ["0", "000", "FF", "0g", "0x", " 0", "\u{ff10}0"] {
            assert_eq!(bytes(wrong.as_bytes()), None, "{wrong}");
        }
    }
}
