//! A scripted user at a prompt: what is typed when asked, and what output is expected.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use totp_rs::Secret;
use vestibule::auth::{Auth, Clock, Cost, MemoryStore, Options, SecretInput, SystemRandom, TotpSecret, code_at};
use vestibule::testing::ManualClock;

use super::app;
use super::console::{Exit, Terminal};

pub const PASSWORD: &str = "grumpy violet otters juggle maps";
pub const OTHER_PASSWORD: &str = "eleven silent trams cross rivers";

/// A step of the script.
pub enum Step {
    /// Answers this prompt with a line.
    Line(&'static str, String),
    /// Answers this prompt with a secret.
    Secret(&'static str, Typed),
    /// Expects this text in the output since the last answer.
    Expect(&'static str),
    /// Expects no such text since then.
    ExpectNot(&'static str),
    /// Keeps the last output, to be typed as [`Typed::Captured`].
    Capture,
    /// Advances the clock by so many seconds.
    Wait(u64),
    /// Runs an action elsewhere; its result can be typed as [`Typed::Captured`].
    Concurrently(Box<dyn FnOnce(&Auth) -> String>),
}

/// What is typed.
pub enum Typed {
    Text(&'static str),
    /// The current code of the authenticator.
    Code,
    /// One of the recovery codes.
    Recovery(usize),
    /// The captured output, or the result of an action elsewhere.
    Captured,
}

pub fn line(prompt: &'static str, text: &str) -> Step {
    Step::Line(prompt, text.to_owned())
}

pub fn secret(prompt: &'static str, text: &'static str) -> Step {
    Step::Secret(prompt, Typed::Text(text))
}

/// The accounts of a test, and the output so far.
pub struct ScriptedTerminal {
    pub auth: Arc<Auth>,
    clock: Arc<ManualClock>,
    script: VecDeque<Step>,
    /// Output since the last answer.
    output: Vec<String>,
    totp_secret: Option<TotpSecret>,
    recovery: Vec<String>,
    captured: String,
}

impl ScriptedTerminal {
    pub fn new() -> Self {
        let clock = Arc::new(ManualClock::new());
        let store = Arc::new(MemoryStore::new(&SystemRandom).unwrap());
        let options = Options { cost: Cost::for_tests().into(), ..Options::new("Terminal") };
        let auth = Auth::with(store, Arc::clone(&clock) as _, Arc::new(SystemRandom), options).unwrap();
        let auth = Arc::new(auth);
        let (script, read, recovery) = (VecDeque::new(), Vec::new(), Vec::new());
        Self { auth, clock, script, output: read, totp_secret: None, recovery, captured: String::new() }
    }

    /// Creates a terminal with an account that was created through the API.
    pub fn with_account() -> Self {
        let terminal = Self::new();
        let first = terminal.auth.create_first_account("alice", SecretInput::new(PASSWORD.to_owned())).unwrap();
        terminal.auth.sign_out(first.session).unwrap();
        terminal
    }

    /// Runs all steps, then ends the input.
    pub fn run(&mut self, steps: impl IntoIterator<Item = Step>) {
        self.script = steps.into_iter().collect();
        self.output.clear();
        let auth = Arc::clone(&self.auth);
        app::run(&auth, self).unwrap();
        while self.advance() {}
        assert!(self.script.is_empty(), "the script was not finished; read last: {:#?}", self.output);
    }

    /// Performs the next step if it does not wait for a prompt; returns whether it did.
    fn advance(&mut self) -> bool {
        match self.script.front() {
            None | Some(Step::Line(..) | Step::Secret(..)) => return false,
            Some(Step::Expect(_) | Step::ExpectNot(_) | Step::Capture | Step::Wait(_) | Step::Concurrently(_)) => {}
        }
        match self.script.pop_front() {
            Some(Step::Expect(text)) => assert!(self.has_printed(text), "{text:?} is not in {:#?}", self.output),
            Some(Step::ExpectNot(text)) => assert!(!self.has_printed(text), "{text:?} is in {:#?}", self.output),
            Some(Step::Capture) => self.captured = self.output.last().expect("the output is not empty").clone(),
            Some(Step::Wait(seconds)) => self.clock.advance(Duration::from_secs(seconds)),
            Some(Step::Concurrently(action)) => self.captured = action(&self.auth),
            _ => unreachable!("only steps without a prompt are removed"),
        }
        true
    }

    fn has_printed(&self, text: &str) -> bool {
        self.output.iter().any(|line| line.contains(text))
    }

    /// Returns the step that answers a prompt; ends the input if there is none.
    fn answer_prompt(&mut self, prompt: &str) -> Result<Step, Exit> {
        while self.advance() {}
        let step = self.script.pop_front().ok_or(Exit::EndOfInput)?;
        let (Step::Line(expected, _) | Step::Secret(expected, _)) = &step else { unreachable!("only prompts remain") };
        assert!(prompt.starts_with(expected), "expected {expected:?}, got {prompt:?}; output: {:#?}", self.output);
        Ok(step)
    }

    fn input_text(&self, typed: &Typed) -> String {
        match typed {
            Typed::Text(text) => (*text).to_owned(),
            Typed::Code => {
                code_at(self.totp_secret.as_ref().expect("a setup key was printed"), self.clock.now().wall).to_string()
            }
            Typed::Recovery(number) => self.recovery[*number].clone(),
            Typed::Captured => self.captured.clone(),
        }
    }

    /// Records the setup key and the recovery codes of the output.
    fn record_secrets(&mut self, text: &str) {
        let groups: Vec<&str> = text.split([' ', '-']).collect();
        let of_four = groups.iter().all(|group| group.len() == 4);
        if of_four && groups.len() == 8 {
            let key = Secret::try_from_base32(text.replace(' ', "")).expect("the key is base32");
            self.totp_secret = Some(TotpSecret::from_bytes(key.as_ref().try_into().expect("the key has 20 bytes")));
            self.recovery.clear();
        } else if of_four && groups.len() == 4 {
            self.recovery.push(text.to_owned());
        }
    }
}

impl Terminal for ScriptedTerminal {
    fn print(&mut self, text: &str) -> Result<(), Exit> {
        self.record_secrets(text);
        self.output.push(text.to_owned());
        Ok(())
    }

    fn line(&mut self, prompt: &str) -> Result<String, Exit> {
        match self.answer_prompt(prompt)? {
            Step::Line(_, text) => {
                self.output.clear();
                Ok(text)
            }
            _ => panic!("{prompt:?} shows what is typed"),
        }
    }

    fn secret(&mut self, prompt: &str) -> Result<SecretInput, Exit> {
        match self.answer_prompt(prompt)? {
            Step::Secret(_, typed) => {
                let text = self.input_text(&typed);
                self.output.clear();
                Ok(SecretInput::new(text))
            }
            _ => panic!("{prompt:?} does not echo a line"),
        }
    }
}
