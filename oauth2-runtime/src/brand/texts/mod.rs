//! One catalogue a language. A text that is missing does not compile, nor one without its values.

mod arabic;
mod choose;
mod english;
mod phrase;

pub use phrase::Phrase;

/// How a language is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// From left to right.
    LeftToRight,
    /// From right to left.
    RightToLeft,
}

impl Direction {
    /// The value of HTML's `dir`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::LeftToRight => "ltr",
            Self::RightToLeft => "rtl",
        }
    }
}

macro_rules! texts {
    ($($(#[$doc:meta])* $name:ident: $kind:ty;)*) => {
        /// The texts of the pages in one language. [`Texts::ENGLISH`] and [`Texts::ARABIC`] are here;
        /// write another as a `static` of your own, or change some of one of these:
        ///
        /// ```
        /// use oauth2_runtime::Texts;
        ///
        /// static OURS: Texts = Texts {
        ///     allow: "Yes, connect",
        ///     deny: "No, thanks",
        ///     ..Texts::ENGLISH
        /// };
        /// ```
        #[derive(Clone, Debug)]
        pub struct Texts {
            $($(#[$doc])* pub $name: $kind,)*
        }
    };
}

texts! {
    /// The language as in BCP 47: `en`, `pt-BR`.
    language: &'static str;
    /// How it is written.
    direction: Direction;
    /// The sentence of a scope in this language, by its word on the wire; `None` takes the one that
    /// was declared.
    scope: fn(&str) -> Option<&'static str>;
    /// So many minutes.
    minutes: fn(u64) -> String;
    /// So many hours.
    hours: fn(u64) -> String;
    /// So many days.
    days: fn(u64) -> String;

    /// The title of a page after a failure; its usual title.
    error_title: Phrase<1>;

    /// The login page: its title, heading and button.
    sign_in: &'static str;
    /// Under the heading: which application comes next.
    sign_in_for: Phrase<1>;
    /// The name that one signs in with.
    username: &'static str;
    /// The password.
    password: &'static str;
    /// After a try; which of both was wrong is not told.
    wrong_credentials: &'static str;
    /// After too many tries: how long to wait.
    try_again_in: Phrase<1>;

    /// The heading of the consent page: client, service.
    consent_heading: Phrase<2>;
    /// Its title: client.
    consent_title: Phrase<1>;
    /// A client whose host the application has checked: host.
    verified: Phrase<1>;
    /// Another client.
    unverified: &'static str;
    /// A client that holds nothing of this person's yet.
    first_time: &'static str;
    /// The account: the person's name.
    signed_in_as: Phrase<1>;
    /// Sign in as somebody else.
    switch_account: &'static str;
    /// Before the scopes.
    will_be_able: &'static str;
    /// Before the scopes that a person may leave out.
    may_also: &'static str;
    /// Beside a scope that this client does not have yet, where it has others.
    new: &'static str;
    /// Where no scope is asked for.
    nothing_particular: &'static str;
    /// What no application is given.
    never: &'static str;
    /// A label before the client's identifier.
    identifier: &'static str;
    /// What is opened: a label before the issuer's host.
    opens: &'static str;
    /// A label before how long the access lasts.
    how_long: &'static str;
    /// How long, without a refresh token: a span.
    lasts: Phrase<1>;
    /// How long, with one: a span.
    lasts_away: Phrase<1>;
    /// A label before the place where the answer goes.
    next: &'static str;
    /// That place is an application on this computer.
    on_this_computer: &'static str;
    /// That place is an application on this device: its scheme.
    on_this_device: Phrase<1>;
    /// Beside a place on this computer.
    started_by_you: &'static str;
    /// The answer goes over plain `http`.
    insecure: &'static str;
    /// No.
    deny: &'static str;
    /// Yes.
    allow: &'static str;

    /// The page with one button that carries the answer on: its heading.
    form_post_heading: &'static str;
    /// Under it: the place.
    form_post_to: Phrase<1>;
    /// Its button.
    go_on: &'static str;

    /// The error page: its title and heading.
    cannot_go_on: &'static str;
    /// What to do where the server failed.
    try_again_later: &'static str;
    /// What to do where the request was at fault.
    go_back: &'static str;
    /// Where a question was answered too late, or by somebody else.
    lapsed: &'static str;
    /// A link that begins the same request again.
    start_again: &'static str;
    /// Before what developers need.
    details: &'static str;

    /// The page of a person who is signed in: its title and heading.
    signed_in: &'static str;
    /// Its button.
    sign_out: &'static str;
    /// The last page: its title and heading.
    signed_out: &'static str;
    /// What is left to do there.
    close_page: &'static str;

    /// The list of applications that have access: title, heading, and links to it.
    apps: &'static str;
    /// What the list is.
    apps_intro: &'static str;
    /// Where it is empty.
    no_apps: &'static str;
    /// A client that the application does not know any more.
    no_longer_registered: &'static str;
    /// A client that has no scope.
    no_permission: &'static str;
    /// When access was given: a date.
    since: Phrase<1>;
    /// When a token was last taken: a date.
    last_used: Phrase<1>;
    /// The button that ends it.
    revoke: &'static str;
    /// The same, for who cannot see what it stands beside: client.
    revoke_of: Phrase<1>;
}
