//! A sealed row as text, one field per line.

use std::fmt::Write;

use crate::auth::account::{AccountId, AuthenticatorId};
use crate::auth::clock::UnixTime;
use crate::auth::store::{AuthenticatorRow, WrapKind, WrappedKeyRow};

#[derive(Clone)]
pub(super) enum CorpusRow {
    Wrap(WrappedKeyRow),
    Authenticator(AuthenticatorRow),
}

const KIND_NAMES: [(&str, WrapKind); 3] =
    [("current", WrapKind::Active), ("retired", WrapKind::Retired), ("carried", WrapKind::Rewrapped)];

impl CorpusRow {
    /// Writes the row, the mutation and the expected outcome of opening it.
    pub fn write(&self, what: &str, outcome: &str) -> String {
        let mut text = format!("what: {what}\n");
        let mut line = |name: &str, value: &dyn std::fmt::Display| writeln!(text, "{name}: {value}").unwrap();
        match self {
            Self::Wrap(row) => {
                let (kind, _) = KIND_NAMES.iter().find(|(_, kind)| *kind == row.kind).unwrap();
                line("table", &"wrap");
                line("account", &hex(row.account.as_bytes()));
                line("generation", &row.key_generation);
                line("kind", kind);
                line("kdf", &row.kdf_params);
                line("tag", &hex(&row.password_tag));
                line("under", &row.wrapping_generation);
                line("sealed", &hex(&row.sealed_key));
            }
            Self::Authenticator(row) => {
                line("table", &"authenticator");
                line("account", &hex(row.account.as_bytes()));
                line("id", &hex(row.id.as_bytes()));
                line("sealed", &hex(&row.sealed_secret));
            }
        }
        line("outcome", &outcome);
        text
    }

    /// Reads the row and the expected outcome of opening it.
    pub fn read(text: &str) -> (Self, &str) {
        let value = |name: &str| {
            let mut lines = text.lines().filter_map(|line| line.split_once(": "));
            lines.find(|(known, _)| *known == name).unwrap_or_else(|| panic!("no {name} in {text}")).1
        };
        let account = AccountId::from_bytes(array(value("account")));
        let (sealed, created) = (bytes(value("sealed")), UnixTime::default());
        let row = match value("table") {
            "wrap" => Self::Wrap(WrappedKeyRow {
                account,
                kind: KIND_NAMES.iter().find(|(kind_name, _)| *kind_name == value("kind")).unwrap().1,
                key_generation: value("generation").parse().unwrap(),
                kdf_params: value("kdf").to_owned(),
                password_tag: array(value("tag")),
                wrapping_generation: value("under").parse().unwrap(),
                sealed_key: sealed,
                created,
            }),
            "authenticator" => Self::Authenticator(AuthenticatorRow {
                id: AuthenticatorId::from_bytes(array(value("id"))),
                account,
                name: String::new(),
                sealed_secret: sealed,
                last_step: 0,
                paired_at: created,
                last_used_at: None,
            }),
            other => panic!("{other}"),
        };
        (row, value("outcome"))
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn bytes(hex: &str) -> Vec<u8> {
    assert!(hex.len().is_multiple_of(2), "{hex}");
    (0..hex.len() / 2).map(|index| u8::from_str_radix(&hex[2 * index..2 * index + 2], 16).unwrap()).collect()
}

fn array<const N: usize>(hex: &str) -> [u8; N] {
    bytes(hex).try_into().unwrap()
}
