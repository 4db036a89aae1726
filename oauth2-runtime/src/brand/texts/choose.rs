//! Which language a browser wants (RFC 9110 §12.5.4, RFC 4647 §3.4).

use super::Texts;

/// A header with more ranges is cut.
const MOST: usize = 32;

impl Texts {
    /// The first of these languages that a list of tags names, in the order of the list.
    pub(crate) fn first_of<'a>(
        languages: &[&'static Self],
        mut tags: impl Iterator<Item = &'a str>,
    ) -> Option<&'static Self> {
        tags.find_map(|tag| Self::look_up(languages, tag))
    }

    /// The best of these languages for an `Accept-Language`.
    pub(crate) fn accepted(languages: &[&'static Self], header: &str) -> Option<&'static Self> {
        let ranges = header.split(',').take(MOST).filter_map(range);
        let known =
            ranges.filter_map(|(weight, tag)| Some((weight, Self::look_up(languages, tag)?)));
        // Of equal weights the first one counts.
        let best = known.reduce(|best, next| if next.0 > best.0 { next } else { best });
        best.map(|(_, texts)| texts)
    }

    /// A tag, or what is left of it when its last parts are dropped: `ar` for `ar-EG`.
    fn look_up(languages: &[&'static Self], tag: &str) -> Option<&'static Self> {
        if tag == "*" {
            return languages.first().copied();
        }
        let mut wanted = tag;
        loop {
            let fits = |texts: &&&'static Self| texts.language.eq_ignore_ascii_case(wanted);
            if let Some(texts) = languages.iter().find(fits) {
                return Some(texts);
            }
            (wanted, _) = wanted.rsplit_once('-')?;
        }
    }
}

/// One range with its weight; none where the weight is zero.
fn range(text: &str) -> Option<(u16, &str)> {
    let (tag, weight) = text.split_once(';').unwrap_or((text, "q=1"));
    let weight = thousandths(weight.trim().strip_prefix("q=")?)?;
    (weight > 0).then(|| (weight, tag.trim()))
}

/// A weight: zero or one, with at most three digits behind the point (RFC 9110 §12.4.2).
fn thousandths(text: &str) -> Option<u16> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let digits = part.len() <= 3 && part.bytes().all(|byte| byte.is_ascii_digit());
    let part = format!("{part:0<3}").parse().ok().filter(|_| digits)?;
    match (whole, part) {
        ("0", part) => Some(part),
        ("1", 0) => Some(1000),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(header: &str) -> Option<&'static str> {
        let languages = [&Texts::ENGLISH, &Texts::ARABIC];
        Texts::accepted(&languages, header).map(|texts| texts.language)
    }

    #[test]
    fn weights_order_what_a_browser_takes() {
        assert_eq!(chosen("ar"), Some("ar"));
        assert_eq!(chosen("de, ar;q=0.5, en;q=0.4"), Some("ar"));
        assert_eq!(chosen("ar;q=0.4, en-GB;q=0.5"), Some("en"));
        assert_eq!(chosen("de, ar;q=0.5, en;q=0.5"), Some("ar"));
        assert_eq!(chosen("AR-eg-arab"), Some("ar"));
        assert_eq!(chosen("*"), Some("en"));
    }

    #[test]
    fn what_is_refused_or_garbled_is_not_taken() {
        assert_eq!(chosen("ar;q=0, en;q=0.1"), Some("en"));
        for header in ["", "de", "ar;q=2", "ar;q=NaN", "ar;x=1", ";;,", "arabic"] {
            assert_eq!(chosen(header), None, "{header}");
        }
        for weight in ["1e-1", ".5", "0.5000", "1.001", "+1", "0.+5", "00.5", ""] {
            assert_eq!(chosen(&format!("ar;q={weight}")), None, "{weight}");
        }
        for weight in ["1", "1.", "1.000", "0.001", "0.5"] {
            assert_eq!(chosen(&format!("ar;q={weight}")), Some("ar"), "{weight}");
        }
    }
}
