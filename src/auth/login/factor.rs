//! The second door: is the code right, and fresh?

use std::time::Duration;

use subtle::ConstantTimeEq;

use crate::auth::account::{AccountId, AuthenticatorId};
use crate::auth::acts::{Acts, Tried};
use crate::auth::audit::{Event, Method};
use crate::auth::clock::UnixTime;
use crate::auth::denied::Denied;
use crate::auth::error::Error;
use crate::auth::login::{CodeRefusal, FactorProof, MustEnrol};
use crate::auth::seal;
use crate::auth::secret::{AccountKey, RecoveryCode, TypedText};
use crate::auth::store::{AccountRow, AuthenticatorRow, CounterKind, HelpCodeRow, RecoveryRow};
use crate::auth::throttle::Ticket;
use crate::auth::totp::{self, Code, STEP_SECONDS};

/// What a person gives in place of the second door's key.
#[derive(Debug)]
pub enum Factor {
    /// The six digits that an authenticator shows.
    Code(TypedText),
    /// A recovery code.
    Recovery(TypedText),
}

impl Factor {
    /// As the log calls it.
    pub(crate) const fn method(&self) -> Method {
        match self {
            Self::Code(_) => Method::Code,
            Self::Recovery(_) => Method::Recovery,
        }
    }
}

/// What the completed act has to spend, conditionally, in its own transaction.
#[derive(Debug)]
pub(crate) struct Spend {
    pub holder: Option<AccountId>,
    pub steps: Vec<(AuthenticatorId, u64)>,
    pub recovery: Option<RecoveryRow>,
}

impl Spend {
    /// Where no second factor is owed.
    pub const NOTHING: &'static Self = &Self { holder: None, steps: Vec::new(), recovery: None };

    /// How the log calls it that somebody else spent this first.
    pub fn refused(&self) -> Event {
        if self.recovery.is_some() { Event::RecoveryRefused } else { Event::CodeRefused }
    }
}

/// The verdict on a second factor.
#[must_use]
pub(crate) enum FactorAnswer {
    /// Right and fresh, as far as can be seen before it is spent.
    Right(FactorProof, Spend, Ticket),
    /// A help code: right, but only for pairing a new authenticator.
    Help([u8; 32], Ticket),
    /// Refused.
    Refused(CodeRefusal),
}

/// Whose second door it is. The key comes from the password step, or from the open session.
#[derive(Clone, Copy)]
pub(crate) struct Holder<'a> {
    pub account: &'a AccountRow,
    pub key: &'a AccountKey,
}

/// No second factor is owed: two-factor is off.
pub(crate) fn none_owed(account: &AccountRow) -> Option<FactorProof> {
    (!account.two_factor).then_some(FactorProof(Method::Password))
}

/// What led to a pairing that was owed, and is now done, stands for the code.
pub(crate) fn paired(owed: &MustEnrol) -> FactorProof {
    FactorProof(owed.method)
}

/// How it is told that a code was right, but somebody else spent it first.
pub(crate) fn spent(now: UnixTime, spend: &Spend) -> CodeRefusal {
    CodeRefusal::AlreadyUsed { next_in: spend.recovery.is_none().then(|| next_in(now)) }
}

/// Looks at whichever factor was given. `tried` counts the one-time codes that were charged since the last completed
/// act, this one included, also if a fault follows.
///
/// # Errors
/// A fault of the store; the try stays charged.
pub(crate) fn check(
    acts: &Acts<'_>,
    holder: Holder<'_>,
    tried: &mut u32,
    factor: Factor,
) -> Result<FactorAnswer, Error> {
    match factor {
        Factor::Code(typed) => check_code(acts, holder, tried, &typed),
        Factor::Recovery(typed) => check_recovery(acts, holder, *tried, &typed),
    }
}

/// Charges a try, or says why it may not be made.
fn charge(acts: &Acts<'_>, account: &AccountRow, kind: CounterKind) -> Result<Result<Ticket, CodeRefusal>, Error> {
    Ok(match acts.charge_code(account, kind) {
        Ok(Tried::Granted(ticket, ())) => Ok(ticket),
        Ok(Tried::Waiting(left)) => Err(CodeRefusal::Waiting { left }),
        Ok(Tried::Suspended) => Err(CodeRefusal::Suspended),
        Ok(Tried::Unreadable) => Err(CodeRefusal::Unreadable),
        Err(Denied::Fault(fault)) => return Err(fault),
        Err(_) => Err(CodeRefusal::Changed),
    })
}

fn check_code(acts: &Acts<'_>, holder: Holder<'_>, tried: &mut u32, typed: &TypedText) -> Result<FactorAnswer, Error> {
    let Some(code) = Code::parse(typed) else { return Ok(FactorAnswer::Refused(CodeRefusal::Malformed)) };
    let ticket = match charge(acts, holder.account, CounterKind::Code)? {
        Ok(ticket) => ticket,
        Err(refusal) => return Ok(FactorAnswer::Refused(refusal)),
    };
    *tried = tried.saturating_add(1);
    match judge_code(acts, holder, &code)? {
        CodeVerdict::Fresh(steps) => {
            let spend = Spend { holder: Some(holder.account.id), steps, recovery: None };
            Ok(FactorAnswer::Right(FactorProof(Method::Code), spend, ticket))
        }
        CodeVerdict::Refused(verdict, word) => {
            acts.refused_factor(holder.account, Event::CodeRefused, word, Some(&ticket))?;
            Ok(FactorAnswer::Refused(tell(acts, verdict, *tried)?))
        }
    }
}

enum CodeVerdict {
    /// The authenticators that it fits, each with the largest fresh step.
    Fresh(Vec<(AuthenticatorId, u64)>),
    Refused(CodeRefusal, &'static str),
}

/// What the code means for each authenticator of the account; all are always looked at.
fn judge_code(acts: &Acts<'_>, holder: Holder<'_>, code: &Code) -> Result<CodeVerdict, Error> {
    let unreadable = CodeVerdict::Refused(CodeRefusal::Unreadable, "unreadable");
    let Some(step) = totp::step_of(acts.now.wall) else { return Ok(refused_before_1970()) };
    let id = holder.account.id;
    let found = acts.read(|store| Ok((store.account(id)?, store.authenticators(id)?, store.help_code(id)?)));
    let rows = match found {
        Ok((None, ..)) => return Ok(CodeVerdict::Refused(CodeRefusal::Changed, "account-deleted")),
        Ok((_, rows, _)) if !rows.is_empty() => rows,
        Ok((_, _, Some(_))) => return Ok(CodeVerdict::Refused(CodeRefusal::HelpCodeOwed, "no-authenticator")),
        Ok((_, _, None)) | Err(Error::Unreadable) => return Ok(unreadable),
        Err(fault) => return Err(fault),
    };
    let mut sight = Sight::default();
    for row in &rows {
        let Ok(secret) = seal::open_totp(holder.key, row) else { return Ok(unreadable) };
        sight.look(row, &totp::matches(&secret, code, step), step);
    }
    Ok(sight.verdict(acts.now.wall, step))
}

fn refused_before_1970() -> CodeVerdict {
    CodeVerdict::Refused(CodeRefusal::Wrong { wrong: 0, clock_behind: true }, "clock")
}

/// What has been seen of a code over all authenticators.
#[derive(Default)]
struct Sight {
    fresh: Vec<(AuthenticatorId, u64)>,
    spent: bool,
    ahead: bool,
    behind: Option<u64>,
}

impl Sight {
    fn look(&mut self, row: &AuthenticatorRow, matches: &totp::Matches, step: u64) {
        if let Some(fresh) = matches.freshest(row.last_step) {
            self.fresh.push((row.id, fresh));
        } else if matches.any() {
            // The last one was spent beyond the window: the clock was ahead then, or is behind now.
            self.ahead |= row.last_step > step.saturating_add(1);
            self.spent = true;
        }
        self.behind = self.behind.max(matches.behind);
    }

    fn verdict(self, now: UnixTime, step: u64) -> CodeVerdict {
        if !self.fresh.is_empty() {
            return CodeVerdict::Fresh(self.fresh);
        }
        if self.ahead {
            return CodeVerdict::Refused(CodeRefusal::AheadOfTime, "ahead-of-time");
        }
        if self.spent {
            return CodeVerdict::Refused(CodeRefusal::AlreadyUsed { next_in: Some(next_in(now)) }, "used");
        }
        match self.behind {
            Some(matched) => {
                let minutes = u32::try_from(totp::minutes_off(step, matched).unsigned_abs()).unwrap_or(u32::MAX);
                CodeVerdict::Refused(CodeRefusal::ClockOff { minutes, clock_behind: false }, "clock")
            }
            None => CodeVerdict::Refused(CodeRefusal::Wrong { wrong: 0, clock_behind: false }, "wrong"),
        }
    }
}

/// Time until the step after this one.
fn next_in(now: UnixTime) -> Duration {
    let step = STEP_SECONDS as i64 * 1000;
    Duration::from_millis(u64::try_from(step - now.millis().rem_euclid(step)).unwrap_or(0))
}

/// Adds what the person needs to compare: how often, and whether this computer's clock is behind.
fn tell(acts: &Acts<'_>, refusal: CodeRefusal, wrong: u32) -> Result<CodeRefusal, Error> {
    let clock_behind = acts.clock_is_behind()?;
    Ok(match refusal {
        CodeRefusal::Wrong { .. } => CodeRefusal::Wrong { wrong, clock_behind },
        CodeRefusal::ClockOff { minutes, .. } => CodeRefusal::ClockOff { minutes, clock_behind },
        other => other,
    })
}

fn check_recovery(acts: &Acts<'_>, holder: Holder<'_>, tried: u32, typed: &TypedText) -> Result<FactorAnswer, Error> {
    let Some(code) = RecoveryCode::parse(typed) else { return Ok(FactorAnswer::Refused(CodeRefusal::Malformed)) };
    let ticket = match charge(acts, holder.account, CounterKind::Recovery)? {
        Ok(ticket) => ticket,
        Err(refusal) => return Ok(FactorAnswer::Refused(refusal)),
    };
    let (rows, help) = match read_recovery(acts, holder.account.id) {
        Ok(found) => found,
        Err(Error::Unreadable) => {
            acts.refused(Some(holder.account), Event::RecoveryRefused, "unreadable")?;
            return Ok(FactorAnswer::Refused(CodeRefusal::Unreadable));
        }
        Err(fault) => return Err(fault),
    };
    if let Some((key, help)) = help
        && is_help(acts, holder, &key, &help, &code)
    {
        return Ok(FactorAnswer::Help(help.tag, ticket));
    }
    let tag = seal::recovery_tag(holder.key, holder.account.id, holder.account.recovery_set, &code);
    let (refusal, word) = match matching(&rows, holder.account.recovery_set, &tag) {
        Some(row) if row.used.is_none() => {
            let spend = Spend { holder: Some(holder.account.id), steps: Vec::new(), recovery: Some(row.clone()) };
            return Ok(FactorAnswer::Right(FactorProof(Method::Recovery), spend, ticket));
        }
        Some(_) => (CodeRefusal::AlreadyUsed { next_in: None }, "used"),
        None => (CodeRefusal::Wrong { wrong: tried.saturating_add(1), clock_behind: false }, "wrong"),
    };
    acts.refused(Some(holder.account), Event::RecoveryRefused, word)?;
    Ok(FactorAnswer::Refused(refusal))
}

type RecoveryMaterial = (Vec<RecoveryRow>, Option<([u8; 32], HelpCodeRow)>);

fn read_recovery(acts: &Acts<'_>, account: AccountId) -> Result<RecoveryMaterial, Error> {
    acts.read(|store| {
        let key = store.meta()?.key;
        Ok((store.recovery(account)?, store.help_code(account)?.map(|help| (key, help))))
    })
}

fn is_help(acts: &Acts<'_>, holder: Holder<'_>, key: &[u8; 32], help: &HelpCodeRow, code: &RecoveryCode) -> bool {
    let tag = seal::help_tag(key, holder.account.id, code);
    bool::from(tag.ct_eq(&help.tag)) && acts.now.wall < help.until
}

/// The code of the set in force with this tag; every one is compared.
fn matching<'a>(rows: &'a [RecoveryRow], set: u64, tag: &[u8; 32]) -> Option<&'a RecoveryRow> {
    rows.iter().filter(|row| row.set == set).fold(None, |found, row| match bool::from(row.tag.ct_eq(tag)) {
        true => Some(row),
        false => found,
    })
}
