//! The sentences of the demo, and how a person chooses another place; what a failed start says stands with its error.

/// Under why the accounts do not open, where other accounts would.
pub(super) const ANOTHER_PLACE: &str = "Start it with --database PATH to name another file";

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
