//! A valid request of a person who is there: what the policy says, and the answer that grants it.

use super::respond::Granting;
use super::ticket::Ticket;
use super::transaction::Proven;
use crate::clock::Timestamp;
use crate::error::{OAuthError, refusal};
use crate::grant::{GrantList as _, ResponseType};
use crate::hook::{HasPolicy as _, Policy as _};
use crate::later::Later;
use crate::model::{ConsentRequest, Decision, ScopeSet};
use crate::page::HasPages;
use crate::provider::{Provider, Shared, Visitor};
use crate::request::AuthorizationRequest;
use crate::response::PageWriter;
use crate::secret::Kind;
use crate::store::{Consent, HasStore as _, Store as _};
use crate::token::Issuing;
use axum::response::Response;
use std::time::Duration;

/// Everything that is known before somebody decides.
pub(super) struct Asked<'a, P: Provider> {
    pub(super) shared: &'a Shared<P>,
    pub(super) proven: &'a Proven,
    pub(super) request: &'a AuthorizationRequest,
    pub(super) response_type: ResponseType,
    pub(super) visitor: &'a Visitor,
    pub(super) pages: &'a PageWriter<'a, P::Me>,
    pub(super) now: Timestamp,
}

impl<P: Provider<Me: HasPages> + 'static> Asked<'_, P> {
    /// What the application decides without a page; `Deny` is the error that the client is told.
    pub(super) async fn decide(&self) -> Result<Decision, OAuthError> {
        let request = ConsentRequest {
            grant: self.response_type.word,
            client: &self.proven.client,
            subject: &self.visitor.subject,
            scopes: &self.request.scopes,
            redirect_uri: &self.proven.redirect_uri,
        };
        match self.shared.me.policy().auto_approve(&request).await? {
            Decision::Deny => Err(refusal::policy_denies()),
            decision => Ok(decision),
        }
    }

    /// Whether the answer goes without a page.
    pub(super) async fn is_settled(&self) -> Result<bool, OAuthError> {
        let proven = self.response_type.word == "code" && !self.proven.client.is_public();
        match self.decide().await? {
            Decision::Approve => Ok(true),
            Decision::AskOnce if proven => {
                let consent = self.consent();
                Ok(self.shared.me.store().has_consent(&consent).await?)
            }
            _ => Ok(false),
        }
    }

    /// The answer of the enabled grant with this response type. Behind a pointer, so that its code is
    /// there once for the authorization endpoint and the decision.
    pub(super) fn grant<'b>(&'b self, ticket: Option<&'b Ticket>) -> Later<'b, Response> {
        let granting = Granting {
            asked: self,
            ticket,
        };
        Box::pin(async move {
            let answer = P::Grants::respond(self.response_type.name, granting).await;
            // `response_type` was found in the same list of grants.
            answer.unwrap_or_else(|| Err(refusal::response_type_disabled()))
        })
    }

    /// What a person is asked to allow, as it is remembered.
    pub(super) fn consent(&self) -> Consent {
        let place = self.proven.redirect_uri.as_str().as_bytes();
        Consent {
            subject: self.visitor.subject.id().clone(),
            client_id: self.proven.client.id().clone(),
            place: self.shared.hasher.hash(Kind::Consent, place),
            scopes: self.request.scopes.clone(),
        }
    }

    /// What the client holds of this person already; none where it holds nothing.
    pub(super) async fn held(&self) -> Result<Option<ScopeSet>, OAuthError> {
        let store = self.shared.me.store();
        let grants = store.grants_of(self.visitor.subject.id(), self.now).await?;
        let own = grants
            .iter()
            .filter(|grant| grant.client_id == *self.proven.client.id());
        let names: Vec<&str> = own.clone().flat_map(|grant| grant.scopes.iter()).collect();
        Ok((own.count() > 0).then(|| ScopeSet::from_names(names)))
    }

    /// How long a refresh token of this request would live, if there were one.
    pub(super) fn refresh_lives(&self) -> Option<Duration> {
        let word = self.response_type.word;
        let comes =
            P::Grants::REFRESH && word == "code" && self.proven.client.may_use("refresh_token");
        comes.then_some(self.shared.settings.refresh_token_ttl)
    }

    pub(super) fn issuing(&self) -> Issuing<'_, P::Me> {
        self.shared.issuing(&self.proven.client, self.now)
    }
}
