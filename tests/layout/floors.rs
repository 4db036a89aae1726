//! The floors of the runtime: a room imports only rooms on lower floors.

use crate::sources::Source;

/// From the ground up; rooms of one floor never import each other.
const FLOORS: &[&[&str]] = &[
    &["audit", "error", "secret", "clock"],
    &["model", "throttle", "brand", "later"],
    &["hook", "settings"],
    &["store", "page"],
    &["request", "token", "response", "session"],
    &["grant", "client_auth"],
    &["provider"],
    &["endpoint", "guard"],
    &["server"],
];

/// Above every floor: they only name what the crate shows.
const ROOF: &[&str] = &["lib", "prelude", "private"];

/// Rooms that a lower room must not be used by, whatever the floors say.
const NEVER: &[(&str, &str)] = &[
    ("grant", "token"),
    ("grant", "response"),
    ("grant", "page"),
    ("grant", "session"),
    ("session", "request"),
];

/// What such a room may name all the same: grants demand that there are pages, and write none.
const ONLY: &[(&str, &str)] = &[("grant", "use crate::page::HasPages;")];

/// Crates and the rooms that may name them.
const CRATES: &[(&str, &[&str])] = &[
    ("axum::extract", &["endpoint", "guard"]),
    ("axum::routing", &["endpoint", "server"]),
    ("axum::Router", &["server"]),
    (
        "axum::",
        &["endpoint", "guard", "server", "request", "response"],
    ),
    ("deadpool_postgres::", &["store"]),
    ("redis::", &["store"]),
    ("rusqlite::", &["store"]),
    ("tokio_postgres::", &["store"]),
    ("askama::", &["page"]),
    ("argon2::", &["store"]),
];

/// What a file imports and must not.
pub(crate) fn broken(source: &Source) -> Vec<String> {
    let room = room_of(&source.path);
    if ROOF.contains(&room.as_str()) {
        return Vec::new();
    }
    let allowed = ONLY.iter().filter(|(whose, _)| *whose == room);
    let code = allowed.fold(without_comments(&source.text), |code, (_, import)| {
        code.replace(import, "")
    });
    let mut broken = Vec::new();
    for other in rooms_named(&source.path, &code) {
        let known = FLOORS.iter().any(|floor| floor.contains(&other.as_str()));
        let good = other == room || (known && floor_of(&other) < floor_of(&room));
        if !good || NEVER.contains(&(room.as_str(), other.as_str())) {
            broken.push(format!("{}: `{room}` imports `{other}`", source.path));
        }
    }
    for (name, rooms) in CRATES {
        if code.contains(name) && !rooms.contains(&room.as_str()) {
            broken.push(format!("{}: `{room}` names `{name}`", source.path));
        }
    }
    broken
}

fn room_of(path: &str) -> String {
    let inside = path.split_once("/src/").expect("a source file").1;
    inside
        .split('/')
        .next()
        .expect("a name")
        .trim_end_matches(".rs")
        .to_owned()
}

fn floor_of(room: &str) -> usize {
    let floor = FLOORS.iter().position(|floor| floor.contains(&room));
    floor.unwrap_or_else(|| panic!("room `{room}` is on no floor; add it to the table"))
}

/// The rooms of every `crate::` path, and of `super::` paths that leave the own room.
fn rooms_named(path: &str, code: &str) -> Vec<String> {
    let mut rooms = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        let before = code[..at].chars().next_back();
        if before.is_some_and(|before| before == '$' || before == '_' || before.is_alphanumeric()) {
            continue;
        }
        rooms.extend(heads(&code[at + "crate::".len()..]));
    }
    let inside = path.split_once("/src/").expect("a source file").1;
    let is_mod = inside.ends_with("/mod.rs");
    // How many `super` lead from a module of this file to the root of the crate.
    let depth = inside.matches('/').count() + usize::from(!is_mod);
    let leaving = "super::".repeat(depth);
    for (at, _) in code.match_indices(&leaving) {
        let rest = &code[at + leaving.len()..];
        let further = code[..at].ends_with("super::") || rest.starts_with("super::");
        if !further && depth > 1 {
            rooms.extend(heads(rest));
        }
    }
    rooms
}

/// The first name of a path, or of each path in a list.
fn heads(rest: &str) -> Vec<String> {
    let name = |text: &str| {
        let end = text
            .find(|c: char| !(c.is_alphanumeric() || c == '_'))
            .unwrap_or(text.len());
        text[..end].to_owned()
    };
    let Some(list) = rest.strip_prefix('{') else {
        return vec![name(rest)];
    };
    let (mut depth, mut piece, mut pieces) = (0, String::new(), Vec::new());
    for one in list.chars() {
        match one {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => pieces.push(std::mem::take(&mut piece)),
            _ => piece.push(one),
        }
    }
    pieces.push(piece);
    pieces
        .iter()
        .map(|piece| name(piece.trim()))
        .filter(|name| !name.is_empty())
        .collect()
}

fn without_comments(text: &str) -> String {
    let line = |line: &str| line.split("//").next().unwrap_or_default().to_owned();
    text.lines().map(line).collect::<Vec<_>>().join("\n")
}
