//! A client that knows nothing but the issuer, and takes nothing on trust: it reads the metadata,
//! compares the issuer by byte, asks for no scope, posts everything twice and walks the pages as a
//! browser without script.

use crate::clients::ALICE;
use crate::http::Web;
use crate::program::Program;
use serde_json::Value;
use support::{CHALLENGE, Reply, VERIFIER, query_of};

const CALLBACK: &str = "http://127.0.0.1:8080/callback";

/// What a client finds out about the server at this issuer (RFC 8414 §3).
fn metadata(web: &mut Web, issuer: &str) -> Value {
    let reply = web.get("/.well-known/oauth-authorization-server");
    assert_eq!(reply.status, 200, "{reply:?}");
    assert_eq!(reply.header("content-type"), "application/json");
    let told = reply.json();
    assert_eq!(told["issuer"].as_str(), Some(issuer), "byte for byte");
    told
}

/// An endpoint of the metadata, as a path.
fn endpoint(told: &Value, name: &str, issuer: &str) -> String {
    let url = told[name]
        .as_str()
        .unwrap_or_else(|| panic!("{name}: {told}"));
    let path = url.strip_prefix(issuer).expect("an URL of the issuer");
    path.to_owned()
}

fn is_a_token_reply(reply: &Reply) {
    assert_eq!(reply.status, 200, "{reply:?}");
    assert_eq!(reply.header("content-type"), "application/json");
    assert_eq!(reply.header("cache-control"), "no-store");
    let told = reply.json();
    assert_eq!(told["token_type"], "Bearer");
    assert_eq!(told["expires_in"].as_u64(), Some(900), "a number: {told}");
    assert_eq!(told["scope"], "read", "the default: {told}");
    assert!(told["access_token"].is_string() && told["refresh_token"].is_string());
}

#[test]
fn it_finds_everything_by_itself_and_posting_twice_does_no_harm() {
    let program = Program::new("quickstart");
    let issuer = program.issuer.as_str();
    let mut web = Web::new(issuer);
    let told = metadata(&mut web, issuer);
    assert_eq!(told["code_challenge_methods_supported"][0], "S256");
    let authorize = endpoint(&told, "authorization_endpoint", issuer);
    let token = endpoint(&told, "token_endpoint", issuer);
    let revoke = endpoint(&told, "revocation_endpoint", issuer);

    let query = query_of(&[
        ("response_type", "code"),
        ("client_id", "demo-cli"),
        ("redirect_uri", CALLBACK),
        ("state", "a state"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ]);
    let page = web.consent_page(&format!("{authorize}?{query}"), ALICE);
    let (first, second) = (web.decide(&page, "allow"), web.decide(&page, "allow"));
    assert_eq!(first.header("location"), second.header("location"));
    assert_eq!(first.query("state").as_deref(), Some("a state"));
    assert_eq!(first.query("iss").as_deref(), Some(issuer));
    let code = first.query("code").expect("a code");

    let redeem = [
        ("grant_type", "authorization_code"),
        ("client_id", "demo-cli"),
        ("code", &*code),
        ("redirect_uri", CALLBACK),
        ("code_verifier", VERIFIER),
    ];
    let tokens = web.post(&token, &redeem);
    is_a_token_reply(&tokens);
    let refresh = tokens.text("refresh_token");
    let refreshing = [
        ("grant_type", "refresh_token"),
        ("client_id", "demo-cli"),
        ("refresh_token", &*refresh),
    ];
    let (next, retried) = (web.post(&token, &refreshing), web.post(&token, &refreshing));
    is_a_token_reply(&next);
    is_a_token_reply(&retried);
    assert_eq!(next.text("refresh_token"), retried.text("refresh_token"));

    let give_up = [("client_id", "demo-cli"), ("token", &*refresh)];
    for _ in 0..2 {
        assert_eq!(web.post(&revoke, &give_up).status, 200);
    }
    assert_eq!(web.api("/photos", &next.text("access_token")).status, 401);
}

/// RFC 6749 §4.1.2: the one thing that must not be posted twice.
#[test]
fn a_code_that_is_posted_twice_is_dead_with_what_it_gave() {
    let program = Program::new("quickstart");
    let mut web = Web::new(&program.issuer);
    let query = query_of(&[
        ("response_type", "code"),
        ("client_id", "demo-cli"),
        ("redirect_uri", CALLBACK),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ]);
    let answer = web.allow(&format!("/oauth/authorize?{query}"), ALICE);
    let code = answer.query("code").expect("a code");
    let redeem = [
        ("grant_type", "authorization_code"),
        ("client_id", "demo-cli"),
        ("code", &*code),
        ("redirect_uri", CALLBACK),
        ("code_verifier", VERIFIER),
    ];
    let tokens = web.token(None, &redeem);
    is_a_token_reply(&tokens);
    assert_eq!(web.api("/photos", &tokens.text("access_token")).status, 200);
    web.token(None, &redeem).is_error(400, "invalid_grant");
    assert_eq!(web.api("/photos", &tokens.text("access_token")).status, 401);
}

#[test]
fn a_guesser_over_tcp_waits_and_the_log_says_nothing_of_a_missing_address() {
    let mut program = Program::new("quickstart");
    let mut web = Web::new(&program.issuer);
    let own = [("grant_type", "client_credentials")];
    for _ in 0..10 {
        let wrong = web.token(Some(("demo", "a wrong secret")), &own);
        wrong.is_error(401, "invalid_client");
    }
    let reply = web.token(Some(("demo", "demo-secret")), &own);
    reply.is_error(429, "invalid_client");
    assert!(reply.header("retry-after").parse::<u64>().is_ok());
    drop(web);
    let errors = program.errors();
    assert!(errors.contains("too_many_secrets"), "{errors}");
    assert!(!errors.contains("no_client_address"), "{errors}");
}
