//! What an administrator can do to somebody, and why not.

use egui::Ui;

use crate::auth::{Role, UserView};
use crate::gui::action::{Act, Action};
use crate::gui::dialog::Dialog;
use crate::gui::dialogs::administer::{Administer, What};
use crate::gui::scene::Scene;
use crate::gui::text::users as text;
use crate::gui::widgets::{menu_danger, menu_item, menu_off};

/// One entry of the menu.
pub(super) struct Entry {
    pub(super) words: String,
    pub(super) kind: Kind,
    /// Why it cannot be done now.
    pub(super) off: Option<&'static str>,
}

/// What an entry leads to.
pub(super) enum Kind {
    /// A dialog that asks first.
    Asks(What),
    /// The act itself; it can be taken back.
    Does(Act),
}

/// The entries of somebody's row, as they stand.
pub(super) fn entries(user: &UserView) -> Vec<Entry> {
    let (id, username) = (user.id, user.username.as_str());
    let own = user.is_self.then_some(text::OWN_FACTOR);
    let reset_off = own.or((!user.two_factor).then_some(text::TWO_FACTOR_IS_OFF));
    let oneself = if user.is_last_administrator { text::LAST_ADMINISTRATOR } else { text::ONESELF };
    let oneself = (user.is_self || user.is_last_administrator).then_some(oneself);
    let asks = |words: String, what, off| Entry { words: text::asks(&words), kind: Kind::Asks(what), off };
    let does = |words, act, off| Entry { words, kind: Kind::Does(act), off };
    let owned = || username.to_owned();

    let mut entries = vec![asks(text::reset(username), What::ResetTwoFactor, reset_off)];
    if user.codes_suspended {
        entries.push(does(text::allow_codes(username), Act::AllowCodes { id, username: owned() }, own));
    }
    entries.push(asks(text::temporary(username), What::TemporaryPassword, own));
    let words = if user.enabled { text::disable(username) } else { text::enable(username) };
    entries.push(does(words, Act::SetEnabled { id, username: owned(), enabled: !user.enabled }, oneself));
    let (role, words) = match user.role {
        Role::Member => (Role::Administrator, text::make_administrator(username)),
        Role::Administrator => (Role::Member, text::make_member(username)),
    };
    entries.push(does(words, Act::SetRole { id, username: owned(), role }, oneself));
    entries.push(asks(text::delete(username), What::Delete, oneself));
    entries
}

/// Draws the entries. What is off says why, several in a row that are off for the same reason say it once.
pub(super) fn draw(ui: &mut Ui, scene: &Scene<'_>, user: &UserView) -> Option<Action> {
    let theme = scene.theme;
    let mut wanted = None;
    let mut entries = entries(user).into_iter().peekable();
    while let Some(Entry { words, kind, off }) = entries.next() {
        if let Some(why) = off {
            let is_last = entries.peek().is_none_or(|next| next.off != off);
            menu_off(ui, theme, &words, why, is_last);
            continue;
        }
        let response = match kind {
            Kind::Asks(What::Delete) => menu_danger(ui, theme, &words),
            _ => menu_item(ui, theme, &words),
        };
        if response.clicked() {
            wanted = Some(action(user, kind));
        }
    }
    wanted
}

fn action(user: &UserView, kind: Kind) -> Action {
    match kind {
        Kind::Asks(what) => Action::Open(Box::new(Dialog::Administer(Administer::new(what, user.id, &user.username)))),
        Kind::Does(act) => Action::Do(act),
    }
}
