//! Pairing a phone: the key, a code to confirm it, the recovery codes. Nothing takes effect before the end.

use vestibule::auth::{
    Auth, ConfirmCode, ConfirmResult, EnrolmentRefusal, FinishResult, Interrupted, MustEnrol, ShowRecoveryCodes,
    ShowSecret, SignedIn,
};

use super::app::confirm;
use super::console::{Exit, Terminal, sentence};

/// Runs the pairing that a sign-in requires; cancelling it cancels the sign-in.
pub fn run_required_setup(
    auth: &Auth,
    terminal: &mut dyn Terminal,
    required: MustEnrol,
) -> Result<Option<SignedIn>, Exit> {
    terminal.print("To finish signing in, pair your phone.")?;
    match run_setup(auth, terminal, auth.begin_required_enrolment(required)?)? {
        Some(FinishResult::SignedIn(signed_in)) => Ok(Some(*signed_in)),
        Some(_) | None => Ok(None),
    }
}

/// Runs a set-up from the key to the end. `None`: a further phone was added, or nothing was changed.
pub fn run_setup(auth: &Auth, terminal: &mut dyn Terminal, first: ShowSecret) -> Result<Option<FinishResult>, Exit> {
    let mut state = show_setup_key(terminal, first)?;
    loop {
        let code = terminal.secret("Code that the app shows (k: see the key again, b: leave): ")?;
        match code.expose_text().trim() {
            "b" => return terminal.print("Nothing was changed.").map(|()| None),
            "k" => {
                state = show_setup_key(terminal, state.back())?;
                continue;
            }
            _ => {}
        }
        let suggested = state.suggested_name().to_owned();
        let typed = terminal.line(&format!("Name of this phone (Enter: {suggested}): "))?;
        let name = if typed.trim().is_empty() { &suggested } else { &typed };
        state = match auth.confirm_pairing(state, code, name) {
            Ok(ConfirmResult::RecoveryCodes(codes)) => return confirm_recovery_codes(auth, terminal, *codes),
            Ok(ConfirmResult::Added) => return terminal.print("The phone is added.").map(|()| None),
            Ok(ConfirmResult::Refused(refusal, unchanged)) => {
                terminal.print_error(&refusal, refusal.advice())?;
                match refusal {
                    EnrolmentRefusal::NewSecret => show_setup_key(terminal, unchanged.back())?,
                    _ => unchanged,
                }
            }
            Ok(ConfirmResult::Failed(denied)) => return Err(denied.into()),
            Err(Interrupted { state, error }) => {
                terminal.print_error(&error, error.advice())?;
                *state
            }
        };
    }
}

fn show_setup_key(terminal: &mut dyn Terminal, state: ShowSecret) -> Result<ConfirmCode, Exit> {
    let uri = state.uri();
    terminal.print(&format!(
        "In your app it will be called {} / {}. Type this key there:",
        uri.issuer(),
        uri.account()
    ))?;
    terminal.print(&state.setup_key())?;
    terminal.print("or open this address on the phone:")?;
    terminal.print(uri.expose_text())?;
    Ok(state.next())
}

/// Shows the recovery codes once; they take effect once confirmed.
pub fn confirm_recovery_codes(
    auth: &Auth,
    terminal: &mut dyn Terminal,
    mut state: ShowRecoveryCodes,
) -> Result<Option<FinishResult>, Exit> {
    terminal.print("Each of these codes lets you in once without the phone. They are shown only now:")?;
    for code in state.codes() {
        terminal.print(&code.expose_text())?;
    }
    loop {
        if !confirm(terminal, "Have you kept them?")? {
            return terminal.print("Then nothing was changed.").map(|()| None);
        }
        let finished = match auth.finish_enrolment(state) {
            Ok(finished) => finished,
            // The same codes remain valid.
            Err(Interrupted { state: unchanged, error }) => {
                terminal.print_error(&error, error.advice())?;
                state = *unchanged;
                continue;
            }
        };
        return match finished {
            FinishResult::Failed(denied) => Err(denied.into()),
            done => terminal.print(&sentence(&done)).map(|()| Some(done)),
        };
    }
}
