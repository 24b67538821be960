//! The allowed outcomes of a change, column by column. A missing column fails the tests, and so does an outcome that is
//! not listed, or is listed and does not occur.
//!
//! Where a column that matters has the outcome "in" or "due", no key protects it: anyone who can write the file can
//! make that change, as documented. These are the role (`account.role`), the expiry of a temporary password or a help
//! code and whether it is one (`password_until`, `until`), spent factors (`authenticator.last_step`, `recovery.used`, a
//! spent code's tag in a fresh row), counted attempts (`counter`), and open sessions (`session`).

use crate::sqlite::tests::tamper::expectation::{RowExpectation, column};
use crate::sqlite::tests::tamper::probes as ask;

const ALICE_ROW: &str = "account = (SELECT id FROM account WHERE key = 'alice')";
const BOB_ROW: &str = "account = (SELECT id FROM account WHERE key = 'bob')";
const DORA_ROW: &str = "account = (SELECT id FROM account WHERE key = 'dora')";
const FRANK_ROW: &str = "account = (SELECT id FROM account WHERE key = 'frank')";

const WRONG: &[&str] = &["password: Wrong"];
const IN: &[&str] = &["in"];
const IN_OR_WRONG: &[&str] = &["in", "password: Wrong"];
const TAKEN_OR_WRONG: &[&str] = &["no file holds it", "password: Wrong"];
const WAITING: &[&str] = &["password: Waiting"];
const WAITING_OR_WRONG: &[&str] = &["password: Waiting", "password: Wrong"];
const CODE_WRONG: &[&str] = &["code: Wrong"];
const CORRUPT: &[&str] = &["code: Corrupt"];
const CORRUPT_OR_WRONG: &[&str] = &["code: Corrupt", "code: Wrong"];
const OPEN: &[&str] = &["in, open"];
const OPEN_OR_FAULT: &[&str] = &["fault: Corrupt", "in, open"];
const BROKEN: &[&str] = &["in; log broken"];
const INTACT: &[&str] = &["in; log intact"];
const INTACT_OR_FAULT: &[&str] = &["fault: Corrupt; log Corrupt", "in; log intact"];
const NO_OLD_KEY: &[&str] = &["in, WrongPassword: none, none"];
const NO_OLD_KEY_OR_WRONG: &[&str] = &["in, WrongPassword: none, none", "password: Wrong"];
const NO_OLDEST_KEY: &[&str] = &["in, opened: none, a key"];
const NO_OLDEST_KEY_OR_WRONG: &[&str] = &["in, opened: none, a key", "password: Wrong"];
const BOTH_KEYS: &[&str] = &["in, opened: a key, a key"];
const BOTH_KEYS_OR_WRONG: &[&str] = &["in, opened: a key, a key", "password: Wrong"];

pub(super) const EXPECTATIONS: &[RowExpectation] = &[
    RowExpectation {
        table: "account",
        selector: "key = 'alice'",
        every_bit: true,
        other_selector: "key = 'bob'",
        probe: ask::code,
        unmodified: "in",
        columns: &[
            column("id", WRONG, TAKEN_OR_WRONG),
            column("username", IN, &["fault: Corrupt", "in", "password: Wrong"]),
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
    RowExpectation {
        table: "account",
        selector: "key = 'carol'",
        every_bit: true,
        other_selector: "key = 'bob'",
        probe: ask::temporary,
        unmodified: "password due",
        columns: &[column(
            "password_until",
            &["password due", "password: TemporaryExpired"],
            &["in", "password due", "password: TemporaryExpired"],
        )],
    },
    RowExpectation {
        table: "wrap",
        selector: ALICE_ROW,
        every_bit: true,
        other_selector: BOB_ROW,
        probe: ask::code,
        unmodified: "in",
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
    RowExpectation {
        table: "wrap",
        selector: "account = (SELECT id FROM account WHERE key = 'erin') AND kind = 'retired'",
        every_bit: false,
        other_selector: "account = (SELECT id FROM account WHERE key = 'erin') AND kind = 'current'",
        probe: ask::old_data,
        unmodified: "in, opened: a key, a key",
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
    RowExpectation {
        table: "wrap",
        selector: "account = (SELECT id FROM account WHERE key = 'erin') AND kind = 'carried'",
        every_bit: false,
        other_selector: "account = (SELECT id FROM account WHERE key = 'erin') AND kind = 'current'",
        probe: ask::old_data,
        unmodified: "in, opened: a key, a key",
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
    RowExpectation {
        table: "authenticator",
        selector: ALICE_ROW,
        every_bit: true,
        other_selector: BOB_ROW,
        probe: ask::code,
        unmodified: "in",
        columns: &[
            column("id", CORRUPT, CORRUPT),
            column("account", CORRUPT, CORRUPT),
            column("name", IN, &["code: Corrupt", "fault: Store Conflict", "in"]),
            column("sealed", CORRUPT, CORRUPT),
            column(
                "last_step",
                &["code: LastStepInFuture", "code: AlreadyUsed", "code: Corrupt", "in by a code spent before"],
                &["code: LastStepInFuture", "code: Corrupt", "in by a code spent before"],
            ),
            column("added", IN, &["code: Corrupt", "in"]),
            column("last_used", IN, IN),
        ],
    },
    RowExpectation {
        table: "recovery",
        selector: "account = (SELECT id FROM account WHERE key = 'alice') AND place = 1",
        every_bit: true,
        other_selector: "account = (SELECT id FROM account WHERE key = 'alice') AND place = 0",
        probe: ask::recovery,
        unmodified: "in",
        columns: &[
            column("account", CODE_WRONG, CODE_WRONG),
            column("batch", CORRUPT_OR_WRONG, CORRUPT_OR_WRONG),
            column("place", &["code: Corrupt", "in", "no file holds it"], &["code: Corrupt", "in", "no file holds it"]),
            column("tag", CODE_WRONG, &["code: Corrupt", "code: Wrong", "in by a code spent before"]),
            column("used", &[], &["code: AlreadyUsed", "in", "in by a code spent before"]),
        ],
    },
    RowExpectation {
        table: "help_code",
        selector: DORA_ROW,
        every_bit: true,
        other_selector: "",
        probe: ask::help,
        unmodified: "pairing due",
        columns: &[
            column("account", CODE_WRONG, CODE_WRONG),
            column("tag", CODE_WRONG, CORRUPT_OR_WRONG),
            column("until", &["code: Wrong", "pairing due"], &["code: Corrupt", "code: Wrong", "pairing due"]),
        ],
    },
    RowExpectation {
        table: "counter",
        selector: FRANK_ROW,
        every_bit: false,
        other_selector: "account = (SELECT id FROM account WHERE key = 'alice') AND kind = 'code'",
        probe: ask::waiting,
        unmodified: "password: Waiting",
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
    RowExpectation {
        table: "name_counter",
        selector: "TRUE",
        every_bit: false,
        other_selector: "",
        probe: ask::unknown_name,
        unmodified: "password: Waiting",
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
    RowExpectation {
        table: "session",
        selector: ALICE_ROW,
        every_bit: false,
        other_selector: BOB_ROW,
        probe: ask::session,
        unmodified: "in, open",
        columns: &[
            column("token_hash", &["ended"], &["ended", "in, open"]),
            column("id", OPEN, OPEN_OR_FAULT),
            column("account", &["fault: Store Conflict"], &["fault: Store Conflict", "fault: Corrupt", "in, open"]),
            column("opened", OPEN, OPEN_OR_FAULT),
            column("seen", OPEN, OPEN_OR_FAULT),
            column("seen_boot", OPEN_OR_FAULT, OPEN_OR_FAULT),
            column("seen_boot_id", OPEN, OPEN_OR_FAULT),
            column("host", OPEN, &["fault: Store Conflict", "fault: Corrupt", "in, open"]),
            column("method", OPEN, &["fault: Store Conflict", "fault: Corrupt", "in, open"]),
        ],
    },
    RowExpectation {
        table: "audit",
        selector: "number = (SELECT max(number) FROM audit)",
        every_bit: false,
        other_selector: "number = 1",
        probe: ask::audit_log,
        unmodified: "in; log intact",
        columns: &[
            column(
                "number",
                &["fault: Store Conflict; log broken", "in; log broken", "no file holds it"],
                &["fault: Store Conflict; log broken", "in; log broken", "no file holds it"],
            ),
            column("time", BROKEN, BROKEN),
            column("account", BROKEN, BROKEN),
            column("username", BROKEN, BROKEN),
            column("actor", &[], &["in; log broken", "in; log intact"]),
            column("event", BROKEN, BROKEN),
            column("detail", BROKEN, BROKEN),
            column("count", BROKEN, BROKEN),
            column("host", BROKEN, BROKEN),
            column("hash", BROKEN, BROKEN),
        ],
    },
    RowExpectation {
        table: "meta",
        selector: "TRUE",
        every_bit: false,
        other_selector: "",
        probe: ask::audit_log,
        unmodified: "in; log intact",
        columns: &[
            column("one", INTACT, INTACT),
            column("id", INTACT, INTACT_OR_FAULT),
            column("key", INTACT, INTACT_OR_FAULT),
            column("created", INTACT, INTACT_OR_FAULT),
            column("latest", INTACT, INTACT_OR_FAULT),
            column(
                "head_number",
                &["fault: Store Conflict; log broken", "fault: Corrupt; log Corrupt", "in; log broken"],
                &["fault: Store Conflict; log broken", "fault: Corrupt; log Corrupt", "in; log broken"],
            ),
            column("head_hash", BROKEN, &["fault: Corrupt; log Corrupt", "in; log broken"]),
            column("lock_after_minutes", INTACT_OR_FAULT, INTACT_OR_FAULT),
            column("clear_clipboard_seconds", INTACT_OR_FAULT, &["fault: Corrupt; log Corrupt"]),
            column("unlock_needs_code", INTACT_OR_FAULT, INTACT_OR_FAULT),
            column("starts_behind", INTACT_OR_FAULT, INTACT_OR_FAULT),
            column("last_start_behind", INTACT, INTACT_OR_FAULT),
            column("unlogged_refusals", INTACT_OR_FAULT, INTACT_OR_FAULT),
            column("unknown_logged", INTACT, INTACT_OR_FAULT),
            column("measured_memory_kib", &[], INTACT_OR_FAULT),
            column("measured_millis", &[], INTACT_OR_FAULT),
        ],
    },
];
