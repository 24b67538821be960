//! A sealed row as text: a field a line.

use std::fmt::Write;

use crate::auth::account::{AccountId, AuthenticatorId};
use crate::auth::clock::UnixTime;
use crate::auth::store::{AuthenticatorRow, WrapKind, WrapRow};

#[derive(Clone)]
pub(super) enum Row {
    Wrap(WrapRow),
    Authenticator(AuthenticatorRow),
}

const KINDS: [(&str, WrapKind); 3] =
    [("current", WrapKind::Current), ("retired", WrapKind::Retired), ("carried", WrapKind::Carried)];

impl Row {
    /// The row, what was done to it, and what must come of opening it.
    pub fn write(&self, what: &str, outcome: &str) -> String {
        let mut text = format!("what: {what}\n");
        let mut line = |name: &str, value: &dyn std::fmt::Display| writeln!(text, "{name}: {value}").unwrap();
        match self {
            Self::Wrap(row) => {
                let (kind, _) = KINDS.iter().find(|(_, kind)| *kind == row.kind).unwrap();
                line("table", &"wrap");
                line("account", &hex(row.account.as_bytes()));
                line("generation", &row.generation);
                line("kind", kind);
                line("kdf", &row.kdf);
                line("tag", &hex(&row.tag));
                line("under", &row.under);
                line("sealed", &hex(&row.sealed));
            }
            Self::Authenticator(row) => {
                line("table", &"authenticator");
                line("account", &hex(row.account.as_bytes()));
                line("id", &hex(row.id.as_bytes()));
                line("sealed", &hex(&row.sealed));
            }
        }
        line("outcome", &outcome);
        text
    }

    /// The row, and what must come of opening it.
    pub fn read(text: &str) -> (Self, &str) {
        let value = |name: &str| {
            let mut lines = text.lines().filter_map(|line| line.split_once(": "));
            lines.find(|(known, _)| *known == name).unwrap_or_else(|| panic!("no {name} in {text}")).1
        };
        let account = AccountId::from_bytes(array(value("account")));
        let (sealed, created) = (bytes(value("sealed")), UnixTime::default());
        let row = match value("table") {
            "wrap" => Self::Wrap(WrapRow {
                account,
                kind: KINDS.iter().find(|(word, _)| *word == value("kind")).unwrap().1,
                generation: value("generation").parse().unwrap(),
                kdf: value("kdf").to_owned(),
                tag: array(value("tag")),
                under: value("under").parse().unwrap(),
                sealed,
                created,
            }),
            "authenticator" => Self::Authenticator(AuthenticatorRow {
                id: AuthenticatorId::from_bytes(array(value("id"))),
                account,
                name: String::new(),
                sealed,
                last_step: 0,
                added: created,
                last_used: None,
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
    (0..hex.len() / 2).map(|place| u8::from_str_radix(&hex[2 * place..2 * place + 2], 16).unwrap()).collect()
}

fn array<const N: usize>(hex: &str) -> [u8; N] {
    bytes(hex).try_into().unwrap()
}
