//! The attribute as a function: what it prints, and where its errors stand.

use super::{Tokens, provider};
use quote::{format_ident, quote};
use std::time::{Duration, Instant};

fn errors(options: Tokens, item: &Tokens) -> Vec<String> {
    let printed = provider(options, item).to_string();
    let parts = printed.split(":: core :: compile_error ! { \"").skip(1);
    parts
        .filter_map(|part| part.split("\" }").next())
        .map(|text| text.replace("\\\"", "\""))
        .collect()
}

fn demo() -> Tokens {
    quote! {
        struct Demo {
            #[oauth2(store)]
            store: MemoryStore,
            #[oauth2(clients, client_credentials)]
            clients: MemoryClients,
        }
    }
}

#[test]
fn a_good_provider_is_valid_rust_without_our_marks() {
    let printed = provider(
        quote!(grants(client_credentials), issuer = "https://a.example"),
        &demo(),
    );
    let file: syn::File = syn::parse2(printed.clone()).unwrap();
    let pretty = prettyplease::unparse(&file);
    assert!(!pretty.contains("#[oauth2("), "{pretty}");
    assert!(!pretty.contains("async"), "{pretty}");
    assert!(
        pretty.contains("fn store(&self) -> &impl __Store {\n            &self.store"),
        "{pretty}"
    );
    assert!(
        pretty.contains("impl __oauth2::DeclaresIssuer for Demo"),
        "{pretty}"
    );
}

#[test]
fn each_demand_stands_once() {
    let printed = provider(
        quote!(grants(code, password), allow(password), login(form)),
        &quote! {
            struct Demo {
                #[oauth2(store)]
                store: MemoryStore,
            }
        },
    );
    let printed = printed.to_string();
    for demand in ["impl __oauth2 :: Clients", "impl __oauth2 :: Users"] {
        assert_eq!(printed.matches(demand).count(), 1, "{demand} in {printed}");
    }
    assert!(!printed.contains("__oauth2 :: HasLogin"), "{printed}");
}

#[test]
fn every_mistake_is_told_at_once() {
    let found = errors(
        quote!(grants(passwrod, code code), isuer = "x", access_token_ttl = 900, allow(code)),
        &quote!(
            struct Demo {
                #[oauth2(stroe)]
                store: MemoryStore,
            }
        ),
    );
    let wanted = [
        "expected `,` between two grants; write it before this word",
        "unknown grant `passwrod`; did you mean `password`?",
        "unknown option `isuer`; did you mean `issuer`?",
        "`access_token_ttl`: `900` has no unit; write a number and a unit: \"30s\", \"15m\", \"12h\" or \"30d\"",
        "`allow(code)` has no effect; only the legacy grants `implicit` and `password` warn",
        "unknown field role `stroe`; did you mean `store`?",
        "grant `code` is listed twice; delete this one",
    ];
    assert_eq!(found.get(..wanted.len()).unwrap(), wanted);
}

#[test]
fn a_fault_of_grammar_resumes_at_the_next_comma() {
    let found = errors(
        quote!(issuer = , grants(client_credentials, 5, saml; code), pkce = "of"),
        &demo(),
    );
    assert_eq!(
        found,
        [
            "expected a grant; write `code`, `implicit`, `password`, `client_credentials` or `refresh_token`",
            "expected `,` between two grants, found `;`",
            "`issuer =` has no value; write `issuer = \"https://photos.example\"`",
            "unknown grant `saml`; write `code`, `implicit`, `password`, `client_credentials` or `refresh_token`",
            "unknown `pkce` value `of`; write `optional` or `required`",
        ]
    );
}

/// What is left over inside parentheses once swallowed the list that it stands in, in silence.
#[test]
fn no_list_is_swallowed_by_what_it_holds() {
    let found = errors(
        quote!(grants(client_credentials)),
        &quote!(
            struct Demo {
                #[oauth2(store, clients, client_credentials)]
                db: SqliteStore,
                #[oauth2(policy = (a = 1))]
                policy: Own,
            }
        ),
    );
    assert_eq!(
        found,
        ["a field mark is one word: write `#[oauth2(policy)]`"]
    );
    let found = errors(
        quote!(grants(
            #[cfg]
            client_credentials
        )),
        &demo(),
    );
    assert_eq!(found.len(), 1, "{found:?}");
}

#[test]
fn beside_a_mistake_the_struct_and_a_provider_remain() {
    let printed = provider(quote!(grants()), &demo());
    let file: syn::File = syn::parse2(printed).unwrap();
    let pretty = prettyplease::unparse(&file);
    assert!(
        pretty.contains("struct Demo {\n    store: MemoryStore"),
        "{pretty}"
    );
    assert!(pretty.contains("type Me = ();"), "{pretty}");
}

fn whole() -> (Tokens, Tokens) {
    let options = quote!(
        grants(
            code,
            implicit,
            #[cfg(feature = "legacy")]
            password,
            client_credentials,
            refresh_token
        ),
        allow(implicit, password, json_body),
        scopes = AppScope,
        issuer = "https://photos.example",
        access_token_ttl = "15m",
        paths(authorize = "/dialog/authorize", token = "/token"),
        plays(policy)
    );
    let item = quote!(
        /// The photos.
        pub struct Photos {
            #[oauth2(store)]
            store: SqliteStore,
            #[cfg(feature = "legacy")]
            #[oauth2(users)]
            people: People,
            name: String,
        }
    );
    (options, item)
}

#[test]
fn the_struct_documents_itself() {
    let (options, item) = whole();
    let file: syn::File = syn::parse2(provider(options, &item)).unwrap();
    let pretty = prettyplease::unparse(&file);
    let docs: Vec<_> = pretty
        .lines()
        .filter_map(|line| line.strip_prefix("///"))
        .collect();
    let wanted = r#"
 The photos.

| OAuth 2.0 | |
|---|---|
| grant `code` | RFC 6749 §4.1 |
| grant `implicit` | RFC 6749 §4.2, legacy |
| grant `password` | RFC 6749 §4.3, legacy, if `feature = "legacy"` |
| grant `client_credentials` | RFC 6749 §4.4 |
| grant `refresh_token` | RFC 6749 §6 |
| endpoint `authorize` | `/dialog/authorize` |
| endpoint `decision` | `/oauth/authorize/decision` |
| endpoint `token` | `/token` |
| endpoint `revoke` | `/oauth/revoke` |
| endpoint `introspect` | `/oauth/introspect` |
| endpoint `metadata` | `/.well-known/oauth-authorization-server` |
| endpoint `apps` | `/oauth/apps` |
| hook `store` | the field `store` |
| hook `find_client` | `Photos` itself |
| hook `current_user` | `Photos` itself |
| hook `validate_user` | the field `people`, if `feature = "legacy"` |
| hook `authorize_client` | `Photos` itself |
| hook `policy` | `Photos` itself |
| option `issuer` | `https://photos.example` |
| option `access_token_ttl` | `15m` |
| option `allow` | `implicit` |
| option `allow` | `password`, if `feature = "legacy"` |
| option `allow` | `json_body` |
| option `scopes` | [`AppScope`] |
"#;
    assert_eq!(docs.join("\n"), wanted.trim_matches('\n'));
}

/// The quickest of many: what the machine does beside it is not the macro's cost.
#[test]
#[expect(
    clippy::disallowed_methods,
    reason = "it is the time of the machine that is asked"
)]
fn a_provider_expands_in_less_than_five_milliseconds() {
    let (options, item) = whole();
    let expand = || {
        let start = Instant::now();
        assert!(!provider(options.clone(), &item).is_empty());
        start.elapsed()
    };
    let quickest = (0..50).map(|_| expand()).min().unwrap();
    println!("a whole provider expands in {quickest:?}, without optimisation");
    assert!(quickest < Duration::from_millis(5), "{quickest:?}");
}

#[test]
fn every_word_stands_first_with_a_mistake_and_without() {
    for (grant, mark) in [("client_credentials", "clients"), ("saml", "clientele")] {
        let (grant, mark) = (format_ident!("{grant}"), format_ident!("{mark}"));
        let printed = provider(
            quote!(grants(#grant), crate = ::oauth2_runtime),
            &quote!(
                struct Demo {
                    #[oauth2(store, #mark, client_credentials)]
                    db: SqliteStore,
                }
            ),
        );
        let words = quote! {
            const _: () = {
                use ::oauth2_runtime::__private as __oauth2;
                __oauth2::words! {
                    __oauth2::words::options::grants,
                    __oauth2::words::options::__more,
                    __oauth2::words::grants::#grant,
                    __oauth2::words::grants::__more,
                    __oauth2::words::roles::store,
                    __oauth2::words::roles::#mark,
                    __oauth2::words::roles::client_credentials,
                    __oauth2::words::roles::__more,
                }
            };
        };
        let printed = printed.to_string();
        assert!(printed.starts_with(&words.to_string()), "{printed}");
    }
}
