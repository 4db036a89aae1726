//! THE list of tables and columns that move, the same for every SQL store.

use super::Value;

/// What kind of value a column has, beside `NULL`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::store) enum Kind {
    Bytes,
    Text,
    Whole,
    Flag,
}

/// One column.
pub(in crate::store) struct Column {
    pub(in crate::store) name: &'static str,
    pub(in crate::store) kind: Kind,
    /// The migration that added it, and what older rows have there.
    pub(super) added: Option<(i64, Value)>,
}

/// One table.
pub(in crate::store) struct Table {
    pub(in crate::store) name: &'static str,
    pub(in crate::store) columns: &'static [Column],
    /// Which rows, and in which order where it counts.
    rest: &'static str,
}

macro_rules! tables {
    ($($table:ident $(($rest:literal))? {
        $($column:ident: $kind:ident $(since $number:literal = $default:expr)?,)*
    })*) => {
        &[$(Table {
            name: stringify!($table),
            columns: &[$(Column {
                name: stringify!($column),
                kind: Kind::$kind,
                added: tables!(@added $($number, $default)?),
            },)*],
            rest: concat!("" $(, $rest)?),
        },)*]
    };
    (@added) => { None };
    (@added $number:literal, $default:expr) => { Some(($number, $default)) };
}

/// What is referred to stands before what refers to it.
pub(in crate::store) const TABLES: &[Table] = tables! {
    clients {
        id: Text, name: Text, auth_method: Text, grants: Text, scopes: Text, redirect_uris: Text,
        insecure_redirect_uris: Text, disabled: Flag,
        introspects: Flag since 4 = Value::Flag(false),
        verified_host: Text since 6 = Value::Null,
    }
    // Without their numbers: the order tells which secret is the older one.
    client_secrets (" ORDER BY id") { client_id: Text, hash: Bytes, weak: Flag, }
    grants {
        id: Bytes, client_id: Text, subject: Text, scopes: Text, created_at: Whole,
        expires_at: Whole, revoked_at: Whole, family: Bytes, current: Bytes, previous: Bytes,
        rotated_at: Whole, refresh_expires_at: Whole, retry_scopes: Text, retries: Whole,
        salt: Bytes, salt_until: Whole,
    }
    codes {
        hash: Bytes, grant_id: Bytes, redirect_uri: Text, redirect_sent: Flag, challenge: Bytes,
        expires_at: Whole, spent_at: Whole,
    }
    claims { ticket: Bytes, allowed: Flag, code: Bytes, expires_at: Whole, }
    // Where no foreign key holds it, a token may have lost its grant: it is void.
    access_tokens (
        " WHERE grant_id IS NULL OR EXISTS (SELECT 1 FROM grants WHERE grants.id = grant_id)"
    ) {
        hash: Bytes, grant_id: Bytes, client_id: Text, subject: Text, scopes: Text,
        issued_at: Whole, expires_at: Whole,
    }
    sessions {
        hash: Bytes, subject: Text, name: Text, created_at: Whole, seen_at: Whole,
        expires_at: Whole,
    }
    consents { subject: Text, client_id: Text, place: Bytes, scopes: Text, }
    revocations {
        kind: Text, id: Text, at: Whole, unfinished: Flag since 5 = Value::Flag(false),
    }
};

impl Table {
    /// Asks for every row. `term` says how a column is read.
    pub(in crate::store) fn select(&self, term: impl Fn(&Column) -> String) -> String {
        let terms: Vec<_> = self.columns.iter().map(term).collect();
        format!(
            "SELECT {} FROM {}{}",
            terms.join(", "),
            self.name,
            self.rest
        )
    }

    /// The columns' names, for an `INSERT`.
    pub(in crate::store) fn names(&self) -> String {
        let names: Vec<_> = self.columns.iter().map(|column| column.name).collect();
        names.join(", ")
    }
}
