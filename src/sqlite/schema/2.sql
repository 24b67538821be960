-- Schema 2: what sessions and waits are measured with, what the log counts beside its entries, how the latest time
-- is corrected, and what checking a password takes. It is never edited once it was released.

-- Starts of the program in a row whose clock was behind `latest` and that agree with each other, and the wall clock at
-- the last of them. Enough of them correct `latest`.
ALTER TABLE meta ADD COLUMN starts_behind INTEGER NOT NULL DEFAULT 0
    CHECK (starts_behind BETWEEN 0 AND 4294967295);
ALTER TABLE meta ADD COLUMN last_start_behind INTEGER NOT NULL DEFAULT 0;
-- Refused attempts for unknown names that no audit entry counts yet, and when the last entry about such was written.
ALTER TABLE meta ADD COLUMN unlogged_refusals INTEGER NOT NULL DEFAULT 0
    CHECK (unlogged_refusals BETWEEN 0 AND 4294967295);
ALTER TABLE meta ADD COLUMN unknown_logged INTEGER NOT NULL DEFAULT 0;
-- What checking a password was measured to take on this computer: memory of Argon2id in KiB (64 MiB to 1 GiB; three passes
-- and four lanes go without saying) and milliseconds. Both NULL before the first measurement.
ALTER TABLE meta ADD COLUMN measured_memory_kib INTEGER CHECK (measured_memory_kib BETWEEN 65536 AND 1048576);
ALTER TABLE meta ADD COLUMN measured_millis INTEGER CHECK (measured_millis BETWEEN 1 AND 600000)
    CHECK ((measured_millis IS NULL) = (measured_memory_kib IS NULL));

-- A wait names the boot of the computer whose boot clock it was measured with, no longer the run of the program. Where
-- the system tells no boot, it is still drawn for each run.
ALTER TABLE counter RENAME COLUMN wait_process TO wait_boot_id;
-- When a try was last charged, on the boot clock too: password tries are forgotten by it. The boots from before are
-- over, so for these the wall clock decides.
ALTER TABLE counter ADD COLUMN touched_boot INTEGER NOT NULL DEFAULT 0 CHECK (touched_boot >= 0);
ALTER TABLE counter ADD COLUMN touched_boot_id BLOB NOT NULL DEFAULT x'00000000000000000000000000000000'
    CHECK (length(touched_boot_id) = 16);
-- Failed attempts since the last completed sign-in, and when the last of them was (NULL without one).
ALTER TABLE counter ADD COLUMN failed INTEGER NOT NULL DEFAULT 0 CHECK (failed BETWEEN 0 AND 4294967295);
ALTER TABLE counter ADD COLUMN last_failed INTEGER;
-- Attempts refused unread, during a wait or a suspension, that no audit entry counts yet.
ALTER TABLE counter ADD COLUMN refused_unread INTEGER NOT NULL DEFAULT 0
    CHECK (refused_unread BETWEEN 0 AND 4294967295);
-- Until now a completed sign-in cleared what was charged, so that is what failed since.
UPDATE counter SET failed = failures, last_failed = touched WHERE failures > 0;

-- Password tries by typed name, whether an account has it or not. It replaces unknown_counter, whose 256 bits of HMAC
-- could be searched for what was typed, which may have been a password.
DROP TABLE unknown_counter;
CREATE TABLE name_counter (
    -- The first 16 bits of the HMAC of the canonical name under meta.key; -1 for all text that cannot be a username.
    name INTEGER NOT NULL PRIMARY KEY CHECK (name BETWEEN -1 AND 65535),
    -- The others are those of counter.
    failures INTEGER NOT NULL CHECK (failures BETWEEN 0 AND 4294967295),
    unfinished INTEGER NOT NULL CHECK (unfinished BETWEEN 0 AND 4294967295),
    suspended INTEGER NOT NULL CHECK (suspended IN (0, 1)),
    wait_wall INTEGER,
    wait_boot INTEGER CHECK (wait_boot >= 0),
    wait_boot_id BLOB CHECK (length(wait_boot_id) = 16),
    wait_length INTEGER CHECK (wait_length >= 0),
    touched INTEGER NOT NULL,
    touched_boot INTEGER NOT NULL CHECK (touched_boot >= 0),
    touched_boot_id BLOB NOT NULL CHECK (length(touched_boot_id) = 16),
    failed INTEGER NOT NULL CHECK (failed BETWEEN 0 AND 4294967295),
    last_failed INTEGER,
    refused_unread INTEGER NOT NULL CHECK (refused_unread BETWEEN 0 AND 4294967295),
    CHECK ((wait_wall IS NULL) = (wait_length IS NULL)),
    CHECK ((wait_boot IS NULL) = (wait_length IS NULL)),
    CHECK ((wait_boot_id IS NULL) = (wait_length IS NULL))
) STRICT;

-- The boot clock (milliseconds) at the last look of the session's program, and the boot that it belongs to. Sessions
-- from before are measured by the wall clock.
ALTER TABLE session ADD COLUMN seen_boot INTEGER NOT NULL DEFAULT 0 CHECK (seen_boot >= 0);
ALTER TABLE session ADD COLUMN seen_boot_id BLOB NOT NULL DEFAULT x'00000000000000000000000000000000'
    CHECK (length(seen_boot_id) = 16);

-- The history of an account: its entries, but for those that a host wrote for itself.
DROP INDEX audit_account;
CREATE INDEX audit_history ON audit (account, number) WHERE account IS NOT NULL AND event <> 'host';

-- What expires: asked for every ten minutes, so that it is marked and no clock that is set back makes it good again.
CREATE INDEX temporary_password ON account (password_until) WHERE password_until IS NOT NULL;
CREATE INDEX help_code_until ON help_code (until);
