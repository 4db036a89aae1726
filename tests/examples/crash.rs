//! `kill -9` at any moment loses nothing that a client was told.

use crate::http::Web;
use crate::program::{Port, Program};
use crate::under_load::{self, signed_in};
use rusqlite::Connection;
use support::{CHALLENGE, Reply, VERIFIER, query_of};

const ALICE: (&str, &str) = ("alice", "wonderland");
const SECRET: Option<(&str, &str)> = Some(("demo", "demo-secret"));
const CALLBACK: &str = "http://127.0.0.1:9000/callback";

fn authorize() -> String {
    let pairs = [
        ("response_type", "code"),
        ("client_id", "demo"),
        ("redirect_uri", CALLBACK),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ];
    format!("/oauth/authorize?{}", query_of(&pairs))
}

fn redeem(web: &mut Web, answer: &Reply) -> Reply {
    let code = answer.query("code").expect("a code");
    let pairs = [
        ("grant_type", "authorization_code"),
        ("redirect_uri", CALLBACK),
        ("code_verifier", VERIFIER),
        ("code", &code),
    ];
    web.token(SECRET, &pairs)
}

fn refresh(web: &mut Web, token: &str) -> Reply {
    let pairs = [("grant_type", "refresh_token"), ("refresh_token", token)];
    web.token(SECRET, &pairs)
}

fn photos(web: &mut Web, tokens: &Reply) -> u16 {
    web.api("/photos", &tokens.text("access_token"))
        .status
        .into()
}

/// A server on a port that is kept for its second life, and its browser.
fn start() -> (Port, Program, Web) {
    let port = Port::free();
    let program = Program::on_port("quickstart", &port.number).expect("it serves");
    let web = Web::new(&program.issuer);
    (port, program, web)
}

#[test]
fn a_token_opens_the_route_and_its_code_stays_spent() {
    let (port, program, mut web) = start();
    let answer = web.allow(&authorize(), ALICE);
    let tokens = redeem(&mut web, &answer);
    assert_eq!(tokens.status, 200, "{tokens:?}");
    let program = program.crash();
    assert_eq!(program.issuer, format!("http://127.0.0.1:{}", port.number));
    assert_eq!(photos(&mut web, &tokens), 200);
    redeem(&mut web, &answer).is_error(400, "invalid_grant");
    assert_eq!(
        photos(&mut web, &tokens),
        401,
        "the second use revokes what the first gave"
    );
    refresh(&mut web, &tokens.text("refresh_token")).is_error(400, "invalid_grant");
}

#[test]
fn a_refresh_token_works_and_the_spent_one_is_known() {
    let (_port, program, mut web) = start();
    let answer = web.allow(&authorize(), ALICE);
    let first = redeem(&mut web, &answer).text("refresh_token");
    let second = refresh(&mut web, &first).text("refresh_token");
    let program = program.crash();
    let third = refresh(&mut web, &second);
    assert_eq!(
        (third.status.as_u16(), photos(&mut web, &third)),
        (200, 200)
    );
    let _program = program.crash();
    refresh(&mut web, &first).is_error(400, "invalid_grant");
    assert_eq!(photos(&mut web, &third), 401, "reuse ends the grant");
}

#[test]
fn a_login_session_a_consent_page_a_code_and_a_consent_hold() {
    let (_port, program, mut web) = start();
    let page = web.consent_page(&authorize(), ALICE);
    let program = program.crash();
    let answer = web.decide(&page, "allow");
    let program = program.crash();
    let again = web.decide(&page, "allow");
    assert_eq!(again.query("code"), answer.query("code"), "a double click");
    let tokens = redeem(&mut web, &answer);
    assert_eq!(photos(&mut web, &tokens), 200);
    let program = program.crash();
    let mut stranger = Web::new(&program.issuer);
    let to_login = stranger.get(&authorize());
    assert!(
        to_login.header("location").starts_with("/login?"),
        "{to_login:?}"
    );
    let remembered = web.get(&authorize());
    let tokens = redeem(&mut web, &remembered);
    assert_eq!(photos(&mut web, &tokens), 200);
}

/// Clients ask as fast as they can; the process dies in the middle of it, fifty times.
#[test]
fn fifty_crashes_under_load_lose_nothing_that_was_told() {
    let (_port, mut program, _) = start();
    let mut web = signed_in(&program.issuer);
    let file = program.folder().join("quickstart.sqlite");
    for round in 0..50 {
        let told = under_load::run(&web, |heard| {
            heard.answers(20 + round % 7);
            program.kill();
        });
        assert!(told.count() >= 10, "{}", told.count());
        program = program.crash();
        told.holds(&mut web);
        let db = Connection::open(&file).expect("a database");
        let check = db.query_row("PRAGMA integrity_check", [], |row| row.get::<_, String>(0));
        assert_eq!(check.expect("an answer"), "ok");
    }
}
