//! The type list that dispatches: what is not in it is never instantiated.

use super::{
    Context, Describe, Endpoints, Grant, Issue, OnRefresh, Respond, ResponseType, ShownToken,
};
use crate::error::{OAuthError, refusal};
use std::future::Future;

/// A provider's grants: `()` or `(grant, rest)`, printed by the attribute.
pub trait GrantList<M>: 'static {
    /// Whether refresh tokens are issued.
    const REFRESH: bool;
    /// Whether authorization requests carry a PKCE challenge.
    const PKCE: bool;
    /// Whether a client without a secret may get tokens.
    const PUBLIC: bool;
    /// Whether it may get them at the token endpoint.
    const PUBLIC_EXCHANGE: bool;

    /// Names the endpoints of every grant.
    fn mount(endpoints: &mut impl Endpoints<M>);

    /// Tells what every grant supports.
    fn describe(document: &mut impl Describe);

    /// The enabled response type of this name.
    fn response_type(name: &str) -> Option<ResponseType>;

    /// The word of the enabled grant with this grant type.
    fn grant_word(grant_type: &str) -> Option<&'static str>;

    /// Dispatches an authorization response; `None` when no enabled grant has this response type.
    fn respond<R: Respond>(
        response_type: &str,
        respond: R,
    ) -> impl Future<Output = Option<R::Answer>> + Send;

    /// Dispatches a token request.
    fn exchange<I: Issue>(
        context: &Context<'_, M>,
        issue: &I,
    ) -> impl Future<Output = Result<I::Issued, OAuthError>> + Send
    where
        M: Send + Sync + 'static;

    /// Lets every grant look for the token; `None` when none knows it.
    fn shown<A: OnRefresh>(
        token: &ShownToken<'_, M>,
        endpoint: &A,
    ) -> impl Future<Output = Result<Option<A::Answer>, OAuthError>> + Send
    where
        M: Send + Sync + 'static;
}

impl<M> GrantList<M> for () {
    const REFRESH: bool = false;
    const PKCE: bool = false;
    const PUBLIC: bool = false;
    const PUBLIC_EXCHANGE: bool = false;

    fn mount(_: &mut impl Endpoints<M>) {}

    fn describe(_: &mut impl Describe) {}

    fn response_type(_: &str) -> Option<ResponseType> {
        None
    }

    fn grant_word(_: &str) -> Option<&'static str> {
        None
    }

    async fn respond<R: Respond>(_: &str, _: R) -> Option<R::Answer> {
        None
    }

    async fn exchange<I: Issue>(_: &Context<'_, M>, _: &I) -> Result<I::Issued, OAuthError>
    where
        M: Send + Sync + 'static,
    {
        Err(refusal::grant_disabled())
    }

    async fn shown<A: OnRefresh>(
        _: &ShownToken<'_, M>,
        _: &A,
    ) -> Result<Option<A::Answer>, OAuthError>
    where
        M: Send + Sync + 'static,
    {
        Ok(None)
    }
}

impl<M, G: Grant<M>, Rest: GrantList<M>> GrantList<M> for (G, Rest) {
    const REFRESH: bool = G::REFRESH || Rest::REFRESH;
    const PKCE: bool = matches!(G::RESPONSE_TYPE, Some(own) if own.pkce) || Rest::PKCE;
    const PUBLIC: bool = G::PUBLIC || Rest::PUBLIC;
    const PUBLIC_EXCHANGE: bool = (G::PUBLIC && G::GRANT_TYPE.is_some()) || Rest::PUBLIC_EXCHANGE;

    fn mount(endpoints: &mut impl Endpoints<M>) {
        G::mount(endpoints);
        Rest::mount(endpoints);
    }

    fn describe(document: &mut impl Describe) {
        G::describe(document);
        Rest::describe(document);
    }

    fn response_type(name: &str) -> Option<ResponseType> {
        G::RESPONSE_TYPE
            .filter(|own| own.name == name)
            .or_else(|| Rest::response_type(name))
    }

    fn grant_word(grant_type: &str) -> Option<&'static str> {
        if G::GRANT_TYPE == Some(grant_type) {
            Some(G::WORD)
        } else {
            Rest::grant_word(grant_type)
        }
    }

    async fn respond<R: Respond>(response_type: &str, respond: R) -> Option<R::Answer> {
        match G::RESPONSE_TYPE {
            Some(own) if own.name == response_type => G::respond(respond).await,
            _ => Rest::respond(response_type, respond).await,
        }
    }

    async fn exchange<I: Issue>(
        context: &Context<'_, M>,
        issue: &I,
    ) -> Result<I::Issued, OAuthError>
    where
        M: Send + Sync + 'static,
    {
        if G::GRANT_TYPE == Some(context.grant_type) {
            G::exchange(context, issue).await
        } else {
            Rest::exchange(context, issue).await
        }
    }

    async fn shown<A: OnRefresh>(
        token: &ShownToken<'_, M>,
        endpoint: &A,
    ) -> Result<Option<A::Answer>, OAuthError>
    where
        M: Send + Sync + 'static,
    {
        match G::shown(token, endpoint).await? {
            Some(answer) => Ok(Some(answer)),
            None => Rest::shown(token, endpoint).await,
        }
    }
}
