//! Pairing a phone: the key, a code that proves the phone has it, the recovery codes. Nothing counts before the end.

use vestibule::auth::{
    Auth, ConfirmCode, ConfirmRefusal, Confirmed, Finished, Interrupted, MustEnrol, ShowRecoveryCodes, ShowSecret,
    SignedIn,
};

use super::console::{Over, Terminal, sentence};
use super::talk::agrees;

/// The pairing that a sign-in owes; leaving it is not signing in.
pub fn owed(auth: &Auth, terminal: &mut dyn Terminal, owed: MustEnrol) -> Result<Option<SignedIn>, Over> {
    terminal.say("To finish signing in, pair your phone.")?;
    match lead(auth, terminal, auth.begin_owed_setup(owed)?)? {
        Some(Finished::SignedIn(signed_in)) => Ok(Some(*signed_in)),
        Some(_) | None => Ok(None),
    }
}

/// From the key to the end. `None`: a further phone was added, or nothing was changed.
pub fn lead(auth: &Auth, terminal: &mut dyn Terminal, first: ShowSecret) -> Result<Option<Finished>, Over> {
    let mut state = show(terminal, first)?;
    loop {
        let code = terminal.secret("Code that the app shows (k: see the key again, b: leave): ")?;
        match code.expose_text().trim() {
            "b" => return terminal.say("Nothing was changed.").map(|()| None),
            "k" => {
                state = show(terminal, state.back())?;
                continue;
            }
            _ => {}
        }
        let suggested = state.suggested_name().to_owned();
        let typed = terminal.line(&format!("Name of this phone (Enter: {suggested}): "))?;
        let name = if typed.trim().is_empty() { &suggested } else { &typed };
        state = match auth.confirm(state, code, name) {
            Ok(Confirmed::Codes(codes)) => return keep(auth, terminal, *codes),
            Ok(Confirmed::Added) => return terminal.say("The phone is added.").map(|()| None),
            Ok(Confirmed::Refused(refusal, same)) => {
                terminal.refuse(&refusal, refusal.way_out())?;
                match refusal {
                    ConfirmRefusal::NewSecret => show(terminal, same.back())?,
                    _ => same,
                }
            }
            Ok(Confirmed::Over(denied)) => return Err(denied.into()),
            Err(Interrupted { state, error }) => {
                terminal.refuse(&error, error.way_out())?;
                *state
            }
        };
    }
}

fn show(terminal: &mut dyn Terminal, state: ShowSecret) -> Result<ConfirmCode, Over> {
    let uri = state.uri();
    terminal.say(&format!(
        "In your app it will be called {} / {}. Type this key there:",
        uri.issuer(),
        uri.account()
    ))?;
    terminal.say(&state.setup_key())?;
    terminal.say("or open this address on the phone:")?;
    terminal.say(uri.expose_text())?;
    Ok(state.next())
}

/// The recovery codes are shown once, and count once they are kept.
pub fn keep(auth: &Auth, terminal: &mut dyn Terminal, mut state: ShowRecoveryCodes) -> Result<Option<Finished>, Over> {
    terminal.say("Each of these codes lets you in once without the phone. They are shown only now:")?;
    for code in state.codes() {
        terminal.say(&code.expose_text())?;
    }
    loop {
        if !agrees(terminal, "Have you kept them?")? {
            return terminal.say("Then nothing was changed.").map(|()| None);
        }
        let finished = match auth.finish_setup(state) {
            Ok(finished) => finished,
            // The same codes serve again.
            Err(Interrupted { state: same, error }) => {
                terminal.refuse(&error, error.way_out())?;
                state = *same;
                continue;
            }
        };
        return match finished {
            Finished::Over(denied) => Err(denied.into()),
            done => terminal.say(&sentence(&done)).map(|()| Some(done)),
        };
    }
}
