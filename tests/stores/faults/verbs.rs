//! The verbs of the broken store: each fault stands where it bites.

use super::faulty::{Answer, Faulty};
use oauth2_runtime::prelude::async_trait;
use oauth2_runtime::{
    AccessRecord, Claim, Claimed, ClientId, CodeRecord, Consent, GrantId, GrantSummary, Inserted,
    NewAccess, RefreshRecord, RotateRefresh, RotatedRefresh, ScopeSet, SessionRecord, Store,
    SubjectId, TakenCode, Timestamp, TokenHash, Verdict,
};
use std::time::Duration;

#[async_trait]
impl Store for Faulty {
    async fn claim_once(&self, mut claim: Claim, now: Timestamp) -> Answer<Claimed> {
        self.reach()?;
        if self.has("a_no_creates_the_code") {
            claim.verdict = Verdict::Allow;
        }
        let code = claim.code.clone();
        let claimed = self.store.claim_once(claim, now).await?;
        self.seen().codes.extend(code.map(|code| (code.hash, code)));
        Ok(match claimed {
            Claimed::Over if self.has("the_last_verdict_counts") => Claimed::Again,
            Claimed::Over if self.has("any_code_is_the_same_answer") => Claimed::Again,
            claimed => claimed,
        })
    }

    async fn insert_code(&self, mut code: CodeRecord) -> Answer<Inserted> {
        self.reach()?;
        if self.has("a_challenge_is_forgotten") {
            code.challenge = None;
        }
        self.seen().codes.insert(code.hash, code.clone());
        let inserted = self.store.insert_code(code).await;
        if self.has("a_second_code_is_no_error") {
            return Ok(inserted.unwrap_or(Inserted::Live));
        }
        inserted
    }

    async fn take_code(
        &self,
        by: &ClientId,
        code: &TokenHash,
        now: Timestamp,
    ) -> Answer<TakenCode> {
        self.reach()?;
        if self.has("a_code_is_read_before_it_is_spent")
            && let Some(taken) = self.take_unlocked(code).await
        {
            return Ok(taken);
        }
        let kept = self.seen().codes.get(code).cloned();
        let spent = self.seen().spent.contains(code);
        if let (Some(kept), "a_replay_is_harmless", true) = (&kept, self.fault, spent)
            && kept.grant.client_id == *by
        {
            return Ok(TakenCode::Spent(kept.grant.id));
        }
        let owner = self.owner(by, code);
        let taken = self.store.take_code(&owner, code, now).await?;
        if let TakenCode::Fresh(_) = taken {
            self.seen().spent.insert(*code);
        }
        let forgets = self.has("a_restart_forgets_spent_codes") && self.seen().restarted;
        Ok(match (taken, kept) {
            (TakenCode::Spent(_), Some(kept)) if self.has("a_code_stays_fresh") => {
                TakenCode::Fresh(Box::new(kept))
            }
            (TakenCode::Spent(_), _) if forgets => TakenCode::Unknown,
            (taken, _) => taken,
        })
    }

    async fn insert_access(&self, mut new: NewAccess) -> Answer<Inserted> {
        self.reach()?;
        if self.has("a_token_loses_its_scopes") {
            new.access.scopes = ScopeSet::empty();
        }
        let access = new.access.clone();
        let inserted = self.store.insert_access(new).await?;
        self.seen().last_token = Some(access.hash);
        if self.has("a_token_is_kept_after_all") && inserted == Inserted::Revoked {
            self.seen().tokens.insert(access.hash, access);
        }
        Ok(inserted)
    }

    async fn find_access(&self, token: &TokenHash) -> Answer<Option<AccessRecord>> {
        self.reach()?;
        let remembered = self.own.lock().unwrap().get(token).cloned();
        if self.has("a_node_remembers_tokens") && remembered.is_some() {
            return Ok(remembered);
        }
        let found = self.store.find_access(token).await?;
        let found = found.filter(|found| !self.is_gone(found));
        let found = found.or_else(|| self.seen().tokens.get(token).cloned());
        let mut own = self.own.lock().unwrap();
        own.extend(found.clone().map(|found| (*token, found)));
        Ok(found)
    }

    async fn find_refresh(
        &self,
        by: &ClientId,
        family: &TokenHash,
    ) -> Answer<Option<RefreshRecord>> {
        self.reach()?;
        self.store.find_refresh(by, family).await
    }

    async fn rotate_refresh(&self, mut it: RotateRefresh) -> Answer<RotatedRefresh> {
        if self.has("a_cut_leaves_half_a_rotation") && self.seen().severed {
            let access = NewAccess {
                access: it.access.clone(),
                creates: None,
                refresh: None,
            };
            let _ = self.store.insert_access(access).await?;
        }
        self.reach()?;
        let _one_at_a_time = self.rotations.lock().await;
        let found = self.store.find_refresh(&it.client_id, &it.family).await?;
        match self.fault {
            "the_window_is_a_second_longer" => it.retry_window += Duration::from_secs(1),
            "the_window_is_a_second_shorter" => {
                it.retry_window = it.retry_window.saturating_sub(Duration::from_secs(1));
            }
            "a_retry_may_ask_for_more" => it.scopes = ScopeSet::empty(),
            _ => {}
        }
        // Who was right by what was read before writes over whatever is current by now.
        if let ("a_rotation_reads_too_early", Some(found)) = (self.fault, &found) {
            let mut seen = self.seen();
            let first = seen.families.entry(it.family).or_insert(found.current);
            if *first == it.presented {
                it.presented = found.current;
            }
        }
        let known = found.is_none_or(|found| {
            found.current == it.presented || found.previous == Some(it.presented)
        });
        if self.has("a_made_up_secret_is_unknown") && !known {
            return Ok(RotatedRefresh::Unknown);
        }
        let (salt, token, grant) = (it.salt, it.access.hash, it.access.grant);
        let rotated = self.store.rotate_refresh(it).await?;
        self.seen().last_token = Some(token);
        if self.has("a_rotation_forgets_its_token") {
            self.store.revoke_access(&token).await?;
        }
        let forgets = self.has("a_restart_forgets_salts") && self.seen().restarted;
        Ok(match (rotated, grant) {
            (RotatedRefresh::Retried { .. }, Some(grant)) if forgets => {
                RotatedRefresh::Reused(grant)
            }
            (RotatedRefresh::Retried { .. }, _) if self.has("a_retry_gets_its_own_salt") => {
                RotatedRefresh::Retried { salt }
            }
            (rotated, _) => rotated,
        })
    }

    async fn revoke_access(&self, token: &TokenHash) -> Answer<()> {
        self.reach()?;
        if self.has("a_token_cannot_be_revoked") {
            return Ok(());
        }
        self.store.revoke_access(token).await
    }

    async fn revoke_grant(&self, grant: GrantId, now: Timestamp) -> Answer<()> {
        self.reach()?;
        self.store.revoke_grant(grant, now).await?;
        let consents = self.seen().consents.clone();
        for consent in consents {
            if self.has("revocations_keep_consents") {
                self.store.remember_consent(consent).await?;
            }
        }
        Ok(())
    }

    async fn revoke_subject(&self, by: &SubjectId, now: Timestamp) -> Answer<u64> {
        if self.has("a_cut_leaves_half_a_revocation") && self.seen().severed {
            for grant in self.store.grants_of(by, now).await? {
                self.store.revoke_grant(grant.id, now).await?;
            }
        }
        self.reach()?;
        let forgets = self.has("revocations_are_not_remembered");
        let now = if forgets {
            Timestamp::from_seconds(0)
        } else {
            now
        };
        self.store.revoke_subject(&self.person(by), now).await
    }

    async fn revoke_client(&self, to: &ClientId, now: Timestamp) -> Answer<u64> {
        self.reach()?;
        self.store.revoke_client(to, now).await
    }

    async fn grants_of(&self, by: &SubjectId, now: Timestamp) -> Answer<Vec<GrantSummary>> {
        self.reach()?;
        let dead = self.has("dead_grants_are_told");
        let now = if dead {
            Timestamp::from_seconds(0)
        } else {
            now
        };
        let mut grants = self.store.grants_of(by, now).await?;
        for grant in &mut grants {
            if self.has("uses_are_not_told") {
                grant.used_at = grant.created_at;
            }
        }
        if self.has("grants_are_told_oldest_first") {
            grants.reverse();
        }
        Ok(grants)
    }

    async fn insert_session(&self, mut it: SessionRecord) -> Answer<Inserted> {
        self.reach()?;
        it.subject = self.person(&it.subject);
        self.store.insert_session(it).await
    }

    async fn find_session(&self, session: &TokenHash) -> Answer<Option<SessionRecord>> {
        self.reach()?;
        self.store.find_session(session).await
    }

    async fn touch_session(&self, session: &TokenHash, now: Timestamp) -> Answer<()> {
        self.reach()?;
        self.store.touch_session(session, now).await
    }

    async fn end_session(&self, session: &TokenHash) -> Answer<()> {
        self.reach()?;
        if self.has("a_session_never_ends") {
            return Ok(());
        }
        self.store.end_session(session).await
    }

    async fn remember_consent(&self, it: Consent) -> Answer<()> {
        self.reach()?;
        self.seen().consents.push(it.clone());
        self.store.remember_consent(self.consent(it)).await
    }

    async fn has_consent(&self, it: &Consent) -> Answer<bool> {
        self.reach()?;
        self.store.has_consent(&self.consent(it.clone())).await
    }

    async fn purge_expired(&self, now: Timestamp, limit: u32) -> Answer<u32> {
        self.reach()?;
        let second = Duration::from_secs(1);
        let (now, limit) = match self.fault {
            "a_purge_is_a_second_early" => (now.after(second), limit),
            "a_purge_is_a_second_late" => (Timestamp::from_seconds(now.seconds() - 1), limit),
            "a_purge_has_no_limit" => (now, u32::MAX),
            _ => (now, limit),
        };
        self.store.purge_expired(now, limit).await
    }

    async fn shutdown(&self) -> Answer<()> {
        self.seen().restarted = true;
        Ok(())
    }
}
