//! The alphabets of the protocol's texts, and whether a text is of one.

/// VSCHAR: printable ASCII (RFC 6749 appendix A).
pub(crate) const fn visible(byte: u8) -> bool {
    matches!(byte, 0x20..=0x7e)
}

/// What needs no escape in a URI (RFC 3986 §2.3); verifiers are of it (RFC 7636 §4.1).
pub(crate) const fn unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~')
}

/// The 64 characters of RFC 4648 §5.
pub(crate) const fn base64url(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')
}

/// What a bearer token is made of, but for the padding behind it (RFC 6750 §2.1).
pub(crate) const fn b64token(byte: u8) -> bool {
    unreserved(byte) || matches!(byte, b'+' | b'/')
}

/// Whether every byte is of the alphabet. It reads on after one that is not: a loop with one way
/// out takes many bytes at a time.
pub(crate) fn is_of(text: &str, alphabet: impl Fn(u8) -> bool) -> bool {
    text.bytes().fold(true, |all, byte| all & alphabet(byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_byte_of_another_alphabet_is_found_wherever_it_stands() {
        let good = "a".repeat(70);
        assert!(is_of(&good, base64url));
        for at in 0..good.len() {
            let mut bad = good.clone();
            bad.replace_range(at..=at, "=");
            assert!(!is_of(&bad, base64url), "{at}");
        }
    }

    #[test]
    fn alphabets_hold_what_their_rfcs_say() {
        let of = |alphabet: fn(u8) -> bool| (0..=u8::MAX).filter(|byte| alphabet(*byte)).count();
        assert_eq!((of(visible), of(unreserved)), (95, 66));
        assert_eq!((of(base64url), of(b64token)), (64, 68));
    }
}
