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
ALTER TABLE unknown_counter RENAME COLUMN wait_process TO wait_boot_id;
-- Failed attempts since the last completed sign-in, and when the last of them was (NULL without one).
ALTER TABLE counter ADD COLUMN failed INTEGER NOT NULL DEFAULT 0 CHECK (failed BETWEEN 0 AND 4294967295);
ALTER TABLE counter ADD COLUMN last_failed INTEGER;
-- Attempts refused unread, during a wait or a suspension, that no audit entry counts yet.
ALTER TABLE counter ADD COLUMN refused_unread INTEGER NOT NULL DEFAULT 0
    CHECK (refused_unread BETWEEN 0 AND 4294967295);
ALTER TABLE unknown_counter ADD COLUMN failed INTEGER NOT NULL DEFAULT 0 CHECK (failed BETWEEN 0 AND 4294967295);
ALTER TABLE unknown_counter ADD COLUMN last_failed INTEGER;
ALTER TABLE unknown_counter ADD COLUMN refused_unread INTEGER NOT NULL DEFAULT 0
    CHECK (refused_unread BETWEEN 0 AND 4294967295);
-- Until now a completed sign-in cleared what was charged, so that is what failed since.
UPDATE counter SET failed = failures, last_failed = touched WHERE failures > 0;

-- The boot clock (milliseconds) at the last look of the session's program, and the boot that it belongs to. Sessions
-- from before are measured by the wall clock.
ALTER TABLE session ADD COLUMN seen_boot INTEGER NOT NULL DEFAULT 0 CHECK (seen_boot >= 0);
ALTER TABLE session ADD COLUMN seen_boot_id BLOB NOT NULL DEFAULT x'00000000000000000000000000000000'
    CHECK (length(seen_boot_id) = 16);

-- The history of an account: its entries, but for those that a host wrote for itself.
DROP INDEX audit_account;
CREATE INDEX audit_history ON audit (account, number) WHERE account IS NOT NULL AND event <> 'host';
