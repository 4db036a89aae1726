//! Where the consent page posts its verdict: the ticket is opened, claimed once, and answered.

use super::answering::Answering;
use super::asked::Asked;
use super::browser_post::posted;
use super::respond::{already_answered, claim};
use super::ticket::{self, Ticket, Void};
use super::transaction::{Proven, authorize_again};
use crate::clock::Timestamp;
use crate::error::{OAuthError, refusal};
use crate::model::{ScopeSet, Scopes};
use crate::page::{HasPages, scope_field};
use crate::provider::{AuthorizationServer, LoginKind as _, Provider, Shared, Visitor};
use crate::request::Params;
use crate::response::{self, PageWriter, Refused};
use crate::store::{Claimed, Verdict};
use axum::extract::Request;
use axum::response::Response;

const AT: Refused<'_> = Refused {
    endpoint: "decision",
    client_id: None,
};

/// Until the redirect URI is proven again, a fault is a page.
pub(super) fn decision<P: Provider<Me: HasPages> + 'static>(
    server: AuthorizationServer<P>,
    request: Request,
) -> Answering {
    Box::pin(async move {
        let shared = server.shared();
        let here = Here {
            shared,
            pages: shared.pages(request.headers(), None),
            now: shared.now(),
        };
        here.pages.or_error(here.take(request).await, AT)
    })
}

/// One answer on its way.
struct Here<'a, P: Provider> {
    shared: &'a Shared<P>,
    pages: PageWriter<'a, P::Me>,
    now: Timestamp,
}

impl<P: Provider<Me: HasPages> + 'static> Here<'_, P> {
    async fn take(&self, request: Request) -> Result<Response, OAuthError> {
        let Self { shared, now, .. } = *self;
        let (parts, params) = posted(&shared.issuer, request).await?;
        let text = params.required("transaction_id", refusal::transaction_id_missing())?;
        let verdict = parse_verdict(&params)?;
        let visitor = P::Login::visitor(&shared.me, shared.browser(&parts, now)).await?;
        let ticket = match ticket::open(text, visitor.as_ref(), now) {
            Ok(ticket) => ticket,
            Err(Void::Stale(params)) if verdict == Verdict::Deny => {
                // A no that comes too late asks nothing again by itself, since the question might be
                // answered with a yes that is remembered.
                let again = authorize_again(shared, &params);
                let lapsed = refusal::decision_lapsed();
                return Ok(self.pages.error(&lapsed, Some(&again), AT));
            }
            Err(Void::Stale(params)) => return Ok(ask_again(shared, &params, visitor)),
            Err(Void::Malformed) => return Err(refusal::transaction_id_malformed()),
        };
        match visitor {
            Some(visitor) => {
                let granted = ticked::<P::Scope>(&ticket.scopes, &params);
                self.settle(ticket, visitor, verdict, granted).await
            }
            None => Ok(ask_again(shared, &ticket.params, None)),
        }
    }

    /// The request is proven anew from the ticket's parameters: of what was shown, what was ticked is
    /// what is granted. A yes to nothing of it is a no: a reply without a scope would say that all of
    /// it was granted (RFC 6749 §5.1).
    async fn settle(
        &self,
        mut ticket: Ticket,
        visitor: Visitor,
        verdict: Verdict,
        granted: ScopeSet,
    ) -> Result<Response, OAuthError> {
        let Self { shared, pages, now } = *self;
        let proven = Proven::prove(shared, std::mem::take(&mut ticket.params)).await?;
        let (response_type, mut request) = match proven.request(shared) {
            Ok(request) => request,
            Err(error) => return Ok(proven.refuse(shared, pages, &error)),
        };
        if request.scopes != ticket.scopes {
            // The declared scopes changed since the page was shown.
            return Ok(ask_again(shared, &proven.params, Some(visitor)));
        }
        let nothing = granted.is_empty() && !ticket.scopes.is_empty();
        request.scopes = granted;
        let answered = match verdict {
            Verdict::Allow if !nothing => {
                let asked = Asked {
                    shared,
                    proven: &proven,
                    request: &request,
                    response_type,
                    visitor: &visitor,
                    pages: &self.pages,
                    now,
                };
                allow(&asked, &ticket).await
            }
            Verdict::Allow | Verdict::Deny => self.deny(&proven, &ticket).await,
        };
        Ok(answered.unwrap_or_else(|error| proven.refuse(shared, pages, &error)))
    }

    async fn deny(&self, proven: &Proven, ticket: &Ticket) -> Result<Response, OAuthError> {
        match claim(self.shared, ticket, Verdict::Deny, None, self.now).await? {
            Claimed::First | Claimed::Again => Err(refusal::person_denies()),
            Claimed::Over => Ok(already_answered(self.pages, proven)),
        }
    }
}

/// The policy is asked here too: a ticket proves whose browser it is, and a person can seal one.
async fn allow<P: Provider<Me: HasPages> + 'static>(
    asked: &Asked<'_, P>,
    ticket: &Ticket,
) -> Result<Response, OAuthError> {
    asked.decide().await?;
    asked.grant(Some(ticket)).await
}

/// What was shown, without the optional scopes whose boxes are not ticked. Nothing else of the form
/// counts.
fn ticked<S: Scopes>(shown: &ScopeSet, params: &Params) -> ScopeSet {
    let left_out = |name: &str| {
        let entry = S::TABLE.iter().find(|entry| entry.name == name);
        entry.is_some_and(|entry| entry.optional) && params.get(&scope_field(name)).is_none()
    };
    ScopeSet::from_names(shown.iter().filter(|name| !left_out(name)))
}

/// The same request once more: another person, another browser or too late gets a new page.
fn ask_again<P: Provider>(
    shared: &Shared<P>,
    params: &Params,
    visitor: Option<Visitor>,
) -> Response {
    let response = response::see_other(&shared.heads, authorize_again(shared, params));
    response::with_cookies(response, visitor.and_then(|visitor| visitor.key.cookie()))
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
