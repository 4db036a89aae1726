//! Where the consent page posts its verdict: the ticket is opened, claimed once, and answered.

use super::asked::Asked;
use super::browser_post::posted;
use super::respond::{already_answered, claim};
use super::ticket::{self, Ticket, Void};
use super::transaction::{Proven, authorize_again};
use crate::clock::Timestamp;
use crate::error::{OAuthError, refusal};
use crate::provider::{AuthorizationServer, LoginKind as _, Provider, Shared, Visitor};
use crate::request::Params;
use crate::response::{self, Refused};
use crate::store::{Claimed, Verdict};
use axum::extract::{Request, State};
use axum::response::Response;

/// Until the redirect URI is proven again, a fault is a page.
pub(super) async fn decision<P: Provider + 'static>(
    State(server): State<AuthorizationServer<P>>,
    request: Request,
) -> Response {
    let shared = server.shared();
    let at = Refused {
        endpoint: "decision",
        client_id: None,
    };
    response::or_page(&shared.me, take(shared, request).await, at)
}

async fn take<P: Provider + 'static>(
    shared: &Shared<P>,
    request: Request,
) -> Result<Response, OAuthError> {
    let (parts, params) = posted(&shared.issuer, request).await?;
    let text = params.required("transaction_id", refusal::transaction_id_missing())?;
    let verdict = parse_verdict(&params)?;
    let now = shared.now();
    let visitor = P::Login::visitor(&shared.me, shared.browser(&parts, now)).await?;
    let ticket = match ticket::open(text, visitor.as_ref(), now) {
        Ok(ticket) => ticket,
        Err(Void::Stale(_)) if verdict == Verdict::Deny => {
            // A no that comes too late asks nothing again, since the question might be answered
            // with a yes that is remembered.
            return Err(refusal::decision_lapsed());
        }
        Err(Void::Stale(params)) => return Ok(ask_again(shared, &params, visitor)),
        Err(Void::Malformed) => return Err(refusal::transaction_id_malformed()),
    };
    match visitor {
        Some(visitor) => settle(shared, ticket, visitor, verdict, now).await,
        None => Ok(ask_again(shared, &ticket.params, None)),
    }
}

/// The request is proven anew from the ticket's parameters: what was shown is what is granted.
async fn settle<P: Provider + 'static>(
    shared: &Shared<P>,
    mut ticket: Ticket,
    visitor: Visitor,
    verdict: Verdict,
    now: Timestamp,
) -> Result<Response, OAuthError> {
    let proven = Proven::prove(shared, std::mem::take(&mut ticket.params)).await?;
    let (response_type, request) = match proven.request(shared) {
        Ok(request) => request,
        Err(error) => return Ok(proven.refuse(shared, &error)),
    };
    if request.scopes != ticket.scopes {
        // The declared scopes changed since the page was shown.
        return Ok(ask_again(shared, &proven.params, Some(visitor)));
    }
    let answered = match verdict {
        Verdict::Deny => deny(shared, &proven, &ticket, now).await,
        Verdict::Allow => {
            let asked = Asked {
                shared,
                proven: &proven,
                request: &request,
                response_type,
                visitor: &visitor,
                now,
            };
            allow(&asked, &ticket).await
        }
    };
    Ok(answered.unwrap_or_else(|error| proven.refuse(shared, &error)))
}

/// The policy is asked here too: a ticket proves whose browser it is, and a person can seal one.
async fn allow<P: Provider + 'static>(
    asked: &Asked<'_, P>,
    ticket: &Ticket,
) -> Result<Response, OAuthError> {
    asked.decide().await?;
    asked.grant(Some(ticket)).await
}

async fn deny<P: Provider>(
    shared: &Shared<P>,
    proven: &Proven,
    ticket: &Ticket,
    now: Timestamp,
) -> Result<Response, OAuthError> {
    match claim(shared, ticket, Verdict::Deny, None, now).await? {
        Claimed::First | Claimed::Again => Err(refusal::person_denies()),
        Claimed::Over => Ok(already_answered(shared, proven)),
    }
}

/// The same request once more: another person, another browser or too late gets a new page.
fn ask_again<P: Provider>(
    shared: &Shared<P>,
    params: &Params,
    visitor: Option<Visitor>,
) -> Response {
    let response = response::see_other(&authorize_again(shared, params));
    response::with_cookies(response, visitor.and_then(|visitor| visitor.cookie))
}

/// `decision=allow|deny`, or t-oauth2-provider's `cancel`. Without either the answer is yes, as it
/// was there: the ticket proves that the page was shown to this person.
fn parse_verdict(params: &Params) -> Result<Verdict, OAuthError> {
    match (params.get("decision"), params.get("cancel")) {
        (Some("deny"), _) | (_, Some(_)) => Ok(Verdict::Deny),
        (Some("allow") | None, None) => Ok(Verdict::Allow),
        (Some(_), None) => Err(refusal::decision_unknown()),
    }
}
