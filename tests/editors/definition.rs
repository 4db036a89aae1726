//! Go to definition leads to one place where one is enough, and never into the expansion.
//!
//! What cannot be had: one target for a grant or a role. The word carries the demand for its hook,
//! so it leads to the role's trait and to itself too; without that, a missing hook would not be
//! told at the word.

use crate::editor::{Target, editor};
use crate::pages::{HOOKS, provider, with_field};

#[track_caller]
fn leads_to(page: &str, wanted: &[(&str, &str)]) {
    let targets = editor().targets(page);
    let mut found: Vec<_> = targets.iter().map(place).collect();
    found.sort_unstable();
    found.dedup();
    assert_eq!(found, wanted, "{page}");
    assert_eq!(found.len(), targets.len(), "twice: {targets:#?}");
}

fn place(target: &Target) -> (&str, &str) {
    (&target.file, &target.line)
}

#[test]
fn a_field_leads_to_its_type_and_to_itself() {
    let page = |field: &str| with_field("grants(code)", field, HOOKS);
    let ty = page("#[oauth2(store)] store: Memory$0Store");
    leads_to(&ty, &[("mod.rs", "pub struct MemoryStore {")]);
    let line = "#[oauth2(store)] store: MemoryStore,";
    let name = page("#[oauth2(store)] sto$0re: MemoryStore");
    leads_to(&name, &[("lib.rs", line)]);
}

#[test]
fn the_scopes_lead_to_their_enum() {
    let scopes =
        "#[derive(Clone, Copy, Scopes)]\npub enum AppScope {\n    /// Read\n    Read,\n}\n";
    let page = provider(
        "grants(code), scopes = App$0Scope",
        &format!("{scopes}{HOOKS}"),
    );
    leads_to(&page, &[("lib.rs", "pub enum AppScope {")]);
}

#[test]
fn router_and_build_lead_to_one_trait() {
    for (call, line) in [("rou$0ter", "fn router<"), ("bui$0ld", "fn build(")] {
        let served = format!("pub fn serve(demo: Demo) {{\n    let _ = demo.{call}();\n}}\n");
        let options = "grants(code), issuer = \"https://photos.example\"";
        let targets = editor().targets(&provider(options, &format!("{served}{HOOKS}")));
        let [one] = targets.as_slice() else {
            panic!("{targets:#?}");
        };
        assert!(
            one.file == "build.rs" && one.line.starts_with(line),
            "{one:?}"
        );
    }
}

#[test]
fn a_grant_leads_to_itself_and_to_the_role_it_needs() {
    let line = "#[oauth2_provider(grants(code))]";
    leads_to(
        &provider("grants(co$0de)", HOOKS),
        &[
            ("code.rs", "pub struct code;"),
            ("lib.rs", line),
            ("login.rs", "pub trait Login {"),
        ],
    );
}

#[test]
fn a_legacy_grant_leads_to_its_warning_too() {
    let line = "#[oauth2_provider(grants(password))]";
    leads_to(
        &provider("grants(pass$0word)", HOOKS),
        &[
            ("legacy.rs", "pub const password: () = ();"),
            ("lib.rs", line),
            ("password.rs", "pub struct password;"),
            ("users.rs", "pub trait Users {"),
        ],
    );
}

#[test]
fn an_option_leads_to_its_meaning() {
    for options in [
        "grants(code), pk$0ce = \"optional\"",
        "grants(code), code_t$0tl = \"1m\"",
        "grants(code), paths(to$0ken = \"/t\")",
    ] {
        let targets = editor().targets(&provider(options, HOOKS));
        let files: Vec<_> = targets.iter().map(|target| target.file.as_str()).collect();
        assert_eq!(files, ["words.rs"], "{options}");
    }
}

#[test]
fn no_word_leads_to_a_probe() {
    for (options, mark) in [
        ("gra$0nts(code)", "store"),
        ("grants(code), login(fo$0rm)", "store"),
        ("grants(code)", "sto$0re"),
        ("grants(code)", "store, cli$0ents"),
    ] {
        let field = format!("#[oauth2({mark})] db: SqliteStore");
        let targets = editor().targets(&with_field(options, &field, HOOKS));
        assert!(
            (1..=3).contains(&targets.len()),
            "{options} {mark}: {targets:#?}"
        );
    }
}
