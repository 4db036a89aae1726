//! The table of clients of every SQL store: the same checks over each.

use oauth2_runtime::{
    Client, ClientAuthMethod, ClientBuilder, ClientSecret, ConfigError, StoreError, grants,
};
use std::error::Error as _;

pub(crate) fn billing(secret: &ClientSecret) -> ClientBuilder {
    Client::confidential("billing", secret)
        .name("Billing \u{1f407}")
        .auth_method(ClientAuthMethod::ClientSecretPost)
        .redirect_uri("https://billing.example/cb?a='b'")
        .redirect_uri("http://127.0.0.1/cb")
        .insecure_redirect("http://old.example/cb")
        .grants((grants::code, grants::refresh_token))
        .introspects()
        .verified_host("billing.example")
}

pub(crate) fn is_refusal(result: Result<impl Sized, StoreError>) -> bool {
    let Some(error) = result.err() else {
        return false;
    };
    error
        .source()
        .is_some_and(<dyn std::error::Error>::is::<ConfigError>)
}

/// `$new` is a future of an empty store. Call it once in a module.
macro_rules! clients {
    ($new:expr) => {
        use oauth2_runtime::{
            Client, ClientAuthMethod, ClientCredentials as _, ClientSecret, Clients as _,
        };
        use $crate::clients::{billing, is_refusal};

        #[tokio::test]
        async fn a_client_comes_back_as_it_was_registered() {
            let (store, secret) = ($new.await, ClientSecret::random());
            for client in [
                billing(&secret).build().unwrap(),
                Client::public("cli").build().unwrap(),
                Client::confidential("any", &secret).build().unwrap(),
                Client::confidential("basic", &secret)
                    .auth_method(ClientAuthMethod::ClientSecretBasic)
                    .build()
                    .unwrap(),
            ] {
                store.insert(&client).await.unwrap();
                let back = store.find_client(client.id().as_str()).await;
                let back = back.unwrap().unwrap();
                assert_eq!(
                    format!("{:?}", back.parts()),
                    format!("{:?}", client.parts())
                );
                assert_eq!(back.has_secret(secret.expose()), !client.is_public());
            }
            assert!(store.find_client("unknown").await.unwrap().is_none());
        }

        #[tokio::test]
        async fn a_second_registration_is_refused_and_changes_nothing() {
            let (first, second) = (ClientSecret::random(), ClientSecret::random());
            let store = $new.await;
            store
                .insert(&billing(&first).build().unwrap())
                .await
                .unwrap();
            assert!(is_refusal(
                store.insert(&billing(&second).build().unwrap()).await
            ));
            let client = store.find_client("billing").await.unwrap().unwrap();
            assert!(client.has_secret(first.expose()) && !client.has_secret(second.expose()));
        }

        #[tokio::test]
        async fn register_makes_the_registration_the_given_one() {
            let (first, second) = (ClientSecret::random(), ClientSecret::random());
            let store = $new.await;
            store
                .register(&Client::confidential("billing", &first).build().unwrap())
                .await
                .unwrap();
            store
                .register(&billing(&second).name("New").build().unwrap())
                .await
                .unwrap();
            let client = store.find_client("billing").await.unwrap().unwrap();
            assert_eq!(client.name(), "New");
            assert!(client.introspects());
            assert_eq!(client.verified_host(), Some("billing.example"));
            assert!(!client.has_secret(first.expose()) && client.has_secret(second.expose()));
            store.disable("billing").await.unwrap();
            store
                .register(&billing(&second).build().unwrap())
                .await
                .unwrap();
            assert!(store.find_client("billing").await.unwrap().is_none());
        }

        #[tokio::test]
        async fn a_new_secret_replaces_the_old_one_in_two_steps() {
            let (store, old) = ($new.await, ClientSecret::random());
            store.insert(&billing(&old).build().unwrap()).await.unwrap();
            store
                .insert(&Client::public("cli").build().unwrap())
                .await
                .unwrap();
            assert!(is_refusal(store.retire_secret("billing").await));
            let new = store.add_secret("billing").await.unwrap();
            assert!(is_refusal(store.add_secret("billing").await));
            assert!(is_refusal(store.add_secret("cli").await));
            assert!(is_refusal(store.add_secret("unknown").await));
            let client = store.find_client("billing").await.unwrap().unwrap();
            assert!(client.has_secret(old.expose()) && client.has_secret(new.expose()));
            store.retire_secret("billing").await.unwrap();
            let client = store.find_client("billing").await.unwrap().unwrap();
            assert!(!client.has_secret(old.expose()) && client.has_secret(new.expose()));
        }

        #[tokio::test]
        async fn a_disabled_client_is_not_found_and_its_id_stays_taken() {
            let (store, secret) = ($new.await, ClientSecret::random());
            let client = billing(&secret).build().unwrap();
            store.insert(&client).await.unwrap();
            store.disable("billing").await.unwrap();
            assert!(store.find_client("billing").await.unwrap().is_none());
            assert!(is_refusal(store.insert(&client).await));
            assert!(is_refusal(store.disable("unknown").await));
        }

        #[tokio::test]
        async fn weak_secrets_are_told() {
            let store = $new.await;
            let weak = Client::confidential("weak", &ClientSecret::given("short"))
                .build()
                .unwrap();
            store.insert(&weak).await.unwrap();
            store
                .insert(&billing(&ClientSecret::random()).build().unwrap())
                .await
                .unwrap();
            assert_eq!(store.weak_clients(), ["weak"]);
            store.disable("weak").await.unwrap();
            assert_eq!(store.weak_clients(), Vec::<String>::new());
        }

        #[tokio::test]
        async fn clients_may_have_what_they_ask_for() {
            let (store, secret) = ($new.await, ClientSecret::random());
            let client = billing(&secret).build().unwrap();
            let asked = oauth2_runtime::ScopeSet::from_stored("read");
            let approval = store
                .authorize_client(&client, &asked)
                .await
                .unwrap()
                .unwrap();
            assert_eq!(approval.scopes(), &asked);
        }
    };
}

pub(crate) use clients;
