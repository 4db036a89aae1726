//! The attribute as a function: what it prints, and where its errors stand.

use super::{Tokens, provider};
use quote::quote;

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
        "expected `,` between two grants",
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
