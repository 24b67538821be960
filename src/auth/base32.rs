//! Base32 without copies of the secret: bytes are converted in place to and from symbols of five bits.

/// Returns the symbols of `bytes`, the first bit first. Bits at the end that fill no symbol are omitted.
pub(crate) fn encode<'a>(bytes: &'a [u8], alphabet: &'a [u8; 32]) -> impl Iterator<Item = char> + 'a {
    let value = |index: usize| (5 * index..5 * index + 5).fold(0, |value, bit| value << 1 | bit_at(bytes, bit));
    (0..8 * bytes.len() / 5).filter_map(move |place| alphabet.get(usize::from(value(place))).copied().map(char::from))
}

/// Writes the five low bits of each value into `bytes`, which must be zeroed.
pub(crate) fn decode_into(values: &[u8], bytes: &mut [u8]) {
    for (index, value) in values.iter().enumerate() {
        for bit in 0..5 {
            let at = 5 * index + bit;
            if let Some(byte) = bytes.get_mut(at / 8) {
                *byte |= (value >> (4 - bit) & 1) << (7 - at % 8);
            }
        }
    }
}

fn bit_at(bytes: &[u8], index: usize) -> u8 {
    bytes.get(index / 8).map_or(0, |byte| byte >> (7 - index % 8) & 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    const RFC4648: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    #[test]
    fn encoding_matches_rfc_4648_section_10() {
        for (bytes, text) in [("", ""), ("foo", "MZXW"), ("fooba", "MZXW6YTB")] {
            assert_eq!(encode(bytes.as_bytes(), RFC4648).collect::<String>(), text);
        }
        let bytes: [u8; 20] = std::array::from_fn(|index| (index as u8).wrapping_mul(37));
        let theirs = totp_rs::Secret::from(bytes.as_slice()).to_base32();
        assert_eq!(encode(&bytes, RFC4648).collect::<String>(), theirs);
    }

    #[test]
    fn decoding_reverses_encoding() {
        let bytes: [u8; 10] = std::array::from_fn(|index| (index as u8).wrapping_mul(91));
        let value = |symbol: char| RFC4648.iter().position(|&known| char::from(known) == symbol).unwrap() as u8;
        let values: Vec<u8> = encode(&bytes, RFC4648).map(value).collect();
        let mut again = [0; 10];
        decode_into(&values, &mut again);
        assert_eq!(again, bytes);
    }
}
