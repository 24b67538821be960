//! The second-factor step of a sign-in.

use std::time::Duration;

use subtle::ConstantTimeEq;

use crate::auth::account::AuthenticatorId;
use crate::auth::action_error::StepError;
use crate::auth::audit::{Event, SignInMethod};
use crate::auth::clock::UnixTime;
use crate::auth::error::Error;
use crate::auth::login::{FactorProof, MustEnrol};
use crate::auth::refusal::CodeRefusal;
use crate::auth::seal;
use crate::auth::secret::{AccountKey, RecoveryCode, SecretInput};
use crate::auth::store::{AccountRow, AuthenticatorRow, CounterKey, CounterKind, RecoveryRow};
use crate::auth::throttle::{ChargeOutcome, Ticket};
use crate::auth::totp::{self, Code, STEP_SECONDS};
use crate::auth::transactions::{FactorUse, Transactions, VerifiedFactor};

/// A second factor as entered.
#[derive(Debug)]
pub enum Factor {
    /// The six digits that an authenticator shows.
    Code(SecretInput),
    /// A recovery code.
    Recovery(SecretInput),
}

/// The second factor that a sign-in requires after the right password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RequiredFactor {
    /// The one-time code of an authenticator, or a recovery code.
    Code,
    /// A recovery code: one-time codes are suspended.
    RecoveryCode,
    /// The help code of an administrator who reset two-factor. It leads to a new pairing.
    HelpCode,
    /// As `HelpCode`, but the help code has expired: no code is accepted until an administrator issues another one.
    NewHelpCode,
}

impl RequiredFactor {
    /// Reads what the account requires now. Corrupt rows are reported once a code is submitted.
    pub(crate) fn read(transactions: &Transactions<'_>, account: &AccountRow) -> Result<Self, Error> {
        let (id, code_counter) = (account.id, CounterKey::Account(account.id, CounterKind::Code));
        let read = transactions
            .read(|store| Ok((store.authenticators(id)?, store.help_code(id)?, store.counter(&code_counter)?)));
        match read {
            Ok((authenticators, Some(help), _)) if authenticators.is_empty() => {
                Ok(if transactions.now.wall < help.until { Self::HelpCode } else { Self::NewHelpCode })
            }
            Ok((_, _, Some(counter))) if counter.suspended => Ok(Self::RecoveryCode),
            Ok(_) | Err(Error::Corrupt) => Ok(Self::Code),
            Err(fault) => Err(fault),
        }
    }
}

/// A second factor that is right.
#[must_use]
pub(crate) enum FactorCheck {
    /// Unspent, as far as can be determined before it is spent.
    Right(FactorProof, VerifiedFactor),
    /// A help code: valid only for pairing a new authenticator.
    HelpCode([u8; 32], Ticket),
}

/// The account whose factor is checked, with its key from the password step or the open session.
#[derive(Clone, Copy)]
pub(crate) struct FactorContext<'a> {
    pub account: &'a AccountRow,
    pub key: &'a AccountKey,
}

/// Returns a proof if no second factor is required because two-factor is off.
pub(crate) fn no_factor_required(account: &AccountRow) -> Option<FactorProof> {
    (!account.two_factor).then_some(FactorProof(SignInMethod::Password))
}

/// Factor proof after required enrolment: the help code or temporary password that led to it counts as the code.
pub(crate) fn enrolment_proof(must_enrol: &MustEnrol) -> FactorProof {
    FactorProof(must_enrol.method)
}

/// Logs a right factor that was spent concurrently, and returns its refusal; the attempt stays charged.
pub(crate) fn refuse_spent(
    transactions: &Transactions<'_>,
    account: &AccountRow,
    factor: &VerifiedFactor,
) -> Result<CodeRefusal, Error> {
    let (event, next_in) = match factor.factor_use {
        FactorUse::Code(_) => (Event::CodeRefused, Some(next_in(transactions.now.wall))),
        FactorUse::Recovery(_) => (Event::RecoveryRefused, None),
    };
    transactions.record_factor_failure(account, event, "used", &factor.ticket)?;
    Ok(CodeRefusal::AlreadyUsed { next_in })
}

/// Checks a second factor. `code_attempts` counts the one-time codes charged since the last completed operation,
/// including this one, even if an error follows.
///
/// # Errors
/// Returns why it is refused, or fails if the store fails; the attempt stays charged.
pub(crate) fn check(
    transactions: &Transactions<'_>,
    context: FactorContext<'_>,
    code_attempts: &mut u32,
    factor: Factor,
) -> Result<FactorCheck, StepError> {
    match factor {
        Factor::Code(typed) => check_code(transactions, context, code_attempts, &typed),
        Factor::Recovery(typed) => check_recovery(transactions, context, *code_attempts, &typed),
    }
}

/// Charges an attempt, or returns why it is refused.
fn charge(transactions: &Transactions<'_>, account: &AccountRow, kind: CounterKind) -> Result<Ticket, StepError> {
    match transactions.charge_code(account, kind)? {
        ChargeOutcome::Granted(ticket) => Ok(ticket),
        ChargeOutcome::Throttled(left) => Err(CodeRefusal::Waiting { left }.into()),
        ChargeOutcome::Suspended => Err(CodeRefusal::Suspended.into()),
        ChargeOutcome::Corrupt => Err(CodeRefusal::Corrupt.into()),
    }
}

fn check_code(
    transactions: &Transactions<'_>,
    context: FactorContext<'_>,
    code_attempts: &mut u32,
    typed: &SecretInput,
) -> Result<FactorCheck, StepError> {
    let code = Code::parse(typed).ok_or(CodeRefusal::Malformed)?;
    let ticket = charge(transactions, context.account, CounterKind::Code)?;
    *code_attempts = code_attempts.saturating_add(1);
    match evaluate_code(transactions, context, &code)? {
        Ok(steps) => {
            let factor_use = FactorUse::Code(steps);
            let verified = VerifiedFactor { factor_use, ticket, code_attempts: *code_attempts };
            Ok(FactorCheck::Right(FactorProof(SignInMethod::Code), verified))
        }
        Err((refusal, audit_reason)) => {
            transactions.record_factor_failure(context.account, Event::CodeRefused, audit_reason, &ticket)?;
            Err(with_clock_hint(transactions, refusal, *code_attempts)?.into())
        }
    }
}

/// The matching authenticators, each with the largest unspent step; or why the code is refused, for the user and for
/// the audit log.
type CodeCheck = Result<Vec<(AuthenticatorId, u64)>, (CodeRefusal, &'static str)>;

/// Checks the code against every authenticator of the account, without stopping at a match.
fn evaluate_code(transactions: &Transactions<'_>, context: FactorContext<'_>, code: &Code) -> Result<CodeCheck, Error> {
    let corrupt = Err((CodeRefusal::Corrupt, "unreadable"));
    let Some(step) = totp::step_of(transactions.now.wall) else {
        // Before 1970.
        return Ok(Err((CodeRefusal::Wrong { wrong: 0, clock_behind: true }, "clock")));
    };
    let id = context.account.id;
    let read = transactions.read(|store| Ok((store.account(id)?, store.authenticators(id)?, store.help_code(id)?)));
    let rows = match read {
        Ok((None, ..)) => return Ok(Err((CodeRefusal::Changed, "account-deleted"))),
        Ok((_, rows, _)) if !rows.is_empty() => rows,
        Ok((_, _, Some(_))) => return Ok(Err((CodeRefusal::HelpCodeRequired, "no-authenticator"))),
        Ok((_, _, None)) | Err(Error::Corrupt) => return Ok(corrupt),
        Err(fault) => return Err(fault),
    };
    let mut code_matches = CodeMatches::default();
    for row in &rows {
        let Ok(secret) = seal::open_totp(context.key, row) else { return Ok(corrupt) };
        code_matches.add(row, &totp::matches(&secret, code, step), step);
    }
    Ok(code_matches.result(transactions.now.wall, step))
}

/// The matches of a code over all authenticators.
#[derive(Default)]
struct CodeMatches {
    fresh: Vec<(AuthenticatorId, u64)>,
    spent: bool,
    last_step_in_future: bool,
    behind: Option<u64>,
}

impl CodeMatches {
    fn add(&mut self, row: &AuthenticatorRow, matches: &totp::Matches, step: u64) {
        if let Some(fresh) = matches.newest_unspent(row.last_step) {
            self.fresh.push((row.id, fresh));
        } else if matches.any_match() {
            // A step beyond the window was spent: the clock was ahead then, or is behind now.
            self.last_step_in_future |= row.last_step > step.saturating_add(1);
            self.spent = true;
        }
        self.behind = self.behind.max(matches.behind);
    }

    fn result(self, now: UnixTime, step: u64) -> CodeCheck {
        if !self.fresh.is_empty() {
            return Ok(self.fresh);
        }
        if self.last_step_in_future {
            return Err((CodeRefusal::LastStepInFuture, "ahead-of-time"));
        }
        if self.spent {
            return Err((CodeRefusal::AlreadyUsed { next_in: Some(next_in(now)) }, "used"));
        }
        match self.behind {
            Some(matched) => {
                let minutes = u32::try_from(totp::minutes_off(step, matched).unsigned_abs()).unwrap_or(u32::MAX);
                Err((CodeRefusal::ClockOff { minutes, clock_behind: false }, "clock"))
            }
            None => Err((CodeRefusal::Wrong { wrong: 0, clock_behind: false }, "wrong")),
        }
    }
}

/// Time until the next step begins.
fn next_in(now: UnixTime) -> Duration {
    let step = STEP_SECONDS as i64 * 1000;
    Duration::from_millis(u64::try_from(step - now.millis().rem_euclid(step)).unwrap_or(0))
}

/// Adds the number of wrong codes, and whether this computer's clock is behind.
fn with_clock_hint(transactions: &Transactions<'_>, refusal: CodeRefusal, wrong: u32) -> Result<CodeRefusal, Error> {
    let clock_behind = transactions.clock_is_behind()?;
    Ok(match refusal {
        CodeRefusal::Wrong { .. } => CodeRefusal::Wrong { wrong, clock_behind },
        CodeRefusal::ClockOff { minutes, .. } => CodeRefusal::ClockOff { minutes, clock_behind },
        other => other,
    })
}

fn check_recovery(
    transactions: &Transactions<'_>,
    context: FactorContext<'_>,
    code_attempts: u32,
    typed: &SecretInput,
) -> Result<FactorCheck, StepError> {
    let code = RecoveryCode::parse(typed).map_err(|_| CodeRefusal::Malformed)?;
    let AccountRow { id, recovery_set, .. } = *context.account;
    let ticket = charge(transactions, context.account, CounterKind::Recovery)?;
    let refuse = |refusal: CodeRefusal, reason| {
        transactions.record_failure(Some(context.account), Event::RecoveryRefused, reason)?;
        Err(refusal.into())
    };
    let read = transactions.read(|store| Ok((store.meta()?.store_key, store.recovery(id)?, store.help_code(id)?)));
    let (store_key, rows, help) = match read {
        Ok(found) => found,
        Err(Error::Corrupt) => return refuse(CodeRefusal::Corrupt, "unreadable"),
        Err(fault) => return Err(fault.into()),
    };
    if let Some(help) = help
        && bool::from(seal::help_tag(&store_key, id, &code).ct_eq(&help.tag))
        && transactions.now.wall < help.until
    {
        return Ok(FactorCheck::HelpCode(help.tag, ticket));
    }
    let tag = seal::recovery_tag(context.key, id, recovery_set, &code);
    match row_with_tag(&rows, recovery_set, &tag) {
        Some(row) if row.used_at.is_none() => {
            let verified = VerifiedFactor { factor_use: FactorUse::Recovery(row.clone()), ticket, code_attempts };
            Ok(FactorCheck::Right(FactorProof(SignInMethod::Recovery), verified))
        }
        Some(_) => refuse(CodeRefusal::AlreadyUsed { next_in: None }, "used"),
        None => refuse(CodeRefusal::Wrong { wrong: code_attempts.saturating_add(1), clock_behind: false }, "wrong"),
    }
}

/// Returns the code of the active set with this tag; every code is compared.
fn row_with_tag<'a>(rows: &'a [RecoveryRow], set: u64, tag: &[u8; 32]) -> Option<&'a RecoveryRow> {
    rows.iter().filter(|row| row.set_number == set).fold(None, |found, row| match bool::from(row.tag.ct_eq(tag)) {
        true => Some(row),
        false => found,
    })
}
