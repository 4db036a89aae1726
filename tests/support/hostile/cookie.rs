//! `cookie`: the headers `Cookie`. A byte for the request, then a header a line.

use super::choice;
use super::form::{encode, post};
use super::holds::{is_page_or_redirect, is_sound};
use super::stage::{Stage, on_stage};
use crate::code_request;
use axum::body::Body;
use http::header::COOKIE;
use http::{HeaderValue, Request};

/// Somebody is known exactly when one cookie has the right name, and that one the live value.
pub fn cookie(data: &[u8]) {
    let [door, text @ ..] = data else { return };
    on_stage(async |stage| {
        let text = stage.fill(text);
        let lines = text.split(|byte| *byte == b'\n');
        let Ok(headers) = lines
            .map(HeaderValue::from_bytes)
            .collect::<Result<Vec<_>, _>>()
        else {
            return;
        };
        let (request, name) = request(stage, choice(*door, 6));
        let sent = read(&headers, stage.live(name));
        let known = match name {
            "login_name" => sent == Some(stage.live("login").as_bytes()),
            _ => sent == Some(stage.live("session").as_bytes()),
        };
        let is_bob = name == "session_name" && sent == Some(stage.live("bob").as_bytes());
        let mut request = request;
        for header in &headers {
            request.headers_mut().append(COOKIE, header.clone());
        }
        let reply = stage.send(request).await;
        is_sound(&reply);
        stage.hides_cookies(&reply, b"");
        is_page_or_redirect(&reply);
        let told = match choice(*door, 6) {
            0 | 1 => reply.query("code").is_some(),
            2 | 3 => reply.reads().contains("signed in as Alice"),
            4 => reply.header("set-cookie").contains("Max-Age=0"),
            _ => reply.headers.get_all("set-cookie").iter().count() == 2,
        };
        assert_eq!(told, known, "{reply:?}");
        if matches!(choice(*door, 6), 2 | 3) {
            assert_eq!(
                reply.reads().contains("signed in as Bob"),
                is_bob,
                "{reply:?}"
            );
        }
        // A login ends the session that the browser had.
        stage.spent = known && matches!(choice(*door, 6), 1 | 4 | 5)
            || choice(*door, 6) == 5 && text.len() > 43;
    });
}

/// The request that this cookie makes good.
fn request(stage: &Stage, door: u8) -> (Request<Body>, &'static str) {
    let get = |path: &str| Request::get(path).body(Body::empty()).expect("a request");
    let ticket = |name: &str| encode(stage.live(name).as_bytes());
    match door {
        0 => (get(&code_request(&[])), "session_name"),
        1 => {
            let body = format!("transaction_id={}&decision=allow", ticket("ticket"));
            (post("/oauth/authorize/decision", body), "session_name")
        }
        2 => (get("/login"), "session_name"),
        3 => (get("/logout"), "session_name"),
        4 => (
            post("/logout", format!("ticket={}", ticket("logout_ticket"))),
            "session_name",
        ),
        _ => {
            let ticket = ticket("login_ticket");
            let body = format!("username=alice&password=wonderland&ticket={ticket}");
            (post("/login", body), "login_name")
        }
    }
}

/// The value of the only cookie of this name (RFC 6265 §4.2.1).
fn read<'a>(headers: &'a [HeaderValue], name: &str) -> Option<&'a [u8]> {
    let pairs = headers
        .iter()
        .flat_map(|header| header.as_bytes().split(|byte| *byte == b';'));
    let mut values = pairs.filter_map(|pair| {
        let at = pair.iter().position(|byte| *byte == b'=')?;
        let (before, after) = (pair.get(..at)?, pair.get(at + 1..)?);
        (before.trim_ascii_start() == name.as_bytes()).then(|| after.trim_ascii_end())
    });
    values.next().filter(|_| values.next().is_none())
}
