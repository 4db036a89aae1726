//! Revocation overtakes what was under way: what began in an earlier second is refused.

use super::sample::{
    Shared, access, at, client, code, grant, grant_id, hash, is_live, plain, rotation, start,
};
use crate::clock::Timestamp;
use crate::model::{ClientId, SubjectId};
use crate::store::{
    AccessRecord, Claim, Claimed, CodeRecord, GrantRecord, Inserted, NewAccess, RotateRefresh,
    RotatedRefresh, SessionRecord, TakenCode, Verdict,
};

/// Everything that may be under way. `own` is the token of a client alone.
pub const VERBS: [&str; 7] = [
    "session", "code", "claim", "access", "grant", "refresh", "own",
];

pub const REVOKED: u64 = 10;

/// What is under way, on whose behalf and since when.
#[derive(Clone)]
pub struct Attempt {
    pub subject: SubjectId,
    pub client_id: ClientId,
    pub began: Timestamp,
}

pub fn attempt(began: u64) -> Attempt {
    Attempt {
        subject: SubjectId::new("alice"),
        client_id: client("app"),
        began: at(began),
    }
}

impl Attempt {
    pub(super) fn grant(&self, number: u8) -> GrantRecord {
        GrantRecord {
            client_id: self.client_id.clone(),
            subject: self.subject.clone(),
            created_at: self.began,
            ..grant(number)
        }
    }

    pub(super) fn code(&self, number: u8) -> CodeRecord {
        CodeRecord {
            grant: self.grant(number),
            ..code(number)
        }
    }

    pub(super) fn access(&self, number: u8, grant: u8) -> AccessRecord {
        AccessRecord {
            client_id: self.client_id.clone(),
            subject: Some(self.subject.clone()),
            issued_at: self.began,
            ..access(number, grant)
        }
    }

    /// Whether the verb kept something. The answer and what is found afterwards must agree.
    pub async fn is_kept(&self, store: &Shared, verb: &str) -> bool {
        let (kept, found) = match verb {
            "session" => self.session(store).await,
            "code" => self.insert_code(store).await,
            "claim" => self.claim(store).await,
            "access" => self.on_a_grant(store).await,
            "grant" => self.with_a_grant(store).await,
            "refresh" => self.refresh(store).await,
            _ => self.own(store).await,
        };
        assert_eq!(kept, found, "{verb}");
        kept
    }

    async fn session(&self, store: &Shared) -> (bool, bool) {
        let session = SessionRecord {
            hash: hash(1),
            subject: self.subject.clone(),
            name: "Alice".into(),
            created_at: self.began,
            seen_at: self.began,
            expires_at: at(900),
        };
        let inserted = store.insert_session(session).await.unwrap();
        let found = store.find_session(&hash(1)).await.unwrap();
        (inserted == Inserted::Live, found.is_some())
    }

    async fn insert_code(&self, store: &Shared) -> (bool, bool) {
        let inserted = store.insert_code(self.code(2)).await.unwrap();
        (inserted == Inserted::Live, self.takes(store, 2).await)
    }

    async fn claim(&self, store: &Shared) -> (bool, bool) {
        let claim = claim(self.code(3));
        let claimed = store.claim_once(claim.clone(), at(REVOKED)).await.unwrap();
        let again = store.claim_once(claim, at(REVOKED)).await.unwrap();
        let kept = claimed == Claimed::First;
        let answers = if kept {
            (Claimed::First, Claimed::Again)
        } else {
            (Claimed::Over, Claimed::Over)
        };
        assert_eq!((claimed, again), answers);
        (kept, self.takes(store, 3).await)
    }

    async fn takes(&self, store: &Shared, number: u8) -> bool {
        let taken = store
            .take_code(&self.client_id, &hash(number), at(REVOKED))
            .await
            .unwrap();
        matches!(taken, TakenCode::Fresh(_))
    }

    /// The grant began after the revocation, the token alone may be older.
    async fn on_a_grant(&self, store: &Shared) -> (bool, bool) {
        let later = self.after_it();
        let inserted = store.insert_code(later.code(4)).await.unwrap();
        assert_eq!(inserted, Inserted::Live);
        let new = plain(self.access(4, 4));
        let inserted = store.insert_access(new).await.unwrap();
        (inserted == Inserted::Live, is_live(store, 4).await)
    }

    /// The token began after the revocation, its grant alone may be older.
    async fn with_a_grant(&self, store: &Shared) -> (bool, bool) {
        let new = NewAccess {
            access: self.after_it().access(5, 5),
            creates: Some(self.grant(5)),
            refresh: None,
        };
        let inserted = store.insert_access(new).await.unwrap();
        let grants = store.grants_of(&self.subject, at(0)).await.unwrap();
        let told = grants.iter().any(|grant| grant.id == grant_id(5));
        assert_eq!(told, is_live(store, 5).await);
        (inserted == Inserted::Live, told)
    }

    async fn refresh(&self, store: &Shared) -> (bool, bool) {
        let later = self.after_it();
        let family = NewAccess {
            access: later.access(6, 6),
            creates: Some(later.grant(6)),
            refresh: Some(start(1)),
        };
        let inserted = store.insert_access(family).await.unwrap();
        assert_eq!(inserted, Inserted::Live);
        let rotation = RotateRefresh {
            client_id: self.client_id.clone(),
            access: self.access(106, 6),
            ..rotation(100, 106)
        };
        let rotated = store.rotate_refresh(rotation).await.unwrap();
        let family = store.find_refresh(&self.client_id, &hash(1)).await.unwrap();
        let is_next = family.unwrap().current == hash(106);
        assert_eq!(is_next, is_live(store, 106).await);
        if !is_next {
            assert_eq!(rotated, RotatedRefresh::Unknown);
        }
        (rotated == RotatedRefresh::Rotated, is_next)
    }

    async fn own(&self, store: &Shared) -> (bool, bool) {
        let own = AccessRecord {
            grant: None,
            subject: None,
            ..self.access(7, 7)
        };
        let inserted = store.insert_access(plain(own)).await.unwrap();
        (inserted == Inserted::Live, is_live(store, 7).await)
    }

    fn after_it(&self) -> Self {
        Self {
            began: at(REVOKED),
            ..self.clone()
        }
    }
}

fn claim(code: CodeRecord) -> Claim {
    Claim {
        ticket: hash(9),
        expires_at: at(600),
        verdict: Verdict::Allow,
        code: Some(code),
    }
}

pub async fn revoke_person(store: &Shared) {
    let alice = SubjectId::new("alice");
    store.revoke_subject(&alice, at(REVOKED)).await.unwrap();
}

pub async fn revoke_app(store: &Shared) {
    let app = client("app");
    store.revoke_client(&app, at(REVOKED)).await.unwrap();
}

pub async fn what_began_before_a_person_was_revoked_is_refused(store: Shared) {
    revoke_person(&store).await;
    for verb in VERBS {
        let kept = attempt(9).is_kept(&store, verb).await;
        assert_eq!(kept, verb == "own", "{verb}");
    }
}

pub async fn what_began_before_a_client_was_revoked_is_refused(store: Shared) {
    revoke_app(&store).await;
    for verb in VERBS {
        let kept = attempt(9).is_kept(&store, verb).await;
        assert_eq!(kept, verb == "session", "{verb}");
    }
}

pub async fn what_began_in_the_same_second_passes(store: Shared) {
    revoke_person(&store).await;
    revoke_app(&store).await;
    for verb in VERBS {
        assert!(attempt(REVOKED).is_kept(&store, verb).await, "{verb}");
    }
}

/// A person and a client of one name are two.
pub async fn others_are_not_touched(store: Shared) {
    revoke_person(&store).await;
    revoke_app(&store).await;
    let (alice, app) = (SubjectId::new("app"), client("alice"));
    let other = Attempt {
        subject: alice,
        client_id: app,
        ..attempt(0)
    };
    for verb in VERBS {
        assert!(other.is_kept(&store, verb).await, "{verb}");
    }
}

pub async fn a_no_is_kept_whoever_is_revoked(store: Shared) {
    revoke_person(&store).await;
    let yes = claim(attempt(9).code(3));
    let no = Claim {
        verdict: Verdict::Deny,
        ..yes.clone()
    };
    for (claim, answer) in [
        (&yes, Claimed::Over),
        (&no, Claimed::First),
        (&no, Claimed::Again),
    ] {
        let claimed = store.claim_once(claim.clone(), at(11)).await.unwrap();
        assert_eq!(claimed, answer, "{claim:?}");
    }
}

pub async fn an_earlier_revocation_does_not_undo_a_later_one(store: Shared) {
    revoke_person(&store).await;
    revoke_app(&store).await;
    let (alice, app) = (SubjectId::new("alice"), client("app"));
    store.revoke_subject(&alice, at(5)).await.unwrap();
    assert!(!attempt(9).is_kept(&store, "session").await);
    store.revoke_client(&app, at(5)).await.unwrap();
    assert!(!attempt(9).is_kept(&store, "own").await);
}

pub async fn a_later_revocation_counts(store: Shared) {
    revoke_person(&store).await;
    revoke_app(&store).await;
    let (alice, app) = (SubjectId::new("alice"), client("app"));
    store.revoke_subject(&alice, at(20)).await.unwrap();
    assert!(!attempt(15).is_kept(&store, "session").await);
    store.revoke_client(&app, at(20)).await.unwrap();
    assert!(!attempt(15).is_kept(&store, "own").await);
}
