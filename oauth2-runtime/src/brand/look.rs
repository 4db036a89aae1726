//! The brand: what of the pages is the application's.

use super::colour::{Colour, Colours};
use super::texts::Texts;
use crate::error::ConfigError;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// A page has to stay light; a larger logo is a file that the application serves.
const LARGEST_LOGO: usize = 6 * 1024;

/// How the toolkit's pages look and speak: [`Settings::brand`](crate::Settings::brand).
///
/// ```
/// use oauth2_runtime::{Brand, Settings, Texts};
///
/// let brand = Brand::new("Photos")
///     .accent("#7a1fa2")
///     .logo("/static/logo.svg")
///     .link("Privacy", "https://photos.example/privacy")
///     .languages(&[&Texts::ENGLISH, &Texts::ARABIC]);
/// let settings = Settings::new("https://photos.example").brand(brand);
/// ```
#[derive(Clone, Debug, Default)]
pub struct Brand {
    name: Option<String>,
    colours: Colours,
    logo: Option<String>,
    links: Vec<Link>,
    /// Without one it is English, named where pages are written: a provider without pages has no
    /// texts.
    languages: Vec<&'static Texts>,
    faults: Vec<String>,
}

/// A link at the foot of each page.
#[derive(Clone, Debug)]
struct Link {
    text: String,
    href: String,
}

impl Brand {
    /// The brand of an application of this name. Without a brand the pages show the issuer's host.
    pub fn new(name: impl Into<String>) -> Self {
        let name = name.into();
        let mut brand = Self::default();
        if name.trim().is_empty() {
            brand.fault("the brand has an empty name");
        }
        brand.name = Some(name);
        brand
    }

    /// The colour of links and buttons, `#rrggbb`. Where it could not be read on the light or the
    /// dark ground it is darkened or lightened until it can (WCAG 2.2, 1.4.3).
    #[must_use]
    pub fn accent(mut self, colour: &str) -> Self {
        match Colour::parse(colour) {
            Some(colour) => self.colours = Colours::of(colour),
            None => self.fault(&format!(
                "the accent colour is `{}`; write it as `#0b57d0`",
                colour.escape_debug()
            )),
        }
        self
    }

    /// The logo, as a path on the issuer's origin: a page asks no other host for anything.
    #[must_use]
    pub fn logo(mut self, path: impl Into<String>) -> Self {
        let path = path.into();
        let plain = |byte: u8| byte.is_ascii_graphic() && !b"\"'<>\\`".contains(&byte);
        if path.starts_with('/') && !path.starts_with("//") && path.bytes().all(plain) {
            self.logo = Some(path);
        } else {
            self.fault(&format!(
                "the logo is `{}`; write a path on this server, e.g. `/static/logo.svg`, or give \
                 its text to `logo_svg`",
                path.escape_debug()
            ));
        }
        self
    }

    /// The logo, as the text of an SVG image that is put into each page: 6 KiB at most. As an image
    /// it runs no script.
    #[must_use]
    pub fn logo_svg(mut self, svg: &str) -> Self {
        if svg.len() > LARGEST_LOGO {
            self.fault(&format!(
                "the logo has {} bytes, more than {LARGEST_LOGO}; serve it as a file and give its \
                 path to `logo`",
                svg.len()
            ));
        } else {
            self.logo = Some(format!(
                "data:image/svg+xml;base64,{}",
                STANDARD.encode(svg)
            ));
        }
        self
    }

    /// Adds a link to the foot of each page: privacy, terms, help. `href` is `https`, or a path on
    /// this server.
    #[must_use]
    pub fn link(mut self, text: impl Into<String>, href: impl Into<String>) -> Self {
        let (text, href) = (text.into(), href.into());
        let local = href.starts_with('/') && !href.starts_with("//");
        if !(local || href.starts_with("https://")) {
            self.fault(&format!(
                "the link `{}` goes to `{}`; write an `https` address or a path on this server",
                text.escape_debug(),
                href.escape_debug()
            ));
        }
        self.links.push(Link { text, href });
        self
    }

    /// The languages of the pages, the first for whoever asks for none of them; English by default.
    /// A browser chooses by `Accept-Language`, a client by `ui_locales` in its authorization request
    /// (`OpenID` Connect Core §3.1.2.1). The sentences of scopes are the application's: see
    /// [`Texts::scope`].
    #[must_use]
    pub fn languages(mut self, languages: &[&'static Texts]) -> Self {
        if languages.is_empty() {
            self.fault("the brand has no language; give one at least, e.g. `&[&Texts::ENGLISH]`");
        } else {
            self.languages = languages.to_vec();
        }
        self
    }

    /// The name, if it was given.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// What stands in the `src` of the logo, if there is one.
    #[must_use]
    pub fn logo_source(&self) -> Option<&str> {
        self.logo.as_deref()
    }

    /// The links at the foot: text and address.
    pub fn links(&self) -> impl Iterator<Item = (&str, &str)> {
        let links = self.links.iter();
        links.map(|link| (link.text.as_str(), link.href.as_str()))
    }

    pub(crate) const fn colours(&self) -> &Colours {
        &self.colours
    }

    /// The texts for a browser: what the client asked for, else what the browser does, else the
    /// first language.
    pub(crate) fn texts(&self, ui_locales: Option<&str>, accepted: Option<&str>) -> &'static Texts {
        let wanted = ui_locales.and_then(|tags| Texts::first_of(&self.languages, tags.split(' ')));
        wanted
            .or_else(|| Texts::accepted(&self.languages, accepted?))
            .or_else(|| self.languages.first().copied())
            .unwrap_or(&Texts::ENGLISH)
    }

    pub(crate) fn check(&self, faults: &mut ConfigError) {
        for fault in &self.faults {
            faults.push(fault.clone());
        }
    }

    fn fault(&mut self, text: &str) {
        self.faults.push(text.to_owned());
    }
}
