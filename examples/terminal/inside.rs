//! Behind the doors: the commands, the proofs that they ask for, the lock, and the ends of a session.

use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use vestibule::auth::{
    Auth, Denied, Error, Factor, FirstAccount, Interrupted, Locked, Owed, Password, Purpose, Role, Session, SignedIn,
    Standing, StepUp, StepUpAnswer, Unlock, Watched,
};

use super::console::{Over, Terminal, sentence};
use super::doors::{self, Arrived};
use super::{pairing, talk};

const HELP: &str = "\
whoami · key · history · password · lock · sign-out
set-up: pair a phone · codes: new recovery codes · turn-off: two-factor off
administrators: users · add NAME";

/// How often the accounts are asked whether the session still stands.
const LOOK: Duration = Duration::from_secs(10);

/// What leads away from the prompt: a command, the clock, or somebody elsewhere.
enum Away {
    Lock,
    SignOut,
    Expire,
}

/// Until signing out, however that comes about.
pub fn stay(auth: &Auth, terminal: &mut dyn Terminal, arrived: Arrived) -> Result<(), Over> {
    let (mut session, mut greeting, mut first) = match arrived {
        Arrived::First(FirstAccount { session, step_up }) => (session, Vec::new(), Some(step_up)),
        Arrived::SignedIn(SignedIn { session, notices }) => {
            (session, notices.sentences().iter().map(sentence).collect(), None)
        }
    };
    greeting.push(format!("Welcome, {}. Type help for what can be done here.", session.username()));
    loop {
        let watch = || auth.watch(&session).map(drop);
        let away = attended(LOOK, watch, || {
            greeting.drain(..).try_for_each(|sentence| terminal.say(&sentence))?;
            prompt(auth, terminal, &session, first.take())
        });
        let written = match away {
            Ok(Away::Lock) => match unlock(auth, terminal, auth.lock(session))? {
                Some(open) => {
                    session = open;
                    continue;
                }
                None => return Ok(()),
            },
            Ok(Away::SignOut) => auth.sign_out(session),
            Ok(Away::Expire) => auth.expire(session),
            Err(over) => {
                // The session is over whether or not that can be written down.
                let _ = auth.sign_out(session);
                return Err(over);
            }
        };
        return Ok(written?);
    }
}

/// Does `work` while another thread looks after the session: one that nobody looks after for a minute counts as gone.
pub fn attended<T>(every: Duration, look: impl Fn() -> Result<(), Error> + Send, work: impl FnOnce() -> T) -> T {
    let (done, is_done) = mpsc::channel::<()>();
    thread::scope(|scope| {
        scope.spawn(move || {
            while is_done.recv_timeout(every) == Err(RecvTimeoutError::Timeout) {
                // A store that cannot be asked just now has ended nothing.
                let _ = look();
            }
        });
        let answer = work();
        drop(done);
        answer
    })
}

/// One thing after the other, until one leads away.
fn prompt(auth: &Auth, terminal: &mut dyn Terminal, session: &Session, first: Option<StepUp>) -> Result<Away, Over> {
    let mut done = first.map_or(Ok(None), |proof| offer(auth, terminal, session, proof));
    loop {
        match done {
            Ok(None) => {}
            Ok(Some(away)) => return Ok(away),
            Err(Over::Denied(denied)) => {
                terminal.refuse(&denied, denied.way_out())?;
                if matches!(denied, Denied::Changed | Denied::Ended) {
                    return Ok(Away::SignOut);
                }
            }
            Err(over @ (Over::Left | Over::Terminal(_))) => return Err(over),
        }
        done = command(auth, terminal, session);
    }
}

/// The second door, right after the first account: choosing its password was proof enough.
fn offer(auth: &Auth, terminal: &mut dyn Terminal, session: &Session, proof: StepUp) -> Result<Option<Away>, Over> {
    if talk::agrees(terminal, "Add a second door, a code from your phone?")? {
        pairing::lead(auth, terminal, auth.begin_setup(session, proof)?)?;
    }
    Ok(None)
}

/// A line, and what it asks for, unless the clock or somebody elsewhere has ended what it was typed into. A program
/// with an event loop asks the clock every second instead, and locks while nobody types.
fn command(auth: &Auth, terminal: &mut dyn Terminal, session: &Session) -> Result<Option<Away>, Over> {
    let line = terminal.line("> ")?;
    let standing = auth.standing(session, None);
    match standing {
        Standing::Open | Standing::LocksIn(_) => {}
        Standing::EndsIn(_) => terminal.say(&sentence(standing))?,
        Standing::LockNow => return terminal.say(&sentence(standing)).map(|()| Some(Away::Lock)),
        Standing::EndNow => return terminal.say(&sentence(standing)).map(|()| Some(Away::Expire)),
    }
    match auth.watch(session)? {
        Watched::Open => {}
        ended @ Watched::Ended => return terminal.say(&sentence(ended)).map(|()| Some(Away::SignOut)),
    }
    auth.touch(session);
    obey(auth, terminal, session, line.trim())
}

fn obey(auth: &Auth, terminal: &mut dyn Terminal, session: &Session, line: &str) -> Result<Option<Away>, Over> {
    let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
    match (word, rest.trim()) {
        ("", _) => {}
        ("help", _) => terminal.say(HELP)?,
        ("whoami", _) => tell_account(auth, terminal, session)?,
        // What a program would seal somebody's notes under; the key itself is the second of the two.
        ("key", _) => terminal.say(&session.data_key("notes")?.0.to_string())?,
        ("history", _) => tell_history(auth, terminal, session)?,
        ("users", _) => tell_users(auth, terminal, session)?,
        ("lock", _) => return Ok(Some(Away::Lock)),
        ("sign-out", _) => return Ok(Some(Away::SignOut)),
        ("password", _) => change_password(auth, terminal, session)?,
        ("set-up" | "codes" | "turn-off", _) => {
            let Some(proof) = prove(auth, terminal, session, Purpose::Own)? else { return Ok(None) };
            match word {
                "set-up" => drop(pairing::lead(auth, terminal, auth.begin_setup(session, proof)?)?),
                "codes" => drop(pairing::keep(auth, terminal, auth.new_recovery_codes(session, proof)?)?),
                _ => {
                    auth.turn_off(session, proof)?;
                    terminal.say("Two-factor is off.")?;
                }
            }
        }
        ("add", name) => {
            let Some(proof) = prove(auth, terminal, session, Purpose::Administer)? else { return Ok(None) };
            let temporary = auth.add_user(session, proof, name, Role::Member)?;
            terminal.say("Their temporary password, good for 72 hours and shown only now:")?;
            terminal.say(temporary.expose_text())?;
        }
        _ => terminal.say("Type help for what can be done here.")?,
    }
    Ok(None)
}

fn tell_account(auth: &Auth, terminal: &mut dyn Terminal, session: &Session) -> Result<(), Over> {
    let account = auth.account(session)?;
    let second = match account.two_factor {
        true => format!("phones: {}, recovery codes: {}", account.authenticators.len(), account.recovery_left),
        false => "no second door".to_owned(),
    };
    let (username, role, opened) = (account.username, account.role, account.opened);
    terminal.say(&format!("{username}, {role}, {second}, here since {opened}"))
}

fn tell_history(auth: &Auth, terminal: &mut dyn Terminal, session: &Session) -> Result<(), Over> {
    for entry in auth.history(session)? {
        let by = if entry.by_other { " by an administrator" } else { "" };
        let what = entry.event.map_or(entry.word, |event| event.to_string());
        terminal.say(&format!("{} {what} {} x{}{by}", entry.time, entry.detail, entry.count))?;
    }
    Ok(())
}

fn tell_users(auth: &Auth, terminal: &mut dyn Terminal, session: &Session) -> Result<(), Over> {
    for user in auth.users(session)? {
        let seen = user.last_sign_in.map_or_else(|| "never signed in".to_owned(), |time| time.to_string());
        terminal.say(&format!("{}, {seen}", user.username))?;
    }
    Ok(())
}

/// The new password first: one that cannot be used must not cost a code.
fn change_password(auth: &Auth, terminal: &mut dyn Terminal, session: &Session) -> Result<(), Over> {
    let password = doors::new_password(auth, terminal, &doors::chosen_name(session.username())?)?;
    let Some(proof) = prove(auth, terminal, session, Purpose::Own)? else { return Ok(()) };
    auth.change_password(session, proof, password)?;
    terminal.say("The password is changed.")
}

/// That whoever typed the command is the one who signed in; `None` if that was not shown.
fn prove(
    auth: &Auth,
    terminal: &mut dyn Terminal,
    session: &Session,
    purpose: Purpose,
) -> Result<Option<StepUp>, Over> {
    let with_code = match auth.step_up_owed(session, purpose)? {
        Owed::Nothing(proof) => return Ok(Some(proof)),
        Owed::Password => false,
        Owed::PasswordAndCode => true,
    };
    let Some((password, factor)) = both(terminal, with_code)? else { return Ok(None) };
    match auth.step_up(session, purpose, password, factor)? {
        StepUpAnswer::Proven(proof) => return Ok(Some(proof)),
        StepUpAnswer::PasswordRefused(refusal) => terminal.refuse(&refusal, refusal.way_out())?,
        StepUpAnswer::CodeRefused(refusal) => terminal.refuse(&refusal, refusal.way_out())?,
    }
    Ok(None)
}

/// The password, and what opens the second door where that is asked for; `None` for going back.
fn both(terminal: &mut dyn Terminal, with_code: bool) -> Result<Option<(Password, Option<Factor>)>, Over> {
    let password = terminal.secret("Your password, once more (b: back): ")?;
    if password.expose_text() == "b" {
        return Ok(None);
    }
    if !with_code {
        return Ok(Some((password, None)));
    }
    Ok(doors::factor(terminal)?.map(|factor| (password, Some(factor))))
}

/// Locked, until it is opened again; going back is signing out.
fn unlock(auth: &Auth, terminal: &mut dyn Terminal, mut locked: Locked) -> Result<Option<Session>, Over> {
    terminal.say(&format!("Locked. {} is signed in; b signs out.", locked.username()))?;
    loop {
        // Where the accounts cannot say, the code is asked for.
        let with_code = auth.unlock_needs_code(&locked).unwrap_or(true);
        let asked = attended(LOOK, || auth.watch_locked(&locked).map(drop), || both(terminal, with_code));
        let (password, factor) = match asked {
            Ok(Some(given)) => given,
            Ok(None) => return Ok(auth.sign_out_locked(locked).map(|()| None)?),
            Err(over) => {
                let _ = auth.sign_out_locked(locked);
                return Err(over);
            }
        };
        locked = match auth.unlock(locked, password, factor) {
            Ok(Unlock::Open(session)) => return Ok(Some(session)),
            Ok(Unlock::PasswordRefused(same, refusal)) => {
                terminal.refuse(&refusal, refusal.way_out())?;
                same
            }
            Ok(Unlock::CodeRefused(same, refusal)) => {
                terminal.refuse(&refusal, refusal.way_out())?;
                same
            }
            Err(Interrupted { state, error }) => {
                terminal.refuse(&error, error.way_out())?;
                *state
            }
            Ok(ended @ Unlock::Ended) => return terminal.say(&sentence(ended)).map(|()| None),
        };
    }
}
