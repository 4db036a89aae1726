//! The token endpoint as such: methods, bodies, parameters (RFC 6749 §3.2).

use crate::legacy::{json_token, legacy};
use axum::Router;
use axum::body::Body;
use http::header::{AUTHORIZATION, CONTENT_ENCODING, CONTENT_TYPE};
use http::{Method, Request};
use oauth2_runtime::prelude::*;
use support::{
    AppScope, Browser, People, Reply, SECRET, VERIFIER, basic, clients, photos, query_of,
};

const FORM: &str = "application/x-www-form-urlencoded";
const ASK: &str = "grant_type=client_credentials&scope=read";

/// A token request that lacks nothing but what `headers` and `body` get wrong.
async fn send(router: &Router, headers: &[(&str, &str)], body: impl Into<Body>) -> Reply {
    let mut request = Request::post("/oauth/token").header(AUTHORIZATION, basic("web", SECRET));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let request = request.body(body.into()).expect("a request");
    Browser::new(router).send(request).await
}

async fn form(router: &Router, body: impl Into<Body>) -> Reply {
    send(router, &[(CONTENT_TYPE.as_str(), FORM)], body).await
}

/// rfc6749-3.2-1
#[tokio::test]
async fn only_post_gets_a_token() {
    let (router, ..) = photos();
    let methods = [
        Method::GET,
        Method::HEAD,
        Method::PUT,
        Method::PATCH,
        Method::DELETE,
        Method::OPTIONS,
    ];
    for method in methods {
        let request = Request::builder()
            .method(&method)
            .uri(format!("/oauth/token?{ASK}"))
            .header(CONTENT_TYPE, FORM)
            .header(AUTHORIZATION, basic("web", SECRET))
            .body(Body::from(ASK));
        let reply = Browser::new(&router)
            .send(request.expect("a request"))
            .await;
        assert_eq!(reply.status, 405, "{method}: {reply:?}");
        assert_eq!(reply.header("allow"), "POST", "{method}");
        assert!(!reply.body.contains("access_token"), "{method}: {reply:?}");
    }
}

/// rfc6749-B-2
/// attack-52
#[tokio::test]
async fn the_body_is_a_form_in_utf_8_and_nothing_else() {
    let (router, ..) = photos();
    let name = CONTENT_TYPE.as_str();
    let good = [
        FORM,
        "Application/X-WWW-Form-URLencoded",
        "application/x-www-form-urlencoded; charset=UTF-8",
        "application/x-www-form-urlencoded;charset=\"utf-8\"",
    ];
    for media_type in good {
        let reply = send(&router, &[(name, media_type)], ASK).await;
        assert_eq!(reply.status, 200, "{media_type}: {reply:?}");
    }
    let bad = [
        "text/plain",
        "application/xml",
        "application/x-www-form-urlencodedx",
        "multipart/form-data; boundary=x",
        "application/x-www-form-urlencoded; charset=iso-8859-1",
        "application/x-www-form-urlencoded, text/plain",
        "application/json, application/x-www-form-urlencoded",
        "application/x-www-form-urlencoded, application/json",
        "application/x-www-form-urlencoded; charset=utf-16",
        "application/x-www-form-urlencoded; charset=utf-8; charset=utf-16le",
        "*/*",
        ";",
        "",
    ];
    for media_type in bad {
        let reply = send(&router, &[(name, media_type)], ASK).await;
        reply.is_error(400, "invalid_request");
    }
    let none = send(&router, &[], ASK).await;
    none.is_error(400, "invalid_request");
    let two = send(&router, &[(name, FORM), (name, FORM)], ASK).await;
    two.is_error(400, "invalid_request");
    let wide: Vec<u8> = ASK.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let wide = form(&router, wide).await;
    wide.is_error(400, "invalid_request");
    let packed = [(name, FORM), (CONTENT_ENCODING.as_str(), "gzip")];
    send(&router, &packed, ASK)
        .await
        .is_error(400, "invalid_request");
}

/// rfc6749-3.2-4
/// attack-51
#[tokio::test]
async fn a_repeated_parameter_is_refused_be_it_equal_or_unknown() {
    let (router, ..) = photos();
    let names = [
        "grant_type",
        "scope",
        "client_id",
        "code",
        "redirect_uri",
        "code_verifier",
        "refresh_token",
        "username",
        "password",
        "unknown",
    ];
    for name in names {
        let body = format!("{ASK}&{name}=read&{name}=read");
        form(&router, body).await.is_error(400, "invalid_request");
    }
    let empty = form(&router, format!("{ASK}&scope=")).await;
    empty.is_error(400, "invalid_request");
    for (query, body) in [
        (ASK, "x=1"),
        ("grant_type=client_credentials", "scope=read"),
    ] {
        let split = Request::post(format!("/oauth/token?{query}"))
            .header(CONTENT_TYPE, FORM)
            .header(AUTHORIZATION, basic("web", SECRET))
            .body(Body::from(body));
        let split = Browser::new(&router).send(split.expect("a request")).await;
        split.is_error(400, "invalid_request");
    }
    let several = form(&router, format!("{ASK}&resource=a&resource=b")).await;
    assert_eq!(several.status, 200, "RFC 8707 allows it: {several:?}");
}

/// rfc6749-3.2-2, rfc6749-3.2-3, rfc6749-5.2-2
#[tokio::test]
async fn unknown_parameters_are_ignored_and_empty_ones_are_absent() {
    let (router, ..) = photos();
    let unknown = form(&router, format!("{ASK}&unknown=1&=2&3")).await;
    assert_eq!(unknown.status, 200, "{unknown:?}");
    let empty = form(
        &router,
        "grant_type=client_credentials&scope=&client_secret=&code=",
    )
    .await;
    assert_eq!(
        (empty.status.as_u16(), empty.text("scope")),
        (200, "read".to_owned())
    );
    for body in [
        "",
        "scope=read",
        "grant_type=",
        "grant_type&scope=read",
        "grant_type=authorization_code&code=",
        "grant_type=refresh_token&refresh_token=",
        "grant_type=password&username=alice&password=",
    ] {
        form(&router, body).await.is_error(400, "invalid_request");
    }
}

/// rfc6749-B-1
#[tokio::test]
async fn bytes_that_are_not_utf_8_and_broken_escapes_are_refused() {
    let (router, ..) = photos();
    let pieces: [&[u8]; 6] = [b"x=\xff", b"x=%ff", b"%c3=x", b"x=%", b"x=%4", b"x=%zz"];
    for piece in pieces {
        let body = [ASK.as_bytes(), b"&", piece].concat();
        form(&router, body).await.is_error(400, "invalid_request");
    }
    let good = form(&router, format!("{ASK}&x=%C3%A4+%2b\u{e4}")).await;
    assert_eq!(good.status, 200, "{good:?}");
}

/// web-limits-1
#[tokio::test]
async fn the_size_of_a_body_and_the_number_of_its_parameters_are_capped() {
    let (router, ..) = photos();
    let sized = |size: usize| format!("{ASK}&x={}", "a".repeat(size - ASK.len() - 3));
    assert_eq!(form(&router, sized(64 * 1024)).await.status, 200);
    let larger = form(&router, sized(64 * 1024 + 1)).await;
    larger.is_error(413, "invalid_request");
    let many = |count: usize| {
        let more = (2..count).map(|at| format!("&x{at}=1"));
        format!("{ASK}{}", more.collect::<String>())
    };
    assert_eq!(form(&router, many(64)).await.status, 200);
    form(&router, many(65))
        .await
        .is_error(400, "invalid_request");
}

#[tokio::test]
async fn the_query_is_never_read() {
    let (router, ..) = photos();
    for (query, body, status) in [
        (ASK, "", 400),
        ("grant_type=password&scope=%22&grant_type=x", ASK, 200),
        (
            "scope=read+photos:write",
            "grant_type=client_credentials",
            200,
        ),
    ] {
        let request = Request::post(format!("/oauth/token?{query}"))
            .header(CONTENT_TYPE, FORM)
            .header(AUTHORIZATION, basic("web", SECRET))
            .body(Body::from(body));
        let reply = Browser::new(&router)
            .send(request.expect("a request"))
            .await;
        assert_eq!(reply.status.as_u16(), status, "{query}: {reply:?}");
        assert!(
            status != 200 || reply.text("scope") == "read",
            "{query}: {reply:?}"
        );
    }
}

/// The message names the type to send.
#[tokio::test]
async fn a_json_body_is_refused_with_a_message_that_says_what_to_send() {
    let (router, ..) = photos();
    let body = r#"{"grant_type":"client_credentials","scope":"read"}"#;
    let reply = json_token(&mut Browser::new(&router), body).await;
    reply.is_error(400, "invalid_request");
    let said = reply.text("error_description");
    assert!(said.contains("JSON") && said.contains(FORM), "{said}");
}

#[tokio::test]
async fn with_allow_json_body_a_flat_object_of_texts_is_accepted_as_strictly_as_a_form() {
    let (router, _) = legacy();
    let mut app = Browser::new(&router);
    for good in [
        r#"{"grant_type":"client_credentials","scope":"read"}"#,
        r#"{"grant_type":"client_credentials","scope":null,"code":""}"#,
    ] {
        let reply = json_token(&mut app, good).await;
        assert_eq!(
            (reply.status.as_u16(), reply.text("scope")),
            (200, "read".to_owned())
        );
    }
    let more: Vec<_> = (0..64).map(|at| format!(r#""x{at}":"1""#)).collect();
    let many = format!(
        r#"{{"grant_type":"client_credentials",{}}}"#,
        more.join(",")
    );
    for bad in [
        "",
        "{",
        "[]",
        "null",
        r#""grant_type=client_credentials""#,
        r#"{"grant_type":"client_credentials","scope":["read"]}"#,
        r#"{"grant_type":"client_credentials","scope":1}"#,
        r#"{"grant_type":"client_credentials","scope":{"a":"read"}}"#,
        r#"{"grant_type":"client_credentials","grant_type":"client_credentials"}"#,
        r#"{"grant_type":"client_credentials"} {}"#,
        &many,
    ] {
        let reply = json_token(&mut app, bad).await;
        reply.is_error(400, "invalid_request");
    }
    let form = form(&router, ASK).await;
    assert_eq!(form.status, 200, "a form is as good as before");
}

/// What is malformed without the code, or comes from another client, never burns it.
/// attack-9
#[tokio::test]
async fn a_request_that_can_be_refused_without_the_code_does_not_spend_it() {
    let (router, ..) = photos();
    let mut app = Browser::new(&router);
    let code = app.code().await;
    let good = [
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("redirect_uri", "https://web.example/cb"),
        ("code_verifier", VERIFIER),
    ];
    let body = query_of(&good);
    let refused = [
        app.token("other", &good).await,
        app.public_token("cli", &good).await,
        app.token_raw(Some(&basic("web", "wrong")), &body).await,
        form(&router, format!("{body}&code={code}")).await,
        form(&router, format!("{body}&scope=%22")).await,
        form(&router, format!("{body}&x=%ff")).await,
        form(&router, body.replace(VERIFIER, "too-short")).await,
        send(&router, &[(CONTENT_TYPE.as_str(), "text/plain")], body).await,
    ];
    for reply in refused {
        assert!(reply.status.is_client_error(), "{reply:?}");
    }
    assert_eq!(app.redeem(&code).await.status, 200);
}

/// The password grant alone.
#[oauth2_provider(
    grants(password),
    allow(password),
    scopes = AppScope,
    issuer = "http://127.0.0.1:3000"
)]
struct Forms {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients)]
    clients: MemoryClients,
    #[oauth2(users)]
    people: People,
}

/// The grant that most have, alone.
#[oauth2_provider(
    grants(code),
    login(form),
    scopes = AppScope,
    issuer = "http://127.0.0.1:3000"
)]
struct Codes {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients)]
    clients: MemoryClients,
    #[oauth2(users)]
    people: People,
}

/// Nobody signs in any more, in a build without that feature; who is signed in stays so.
#[oauth2_provider(
    grants(#[cfg(any())] password, refresh_token),
    scopes = AppScope,
    issuer = "http://127.0.0.1:3000"
)]
struct Lasting {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients)]
    clients: MemoryClients,
}

/// No other grant has to be enabled beside it.
#[tokio::test]
async fn each_grant_that_is_exchanged_here_brings_the_endpoint() {
    let table = || MemoryClients::new(clients()).expect("clients");
    let forms = Forms {
        store: MemoryStore::new(),
        clients: table(),
        people: People,
    };
    let codes = Codes {
        store: MemoryStore::new(),
        clients: table(),
        people: People,
    };
    let lasting = Lasting {
        store: MemoryStore::new(),
        clients: table(),
    };
    let password = "grant_type=password&username=alice&password=wonderland";
    let reply = form(&forms.router().expect("a server"), password).await;
    assert_eq!(reply.status, 200, "{reply:?}");
    let code = "grant_type=authorization_code&code=x";
    let reply = form(&codes.router().expect("a server"), code).await;
    reply.is_error(400, "invalid_grant");
    let refresh = "grant_type=refresh_token&refresh_token=x";
    let reply = form(&lasting.router().expect("a server"), refresh).await;
    reply.is_error(400, "invalid_grant");
}
