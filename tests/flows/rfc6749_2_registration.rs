//! What a client is registered with (RFC 6749 §2): its identifier, its type and its secrets.

use oauth2_runtime::prelude::*;
use oauth2_runtime::{ClientAuthMethod, ClientId, ClientParts};

/// RFC 6749 appendix A.1.
#[test]
fn an_identifier_has_1_to_255_characters_from_space_to_tilde() {
    let longest = "x".repeat(255);
    for good in [" ", "~", "a:b/c", &longest] {
        let parsed = ClientId::parse(good).expect(good);
        assert_eq!(parsed.as_str(), good);
    }
    let longer = "x".repeat(256);
    for bad in ["", "\u{1f}", "\u{7f}", "a\nb", "ä", &longer] {
        assert!(ClientId::parse(bad).is_none(), "{bad:?}");
        let refused = Client::public(bad).build().expect_err(bad);
        assert_eq!(refused.faults().len(), 1, "{bad:?}: {refused}");
    }
}

/// A client is confidential because it has a secret, never without one; two while it is replaced.
#[test]
fn a_client_read_back_has_the_secrets_of_its_type() {
    let secret = || ClientSecret::random().hash();
    for (method, good) in [
        (ClientAuthMethod::None, 0..=0),
        (ClientAuthMethod::ClientSecret, 1..=2),
        (ClientAuthMethod::ClientSecretBasic, 1..=2),
        (ClientAuthMethod::ClientSecretPost, 1..=2),
    ] {
        for count in 0..4 {
            let mut parts = ClientParts::new("web");
            parts.auth_method = method;
            parts.secrets = (0..count).map(|_| secret()).collect();
            let built = Client::from_parts(parts);
            assert_eq!(built.is_ok(), good.contains(&count), "{method:?} {count}");
        }
    }
}
