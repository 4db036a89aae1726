//! A grant that is off is absent: the same provider is built in release with and without each
//! grant, and of those that are off there is no route, no word, no symbol and no string.

#[cfg(test)]
mod binary;
#[cfg(test)]
mod markers;
#[cfg(test)]
mod pages;
#[cfg(test)]
mod program;

#[cfg(test)]
use {
    binary::Binary,
    markers::{GRANTS, Marker},
    program::Program,
    std::sync::OnceLock,
};

/// What is built, in the order of the table: each grant alone, `refresh_token` beside those that
/// give refresh tokens, and all.
#[cfg(test)]
const BUILDS: [&[&str]; 7] = [
    &[],
    &["code"],
    &["implicit"],
    &["password"],
    &["code", "refresh_token"],
    &["password", "refresh_token"],
    &GRANTS,
];

/// A grant, its build, the build without it, and the most bytes it may cost: far more than it does,
/// so that only something large which slips in is told. Pages and tickets come with a sign-in.
#[cfg(test)]
const COSTS: [(&str, &[&str], &[&str], u64); 5] = [
    ("code", BUILDS[1], BUILDS[0], 400_000),
    ("implicit", BUILDS[2], BUILDS[0], 400_000),
    ("password", BUILDS[3], BUILDS[0], 40_000),
    ("refresh_token on code", BUILDS[4], BUILDS[1], 80_000),
    ("refresh_token on password", BUILDS[5], BUILDS[3], 80_000),
];

#[cfg(test)]
fn binaries() -> &'static [Binary] {
    static BINARIES: OnceLock<Vec<Binary>> = OnceLock::new();
    BINARIES.get_or_init(|| BUILDS.iter().map(|on| Binary::build(on)).collect())
}

/// Every binary and marker in which being there and being on are not the same.
#[cfg(test)]
fn wrong(markers: &[Marker], is_there: impl Fn(&Binary, &str) -> bool) -> Vec<String> {
    let mut wrong = Vec::new();
    for binary in binaries() {
        for (marker, grants) in markers {
            let on = grants.iter().any(|grant| binary.on.contains(grant));
            match (on, is_there(binary, marker)) {
                (true, false) => wrong.push(format!("{:?} lacks `{marker}`", binary.on)),
                (false, true) => wrong.push(format!("{:?} has `{marker}`", binary.on)),
                _ => {}
            }
        }
    }
    wrong
}

#[test]
fn a_grant_that_is_off_has_no_symbol() {
    let wrong = wrong(markers::SYMBOLS, |binary, marker| {
        binary.symbols.contains(marker)
    });
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_verb_of_the_store_that_no_grant_calls_is_dropped() {
    let wrong = wrong(markers::VERBS, |binary, marker| {
        binary.symbols.contains(marker)
    });
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_grant_that_is_off_has_no_string() {
    let wrong = wrong(markers::STRINGS, Binary::has_text);
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_grant_that_is_off_has_no_route_and_no_word() {
    for binary in binaries() {
        let program = Program::start(binary);
        let on = |grants: &[&str]| grants.iter().any(|grant| binary.on.contains(grant));
        let all: Vec<&str> = ["client_credentials"]
            .iter()
            .chain(binary.on)
            .copied()
            .collect();
        let grants = format!("\ngrants: {}\n", all.join(", "));
        assert!(program.manifest.contains(&grants), "{}", program.manifest);
        for (line, of) in markers::MANIFEST {
            let told = program.manifest.lines().any(|told| told.starts_with(line));
            assert_eq!(told, on(of), "{line}\n{}", program.manifest);
        }
        let signs_in = on(&["code", "implicit"]);
        let decision = program.post("/oauth/authorize/decision", "");
        assert_eq!(decision.status != 404, signs_in, "{:?}", binary.on);
        let apps = program.get("/oauth/apps");
        assert_eq!(apps.status != 404, signs_in, "{:?}", binary.on);
        for (name, of) in markers::RESPONSE_TYPES {
            let uri = format!("/oauth/authorize?client_id=app&response_type={name}");
            let reply = program.get(&uri);
            assert_eq!(reply.status != 404, signs_in, "{:?}", binary.on);
            let refused = !signs_in || reply.location.contains("error=unsupported_response_type");
            assert_eq!(!refused, on(of), "{:?} {name}", binary.on);
        }
        for (name, of) in markers::GRANT_TYPES {
            let reply = program.post("/oauth/token", &format!("grant_type={name}"));
            let expected = if on(of) {
                "invalid_request"
            } else {
                "unsupported_grant_type"
            };
            let told = format!("\"error\":\"{expected}\"");
            assert!(
                reply.body.contains(&told),
                "{:?} {name}: {}",
                binary.on,
                reply.body
            );
        }
        let always = program.post("/oauth/token", "grant_type=client_credentials");
        assert_eq!(always.status, 200, "{}", always.body);
    }
}

#[test]
fn a_grant_that_is_off_is_no_word_of_the_metadata() {
    for binary in binaries() {
        let program = Program::start(binary);
        let told = program.get("/.well-known/oauth-authorization-server").body;
        assert!(told.contains("\"token_endpoint\""), "{told}");
        for (word, of) in markers::METADATA {
            let on = of.iter().any(|grant| binary.on.contains(grant));
            assert_eq!(told.contains(word), on, "{word} {:?}: {told}", binary.on);
        }
    }
}

#[test]
fn each_grant_costs_something_and_not_much() {
    let bytes = |on: &[&str]| {
        let mut binaries = binaries().iter();
        binaries
            .find(|binary| binary.on == on)
            .expect("a build")
            .bytes
    };
    println!("{:>10}  bytes loaded with client_credentials and", "");
    for on in BUILDS {
        println!("{:>10}  {}", bytes(on), on.join(", "));
    }
    println!("{:>10}  cost of", "");
    for (grant, with, without, most) in COSTS {
        let cost = bytes(with).checked_sub(bytes(without)).expect("a cost");
        println!("{cost:>10}  {grant}");
        assert!((1..=most).contains(&cost), "{grant} costs {cost} bytes");
    }
}
