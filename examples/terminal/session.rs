//! The session: its commands, step-up, the lock, and its ends.

use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use vestibule::auth::{
    ActionError, Auth, Error, Factor, FirstAccount, Interrupted, Locked, Password, Role, Session, SessionDeadline,
    SessionStatus, SignedIn, StepUp, StepUpPurpose, StepUpRequirement, StepUpResult, UnlockResult,
};

use super::console::{Exit, Terminal, sentence};
use super::sign_in::{self, NewSession};
use super::{app, pairing};

const HELP: &str = "\
whoami · key · history · password · lock · sign-out
set-up: pair a phone · codes: new recovery codes · turn-off: two-factor off
administrators: users · add NAME";

/// How often the accounts are asked whether the session is still open.
const REFRESH_INTERVAL: Duration = Duration::from_secs(10);

/// Why the command loop ends: a command, the clock, or a change elsewhere.
enum SessionEnd {
    Lock,
    SignOut,
    Expire,
}

/// Runs a session until it is signed out or has ended.
pub fn run_session(auth: &Auth, terminal: &mut dyn Terminal, new_session: NewSession) -> Result<(), Exit> {
    let (mut session, mut greeting, mut first) = match new_session {
        NewSession::First(FirstAccount { session, step_up }) => (session, Vec::new(), Some(step_up)),
        NewSession::SignedIn(SignedIn { session, notices }) => {
            (session, notices.sentences().iter().map(sentence).collect(), None)
        }
    };
    greeting.push(format!("Welcome, {}. Type help for what can be done here.", session.username()));
    loop {
        let refresh = || auth.refresh_session(&session).map(drop);
        let end = with_session_refresh(REFRESH_INTERVAL, refresh, || {
            greeting.drain(..).try_for_each(|sentence| terminal.print(&sentence))?;
            command_loop(auth, terminal, &session, first.take())
        });
        let result = match end {
            Ok(SessionEnd::Lock) => match unlock(auth, terminal, auth.lock(session))? {
                Some(open) => {
                    session = open;
                    continue;
                }
                None => return Ok(()),
            },
            Ok(SessionEnd::SignOut) => auth.sign_out(session),
            Ok(SessionEnd::Expire) => auth.expire(session),
            Err(exit) => {
                // The session is over whether or not that can be recorded.
                let _ = auth.sign_out(session);
                return Err(exit);
            }
        };
        return Ok(result?);
    }
}

/// Does `work` while another thread refreshes the session: one that is not refreshed for a minute counts as stale.
pub fn with_session_refresh<T>(
    every: Duration,
    refresh: impl Fn() -> Result<(), Error> + Send,
    work: impl FnOnce() -> T,
) -> T {
    let (done, is_done) = mpsc::channel::<()>();
    thread::scope(|scope| {
        scope.spawn(move || {
            while is_done.recv_timeout(every) == Err(RecvTimeoutError::Timeout) {
                // A failed refresh does not end the session.
                let _ = refresh();
            }
        });
        let result = work();
        drop(done);
        result
    })
}

/// Runs commands until one ends the loop.
fn command_loop(
    auth: &Auth,
    terminal: &mut dyn Terminal,
    session: &Session,
    first: Option<StepUp>,
) -> Result<SessionEnd, Exit> {
    let mut result = first.map_or(Ok(None), |proof| offer_two_factor(auth, terminal, session, proof));
    loop {
        match result {
            Ok(None) => {}
            Ok(Some(end)) => return Ok(end),
            Err(Exit::Denied(denied)) => {
                terminal.print_error(&denied, denied.advice())?;
                if matches!(denied, ActionError::Changed | ActionError::SessionEnded) {
                    return Ok(SessionEnd::SignOut);
                }
            }
            Err(exit @ (Exit::EndOfInput | Exit::Terminal(_))) => return Err(exit),
        }
        result = next_command(auth, terminal, session);
    }
}

/// Offers two-factor right after the first account: its creation counts as the step-up.
fn offer_two_factor(
    auth: &Auth,
    terminal: &mut dyn Terminal,
    session: &Session,
    proof: StepUp,
) -> Result<Option<SessionEnd>, Exit> {
    if app::confirm(terminal, "Add two-factor sign-in, with a code from your phone?")? {
        pairing::run_setup(auth, terminal, auth.begin_enrolment(session, proof)?)?;
    }
    Ok(None)
}

/// Reads a line and returns its command, unless the session was locked or ended meanwhile. A program with an event loop
/// asks the clock every second instead, and locks while nothing is typed.
fn next_command(auth: &Auth, terminal: &mut dyn Terminal, session: &Session) -> Result<Option<SessionEnd>, Exit> {
    let line = terminal.line("> ")?;
    let deadline = auth.deadline(session, None);
    match deadline {
        SessionDeadline::NotDue | SessionDeadline::LocksIn(_) => {}
        SessionDeadline::EndsIn(_) => terminal.print(&sentence(deadline))?,
        SessionDeadline::LockNow => return terminal.print(&sentence(deadline)).map(|()| Some(SessionEnd::Lock)),
        SessionDeadline::EndNow => return terminal.print(&sentence(deadline)).map(|()| Some(SessionEnd::Expire)),
    }
    match auth.refresh_session(session)? {
        SessionStatus::Active => {}
        ended @ SessionStatus::Ended => return terminal.print(&sentence(ended)).map(|()| Some(SessionEnd::SignOut)),
    }
    auth.record_activity(session);
    run_command(auth, terminal, session, line.trim())
}

fn run_command(
    auth: &Auth,
    terminal: &mut dyn Terminal,
    session: &Session,
    line: &str,
) -> Result<Option<SessionEnd>, Exit> {
    let (command, rest) = line.split_once(' ').unwrap_or((line, ""));
    match (command, rest.trim()) {
        ("", _) => {}
        ("help", _) => terminal.print(HELP)?,
        ("whoami", _) => print_account(auth, terminal, session)?,
        // The id of the data key for a user's notes; the key itself is the second of the two.
        ("key", _) => terminal.print(&session.data_key("notes")?.0.to_string())?,
        ("history", _) => print_history(auth, terminal, session)?,
        ("users", _) => print_users(auth, terminal, session)?,
        ("lock", _) => return Ok(Some(SessionEnd::Lock)),
        ("sign-out", _) => return Ok(Some(SessionEnd::SignOut)),
        ("password", _) => change_password(auth, terminal, session)?,
        ("set-up" | "codes" | "turn-off", _) => {
            let Some(proof) = step_up(auth, terminal, session, StepUpPurpose::OwnAccount)? else { return Ok(None) };
            match command {
                "set-up" => drop(pairing::run_setup(auth, terminal, auth.begin_enrolment(session, proof)?)?),
                "codes" => {
                    drop(pairing::confirm_recovery_codes(auth, terminal, auth.new_recovery_codes(session, proof)?)?);
                }
                _ => {
                    auth.turn_off_two_factor(session, proof)?;
                    terminal.print("Two-factor is off.")?;
                }
            }
        }
        ("add", name) => {
            let Some(proof) = step_up(auth, terminal, session, StepUpPurpose::Administration)? else { return Ok(None) };
            let temporary = auth.add_user(session, proof, name, Role::Member)?;
            terminal.print("Their temporary password, good for 72 hours and shown only now:")?;
            terminal.print(temporary.expose_text())?;
        }
        _ => terminal.print("Type help for what can be done here.")?,
    }
    Ok(None)
}

fn print_account(auth: &Auth, terminal: &mut dyn Terminal, session: &Session) -> Result<(), Exit> {
    let account = auth.account(session)?;
    let second = match account.two_factor {
        true => format!("phones: {}, recovery codes: {}", account.authenticators.len(), account.recovery_left),
        false => "no two-factor".to_owned(),
    };
    let (username, role, opened) = (account.username, account.role, account.session_opened_at);
    terminal.print(&format!("{username}, {role}, {second}, here since {opened}"))
}

fn print_history(auth: &Auth, terminal: &mut dyn Terminal, session: &Session) -> Result<(), Exit> {
    for entry in auth.history(session)? {
        let author = if entry.by_other { " by an administrator" } else { "" };
        let what = entry.event.map_or(entry.event_name, |event| event.to_string());
        terminal.print(&format!("{} {what} {} x{}{author}", entry.occurred_at, entry.detail, entry.repeat_count))?;
    }
    Ok(())
}

fn print_users(auth: &Auth, terminal: &mut dyn Terminal, session: &Session) -> Result<(), Exit> {
    for user in auth.users(session)? {
        let last_sign_in = user.last_sign_in.map_or_else(|| "never signed in".to_owned(), |time| time.to_string());
        terminal.print(&format!("{}, {last_sign_in}", user.username))?;
    }
    Ok(())
}

/// Asks for the new password first: an invalid one must not cost a code.
fn change_password(auth: &Auth, terminal: &mut dyn Terminal, session: &Session) -> Result<(), Exit> {
    let password = sign_in::read_new_password(auth, terminal, &sign_in::parse_username(session.username())?)?;
    let Some(proof) = step_up(auth, terminal, session, StepUpPurpose::OwnAccount)? else { return Ok(()) };
    auth.change_password(session, proof, password)?;
    terminal.print("The password is changed.")
}

/// Verifies that the user is the one who signed in; `None` if cancelled or refused.
fn step_up(
    auth: &Auth,
    terminal: &mut dyn Terminal,
    session: &Session,
    purpose: StepUpPurpose,
) -> Result<Option<StepUp>, Exit> {
    let with_code = match auth.step_up_requirement(session, purpose)? {
        StepUpRequirement::Nothing(proof) => return Ok(Some(proof)),
        StepUpRequirement::Password => false,
        StepUpRequirement::PasswordAndCode => true,
    };
    let Some((password, factor)) = read_password_and_factor(terminal, with_code)? else { return Ok(None) };
    match auth.step_up(session, purpose, password, factor)? {
        StepUpResult::Proven(proof) => return Ok(Some(proof)),
        StepUpResult::PasswordRefused(refusal) => terminal.print_error(&refusal, refusal.advice())?,
        StepUpResult::CodeRefused(refusal) => terminal.print_error(&refusal, refusal.advice())?,
    }
    Ok(None)
}

/// Reads the password, and a second factor where required; `None` for going back.
fn read_password_and_factor(
    terminal: &mut dyn Terminal,
    with_code: bool,
) -> Result<Option<(Password, Option<Factor>)>, Exit> {
    let password = terminal.secret("Your password, once more (b: back): ")?;
    if password.expose_text() == "b" {
        return Ok(None);
    }
    if !with_code {
        return Ok(Some((password, None)));
    }
    Ok(sign_in::read_factor(terminal)?.map(|factor| (password, Some(factor))))
}

/// Stays locked until unlocked; going back signs out.
fn unlock(auth: &Auth, terminal: &mut dyn Terminal, mut locked: Locked) -> Result<Option<Session>, Exit> {
    terminal.print(&format!("Locked. {} is signed in; b signs out.", locked.username()))?;
    loop {
        // If this cannot be read, the code is asked for.
        let with_code = auth.unlock_needs_code(&locked).unwrap_or(true);
        let result = with_session_refresh(
            REFRESH_INTERVAL,
            || auth.refresh_locked(&locked).map(drop),
            || read_password_and_factor(terminal, with_code),
        );
        let (password, factor) = match result {
            Ok(Some(input)) => input,
            Ok(None) => return Ok(auth.sign_out_locked(locked).map(|()| None)?),
            Err(exit) => {
                let _ = auth.sign_out_locked(locked);
                return Err(exit);
            }
        };
        locked = match auth.unlock(locked, password, factor) {
            Ok(UnlockResult::Unlocked(session)) => return Ok(Some(session)),
            Ok(UnlockResult::PasswordRefused(unchanged, refusal)) => {
                terminal.print_error(&refusal, refusal.advice())?;
                unchanged
            }
            Ok(UnlockResult::CodeRefused(same, refusal)) => {
                terminal.print_error(&refusal, refusal.advice())?;
                same
            }
            Err(Interrupted { state, error }) => {
                terminal.print_error(&error, error.advice())?;
                *state
            }
            Ok(ended @ UnlockResult::SessionEnded) => return terminal.print(&sentence(ended)).map(|()| None),
        };
    }
}
