//! The faults of the corpus and their expected errors.

/// An invalid value in a field of account 1.
pub(super) struct FieldFault {
    pub table: &'static str,
    pub column: &'static str,
    pub description: &'static str,
    /// The value, as SQL.
    pub value: &'static str,
    pub reason: &'static str,
}

/// A fault of the file as a whole.
pub(super) struct FileFault {
    pub name: &'static str,
    pub description: &'static str,
    pub kind: FaultKind,
    pub error: &'static str,
}

pub(super) enum FaultKind {
    /// By a statement that runs without constraints.
    Sql(&'static str),
    /// In the bytes of the file.
    Bytes(fn(&mut Vec<u8>)),
}

const RANGE: &str = "it is out of range";
const LENGTH: &str = "it has another length";
const UNKNOWN_NAME: &str = "it is no word of this schema";
const TEXT: &str = "it is no text";
const TYPE: &str = "it has another type";

const OTHER_SCHEMA: &str = "damaged: its tables are not those of this schema";
const ORPHAN: &str = "damaged: rows belong to an account that is not there";
const MALFORMED: &str = "damaged: database disk image is malformed";
const ZEROS: &str = "damaged: it begins with zeros";
const NOT_A_DATABASE: &str = "damaged: file is not a database";
const INVALID_VERSION: &str = "damaged: its schema number is not one";

const fn field(
    table: &'static str,
    column: &'static str,
    what: &'static str,
    value: &'static str,
    why: &'static str,
) -> FieldFault {
    FieldFault { table, column, description: what, value, reason: why }
}

const fn sql(name: &'static str, what: &'static str, sql: &'static str, error: &'static str) -> FileFault {
    FileFault { name, description: what, kind: FaultKind::Sql(sql), error }
}

const fn bytes(name: &'static str, what: &'static str, change: fn(&mut Vec<u8>), error: &'static str) -> FileFault {
    FileFault { name, description: what, kind: FaultKind::Bytes(change), error }
}

pub(super) const FIELD_FAULTS: &[FieldFault] = &[
    field("account", "role", "an unknown word", "'root'", UNKNOWN_NAME),
    field("account", "enabled", "two", "2", RANGE),
    field("account", "two_factor", "two", "2", RANGE),
    field("account", "credentials_version", "negative", "-1", RANGE),
    field("account", "generation", "the smallest number", "-9223372036854775808", RANGE),
    field("account", "recovery_set", "negative", "-1", RANGE),
    field("account", "username", "no text", "CAST(x'ff41' AS TEXT)", TEXT),
    field("wrap", "kind", "an unknown word", "'master'", UNKNOWN_NAME),
    field("wrap", "generation", "negative", "-1", RANGE),
    field("wrap", "under", "negative", "-1", RANGE),
    field("wrap", "kdf", "no text", "CAST(x'ff' AS TEXT)", TEXT),
    field("wrap", "tag", "a byte too short", "zeroblob(31)", LENGTH),
    field("wrap", "sealed", "a byte too long", "zeroblob(73)", LENGTH),
    field("authenticator", "last_step", "negative", "-1", RANGE),
    field("authenticator", "last_step", "a step beyond the year 9999", "8446743360", RANGE),
    field("authenticator", "last_step", "the largest number", "9223372036854775807", RANGE),
    field("authenticator", "sealed", "a byte too long", "zeroblob(61)", LENGTH),
    field("authenticator", "id", "a byte too short", "zeroblob(15)", LENGTH),
    field("recovery", "batch", "negative", "-1", RANGE),
    field("recovery", "place", "negative", "-1", RANGE),
    field("recovery", "tag", "a byte too long", "zeroblob(33)", LENGTH),
    field("help_code", "tag", "a byte too short", "zeroblob(31)", LENGTH),
    field("counter", "failures", "beyond 32 bits", "4294967296", RANGE),
    field("counter", "unfinished", "negative", "-1", RANGE),
    field("counter", "suspended", "seven", "7", RANGE),
    field("counter", "wait_length", "negative", "-1", RANGE),
    field("counter", "wait_boot", "negative", "-1", RANGE),
    field("counter", "wait_wall", "missing", "NULL", TYPE),
    field("counter", "wait_boot_id", "a byte too short", "zeroblob(15)", LENGTH),
    field("name_counter", "suspended", "negative", "-1", RANGE),
    field("session", "id", "a byte too long", "zeroblob(17)", LENGTH),
    field("session", "token_hash", "a byte too short", "zeroblob(31)", LENGTH),
    field("session", "host", "no text", "CAST(x'80' AS TEXT)", TEXT),
    field("audit", "count", "beyond 32 bits", "4294967296", RANGE),
    field("audit", "actor", "a byte too short", "zeroblob(15)", LENGTH),
    field("audit", "hash", "a byte too short", "zeroblob(31)", LENGTH),
    field("audit", "number", "negative", "-1", RANGE),
    field("audit", "event", "no text", "CAST(x'ff' AS TEXT)", TEXT),
    field("meta", "id", "a byte too short", "zeroblob(15)", LENGTH),
    field("meta", "key", "empty", "x''", LENGTH),
    field("meta", "head_number", "negative", "-1", RANGE),
    field("meta", "head_hash", "a byte too long", "zeroblob(33)", LENGTH),
    field("meta", "lock_after_minutes", "zero", "0", RANGE),
    field("meta", "clear_clipboard_seconds", "a second too long", "121", RANGE),
    field("meta", "unlock_needs_code", "two", "2", RANGE),
    field("authenticator", "last_step", "missing", "NULL", TYPE),
    field("authenticator", "sealed", "missing", "NULL", TYPE),
    field("wrap", "sealed", "missing", "NULL", TYPE),
    field("account", "two_factor", "missing", "NULL", TYPE),
    field("account", "enabled", "missing", "NULL", TYPE),
    field("counter", "suspended", "missing", "NULL", TYPE),
];

pub(super) const FILE_FAULTS: &[FileFault] = &[
    sql(
        "name-counter-wait-length-a-length-without-a-start",
        "name_counter.wait_length: a length without a start",
        "UPDATE name_counter SET wait_length = 5 WHERE name = 1",
        "name_counter.wait_wall cannot be read: it has another type",
    ),
    sql("meta-no-row", "meta: no row", "DELETE FROM meta", "unreadable"),
    sql("schema-extra-table", "the schema: a table more", "CREATE TABLE extra (x)", OTHER_SCHEMA),
    sql(
        "schema-extra-trigger",
        "the schema: a trigger that empties the log",
        "CREATE TRIGGER t AFTER DELETE ON session BEGIN DELETE FROM audit; END",
        OTHER_SCHEMA,
    ),
    sql("schema-no-able-administrator", "the schema: an index less", "DROP INDEX able_administrator", OTHER_SCHEMA),
    sql("schema-no-help-code", "the schema: a table less", "DROP TABLE help_code", OTHER_SCHEMA),
    sql("schema-column-more", "the schema: a column more", "ALTER TABLE account ADD COLUMN extra TEXT", OTHER_SCHEMA),
    sql(
        "schema-column-renamed",
        "the schema: a column by another name",
        "ALTER TABLE wrap RENAME COLUMN under TO over",
        OTHER_SCHEMA,
    ),
    sql(
        "schema-table-renamed",
        "the schema: a table by another name",
        "ALTER TABLE recovery RENAME TO recovered",
        OTHER_SCHEMA,
    ),
    sql(
        "schema-no-checks",
        "the schema: rules taken out of a table",
        "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = replace(sql, ' CHECK (two_factor IN (0, 1))', '') WHERE name = 'account'; PRAGMA writable_schema = RESET",
        OTHER_SCHEMA,
    ),
    sql(
        "wrap-account-nobodys",
        "wrap.account: nobody's",
        "UPDATE wrap SET account = zeroblob(16) WHERE hex(account) LIKE '01%'",
        ORPHAN,
    ),
    sql(
        "authenticator-account-nobodys",
        "authenticator.account: nobody's",
        "UPDATE authenticator SET account = zeroblob(16) WHERE hex(account) LIKE '01%'",
        ORPHAN,
    ),
    sql(
        "help-code-account-nobodys",
        "help_code.account: nobody's",
        "UPDATE help_code SET account = zeroblob(16) WHERE hex(account) LIKE '01%'",
        ORPHAN,
    ),
    sql(
        "counter-account-nobodys",
        "counter.account: nobody's",
        "UPDATE counter SET account = zeroblob(16) WHERE hex(account) LIKE '01%'",
        ORPHAN,
    ),
    sql(
        "session-account-nobodys",
        "session.account: nobody's",
        "UPDATE session SET account = zeroblob(16) WHERE hex(account) LIKE '01%'",
        ORPHAN,
    ),
    sql("account-gone", "account: all rows gone", "DELETE FROM account", ORPHAN),
    sql("header-newer-schema", "the header: a schema of a later version", "PRAGMA user_version = 99", "newer: 99"),
    sql("header-no-schema", "the header: no schema", "PRAGMA user_version = 0", INVALID_VERSION),
    sql("header-no-owner", "the header: nobody's file", "PRAGMA application_id = 0", "foreign"),
    sql("header-other-owner", "the header: another program's file", "PRAGMA application_id = 252006673", "foreign"),
    bytes("header-magic", "the header: a letter of the magic", |bytes| bytes[3] ^= 1, "foreign"),
    bytes("header-zeros", "the first page: zeros", |bytes| bytes[..512].fill(0), ZEROS),
    bytes("file-zeros", "the file: zeros", |bytes| bytes.fill(0), ZEROS),
    bytes(
        "file-cut-in-header",
        "the file: cut within its header",
        |bytes| bytes.truncate(64),
        "damaged: it ends within its header",
    ),
    bytes("file-cut-after-header", "the file: cut after its header", |bytes| bytes.truncate(100), MALFORMED),
    bytes("file-one-page", "the file: cut after its first page", |bytes| bytes.truncate(512), MALFORMED),
    bytes("file-cut-by-a-page", "the file: its last page gone", |bytes| bytes.truncate(bytes.len() - 512), MALFORMED),
    bytes(
        "file-last-page-zeros",
        "the file: its last page zeros",
        |bytes| {
            let last = bytes.len() - 512;
            bytes[last..].fill(0);
        },
        ORPHAN,
    ),
    bytes(
        "header-page-size",
        "the header: an impossible size of page",
        |bytes| bytes[16..18].copy_from_slice(&[0x02, 0x01]),
        NOT_A_DATABASE,
    ),
    bytes("header-reserved", "the header: pages without room", |bytes| bytes[20] = 255, NOT_A_DATABASE),
    bytes(
        "header-schema-format",
        "the header: a schema format that is not known",
        |bytes| bytes[47] = 9,
        "unusable: unsupported file format",
    ),
    bytes("page-kind", "a page of tables: of no kind", |bytes| bytes[100] = 7, MALFORMED),
    bytes(
        "page-cells",
        "a page of tables: more cells than fit",
        |bytes| bytes[103..105].copy_from_slice(&[0xff, 0xff]),
        MALFORMED,
    ),
];
