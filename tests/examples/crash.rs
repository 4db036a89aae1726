//! `kill -9` at any moment loses nothing that a client was told.

use crate::demo::{ALICE, authorize, photos, redeem, refresh};
use crate::http::Web;
use crate::program::{Port, Program};
use crate::under_load::{self, signed_in};
use rusqlite::Connection;

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
    let tokens = redeem(&mut web, &answer.query("code").expect("a code"));
    assert_eq!(tokens.status, 200, "{tokens:?}");
    let program = program.crash();
    assert_eq!(program.issuer, format!("http://127.0.0.1:{}", port.number));
    assert_eq!(photos(&mut web, &tokens), 200);
    redeem(&mut web, &answer.query("code").expect("a code")).is_error(400, "invalid_grant");
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
    let first = redeem(&mut web, &answer.query("code").expect("a code")).text("refresh_token");
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
    let tokens = redeem(&mut web, &answer.query("code").expect("a code"));
    assert_eq!(photos(&mut web, &tokens), 200);
    let program = program.crash();
    let mut stranger = Web::new(&program.issuer);
    let to_login = stranger.get(&authorize());
    assert!(
        to_login.header("location").starts_with("/login?"),
        "{to_login:?}"
    );
    let remembered = web.get(&authorize());
    let tokens = redeem(&mut web, &remembered.query("code").expect("a code"));
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
