//! A lifetime as people write it, `15m`, in seconds.

use crate::diagnostics::one_of;
use crate::vocabulary::UNITS;
use quote::ToTokens as _;
use syn::Lit;

const EXAMPLES: &str = "write a number and a unit: \"30s\", \"15m\", \"12h\" or \"30d\"";

/// A hundred years, as in the runtime.
const LONGEST: u64 = 100 * 366 * 86_400;

/// The text of a lifetime, quoted or bare.
pub(super) fn text(value: &Lit) -> String {
    match value {
        Lit::Str(text) => text.value(),
        bare => bare.to_token_stream().to_string(),
    }
}

/// The seconds of a lifetime, or what is wrong with it.
pub(super) fn seconds(text: &str) -> Result<u64, String> {
    let unit = text.trim_start_matches(|letter: char| letter.is_ascii_digit());
    let number = text.strip_suffix(unit).unwrap_or_default();
    if text.is_empty() {
        return Err(format!("an empty text is not a lifetime; {EXAMPLES}"));
    }
    if number.is_empty() || !unit.chars().all(char::is_alphabetic) {
        return Err(format!("`{text}` is not a lifetime; {EXAMPLES}"));
    }
    if unit.is_empty() {
        return Err(format!("`{text}` has no unit; {EXAMPLES}"));
    }
    let Some((_, factor)) = UNITS.iter().find(|(word, _)| *word == unit) else {
        let units: Vec<_> = UNITS.iter().map(|(word, _)| *word).collect();
        return Err(format!(
            "unknown unit `{unit}` in `{text}`; write {}",
            one_of(&units)
        ));
    };
    match number
        .parse::<u64>()
        .ok()
        .and_then(|number| number.checked_mul(*factor))
    {
        Some(0) => Err(format!("`{text}` is no time at all; {EXAMPLES}")),
        Some(seconds) if seconds <= LONGEST => Ok(seconds),
        _ => Err(format!("`{text}` is too long; {EXAMPLES}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_unit_counts() {
        for (text, wanted) in [
            ("30s", 30),
            ("15m", 900),
            ("12h", 43_200),
            ("30d", 2_592_000),
        ] {
            assert_eq!(seconds(text), Ok(wanted));
        }
    }

    #[test]
    fn quotes_may_be_left_out() {
        assert_eq!(text(&syn::parse_quote!(15m)), "15m");
        assert_eq!(text(&syn::parse_quote!("15m")), "15m");
    }

    #[test]
    fn a_fault_names_the_text_and_the_fix() {
        for (text, wanted) in [
            ("900", "`900` has no unit; write a number and a unit"),
            (
                "15min",
                "unknown unit `min` in `15min`; write `s`, `m`, `h` or `d`",
            ),
            ("1.5h", "`1.5h` is not a lifetime"),
            ("15 m", "`15 m` is not a lifetime"),
            ("200000d", "is too long"),
            ("0m", "`0m` is no time at all"),
            ("m", "`m` is not a lifetime"),
            ("", "an empty text is not a lifetime"),
            ("-5m", "`-5m` is not a lifetime"),
            ("999999999999999999d", "is too long"),
        ] {
            let fault = seconds(text).unwrap_err();
            assert!(fault.contains(wanted), "{fault}");
        }
    }
}
