//! Runs the operations of a signed-in user, after the step-up that each requires.

use crate::auth::{
    ActionError, Auth, Factor, Password, Session, StepUp, StepUpPurpose, StepUpRequirement, StepUpResult,
};
use crate::gui::message::{Operation, OperationResult, Reply, StepUpRefusal};

/// Runs an operation that requires no further proof; otherwise replies with the requirement.
pub(super) fn start(auth: &Auth, session: &Session, operation: Operation) -> Reply {
    let Some(purpose) = operation.step_up_purpose() else {
        return Reply::OperationResult(run_plain(auth, session, operation));
    };
    if let Err(denied) = check_operation(auth, session, &operation) {
        return Reply::OperationResult(Err(denied));
    }
    match auth.step_up_requirement(session, purpose) {
        Ok(StepUpRequirement::Nothing(proof)) => Reply::OperationResult(run_proven(auth, session, operation, proof)),
        Ok(StepUpRequirement::Password) => Reply::StepUpRequired { operation, with_code: false },
        Ok(StepUpRequirement::PasswordAndCode) => Reply::StepUpRequired { operation, with_code: true },
        Err(denied) => Reply::OperationResult(Err(denied)),
    }
}

/// Checks what can be known before the user proves who they are; the operation checks again.
fn check_operation(auth: &Auth, session: &Session, operation: &Operation) -> Result<(), ActionError> {
    if let Operation::AddUser { username, .. } = operation {
        return auth.check_new_user(session, username);
    }
    operation.target().map_or(Ok(()), |target| auth.check_target(session, target))
}

pub(super) fn run_after_step_up(
    auth: &Auth,
    session: &Session,
    operation: Operation,
    password: Password,
    factor: Option<Factor>,
) -> Reply {
    // An unusable new password is refused before the step-up, so that it does not consume a code.
    if let Operation::ChangePassword { new } = &operation
        && let Err(problem) = auth.check_new_password(new, session.name())
    {
        return Reply::OperationResult(Err(ActionError::Password(problem)));
    }
    let purpose = operation.step_up_purpose().unwrap_or(StepUpPurpose::OwnAccount);
    let refusal = match auth.step_up(session, purpose, password, factor) {
        Ok(StepUpResult::Proven(proof)) => {
            return Reply::OperationResult(run_proven(auth, session, operation, proof));
        }
        Ok(StepUpResult::PasswordRefused(refusal)) => StepUpRefusal::Password(refusal),
        Ok(StepUpResult::CodeRefused(refusal)) => StepUpRefusal::Code(refusal),
        Err(ActionError::Fault(error)) => StepUpRefusal::Interrupted(error),
        Err(denied) => return Reply::OperationResult(Err(denied)),
    };
    Reply::StepUpRefused { operation, refusal }
}

fn run_plain(auth: &Auth, session: &Session, mut operation: Operation) -> Result<OperationResult, ActionError> {
    match &mut operation {
        Operation::RenameAuthenticator { id, name } => auth.rename_authenticator(session, *id, name)?,
        Operation::SignOutOthers => auth.sign_out_others(session)?,
        Operation::UnlockOldData { old } => auth.open_old_data(session, take(old))?,
        _ => return Err(ActionError::StepUpExpired),
    }
    Ok(OperationResult::Completed(operation))
}

fn run_proven(
    auth: &Auth,
    session: &Session,
    mut operation: Operation,
    proof: StepUp,
) -> Result<OperationResult, ActionError> {
    match &mut operation {
        Operation::BeginSetup => {
            let state = auth.begin_enrolment(session, proof)?;
            return Ok(OperationResult::SetupStarted(Box::new(state)));
        }
        Operation::NewRecoveryCodes => {
            let state = auth.new_recovery_codes(session, proof)?;
            return Ok(OperationResult::RecoveryCodes(Box::new(state)));
        }
        Operation::AddUser { username, role } => {
            let passphrase = auth.add_user(session, proof, username, *role)?;
            return Ok(OperationResult::TemporaryPassword { username: std::mem::take(username), passphrase });
        }
        Operation::IssueTemporaryPassword { id, username } => {
            let passphrase = auth.temporary_password(session, proof, *id)?;
            return Ok(OperationResult::TemporaryPassword { username: std::mem::take(username), passphrase });
        }
        Operation::ResetTwoFactor { id, username } => {
            let code = auth.reset_two_factor(session, proof, *id)?;
            return Ok(OperationResult::HelpCode { username: std::mem::take(username), code });
        }
        Operation::Prove { purpose, .. } => return auth.prove(session, proof, purpose).map(OperationResult::Proven),
        Operation::MeasureCost => return auth.measure_cost(session, proof).map(OperationResult::CostMeasured),
        Operation::DisableTwoFactor => auth.turn_off_two_factor(session, proof)?,
        Operation::RemoveAuthenticator { id, .. } => auth.remove_authenticator(session, proof, *id)?,
        Operation::ChangePassword { new } => auth.change_password(session, proof, take(new))?,
        Operation::UnsuspendCodes { id, .. } => auth.allow_codes(session, proof, *id)?,
        Operation::SetEnabled { id, enabled, .. } => auth.set_enabled(session, proof, *id, *enabled)?,
        Operation::SetRole { id, role, .. } => auth.set_role(session, proof, *id, *role)?,
        Operation::DeleteAccount { id, .. } => auth.delete_account(session, proof, *id)?,
        Operation::SetPolicy(policy) => auth.set_policy(session, proof, *policy)?,
        Operation::RenameAuthenticator { .. } | Operation::SignOutOthers | Operation::UnlockOldData { .. } => {
            return run_plain(auth, session, operation);
        }
    }
    Ok(OperationResult::Completed(operation))
}

/// Takes the password out of an operation, which is returned to the gate without it.
fn take(password: &mut Password) -> Password {
    std::mem::replace(password, Password::new(String::new()))
}
