//! `json_body`: token requests in JSON, at a provider that allows them.

use super::form::{FORM, Form};
use super::holds::{PASSWORD, does_not_echo, holds, is_token_reply};
use super::kiosk::{Kiosk, on_kiosk};
use super::params::grants_at_most;
use crate::{SECRET, basic};
use axum::body::Body;
use http::Request;
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use std::fmt;

/// A hostile JSON body gets the RFC's error, and what is accepted is accepted as a form too.
pub fn json_body(data: &[u8]) {
    on_kiosk(async |kiosk| {
        let reply = posted(kiosk, "application/json", data.to_vec()).await;
        holds(&reply, &[]);
        is_token_reply(&reply);
        let Ok(Members(members)) = serde_json::from_slice(data) else {
            // No flat object, or one with more behind it.
            return reply.is_error(
                if reply.status == 413 { 413 } else { 400 },
                "invalid_request",
            );
        };
        let form = Form::of(members);
        if reply.status != 200 {
            return does_not_echo(&reply, form.texts());
        }
        assert!(form.is_whole(), "{reply:?}");
        grants_at_most(&reply, form.get("scope"));
        let own = form.has("grant_type", "client_credentials");
        let alice = form.has("username", "alice") && form.has("password", PASSWORD);
        let bob = form.has("username", "bob") && form.has("password", "builder");
        let person = form.has("grant_type", "password") && (alice || bob);
        assert!(own || person, "{reply:?}");
        let again = posted(kiosk, FORM, form.written()).await;
        assert_eq!(again.status, 200, "{again:?}");
        assert_eq!(again.text("scope"), reply.text("scope"));
    });
}

/// The texts of a flat object, each as often as it stands there; `null` is as empty.
struct Members(Vec<(String, String)>);

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Members(Vec::new()))
    }
}

impl<'de> Visitor<'de> for Members {
    type Value = Self;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a flat object")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<Self, A::Error> {
        while let Some((name, value)) = map.next_entry::<String, Option<String>>()? {
            self.0.push((name, value.unwrap_or_default()));
        }
        Ok(self)
    }
}

async fn posted(kiosk: &Kiosk, media_type: &str, body: impl Into<Body>) -> crate::Reply {
    let request = Request::post("/oauth/token")
        .header(CONTENT_TYPE, media_type)
        .header(AUTHORIZATION, basic("web", SECRET));
    kiosk
        .send(request.body(body.into()).expect("a request"))
        .await
}
