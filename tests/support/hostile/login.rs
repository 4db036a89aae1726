//! `login`: the forms of login, logout and connected apps, and the query of their pages. A byte for
//! the request, one for who sits at the browser, then the text.

use super::form::{Form, post};
use super::holds::{PASSWORD, is_page_or_redirect, is_sound};
use super::sealed;
use super::stage::{Stage, Who, on_stage};
use super::{choice, hold_query};
use crate::Reply;
use ::base64::Engine as _;
use ::base64::engine::general_purpose::URL_SAFE_NO_PAD;
use axum::body::Body;
use http::header::COOKIE;
use http::{HeaderValue, Request};

/// Hostile forms of a browser: a page or a way to our own pages, a session for a password alone, and
/// an app disconnected by the form of its person alone.
pub fn login(data: &[u8]) {
    let [door, who, text @ ..] = data else { return };
    on_stage(async |stage| {
        let (who, text) = (Who::chosen(*who), stage.fill(text));
        let session = stage.session_of(who);
        let login = format!("{}={}", stage.live("login_name"), stage.live("login"));
        let login = HeaderValue::try_from(login).ok();
        let door = choice(*door, 6);
        let mut request = match door {
            0 => post("/login", text.clone()),
            1 => post("/logout", text.clone()),
            2 => get("/login", &text),
            3 => get("/logout", &text),
            4 => post("/oauth/apps", text.clone()),
            _ => get("/oauth/apps", &text),
        };
        for cookie in session.into_iter().chain(login) {
            request.headers_mut().append(COOKIE, cookie);
        }
        let form = match door {
            0 | 1 | 4 => Form::read(&text),
            _ => Form::read(request.uri().query().unwrap_or_default().as_bytes()),
        };
        let reply = stage.send(request).await;
        is_sound(&reply);
        stage.hides_cookies(&reply, &text);
        is_page_or_redirect(&reply);
        goes_home(&reply);
        remembers_home(&reply);
        let set = reply.headers.get_all("set-cookie").iter().count();
        match door {
            0 => {
                // The new session, and the login's cookie taken away.
                assert_eq!(set == 2, is_proven(stage, &form), "{reply:?}");
                assert!(set == 2 || set == 0, "{reply:?}");
                stage.spent = set == 2 && who != Who::Nobody;
            }
            1 => {
                let whole = form.has("ticket", stage.live("logout_ticket"));
                assert!(set == 0 || (whole && who == Who::Alice), "{reply:?}");
                stage.spent = set > 0;
            }
            _ => assert_eq!(set, 0, "{reply:?}"),
        }
        if door > 3 {
            let by_her_form = door == 4 && who == Who::Alice && disconnects(stage, &form);
            let gone = !stage.opens(stage.live("access")).await;
            assert_eq!(gone, by_her_form, "{reply:?}");
            stage.spent = gone;
        }
    });
}

fn get(path: &str, query: &[u8]) -> Request<Body> {
    Request::get(hold_query(path, query))
        .body(Body::empty())
        .expect("a request")
}

/// Whether the form has its ticket and a person's password, and is a good form all over.
fn is_proven(stage: &Stage, form: &Form) -> bool {
    let person =
        |name: &str, password: &str| form.has("username", name) && form.has("password", password);
    let known = person("alice", PASSWORD) || person("bob", "builder");
    known && form.has("ticket", stage.live("login_ticket")) && form.is_whole()
}

/// Whether the form is alice's own for the client that has her access token.
fn disconnects(stage: &Stage, form: &Form) -> bool {
    let own = form.has("ticket", stage.live("apps_ticket"));
    own && form.has("client_id", "web") && form.is_whole()
}

/// The ticket of a page tells its purpose, or where to go after the login: home, or nowhere.
fn remembers_home(reply: &Reply) {
    let Some(ticket) = reply.field("ticket") else {
        return;
    };
    let sealed = URL_SAFE_NO_PAD.decode(ticket).expect("base64url");
    let content = sealed.get(32..).expect("a tag");
    if content != b"sign out" && content != b"connected apps" {
        let (_, to) = sealed::login(content).expect("a ticket");
        let home = |to: &str| {
            let plain = to
                .bytes()
                .all(|byte| byte.is_ascii_graphic() && byte != b'\\');
            to == "/oauth/apps" || to.starts_with("/oauth/authorize?") && plain
        };
        assert!(to.as_deref().is_none_or(home), "{to:?}");
    }
}

/// A redirect goes to the login page, to the list of apps or to our own authorization endpoint.
pub(super) fn goes_home(reply: &Reply) {
    let location = reply.header("location");
    let login = location.strip_prefix("/login").is_some_and(|rest| {
        ["", "?return_to=%2Foauth%2Fapps"].contains(&rest)
            || rest.starts_with("?return_to=%2Foauth%2Fauthorize%3F")
    });
    let request = location.starts_with("/oauth/authorize?");
    let list = location == "/oauth/apps";
    assert!(location.is_empty() || login || request || list, "{reply:?}");
}
