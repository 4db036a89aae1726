//! Client authentication (RFC 6749 §2.3).

use crate::capture::Log;
use axum::body::Body;
use http::Request;
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use oauth2_runtime::grants;
use oauth2_runtime::prelude::*;
use std::sync::Arc;
use support::{
    AppScope, Browser, FixedClock, ISSUER, SECRET, base64, basic, clients, photos, photos_at,
    query_of, routes,
};

const ASK: &str = "grant_type=client_credentials&scope=photos:write";

/// A request for a token, authenticated in the form.
fn form(id: &str, secret: &str) -> String {
    format!(
        "{ASK}&{}",
        query_of(&[("client_id", id), ("client_secret", secret)])
    )
}

fn raw(credentials: &[u8]) -> String {
    format!("Basic {}", base64(credentials))
}

/// rfc6749-2.3.1-1, rfc6749-2.3.1-3, oauth-v2-1-draft-2.4.1-1
#[tokio::test]
async fn a_client_proves_itself_by_basic_or_in_the_form_and_a_public_one_by_its_name() {
    let (router, ..) = photos();
    let mut app = Browser::new(&router);
    let by_basic = app.token_raw(Some(&basic("web", SECRET)), ASK).await;
    assert_eq!(by_basic.status, 200, "{by_basic:?}");
    let in_form = app.token_raw(None, &form("web", SECRET)).await;
    assert_eq!(in_form.status, 200, "{in_form:?}");
    // A public client is let in by its name: what is wrong here is the token alone.
    let refresh = "grant_type=refresh_token&refresh_token=none";
    let named = app
        .token_raw(None, &format!("{refresh}&client_id=cli"))
        .await;
    named.is_error(400, "invalid_grant");
    let nameless = app.token_raw(None, refresh).await;
    nameless.is_error(401, "invalid_client");
}

/// Each client registers one method.
#[tokio::test]
async fn a_client_may_use_the_method_it_is_registered_with_and_no_other() {
    let (router, ..) = photos();
    let mut app = Browser::new(&router);
    let post = app.token_raw(None, &form("post", SECRET)).await;
    assert_eq!(post.status, 200, "{post:?}");
    let plain = app.token_raw(Some(&basic("plain", SECRET)), ASK).await;
    assert_eq!(plain.status, 200, "{plain:?}");
    let other = app.token_raw(Some(&basic("post", SECRET)), ASK).await;
    other.is_error(401, "invalid_client");
    let other = app.token_raw(None, &form("plain", SECRET)).await;
    other.is_error(401, "invalid_client");
}

/// rfc6749-2.2-2, rfc6749-3.2.1-1, rfc6749-6-2, rfc9700-2.5-1
/// attack-49
#[tokio::test]
async fn to_know_the_identifier_of_a_confidential_client_proves_nothing() {
    let (router, ..) = photos();
    let mut app = Browser::new(&router);
    let code = app.code().await;
    let redirect = ("redirect_uri", "https://web.example/cb");
    let verifier = ("code_verifier", support::VERIFIER);
    let requests: [&[(&str, &str)]; 4] = [
        &[("grant_type", "client_credentials")],
        &[
            ("grant_type", "password"),
            ("username", "alice"),
            ("password", "wonderland"),
        ],
        &[
            ("grant_type", "authorization_code"),
            ("code", &code),
            redirect,
            verifier,
        ],
        &[("grant_type", "refresh_token"), ("refresh_token", "x")],
    ];
    for pairs in requests {
        let reply = app.public_token("web", pairs).await;
        reply.is_error(401, "invalid_client");
        let empty = [pairs, &[("client_secret", "")]].concat();
        let reply = app.public_token("web", &empty).await;
        reply.is_error(401, "invalid_client");
        let reply = app
            .token_raw(Some("Basic d2ViOg=="), &query_of(pairs))
            .await;
        reply.is_error(401, "invalid_client");
    }
    for uri in ["/oauth/revoke", "/oauth/introspect"] {
        let named = [("client_id", "web"), ("token", "x")];
        let reply = app.post_with(uri, &[], &named).await;
        reply.is_error(401, "invalid_client");
    }
    let other_way = app.token_raw(None, &form("plain", SECRET)).await;
    other_way.is_error(401, "invalid_client");
    assert_eq!(
        app.redeem(&code).await.status,
        200,
        "and the code is not lost"
    );
}

/// rfc6749-2.3-1
#[tokio::test]
async fn a_secret_made_up_by_a_public_client_proves_nothing() {
    let (router, ..) = photos();
    let mut app = Browser::new(&router);
    for secret in [SECRET, "made-up"] {
        for pair in ["grant_type=refresh_token&refresh_token=x", ASK] {
            let reply = app.token_raw(Some(&basic("cli", secret)), pair).await;
            reply.is_error(401, "invalid_client");
            let body = query_of(&[("client_id", "cli"), ("client_secret", secret)]);
            let reply = app.token_raw(None, &format!("{pair}&{body}")).await;
            reply.is_error(401, "invalid_client");
        }
    }
}

/// rfc6749-2.3-2
/// attack-48
#[tokio::test]
async fn two_credentials_in_one_request_are_refused_even_when_both_are_good() {
    let (router, ..) = photos();
    let mut app = Browser::new(&router);
    let (good, bad) = (basic("web", SECRET), basic("web", "wrong"));
    let assertion = format!("{ASK}&client_assertion=e30.e30.x");
    let in_form = form("web", SECRET);
    let both = format!("{in_form}&client_assertion=e30.e30.x");
    let secret = format!("{ASK}&client_secret={SECRET}");
    let other_name = format!("{ASK}&client_id=plain");
    let other_client = form("plain", SECRET);
    let requests = [
        (Some(&good), in_form.as_str()),
        (Some(&bad), &in_form),
        (Some(&good), &secret),
        (Some(&good), &assertion),
        (None, &both),
        (Some(&good), &other_name),
        (Some(&good), &other_client),
    ];
    for (header, body) in requests {
        let reply = app.token_raw(header.map(String::as_str), body).await;
        reply.is_error(400, "invalid_request");
    }
    // Nor does what is not understood make a public client of the request.
    let refresh = "grant_type=refresh_token&refresh_token=none&client_id=cli";
    let body = format!("{refresh}&client_assertion=e30.e30.x");
    let asserted = app.token_raw(None, &body).await;
    asserted.is_error(401, "invalid_client");
    let twice = Request::post("/oauth/token")
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(AUTHORIZATION, &good)
        .header(AUTHORIZATION, &good)
        .body(Body::from(ASK));
    let reply = app.send(twice.expect("a request")).await;
    reply.is_error(400, "invalid_request");
    let same_name = app
        .token_raw(Some(&good), &format!("{ASK}&client_id=web"))
        .await;
    assert_eq!(
        same_name.status, 200,
        "its own name beside Basic is no second credential"
    );
}

/// rfc6749-2.3.1-2
#[tokio::test]
async fn the_halves_of_basic_are_form_decoded_and_split_at_the_first_colon() {
    let (router, server, _) = photos();
    let (id, secret) = ("a:b c%", "32 characters: + % & = and more of them");
    let odd = Client::confidential(id, &ClientSecret::given(secret))
        .grants(grants::client_credentials)
        .scopes([AppScope::Write]);
    let table = &server.provider().clients;
    table
        .insert(odd.build().expect("a client"))
        .expect("a new client");
    let mut app = Browser::new(&router);
    assert_eq!(
        app.token_raw(Some(&basic(id, secret)), ASK).await.status,
        200
    );
    // Everything percent-encoded, and with `%20` for a space.
    let every = |text: &str| {
        let escapes: Vec<_> = text.bytes().map(|byte| format!("%{byte:02x}")).collect();
        escapes.concat()
    };
    let all = raw(format!("{}:{}", every(id), every(secret)).as_bytes());
    assert_eq!(app.token_raw(Some(&all), ASK).await.status, 200);
    // A second colon belongs to the secret.
    let colon = raw(b"a%3Ab+c%25:32+characters:+%2B+%25+%26+%3D+and+more+of+them");
    assert_eq!(app.token_raw(Some(&colon), ASK).await.status, 200);
    // Not decoded at all, it is another name and another secret.
    let plain = raw(format!("{id}:{secret}").as_bytes());
    let reply = app.token_raw(Some(&plain), ASK).await;
    reply.is_error(401, "invalid_client");
}

/// attack-53
#[tokio::test]
async fn malformed_basic_is_refused_with_a_challenge() {
    let (router, ..) = photos();
    let mut app = Browser::new(&router);
    let secret = SECRET.as_bytes();
    let with = |id: &[u8], secret: &[u8]| raw(&[id, b":", secret].concat());
    let headers = [
        raw(b"web"),
        with(b"", secret),
        with(b"web", b""),
        with(b"web%", secret),
        with(b"w%zzeb", secret),
        with(b"web\xff", secret),
        with(b"web%00", secret),
        with(b"web", &[secret, b"%0a"].concat()),
        with(b"web", &[secret, b"%c3%a4"].concat()),
        raw(&[b"web:", secret].concat()).replace("Basic ", "Basic"),
        raw(&[b"web:", secret].concat()).replace("Basic ", "Xasic "),
        format!("{}, {}", basic("web", SECRET), basic("web", SECRET)),
        basic("web", SECRET).replace(' ', "\t"),
        basic("web", SECRET).replace('=', "") + "===",
        format!("Basic {}", "A".repeat(1024 * 1024)),
        with(b"web\0", secret),
        with(b"web", b"\0"),
        with(b"\xc3\x28", secret),
        "Basic".to_owned(),
        "Basic ".to_owned(),
        "Basic ====".to_owned(),
    ];
    for header in headers {
        let reply = app.token_raw(Some(&header), ASK).await;
        reply.is_error(401, "invalid_client");
        let challenge = reply.header("www-authenticate");
        assert_eq!(challenge, format!("Basic realm=\"{ISSUER}\""), "{header}");
    }
    let lower = basic("web", SECRET).replace("Basic", "bAsIC");
    assert_eq!(app.token_raw(Some(&lower), ASK).await.status, 200);
    for secret in ["%0a", "%c3%a4"] {
        let body = format!("{ASK}&client_id=web&client_secret={SECRET}{secret}");
        app.token_raw(None, &body)
            .await
            .is_error(401, "invalid_client");
    }
}

/// Base64 writes 3072 bytes in 4096 characters.
#[tokio::test]
async fn a_credential_of_4096_characters_is_read_and_a_longer_one_is_none() {
    let (router, server, _) = photos();
    let mut app = Browser::new(&router);
    for (id, length, status) in [("a", 3072, 200), ("b", 3075, 401)] {
        let secret = "x".repeat(length - "a:".len());
        let client = Client::confidential(id, &ClientSecret::given(secret.as_str()))
            .grants(grants::client_credentials)
            .scopes([AppScope::Write]);
        let table = &server.provider().clients;
        table
            .insert(client.build().expect("a client"))
            .expect("a new client");
        let reply = app.token_raw(Some(&basic(id, &secret)), ASK).await;
        assert_eq!(reply.status.as_u16(), status, "{reply:?}");
    }
}

/// rfc6749-2.3.1-4
/// attack-50
#[tokio::test]
async fn a_secret_in_the_query_is_never_read() {
    let (router, ..) = photos();
    let mut app = Browser::new(&router);
    let log = Log::start();
    let credential = query_of(&[("client_id", "web"), ("client_secret", SECRET)]);
    for (query, body) in [
        (credential.clone(), ASK.to_owned()),
        (credential, format!("{ASK}&client_id=web")),
        (
            format!("client_secret={SECRET}"),
            format!("{ASK}&client_id=web"),
        ),
    ] {
        for path in ["/oauth/token", "/oauth/revoke", "/oauth/introspect"] {
            let request = Request::post(format!("{path}?{query}"))
                .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
                .body(Body::from(format!("{body}&token=x")));
            let reply = app.send(request.expect("a request")).await;
            reply.is_error(401, "invalid_client");
        }
    }
    assert!(!log.text().contains(SECRET), "{}", log.text());
}

/// rfc6749-5.2-7
#[tokio::test]
async fn an_unknown_client_and_a_wrong_secret_get_the_same_answer() {
    let (router, ..) = photos();
    let mut app = Browser::new(&router);
    let mut replies = Vec::new();
    for id in ["web", "nobody", "cli", "post"] {
        replies.push(app.token_raw(Some(&basic(id, "wrong")), ASK).await);
        replies.push(app.token_raw(None, &form(id, "wrong")).await);
    }
    replies.push(
        app.public_token("nobody", &[("grant_type", "client_credentials")])
            .await,
    );
    let first = replies.first().expect("a reply").clone();
    first.is_error(401, "invalid_client");
    for reply in replies {
        assert_eq!(
            (reply.status, &reply.headers, &reply.body),
            (first.status, &first.headers, &first.body)
        );
    }
}

/// A secret under 32 characters is for loopback issuers.
#[tokio::test]
async fn a_weak_secret_works_on_a_loopback_issuer_alone() {
    let of = |length| {
        let client = Client::confidential("weak", &ClientSecret::given("x".repeat(length)))
            .grants(grants::client_credentials)
            .scopes([AppScope::Write]);
        client.build().expect("a client")
    };
    let weak = || of(31);
    let store = || Arc::new(MemoryStore::new().allow_any_issuer());
    let clock = FixedClock::default();
    assert!(photos_at(ISSUER, store(), vec![of(32)], &clock).is_ok());
    let refused = photos_at(ISSUER, store(), vec![weak()], &clock).expect_err("a fault");
    assert!(refused.to_string().contains("`weak`"), "{refused}");
    let header = basic("weak", &"x".repeat(31));
    for (issuer, status) in [("http://127.0.0.1:3000", 200), (ISSUER, 401)] {
        let log = Log::start();
        let server = photos_at(issuer, store(), clients(), &clock).expect("a server");
        let table = &server.provider().clients;
        table.insert(weak()).expect("a client that came later");
        let mut app = Browser::new(&routes(&server));
        let reply = app.token_raw(Some(&header), ASK).await;
        assert_eq!(reply.status.as_u16(), status, "{issuer}: {reply:?}");
        assert_eq!(log.events("client_secret_weak"), usize::from(status == 401));
    }
}

/// rfc6749-2.3.1-5, rfc6749-3.1-3, rfc6749-3.2-5, rfc6749-10.11-1, rfc6750-5.2-3, rfc7009-2-3,
/// rfc7662-2-1, oauth-v2-1-draft-1.5-1
#[tokio::test]
async fn an_issuer_of_plain_http_away_from_loopback_does_not_start() {
    let clock = FixedClock::default();
    for issuer in ["http://photos.example", "http://10.0.0.1:3000"] {
        let store = Arc::new(MemoryStore::new().allow_any_issuer());
        let refused = photos_at(issuer, store, clients(), &clock).expect_err("a fault");
        assert_eq!(refused.faults().len(), 1, "{refused}");
        assert!(refused.to_string().contains("https"), "{refused}");
    }
}
