//! The audit log contains the events, and nothing that was entered.

use crate::auth::testing::{ALICE, BOB, BOBS_PASSWORD, Fixture, PASSWORD, expect_refused, expect_signed_in, typed};
use crate::auth::{
    AccountId, AuditRow, ChainStatus, Event, MemoryStore, Report, Role, StepUpPurpose, Store, SystemRandom, verify,
};

fn chain(fixture: &Fixture) -> ChainStatus {
    verify(&*fixture.store).unwrap()
}

/// A fixture with entries of many kinds.
fn fixture_with_history() -> (Fixture, Vec<String>) {
    let (fixture, _admin, phone) = Fixture::alice_created_2fa();
    fixture.advance_steps(1);
    let code = phone.code(fixture.now());
    let session = expect_signed_in(fixture.submit_code(fixture.pending(), &code)).session;
    let _ = fixture.submit_code(fixture.pending(), &phone.wrong_code(fixture.now()));
    let _ = fixture.submit_recovery_code(fixture.pending(), &phone.recovery_codes[0]);
    fixture.advance_steps(1);
    let _ = fixture.step_up(&session, StepUpPurpose::Administration, Some(&phone));
    let temporary = fixture.add_user(&session, BOB, Role::Member);
    let _ = fixture.choose_password(BOB, &temporary, BOBS_PASSWORD);
    let _ = expect_refused(fixture.sign_in("mallory-was-here", "a secret of somebody else"));
    let _ = expect_refused(fixture.sign_in(ALICE, "almost the right password"));
    let mut typed = vec![PASSWORD.to_owned(), BOBS_PASSWORD.to_owned(), temporary, code, "mallory".to_owned()];
    typed.extend(phone.recovery_codes.iter().cloned());
    typed.push("almost the right password".to_owned());
    (fixture, typed)
}

#[test]
fn the_log_contains_no_secret_and_no_typed_text() {
    let (fixture, secrets) = fixture_with_history();
    let rows = fixture.read(|rows| rows.audit_from(1, 1000));
    let printed = format!("{rows:?}");
    for secret in secrets {
        assert!(!printed.contains(&secret), "{secret}");
    }
}

#[test]
fn the_chain_is_intact_and_detects_every_change() {
    let (fixture, _) = fixture_with_history();
    let rows = fixture.read(|rows| rows.audit_from(1, 1000));
    assert_eq!(chain(&fixture), ChainStatus::Intact { entries: rows.len() as u64 });
    let changes: [fn(&mut AuditRow); 8] = [
        |row| row.occurred_at = row.occurred_at.after(std::time::Duration::from_millis(1)),
        |row| row.account = row.account.xor(Some(AccountId::from_bytes([1; 16]))),
        |row| row.username.push('x'),
        |row| row.actor = row.actor.xor(Some(AccountId::from_bytes([1; 16]))),
        |row| row.event = Event::Deleted.word().to_owned(),
        |row| row.detail.push('x'),
        |row| row.repeat_count += 1,
        |row| row.host_name.push('x'),
    ];
    for (index, row) in rows.iter().enumerate() {
        for change in changes {
            let mut changed = row.clone();
            change(&mut changed);
            assert_eq!(chain_with_row(&fixture, &rows, index, changed), ChainStatus::Broken { at: row.number });
        }
    }
}

/// Verifies the same log with another entry at `index`.
fn chain_with_row(fixture: &Fixture, rows: &[AuditRow], index: usize, row: AuditRow) -> ChainStatus {
    let mut rows = rows.to_vec();
    rows[index] = row;
    let meta = fixture.read(|rows| rows.meta());
    let store = MemoryStore::new(&SystemRandom).unwrap();
    store
        .write(&mut |writer| {
            writer.put_meta(&meta)?;
            rows.iter().try_for_each(|row| writer.put_audit(row))
        })
        .unwrap();
    verify(&store).unwrap()
}

#[test]
fn a_truncated_log_is_detected() {
    let (fixture, _) = fixture_with_history();
    let meta = fixture.read(|rows| rows.meta());
    let (number, hash) = (meta.head.number, meta.head.hash);
    for (number, hash) in [(number + 1, [1; 32]), (number + 1, hash), (number, [1; 32])] {
        let head = crate::auth::Head { number, hash };
        fixture.write(|rows| rows.put_meta(&crate::auth::Meta { head, ..meta.clone() }));
        assert_eq!(chain(&fixture), ChainStatus::Broken { at: meta.head.number + 1 });
    }
}

#[test]
fn failures_before_the_first_account_form_an_intact_chain() {
    let fixture = Fixture::empty();
    fixture.fail_sign_ins("nobody", 3);
    assert_eq!(chain(&fixture), ChainStatus::Intact { entries: 2 });
    assert_eq!(
        fixture.audit_log(),
        [("started".into(), "Vestibule".into()), ("password-refused".into(), "unknown-name".into())]
    );
}

/// The number of attempts in each entry about unknown names.
fn unknown_name_counts(fixture: &Fixture) -> Vec<u32> {
    let rows = fixture.read(|rows| rows.audit_from(1, 10_000));
    rows.iter().filter(|row| row.detail == "unknown-name").map(|row| row.repeat_count).collect()
}

#[test]
fn failures_of_unknown_names_are_coalesced_per_minute_unlike_those_of_accounts() {
    let fixture = Fixture::with_alice();
    for number in 0..30 {
        let _ = expect_refused(fixture.sign_in(&format!("nobody{number}"), "wrong"));
    }
    assert_eq!(unknown_name_counts(&fixture), [1], "the other 29 failures are counted outside the chain");
    fixture.clock.advance_seconds(59);
    let _ = expect_refused(fixture.sign_in("nobody", "wrong"));
    assert_eq!(unknown_name_counts(&fixture), [1]);
    fixture.clock.advance_seconds(1);
    let _ = expect_refused(fixture.sign_in("nobody", "wrong"));
    assert_eq!(unknown_name_counts(&fixture), [1, 31]);
    let before = fixture.audit_log().len();
    fixture.fail_sign_ins(ALICE, 2);
    assert_eq!(fixture.audit_log().len(), before + 2);
    assert_eq!(chain(&fixture), ChainStatus::Intact { entries: before as u64 + 2 });
}

#[test]
fn coalesced_failures_are_written_before_the_next_entry_of_any_kind() {
    let fixture = Fixture::with_alice();
    fixture.fail_sign_ins("nobody", 4);
    fixture.sign_out(fixture.sign_in_without_factor());
    assert_eq!(unknown_name_counts(&fixture), [1], "the count is not logged within a minute");
    fixture.clock.advance_seconds(60);
    fixture.sign_out(fixture.sign_in_without_factor());
    assert_eq!(unknown_name_counts(&fixture), [1, 3]);
    fixture.clock.advance_seconds(60);
    fixture.sign_out(fixture.sign_in_without_factor());
    assert_eq!(unknown_name_counts(&fixture), [1, 3], "the count is logged once");
}

#[test]
fn a_readable_entry_never_changes() {
    let fixture = Fixture::with_alice();
    let mut seen: Vec<AuditRow> = Vec::new();
    for turn in 0..40 {
        fixture.clock.advance_seconds(turn);
        let _ = fixture.sign_in(["nobody", ALICE, "somebody"][turn as usize % 3], "wrong");
        let rows = fixture.read(|rows| rows.audit_from(1, 10_000));
        assert_eq!(rows[..seen.len()], seen);
        seen = rows;
    }
}

#[test]
fn throttled_attempts_are_one_entry_before_the_next_checked_one() {
    let (fixture, phone) = Fixture::with_alice_2fa();
    fixture.fail_sign_ins(ALICE, 5);
    let before = fixture.audit_log().len();
    fixture.fail_sign_ins(ALICE, 500);
    assert_eq!(fixture.audit_log().len(), before, "throttled attempts add no entries");
    fixture.clock.advance_seconds(1);
    fixture.sign_out(fixture.sign_in_with_code(&phone));
    let rows = fixture.read(|rows| rows.audit_from(before as u64 + 1, 9));
    let events: Vec<_> = rows.iter().map(|row| (row.event.as_str(), row.detail.as_str(), row.repeat_count)).collect();
    assert_eq!(events[0], ("password-refused", "unread", 500));
    assert_eq!((rows[0].account, events.len()), (Some(fixture.account_row(ALICE).id), 3), "{events:?}");
    assert_eq!((events[1].0, events[2].0), ("signed-in", "signed-out"));
}

#[test]
fn throttled_unknown_names_are_counted_with_the_others() {
    let fixture = Fixture::with_alice();
    fixture.fail_sign_ins("nobody", 5 + 20);
    fixture.clock.advance_seconds(60);
    let _ = expect_refused(fixture.sign_in("nobody", "wrong"));
    assert_eq!(unknown_name_counts(&fixture), [1, 4 + 20], "throttled attempts are logged with the next checked one");
    fixture.clock.advance_seconds(60);
    let _ = expect_refused(fixture.sign_in("nobody", "wrong"));
    assert_eq!(unknown_name_counts(&fixture), [1, 24, 2]);
}

#[test]
fn failed_attempts_since_the_last_sign_in_are_counted_with_their_time() {
    let fixture = Fixture::with_alice();
    for _ in 0..30 {
        fixture.clock.advance_seconds(301);
        let _ = expect_refused(fixture.sign_in(ALICE, "wrong"));
    }
    let last = fixture.now();
    fixture.clock.advance_seconds(301);
    let notices = expect_signed_in(fixture.sign_in(ALICE, PASSWORD)).notices;
    assert_eq!((notices.failed, notices.last_failed), (30, Some(last)));
    assert_eq!(expect_signed_in(fixture.sign_in(ALICE, PASSWORD)).notices.failed, 0);
}

#[test]
fn the_history_is_per_account_newest_first_and_includes_actions_of_others() {
    let (fixture, admin, bob) = Fixture::alice_and_bob(Role::Member);
    let administrator = Role::Administrator;
    fixture.auth.set_role(&admin, fixture.admin_step_up(&admin), bob.account(), administrator).unwrap();
    let bob = expect_signed_in(fixture.sign_in(BOB, BOBS_PASSWORD)).session;
    let history = fixture.auth.history(&bob).unwrap();
    let events: Vec<_> = history.iter().map(|entry| (entry.event, entry.by_other)).collect();
    assert_eq!(
        events,
        [
            (Some(Event::SignedIn), false),
            (Some(Event::MadeAdministrator), true),
            (Some(Event::SignedIn), false),
            (Some(Event::PasswordChanged), false),
            (Some(Event::AccountCreated), true),
        ]
    );
    assert_eq!((&*history[2].detail, &*history[4].detail), ("temporary", "member"));
}

#[test]
fn entries_outlive_their_account() {
    let (fixture, admin, bob) = Fixture::alice_and_bob(Role::Member);
    fixture.auth.delete_account(&admin, fixture.admin_step_up(&admin), bob.account()).unwrap();
    let rows = fixture.read(|rows| rows.history(bob.account(), 100));
    assert_eq!(rows[0].event, "deleted");
    assert_eq!(rows[0].actor, Some(admin.account()));
    assert!(rows.iter().all(|row| row.username == BOB));
}

#[test]
fn every_event_name_is_unique() {
    for event in Event::ALL {
        assert_eq!(Event::parse(event.word()), Some(*event));
    }
    assert_eq!(Event::parse("of-a-later-version"), None);
}

#[test]
fn debug_output_of_states_contains_nothing_typed() {
    let (_fixture, session, show) = Fixture::alice_enrolling();
    let key = show.setup_key().to_string();
    let printed = format!("{session:?} {show:?} {:?} {:?}", show.uri(), typed("a code"));
    assert!(!printed.contains(&key) && !printed.contains("a code") && printed.contains("[redacted]"), "{printed}");
}

/// Values for every input, in the format that is checked furthest.
const TYPED_MARKERS: [&str; 4] = ["zebra zebra zebra zebra", "739155", "ZEBR-AZEB-RAZE-BRAZ", "zebra"];

#[test]
fn no_answer_and_no_entry_repeats_typed_text() {
    let (fixture, session, phone) = Fixture::alice_created_2fa();
    fixture.advance_steps(1);
    let mut output = Vec::new();
    fixture.sign_out(session);
    for marker in TYPED_MARKERS {
        // Also resets the counters of the previous round.
        let session = fixture.sign_in_with_code(&phone);
        fixture.advance_steps(1);
        let code = || Some(crate::auth::Factor::Code(typed(marker)));
        let recovery = || Some(crate::auth::Factor::Recovery(typed(marker)));
        for result in [
            fixture.sign_in(marker, marker),
            fixture.sign_in(ALICE, marker),
            fixture.submit_code(fixture.pending(), marker),
            fixture.submit_recovery_code(fixture.pending(), marker),
        ] {
            output.push(format!("{result:?} {result}"));
        }
        output.push(format!("{:?} {:?}", code(), recovery()));
        output.push(format!("{:?}", fixture.auth.step_up(&session, StepUpPurpose::OwnAccount, typed(marker), code())));
        output.push(format!(
            "{:?}",
            fixture.auth.step_up(&session, StepUpPurpose::OwnAccount, typed(PASSWORD), recovery())
        ));
        output.push(format!("{:?}", fixture.auth.open_old_data(&session, typed(marker)).unwrap_err()));
        fixture.clock.advance_seconds(3600);
        let proof = fixture.own_step_up(&session, Some(&phone));
        let denied = fixture.auth.change_password(&session, proof, typed(&format!("{marker}\n"))).unwrap_err();
        output.push(format!("{denied:?} {}", Report::new(&denied)));
        fixture.advance_steps(2);
        let show = fixture.auth.begin_enrolment(&session, fixture.own_step_up(&session, Some(&phone))).unwrap();
        output.push(format!("{:?}", fixture.auth.confirm_pairing(show.next(), typed(marker), "Tablet")));
        output.push(format!("{:?}", fixture.audit_log()));
        fixture.clock.advance_seconds(3600);
    }
    for printed in output {
        assert!(TYPED_MARKERS.iter().all(|marker| !printed.contains(marker)), "{printed}");
    }
}
