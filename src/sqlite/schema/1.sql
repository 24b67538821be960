-- Schema 1. It is never edited: a change is a file of its own, numbered onward.
--
-- Times are milliseconds since 1970-01-01T00:00:00Z, negative before it. Ids are 16 random bytes. Numbers that a
-- program counts up are never negative; the program refuses what is. Lengths of text are in bytes and generous: the
-- rules of what a name or a word may be stand in the layer above, these bounds only keep out what cannot be right.
-- Secrets are here in two forms only: sealed under a key that comes from a password, or as a tag (HMAC or SHA-256).

-- What the store knows of itself. Exactly one row.
CREATE TABLE meta (
    one INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    -- Drawn when the store was made. A program that was set up once may remember it.
    id BLOB NOT NULL CHECK (length(id) = 16),
    -- Keys the names of unknown_counter and the tags of help codes.
    key BLOB NOT NULL CHECK (length(key) = 32),
    -- When the store was made.
    created INTEGER NOT NULL,
    -- The latest time that any act saw. It chooses texts and refuses nothing.
    latest INTEGER NOT NULL,
    -- Number and hash of the last audit entry; 0 and zeros before the first.
    head_number INTEGER NOT NULL CHECK (head_number >= 0),
    head_hash BLOB NOT NULL CHECK (length(head_hash) = 32),
    -- What administrators set for everybody: minutes, seconds, a flag.
    lock_after_minutes INTEGER NOT NULL CHECK (lock_after_minutes BETWEEN 1 AND 60),
    clear_clipboard_seconds INTEGER NOT NULL CHECK (clear_clipboard_seconds BETWEEN 10 AND 120),
    unlock_needs_code INTEGER NOT NULL CHECK (unlock_needs_code IN (0, 1))
) STRICT;

-- Accounts, one row each.
CREATE TABLE account (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    -- The username as it was typed, for display.
    username TEXT NOT NULL CHECK (octet_length(username) BETWEEN 1 AND 1024),
    -- The canonical username (PRECIS UsernameCaseMapped), for finding it.
    key TEXT NOT NULL UNIQUE CHECK (octet_length(key) BETWEEN 1 AND 1024),
    role TEXT NOT NULL CHECK (role IN ('administrator', 'member')),
    -- Whether it may sign in.
    enabled INTEGER NOT NULL CHECK (enabled IN (0, 1)),
    -- Whether a second factor is owed; never derived from the presence of rows.
    two_factor INTEGER NOT NULL CHECK (two_factor IN (0, 1)),
    -- NULL: the password is the person's own. Otherwise it is temporary, and opens nothing from this time on.
    password_until INTEGER,
    -- Raised by any change of wrap, factors, role or status.
    credentials_version INTEGER NOT NULL CHECK (credentials_version >= 0),
    -- Number of the account key that is in force.
    generation INTEGER NOT NULL CHECK (generation >= 0),
    -- Number of the set of recovery codes that is in force; 0 before the first.
    recovery_set INTEGER NOT NULL CHECK (recovery_set >= 0),
    created INTEGER NOT NULL,
    password_changed INTEGER NOT NULL,
    -- NULL before the first sign-in.
    last_sign_in INTEGER
) STRICT, WITHOUT ROWID;

-- Who can help the others: asked for before an administrator is demoted, disabled or deleted.
CREATE INDEX able_administrator ON account (id)
    WHERE role = 'administrator' AND enabled = 1 AND password_until IS NULL;

-- Account keys, sealed.
CREATE TABLE wrap (
    account BLOB NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    -- Number of the account key inside.
    generation INTEGER NOT NULL CHECK (generation >= 0),
    -- What opens it: the password in force, the own password before a reset, or a later account key.
    kind TEXT NOT NULL CHECK (kind IN ('current', 'retired', 'carried')),
    -- The KDF string (PHC style) of the password; empty for 'carried'.
    kdf TEXT NOT NULL CHECK (octet_length(kdf) <= 1024),
    -- HMAC-SHA-256 tag that says whether the password is right; zeros for 'carried'.
    tag BLOB NOT NULL CHECK (length(tag) = 32),
    -- Generation of the account key that opens it, for 'carried'; 0 otherwise.
    under INTEGER NOT NULL CHECK (under >= 0),
    -- Nonce (24 bytes), then the key under XChaCha20-Poly1305 (32 + 16).
    sealed BLOB NOT NULL CHECK (length(sealed) = 72),
    created INTEGER NOT NULL,
    PRIMARY KEY (account, generation, kind)
) STRICT, WITHOUT ROWID;

-- Paired authenticators.
CREATE TABLE authenticator (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    account BLOB NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    -- Its name, given by its owner.
    name TEXT NOT NULL CHECK (octet_length(name) BETWEEN 1 AND 1024),
    -- Nonce (24 bytes), then the secret under XChaCha20-Poly1305 (20 + 16).
    sealed BLOB NOT NULL CHECK (length(sealed) = 60),
    -- The largest 30-second step of which a code was accepted. Never lowered; up to the end of the year 9999.
    last_step INTEGER NOT NULL CHECK (last_step BETWEEN 0 AND 8446743359),
    -- When it was paired.
    added INTEGER NOT NULL,
    -- When a code of it was last accepted; NULL before.
    last_used INTEGER,
    UNIQUE (account, name)
) STRICT, WITHOUT ROWID;

-- Recovery codes, as tags under the account key. Used ones stay until the set is replaced.
CREATE TABLE recovery (
    account BLOB NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    -- Number of the set.
    batch INTEGER NOT NULL CHECK (batch >= 0),
    -- Place in the set, from 0.
    place INTEGER NOT NULL CHECK (place BETWEEN 0 AND 4294967295),
    tag BLOB NOT NULL CHECK (length(tag) = 32),
    -- When it was used; NULL while it is fresh.
    used INTEGER,
    PRIMARY KEY (account, batch, place)
) STRICT, WITHOUT ROWID;

-- Help codes, as tags under meta.key; at most one an account.
CREATE TABLE help_code (
    account BLOB NOT NULL PRIMARY KEY REFERENCES account (id) ON DELETE CASCADE,
    tag BLOB NOT NULL CHECK (length(tag) = 32),
    -- From this time on it opens nothing.
    until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Tries of accounts.
CREATE TABLE counter (
    account BLOB NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    -- Which tries: passwords, one-time codes, or recovery and help codes.
    kind TEXT NOT NULL CHECK (kind IN ('password', 'code', 'recovery')),
    -- Tries charged and neither given back nor cleared.
    failures INTEGER NOT NULL CHECK (failures BETWEEN 0 AND 4294967295),
    -- Wrong codes since the last password change; cleared by nothing else.
    unfinished INTEGER NOT NULL CHECK (unfinished BETWEEN 0 AND 4294967295),
    -- Whether tries are refused until somebody helps.
    suspended INTEGER NOT NULL CHECK (suspended IN (0, 1)),
    -- The wait in force: its start on the wall clock and on the boot clock (milliseconds), the run of the program
    -- whose boot clock that was, its length in milliseconds. All NULL without one.
    wait_wall INTEGER,
    wait_boot INTEGER CHECK (wait_boot >= 0),
    wait_process BLOB CHECK (length(wait_process) = 16),
    wait_length INTEGER CHECK (wait_length >= 0),
    -- When the counter was last touched.
    touched INTEGER NOT NULL,
    PRIMARY KEY (account, kind),
    CHECK ((wait_wall IS NULL) = (wait_length IS NULL)),
    CHECK ((wait_boot IS NULL) = (wait_length IS NULL)),
    CHECK ((wait_process IS NULL) = (wait_length IS NULL))
) STRICT, WITHOUT ROWID;

-- Password tries for names that no account has. The columns are those of counter.
CREATE TABLE unknown_counter (
    -- HMAC of the canonical name under meta.key: the file does not tell what was typed.
    name BLOB NOT NULL PRIMARY KEY CHECK (length(name) = 32),
    failures INTEGER NOT NULL CHECK (failures BETWEEN 0 AND 4294967295),
    unfinished INTEGER NOT NULL CHECK (unfinished BETWEEN 0 AND 4294967295),
    suspended INTEGER NOT NULL CHECK (suspended IN (0, 1)),
    wait_wall INTEGER,
    wait_boot INTEGER CHECK (wait_boot >= 0),
    wait_process BLOB CHECK (length(wait_process) = 16),
    wait_length INTEGER CHECK (wait_length >= 0),
    touched INTEGER NOT NULL,
    CHECK ((wait_wall IS NULL) = (wait_length IS NULL)),
    CHECK ((wait_boot IS NULL) = (wait_length IS NULL)),
    CHECK ((wait_process IS NULL) = (wait_length IS NULL))
) STRICT, WITHOUT ROWID;

-- For pruning: the oldest go.
CREATE INDEX unknown_counter_touched ON unknown_counter (touched);

-- Open sessions.
CREATE TABLE session (
    -- SHA-256 of the token that the program holds.
    token_hash BLOB NOT NULL PRIMARY KEY CHECK (length(token_hash) = 32),
    -- Names it in lists; it opens nothing.
    id BLOB NOT NULL CHECK (length(id) = 16),
    account BLOB NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    opened INTEGER NOT NULL,
    -- When its program last looked.
    seen INTEGER NOT NULL,
    -- Name of the computer.
    host TEXT NOT NULL CHECK (octet_length(host) <= 1024),
    -- How the second door was opened, as an audit word.
    method TEXT NOT NULL CHECK (octet_length(method) <= 1024)
) STRICT, WITHOUT ROWID;

CREATE INDEX session_account ON session (account, opened);

-- What happened. Entries refer to accounts without a foreign key: they outlive them.
CREATE TABLE audit (
    -- From 1, without gaps.
    number INTEGER NOT NULL PRIMARY KEY CHECK (number > 0),
    time INTEGER NOT NULL,
    -- Whose account; NULL for a name that no account has.
    account BLOB CHECK (length(account) = 16),
    -- The account's username at that time; empty for a name that no account has.
    username TEXT NOT NULL CHECK (octet_length(username) <= 1024),
    -- Who did it, if somebody else.
    actor BLOB CHECK (length(actor) = 16),
    -- The event and its kind, as words.
    event TEXT NOT NULL CHECK (octet_length(event) BETWEEN 1 AND 1024),
    detail TEXT NOT NULL CHECK (octet_length(detail) <= 1024),
    -- How many alike this stands for.
    count INTEGER NOT NULL CHECK (count BETWEEN 0 AND 4294967295),
    -- Name of the computer.
    host TEXT NOT NULL CHECK (octet_length(host) <= 1024),
    -- SHA-256 over the entry before and this one.
    hash BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT;

CREATE INDEX audit_account ON audit (account, number) WHERE account IS NOT NULL;
