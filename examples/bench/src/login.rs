//! The application's own sessions: kept by the hash of their cookie, as the toolkit keeps its own.

use crate::Server;
use axum::extract::{RawQuery, State};
use axum::http::header::{COOKIE, LOCATION, SET_COOKIE};
use axum::http::{HeaderName, StatusCode};
use oauth2_runtime::prelude::*;
use percent_encoding::percent_decode_str;
use sha2::{Digest as _, Sha256};
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Who is signed in, by the hash of the cookie `sid`.
#[derive(Default)]
pub(crate) struct Sessions(Mutex<HashMap<[u8; 32], Subject>>);

impl Sessions {
    fn kept(&self) -> MutexGuard<'_, HashMap<[u8; 32], Subject>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A new session of the one person there is.
    fn begin(&self) -> ClientSecret {
        // 256 random bits, as a client's secret has.
        let cookie = ClientSecret::random();
        let hash = Sha256::digest(cookie.expose()).into();
        self.kept().insert(hash, Subject::new("alice"));
        cookie
    }
}

impl Login for Sessions {
    async fn current_user(&self, request: &Parts) -> HookResult<Option<Subject>> {
        let cookies = request
            .headers
            .get(COOKIE)
            .and_then(|value| value.to_str().ok());
        let mut pairs = cookies.into_iter().flat_map(|value| value.split(';'));
        let Some(cookie) = pairs.find_map(|pair| pair.trim_start().strip_prefix("sid=")) else {
            return Ok(None);
        };
        let hash: [u8; 32] = Sha256::digest(cookie).into();
        Ok(self.kept().get(&hash).cloned())
    }
}

/// Signs in whoever asks, and sends them back to the authorization endpoint.
pub(crate) async fn sign_in<S: Store>(
    State(server): Server<S>,
    RawQuery(query): RawQuery,
) -> Result<(StatusCode, [(HeaderName, String); 2]), StatusCode> {
    let query = query
        .as_deref()
        .and_then(|query| query.strip_prefix("return_to="));
    let to = percent_decode_str(query.unwrap_or_default()).decode_utf8_lossy();
    if !to.starts_with("/authorize?") {
        return Err(StatusCode::BAD_REQUEST);
    }
    let cookie = server.provider().sessions.begin();
    let cookie = format!("sid={}; Path=/; HttpOnly; SameSite=Lax", cookie.expose());
    Ok((
        StatusCode::SEE_OTHER,
        [(LOCATION, to.into_owned()), (SET_COOKIE, cookie)],
    ))
}
