//! Clients as the application registers them (RFC 6749 §2).

use super::client_id::ClientId;
use super::client_secret::SecretHash;
use super::grant::GrantWords;
use super::redirect_uri::RedirectUri;
use super::scope::ScopeSet;
use super::uri::is_host;
use crate::error::ConfigError;
use crate::secret;
use std::fmt;
use std::sync::Arc;

/// How a client proves who it is (RFC 6749 §2.3).
#[doc(alias = "exchangeMethods")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ClientAuthMethod {
    /// `Authorization: Basic`.
    ClientSecretBasic,
    /// `client_id` and `client_secret` in the form.
    ClientSecretPost,
    /// A confidential client that was registered without naming a method: one of the two above.
    ClientSecret,
    /// A public client: it has no secret and is only named.
    None,
}

/// A registered client. Cheap to clone.
///
/// ```
/// use oauth2_runtime::{Client, ClientSecret, grants};
///
/// # fn main() -> Result<(), oauth2_runtime::ConfigError> {
/// let secret = ClientSecret::random();
/// let client = Client::confidential("billing", &secret)
///     .name("Billing")
///     .redirect_uri("https://billing.example/callback")
///     .grants((grants::code, grants::refresh_token))
///     .build()?;
/// assert!(client.has_secret(secret.expose()));
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Client(Arc<Registration>);

struct Registration {
    id: ClientId,
    redirect_uris: Vec<RedirectUri>,
    parts: ClientParts,
}

/// Everything a store keeps of a client. [`Client::from_parts`] checks it again.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ClientParts {
    /// The identifier.
    pub id: String,
    /// The name people read on the consent page.
    pub name: String,
    /// How it authenticates; [`ClientAuthMethod::None`] is a public client.
    pub auth_method: ClientAuthMethod,
    /// Hashes of the live secrets: none for a public client, at most two for a confidential one.
    pub secrets: Vec<SecretHash>,
    /// The grants it may use.
    pub grants: GrantWords,
    /// The scopes it may ask for.
    pub scopes: ScopeSet,
    /// Complete redirect URIs.
    pub redirect_uris: Vec<String>,
    /// Redirect URIs of plain `http`, registered as such on purpose.
    pub insecure_redirect_uris: Vec<String>,
    /// Whether it is a resource server, see
    /// [`ClientBuilder::introspects`](crate::ClientBuilder::introspects).
    pub introspects: bool,
    /// The host that it belongs to, as the application has checked, see
    /// [`ClientBuilder::verified_host`](crate::ClientBuilder::verified_host).
    pub verified_host: Option<String>,
}

impl ClientParts {
    /// The parts of a public client without grants, scopes and redirect URIs, to be filled in.
    pub fn new(id: impl Into<String>) -> Self {
        let id = id.into();
        Self {
            name: id.clone(),
            id,
            auth_method: ClientAuthMethod::None,
            secrets: Vec::new(),
            grants: GrantWords::from_stored(""),
            scopes: ScopeSet::empty(),
            redirect_uris: Vec::new(),
            insecure_redirect_uris: Vec::new(),
            introspects: false,
            verified_host: None,
        }
    }

    /// What contradicts itself.
    fn faults(&self) -> Vec<String> {
        let public = self.auth_method == ClientAuthMethod::None;
        let mut faults = Vec::new();
        let mut fault = |found: bool, text: &str| {
            if found {
                faults.push(text.to_owned());
            }
        };
        let secrets = self.secrets.len();
        fault(
            !public && secrets == 0,
            "is confidential and has no live secret",
        );
        fault(
            public && secrets > 0,
            "is public and must not have a secret",
        );
        fault(
            !public && secrets > 2,
            "has more than two live secrets; retire one first",
        );
        fault(self.has_empty_secret(), "has an empty secret");
        fault(
            public && self.grants.contains("client_credentials"),
            "is public and cannot use grant `client_credentials`",
        );
        fault(
            public && self.introspects,
            "is public and cannot introspect: it needs a secret",
        );
        if let Some(host) = self.verified_host.as_deref().filter(|host| !is_host(host)) {
            faults.push(format!(
                "has the verified host `{}`; write a name in lower case as in a URL, e.g. \
                 `billing.example`",
                host.escape_debug()
            ));
        }
        faults
    }

    /// A configuration that was not filled in.
    fn has_empty_secret(&self) -> bool {
        let nothing = secret::sha256(b"");
        self.secrets.iter().any(|one| one.fits(&nothing))
    }
}

impl Client {
    /// The client a store kept, checked as a new one is.
    ///
    /// # Errors
    /// Lists every fault: see [`ClientBuilder::build`](crate::ClientBuilder::build).
    pub fn from_parts(parts: ClientParts) -> Result<Self, ConfigError> {
        let mut faults = ConfigError::default();
        let fault = |text: &str| format!("client `{}` {text}", parts.id.escape_debug());
        let id = ClientId::parse(&parts.id);
        if id.is_none() {
            faults.push(fault(
                "needs an id of 1 to 255 characters from space to `~`",
            ));
        }
        parts
            .faults()
            .iter()
            .for_each(|text| faults.push(fault(text)));
        let safe = parts
            .redirect_uris
            .iter()
            .map(|uri| RedirectUri::parse(uri));
        let insecure = &parts.insecure_redirect_uris;
        let insecure = insecure.iter().map(|uri| RedirectUri::parse_insecure(uri));
        let mut redirect_uris = Vec::new();
        for parsed in safe.chain(insecure) {
            match parsed {
                Ok(uri) => redirect_uris.push(uri),
                Err(text) => faults.push(fault(&format!("has a bad redirect: {text}"))),
            }
        }
        let interactive = parts.grants.contains("code") || parts.grants.contains("implicit");
        if interactive && parts.redirect_uris.len() + parts.insecure_redirect_uris.len() == 0 {
            faults.push(fault(
                "uses the authorization endpoint and needs a redirect URI",
            ));
        }
        match id {
            Some(id) => faults.into_result(Self(Arc::new(Registration {
                id,
                redirect_uris,
                parts,
            }))),
            None => Err(faults),
        }
    }

    /// What a store keeps of it.
    #[must_use]
    pub fn parts(&self) -> &ClientParts {
        &self.0.parts
    }

    /// The identifier.
    #[must_use]
    pub fn id(&self) -> &ClientId {
        &self.0.id
    }

    /// The name people read.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.0.parts.name
    }

    /// How it authenticates.
    #[must_use]
    pub fn auth_method(&self) -> ClientAuthMethod {
        self.0.parts.auth_method
    }

    /// Whether it has no secret.
    #[must_use]
    pub fn is_public(&self) -> bool {
        self.0.parts.auth_method == ClientAuthMethod::None
    }

    /// Whether it may use the grant of this word.
    #[must_use]
    pub fn may_use(&self, grant: &str) -> bool {
        self.0.parts.grants.contains(grant)
    }

    /// The scopes it may ask for.
    #[must_use]
    pub fn scopes(&self) -> &ScopeSet {
        &self.0.parts.scopes
    }

    /// Whether it is a resource server, which is told about the tokens of other clients.
    #[must_use]
    pub fn introspects(&self) -> bool {
        self.0.parts.introspects
    }

    /// The host that it belongs to, as the application has checked.
    #[must_use]
    pub fn verified_host(&self) -> Option<&str> {
        self.0.parts.verified_host.as_deref()
    }

    /// Its registered redirect URIs.
    #[must_use]
    pub fn redirect_uris(&self) -> &[RedirectUri] {
        &self.0.redirect_uris
    }

    /// Whether `secret` is one of its live secrets; every one is compared, in constant time.
    #[must_use]
    pub fn has_secret(&self, secret: &str) -> bool {
        self.fitting_secret(secret).is_some()
    }

    /// Whether the live secret that fits is a weak one; few clients have one at all.
    pub(crate) fn fits_weakly(&self, secret: &str) -> bool {
        let weak = self.0.parts.secrets.iter().any(SecretHash::is_weak);
        weak && self.fitting_secret(secret).is_some_and(SecretHash::is_weak)
    }

    /// The live secret that fits.
    fn fitting_secret(&self, secret: &str) -> Option<&SecretHash> {
        let presented = secret::sha256(secret.as_bytes());
        self.0.parts.secrets.iter().fold(None, |found, one| {
            if one.fits(&presented) {
                Some(one)
            } else {
                found
            }
        })
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("id", &self.0.id)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{ClientSecret, GrantWord};

    struct CodeWord;
    impl GrantWord for CodeWord {
        const WORD: &'static str = "code";
    }

    struct ClientCredentialsWord;
    impl GrantWord for ClientCredentialsWord {
        const WORD: &'static str = "client_credentials";
    }

    #[test]
    fn every_fault_is_told_at_once() {
        let client = Client::public("\n")
            .redirect_uri("http://a.example/")
            .redirect_uri("nonsense")
            .grants((CodeWord, ClientCredentialsWord))
            .introspects();
        assert_eq!(client.build().unwrap_err().faults().len(), 5);
    }

    #[test]
    fn an_empty_secret_is_none() {
        let empty = ClientSecret::given("");
        let faults = Client::confidential("c", &empty).build().unwrap_err();
        assert!(faults.to_string().contains("empty secret"), "{faults}");
    }

    #[test]
    fn either_of_two_live_secrets_fits() {
        let (old, new) = (ClientSecret::random(), ClientSecret::random());
        let mut parts = Client::confidential("c", &old)
            .build()
            .unwrap()
            .parts()
            .clone();
        parts.secrets.push(new.hash());
        let client = Client::from_parts(parts).unwrap();
        assert!(client.has_secret(old.expose()) && client.has_secret(new.expose()));
        assert!(!client.has_secret("another"));
    }
}
