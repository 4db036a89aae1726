//! What `classic` keeps of t-oauth2-provider's in-memory example.

use crate::http::Web;
use crate::program::Program;
use ::http::Request;
use ::http::header::{AUTHORIZATION, CONTENT_TYPE, SET_COOKIE};
use serde_json::json;
use support::{Reply, query_of};

const ADMIN: (&str, &str) = ("admin", "admin");
const APP: Option<(&str, &str)> = Some(("awesome-app", "awesome-secret"));
const CALLBACK: &str = "http://awesome.com/callback";

fn authorize(response_type: &str, more: &[(&str, &str)]) -> String {
    let mut pairs = vec![
        ("response_type", response_type),
        ("client_id", "awesome-app"),
        ("state", "xyz"),
    ];
    pairs.extend_from_slice(more);
    format!("/dialog/authorize?{}", query_of(&pairs))
}

fn signed_in(program: &Program) -> Web {
    let mut web = Web::new(&program.issuer);
    let reply = web.post("/login", &[("username", "admin"), ("password", "admin")]);
    assert_eq!(reply.status, 303, "{reply:?}");
    web
}

fn ask(web: &mut Web, grant_type: &str, more: &[(&str, &str)]) -> Reply {
    let mut pairs = vec![("grant_type", grant_type)];
    pairs.extend_from_slice(more);
    web.token(APP, &pairs)
}

fn opens_me(web: &mut Web, token: &str) {
    let me = web.api("/api/me", token);
    assert_eq!(
        (me.status.as_u16(), me.json()),
        (200, json!({ "name": "correct" }))
    );
}

#[test]
fn it_prints_the_old_user_client_and_scopes() {
    let program = Program::new("classic");
    assert_eq!(program.told("demo user"), "admin / admin");
    assert_eq!(program.told("demo client"), "-u awesome-app:awesome-secret");
    assert_eq!(program.told("scopes"), "* (default), email");
}

#[test]
fn both_addresses_are_ready_to_open() {
    let program = Program::new("classic");
    let [code, implicit] = program.to_open()[..] else {
        panic!("{}", program.printed);
    };
    let answer = Web::new(&program.issuer).allow(code, ADMIN);
    assert!(answer.query("code").is_some(), "{answer:?}");
    let answer = Web::new(&program.issuer).allow(implicit, ADMIN);
    assert!(answer.fragment("access_token").is_some(), "{answer:?}");
}

#[test]
fn the_login_takes_a_plain_form() {
    let program = Program::new("classic");
    let mut web = Web::new(&program.issuer);
    let form = Request::post(web.url("/login"))
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body("username=admin&password=admin".to_owned());
    let reply = web.send(form.expect("a request"));
    assert_eq!(
        (reply.status.as_u16(), reply.header("location")),
        (303, "/")
    );
    assert_eq!(web.get("/").status, 200);
    web.get(&authorize("code", &[])).is_page(200);
}

#[test]
fn the_login_page_leads_back_to_the_request_and_nowhere_else() {
    let program = Program::new("classic");
    let mut web = Web::new(&program.issuer);
    let asked = authorize("code", &[]);
    let to_login = web.get(&asked);
    assert_eq!(to_login.status, 303);
    let back = web.sign_in(to_login.header("location"), ADMIN);
    assert_eq!(
        (back.status.as_u16(), back.header("location")),
        (303, asked.as_str())
    );
    for evil in [
        "https://evil.example/",
        "//evil.example/",
        "/dialog/authorize.evil",
    ] {
        let login = format!("/login?{}", query_of(&[("return_to", evil)]));
        assert_eq!(web.sign_in(&login, ADMIN).header("location"), "/");
    }
}

#[test]
fn a_wrong_password_does_not_sign_in() {
    let program = Program::new("classic");
    let mut web = Web::new(&program.issuer);
    for person in [("admin", "Admin"), ("root", "admin"), ("admin", "")] {
        let reply = web.sign_in("/login", person);
        reply.is_page(403);
        assert!(!reply.headers.contains_key(SET_COOKIE), "{reply:?}");
        assert_eq!(web.get(&authorize("code", &[])).status, 303);
    }
}

#[test]
fn the_decision_needs_only_the_transaction() {
    let program = Program::new("classic");
    let mut web = signed_in(&program);
    let page = web.get(&authorize("code", &[("redirect_uri", CALLBACK)]));
    let ticket = page.field("transaction_id").expect("a ticket");
    let answer = web.post("/dialog/authorize/decision", &[("transaction_id", &ticket)]);
    assert_eq!(answer.status, 303, "{answer:?}");
    assert!(
        answer
            .header("location")
            .starts_with("http://awesome.com/callback?code=")
    );
    assert_eq!(answer.query("state").as_deref(), Some("xyz"));
    let code = answer.query("code").expect("a code");
    let pairs = [("code", code.as_str()), ("redirect_uri", CALLBACK)];
    let tokens = ask(&mut web, "authorization_code", &pairs);
    assert_eq!(
        (tokens.status.as_u16(), tokens.text("scope")),
        (200, "*".to_owned())
    );
    assert!(tokens.json().get("refresh_token").is_none());
    opens_me(&mut web, &tokens.text("access_token"));
    ask(&mut web, "authorization_code", &pairs).is_error(400, "invalid_grant");
}

#[test]
fn a_person_may_say_no() {
    let program = Program::new("classic");
    let mut web = signed_in(&program);
    let page = web.get(&authorize("code", &[]));
    let answer = web.decide(&page, "deny");
    assert!(
        answer
            .header("location")
            .starts_with("http://awesome.com/callback?")
    );
    assert_eq!(answer.query("error").as_deref(), Some("access_denied"));
    assert_eq!(answer.query("code"), None);
}

#[test]
fn a_client_that_takes_only_json_gets_the_transaction_as_json() {
    let program = Program::new("classic");
    let mut web = signed_in(&program);
    let reply = web.get_json(&authorize("code", &[]));
    assert_eq!(reply.status, 200);
    assert_eq!(reply.header("content-type"), "application/json");
    let ticket = reply.text("transactionID");
    let answer = web.post("/dialog/authorize/decision", &[("transaction_id", &ticket)]);
    assert!(answer.query("code").is_some(), "{answer:?}");
}

#[test]
fn the_implicit_token_is_in_the_fragment() {
    let program = Program::new("classic");
    let mut web = signed_in(&program);
    let answer = web.allow(&authorize("token", &[("scope", "email")]), ADMIN);
    let location = answer.header("location");
    assert!(
        location.starts_with("http://awesome.com/callback#"),
        "{location}"
    );
    let of = |name| answer.fragment(name);
    assert_eq!(of("state").as_deref(), Some("xyz"));
    assert_eq!(of("scope").as_deref(), Some("email"));
    assert_eq!(of("token_type").as_deref(), Some("Bearer"));
    assert!(of("expires_in").is_some_and(|seconds| seconds.parse::<u32>().is_ok()));
    assert_eq!((of("refresh_token"), of("code")), (None, None));
    opens_me(&mut web, &of("access_token").expect("a token"));
}

#[test]
fn a_persons_and_a_clients_token_are_welcome_and_no_other() {
    let program = Program::new("classic");
    let mut web = Web::new(&program.issuer);
    let person = [("username", "admin"), ("password", "admin")];
    let person = ask(&mut web, "password", &person).text("access_token");
    let client = ask(&mut web, "client_credentials", &[]).text("access_token");
    opens_me(&mut web, &person);
    opens_me(&mut web, &client);
    for reply in [web.get("/api/me"), web.api("/api/me", "correct")] {
        assert_eq!(reply.status, 401);
        assert!(reply.header("www-authenticate").starts_with("Bearer "));
    }
}

#[test]
fn the_scopes_are_a_star_and_email() {
    let program = Program::new("classic");
    let mut web = Web::new(&program.issuer);
    for (asked, given) in [
        ("", "*"),
        ("*", "*"),
        ("email", "email"),
        ("* email", "* email"),
    ] {
        let more = [("scope", asked)];
        let more = if asked.is_empty() { &more[..0] } else { &more };
        let reply = ask(&mut web, "client_credentials", more);
        assert_eq!(reply.text("scope"), given, "{reply:?}");
    }
    ask(&mut web, "client_credentials", &[("scope", "phone")]).is_error(400, "invalid_scope");
}

#[test]
fn the_token_endpoint_takes_json() {
    let program = Program::new("classic");
    let mut web = Web::new(&program.issuer);
    let mut post = |authorization: &str, body: serde_json::Value| {
        let request = Request::post(web.url("/oauth/token"))
            .header(CONTENT_TYPE, "application/json")
            .header(AUTHORIZATION, authorization);
        web.send(request.body(body.to_string()).expect("a request"))
    };
    let app = support::basic("awesome-app", "awesome-secret");
    let good = json!({ "grant_type": "password", "username": "admin", "password": "admin" });
    let reply = post(&app, good.clone());
    assert_eq!(reply.status, 200, "{reply:?}");
    let other = support::basic("awesome-app", "other-secret");
    post(&other, good).is_error(401, "invalid_client");
    post(&app, json!(["password"])).is_error(400, "invalid_request");
    opens_me(&mut web, &reply.text("access_token"));
}

#[test]
fn what_is_wrong_is_refused() {
    let program = Program::new("classic");
    let mut web = signed_in(&program);
    let wrong = [("username", "admin"), ("password", "wrong")];
    ask(&mut web, "password", &wrong).is_error(400, "invalid_grant");
    ask(&mut web, "refresh_token", &[("refresh_token", "ort_x")])
        .is_error(400, "unsupported_grant_type");
    ask(&mut web, "authorization_code", &[("code", "oac_x")]).is_error(400, "invalid_grant");
    let elsewhere = [("redirect_uri", "http://awesome.com/other")];
    web.get(&authorize("code", &elsewhere)).is_page(400);
    for unknown in ["/nowhere", "/oauth/authorize", "/dialog", "/logout"] {
        assert_eq!(web.get(unknown).status, 404, "{unknown}");
    }
}
