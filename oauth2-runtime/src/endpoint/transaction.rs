//! One authorization request on its way: proven step by step, and refused where each step says.

use crate::error::{OAuthError, refusal};
use crate::grant::{GrantList, ResponseType};
use crate::hook::{Clients as _, HasClients as _};
use crate::model::{Client, Place, ResponseMode, SentRedirect};
use crate::page::HasPages;
use crate::provider::{Core, Provider, Shared};
use crate::request::{AuthorizationRequest, Params, State};
use crate::response::{self, Answer, PageWriter, Refused};
use axum::response::Response;

/// A request whose client and redirect URI are proven: from here on a refusal is a redirect.
pub(super) struct Proven {
    pub(super) params: Params,
    pub(super) client: Client,
    pub(super) redirect_uri: SentRedirect,
    state: State,
    mode: ResponseMode,
}

impl Proven {
    /// Stage one: the client and the place. A fault here is a page.
    pub(super) async fn prove<P: Provider>(
        shared: &Shared<P>,
        params: Params,
    ) -> Result<Self, OAuthError> {
        let client_id = AuthorizationRequest::client_id(&params)?;
        let found = shared.me.clients().find_client(client_id.as_str()).await?;
        let client = found
            .filter(|client| *client.id() == client_id)
            .ok_or(refusal::client_unregistered())?;
        let response_type = params
            .get("response_type")
            .and_then(P::Grants::response_type);
        let usual = response_type.map_or(ResponseMode::Query, |known| known.mode);
        Self::to_its_place(shared, params, client, usual)
    }

    /// The place, and how the answer travels: as is usual, or by a form where that can be.
    fn to_its_place(
        core: &Core,
        params: Params,
        client: Client,
        usual: ResponseMode,
    ) -> Result<Self, OAuthError> {
        let http_allowed = core.settings.http_redirect;
        let redirect_uri = AuthorizationRequest::redirect_uri(&params, &client, http_allowed)?;
        let state = State::of(&params);
        // No form can be posted to an application's own scheme, and none carries control characters
        // as they are.
        let whole = state
            .as_deref()
            .is_none_or(|state| !state.contains(char::is_control));
        let by_form = params.get("response_mode") == Some(ResponseMode::FormPost.as_str())
            && whole
            && !matches!(redirect_uri.place(), Place::ThisDevice(_));
        let mode = if by_form {
            ResponseMode::FormPost
        } else {
            usual
        };
        Ok(Self {
            params,
            client,
            redirect_uri,
            state,
            mode,
        })
    }

    /// Stage two: everything else. A fault here is told to the client.
    pub(super) fn request<P: Provider>(
        &self,
        shared: &Shared<P>,
    ) -> Result<(ResponseType, AuthorizationRequest), OAuthError> {
        let (response_type, mut request) =
            self.without_challenge(shared, P::Grants::response_type)?;
        if P::Grants::PKCE {
            let pkce = shared.settings.pkce;
            let (params, client) = (&self.params, &self.client);
            request = request.with_challenge(params, client, response_type.pkce, pkce)?;
        }
        Ok((response_type, request))
    }

    fn without_challenge(
        &self,
        core: &Core,
        enabled: fn(&str) -> Option<ResponseType>,
    ) -> Result<(ResponseType, AuthorizationRequest), OAuthError> {
        self.params.check()?;
        let name = self
            .params
            .required("response_type", refusal::response_type_missing())?;
        let response_type = enabled(name).ok_or(refusal::response_type_disabled())?;
        if !self.client.may_use(response_type.word) {
            return Err(refusal::response_type_not_allowed());
        }
        // What stage one took: the usual mode, or the form.
        let asked = self.params.get("response_mode");
        if asked.is_some_and(|mode| mode != self.mode.as_str()) {
            return Err(refusal::response_mode_unsupported());
        }
        let request = AuthorizationRequest::parse(&self.params, &self.client, &core.scopes)?;
        Ok((response_type, request))
    }

    /// Where the answer goes.
    pub(super) fn answer<'a, M>(
        &'a self,
        core: &'a Core,
        pages: PageWriter<'a, M>,
    ) -> Answer<'a, M> {
        Answer {
            heads: &core.heads,
            pages,
            at: self.refused(),
            redirect_uri: &self.redirect_uri,
            mode: self.mode,
            state: self.state.as_deref(),
            issuer: core.issuer.as_str(),
        }
    }

    /// The refusal as an answer to the client.
    pub(super) fn refuse<M: HasPages>(
        &self,
        core: &Core,
        pages: PageWriter<'_, M>,
        error: &OAuthError,
    ) -> Response {
        response::authorization_error(&self.answer(core, pages), error)
    }

    /// For the log.
    pub(super) fn refused(&self) -> Refused<'_> {
        Refused {
            endpoint: "authorize",
            client_id: Some(self.client.id().as_str()),
        }
    }
}

/// The path and query of an authorization request on this server.
pub(super) fn authorize_again(core: &Core, params: &Params) -> String {
    let query = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(params.pairs())
        .finish();
    format!("{}?{query}", core.settings.paths.authorize)
}
