//! What each page is given to show. Everything is text to be escaped.

/// The login form: `POST action` with `username`, `password` and the hidden `ticket`.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct LoginView<'a> {
    /// Where the form posts.
    pub action: &'a str,
    /// The hidden field `ticket`.
    pub ticket: &'a str,
    /// What was typed before, after a failure.
    pub username: &'a str,
    /// Whether the last try failed; which part was wrong is not told.
    pub failed: bool,
    /// After too many failures: so many minutes until the next try, one at least.
    pub wait_minutes: Option<u64>,
}

/// One scope on the consent page.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct ScopeView {
    /// Its word on the wire.
    pub name: &'static str,
    /// Its sentence.
    pub sentence: &'static str,
}

/// The consent page: `POST action` with the hidden `transaction_id` and a button `decision` of the
/// value `allow` or `deny`.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ConsentView<'a> {
    /// Where the form posts.
    pub action: &'a str,
    /// The hidden field `transaction_id`.
    pub transaction_id: &'a str,
    /// The client's name, chosen by whoever registered it.
    pub client_name: &'a str,
    /// The client's identifier.
    pub client_id: &'a str,
    /// The host, or the private-use scheme, where the answer goes.
    pub redirect_place: &'a str,
    /// Whether the answer travels over plain `http` to another computer.
    pub insecure: bool,
    /// Who is signed in.
    pub subject_name: &'a str,
    /// What the client asks for.
    pub scopes: Vec<ScopeView>,
    /// How long an access token lives, in minutes.
    pub minutes: u64,
}

/// The error page.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct ErrorView<'a> {
    /// The code of RFC 6749.
    pub code: &'a str,
    /// A fixed phrase, with a correlation id when the server failed.
    pub description: &'a str,
}

/// The page of a person who is signed in: `POST action` with the hidden `ticket` signs out.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct SignedInView<'a> {
    /// Where the form posts.
    pub action: &'a str,
    /// The hidden field `ticket`.
    pub ticket: &'a str,
    /// Who is signed in.
    pub name: &'a str,
}
