//! Attacks by quantity: bodies, parameters, headers, nested and endless texts.

use axum::body::{Body, Bytes};
use futures_util::stream::{self, StreamExt as _, unfold};
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use http::{HeaderName, HeaderValue, Request};
use oauth2_runtime::grants;
use oauth2_runtime::prelude::*;
use std::io::Error;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use support::{Browser, SECRET, basic, code_request, photos};

const FORM: &str = "application/x-www-form-urlencoded";
const DOORS: [&str; 7] = [
    "/oauth/token",
    "/oauth/revoke",
    "/oauth/introspect",
    "/oauth/authorize/decision",
    "/login",
    "/logout",
    "/oauth/apps",
];

fn posted(path: &str, body: Body) -> Request<Body> {
    let request = Request::post(path)
        .header(CONTENT_TYPE, FORM)
        .header(AUTHORIZATION, basic("web", SECRET));
    request.body(body).expect("a request")
}

/// A body that somebody watches: how many bytes of it were taken.
fn watched(piece: Bytes, pieces: usize, pause: Duration) -> (Body, Arc<AtomicUsize>) {
    let taken = Arc::new(AtomicUsize::new(0));
    let seen = taken.clone();
    let stream = unfold(0, move |at| {
        let (piece, seen) = (piece.clone(), seen.clone());
        async move {
            if at == pieces {
                return None;
            }
            tokio::time::sleep(pause).await;
            seen.fetch_add(piece.len(), Ordering::SeqCst);
            Some((Ok::<_, Error>(piece), at + 1))
        }
    });
    (Body::from_stream(stream.boxed()), taken)
}

/// What is too much is not even read, and what is too slow is not waited for.
/// attack-70
#[tokio::test(start_paused = true)]
async fn nothing_is_read_without_an_end() {
    let (router, ..) = photos();
    let mut app = Browser::new(&router);
    app.sign_in().await;
    for path in DOORS {
        let mebibyte = Bytes::from(vec![b'a'; 1024 * 1024]);
        let (large, taken) = watched(mebibyte, 10, Duration::ZERO);
        let reply = app.send(posted(path, large)).await;
        assert_eq!(reply.status, 413, "{path}: {reply:?}");
        let read = taken.load(Ordering::SeqCst);
        assert!(read <= 1024 * 1024, "{path}: {read}");

        let (small, taken) = watched(Bytes::from(vec![b'a'; 1024]), 10_000, Duration::ZERO);
        let reply = app.send(posted(path, small)).await;
        assert_eq!(reply.status, 413, "{path}: {reply:?}");
        let read = taken.load(Ordering::SeqCst);
        assert!(read <= 66 * 1024, "{path}: {read}");

        let begun = tokio::time::Instant::now();
        let (slow, taken) = watched(Bytes::from_static(b"a"), 60_000, Duration::from_secs(1));
        let reply = app.send(posted(path, slow)).await;
        assert_eq!(reply.status, 408, "{path}: {reply:?}");
        let read = taken.load(Ordering::SeqCst);
        assert!(
            begun.elapsed() <= Duration::from_secs(11) && read <= 11,
            "{path}: {read}"
        );

        let many = "a=1&".repeat(100_000);
        let reply = app.send(posted(path, Body::from(many))).await;
        assert_eq!(reply.status, 413, "{path}: {reply:?}");
        for pair in ["a=1&", "a&", "=&", "%41=&"] {
            let fill = pair.repeat(64 * 1024 / pair.len());
            let reply = app.send(posted(path, Body::from(fill))).await;
            assert_eq!(reply.status, 400, "{path}: {reply:?}");
        }
        let empty = Body::from("&".repeat(64 * 1024));
        let reply = app.send(posted(path, empty)).await;
        assert_eq!(reply.status, 400, "{path}: {reply:?}");
    }
    many_headers(&mut app).await;
    let code = app.code().await;
    assert_eq!(app.redeem(&code).await.status, 200);
}

/// However it is cut, and whether it is waited for.
#[tokio::test]
async fn a_body_that_comes_in_pieces_is_read_whole() {
    let (router, ..) = photos();
    let pieces = ["", "grant_type=cli", "", "ent_cred", "entials&scope=read"];
    for waits in [false, true] {
        let body = stream::iter(pieces).then(move |piece| async move {
            if waits {
                tokio::task::yield_now().await;
            }
            Ok::<_, Error>(piece)
        });
        let request = posted("/oauth/token", Body::from_stream(body));
        let reply = Browser::new(&router).send(request).await;
        assert_eq!(reply.status, 200, "{reply:?}");
    }
}

/// Ten thousand headers, then cookies and tokens of a megabyte.
async fn many_headers(app: &mut Browser) {
    let long = "a".repeat(1024 * 1024);
    let asked = code_request(&[]);
    for uri in [asked.as_str(), "/login", "/api/me"] {
        let mut request = Request::get(uri).body(Body::empty()).expect("a request");
        for at in 0..10_000 {
            let name = HeaderName::try_from(format!("x-{at}")).expect("a name");
            request
                .headers_mut()
                .insert(name, HeaderValue::from_static("1"));
        }
        assert!(app.send(request).await.status.as_u16() < 500, "{uri}");
        for name in [
            "authorization",
            "cookie",
            "origin",
            "accept",
            "x-forwarded-for",
        ] {
            let mut stranger = app.clone();
            stranger.cookies.clear();
            for value in [long.clone(), format!("Bearer {long}"), format!("a={long}")] {
                let reply = stranger.get_with(uri, &[(name, &value)]).await;
                assert!(reply.status.as_u16() < 500, "{uri} {name}: {reply:?}");
            }
            let many = "a=b; ".repeat(100_000);
            let reply = stranger.get_with(uri, &[(name, &many)]).await;
            assert!(reply.status.as_u16() < 500, "{uri} {name}: {reply:?}");
        }
    }
    let query = code_request(&[("x", &"a".repeat(60_000))]);
    assert!(app.get(&query).await.status.as_u16() < 500);
}

/// Texts on which a pattern or a parser could run wild: each is refused by its size or first byte.
#[tokio::test]
async fn no_text_keeps_the_server_busy() {
    let (router, ..) = photos();
    let mut app = Browser::new(&router);
    let nested = "[".repeat(60_000);
    let dots = "a.".repeat(30_000);
    let token = format!("{}.{}.x", "e30".repeat(9_000), "e30".repeat(9_000));
    let bomb = format!("e30.{}", "A".repeat(60_000));
    let spaces = " ".repeat(60_000);
    let scopes = "read ".repeat(10_000);
    let megabyte = "e30.".repeat(256 * 1024);
    for text in [&nested, &dots, &token, &bomb, &spaces, &scopes, &megabyte] {
        let header = format!("Bearer {text}");
        let opened = app.get_with("/api/me", &[("authorization", &header)]).await;
        assert_eq!(opened.status, 401, "{text:.20}");
        for name in [
            "client_assertion",
            "code",
            "refresh_token",
            "scope",
            "token",
            "code_verifier",
        ] {
            for path in ["/oauth/token", "/oauth/revoke", "/oauth/introspect"] {
                let mut pairs = vec![("grant_type", "authorization_code"), ("code", "none")];
                pairs.extend([("refresh_token", "none"), ("token", "none")]);
                pairs.retain(|(known, _)| *known != name);
                pairs.push((name, text));
                let reply = app.post_as("web", path, &pairs).await;
                let known = [200, 400, 401, 413].contains(&reply.status.as_u16());
                assert!(known && !reply.body.contains("access_token"), "{reply:?}");
                assert!(reply.status != 200 || path != "/oauth/token", "{reply:?}");
            }
        }
    }
}

/// Hosts and ports that a parser could lose itself in.
/// attack-71
#[tokio::test]
async fn no_odd_host_keeps_the_server_busy() {
    let (router, ..) = photos();
    let mut app = Browser::new(&router);
    for uri in [
        "http://[::1/cb",
        "http://[::1]]/cb",
        "http://[[::1]]/cb",
        "https://[/cb",
        "https://]/cb",
        "https://[]/cb",
        "https://[v1.x]/cb",
        "https://[fe80::1%25eth0]/cb",
        "https://[::1]x/cb",
        "https://[::1]:x/cb",
        "http://[0:0:0:0:0:0:0:0:1]/cb",
        &format!("https://[{}]/cb", ":".repeat(1500)),
        &format!("https://{}/cb", "a.".repeat(700)),
        &format!("https://a.example/{}", "a".repeat(1024 * 1024)),
        &format!("http://127.0.0.1:{}/cb", "1".repeat(1500)),
    ] {
        let client = Client::public("app").grants(grants::code).redirect_uri(uri);
        assert!(client.build().is_err(), "{uri:.40}");
        if uri.len() < 4000 {
            app.ask_code(&[("redirect_uri", uri)]).await.is_page(400);
        }
    }
}
