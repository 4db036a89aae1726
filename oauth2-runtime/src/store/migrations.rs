//! The schema as a numbered list of files, the same for each SQL store: forward only, each applied
//! once and never changed.

use crate::error::BoxError;
use crate::secret;

/// One file of `migrations/`.
pub(super) struct Migration {
    pub(super) number: i64,
    pub(super) name: &'static str,
    pub(super) sql: &'static str,
}

/// THE list. A number has one name, and one file for each database.
macro_rules! migrations {
    ($folder:literal) => {
        migrations! { $folder:
            1 "0001_grants"
            2 "0002_people"
            3 "0003_clients"
            4 "0004_introspection"
            5 "0005_revocations"
            6 "0006_verified_host"
            7 "0007_own_tokens"
        }
    };
    ($folder:literal: $($number:literal $name:literal)*) => {
        &[$(Migration {
            number: $number,
            name: $name,
            sql: include_str!(concat!("../../migrations/", $folder, "/", $name, ".sql")),
        }),*]
    };
}

#[cfg(feature = "sqlite")]
pub(super) const SQLITE: &[Migration] = migrations!("sqlite");

#[cfg(feature = "postgres")]
pub(super) const POSTGRES: &[Migration] = migrations!("postgres");

impl Migration {
    /// The same for a checkout with other line ends.
    pub(super) fn checksum(&self) -> [u8; 32] {
        secret::sha256(self.sql.replace("\r\n", "\n").as_bytes())
    }
}

/// What is left to apply to a database that has these numbers and sums already.
///
/// # Errors
/// A newer version wrote the database, or one with another text of a migration.
pub(super) fn left<'list>(
    list: &'list [Migration],
    applied: &[(i64, [u8; 32])],
) -> Result<&'list [Migration], BoxError> {
    for ((number, checksum), migration) in applied.iter().zip(list) {
        if *number != migration.number || *checksum != migration.checksum() {
            let name = migration.name;
            return Err(format!("the database was written with another migration `{name}`").into());
        }
    }
    list.get(applied.len()..)
        .ok_or_else(|| "the database was written by a newer version of oauth2-runtime".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(feature = "sqlite")]
    #[test]
    fn numbers_and_names_agree() {
        for (migration, number) in SQLITE.iter().zip(1..) {
            assert_eq!(migration.number, number);
            assert!(
                migration.name.starts_with(&format!("{number:04}_")),
                "{}",
                migration.name
            );
        }
    }

    #[test]
    fn line_ends_do_not_count() {
        let with = |sql| Migration {
            number: 1,
            name: "0001_grants",
            sql,
        };
        assert_eq!(with("a\r\nb\n").checksum(), with("a\nb\n").checksum());
        assert_ne!(with("a\nb\n").checksum(), with("a b\n").checksum());
    }
}
