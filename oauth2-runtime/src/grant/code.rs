//! The authorization code, bound to client, redirect URI and PKCE verifier (RFC 6749 §4.1,
//! RFC 7636).
//!
//! ```text
//! GET /oauth/authorize?response_type=code&client_id=cli&code_challenge=...&code_challenge_method=S256
//! HTTP/1.1 303 See Other
//! Location: http://127.0.0.1:5500/callback?code=oac_...&state=x&iss=https%3A%2F%2Fphotos.example
//!
//! POST /oauth/token
//! grant_type=authorization_code&client_id=cli&code=oac_...&redirect_uri=...&code_verifier=...
//! ```

use super::{Approved, Context, Endpoints, Grant, Issue, Respond, ResponseType};
use crate::audit::audit;
use crate::error::{OAuthError, refusal};
use crate::model::{Approval, CodeVerifier, GrantWord, ResponseMode, opaque};
use crate::page::HasPages;
use crate::secret::Kind;
use crate::store::{CodeRecord, HasStore, Store as _, TakenCode};

/// Grant `code`: the person consents in a browser, the client redeems a code that works once.
/// Needs the hook [`Login::current_user`](crate::Login::current_user), or `login(form)`.
#[expect(
    non_camel_case_types,
    reason = "the attribute's word, and `{G}` in messages"
)]
#[derive(Clone, Copy, Debug)]
pub struct code;

impl GrantWord for code {
    const WORD: &'static str = "code";
}

impl<M: HasStore + HasPages> Grant<M> for code {
    const GRANT_TYPE: Option<&'static str> = Some("authorization_code");
    const RESPONSE_TYPE: Option<ResponseType> = Some(ResponseType {
        name: "code",
        word: "code",
        mode: ResponseMode::Query,
        pkce: true,
    });

    fn mount(endpoints: &mut impl Endpoints<M>) {
        endpoints.authorization();
        endpoints.token();
    }

    async fn respond<R: Respond>(respond: R) -> Option<R::Answer> {
        Some(respond.code().await)
    }

    async fn exchange<I: Issue>(
        context: &Context<'_, M>,
        issue: &I,
    ) -> Result<I::Issued, OAuthError>
    where
        M: Send + Sync + 'static,
    {
        let approved = redeemed(context).await?;
        issue.issue(approved).await
    }
}

/// What the code stands for, which is spent. The future of what comes then holds none of this.
async fn redeemed<M>(context: &Context<'_, M>) -> Result<Approved, OAuthError>
where
    M: HasStore + Send + Sync + 'static,
{
    let text = context.params.required("code", refusal::code_missing())?;
    let text = opaque::CODE.read(text).ok_or(refusal::code_malformed())?;
    let hash = context.hasher.hash(Kind::Code, text.as_bytes());
    let verifier = match context.params.get("code_verifier") {
        Some(text) => Some(CodeVerifier::parse(text).ok_or(refusal::verifier_malformed())?),
        None => None,
    };
    // Everything that can be refused without the code has been: only now is it spent.
    let (me, now) = (context.me, context.now);
    let record = match me
        .store()
        .take_code(context.client.id(), &hash, now)
        .await?
    {
        TakenCode::Fresh(record) => record,
        TakenCode::Unknown => return Err(refusal::code_unknown()),
        TakenCode::Spent(grant) => {
            audit!(warn, code_replayed, %grant, client_id = %context.client.id(),
                section = "RFC 6749 §4.1.2", "a spent code came again: grant revoked");
            return Err(refusal::code_spent());
        }
    };
    if record.expires_at <= now {
        return Err(refusal::code_expired());
    }
    fits_redirect(&record, context.params.get("redirect_uri"))?;
    fits_verifier(&record, verifier)?;
    Ok(Approved {
        subject: Some(record.grant.subject),
        approval: Approval::new(record.grant.scopes),
        grant: Some(record.grant.id),
    })
}

/// RFC 6749 §4.1.3: the URI of the authorization request, byte for byte, if that named one.
fn fits_redirect(record: &CodeRecord, sent: Option<&str>) -> Result<(), OAuthError> {
    let bound = &record.redirect_uri;
    match sent {
        Some(sent) if sent == bound.as_str() => Ok(()),
        None if !bound.was_sent() => Ok(()),
        _ => Err(refusal::redirect_uri_differs()),
    }
}

/// RFC 7636 §4.6, RFC 9700 §2.1.1: challenge and verifier are both there and fit, or both absent.
fn fits_verifier(
    record: &CodeRecord,
    verifier: Option<CodeVerifier<'_>>,
) -> Result<(), OAuthError> {
    match (&record.challenge, verifier) {
        (Some(challenge), Some(verifier)) if challenge.is_met_by(&verifier) => Ok(()),
        (None, None) => Ok(()),
        _ => Err(refusal::verifier_wrong()),
    }
}
