//! What the endpoints that each provider has ask of it, behind a pointer: so they are compiled once,
//! here, and not again in the crate of each provider.
//!
//! What it takes is a box for the future of each answer; what it saves is in PERFORMANCE.md.

use super::introspect::TellRefresh;
use super::issue::Issuance;
use super::metadata::{self, Document};
use super::revoke::EndGrant;
use super::token::Exchange;
use crate::client_auth::AnyClients;
use crate::clock::Timestamp;
use crate::grant::{Context, GrantList as _, ShownToken};
use crate::later::Later;
use crate::model::{Client, Issued, opaque};
use crate::provider::{AuthorizationServer, Core, Provider, Shared};
use crate::response::Object;
use crate::store::{Accesses, HasStore as _};

/// A provider, whichever it is.
pub(super) trait AnyProvider: Send + Sync {
    fn core(&self) -> &Core;

    fn clients(&self) -> &dyn AnyClients;

    /// The word of the enabled grant with this grant type.
    fn grant_word(&self, grant_type: &str) -> Option<&'static str>;

    /// Lets the grant decide, and issues what it approves.
    fn exchange<'a>(&'a self, asked: &'a Exchange<'_>) -> Later<'a, Issued>;

    fn accesses(&self) -> &dyn Accesses;

    /// What a refresh token of this client is good for; `None` for what is none.
    fn tell_refresh<'a>(
        &'a self,
        client: &'a Client,
        text: &'a str,
        now: Timestamp,
    ) -> Option<Later<'a, Option<Object>>>;

    /// Ends the grant of a refresh token of this client; `None` for what is none.
    fn end_refresh<'a>(
        &'a self,
        client: &'a Client,
        text: &'a str,
    ) -> Option<Later<'a, Option<()>>>;

    /// Tells what is enabled and mounted.
    fn describe(&self, document: &mut Document);
}

impl<P: Provider + 'static> AnyProvider for AuthorizationServer<P> {
    fn core(&self) -> &Core {
        self.shared()
    }

    fn clients(&self) -> &dyn AnyClients {
        &self.shared().me
    }

    fn grant_word(&self, grant_type: &str) -> Option<&'static str> {
        P::Grants::grant_word(grant_type)
    }

    fn exchange<'a>(&'a self, asked: &'a Exchange<'_>) -> Later<'a, Issued> {
        Box::pin(async move {
            let (shared, posted) = (self.shared(), asked.posted);
            let issuing = &shared.issuing(asked.client, posted.now);
            let context = Context {
                grant_type: asked.grant_type,
                me: issuing.me,
                client: issuing.client,
                params: &posted.params,
                scopes: &asked.scopes,
                gate: &posted.gate,
                settings: issuing.settings,
                hasher: issuing.hasher,
                now: issuing.now,
            };
            let grant = asked.word;
            P::Grants::exchange(&context, &Issuance::<P> { issuing, grant }).await
        })
    }

    fn accesses(&self) -> &dyn Accesses {
        self.shared().me.store()
    }

    fn tell_refresh<'a>(
        &'a self,
        client: &'a Client,
        text: &'a str,
        now: Timestamp,
    ) -> Option<Later<'a, Option<Object>>> {
        is_refresh::<P>(text).then(|| -> Later<'a, _> {
            Box::pin(async move {
                let shared = self.shared();
                let endpoint = TellRefresh { core: shared, now };
                P::Grants::shown(&shown(shared, client, text), &endpoint).await
            })
        })
    }

    fn end_refresh<'a>(
        &'a self,
        client: &'a Client,
        text: &'a str,
    ) -> Option<Later<'a, Option<()>>> {
        is_refresh::<P>(text).then(|| -> Later<'a, _> {
            Box::pin(async move {
                let shared = self.shared();
                let endpoint = EndGrant { shared };
                P::Grants::shown(&shown(shared, client, text), &endpoint).await
            })
        })
    }

    fn describe(&self, document: &mut Document) {
        P::Grants::describe(document);
        metadata::describe_mounted::<P>(self.shared(), document);
    }
}

/// The constant comes first: without grant `refresh_token` the rest is no code.
fn is_refresh<P: Provider>(text: &str) -> bool {
    P::Grants::REFRESH && opaque::REFRESH.has_prefix(text)
}

fn shown<'a, P: Provider>(
    shared: &'a Shared<P>,
    client: &'a Client,
    text: &'a str,
) -> ShownToken<'a, P::Me> {
    ShownToken {
        me: &shared.me,
        client,
        text,
        hasher: &shared.hasher,
    }
}
