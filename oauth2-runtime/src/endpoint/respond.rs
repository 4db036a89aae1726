//! The two authorization responses: a code in the query, a token in the fragment.
//!
//! A provider without one of the grants never instantiates its half.

use super::approve::approve;
use super::asked::Asked;
use super::issue::creates_grant;
use super::ticket::Ticket;
use super::transaction::Proven;
use crate::audit::audit;
use crate::clock::Timestamp;
use crate::error::{OAuthError, refusal};
use crate::grant::Respond;
use crate::model::Approval;
use crate::page::HasPages;
use crate::provider::{Provider, Shared};
use crate::response::{self, PageWriter};
use crate::secret::Kind;
use crate::store::{Claim, Claimed, CodeRecord, HasStore as _, Inserted, Store as _, Verdict};
use crate::token;
use axum::response::Response;

/// A request that is allowed: by a page with its ticket, or by the policy without one.
pub(super) struct Granting<'a, P: Provider> {
    pub(super) asked: &'a Asked<'a, P>,
    pub(super) ticket: Option<&'a Ticket>,
}

impl<P: Provider<Me: HasPages> + 'static> Respond for Granting<'_, P> {
    type Answer = Result<Response, OAuthError>;

    async fn code(self) -> Self::Answer {
        let Asked {
            shared,
            proven,
            request,
            visitor,
            pages,
            now,
            ..
        } = *self.asked;
        let (code, hash) = match self.ticket {
            // Derived: the same ticket with the same boxes ticked gives the same code, so a double
            // click loses nothing.
            Some(ticket) => {
                let answered = [
                    &ticket.bytes,
                    &b"\0"[..],
                    request.scopes.as_str().as_bytes(),
                ];
                let derived = visitor.key.derive("code", &answered.concat());
                token::code_of(&derived, &shared.hasher)
            }
            None => token::new_code(&shared.hasher),
        };
        let expires_at = now.after(shared.settings.code_ttl);
        let subject = visitor.subject.id().clone();
        let record = CodeRecord {
            hash,
            grant: self
                .asked
                .issuing()
                .grant_record(subject, &request.scopes, expires_at),
            redirect_uri: proven.redirect_uri.clone(),
            challenge: request.challenge,
            expires_at,
        };
        let settled = match self.ticket {
            Some(ticket) => self.claim(ticket, Some(record)).await?,
            None => match shared.me.store().insert_code(record).await? {
                Inserted::Live => Claimed::First,
                Inserted::Revoked => Claimed::Over,
            },
        };
        if settled == Claimed::Over {
            return Ok(already_answered(*pages, proven));
        }
        Ok(response::code_response(
            &proven.answer(shared, *pages),
            &code,
        ))
    }

    async fn token(self) -> Self::Answer {
        let Asked {
            shared,
            proven,
            request,
            visitor,
            pages,
            ..
        } = *self.asked;
        if let Some(ticket) = self.ticket {
            // The token is not derived from the ticket, so a second click cannot repeat it.
            if self.claim(ticket, None).await? != Claimed::First {
                return Ok(already_answered(*pages, proven));
            }
        }
        let issuing = self.asked.issuing();
        let subject = visitor.subject.id();
        let asked = Approval::new(request.scopes.clone());
        let approved = approve(&issuing, "implicit", Some(subject), &asked).await?;
        let (approval, access) = approved.ok_or(refusal::policy_denies())?;
        let issued = creates_grant::<P>(&issuing, subject, approval, access, false).await?;
        Ok(response::implicit_response(
            &proven.answer(shared, *pages),
            &issued,
        ))
    }
}

impl<P: Provider<Me: HasPages> + 'static> Granting<'_, P> {
    /// Settles the ticket with a yes, and remembers it for a client that can prove who it is.
    async fn claim(
        &self,
        ticket: &Ticket,
        code: Option<CodeRecord>,
    ) -> Result<Claimed, OAuthError> {
        let Asked {
            shared,
            proven,
            now,
            ..
        } = *self.asked;
        let claimed = claim(shared, ticket, Verdict::Allow, code, now).await?;
        if claimed == Claimed::First {
            let consent = self.asked.consent();
            audit!(info, consent_given, client_id = %consent.client_id,
                subject = ?consent.subject, scopes = %consent.scopes, "a person allowed a client");
            if !proven.client.is_public() {
                shared.me.store().remember_consent(consent).await?;
            }
        }
        Ok(claimed)
    }
}

/// Settles a ticket.
pub(super) async fn claim<P: Provider>(
    shared: &Shared<P>,
    ticket: &Ticket,
    verdict: Verdict,
    code: Option<CodeRecord>,
    now: Timestamp,
) -> Result<Claimed, OAuthError> {
    let hash = shared.hasher.hash(Kind::Ticket, &ticket.bytes);
    let claim = Claim {
        ticket: hash,
        expires_at: ticket.expires_at,
        verdict,
        code,
    };
    Ok(shared.me.store().claim_once(claim, now).await?)
}

/// The page for a ticket whose answer stands.
pub(super) fn already_answered<M: HasPages>(pages: PageWriter<'_, M>, proven: &Proven) -> Response {
    pages.error(&refusal::decision_settled(), None, proven.refused())
}
