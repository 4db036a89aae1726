//! The verbs of a store as a table, for stores of tests that do the same at each.

/// Hands every verb that may fail to a macro, as `name(arguments) -> answer;`. The types are those
/// that the caller has imported.
#[macro_export]
macro_rules! each_verb {
    ($of:ident) => {
        $of! {
            claim_once(claim: Claim, now: Timestamp) -> Claimed;
            insert_code(code: CodeRecord) -> Inserted;
            take_code(client_id: &ClientId, code: &TokenHash, now: Timestamp) -> TakenCode;
            insert_access(access: NewAccess) -> Inserted;
            find_access(token: &TokenHash) -> Option<AccessRecord>;
            find_refresh(client_id: &ClientId, family: &TokenHash) -> Option<RefreshRecord>;
            rotate_refresh(rotation: RotateRefresh) -> RotatedRefresh;
            revoke_access(token: &TokenHash) -> ();
            revoke_grant(grant: GrantId, now: Timestamp) -> ();
            revoke_subject(subject: &SubjectId, now: Timestamp) -> u64;
            revoke_client(client_id: &ClientId, now: Timestamp) -> u64;
            grants_of(subject: &SubjectId, now: Timestamp) -> Vec<GrantSummary>;
            insert_session(session: SessionRecord) -> Inserted;
            find_session(session: &TokenHash) -> Option<SessionRecord>;
            touch_session(session: &TokenHash, now: Timestamp) -> ();
            end_session(session: &TokenHash) -> ();
            remember_consent(consent: Consent) -> ();
            has_consent(consent: &Consent) -> bool;
            purge_expired(now: Timestamp, limit: u32) -> u32;
            overdue(now: Timestamp) -> Option<Duration>;
            shutdown() -> ();
        }
    };
}
