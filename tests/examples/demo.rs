//! The demo client of the examples `quickstart` and `cluster`, and the person who uses it.

use crate::http::Web;
use support::{CHALLENGE, Reply, VERIFIER, query_of};

pub(crate) const ALICE: (&str, &str) = ("alice", "wonderland");
pub(crate) const SECRET: Option<(&str, &str)> = Some(("demo", "demo-secret"));
const CALLBACK: &str = "http://127.0.0.1:9000/callback";

/// Where the demo client sends a browser.
pub(crate) fn authorize() -> String {
    let pairs = [
        ("response_type", "code"),
        ("client_id", "demo"),
        ("redirect_uri", CALLBACK),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ];
    format!("/oauth/authorize?{}", query_of(&pairs))
}

/// What it sends to redeem a code.
pub(crate) fn redeeming(code: &str) -> [(&str, &str); 4] {
    [
        ("grant_type", "authorization_code"),
        ("redirect_uri", CALLBACK),
        ("code_verifier", VERIFIER),
        ("code", code),
    ]
}

pub(crate) fn redeem(web: &mut Web, code: &str) -> Reply {
    web.token(SECRET, &redeeming(code))
}

pub(crate) fn refresh(web: &mut Web, token: &str) -> Reply {
    let pairs = [("grant_type", "refresh_token"), ("refresh_token", token)];
    web.token(SECRET, &pairs)
}

/// What the protected route answers.
pub(crate) fn photos(web: &mut Web, tokens: &Reply) -> u16 {
    let reply = web.api("/photos", &tokens.text("access_token"));
    reply.status.into()
}
