//! Somebody at a prompt: what they type when asked, and what they expect to have read.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use totp_rs::Secret;
use vestibule::auth::{Auth, Clock, Cost, MemoryStore, Options, SystemRandom, TotpSecret, TypedText, code_at};
use vestibule::testing::ManualClock;

use super::console::{Over, Terminal};
use super::talk;

pub const PASSWORD: &str = "grumpy violet otters juggle maps";
pub const OTHER_PASSWORD: &str = "eleven silent trams cross rivers";

/// What happens next at the keyboard.
pub enum Step {
    /// Asked like this, types a line.
    Line(&'static str, String),
    /// Asked like this, types what is not to be seen.
    Secret(&'static str, Typed),
    /// Has read this since the last line was typed.
    Reads(&'static str),
    /// Has read nothing like this since.
    ReadsNot(&'static str),
    /// Keeps what the program said last, to be typed as [`Typed::Given`].
    Keeps,
    /// Lets so many seconds pass.
    Wait(u64),
    /// Somebody does something elsewhere; what it gives can be typed as [`Typed::Given`].
    Elsewhere(Box<dyn FnOnce(&Auth) -> String>),
}

/// What is typed.
pub enum Typed {
    This(&'static str),
    /// The code that the phone shows now.
    Code,
    /// One of the recovery codes.
    Recovery(usize),
    /// What the program said, or somebody elsewhere gave.
    Given,
}

pub fn line(prompt: &'static str, text: &str) -> Step {
    Step::Line(prompt, text.to_owned())
}

pub fn secret(prompt: &'static str, text: &'static str) -> Step {
    Step::Secret(prompt, Typed::This(text))
}

/// The accounts of a test, and what its person has read of them.
pub struct Person {
    pub auth: Arc<Auth>,
    clock: Arc<ManualClock>,
    script: VecDeque<Step>,
    /// Since something was last typed.
    read: Vec<String>,
    key: Option<TotpSecret>,
    recovery: Vec<String>,
    given: String,
}

impl Person {
    pub fn new() -> Self {
        let clock = Arc::new(ManualClock::new());
        let store = Arc::new(MemoryStore::new(&SystemRandom).unwrap());
        let options = Options { cost: Cost::for_tests().into(), ..Options::new("Terminal") };
        let auth = Auth::with(store, Arc::clone(&clock) as _, Arc::new(SystemRandom), options).unwrap();
        let auth = Arc::new(auth);
        let (script, read, recovery) = (VecDeque::new(), Vec::new(), Vec::new());
        Self { auth, clock, script, read, key: None, recovery, given: String::new() }
    }

    /// With an account, made without a word.
    pub fn with_account() -> Self {
        let person = Self::new();
        let made = person.auth.create_first_account("alice", TypedText::new(PASSWORD.to_owned())).unwrap();
        person.auth.sign_out(made.session).unwrap();
        person
    }

    /// Does all of that, then leaves by ending the input.
    pub fn does(&mut self, steps: impl IntoIterator<Item = Step>) {
        self.script = steps.into_iter().collect();
        self.read.clear();
        let auth = Arc::clone(&self.auth);
        talk::run(&auth, self).unwrap();
        while self.passes() {}
        assert!(self.script.is_empty(), "nobody asked for what was to be typed; read last: {:#?}", self.read);
    }

    /// Whether the next step needs nobody who asks; then it is done.
    fn passes(&mut self) -> bool {
        match self.script.front() {
            None | Some(Step::Line(..) | Step::Secret(..)) => return false,
            Some(Step::Reads(_) | Step::ReadsNot(_) | Step::Keeps | Step::Wait(_) | Step::Elsewhere(_)) => {}
        }
        match self.script.pop_front() {
            Some(Step::Reads(text)) => assert!(self.has_read(text), "{text:?} is not in {:#?}", self.read),
            Some(Step::ReadsNot(text)) => assert!(!self.has_read(text), "{text:?} is in {:#?}", self.read),
            Some(Step::Keeps) => self.given = self.read.last().expect("something was read").clone(),
            Some(Step::Wait(seconds)) => self.clock.advance(Duration::from_secs(seconds)),
            Some(Step::Elsewhere(act)) => self.given = act(&self.auth),
            _ => unreachable!("looked at above"),
        }
        true
    }

    fn has_read(&self, text: &str) -> bool {
        self.read.iter().any(|line| line.contains(text))
    }

    /// The step that answers a prompt; without one, the person has left.
    fn asked(&mut self, prompt: &str) -> Result<Step, Over> {
        while self.passes() {}
        let step = self.script.pop_front().ok_or(Over::Left)?;
        let (Step::Line(expected, _) | Step::Secret(expected, _)) = &step else { unreachable!("the others pass") };
        assert!(prompt.starts_with(expected), "{prompt:?} instead of {expected:?}; read: {:#?}", self.read);
        Ok(step)
    }

    fn text_of(&self, typed: &Typed) -> String {
        match typed {
            Typed::This(text) => (*text).to_owned(),
            Typed::Code => code_at(self.key.as_ref().expect("a key was read"), self.clock.now().wall).to_string(),
            Typed::Recovery(number) => self.recovery[*number].clone(),
            Typed::Given => self.given.clone(),
        }
    }

    /// Types the setup key into the phone, and writes the recovery codes down.
    fn keep(&mut self, text: &str) {
        let groups: Vec<&str> = text.split([' ', '-']).collect();
        let of_four = groups.iter().all(|group| group.len() == 4);
        if of_four && groups.len() == 8 {
            let key = Secret::try_from_base32(text.replace(' ', "")).expect("it is base32");
            self.key = Some(TotpSecret::from_bytes(key.as_ref().try_into().expect("20 bytes")));
            self.recovery.clear();
        } else if of_four && groups.len() == 4 {
            self.recovery.push(text.to_owned());
        }
    }
}

impl Terminal for Person {
    fn say(&mut self, text: &str) -> Result<(), Over> {
        self.keep(text);
        self.read.push(text.to_owned());
        Ok(())
    }

    fn line(&mut self, prompt: &str) -> Result<String, Over> {
        match self.asked(prompt)? {
            Step::Line(_, text) => {
                self.read.clear();
                Ok(text)
            }
            _ => panic!("{prompt:?} lets everybody see what is typed"),
        }
    }

    fn secret(&mut self, prompt: &str) -> Result<TypedText, Over> {
        match self.asked(prompt)? {
            Step::Secret(_, typed) => {
                let text = self.text_of(&typed);
                self.read.clear();
                Ok(TypedText::new(text))
            }
            _ => panic!("{prompt:?} hides what is typed"),
        }
    }
}
