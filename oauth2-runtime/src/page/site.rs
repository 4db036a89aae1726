//! What all pages of one server have in common, for one browser.

use crate::brand::{Brand, Texts};
use std::time::Duration;

/// Whose page it is, and in which language. Every view has one.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Site<'a> {
    /// Name, logo, colour and links.
    pub brand: &'a Brand,
    /// The texts in the language of this browser.
    pub texts: &'static Texts,
    /// The issuer's host, with its port where it has one.
    pub host: &'a str,
    /// The path of the person's connected apps.
    pub apps: &'a str,
}

impl<'a> Site<'a> {
    pub(crate) const fn new(
        brand: &'a Brand,
        texts: &'static Texts,
        host: &'a str,
        apps: &'a str,
    ) -> Self {
        Self {
            brand,
            texts,
            host,
            apps,
        }
    }

    /// The name of the brand, or else the issuer's host.
    #[must_use]
    pub fn name(&self) -> &'a str {
        self.brand.name().unwrap_or(self.host)
    }

    /// How long, in words of this language: full minutes, hours from two of them on, days likewise.
    #[must_use]
    pub fn span(&self, span: &Duration) -> String {
        let minutes = span.as_secs().div_ceil(60).max(1);
        match minutes {
            0..120 => (self.texts.minutes)(minutes),
            120..2880 => (self.texts.hours)(minutes / 60),
            _ => (self.texts.days)(minutes / 1440),
        }
    }

    /// The sentence of a scope in this language.
    #[must_use]
    pub fn sentence(&self, name: &str, declared: &'static str) -> &'static str {
        (self.texts.scope)(name).unwrap_or(declared)
    }

    /// The first letter of a name, for where a picture could stand.
    #[must_use]
    pub fn initial(&self, name: &str) -> String {
        let letter = name.chars().find(|letter| letter.is_alphanumeric());
        letter.map_or_else(|| "?".to_owned(), |letter| letter.to_uppercase().collect())
    }

    /// The one thing of the style that the brand decides.
    #[cfg_attr(
        not(feature = "pages"),
        expect(dead_code, reason = "the style is that of the built-in pages")
    )]
    pub(super) fn colours(&self) -> String {
        let colours = self.brand.colours();
        format!(
            ":root{{--act:{}}}@media (prefers-color-scheme:dark){{:root{{--act:{}}}}}",
            colours.light, colours.dark
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_is_told_in_the_largest_unit_of_which_there_are_two() {
        let brand = Brand::default();
        let site = Site::new(&brand, &Texts::ENGLISH, "photos.example", "/apps");
        let told = |seconds| site.span(&Duration::from_secs(seconds));
        assert_eq!(told(0), "1 minute");
        assert_eq!(told(61), "2 minutes");
        assert_eq!(told(7200), "2 hours");
        assert_eq!(told(24 * 3600), "24 hours");
        assert_eq!(told(90 * 24 * 3600), "90 days");
    }
}
