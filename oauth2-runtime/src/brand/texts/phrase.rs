//! A sentence with places for values.

/// A sentence with a place for each of `N` values, `{0}` and so on, in any order. One with a place
/// too few or too many does not compile:
///
/// ```compile_fail
/// use oauth2_runtime::Phrase;
///
/// const HEADING: Phrase<2> = Phrase::new("{0} wants to access your account");
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Phrase<const N: usize>(&'static str);

impl<const N: usize> Phrase<N> {
    /// A sentence.
    ///
    /// # Panics
    /// When a value has no place, two places or when a place has no value: at compile time, since
    /// texts are constants.
    #[must_use]
    pub const fn new(text: &'static str) -> Self {
        assert!(
            places::<N>(text),
            "each value needs one place, e.g. `{{0}}`"
        );
        Self(text)
    }

    /// The pieces between the places, each with the number of the value before it.
    pub(crate) fn pieces(&self) -> impl Iterator<Item = (Option<usize>, &'static str)> {
        self.0.split('{').enumerate().map(|(at, piece)| {
            let value = piece.split_once('}').filter(|_| at > 0);
            value.map_or((None, piece), |(number, rest)| (number.parse().ok(), rest))
        })
    }

    /// The sentence as plain text.
    #[must_use]
    pub fn text(&self, values: &[impl AsRef<str>; N]) -> String {
        let piece = |(value, rest): (Option<usize>, &'static str)| {
            let value = value.and_then(|at| values.get(at));
            [value.map_or("", AsRef::as_ref), rest]
        };
        self.pieces().flat_map(piece).collect()
    }
}

/// Whether each of the first `N` numbers stands in braces, once, and nothing else does.
const fn places<const N: usize>(text: &str) -> bool {
    let mut rest = text.as_bytes();
    let mut seen = 0_u32;
    let mut count = 0;
    while let [first, tail @ ..] = rest {
        rest = tail;
        if *first == b'{' {
            let [digit @ b'0'..=b'9', b'}', after @ ..] = tail else {
                return false;
            };
            let bit = 1 << (*digit - b'0');
            if seen & bit != 0 {
                return false;
            }
            seen |= bit;
            count += 1;
            rest = after;
        } else if *first == b'}' {
            return false;
        }
    }
    count == N && seen == (1 << N) - 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_stand_where_the_sentence_has_them() {
        let phrase = Phrase::<2>::new("{1} before {0}.");
        assert_eq!(phrase.text(&["a", "b"]), "b before a.");
        assert_eq!(Phrase::<0>::new("plain").text(&[""; 0]), "plain");
    }

    #[test]
    fn each_value_has_one_place() {
        assert!(places::<1>("{0}") && places::<2>("{1}{0}") && places::<0>(""));
        for text in [
            "", "{1}", "{0}{0}", "{0}{1}", "{}", "{0", "0}", "{name}", "{0}}",
        ] {
            assert!(!places::<1>(text), "{text}");
        }
    }
}
