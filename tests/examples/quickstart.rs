//! What `quickstart` promises to people and to other programs.

use crate::http::Web;
use crate::program::{Port, Program};
use support::{CHALLENGE, query_of};

const ALICE: (&str, &str) = ("alice", "wonderland");
const SECRET: Option<(&str, &str)> = Some(("demo", "demo-secret"));

fn authorize(client_id: &str, redirect_uri: &str) -> String {
    let pairs = [
        ("response_type", "code"),
        ("client_id", client_id),
        ("redirect_uri", redirect_uri),
        ("state", "xyz"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ];
    format!("/oauth/authorize?{}", query_of(&pairs))
}

#[test]
fn it_prints_the_demo_user_the_clients_and_the_scopes() {
    let program = Program::new("quickstart");
    assert_eq!(program.told("demo user"), "alice / wonderland");
    assert_eq!(
        program.told("demo client, confidential"),
        "-u demo:demo-secret"
    );
    assert!(program.told("demo client, public").starts_with("demo-cli"));
    assert_eq!(program.told("scopes"), "read (default), write");
    assert!(program.issuer.starts_with("http://127.0.0.1:"));
}

#[test]
fn it_names_its_database_file_and_keeps_all_in_it() {
    let program = Program::new("quickstart");
    let name = program.told("database file");
    let bytes = std::fs::read(program.folder().join(name)).expect("the file lies there");
    assert!(bytes.starts_with(b"SQLite format 3\0"));
    for entry in std::fs::read_dir(program.folder()).expect("a folder") {
        let file = entry.expect("an entry").file_name();
        assert!(file.to_string_lossy().starts_with(name), "{file:?}");
    }
}

#[test]
fn port_changes_the_port_and_the_issuer_with_it() {
    for name in ["quickstart", "classic"] {
        let port = Port::free();
        let program = Program::on_port(name, &port.number).expect("it serves");
        assert_eq!(program.issuer, format!("http://127.0.0.1:{}", port.number));
        assert_eq!(Web::new(&program.issuer).get("/nowhere").status, 404);
    }
}

#[test]
fn a_port_in_use_or_no_number_is_an_error_and_not_a_panic() {
    let first = Program::new("quickstart");
    let (_, taken) = first.issuer.rsplit_once(':').expect("a port");
    for name in ["quickstart", "classic"] {
        for port in [taken, "65536", "three thousand"] {
            let Err(ended) = Program::on_port(name, port) else {
                panic!("{name} serves on port {port}");
            };
            assert_eq!(ended.status.code(), Some(1), "{ended:?}");
            assert!(ended.errors.contains("Error"), "{ended:?}");
            assert!(!ended.errors.contains("panicked"), "{ended:?}");
        }
    }
}

#[test]
fn its_authorize_url_is_ready_to_open() {
    let program = Program::new("quickstart");
    let mut web = Web::new(&program.issuer);
    let [demo, url] = program.to_open()[..] else {
        panic!("{}", program.printed);
    };
    assert_eq!(demo, format!("{}/demo", program.issuer));
    let page = web.consent_page(url, ALICE);
    page.is_page(200);
    let shown = page.reads();
    assert!(
        shown.contains("Demo command line wants to access your"),
        "{shown}"
    );
    assert!(page.body.contains("See your photos"), "{}", page.body);
    let answer = web.decide(&page, "allow");
    let location = answer.header("location");
    assert!(
        location.starts_with("http://127.0.0.1:8080/callback?code="),
        "{location}"
    );
    assert_eq!(answer.query("state").as_deref(), Some("demo"));
    assert_eq!(
        answer.query("iss").as_deref(),
        Some(program.issuer.as_str())
    );
}

#[test]
fn both_clients_come_back_to_loopback_on_any_port() {
    let program = Program::new("quickstart");
    let mut web = Web::new(&program.issuer);
    for client in ["demo", "demo-cli"] {
        for port in ["", ":1", ":49152", ":65535"] {
            let callback = format!("http://127.0.0.1{port}/callback");
            let answer = web.allow(&authorize(client, &callback), ALICE);
            let location = answer.header("location");
            assert!(
                location.starts_with(&format!("{callback}?code=oac_")),
                "{location}"
            );
        }
    }
}

#[test]
fn nothing_but_the_callback_on_loopback_is_redirected_to() {
    let program = Program::new("quickstart");
    let mut web = Web::new(&program.issuer);
    for client in ["demo", "demo-cli"] {
        for other in [
            "http://127.0.0.1:8080/other",
            "http://127.0.0.1:8080/callback/",
            "https://127.0.0.1:8080/callback",
            "http://127.0.0.1.evil.example/callback",
            "http://evil.example/callback",
        ] {
            web.get(&authorize(client, other)).is_page(400);
        }
    }
}

#[test]
fn of_two_scopes_read_is_the_default() {
    let program = Program::new("quickstart");
    let mut web = Web::new(&program.issuer);
    let mut ask = |scope: &[(&str, &str)]| {
        let mut pairs = vec![("grant_type", "client_credentials")];
        pairs.extend_from_slice(scope);
        web.token(SECRET, &pairs)
    };
    let default = ask(&[]);
    assert_eq!(default.text("scope"), "read");
    assert_eq!(ask(&[("scope", "write")]).text("scope"), "write");
    let both = ask(&[("scope", "read write")]);
    assert_eq!(both.text("scope"), "read write");
    ask(&[("scope", "delete")]).is_error(400, "invalid_scope");
    let mut open = |to, token: &str| web.api(to, token).status.as_u16();
    assert_eq!(open("/photos", &default.text("access_token")), 200);
    assert_eq!(open("/upload", &default.text("access_token")), 403);
    assert_eq!(open("/photos", &both.text("access_token")), 200);
    assert_eq!(open("/upload", &both.text("access_token")), 200);
    assert_eq!(open("/photos", "oat_nonsense"), 401);
}

#[test]
fn the_public_client_has_no_way_without_a_person_or_pkce() {
    let program = Program::new("quickstart");
    let mut web = Web::new(&program.issuer);
    let alone = [
        ("grant_type", "client_credentials"),
        ("client_id", "demo-cli"),
    ];
    web.token(None, &alone).is_error(400, "unauthorized_client");
    let callback = "http://127.0.0.1:7000/callback";
    let answer = web.allow(&authorize("demo-cli", callback), ALICE);
    let code = answer.query("code").expect("a code");
    let without_verifier = [
        ("grant_type", "authorization_code"),
        ("client_id", "demo-cli"),
        ("redirect_uri", callback),
        ("code", code.as_str()),
    ];
    web.token(None, &without_verifier)
        .is_error(400, "invalid_grant");
}

#[test]
fn a_wrong_password_does_not_sign_in() {
    let program = Program::new("quickstart");
    let mut web = Web::new(&program.issuer);
    for person in [("alice", "Wonderland"), ("bob", "wonderland")] {
        let page = web.sign_in("/login", person);
        assert!(
            page.body.contains("The username or the password is wrong."),
            "{page:?}"
        );
        let again = web.get(&authorize("demo", "http://127.0.0.1/callback"));
        assert_eq!(again.status, 303, "still to the login page");
        assert!(again.header("location").starts_with("/login?"));
    }
}

#[test]
fn no_secret_is_in_the_log() {
    let mut program = Program::new("quickstart");
    let mut web = Web::new(&program.issuer);
    let token = web.token(SECRET, &[("grant_type", "client_credentials")]);
    web.token(
        Some(("demo", "wrong-secret")),
        &[("grant_type", "client_credentials")],
    )
    .is_error(401, "invalid_client");
    let log = program.errors();
    assert!(
        log.contains("plain http on loopback"),
        "one loud line: {log}"
    );
    let secrets = ["demo-secret", "wrong-secret", &token.text("access_token")];
    assert!(!secrets.iter().any(|secret| log.contains(secret)), "{log}");
}

#[test]
fn the_whole_provider_has_at_most_45_lines() {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../examples/quickstart/src/lib.rs"
    );
    let text = std::fs::read_to_string(path).expect("the file");
    let counts = |line: &&str| !(line.is_empty() || line.starts_with("//"));
    let lines = text.lines().map(str::trim).filter(counts).count();
    assert!((20..=45).contains(&lines), "{lines} lines");
    assert!(!text.contains("/*"), "a block comment hides lines");
}
