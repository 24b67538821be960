//! What may come of a change, column by column. A column that is not here fails the tests, and so does an outcome that
//! is not listed, or is listed and never seen.
//!
//! Where it says "in" or "owes" for a column that decides something, no key can tell: whoever may write the file can do
//! that, and the documentation says so. Those are who is an administrator (`account.role`), until when a temporary
//! password or a help code is good and whether it is one (`password_until`, `until`), what was spent already
//! (`authenticator.last_step`, `recovery.used`, a spent code's tag in a fresh row), how often somebody tried
//! (`counter`), and which sessions stand (`session`).

use crate::sqlite::tests::tamper::questions as ask;
use crate::sqlite::tests::tamper::row::{Row, column};

const ALICES: &str = "account = (SELECT id FROM account WHERE key = 'alice')";
const BOBS: &str = "account = (SELECT id FROM account WHERE key = 'bob')";
const DORAS: &str = "account = (SELECT id FROM account WHERE key = 'dora')";
const FRANKS: &str = "account = (SELECT id FROM account WHERE key = 'frank')";

const WRONG: &[&str] = &["password: Wrong"];
const IN: &[&str] = &["in"];
const IN_OR_WRONG: &[&str] = &["in", "password: Wrong"];
const TAKEN_OR_WRONG: &[&str] = &["no file holds it", "password: Wrong"];
const WAITING: &[&str] = &["password: Waiting"];
const WAITING_OR_WRONG: &[&str] = &["password: Waiting", "password: Wrong"];
const CODE_WRONG: &[&str] = &["code: Wrong"];
const UNREADABLE: &[&str] = &["code: Unreadable"];
const UNREADABLE_OR_WRONG: &[&str] = &["code: Unreadable", "code: Wrong"];
const OPEN: &[&str] = &["in, open"];
const OPEN_OR_FAULT: &[&str] = &["fault: Unreadable", "in, open"];
const BROKEN: &[&str] = &["in; log broken"];
const WHOLE: &[&str] = &["in; log whole"];
const WHOLE_OR_FAULT: &[&str] = &["fault: Unreadable; log Unreadable", "in; log whole"];
const NO_OLD_KEY: &[&str] = &["in, WrongPassword: none, none"];
const NO_OLD_KEY_OR_WRONG: &[&str] = &["in, WrongPassword: none, none", "password: Wrong"];
const NO_OLDEST_KEY: &[&str] = &["in, opened: none, a key"];
const NO_OLDEST_KEY_OR_WRONG: &[&str] = &["in, opened: none, a key", "password: Wrong"];
const BOTH_KEYS: &[&str] = &["in, opened: a key, a key"];
const BOTH_KEYS_OR_WRONG: &[&str] = &["in, opened: a key, a key", "password: Wrong"];

pub(super) const EXPECTED: &[Row] = &[
    Row {
        table: "account",
        is: "key = 'alice'",
        by_bits: true,
        rival: "key = 'bob'",
        asked: ask::code,
        untouched: "in",
        columns: &[
            column("id", WRONG, TAKEN_OR_WRONG),
            column("username", IN, &["fault: Unreadable", "in", "password: Wrong"]),
            column("key", WRONG, TAKEN_OR_WRONG),
            column("role", WRONG, IN_OR_WRONG),
            column("enabled", WRONG, WRONG),
            column("two_factor", WRONG, WRONG),
            column("password_until", &[], IN_OR_WRONG),
            column("credentials_version", IN_OR_WRONG, IN_OR_WRONG),
            column("generation", WRONG, WRONG),
            column("recovery_set", IN_OR_WRONG, IN_OR_WRONG),
            column("created", IN, IN_OR_WRONG),
            column("password_changed", IN, IN_OR_WRONG),
            column("last_sign_in", IN, IN),
        ],
    },
    Row {
        table: "account",
        is: "key = 'carol'",
        by_bits: true,
        rival: "key = 'bob'",
        asked: ask::temporary,
        untouched: "owes a password",
        columns: &[column(
            "password_until",
            &["owes a password", "password: TemporaryExpired"],
            &["in", "owes a password", "password: TemporaryExpired"],
        )],
    },
    Row {
        table: "wrap",
        is: ALICES,
        by_bits: true,
        rival: BOBS,
        asked: ask::code,
        untouched: "in",
        columns: &[
            column("account", WRONG, TAKEN_OR_WRONG),
            column("generation", WRONG, WRONG),
            column("kind", WRONG, WRONG),
            column("kdf", WRONG, WRONG),
            column("tag", WRONG, WRONG),
            column("under", WRONG, WRONG),
            column("sealed", WRONG, WRONG),
            column("created", IN, IN_OR_WRONG),
        ],
    },
    Row {
        table: "wrap",
        is: "account = (SELECT id FROM account WHERE key = 'erin') AND kind = 'retired'",
        by_bits: false,
        rival: "account = (SELECT id FROM account WHERE key = 'erin') AND kind = 'current'",
        asked: ask::old_data,
        untouched: "in, opened: a key, a key",
        columns: &[
            column("account", NO_OLD_KEY, NO_OLD_KEY),
            column("generation", NO_OLD_KEY_OR_WRONG, NO_OLD_KEY_OR_WRONG),
            column("kind", WRONG, NO_OLD_KEY_OR_WRONG),
            column("kdf", NO_OLD_KEY, NO_OLD_KEY_OR_WRONG),
            column("tag", NO_OLD_KEY, NO_OLD_KEY_OR_WRONG),
            column("under", NO_OLD_KEY_OR_WRONG, NO_OLD_KEY_OR_WRONG),
            column("sealed", NO_OLD_KEY, NO_OLD_KEY_OR_WRONG),
            column("created", BOTH_KEYS, BOTH_KEYS_OR_WRONG),
        ],
    },
    Row {
        table: "wrap",
        is: "account = (SELECT id FROM account WHERE key = 'erin') AND kind = 'carried'",
        by_bits: false,
        rival: "account = (SELECT id FROM account WHERE key = 'erin') AND kind = 'current'",
        asked: ask::old_data,
        untouched: "in, opened: a key, a key",
        columns: &[
            column("account", NO_OLDEST_KEY, NO_OLDEST_KEY),
            column("generation", NO_OLDEST_KEY_OR_WRONG, NO_OLDEST_KEY_OR_WRONG),
            column("kind", WRONG, NO_OLDEST_KEY_OR_WRONG),
            column("kdf", &[], NO_OLDEST_KEY_OR_WRONG),
            column("tag", NO_OLDEST_KEY, NO_OLDEST_KEY_OR_WRONG),
            column("under", NO_OLDEST_KEY_OR_WRONG, NO_OLDEST_KEY_OR_WRONG),
            column("sealed", NO_OLDEST_KEY, NO_OLDEST_KEY_OR_WRONG),
            column("created", BOTH_KEYS, BOTH_KEYS_OR_WRONG),
        ],
    },
    Row {
        table: "authenticator",
        is: ALICES,
        by_bits: true,
        rival: BOBS,
        asked: ask::code,
        untouched: "in",
        columns: &[
            column("id", UNREADABLE, UNREADABLE),
            column("account", UNREADABLE, UNREADABLE),
            column("name", IN, &["code: Unreadable", "fault: Store Conflict", "in"]),
            column("sealed", UNREADABLE, UNREADABLE),
            column(
                "last_step",
                &["code: AheadOfTime", "code: AlreadyUsed", "code: Unreadable", "in by a code spent before"],
                &["code: AheadOfTime", "code: Unreadable", "in by a code spent before"],
            ),
            column("added", IN, &["code: Unreadable", "in"]),
            column("last_used", IN, IN),
        ],
    },
    Row {
        table: "recovery",
        is: "account = (SELECT id FROM account WHERE key = 'alice') AND place = 1",
        by_bits: true,
        rival: "account = (SELECT id FROM account WHERE key = 'alice') AND place = 0",
        asked: ask::recovery,
        untouched: "in",
        columns: &[
            column("account", CODE_WRONG, CODE_WRONG),
            column("batch", UNREADABLE_OR_WRONG, UNREADABLE_OR_WRONG),
            column(
                "place",
                &["code: Unreadable", "in", "no file holds it"],
                &["code: Unreadable", "in", "no file holds it"],
            ),
            column("tag", CODE_WRONG, &["code: Unreadable", "code: Wrong", "in by a code spent before"]),
            column("used", &[], &["code: AlreadyUsed", "in", "in by a code spent before"]),
        ],
    },
    Row {
        table: "help_code",
        is: DORAS,
        by_bits: true,
        rival: "",
        asked: ask::help,
        untouched: "owes pairing",
        columns: &[
            column("account", CODE_WRONG, CODE_WRONG),
            column("tag", CODE_WRONG, UNREADABLE_OR_WRONG),
            column("until", &["code: Wrong", "owes pairing"], &["code: Unreadable", "code: Wrong", "owes pairing"]),
        ],
    },
    Row {
        table: "counter",
        is: FRANKS,
        by_bits: false,
        rival: "account = (SELECT id FROM account WHERE key = 'alice') AND kind = 'code'",
        asked: ask::waiting,
        untouched: "password: Waiting",
        columns: &[
            column("account", IN, &["in", "no file holds it"]),
            column("kind", IN, IN),
            column("failures", WAITING_OR_WRONG, WAITING_OR_WRONG),
            column("unfinished", WAITING_OR_WRONG, WAITING_OR_WRONG),
            column("suspended", WAITING_OR_WRONG, WAITING_OR_WRONG),
            column("wait_wall", WAITING, WAITING_OR_WRONG),
            column("wait_boot", WAITING_OR_WRONG, WAITING_OR_WRONG),
            column("wait_boot_id", WAITING, WAITING_OR_WRONG),
            column("wait_length", WAITING_OR_WRONG, WAITING_OR_WRONG),
            column("touched", WAITING, WAITING_OR_WRONG),
            column("touched_boot", WAITING_OR_WRONG, WAITING_OR_WRONG),
            column("touched_boot_id", WAITING, WAITING_OR_WRONG),
            column("failed", WAITING_OR_WRONG, WAITING_OR_WRONG),
            column("last_failed", WAITING, WAITING),
            column("refused_unread", WAITING_OR_WRONG, WAITING_OR_WRONG),
        ],
    },
    Row {
        table: "name_counter",
        is: "TRUE",
        by_bits: false,
        rival: "",
        asked: ask::nobody,
        untouched: "password: Waiting",
        columns: &[
            column("name", WRONG, WRONG),
            column("failures", WAITING_OR_WRONG, WAITING_OR_WRONG),
            column("unfinished", WAITING_OR_WRONG, WAITING_OR_WRONG),
            column("suspended", WAITING_OR_WRONG, WAITING_OR_WRONG),
            column("wait_wall", WAITING, WAITING_OR_WRONG),
            column("wait_boot", WAITING_OR_WRONG, WAITING_OR_WRONG),
            column("wait_boot_id", WAITING, WAITING_OR_WRONG),
            column("wait_length", WAITING_OR_WRONG, WAITING_OR_WRONG),
            column("touched", WAITING, WAITING_OR_WRONG),
            column("touched_boot", WAITING_OR_WRONG, WAITING_OR_WRONG),
            column("touched_boot_id", WAITING, WAITING_OR_WRONG),
            column("failed", WAITING_OR_WRONG, WAITING_OR_WRONG),
            column("last_failed", WAITING, WAITING),
            column("refused_unread", WAITING_OR_WRONG, WAITING_OR_WRONG),
        ],
    },
    Row {
        table: "session",
        is: ALICES,
        by_bits: false,
        rival: BOBS,
        asked: ask::session,
        untouched: "in, open",
        columns: &[
            column("token_hash", &["ended"], &["ended", "in, open"]),
            column("id", OPEN, OPEN_OR_FAULT),
            column("account", &["fault: Store Conflict"], &["fault: Store Conflict", "fault: Unreadable", "in, open"]),
            column("opened", OPEN, OPEN_OR_FAULT),
            column("seen", OPEN, OPEN_OR_FAULT),
            column("seen_boot", OPEN_OR_FAULT, OPEN_OR_FAULT),
            column("seen_boot_id", OPEN, OPEN_OR_FAULT),
            column("host", OPEN, &["fault: Store Conflict", "fault: Unreadable", "in, open"]),
            column("method", OPEN, &["fault: Store Conflict", "fault: Unreadable", "in, open"]),
        ],
    },
    Row {
        table: "audit",
        is: "number = (SELECT max(number) FROM audit)",
        by_bits: false,
        rival: "number = 1",
        asked: ask::log,
        untouched: "in; log whole",
        columns: &[
            column(
                "number",
                &["fault: Store Conflict; log broken", "in; log broken", "no file holds it"],
                &["fault: Store Conflict; log broken", "in; log broken", "no file holds it"],
            ),
            column("time", BROKEN, BROKEN),
            column("account", BROKEN, BROKEN),
            column("username", BROKEN, BROKEN),
            column("actor", &[], &["in; log broken", "in; log whole"]),
            column("event", BROKEN, BROKEN),
            column("detail", BROKEN, BROKEN),
            column("count", BROKEN, BROKEN),
            column("host", BROKEN, BROKEN),
            column("hash", BROKEN, BROKEN),
        ],
    },
    Row {
        table: "meta",
        is: "TRUE",
        by_bits: false,
        rival: "",
        asked: ask::log,
        untouched: "in; log whole",
        columns: &[
            column("one", WHOLE, WHOLE),
            column("id", WHOLE, WHOLE_OR_FAULT),
            column("key", WHOLE, WHOLE_OR_FAULT),
            column("created", WHOLE, WHOLE_OR_FAULT),
            column("latest", WHOLE, WHOLE_OR_FAULT),
            column(
                "head_number",
                &["fault: Store Conflict; log broken", "fault: Unreadable; log Unreadable", "in; log broken"],
                &["fault: Store Conflict; log broken", "fault: Unreadable; log Unreadable", "in; log broken"],
            ),
            column("head_hash", BROKEN, &["fault: Unreadable; log Unreadable", "in; log broken"]),
            column("lock_after_minutes", WHOLE_OR_FAULT, WHOLE_OR_FAULT),
            column("clear_clipboard_seconds", WHOLE_OR_FAULT, &["fault: Unreadable; log Unreadable"]),
            column("unlock_needs_code", WHOLE_OR_FAULT, WHOLE_OR_FAULT),
            column("starts_behind", WHOLE_OR_FAULT, WHOLE_OR_FAULT),
            column("last_start_behind", WHOLE, WHOLE_OR_FAULT),
            column("unlogged_refusals", WHOLE_OR_FAULT, WHOLE_OR_FAULT),
            column("unknown_logged", WHOLE, WHOLE_OR_FAULT),
            column("measured_memory_kib", &[], WHOLE_OR_FAULT),
            column("measured_millis", &[], WHOLE_OR_FAULT),
        ],
    },
];
