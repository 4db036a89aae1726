//! Over every word of the attribute and of the field marks its meaning is shown.

use crate::editor::editor;
use crate::pages::{HOOKS, provider, with_field};

#[track_caller]
fn shown(page: &str, meaning: &str) {
    let hover = editor().hover(page);
    assert!(hover.contains(meaning), "{meaning}\n{page}\n{hover}");
}

#[test]
fn over_a_grant() {
    for (options, meaning) in [
        (
            "grants(co$0de)",
            "Grant `code`: the person consents in a browser",
        ),
        ("grants(pass$0word)", "Grant `password`: the client trades"),
        ("grants(code, refresh_to$0ken)", "Grant `refresh_token`"),
        (
            "grants(code, client_cre$0dentials)",
            "Needs the hook\n[`ClientCredentials::",
        ),
        ("grants(code), allow(impli$0cit)", "Grant `implicit`"),
    ] {
        shown(&provider(options, HOOKS), meaning);
    }
}

#[test]
fn over_an_option() {
    for (option, meaning) in [
        (
            "gra$0nts(code)",
            "`grants(code, refresh_token)`: the grants that are on.",
        ),
        ("sco$0pes = AppScope", "the enum with `#[derive(Scopes)]`"),
        ("iss$0uer = \"https://photos.example\"", "who issues"),
        (
            "access_token_t$0tl = \"15m\"",
            "how long an access token lives",
        ),
        (
            "refresh_token_t$0tl = \"15d\"",
            "how long a refresh token lives",
        ),
        (
            "code_t$0tl = \"1m\"",
            "how long an authorization code lives",
        ),
        ("pa$0ths(token = \"/t\")", "where the endpoints are"),
        ("log$0in(form)", "the toolkit's login page and session"),
        (
            "all$0ow(implicit)",
            "silences the warning about a legacy grant",
        ),
        ("pk$0ce = \"optional\"", "may leave PKCE out"),
        (
            "pl$0ays(pages)",
            "the optional roles that the struct itself plays",
        ),
    ] {
        let rest = if option.contains("grants") {
            ""
        } else {
            ", grants(code)"
        };
        shown(&provider(&format!("{option}{rest}"), HOOKS), meaning);
    }
}

#[test]
fn over_a_word_of_an_option() {
    for (option, meaning) in [
        (
            "login(fo$0rm)",
            "needs the role `users` in place of `login`",
        ),
        ("allow(json_bo$0dy)", "Accepts JSON token bodies"),
        ("plays(poli$0cy)", "pub trait Policy"),
        ("paths(to$0ken = \"/t\")", "The token endpoint"),
    ] {
        shown(
            &provider(&format!("grants(code), {option}"), HOOKS),
            meaning,
        );
    }
}

#[test]
fn over_a_role() {
    for (mark, meaning) in [
        ("sto$0re", "Remembers codes, tokens, grants"),
        (
            "store, cli$0ents",
            "Knows the clients. Needed by every grant",
        ),
        ("store, us$0ers", "pub trait Users"),
        ("store, poli$0cy", "pub trait Policy"),
    ] {
        let field = format!("#[oauth2({mark})] db: SqliteStore");
        shown(
            &with_field("grants(code, password)", &field, HOOKS),
            meaning,
        );
    }
}
