//! The audit log: what happened, and nothing that was typed.

use crate::auth::testing::{ALICE, BOB, BOBS_PASSWORD, House, PASSWORD, refused, signed_in, typed};
use crate::auth::{AccountId, AuditRow, Chain, Event, MemoryStore, Purpose, Report, Role, Store, SystemRandom, verify};

fn chain(house: &House) -> Chain {
    verify(&*house.store).unwrap()
}

/// A little of everything.
fn busy_house() -> (House, Vec<String>) {
    let house = House::empty();
    let (admin, proof) = house.first();
    let phone = house.pair(&admin, proof);
    house.steps(1);
    let code = phone.code(house.now());
    let session = signed_in(house.give_code(house.pending(), &code)).session;
    let _ = house.give_code(house.pending(), &phone.wrong_code(house.now()));
    let _ = house.give_recovery_code(house.pending(), &phone.recovery[0]);
    house.steps(1);
    let _ = house.prove(&session, Purpose::Administer, Some(&phone));
    let temporary = house.add(&session, BOB, Role::Member);
    let _ = house.choose(BOB, &temporary, BOBS_PASSWORD);
    let _ = refused(house.sign_in("mallory-was-here", "a secret of somebody else"));
    let _ = refused(house.sign_in(ALICE, "almost the right password"));
    let mut typed = vec![PASSWORD.to_owned(), BOBS_PASSWORD.to_owned(), temporary, code, "mallory".to_owned()];
    typed.extend(phone.recovery.iter().cloned());
    typed.push("almost the right password".to_owned());
    (house, typed)
}

#[test]
fn the_log_holds_no_secret_and_nothing_that_was_typed() {
    let (house, secrets) = busy_house();
    let rows = house.read(|rows| rows.audit_from(1, 1000));
    let printed = format!("{rows:?}");
    for secret in secrets {
        assert!(!printed.contains(&secret), "{secret}");
    }
}

#[test]
fn the_chain_is_whole_and_shows_every_change() {
    let (house, _) = busy_house();
    let rows = house.read(|rows| rows.audit_from(1, 1000));
    assert_eq!(chain(&house), Chain::Whole { entries: rows.len() as u64 });
    let changes: [fn(&mut AuditRow); 8] = [
        |row| row.time = row.time.after(std::time::Duration::from_millis(1)),
        |row| row.account = row.account.xor(Some(AccountId::from_bytes([1; 16]))),
        |row| row.username.push('x'),
        |row| row.actor = row.actor.xor(Some(AccountId::from_bytes([1; 16]))),
        |row| row.event = Event::Deleted.word().to_owned(),
        |row| row.detail.push('x'),
        |row| row.count += 1,
        |row| row.host.push('x'),
    ];
    for (place, row) in rows.iter().enumerate() {
        for change in changes {
            let mut changed = row.clone();
            change(&mut changed);
            assert_eq!(chain_of(&house, &rows, place, changed), Chain::Broken { at: row.number });
        }
    }
}

/// The verdict on the same log with another entry in that place.
fn chain_of(house: &House, rows: &[AuditRow], place: usize, row: AuditRow) -> Chain {
    let mut rows = rows.to_vec();
    rows[place] = row;
    let meta = house.read(|rows| rows.meta());
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
fn a_cut_end_shows() {
    let (house, _) = busy_house();
    let meta = house.read(|rows| rows.meta());
    let (number, hash) = (meta.head.number, meta.head.hash);
    for (number, hash) in [(number + 1, [1; 32]), (number + 1, hash), (number, [1; 32])] {
        let head = crate::auth::Head { number, hash };
        house.write(|rows| rows.put_meta(&crate::auth::Meta { head, ..meta.clone() }));
        assert_eq!(chain(&house), Chain::Broken { at: meta.head.number + 1 });
    }
}

#[test]
fn failures_before_there_is_any_account_make_a_whole_chain_too() {
    let house = House::empty();
    for _ in 0..3 {
        let _ = refused(house.sign_in("nobody", "wrong"));
    }
    assert_eq!(chain(&house), Chain::Whole { entries: 2 });
    assert_eq!(
        house.log(),
        [("started".into(), "Vestibule".into()), ("password-refused".into(), "unknown-name".into())]
    );
}

/// The entries about unknown names: how many attempts each stands for.
fn unknown(house: &House) -> Vec<u32> {
    let rows = house.read(|rows| rows.audit_from(1, 10_000));
    rows.iter().filter(|row| row.detail == "unknown-name").map(|row| row.count).collect()
}

#[test]
fn failures_of_unknown_names_become_one_entry_a_minute_and_those_of_accounts_do_not() {
    let house = House::of_alice();
    for number in 0..30 {
        let _ = refused(house.sign_in(&format!("nobody{number}"), "wrong"));
    }
    assert_eq!(unknown(&house), [1], "29 are counted beside the chain");
    house.clock.advance_seconds(59);
    let _ = refused(house.sign_in("nobody", "wrong"));
    assert_eq!(unknown(&house), [1]);
    house.clock.advance_seconds(1);
    let _ = refused(house.sign_in("nobody", "wrong"));
    assert_eq!(unknown(&house), [1, 31]);
    let before = house.log().len();
    for _ in 0..2 {
        let _ = refused(house.sign_in(ALICE, "wrong"));
    }
    assert_eq!(house.log().len(), before + 2);
    assert_eq!(chain(&house), Chain::Whole { entries: before as u64 + 2 });
}

#[test]
fn what_was_counted_beside_the_chain_is_told_before_the_next_entry_of_any_kind() {
    let house = House::of_alice();
    for _ in 0..4 {
        let _ = refused(house.sign_in("nobody", "wrong"));
    }
    house.sign_out(house.alone());
    assert_eq!(unknown(&house), [1], "within a minute it waits");
    house.clock.advance_seconds(60);
    house.sign_out(house.alone());
    assert_eq!(unknown(&house), [1, 3]);
    house.clock.advance_seconds(60);
    house.sign_out(house.alone());
    assert_eq!(unknown(&house), [1, 3], "told once");
}

#[test]
fn no_entry_changes_once_it_could_be_read() {
    let house = House::of_alice();
    let mut seen: Vec<AuditRow> = Vec::new();
    for turn in 0..40 {
        house.clock.advance_seconds(turn);
        let _ = house.sign_in(["nobody", ALICE, "somebody"][turn as usize % 3], "wrong");
        let rows = house.read(|rows| rows.audit_from(1, 10_000));
        assert_eq!(rows[..seen.len()], seen);
        seen = rows;
    }
}

#[test]
fn attempts_refused_unread_are_one_entry_before_the_next_that_is_looked_at() {
    let (house, phone) = House::of_alice_with_phone();
    for _ in 0..5 {
        let _ = refused(house.sign_in(ALICE, "wrong"));
    }
    let before = house.log().len();
    for _ in 0..500 {
        let _ = refused(house.sign_in(ALICE, "wrong"));
    }
    assert_eq!(house.log().len(), before, "nobody fills the disk by holding a key down");
    house.clock.advance_seconds(1);
    house.sign_out(house.with(&phone));
    let rows = house.read(|rows| rows.audit_from(before as u64 + 1, 9));
    let told: Vec<_> = rows.iter().map(|row| (row.event.as_str(), row.detail.as_str(), row.count)).collect();
    assert_eq!(told[0], ("password-refused", "unread", 500));
    assert_eq!((rows[0].account, told.len()), (Some(house.row(ALICE).id), 3), "{told:?}");
    assert_eq!((told[1].0, told[2].0), ("signed-in", "signed-out"));
}

#[test]
fn unknown_names_that_wait_are_counted_with_the_others() {
    let house = House::of_alice();
    for _ in 0..5 + 20 {
        let _ = refused(house.sign_in("nobody", "wrong"));
    }
    house.clock.advance_seconds(60);
    let _ = refused(house.sign_in("nobody", "wrong"));
    assert_eq!(unknown(&house), [1, 4 + 20], "those refused unread are told when the next is looked at");
    house.clock.advance_seconds(60);
    let _ = refused(house.sign_in("nobody", "wrong"));
    assert_eq!(unknown(&house), [1, 24, 2]);
}

#[test]
fn failed_attempts_since_the_last_sign_in_are_counted_with_their_time() {
    let house = House::of_alice();
    for _ in 0..30 {
        house.clock.advance_seconds(301);
        let _ = refused(house.sign_in(ALICE, "wrong"));
    }
    let last = house.now();
    house.clock.advance_seconds(301);
    let notices = signed_in(house.sign_in(ALICE, PASSWORD)).notices;
    assert_eq!((notices.failed, notices.last_failed), (30, Some(last)));
    assert_eq!(signed_in(house.sign_in(ALICE, PASSWORD)).notices.failed, 0);
}

#[test]
fn the_history_is_ones_own_newest_first_and_says_what_others_did() {
    let house = House::of_alice();
    let admin = house.alone();
    let bob = house.bob(&admin, Role::Member);
    let administrator = Role::Administrator;
    house.auth.set_role(&admin, house.prove(&admin, Purpose::Administer, None), bob.account(), administrator).unwrap();
    let bob = signed_in(house.sign_in(BOB, BOBS_PASSWORD)).session;
    let history = house.auth.history(&bob).unwrap();
    let told: Vec<_> = history.iter().map(|entry| (entry.event, entry.by_other)).collect();
    assert_eq!(
        told,
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
    let house = House::of_alice();
    let admin = house.alone();
    let bob = house.bob(&admin, Role::Member);
    house.auth.delete_account(&admin, house.prove(&admin, Purpose::Administer, None), bob.account()).unwrap();
    let rows = house.read(|rows| rows.history(bob.account(), 100));
    assert_eq!(rows[0].event, "deleted");
    assert_eq!(rows[0].actor, Some(admin.account()));
    assert!(rows.iter().all(|row| row.username == BOB));
}

#[test]
fn every_word_of_the_log_has_one_meaning() {
    for event in Event::ALL {
        assert_eq!(Event::of_word(event.word()), Some(*event));
    }
    assert_eq!(Event::of_word("of-a-later-version"), None);
}

#[test]
fn nothing_that_is_typed_shows_in_what_the_states_print() {
    let house = House::empty();
    let (session, proof) = house.first();
    let show = house.auth.begin_setup(&session, proof).unwrap();
    let key = show.setup_key().to_string();
    let printed = format!("{session:?} {show:?} {:?} {:?}", show.uri(), typed("a code"));
    assert!(!printed.contains(&key) && !printed.contains("a code") && printed.contains("[redacted]"), "{printed}");
}

/// Typed wherever something can be typed, in the shape that gets farthest.
const MARKERS: [&str; 4] = ["zebra zebra zebra zebra", "739155", "ZEBR-AZEB-RAZE-BRAZ", "zebra"];

#[test]
fn no_answer_and_no_entry_repeats_what_was_typed() {
    let house = House::empty();
    let (session, proof) = house.first();
    let phone = house.pair(&session, proof);
    house.steps(1);
    let mut said = Vec::new();
    house.sign_out(session);
    for marker in MARKERS {
        // It also clears the counters of the round before.
        let session = house.with(&phone);
        house.steps(1);
        let code = || Some(crate::auth::Factor::Code(typed(marker)));
        let recovery = || Some(crate::auth::Factor::Recovery(typed(marker)));
        for answer in [
            house.sign_in(marker, marker),
            house.sign_in(ALICE, marker),
            house.give_code(house.pending(), marker),
            house.give_recovery_code(house.pending(), marker),
        ] {
            said.push(format!("{answer:?} {answer}"));
        }
        said.push(format!("{:?} {:?}", code(), recovery()));
        said.push(format!("{:?}", house.auth.step_up(&session, Purpose::Own, typed(marker), code())));
        said.push(format!("{:?}", house.auth.step_up(&session, Purpose::Own, typed(PASSWORD), recovery())));
        said.push(format!("{:?}", house.auth.open_old_data(&session, typed(marker)).unwrap_err()));
        house.clock.advance_seconds(3600);
        let proof = house.prove(&session, Purpose::Own, Some(&phone));
        let denied = house.auth.change_password(&session, proof, typed(&format!("{marker}\n"))).unwrap_err();
        said.push(format!("{denied:?} {}", Report::new(&denied)));
        house.steps(2);
        let show = house.auth.begin_setup(&session, house.prove(&session, Purpose::Own, Some(&phone))).unwrap();
        said.push(format!("{:?}", house.auth.confirm(show.next(), typed(marker), "Tablet")));
        said.push(format!("{:?}", house.log()));
        house.clock.advance_seconds(3600);
    }
    for said in said {
        assert!(MARKERS.iter().all(|marker| !said.contains(marker)), "{said}");
    }
}
