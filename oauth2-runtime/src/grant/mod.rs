//! One file a grant: may this be issued? Here: the trait.
//!
//! A grant is data plus one function. It cannot mint, cannot see headers and cannot build a reply.
//! A provider's grants are a type list, `(code, (password, ()))`: what is not in it is never
//! instantiated and leaves no code and no string in the binary.

mod client_credentials;
mod code;
mod implicit;
mod list;
mod password;
mod refresh_token;

pub(crate) use list::GrantList;
pub(crate) use refresh_token::refresh_ends_at;

/// The grants as types, one for each word of the attribute's `grants(..)`.
pub mod words {
    pub use super::client_credentials::client_credentials;
    pub use super::code::code;
    pub use super::implicit::implicit;
    pub use super::password::password;
    pub use super::refresh_token::refresh_token;
}

use crate::clock::Timestamp;
use crate::error::{OAuthError, refusal};
use crate::hook::HasFormUsers;
use crate::model::{
    Approval, Client, GrantId, GrantWord, PresentedRefresh, ResponseMode, ScopeSet, SubjectId,
};
use crate::page::HasPages;
use crate::request::{Params, RequestedScope};
use crate::secret::Hasher;
use crate::settings::Settings;
use crate::store::RefreshRecord;
use crate::throttle::Gate;
use std::future::Future;

/// What a grant at the token endpoint is given: the authenticated client, its parameters, the
/// hooks and the store behind `me`, and the time.
pub struct Context<'a, M> {
    pub(crate) grant_type: &'a str,
    pub(crate) me: &'a M,
    pub(crate) client: &'a Client,
    pub(crate) params: &'a Params,
    pub(crate) scopes: &'a RequestedScope,
    pub(crate) gate: &'a Gate<'a>,
    pub(crate) settings: &'a Settings,
    pub(crate) hasher: &'a Hasher,
    pub(crate) now: Timestamp,
}

/// A yes for a client or for a code: what may be issued, and on what it hangs.
pub struct Approved {
    pub(crate) subject: Option<SubjectId>,
    /// The scopes that are the most; the policy may narrow them.
    pub(crate) approval: Approval,
    /// The grant of a code that was just spent; none where the client acts for itself.
    pub(crate) grant: Option<GrantId>,
}

/// A refresh family with what was presented of it.
pub struct Family {
    pub(crate) record: RefreshRecord,
    pub(crate) presented: PresentedRefresh,
    /// The scope parameter as it was sent, empty when it was absent: a retry repeats it.
    pub(crate) named: ScopeSet,
}

/// A token that a client shows, to have it revoked or to be told of it.
pub struct ShownToken<'a, M> {
    pub(crate) me: &'a M,
    pub(crate) client: &'a Client,
    pub(crate) text: &'a str,
    pub(crate) hasher: &'a Hasher,
}

/// What an endpoint does with a refresh token that is shown to it; without grant `refresh_token` it
/// is never instantiated.
pub trait OnRefresh: Sync {
    /// What the endpoint gets.
    type Answer: Send;
    /// Acts on a family of the client that shows it.
    fn refresh(
        &self,
        family: Family,
        client: &Client,
    ) -> impl Future<Output = Result<Self::Answer, OAuthError>> + Send;
}

/// What a grant answers at the authorization endpoint.
#[derive(Clone, Copy, Debug)]
pub struct ResponseType {
    /// The value of `response_type`.
    pub(crate) name: &'static str,
    /// The grant's word, as clients are registered for it.
    pub(crate) word: &'static str,
    pub(crate) mode: ResponseMode,
    /// Whether the request carries a PKCE challenge.
    pub(crate) pkce: bool,
}

/// The endpoints that a provider may have; each grant names those it needs, and the server mounts
/// each once.
pub trait Endpoints<M> {
    /// Authorization and decision, with the page of connected apps.
    fn authorization(&mut self)
    where
        M: HasPages;
    /// Token.
    fn token(&mut self);
    /// The login form, with logout.
    fn login_form(&mut self)
    where
        M: HasFormUsers + HasPages;
}

/// The two authorization responses, written by the endpoint; only those of enabled grants are
/// instantiated.
pub trait Respond: Send {
    /// The answer to the browser.
    type Answer: Send;
    /// Answers a code.
    fn code(self) -> impl Future<Output = Self::Answer> + Send;
    /// Answers an access token.
    fn token(self) -> impl Future<Output = Self::Answer> + Send;
}

/// What follows a grant's yes at the token endpoint, written by the endpoint; only what enabled
/// grants choose is instantiated.
pub trait Issue: Sync {
    /// What the client gets.
    type Issued: Send;
    /// Issues what was approved.
    fn issue(
        &self,
        approved: Approved,
    ) -> impl Future<Output = Result<Self::Issued, OAuthError>> + Send;
    /// Issues on a grant that comes into being with the token.
    fn issue_on_new_grant(
        &self,
        subject: SubjectId,
        approval: Approval,
    ) -> impl Future<Output = Result<Self::Issued, OAuthError>> + Send;
    /// Issues the next tokens of a refresh family.
    fn rotate(
        &self,
        family: Box<Family>,
        approval: Approval,
    ) -> impl Future<Output = Result<Self::Issued, OAuthError>> + Send;
}

/// The server's metadata, as grants see it (RFC 8414 §2).
pub trait Describe {
    /// Adds to a list what is not in it yet.
    fn supports(&mut self, list: &str, entry: &str);
}

/// One grant: its names, its endpoints and its two halves.
pub trait Grant<M>: GrantWord {
    /// The value of `grant_type`, for a grant of the token endpoint.
    const GRANT_TYPE: Option<&'static str> = None;
    /// The response type, for a grant of the authorization endpoint.
    const RESPONSE_TYPE: Option<ResponseType> = None;
    /// Whether a client without a secret may use it.
    const PUBLIC: bool = true;
    /// Whether it takes refresh tokens, so that other grants give them.
    const REFRESH: bool = false;

    /// Names the endpoints it needs.
    fn mount(endpoints: &mut impl Endpoints<M>);

    /// Tells what it supports; said of its constants, so that no grant can forget it.
    fn describe(document: &mut impl Describe) {
        if let Some(name) = Self::GRANT_TYPE {
            document.supports("grant_types_supported", name);
        }
        if let Some(response_type) = Self::RESPONSE_TYPE {
            if Self::GRANT_TYPE.is_none() {
                // RFC 7591 §2: a grant of the authorization endpoint alone has a name too.
                document.supports("grant_types_supported", response_type.word);
            }
            document.supports("response_types_supported", response_type.name);
            for mode in [response_type.mode, ResponseMode::FormPost] {
                document.supports("response_modes_supported", mode.as_str());
            }
            if response_type.pkce {
                document.supports("code_challenge_methods_supported", "S256");
            }
        }
    }

    /// Chooses the authorization response. Asked only when [`Grant::RESPONSE_TYPE`] was.
    fn respond<R: Respond>(respond: R) -> impl Future<Output = Option<R::Answer>> + Send {
        drop(respond);
        std::future::ready(None)
    }

    /// Decides at the token endpoint, and on a yes chooses how it is issued. Asked only when
    /// [`Grant::GRANT_TYPE`] was.
    fn exchange<I: Issue>(
        context: &Context<'_, M>,
        issue: &I,
    ) -> impl Future<Output = Result<I::Issued, OAuthError>> + Send
    where
        M: Send + Sync + 'static,
    {
        let _ = (context, issue);
        std::future::ready(Err(refusal::grant_disabled()))
    }

    /// Finds a token of the grant's own kind, beside access tokens, and lets the endpoint act on it.
    fn shown<A: OnRefresh>(
        token: &ShownToken<'_, M>,
        endpoint: &A,
    ) -> impl Future<Output = Result<Option<A::Answer>, OAuthError>> + Send
    where
        M: Send + Sync + 'static,
    {
        let _ = (token, endpoint);
        std::future::ready(Ok(None))
    }
}

/// In the place of a grant whose `#[cfg]` is false: no name, no endpoint, no code.
#[derive(Debug)]
pub enum Off {}

impl GrantWord for Off {
    const WORD: &'static str = "";
}

impl<M> Grant<M> for Off {
    const PUBLIC: bool = false;

    fn mount(_: &mut impl Endpoints<M>) {}
}
