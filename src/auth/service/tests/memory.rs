//! Searches the memory of a process that signs in: each secret is present only in the boxes that hold it, and absent
//! after they are dropped. The process is this test binary, whose allocator wipes nothing.

#[allow(dead_code, reason = "only the window tests search for text")]
#[path = "../../../../tests/e2e/process_memory.rs"]
mod search;

use std::sync::Arc;

use crate::auth::secret::recorder::{self, MASK};
use crate::auth::service::tests::passwords::THIRD;
use crate::auth::testing::subprocess::{Child, argument, print_line, read_line};
use crate::auth::testing::{
    BOB, BOBS_PASSWORD, Fixture, ManualClock, PASSWORD, expect_refused, expect_signed_in, options, typed,
};
use crate::auth::{
    Auth, ConfirmResult, Cost, Factor, FinishResult, KdfParams, MemoryStore, PasswordRefusal, Role, SecretInput,
    Session, SessionDeadline, SystemRandom, UnixTime, UnlockResult, code_at, derive, normalize_new,
};

/// In steps of 30 s.
const TWELVE_HOURS: i64 = 12 * 60 * 2;

/// Secrets are searched in chunks of this many bytes: the allocator overwrites the first 16 of a freed block.
const CHUNK: usize = 8;

/// The lengths in bytes of the secrets held at each checkpoint, the longest first.
const CHECKPOINTS: [(&str, &[usize]); 20] = [
    ("signed in", &[32]),
    ("a data key", &[32, 32]),
    ("the data key dropped", &[32]),
    ("a password derived", &[32, 32, 32]),
    ("the derived keys dropped", &[32]),
    ("the setup key shown", &[32, 20]),
    ("the recovery codes shown", &[32, 20, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10]),
    ("two-factor on", &[32]),
    ("locked", &[]),
    ("unlocked", &[32]),
    ("signed out", &[]),
    ("a code required", &[32]),
    ("signed in with a recovery code", &[32]),
    ("over after twelve hours", &[]),
    ("signed in with a code", &[32]),
    ("signed out from the lock", &[]),
    ("keys carried", &[32; 8]),
    ("keys carried, locked", &[32]),
    ("a wrong password", &[32]),
    ("all signed out", &[]),
];

#[test]
fn a_secret_is_in_memory_only_where_held_and_wiped_after_drop_lock_and_sign_out() {
    let test = "auth::service::tests::memory::child_process_holds_secrets";
    let mut child = Child::start(test, "secrets");
    for (stop, lengths) in CHECKPOINTS {
        let line = child.receive_reply();
        let (there, list) = line.split_once(" :").unwrap();
        assert_eq!(there, stop);
        let secrets: Vec<Recorded> = list.split_whitespace().map(Recorded::read).collect();
        assert_eq!(secret_lengths(&secrets), lengths, "{stop}");
        let pieces: Vec<_> =
            secrets.iter().flat_map(|secret| secret.chunks().map(move |piece| (secret, piece))).collect();
        let forms: Vec<_> = pieces.iter().map(|(_, piece)| vec![piece.to_vec()]).collect();
        let found = search::count_each(child.id(), &forms).expect("the memory of a child process can be read");
        for ((secret, _), found) in pieces.iter().zip(found) {
            assert_eq!(found, secret.box_count, "{stop}: a secret of {} bytes", secret.bytes.len());
        }
        child.send("on");
    }
    child.wait();
}

/// A secret that the process created.
struct Recorded {
    /// Number of boxes that hold it now.
    box_count: usize,
    bytes: Vec<u8>,
}

impl Recorded {
    /// Parses a word of the recorder's list.
    fn read(field: &str) -> Self {
        let (count, digits) = field.split_once(':').unwrap();
        let byte = |index: usize| u8::from_str_radix(&digits[2 * index..2 * index + 2], 16).unwrap() ^ MASK;
        Self { box_count: count.parse().unwrap(), bytes: (0..digits.len() / 2).map(byte).collect() }
    }

    /// All its chunks, the last one aligned to its end.
    fn chunks(&self) -> impl Iterator<Item = &[u8]> {
        let last = self.bytes.len() - CHUNK;
        (0..last).step_by(CHUNK).chain([last]).map(|start| &self.bytes[start..start + CHUNK])
    }
}

fn secret_lengths(secrets: &[Recorded]) -> Vec<usize> {
    let mut lengths: Vec<usize> =
        secrets.iter().flat_map(|secret| vec![secret.bytes.len(); secret.box_count]).collect();
    lengths.sort_unstable_by(|one, other| other.cmp(one));
    lengths
}

/// Prints the secrets held now, and waits to be searched.
fn checkpoint(name: &str) {
    print_line(format!("{name} :{}", recorder::list()));
    read_line();
}

#[test]
fn child_process_holds_secrets() {
    if argument().is_none() {
        return;
    }
    recorder::start();
    let (alice, session) = TwoFactorUser::with_two_factor();
    let session = alice.lock_and_unlock(session);
    alice.fixture.sign_out(session);
    checkpoint("signed out");
    alice.sign_in_with_recovery_code();
    open_rewrapped_keys();
    assert!(read_line().is_none());
}

/// A user with an authenticator, of which only the digits are kept.
struct TwoFactorUser {
    fixture: Fixture,
    paired_at: i64,
    codes: Vec<String>,
    recovery_code: String,
}

fn fixture() -> Fixture {
    let (clock, random) = (Arc::new(ManualClock::new()), Arc::new(SystemRandom));
    let store = Arc::new(MemoryStore::new(&SystemRandom).unwrap());
    let auth = Auth::with(Arc::clone(&store) as _, Arc::clone(&clock) as _, random, options()).unwrap();
    Fixture { auth: Arc::new(auth), clock, store }
}

impl TwoFactorUser {
    /// From the first account to two-factor.
    fn with_two_factor() -> (Self, Session) {
        let fixture = fixture();
        let (session, proof) = fixture.create_first();
        checkpoint("signed in");
        let data = session.data_key("notes").unwrap();
        checkpoint("a data key");
        drop(data);
        checkpoint("the data key dropped");
        let kdf = KdfParams::draw(Cost::for_tests(), &SystemRandom).unwrap();
        let derived = derive(&normalize_new(&typed(PASSWORD)).unwrap(), &kdf).unwrap();
        checkpoint("a password derived");
        drop(derived);
        checkpoint("the derived keys dropped");

        let show = fixture.auth.begin_enrolment(&session, proof).unwrap();
        checkpoint("the setup key shown");
        let paired = fixture.now().seconds();
        let code = |step: i64| code_at(&show.0.material.secret, UnixTime::from_seconds(paired + 30 * step)).to_string();
        let codes: Vec<_> = (0..TWELVE_HOURS + 10).map(code).collect();
        let ConfirmResult::RecoveryCodes(shown) =
            fixture.auth.confirm_pairing(show.next(), typed(&codes[0]), "Phone").unwrap()
        else {
            panic!("expected the code to be accepted");
        };
        let recovery = shown.codes()[0].expose_text().to_string();
        checkpoint("the recovery codes shown");
        assert!(matches!(fixture.auth.finish_enrolment(*shown).unwrap(), FinishResult::TwoFactorOn));
        checkpoint("two-factor on");
        (Self { fixture, paired_at: paired, codes, recovery_code: recovery }, session)
    }

    /// Returns the current code.
    fn code(&self) -> SecretInput {
        let step = (self.fixture.now().seconds() - self.paired_at) / 30;
        typed(&self.codes[usize::try_from(step).unwrap()])
    }

    fn lock_and_unlock(&self, session: Session) -> Session {
        self.fixture.advance_steps(2);
        let locked = self.fixture.auth.lock(session);
        checkpoint("locked");
        let unlocked = self.fixture.auth.unlock(locked, typed(PASSWORD), Some(Factor::Code(self.code())));
        let Ok(UnlockResult::Unlocked(session)) = unlocked else { panic!("expected the session to unlock") };
        checkpoint("unlocked");
        session
    }

    /// Signs in with a recovery code until the session ends, then with a code until it is locked.
    fn sign_in_with_recovery_code(&self) {
        let pending = self.fixture.pending();
        checkpoint("a code required");
        let session = expect_signed_in(self.fixture.submit_recovery_code(pending, &self.recovery_code)).session;
        checkpoint("signed in with a recovery code");
        self.fixture.advance_steps(TWELVE_HOURS.unsigned_abs());
        assert_eq!(self.fixture.auth.deadline(&session, None), SessionDeadline::EndNow);
        self.fixture.auth.expire(session).unwrap();
        checkpoint("over after twelve hours");
        let session =
            expect_signed_in(self.fixture.auth.submit_code(self.fixture.pending(), self.code()).unwrap()).session;
        checkpoint("signed in with a code");
        let locked = self.fixture.auth.lock(session);
        self.fixture.auth.sign_out_locked(locked).unwrap();
        checkpoint("signed out from the lock");
    }
}

/// A user whose password was reset repeatedly, and who enters all old passwords.
fn open_rewrapped_keys() {
    let fixture = fixture();
    let (admin, _) = fixture.create_first();
    let mut bob = fixture.add_bob(&admin, Role::Member);
    let old: Vec<_> = (0..6).map(|n| format!("{n} brave kites hum softly")).collect();
    for new_password in &old {
        let temporary = fixture.temporary_password(&admin, bob.account());
        bob = expect_signed_in(fixture.choose_password(BOB, &temporary, new_password)).session;
    }
    for password in old.iter().take(5).map(String::as_str).chain([BOBS_PASSWORD]) {
        fixture.auth.open_old_data(&bob, typed(password)).unwrap();
    }
    checkpoint("keys carried");
    let locked = fixture.auth.lock(bob);
    checkpoint("keys carried, locked");
    assert_eq!(expect_refused(fixture.sign_in(BOB, THIRD)), PasswordRefusal::Wrong);
    checkpoint("a wrong password");
    fixture.auth.sign_out_locked(locked).unwrap();
    fixture.sign_out(admin);
    checkpoint("all signed out");
}
