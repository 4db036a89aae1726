//! A written page with the one style sheet it may use.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

const NONE: &str = "'none'";

/// A page as HTML text. Its reply carries a policy under which no script runs, and no style but the
/// one named by [`Html::style`].
#[derive(Clone, Debug)]
pub struct Html {
    pub(crate) text: String,
    pub(crate) style_source: String,
}

impl Html {
    /// A page without a style sheet.
    pub fn new(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            style_source: NONE.to_owned(),
        }
    }

    /// Allows a style sheet that stands in the page between `<style>` and `</style>`, byte for byte;
    /// a page may have several.
    #[must_use]
    pub fn style(mut self, sheet: &str) -> Self {
        let hash = STANDARD.encode(crate::secret::sha256(sheet.as_bytes()));
        self.style_source = if self.style_source == NONE {
            format!("'sha256-{hash}'")
        } else {
            format!("{} 'sha256-{hash}'", self.style_source)
        };
        self
    }
}
