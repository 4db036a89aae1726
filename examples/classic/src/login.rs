//! The application's own login: the toolkit only asks who is there.

use axum::Router;
use axum::extract::{Form, Query, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, COOKIE, HOST, ORIGIN, SET_COOKIE,
};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::get;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use oauth2_runtime::Subject;
use serde::Deserialize;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Who is signed in, by the value of a cookie. A real application keeps hashes and ends sessions.
#[derive(Clone, Debug, Default)]
pub struct Sessions(Arc<Mutex<HashMap<String, Subject>>>);

impl Sessions {
    /// The person of this request.
    pub(crate) fn find(&self, headers: &HeaderMap) -> Option<Subject> {
        let cookies = headers.get(COOKIE)?.to_str().ok()?;
        let mut pairs = cookies
            .split(';')
            .filter_map(|pair| pair.trim().split_once('='));
        let (_, value) = pairs.find(|(name, _)| *name == "classic")?;
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(value)
            .cloned()
    }

    /// Signs a person in under a new random value.
    fn start(&self, subject: Subject) -> Option<String> {
        let mut random = [0; 32];
        getrandom::fill(&mut random).ok()?;
        let value = URL_SAFE_NO_PAD.encode(random);
        let mut sessions = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        sessions.insert(value.clone(), subject);
        Some(value)
    }
}

#[derive(Deserialize)]
struct Then {
    return_to: Option<String>,
}

#[derive(Deserialize)]
struct Credentials {
    username: String,
    password: String,
}

pub(crate) fn routes(sessions: Sessions) -> Router {
    Router::new()
        .route(
            "/",
            get(async || Html("<!doctype html><title>Classic</title><p>You are signed in.")),
        )
        .route("/login", get(page).post(submit))
        .with_state(sessions)
}

/// Without an `action` the form posts to its own address: `return_to` stays in the query.
async fn page() -> Response {
    let headers = [
        (CACHE_CONTROL, "no-store"),
        (
            CONTENT_SECURITY_POLICY,
            "default-src 'none'; frame-ancestors 'none'; base-uri 'none'",
        ),
    ];
    let page = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Sign in</title>\
        <h1>Sign in</h1><form method=\"post\">\
        <p><label>Username <input name=\"username\" autocomplete=\"username\" required></label>\
        <p><label>Password <input name=\"password\" type=\"password\" \
        autocomplete=\"current-password\" required></label>\
        <p><button>Sign in</button></form></html>";
    (headers, Html(page)).into_response()
}

async fn submit(
    State(sessions): State<Sessions>,
    Query(then): Query<Then>,
    headers: HeaderMap,
    Form(credentials): Form<Credentials>,
) -> Response {
    // Another site's page must not sign a person in as somebody else.
    let (site, origin) = (headers.get("sec-fetch-site"), headers.get(ORIGIN));
    let foreign = site.is_some_and(|site| site != "same-origin" && site != "none")
        || (site.is_none() && origin.is_some_and(|origin| !is_own(origin, &headers)));
    if foreign {
        return StatusCode::FORBIDDEN.into_response();
    }
    let Some(subject) = super::find_user(&credentials.username, &credentials.password) else {
        return (StatusCode::FORBIDDEN, page().await).into_response();
    };
    let Some(value) = sessions.start(subject) else {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    };
    // Nowhere but to our own authorization endpoint.
    let own = |to: &String| {
        to.starts_with("/dialog/authorize?") && to.bytes().all(|byte| byte.is_ascii_graphic())
    };
    let to = then.return_to.filter(own).unwrap_or_else(|| "/".to_owned());
    let cookie = format!("classic={value}; Path=/; HttpOnly; SameSite=Lax");
    ([(SET_COOKIE, cookie)], Redirect::to(&to)).into_response()
}

/// Whether the page that posts came from this host, for browsers that send no `Sec-Fetch-Site`.
fn is_own(origin: &HeaderValue, headers: &HeaderMap) -> bool {
    let origin = origin.to_str().unwrap_or_default();
    let host = headers.get(HOST).and_then(|host| host.to_str().ok());
    origin.split_once("://").map(|(_, host)| host) == host
}
