//! The memory of a program that signs in, searched from outside: each secret lies in the boxes that hold it and in no
//! other place, and nowhere once they are dropped. The program is this test program, whose allocator wipes nothing.

#[allow(dead_code, reason = "the tests of the window search for texts as well")]
#[path = "../../../../tests/window/memory.rs"]
mod search;

use std::sync::Arc;

use crate::auth::secret::recorder::{self, MASK};
use crate::auth::service::tests::passwords::{THIRD, administer};
use crate::auth::testing::children::{Child, given, say, told};
use crate::auth::testing::{BOB, BOBS_PASSWORD, FakeClock, House, PASSWORD, options, refused, signed_in, typed};
use crate::auth::{
    Auth, Confirmed, Cost, Factor, Finished, KdfString, MemoryStore, Refusal, Role, Session, Standing, SystemRandom,
    TypedText, UnixTime, Unlock, code_at, derive, prepare,
};

/// In steps of 30 s.
const TWELVE_HOURS: i64 = 12 * 60 * 2;

/// A secret is searched for in pieces of so many bytes: the allocator writes into the first 16 of a block that is freed.
const PIECE: usize = 8;

/// What the program holds at each of its stops, by the lengths of the secrets in bytes, the longest first.
const STOPS: [(&str, &[usize]); 20] = [
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
    ("a code owed", &[32]),
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
fn a_secret_lies_where_it_is_held_and_nowhere_once_it_is_dropped_locked_or_signed_out() {
    let test = "auth::service::tests::memory::a_program_with_secrets_does_as_it_is_told";
    let mut child = Child::start(test, "secrets");
    for (stop, lengths) in STOPS {
        let line = child.answer();
        let (there, list) = line.split_once(" :").unwrap();
        assert_eq!(there, stop);
        let secrets: Vec<Recorded> = list.split_whitespace().map(Recorded::read).collect();
        assert_eq!(lengths_held(&secrets), lengths, "{stop}");
        let pieces: Vec<_> =
            secrets.iter().flat_map(|secret| secret.pieces().map(move |piece| (secret, piece))).collect();
        let forms: Vec<_> = pieces.iter().map(|(_, piece)| vec![piece.to_vec()]).collect();
        let found = search::count_each(child.id(), &forms).expect("the memory of a child of one's own can be read");
        for ((secret, _), found) in pieces.iter().zip(found) {
            assert_eq!(found, secret.held, "{stop}: a secret of {} bytes", secret.bytes.len());
        }
        child.tell("on");
    }
    child.end();
}

/// A secret that the program made.
struct Recorded {
    /// Boxes that hold it now.
    held: usize,
    bytes: Vec<u8>,
}

impl Recorded {
    /// From a word of the recorder's list.
    fn read(word: &str) -> Self {
        let (held, digits) = word.split_once(':').unwrap();
        let byte = |place: usize| u8::from_str_radix(&digits[2 * place..2 * place + 2], 16).unwrap() ^ MASK;
        Self { held: held.parse().unwrap(), bytes: (0..digits.len() / 2).map(byte).collect() }
    }

    /// All of it, the last piece up to its end.
    fn pieces(&self) -> impl Iterator<Item = &[u8]> {
        let last = self.bytes.len() - PIECE;
        (0..last).step_by(PIECE).chain([last]).map(|start| &self.bytes[start..start + PIECE])
    }
}

fn lengths_held(secrets: &[Recorded]) -> Vec<usize> {
    let mut held: Vec<usize> = secrets.iter().flat_map(|secret| vec![secret.bytes.len(); secret.held]).collect();
    held.sort_unstable_by(|one, other| other.cmp(one));
    held
}

/// Says what is held now, and waits to be searched.
fn stop(name: &str) {
    say(format!("{name} :{}", recorder::list()));
    told();
}

#[test]
fn a_program_with_secrets_does_as_it_is_told() {
    if given().is_none() {
        return;
    }
    recorder::start();
    let (alice, session) = Alice::paired();
    let session = alice.locking(session);
    alice.house.sign_out(session);
    stop("signed out");
    alice.recovering();
    carrying();
    assert!(told().is_none());
}

/// Somebody with a phone, of which only the digits are kept.
struct Alice {
    house: House,
    paired: i64,
    codes: Vec<String>,
    recovery: String,
}

fn house() -> House {
    let (clock, random) = (Arc::new(FakeClock::new()), Arc::new(SystemRandom));
    let store = Arc::new(MemoryStore::new(&SystemRandom).unwrap());
    let auth = Auth::with(Arc::clone(&store) as _, Arc::clone(&clock) as _, random, options()).unwrap();
    House { auth: Arc::new(auth), clock, store }
}

impl Alice {
    /// From the first account to two-factor.
    fn paired() -> (Self, Session) {
        let house = house();
        let (session, proof) = house.first();
        stop("signed in");
        let data = session.data_key("notes").unwrap();
        stop("a data key");
        drop(data);
        stop("the data key dropped");
        let kdf = KdfString::draw(Cost::for_tests(), &SystemRandom).unwrap();
        let derived = derive(&prepare(&typed(PASSWORD)).unwrap(), &kdf).unwrap();
        stop("a password derived");
        drop(derived);
        stop("the derived keys dropped");

        let show = house.auth.begin_setup(&session, proof).unwrap();
        stop("the setup key shown");
        let paired = house.now().seconds();
        let code = |step: i64| code_at(&show.0.material.secret, UnixTime::from_seconds(paired + 30 * step)).to_string();
        let codes: Vec<_> = (0..TWELVE_HOURS + 10).map(code).collect();
        let Confirmed::Codes(shown) = house.auth.confirm(show.next(), typed(&codes[0]), "Phone").unwrap() else {
            panic!("the code is right");
        };
        let recovery = shown.codes()[0].expose_text().to_string();
        stop("the recovery codes shown");
        assert!(matches!(house.auth.finish_setup(*shown).unwrap(), Finished::On));
        stop("two-factor on");
        (Self { house, paired, codes, recovery }, session)
    }

    /// What her phone shows now.
    fn code(&self) -> TypedText {
        let step = (self.house.now().seconds() - self.paired) / 30;
        typed(&self.codes[usize::try_from(step).unwrap()])
    }

    fn locking(&self, session: Session) -> Session {
        self.house.steps(2);
        let locked = self.house.auth.lock(session);
        stop("locked");
        let unlocked = self.house.auth.unlock(locked, typed(PASSWORD), Some(Factor::Code(self.code())));
        let Ok(Unlock::Open(session)) = unlocked else { panic!("both are right") };
        stop("unlocked");
        session
    }

    /// Signed in with a recovery code until it is over, and with a code until it is left locked.
    fn recovering(&self) {
        let pending = self.house.pending();
        stop("a code owed");
        let session = signed_in(self.house.give_recovery_code(pending, &self.recovery)).session;
        stop("signed in with a recovery code");
        self.house.steps(TWELVE_HOURS.unsigned_abs());
        assert_eq!(self.house.auth.standing(&session, None), Standing::EndNow);
        self.house.auth.expire(session).unwrap();
        stop("over after twelve hours");
        let session = signed_in(self.house.auth.give_code(self.house.pending(), self.code()).unwrap()).session;
        stop("signed in with a code");
        let locked = self.house.auth.lock(session);
        self.house.auth.sign_out_locked(locked).unwrap();
        stop("signed out from the lock");
    }
}

/// Somebody whose password was reset again and again, and who remembers them all.
fn carrying() {
    let house = house();
    let (admin, _) = house.first();
    let mut bob = house.bob(&admin, Role::Member);
    let old: Vec<_> = (0..6).map(|n| format!("{n} brave kites hum softly")).collect();
    for own in &old {
        let temporary = administer(&house, &admin, bob.account());
        bob = signed_in(house.choose(BOB, &temporary, own)).session;
    }
    for password in old.iter().take(5).map(String::as_str).chain([BOBS_PASSWORD]) {
        house.auth.open_old_data(&bob, typed(password)).unwrap();
    }
    stop("keys carried");
    let locked = house.auth.lock(bob);
    stop("keys carried, locked");
    assert_eq!(refused(house.sign_in(BOB, THIRD)), Refusal::Wrong);
    stop("a wrong password");
    house.auth.sign_out_locked(locked).unwrap();
    house.sign_out(admin);
    stop("all signed out");
}
