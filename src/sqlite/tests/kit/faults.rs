//! What is done to a database for the kit, and what must come of it.

/// One fault.
pub(super) struct Fault {
    pub name: &'static str,
    pub what: &'static str,
    pub how: How,
    pub error: &'static str,
}

pub(super) enum How {
    /// By a statement that minds no rule.
    Sql(&'static str),
    /// By a statement that needs words of the schema out of the way for as long as it runs.
    Loosely { table: &'static str, word: &'static str, sql: &'static str },
    /// In the bytes of the file.
    Bytes(fn(&mut Vec<u8>)),
}

const fn fault(name: &'static str, what: &'static str, how: How, error: &'static str) -> Fault {
    Fault { name, what, how, error }
}

pub(super) const FAULTS: &[Fault] = &[
    fault(
        "account-role-an-unknown-word",
        "account.role: an unknown word",
        How::Sql("UPDATE account SET role = 'root' WHERE key = 'person001'"),
        "account.role cannot be read: it is no word of this schema",
    ),
    fault(
        "account-enabled-two",
        "account.enabled: two",
        How::Sql("UPDATE account SET enabled = 2 WHERE key = 'person001'"),
        "account.enabled cannot be read: it is out of range",
    ),
    fault(
        "account-two-factor-two",
        "account.two_factor: two",
        How::Sql("UPDATE account SET two_factor = 2 WHERE key = 'person001'"),
        "account.two_factor cannot be read: it is out of range",
    ),
    fault(
        "account-credentials-version-negative",
        "account.credentials_version: negative",
        How::Sql("UPDATE account SET credentials_version = -1 WHERE key = 'person001'"),
        "account.credentials_version cannot be read: it is out of range",
    ),
    fault(
        "account-generation-the-smallest-number",
        "account.generation: the smallest number",
        How::Sql("UPDATE account SET generation = -9223372036854775808 WHERE key = 'person001'"),
        "account.generation cannot be read: it is out of range",
    ),
    fault(
        "account-recovery-set-negative",
        "account.recovery_set: negative",
        How::Sql("UPDATE account SET recovery_set = -1 WHERE key = 'person001'"),
        "account.recovery_set cannot be read: it is out of range",
    ),
    fault(
        "account-username-no-text",
        "account.username: no text",
        How::Sql("UPDATE account SET username = CAST(x'ff41' AS TEXT) WHERE key = 'person001'"),
        "account.username cannot be read: it is no text",
    ),
    fault(
        "wrap-kind-an-unknown-word",
        "wrap.kind: an unknown word",
        How::Sql("UPDATE wrap SET kind = 'master' WHERE hex(account) LIKE '01%'"),
        "wrap.kind cannot be read: it is no word of this schema",
    ),
    fault(
        "wrap-generation-negative",
        "wrap.generation: negative",
        How::Sql("UPDATE wrap SET generation = -1 WHERE hex(account) LIKE '01%'"),
        "wrap.generation cannot be read: it is out of range",
    ),
    fault(
        "wrap-under-negative",
        "wrap.under: negative",
        How::Sql("UPDATE wrap SET under = -1 WHERE hex(account) LIKE '01%'"),
        "wrap.under cannot be read: it is out of range",
    ),
    fault(
        "wrap-kdf-no-text",
        "wrap.kdf: no text",
        How::Sql("UPDATE wrap SET kdf = CAST(x'ff' AS TEXT) WHERE hex(account) LIKE '01%'"),
        "wrap.kdf cannot be read: it is no text",
    ),
    fault(
        "wrap-tag-a-byte-too-short",
        "wrap.tag: a byte too short",
        How::Sql("UPDATE wrap SET tag = zeroblob(31) WHERE hex(account) LIKE '01%'"),
        "wrap.tag cannot be read: it has another length",
    ),
    fault(
        "wrap-sealed-a-byte-too-long",
        "wrap.sealed: a byte too long",
        How::Sql("UPDATE wrap SET sealed = zeroblob(73) WHERE hex(account) LIKE '01%'"),
        "wrap.sealed cannot be read: it has another length",
    ),
    fault(
        "authenticator-last-step-negative",
        "authenticator.last_step: negative",
        How::Sql("UPDATE authenticator SET last_step = -1 WHERE hex(account) LIKE '01%'"),
        "authenticator.last_step cannot be read: it is out of range",
    ),
    fault(
        "authenticator-last-step-a-step-beyond-the-year-9999",
        "authenticator.last_step: a step beyond the year 9999",
        How::Sql("UPDATE authenticator SET last_step = 8446743360 WHERE hex(account) LIKE '01%'"),
        "authenticator.last_step cannot be read: it is out of range",
    ),
    fault(
        "authenticator-last-step-the-largest-number",
        "authenticator.last_step: the largest number",
        How::Sql("UPDATE authenticator SET last_step = 9223372036854775807 WHERE hex(account) LIKE '01%'"),
        "authenticator.last_step cannot be read: it is out of range",
    ),
    fault(
        "authenticator-sealed-a-byte-too-long",
        "authenticator.sealed: a byte too long",
        How::Sql("UPDATE authenticator SET sealed = zeroblob(61) WHERE hex(account) LIKE '01%'"),
        "authenticator.sealed cannot be read: it has another length",
    ),
    fault(
        "authenticator-id-a-byte-too-short",
        "authenticator.id: a byte too short",
        How::Sql("UPDATE authenticator SET id = zeroblob(15) WHERE hex(account) LIKE '01%'"),
        "authenticator.id cannot be read: it has another length",
    ),
    fault(
        "recovery-batch-negative",
        "recovery.batch: negative",
        How::Sql("UPDATE recovery SET batch = -1 WHERE hex(account) LIKE '01%'"),
        "recovery.batch cannot be read: it is out of range",
    ),
    fault(
        "recovery-place-negative",
        "recovery.place: negative",
        How::Sql("UPDATE recovery SET place = -1 WHERE hex(account) LIKE '01%'"),
        "recovery.place cannot be read: it is out of range",
    ),
    fault(
        "recovery-tag-a-byte-too-long",
        "recovery.tag: a byte too long",
        How::Sql("UPDATE recovery SET tag = zeroblob(33) WHERE hex(account) LIKE '01%'"),
        "recovery.tag cannot be read: it has another length",
    ),
    fault(
        "help-code-tag-a-byte-too-short",
        "help_code.tag: a byte too short",
        How::Sql("UPDATE help_code SET tag = zeroblob(31) WHERE hex(account) LIKE '01%'"),
        "help_code.tag cannot be read: it has another length",
    ),
    fault(
        "counter-failures-beyond-32-bits",
        "counter.failures: beyond 32 bits",
        How::Sql("UPDATE counter SET failures = 4294967296 WHERE hex(account) LIKE '01%'"),
        "counter.failures cannot be read: it is out of range",
    ),
    fault(
        "counter-unfinished-negative",
        "counter.unfinished: negative",
        How::Sql("UPDATE counter SET unfinished = -1 WHERE hex(account) LIKE '01%'"),
        "counter.unfinished cannot be read: it is out of range",
    ),
    fault(
        "counter-suspended-seven",
        "counter.suspended: seven",
        How::Sql("UPDATE counter SET suspended = 7 WHERE hex(account) LIKE '01%'"),
        "counter.suspended cannot be read: it is out of range",
    ),
    fault(
        "counter-wait-length-negative",
        "counter.wait_length: negative",
        How::Sql("UPDATE counter SET wait_length = -1 WHERE hex(account) LIKE '01%'"),
        "counter.wait_length cannot be read: it is out of range",
    ),
    fault(
        "counter-wait-boot-negative",
        "counter.wait_boot: negative",
        How::Sql("UPDATE counter SET wait_boot = -1 WHERE hex(account) LIKE '01%'"),
        "counter.wait_boot cannot be read: it is out of range",
    ),
    fault(
        "counter-wait-wall-missing",
        "counter.wait_wall: missing",
        How::Sql("UPDATE counter SET wait_wall = NULL WHERE hex(account) LIKE '01%'"),
        "counter.wait_wall cannot be read: it has another type",
    ),
    fault(
        "counter-wait-process-a-byte-too-short",
        "counter.wait_process: a byte too short",
        How::Sql("UPDATE counter SET wait_process = zeroblob(15) WHERE hex(account) LIKE '01%'"),
        "counter.wait_process cannot be read: it has another length",
    ),
    fault(
        "unknown-counter-suspended-negative",
        "unknown_counter.suspended: negative",
        How::Sql("UPDATE unknown_counter SET suspended = -1 WHERE hex(name) LIKE '01%'"),
        "unknown_counter.suspended cannot be read: it is out of range",
    ),
    fault(
        "unknown-counter-wait-length-a-length-without-a-start",
        "unknown_counter.wait_length: a length without a start",
        How::Sql("UPDATE unknown_counter SET wait_length = 5 WHERE hex(name) LIKE '01%'"),
        "unknown_counter.wait_wall cannot be read: it has another type",
    ),
    fault(
        "session-id-a-byte-too-long",
        "session.id: a byte too long",
        How::Sql("UPDATE session SET id = zeroblob(17) WHERE hex(account) LIKE '01%'"),
        "session.id cannot be read: it has another length",
    ),
    fault(
        "session-token-hash-a-byte-too-short",
        "session.token_hash: a byte too short",
        How::Sql("UPDATE session SET token_hash = zeroblob(31) WHERE hex(account) LIKE '01%'"),
        "session.token_hash cannot be read: it has another length",
    ),
    fault(
        "session-host-no-text",
        "session.host: no text",
        How::Sql("UPDATE session SET host = CAST(x'80' AS TEXT) WHERE hex(account) LIKE '01%'"),
        "session.host cannot be read: it is no text",
    ),
    fault(
        "audit-count-beyond-32-bits",
        "audit.count: beyond 32 bits",
        How::Sql("UPDATE audit SET count = 4294967296 WHERE number = 1"),
        "audit.count cannot be read: it is out of range",
    ),
    fault(
        "audit-actor-a-byte-too-short",
        "audit.actor: a byte too short",
        How::Sql("UPDATE audit SET actor = zeroblob(15) WHERE number = 1"),
        "audit.actor cannot be read: it has another length",
    ),
    fault(
        "audit-hash-a-byte-too-short",
        "audit.hash: a byte too short",
        How::Sql("UPDATE audit SET hash = zeroblob(31) WHERE number = 1"),
        "audit.hash cannot be read: it has another length",
    ),
    fault(
        "audit-number-negative",
        "audit.number: negative",
        How::Sql("UPDATE audit SET number = -1 WHERE number = 1"),
        "audit.number cannot be read: it is out of range",
    ),
    fault(
        "audit-event-no-text",
        "audit.event: no text",
        How::Sql("UPDATE audit SET event = CAST(x'ff' AS TEXT) WHERE number = 1"),
        "audit.event cannot be read: it is no text",
    ),
    fault(
        "meta-id-a-byte-too-short",
        "meta.id: a byte too short",
        How::Sql("UPDATE meta SET id = zeroblob(15) WHERE TRUE"),
        "meta.id cannot be read: it has another length",
    ),
    fault(
        "meta-key-empty",
        "meta.key: empty",
        How::Sql("UPDATE meta SET key = x'' WHERE TRUE"),
        "meta.key cannot be read: it has another length",
    ),
    fault(
        "meta-head-number-negative",
        "meta.head_number: negative",
        How::Sql("UPDATE meta SET head_number = -1 WHERE TRUE"),
        "meta.head_number cannot be read: it is out of range",
    ),
    fault(
        "meta-head-hash-a-byte-too-long",
        "meta.head_hash: a byte too long",
        How::Sql("UPDATE meta SET head_hash = zeroblob(33) WHERE TRUE"),
        "meta.head_hash cannot be read: it has another length",
    ),
    fault(
        "meta-lock-after-minutes-zero",
        "meta.lock_after_minutes: zero",
        How::Sql("UPDATE meta SET lock_after_minutes = 0 WHERE TRUE"),
        "meta.lock_after_minutes cannot be read: it is out of range",
    ),
    fault(
        "meta-clear-clipboard-seconds-a-second-too-long",
        "meta.clear_clipboard_seconds: a second too long",
        How::Sql("UPDATE meta SET clear_clipboard_seconds = 121 WHERE TRUE"),
        "meta.clear_clipboard_seconds cannot be read: it is out of range",
    ),
    fault(
        "meta-unlock-needs-code-two",
        "meta.unlock_needs_code: two",
        How::Sql("UPDATE meta SET unlock_needs_code = 2 WHERE TRUE"),
        "meta.unlock_needs_code cannot be read: it is out of range",
    ),
    fault("meta-no-row", "meta: no row", How::Sql("DELETE FROM meta"), "unreadable"),
    fault(
        "authenticator-last-step-missing",
        "authenticator.last_step: missing",
        How::Loosely {
            table: "authenticator",
            word: "last_step INTEGER NOT NULL",
            sql: "UPDATE authenticator SET last_step = NULL WHERE hex(account) LIKE '01%'",
        },
        "authenticator.last_step cannot be read: it has another type",
    ),
    fault(
        "authenticator-sealed-missing",
        "authenticator.sealed: missing",
        How::Loosely {
            table: "authenticator",
            word: "sealed BLOB NOT NULL",
            sql: "UPDATE authenticator SET sealed = NULL WHERE hex(account) LIKE '01%'",
        },
        "authenticator.sealed cannot be read: it has another type",
    ),
    fault(
        "wrap-sealed-missing",
        "wrap.sealed: missing",
        How::Loosely {
            table: "wrap",
            word: "sealed BLOB NOT NULL",
            sql: "UPDATE wrap SET sealed = NULL WHERE hex(account) LIKE '01%'",
        },
        "wrap.sealed cannot be read: it has another type",
    ),
    fault(
        "account-two-factor-missing",
        "account.two_factor: missing",
        How::Loosely {
            table: "account",
            word: "two_factor INTEGER NOT NULL",
            sql: "UPDATE account SET two_factor = NULL WHERE key = 'person001'",
        },
        "account.two_factor cannot be read: it has another type",
    ),
    fault(
        "account-enabled-missing",
        "account.enabled: missing",
        How::Loosely {
            table: "account",
            word: "enabled INTEGER NOT NULL",
            sql: "UPDATE account SET enabled = NULL WHERE key = 'person001'",
        },
        "account.enabled cannot be read: it has another type",
    ),
    fault(
        "counter-suspended-missing",
        "counter.suspended: missing",
        How::Loosely {
            table: "counter",
            word: "suspended INTEGER NOT NULL",
            sql: "UPDATE counter SET suspended = NULL WHERE hex(account) LIKE '01%'",
        },
        "counter.suspended cannot be read: it has another type",
    ),
    fault(
        "schema-extra-table",
        "the schema: a table more",
        How::Sql("CREATE TABLE extra (x)"),
        "damaged: its tables are not those of this schema",
    ),
    fault(
        "schema-extra-trigger",
        "the schema: a trigger that empties the log",
        How::Sql("CREATE TRIGGER t AFTER DELETE ON session BEGIN DELETE FROM audit; END"),
        "damaged: its tables are not those of this schema",
    ),
    fault(
        "schema-no-able-administrator",
        "the schema: an index less",
        How::Sql("DROP INDEX able_administrator"),
        "damaged: its tables are not those of this schema",
    ),
    fault(
        "schema-no-help-code",
        "the schema: a table less",
        How::Sql("DROP TABLE help_code"),
        "damaged: its tables are not those of this schema",
    ),
    fault(
        "schema-column-more",
        "the schema: a column more",
        How::Sql("ALTER TABLE account ADD COLUMN extra TEXT"),
        "damaged: its tables are not those of this schema",
    ),
    fault(
        "schema-column-renamed",
        "the schema: a column by another name",
        How::Sql("ALTER TABLE wrap RENAME COLUMN under TO over"),
        "damaged: its tables are not those of this schema",
    ),
    fault(
        "schema-table-renamed",
        "the schema: a table by another name",
        How::Sql("ALTER TABLE recovery RENAME TO recovered"),
        "damaged: its tables are not those of this schema",
    ),
    fault(
        "schema-no-checks",
        "the schema: rules taken out of a table",
        How::Sql(
            "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = replace(sql, ' CHECK (two_factor IN (0, 1))', '') WHERE name = 'account'; PRAGMA writable_schema = RESET",
        ),
        "damaged: its tables are not those of this schema",
    ),
    fault(
        "wrap-account-nobodys",
        "wrap.account: nobody's",
        How::Sql("UPDATE wrap SET account = zeroblob(16) WHERE hex(account) LIKE '01%'"),
        "damaged: rows belong to an account that is not there",
    ),
    fault(
        "authenticator-account-nobodys",
        "authenticator.account: nobody's",
        How::Sql("UPDATE authenticator SET account = zeroblob(16) WHERE hex(account) LIKE '01%'"),
        "damaged: rows belong to an account that is not there",
    ),
    fault(
        "help-code-account-nobodys",
        "help_code.account: nobody's",
        How::Sql("UPDATE help_code SET account = zeroblob(16) WHERE hex(account) LIKE '01%'"),
        "damaged: rows belong to an account that is not there",
    ),
    fault(
        "counter-account-nobodys",
        "counter.account: nobody's",
        How::Sql("UPDATE counter SET account = zeroblob(16) WHERE hex(account) LIKE '01%'"),
        "damaged: rows belong to an account that is not there",
    ),
    fault(
        "session-account-nobodys",
        "session.account: nobody's",
        How::Sql("UPDATE session SET account = zeroblob(16) WHERE hex(account) LIKE '01%'"),
        "damaged: rows belong to an account that is not there",
    ),
    fault(
        "account-gone",
        "account: all rows gone",
        How::Sql("DELETE FROM account"),
        "damaged: rows belong to an account that is not there",
    ),
    fault(
        "header-newer-schema",
        "the header: a schema of a later version",
        How::Sql("PRAGMA user_version = 2"),
        "newer: 2",
    ),
    fault(
        "header-no-schema",
        "the header: no schema",
        How::Sql("PRAGMA user_version = 0"),
        "damaged: its schema number is not one",
    ),
    fault("header-no-owner", "the header: nobody's file", How::Sql("PRAGMA application_id = 0"), "foreign"),
    fault(
        "header-other-owner",
        "the header: another program's file",
        How::Sql("PRAGMA application_id = 252006673"),
        "foreign",
    ),
    fault("header-magic", "the header: a letter of the magic", How::Bytes(|bytes| bytes[3] ^= 1), "foreign"),
    fault(
        "header-zeros",
        "the first page: zeros",
        How::Bytes(|bytes| bytes[..512].fill(0)),
        "damaged: it begins with zeros",
    ),
    fault("file-zeros", "the file: zeros", How::Bytes(|bytes| bytes.fill(0)), "damaged: it begins with zeros"),
    fault(
        "file-cut-in-header",
        "the file: cut within its header",
        How::Bytes(|bytes| bytes.truncate(64)),
        "damaged: it ends within its header",
    ),
    fault(
        "file-cut-after-header",
        "the file: cut after its header",
        How::Bytes(|bytes| bytes.truncate(100)),
        "damaged: database disk image is malformed",
    ),
    fault(
        "file-one-page",
        "the file: cut after its first page",
        How::Bytes(|bytes| bytes.truncate(512)),
        "damaged: database disk image is malformed",
    ),
    fault(
        "file-cut-by-a-page",
        "the file: its last page gone",
        How::Bytes(|bytes| bytes.truncate(bytes.len() - 512)),
        "damaged: database disk image is malformed",
    ),
    fault(
        "file-last-page-zeros",
        "the file: its last page zeros",
        How::Bytes(|bytes| {
            let last = bytes.len() - 512;
            bytes[last..].fill(0)
        }),
        "damaged: rows belong to an account that is not there",
    ),
    fault(
        "header-page-size",
        "the header: an impossible size of page",
        How::Bytes(|bytes| bytes[16..18].copy_from_slice(&[0x02, 0x01])),
        "damaged: file is not a database",
    ),
    fault(
        "header-reserved",
        "the header: pages without room",
        How::Bytes(|bytes| bytes[20] = 255),
        "damaged: file is not a database",
    ),
    fault(
        "header-schema-format",
        "the header: a schema format that is not known",
        How::Bytes(|bytes| bytes[47] = 9),
        "unusable: unsupported file format",
    ),
    fault(
        "page-kind",
        "a page of tables: of no kind",
        How::Bytes(|bytes| bytes[100] = 7),
        "damaged: database disk image is malformed",
    ),
    fault(
        "page-cells",
        "a page of tables: more cells than fit",
        How::Bytes(|bytes| bytes[103..105].copy_from_slice(&[0xff, 0xff])),
        "damaged: database disk image is malformed",
    ),
];
