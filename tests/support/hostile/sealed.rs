//! What a ticket holds below its tag, read as its format says: numbers of seven bits a byte, the
//! lowest first, and texts behind their lengths.

/// What is left to be read.
struct Sealed<'a>(&'a [u8]);

impl<'a> Sealed<'a> {
    fn number(&mut self) -> Option<u64> {
        let end = self.0.iter().position(|byte| *byte < 0x80)? + 1;
        let (number, rest) = self.0.split_at(end);
        self.0 = rest;
        let bits = number.iter().rev().map(|byte| u64::from(byte & 0x7f));
        Some(bits.fold(0, |number, bits| number << 7 | bits))
    }

    fn bytes(&mut self) -> Option<&'a [u8]> {
        let length = usize::try_from(self.number()?).ok()?;
        let (bytes, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(bytes)
    }

    fn text(&mut self) -> Option<&'a str> {
        std::str::from_utf8(self.bytes()?).ok()
    }
}

/// A ticket of the consent page.
pub(super) struct Consent {
    pub(super) version: u64,
    pub(super) expires_at: u64,
    pub(super) subject: String,
    pub(super) asked: Vec<(String, String)>,
}

impl Consent {
    pub(super) fn read(content: &[u8]) -> Option<Self> {
        let mut sealed = Sealed(content);
        let version = sealed.number()?;
        let _nonce = sealed.bytes()?;
        let expires_at = sealed.number()?;
        let subject = sealed.text()?.to_owned();
        let _scopes = sealed.text()?;
        let mut asked = Vec::new();
        while !sealed.0.is_empty() {
            asked.push((sealed.text()?.to_owned(), sealed.text()?.to_owned()));
        }
        Some(Self {
            version,
            expires_at,
            subject,
            asked,
        })
    }
}

/// A ticket of the login page: its end, and where to go on to.
pub(super) fn login(content: &[u8]) -> Option<(u64, Option<String>)> {
    let mut sealed = Sealed(content);
    let expires_at = sealed.number()?;
    let to = match sealed.number()? {
        0 => None,
        _ => Some(sealed.text()?.to_owned()),
    };
    Some((expires_at, to))
}
