//! What each page is given to show. Everything is text to be escaped.

use super::Site;
use crate::clock::Timestamp;
use crate::model::Place;
use std::fmt;
use std::time::Duration;

/// The login form: `POST action` with `username`, `password` and the hidden `ticket`.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct LoginView<'a> {
    /// Whose page it is.
    pub site: Site<'a>,
    /// Where the form posts.
    pub action: &'a str,
    /// The hidden field `ticket`.
    pub ticket: &'a str,
    /// The name of the client that the person goes on to, if it is known.
    pub client_name: Option<&'a str>,
    /// What was typed before, after a failure.
    pub username: &'a str,
    /// Whether the last try failed; which part was wrong is not told.
    pub failed: bool,
    /// After too many failures: how long until the next try.
    pub wait: Option<Duration>,
}

/// One scope on the consent page.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct ScopeView {
    /// Its word on the wire.
    pub name: &'static str,
    /// Its sentence, in the language of the page where there is one.
    pub sentence: &'static str,
    /// The client has others of this person already, and this one not.
    pub new: bool,
    /// A person may leave it out: a checkbox of the name `scope:` and [`name`](Self::name), see
    /// [`field`](Self::field).
    pub optional: bool,
    /// Whether that box is ticked when the page is shown.
    pub ticked: bool,
}

impl ScopeView {
    /// The name of the box of an optional scope.
    #[must_use]
    pub fn field(&self) -> String {
        scope_field(self.name)
    }
}

/// A parameter a scope, since none may come twice.
pub(crate) fn scope_field(name: &str) -> String {
    format!("scope:{name}")
}

/// The consent page: `POST action` with the hidden `transaction_id`, a button `decision` of the
/// value `allow` or `deny`, and a checkbox for each optional scope.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ConsentView<'a> {
    /// Whose page it is.
    pub site: Site<'a>,
    /// Where the form posts.
    pub action: &'a str,
    /// The hidden field `transaction_id`.
    pub transaction_id: &'a str,
    /// The client's name, chosen by whoever registered it.
    pub client_name: &'a str,
    /// The client's identifier.
    pub client_id: &'a str,
    /// The host that the client belongs to, where the application has checked it.
    pub verified_host: Option<&'a str>,
    /// Whether the client holds something of this person already.
    pub known: bool,
    /// Where the answer goes.
    pub place: Place<'a>,
    /// Whether the answer travels over plain `http` to another computer.
    pub insecure: bool,
    /// Who is signed in.
    pub subject_name: &'a str,
    /// Where somebody else signs in, to come back to this request.
    pub switch_account: Option<&'a str>,
    /// What the client asks for.
    pub scopes: Vec<ScopeView>,
    /// How long an access token lives.
    pub access_lives: Duration,
    /// How long the client may take new ones without asking; none without a refresh token.
    pub refresh_lives: Option<Duration>,
}

impl ConsentView<'_> {
    /// The scopes that are given with the yes.
    pub fn required(&self) -> impl Iterator<Item = &ScopeView> {
        self.scopes.iter().filter(|scope| !scope.optional)
    }

    /// The scopes that a person may leave out.
    pub fn optional(&self) -> impl Iterator<Item = &ScopeView> {
        self.scopes.iter().filter(|scope| scope.optional)
    }
}

/// The page of `response_mode=form_post`: a form that posts the hidden `fields` to `action`, the
/// client's redirect URI, when its button is pressed.
#[derive(Clone)]
#[non_exhaustive]
pub struct FormPostView<'a> {
    /// Whose page it is.
    pub site: Site<'a>,
    /// Where the form posts.
    pub action: &'a str,
    /// Names and values, a code or a token among them.
    pub fields: Vec<(String, String)>,
    /// Where that is, for the person.
    pub place: Place<'a>,
}

/// The error page.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct ErrorView<'a> {
    /// Whose page it is.
    pub site: Site<'a>,
    /// The code of RFC 6749.
    pub code: &'a str,
    /// A fixed phrase, with a correlation id when the server failed.
    pub description: &'a str,
    /// Where the same request begins again, where that may help.
    pub start_again: Option<&'a str>,
}

/// The page of a person who is signed in: `POST action` with the hidden `ticket` signs out.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct SignedInView<'a> {
    /// Whose page it is.
    pub site: Site<'a>,
    /// Where the form posts.
    pub action: &'a str,
    /// The hidden field `ticket`.
    pub ticket: &'a str,
    /// Who is signed in.
    pub name: &'a str,
}

/// The last page after signing out.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct SignedOutView<'a> {
    /// Whose page it is.
    pub site: Site<'a>,
    /// The login page.
    pub login: &'a str,
}

/// The values hold a code or a token.
impl fmt::Debug for FormPostView<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FormPostView")
            .field("action", &self.action)
            .finish_non_exhaustive()
    }
}

/// The page of connected apps: each app has a form of its own, `POST action` with the hidden
/// `ticket` and `client_id`.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct AppsView<'a> {
    /// Whose page it is.
    pub site: Site<'a>,
    /// Where the forms post.
    pub action: &'a str,
    /// The hidden field `ticket`, the same in each form.
    pub ticket: &'a str,
    /// Who is signed in.
    pub subject_name: &'a str,
    /// The clients that have access, the one that was used last at the top.
    pub apps: Vec<AppView<'a>>,
}

/// A client on the page of connected apps, with all that it holds of the person.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct AppView<'a> {
    /// The client's identifier, the hidden field `client_id`.
    pub client_id: &'a str,
    /// The client's name, chosen by whoever registered it; the identifier when it is gone.
    pub client_name: &'a str,
    /// Whether the client is registered still. One that is not gets nothing new, and what it has
    /// lives on until its end.
    pub registered: bool,
    /// What it may do.
    pub scopes: Vec<ScopeView>,
    /// The words of scopes that it has and that the provider no longer declares.
    pub undeclared: Vec<&'a str>,
    /// Since when it has had access.
    pub since: Timestamp,
    /// When it last got a token.
    pub used_at: Timestamp,
}
