//! Writes that fail halfway, as on a full disk: 503 until there is room, and nothing is lost.
//!
//! The limit is one of the process, so that nobody else's disk is filled and no rights are needed.
//! `SQLite` meets it as a failed write in the middle of a commit.

use crate::demo::{SECRET, authorize, photos, redeem, refresh};
use crate::http::Web;
use crate::program::Program;
use rusqlite::Connection;
use support::Reply;

const FILE: &str = "quickstart.sqlite";

/// How much more may be written: some commits, and then a part of one.
const ROOM: u64 = 100_000;

fn own(web: &mut Web) -> Reply {
    web.token(SECRET, &[("grant_type", "client_credentials")])
}

#[test]
fn a_full_disk_is_503_until_there_is_room_and_nothing_is_half_written() {
    let program = Program::that_outlives_limits("quickstart");
    let mut web = Web::new(&program.issuer);
    let code = web
        .allow(&authorize(), ("alice", "wonderland"))
        .query("code");
    let person = redeem(&mut web, &code.expect("a code"));
    let unspent = web.get(&authorize()).query("code").expect("a code");
    let file = program.folder().join(FILE);
    let log = std::fs::metadata(file.with_extension("sqlite-wal")).expect("a log");
    program.limit_files(&(log.len() + ROOM).to_string());
    let mut told = vec![person.clone()];
    let full = loop {
        let reply = own(&mut web);
        if reply.status != 200 {
            break reply;
        }
        told.push(reply);
        assert!(told.len() < 1000, "the limit does not count");
    };
    assert!(told.len() > 2, "some commits have room");
    full.is_error(503, "server_error");
    let first = person.text("refresh_token");
    redeem(&mut web, &unspent).is_error(503, "server_error");
    refresh(&mut web, &first).is_error(503, "server_error");
    assert_eq!(photos(&mut web, &person), 200, "who only reads goes on");
    program.limit_files("unlimited");
    let second = refresh(&mut web, &first);
    told.extend([redeem(&mut web, &unspent), second.clone(), own(&mut web)]);
    for tokens in &told {
        assert_eq!(photos(&mut web, tokens), 200, "{tokens:?}");
    }
    redeem(&mut web, &unspent).is_error(400, "invalid_grant");
    let mut program = program.crash();
    assert_eq!(photos(&mut web, &second), 200);
    assert!(!program.errors().contains("panicked"));
    let db = Connection::open(file).expect("the file");
    let check = db.query_row("PRAGMA integrity_check", [], |row| row.get::<_, String>(0));
    assert_eq!(check.expect("an answer"), "ok");
}
