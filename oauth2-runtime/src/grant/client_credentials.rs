//! The client acts for itself (RFC 6749 §4.4).
//!
//! ```text
//! POST /oauth/token                         HTTP/1.1 200 OK
//! Authorization: Basic ...                  {"access_token":"oat_...","token_type":"Bearer",
//! grant_type=client_credentials&scope=read   "expires_in":900,"scope":"read"}
//! ```

use super::{Approved, Context, Endpoints, Grant, Issue};
use crate::error::{OAuthError, refusal};
use crate::hook::{ClientCredentials as _, HasClientCredentials};
use crate::model::GrantWord;
use crate::request::check_told;

/// Grant `client_credentials`: a confidential client gets a token for itself, without a person and
/// without a refresh token. Needs the hook
/// [`ClientCredentials::authorize_client`](crate::ClientCredentials::authorize_client).
#[expect(
    non_camel_case_types,
    reason = "the attribute's word, and `{G}` in messages"
)]
#[derive(Clone, Copy, Debug)]
pub struct client_credentials;

impl GrantWord for client_credentials {
    const WORD: &'static str = "client_credentials";
}

impl<M: HasClientCredentials> Grant<M> for client_credentials {
    const GRANT_TYPE: Option<&'static str> = Some("client_credentials");
    const PUBLIC: bool = false;

    fn mount(endpoints: &mut impl Endpoints<M>) {
        endpoints.token();
    }

    async fn exchange<I: Issue>(
        context: &Context<'_, M>,
        issue: &I,
    ) -> Result<I::Issued, OAuthError>
    where
        M: Send + Sync + 'static,
    {
        if context.client.is_public() {
            return Err(refusal::client_is_public());
        }
        let scopes = context.scopes.resolve(context.client.scopes())?;
        let me = context.me;
        let answer = me
            .client_credentials()
            .authorize_client(context.client, &scopes)
            .await?;
        let approval = answer.ok_or(refusal::client_may_not_act())?;
        let approval = approval.narrowed_to(&scopes);
        check_told(&scopes, approval.scopes())?;
        let approved = Approved {
            subject: None,
            approval,
            grant: None,
        };
        issue.issue(approved).await
    }
}
