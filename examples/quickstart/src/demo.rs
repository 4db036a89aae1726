//! A client of the provider, as a partner would write it: code with PKCE by the crate `oauth2`, and
//! a page that shows what came of it. It speaks to the provider's routes without a network between.

use crate::{AppScope, Photos};
use askama::Template;
use axum::body::{Body, to_bytes};
use axum::extract::{Query, State};
use axum::http::header::{AUTHORIZATION, COOKIE, SET_COOKIE};
use axum::http::{HeaderMap, Request, Response};
use axum::response::{Html, IntoResponse, Redirect};
use axum::{Router, routing::get};
use oauth2::basic::{BasicClient, BasicTokenResponse};
use oauth2::{
    AuthUrl, AuthorizationCode, ClientId, CsrfToken, EndpointNotSet, EndpointSet, HttpRequest,
    HttpResponse, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, Scope, TokenResponse as _,
    TokenUrl,
};
use oauth2_runtime::grants;
use oauth2_runtime::prelude::*;
use serde::Deserialize;
use std::error::Error;
use tower::ServiceExt as _;

type Fault = Box<dyn Error + Send + Sync>;
type Configured =
    BasicClient<EndpointSet, EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointSet>;

/// The client, and the application that it is a client of.
#[derive(Clone)]
struct Demo {
    client: Configured,
    app: Router,
}

/// `/demo` beside the application, with a client of its own.
///
/// # Errors
/// The client cannot be registered.
pub async fn beside(
    app: Router,
    server: &AuthorizationServer<Photos>,
) -> Result<Router, Box<dyn Error>> {
    let issuer = server.issuer();
    let callback = format!("{issuer}/demo/callback");
    let registered = Client::public("demo-page")
        .name("Demo page")
        .redirect_uri(&callback)
        .grants((grants::code, grants::refresh_token))
        .scopes([AppScope::Read, AppScope::Write]);
    server.provider().db.register(&registered.build()?).await?;
    let client = BasicClient::new(ClientId::new("demo-page".to_owned()))
        .set_auth_uri(AuthUrl::new(format!("{issuer}/oauth/authorize"))?)
        .set_token_uri(TokenUrl::new(format!("{issuer}/oauth/token"))?)
        .set_redirect_uri(RedirectUrl::new(callback)?);
    let demo = Demo {
        client,
        app: app.clone(),
    };
    let pages = Router::new()
        .route("/demo", get(async || page(&Page::Start)))
        .route("/demo/start", get(start))
        .route("/demo/callback", get(callback_page))
        .with_state(demo);
    Ok(app.merge(pages))
}

/// What `/demo` shows.
#[derive(Template)]
#[template(path = "demo.html")]
enum Page {
    Start,
    Failed { what: String },
    Signed(Signed),
}

/// What came of it.
struct Signed {
    token: String,
    refreshes: bool,
    seconds: u64,
    scopes: String,
    photo: String,
}

fn page(page: &Page) -> impl IntoResponse + use<> {
    Html(page.render().unwrap_or_default())
}

/// To the provider, with a cookie that ties what comes back to this browser.
async fn start(State(demo): State<Demo>) -> impl IntoResponse {
    let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
    let (url, state) = demo
        .client
        .authorize_url(CsrfToken::new_random)
        .add_scope(Scope::new("read".to_owned()))
        .add_scope(Scope::new("write".to_owned()))
        .set_pkce_challenge(challenge)
        .url();
    let kept = format!("{}.{}", state.secret(), verifier.secret());
    let cookie = format!("demo={kept}; Path=/demo; HttpOnly; SameSite=Lax");
    ([(SET_COOKIE, cookie)], Redirect::to(url.as_str()))
}

/// What the provider answers (RFC 6749 §4.1.2).
#[derive(Deserialize)]
struct Answer {
    code: Option<String>,
    state: Option<String>,
    error: Option<String>,
    error_description: Option<String>,
}

async fn callback_page(
    State(demo): State<Demo>,
    headers: HeaderMap,
    Query(answer): Query<Answer>,
) -> impl IntoResponse {
    page(&match signed(&demo, &headers, answer).await {
        Ok(signed) => Page::Signed(signed),
        Err(fault) => Page::Failed {
            what: fault.to_string(),
        },
    })
}

async fn signed(demo: &Demo, headers: &HeaderMap, answer: Answer) -> Result<Signed, Fault> {
    let cookies = headers.get(COOKIE).and_then(|value| value.to_str().ok());
    let mut cookies = cookies.unwrap_or_default().split("; ");
    let kept = cookies.find_map(|cookie| cookie.strip_prefix("demo="));
    let (state, verifier) = kept
        .and_then(|kept| kept.split_once('.'))
        .ok_or("this browser did not begin a sign-in here")?;
    if answer.state.as_deref() != Some(state) {
        return Err("the answer is not to this browser's question".into());
    }
    let Some(code) = answer.code else {
        let what = answer.error.unwrap_or_default();
        let why = answer.error_description.unwrap_or_default();
        return Err(format!("{what}: {why}").into());
    };
    let provider = |request| call(demo.app.clone(), request);
    let reply: BasicTokenResponse = demo
        .client
        .exchange_code(AuthorizationCode::new(code))
        .set_pkce_verifier(PkceCodeVerifier::new(verifier.to_owned()))
        .request_async(&provider)
        .await?;
    let token = reply.access_token().secret();
    let request = Request::get("/photos").header(AUTHORIZATION, format!("Bearer {token}"));
    let photo = call(demo.app.clone(), request.body(Vec::new())?).await?;
    let scopes = reply.scopes().into_iter().flatten();
    let scopes: Vec<_> = scopes.map(|scope| scope.as_str()).collect();
    Ok(Signed {
        token: token.chars().take(12).collect(),
        refreshes: reply.refresh_token().is_some(),
        seconds: reply.expires_in().unwrap_or_default().as_secs(),
        scopes: scopes.join(", "),
        photo: String::from_utf8_lossy(photo.body()).trim().to_owned(),
    })
}

/// A request to the application in this process.
async fn call(app: Router, request: HttpRequest) -> Result<HttpResponse, std::io::Error> {
    let Ok(reply) = app.oneshot(request.map(Body::from)).await;
    let (parts, body) = reply.into_parts();
    let body = to_bytes(body, 64 * 1024).await;
    let body = body.map_err(std::io::Error::other)?;
    Ok(Response::from_parts(parts, body.to_vec()))
}
