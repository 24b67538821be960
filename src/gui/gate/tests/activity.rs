//! Tests of what counts as activity: for the lock, and for the clearing of typed input.

use egui::accesskit::{Action, ActionData, ActionRequest, NodeId, TreeId};
use egui::{Event, ImeEvent, Modifiers, pos2};

use crate::gui::testing::{GateHarness, PASSWORD};

fn preedit(text: &str) -> Event {
    Event::Ime(ImeEvent::Preedit { text: text.to_owned(), active_range_chars: None })
}

fn replace_text() -> Event {
    Event::AccessKitActionRequest(ActionRequest {
        action: Action::ReplaceSelectedText,
        target_tree: TreeId::ROOT,
        target_node: NodeId(1),
        data: Some(ActionData::Value("x".into())),
    })
}

/// Sends each event a minute after the last, for as long as typed input would be kept without it.
fn send_for_long(harness: &mut GateHarness, event: &Event) {
    for _ in 0..3 {
        harness.wait_seconds(60);
        harness.kittest.event(event.clone());
        harness.run();
    }
}

#[test]
fn whatever_changes_what_is_typed_keeps_it_and_the_session() {
    let events = [
        preedit("ni"),
        Event::Ime(ImeEvent::Commit("é".to_owned())),
        Event::Ime(ImeEvent::DeleteSurrounding { before_chars: 1, after_chars: 0 }),
        Event::Paste("x".to_owned()),
        Event::Cut,
        Event::MiddleClickPaste { pos: pos2(1.0, 1.0), text: "x".to_owned() },
        Event::ModifiersChanged(Modifiers::SHIFT),
        replace_text(),
    ];
    for event in events {
        let mut harness = GateHarness::signed_in_admin();
        harness.scroll_to_and_click("Change password…");
        harness.type_into("Current password", PASSWORD);
        harness.field("New password").focus();
        harness.run();
        for _ in 0..6 {
            send_for_long(&mut harness, &event);
        }
        assert_eq!(harness.heading(), "alice", "locked: {event:?}");
        assert_ne!(harness.field("Current password").value().as_deref(), Some(""), "cleared: {event:?}");
    }
}

#[test]
fn the_pointer_and_an_idle_input_method_are_no_activity() {
    for event in [preedit(""), Event::PointerMoved(pos2(9.0, 9.0)), Event::ModifiersChanged(Modifiers::NONE)] {
        let mut harness = GateHarness::new_with_admin();
        harness.type_into("Password", PASSWORD);
        send_for_long(&mut harness, &event);
        assert_eq!(harness.field("Password").value().as_deref(), Some(""), "{event:?}");
    }
}

#[test]
fn text_that_is_deleted_while_it_is_composed_is_activity() {
    let mut harness = GateHarness::new_with_admin();
    harness.type_into("Password", PASSWORD);
    harness.kittest.event(preedit("ni"));
    harness.wait_seconds(100);
    harness.kittest.event(preedit(""));
    harness.wait_seconds(100);
    assert_ne!(harness.field("Password").value().as_deref(), Some(""));
}
