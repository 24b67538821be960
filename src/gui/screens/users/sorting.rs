//! Filters and sorts the users table. Runs when something changes, never while drawing.

use crate::auth::{Role, UserView};
use crate::gui::text::users as text;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum SortColumn {
    #[default]
    Username,
    Role,
    TwoFactor,
    Status,
    LastSignIn,
}

impl SortColumn {
    pub(super) const ALL: [Self; 5] = [Self::Username, Self::Role, Self::TwoFactor, Self::Status, Self::LastSignIn];

    /// Returns the header, and the name of the button that sorts by it.
    pub(super) fn labels(self) -> text::Column {
        match self {
            Self::Username => text::USERNAME,
            Self::Role => text::ROLE,
            Self::TwoFactor => text::TWO_FACTOR,
            Self::Status => text::STATUS,
            Self::LastSignIn => text::LAST_SIGN_IN,
        }
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct SortOrder {
    pub(super) column: SortColumn,
    pub(super) descending: bool,
}

impl SortOrder {
    /// Sorts by `column`, or reverses the order if it already is the sort column.
    pub(super) fn select(&mut self, column: SortColumn) {
        *self = Self { column, descending: self.column == column && !self.descending };
    }
}

/// The status column: the most urgent condition of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Status {
    Disabled,
    CodesOff,
    Temporary,
    Active,
}

impl Status {
    pub(super) fn of(user: &UserView) -> Self {
        match user {
            UserView { enabled: false, .. } => Self::Disabled,
            UserView { codes_suspended: true, .. } => Self::CodesOff,
            UserView { temporary_password: true, .. } => Self::Temporary,
            _ => Self::Active,
        }
    }
}

/// All accounts, and the indices of those that are shown, in order.
pub(super) struct UserList {
    /// All accounts by canonical username, as the store returns them.
    pub(super) all: Vec<UserView>,
    lowercase_names: Vec<String>,
    /// Indices into `all`.
    pub(super) visible: Vec<usize>,
}

impl UserList {
    pub(super) fn new(all: Vec<UserView>, filter: &str, order: SortOrder) -> Self {
        let folded = all.iter().map(|user| user.username.to_lowercase()).collect();
        let mut list = Self { all, lowercase_names: folded, visible: Vec::new() };
        list.apply(filter, order);
        list
    }

    /// Filters and sorts again. Equal entries keep the order of the usernames.
    pub(super) fn apply(&mut self, filter: &str, order: SortOrder) {
        let filter = filter.trim().to_lowercase();
        let names = self.lowercase_names.iter().enumerate();
        self.visible = names.filter(|(_, name)| name.contains(&filter)).map(|(place, _)| place).collect();
        if order.column != SortColumn::Username {
            let all = &self.all;
            self.visible.sort_by_key(|place| all.get(*place).map(|user| sort_key(user, order)));
        } else if order.descending {
            self.visible.reverse();
        }
    }

    pub(super) fn row(&self, row: usize) -> Option<&UserView> {
        self.all.get(*self.visible.get(row)?)
    }
}

/// The sort key: administrators, accounts with two-factor, unusual states and the latest come first, unless reversed.
fn sort_key(user: &UserView, order: SortOrder) -> i64 {
    let rank = match order.column {
        SortColumn::Username => 0,
        SortColumn::Role => i64::from(user.role != Role::Administrator),
        SortColumn::TwoFactor => i64::from(!user.two_factor),
        SortColumn::Status => Status::of(user) as i64,
        SortColumn::LastSignIn => user.last_sign_in.map_or(i64::MAX, |at| at.millis().saturating_neg()),
    };
    if order.descending { rank.saturating_neg() } else { rank }
}
