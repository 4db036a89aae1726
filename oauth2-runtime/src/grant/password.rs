//! The person's password, given to the client (RFC 6749 §4.3). Legacy: RFC 9700 §2.4 forbids it.
//!
//! ```text
//! POST /oauth/token                                    HTTP/1.1 200 OK
//! Authorization: Basic ...                             {"access_token":"oat_...",
//! grant_type=password&username=alice&password=...&scope=read   "token_type":"Bearer", ...}
//! ```

use super::{Context, Endpoints, Grant, Issue};
use crate::error::{OAuthError, refusal};
use crate::hook::{HasUsers, Users as _};
use crate::model::{Approval, GrantWord};
use std::pin::pin;

/// Grant `password`: the client trades a person's name and password for a token. Legacy; prefer
/// [`code`](super::words::code). Needs the hook
/// [`Users::validate_user`](crate::Users::validate_user).
#[expect(
    non_camel_case_types,
    reason = "the attribute's word, and `{G}` in messages"
)]
#[derive(Clone, Copy, Debug)]
pub struct password;

impl GrantWord for password {
    const WORD: &'static str = "password";
}

impl<M: HasUsers> Grant<M> for password {
    const GRANT_TYPE: Option<&'static str> = Some("password");

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
        let (name, secret) = context.params.credentials()?;
        let scopes = context.scopes.resolve(context.client.scopes())?;
        let me = context.me;
        let tried = pin!(async {
            let subject = me.users().validate_user(name, secret).await?;
            subject.ok_or(refusal::wrong_password())
        });
        let subject = context.gate.password(name, tried).await?;
        let approval = Approval::new(scopes);
        issue
            .issue_on_new_grant(subject.id().clone(), approval)
            .await
    }
}
