//! THE table: every word a user may write, with what it stands for.
//!
//! A new grant is one row of [`GRANTS`]. RFC 6749 §4, RFC 7636, RFC 9700.

/// A word of `grants(..)`; the marker type in the runtime has the same name.
#[derive(PartialEq, Eq)]
pub(crate) struct Grant {
    pub(crate) word: &'static str,
    /// Whose answer the grant needs, beside those that every grant needs.
    pub(crate) role: Option<&'static Role>,
    pub(crate) rfc: &'static str,
    /// Warns unless it is named in `allow(..)`.
    pub(crate) legacy: bool,
    /// Whether a refresh token may come with the access token.
    pub(crate) refreshes: bool,
    /// Whether its tokens come from the token endpoint.
    pub(crate) token_endpoint: bool,
}

pub(crate) static GRANTS: [Grant; 5] = [
    Grant {
        word: "code",
        role: Some(&LOGIN),
        rfc: "RFC 6749 §4.1",
        legacy: false,
        refreshes: true,
        token_endpoint: true,
    },
    Grant {
        word: "implicit",
        role: Some(&LOGIN),
        rfc: "RFC 6749 §4.2",
        legacy: true,
        refreshes: false,
        token_endpoint: false,
    },
    Grant {
        word: "password",
        role: Some(&USERS),
        rfc: "RFC 6749 §4.3",
        legacy: true,
        refreshes: true,
        token_endpoint: true,
    },
    Grant {
        word: "client_credentials",
        role: Some(&CLIENT_CREDENTIALS),
        rfc: "RFC 6749 §4.4",
        legacy: false,
        refreshes: false,
        token_endpoint: true,
    },
    Grant {
        word: REFRESH_TOKEN,
        role: None,
        rfc: "RFC 6749 §6",
        legacy: false,
        refreshes: false,
        token_endpoint: true,
    },
];

/// The grant that needs another one.
pub(crate) const REFRESH_TOKEN: &str = "refresh_token";

/// Something only the application can answer, played by the struct or by a marked field.
#[derive(PartialEq, Eq)]
pub(crate) struct Role {
    /// The word of `#[oauth2(..)]`.
    pub(crate) mark: &'static str,
    /// The trait that a player implements.
    pub(crate) player: &'static str,
    /// The trait whose objects play the role, where the player has none.
    pub(crate) twin: Option<&'static str>,
    /// The one required method, or the trait when it has none.
    pub(crate) hook: &'static str,
    /// The runtime's trait that lends the player, and its method.
    pub(crate) lender: &'static str,
    pub(crate) getter: &'static str,
    pub(crate) need: Need,
}

/// Who asks for a role.
#[derive(PartialEq, Eq)]
pub(crate) enum Need {
    /// Every grant; a field plays it.
    Field,
    /// Every grant; a field or the struct plays it.
    EveryGrant,
    /// The grants whose row names it.
    SomeGrants,
    /// Nobody has to play it: this value does otherwise.
    Optional(&'static str),
    /// The grants that sign people in; nobody has to play it: this value does otherwise.
    SignIn(&'static str),
}

macro_rules! roles {
    ($($name:ident: $mark:literal, $player:literal $(as $twin:literal)?, $hook:literal,
        $lender:literal, $need:expr;)*) => {
        $(pub(crate) static $name: Role = Role {
            mark: $mark, player: $player, twin: roles!(@twin $($twin)?), hook: $hook, lender: $lender, getter: $mark, need: $need,
        };)*
        pub(crate) static ROLES: [&Role; [$($mark),*].len()] = [$(&$name),*];
    };
    (@twin) => { None };
    (@twin $twin:literal) => { Some($twin) };
}

roles! {
    STORE: "store", "Store", "Store", "HasStore", Need::Field;
    CLIENTS: "clients", "Clients" as "DynClients", "find_client", "HasClients", Need::EveryGrant;
    LOGIN: "login", "Login" as "DynLogin", "current_user", "HasLogin", Need::SomeGrants;
    USERS: "users", "Users" as "DynUsers", "validate_user", "HasUsers", Need::SomeGrants;
    CLIENT_CREDENTIALS: "client_credentials", "ClientCredentials" as "DynClientCredentials", "authorize_client",
        "HasClientCredentials", Need::SomeGrants;
    POLICY: "policy", "Policy" as "DynPolicy", "Policy", "HasPolicy", Need::Optional("DefaultPolicy");
    PAGES: "pages", "Pages", "Pages", "HasPages", Need::SignIn("BuiltInPages");
    TOKENS: "tokens", "TokenFormat" as "DynTokenFormat", "mint", "HasTokenFormat", Need::Optional("OpaqueTokens");
}

/// The mark of the field that holds what is known only at run time.
pub(crate) const SETTINGS: &str = "settings";

/// The options of the attribute, each as one writes it.
pub(crate) static OPTIONS: [(&str, &str); 12] = [
    ("grants", "grants(code, refresh_token)"),
    ("scopes", "scopes = AppScope"),
    ("issuer", "issuer = \"https://photos.example\""),
    ("access_token_ttl", "access_token_ttl = \"15m\""),
    ("refresh_token_ttl", "refresh_token_ttl = \"90d\""),
    ("code_ttl", "code_ttl = \"1m\""),
    ("paths", "paths(authorize = \"/dialog/authorize\")"),
    ("login", "login(form)"),
    ("allow", "allow(implicit)"),
    ("pkce", "pkce = \"optional\""),
    ("plays", "plays(pages)"),
    ("crate", "crate = my_reexports::oauth2"),
];

/// The options that a `settings` field would state a second time.
pub(crate) static IN_SETTINGS: [&str; 6] = [
    "issuer",
    "access_token_ttl",
    "refresh_token_ttl",
    "code_ttl",
    "paths",
    "pkce",
];

/// The words of `allow(..)` that are not grants, with the runtime's switch.
pub(crate) static ALLOWANCES: [(&str, &str); 2] = [
    ("json_body", "allow_json_body"),
    ("http_redirect", "allow_http_redirect"),
];

/// An endpoint: a word of `paths(..)`, where the runtime puts it, and what mounts it.
pub(crate) struct Endpoint {
    pub(crate) word: &'static str,
    pub(crate) path: &'static str,
    pub(crate) mounted_by: MountedBy,
}

/// What must be on for an endpoint to exist.
pub(crate) enum MountedBy {
    /// A grant that signs people in.
    SignIn,
    /// A grant whose tokens come from the token endpoint.
    Exchange,
    /// A grant, since each issues tokens.
    AnyGrant,
    /// `login(form)`.
    LoginForm,
}

macro_rules! endpoints {
    ($($word:literal = $path:literal, $mounted_by:ident;)*) => {
        pub(crate) static ENDPOINTS: [Endpoint; [$($word),*].len()] =
            [$(Endpoint { word: $word, path: $path, mounted_by: MountedBy::$mounted_by }),*];
    };
}

endpoints! {
    "authorize" = "/oauth/authorize", SignIn;
    "decision" = "/oauth/authorize/decision", SignIn;
    "token" = "/oauth/token", Exchange;
    "revoke" = "/oauth/revoke", AnyGrant;
    "introspect" = "/oauth/introspect", AnyGrant;
    "metadata" = "/.well-known/oauth-authorization-server", AnyGrant;
    "login" = "/login", LoginForm;
    "logout" = "/logout", LoginForm;
    "apps" = "/oauth/apps", SignIn;
}

impl Grant {
    /// Whether it sends people to the authorization endpoint.
    pub(crate) fn signs_in(&self) -> bool {
        self.role == Some(&LOGIN)
    }

    /// Whether it asks for this role.
    pub(crate) fn asks_for(&self, role: &Role) -> bool {
        self.role == Some(role) || (matches!(role.need, Need::SignIn(_)) && self.signs_in())
    }
}

/// The units of a lifetime, in seconds.
pub(crate) static UNITS: [(&str, u64); 4] = [("s", 1), ("m", 60), ("h", 3600), ("d", 86400)];

/// An option as one writes it.
pub(crate) fn usage(option: &str) -> &'static str {
    let row = OPTIONS.iter().find(|(word, _)| *word == option);
    row.map_or("", |(_, usage)| usage)
}

/// Whether an option takes a list in parentheses.
pub(crate) fn takes_list(option: &str) -> bool {
    let rest = usage(option).strip_prefix(option);
    rest.is_some_and(|rest| rest.starts_with('('))
}

/// The words of every option.
pub(crate) fn option_words() -> Vec<&'static str> {
    OPTIONS.iter().map(|(word, _)| *word).collect()
}

/// The words of every grant.
pub(crate) fn grant_words() -> Vec<&'static str> {
    GRANTS.iter().map(|grant| grant.word).collect()
}

/// Every word of `#[oauth2(..)]`.
pub(crate) fn marks() -> Vec<&'static str> {
    ROLES
        .iter()
        .map(|role| role.mark)
        .chain([SETTINGS])
        .collect()
}

/// The words of `plays(..)`: roles that an attribute cannot see the struct play.
pub(crate) fn optional_roles() -> Vec<&'static str> {
    let optional = ROLES
        .iter()
        .filter(|role| matches!(role.need, Need::Optional(_) | Need::SignIn(_)));
    optional.map(|role| role.mark).collect()
}

/// The words of `allow(..)`.
pub(crate) fn allow_words() -> Vec<&'static str> {
    let legacy = GRANTS
        .iter()
        .filter(|grant| grant.legacy)
        .map(|grant| grant.word);
    legacy
        .chain(ALLOWANCES.iter().map(|(word, _)| *word))
        .collect()
}
