//! The sentences that the program itself adds to the screens'; what a failed start says stands with its error.

use crate::sqlite::Notice;

/// What was found about the rights of the accounts' files.
pub(super) fn notice(notice: &Notice) -> String {
    match notice {
        Notice::Repaired { path, .. } => {
            format!("Other users of this computer could open {}. Now they cannot", path.display())
        }
        Notice::Loose { path, cause, .. } => {
            format!("Other users of this computer can open {}, and that cannot be changed: {cause}", path.display())
        }
    }
}

/// Who there is in a demo, and what opens their doors. As short as it goes: the fields are to fit below it.
pub(super) fn demo_doors(settled: (&str, &str), new: (&str, &str), [disabled, suspended]: [&str; 2]) -> String {
    let ((names, password), (newcomer, temporary)) = (settled, new);
    format!(
        "Demo: nothing is saved\n{names}, {disabled} (disabled), {suspended} (codes off): {password}\n\
         {newcomer} (new): {temporary}"
    )
}

/// What the phone of somebody in a demo shows.
pub(super) fn demo_phone(username: &str, code: &str) -> String {
    format!("Demo: the phone of {username} shows {code}")
}
