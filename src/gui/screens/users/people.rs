//! Who is in the table, in which order. Sorted and filtered when something changes, never while drawing.

use crate::auth::{Role, UserView};
use crate::gui::text::users as text;

/// What the table can be sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum By {
    Username,
    Role,
    TwoFactor,
    Status,
    LastSignIn,
}

impl By {
    /// As the columns stand.
    pub(super) const ALL: [Self; 5] = [Self::Username, Self::Role, Self::TwoFactor, Self::Status, Self::LastSignIn];

    /// The header, and the name of the button that sorts by it.
    pub(super) fn words(self) -> text::Column {
        match self {
            Self::Username => text::USERNAME,
            Self::Role => text::ROLE,
            Self::TwoFactor => text::TWO_FACTOR,
            Self::Status => text::STATUS,
            Self::LastSignIn => text::LAST_SIGN_IN,
        }
    }
}

/// How the table is sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Order {
    pub(super) by: By,
    pub(super) turned: bool,
}

impl Default for Order {
    fn default() -> Self {
        Self { by: By::Username, turned: false }
    }
}

impl Order {
    /// The same column once more turns it round; another one starts afresh.
    pub(super) fn choose(&mut self, by: By) {
        *self = Self { by, turned: self.by == by && !self.turned };
    }
}

/// What stands in the status column: the most pressing thing about an account.
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

/// Everybody, and which of them are shown in which order.
pub(super) struct People {
    /// By canonical username, as the accounts give them.
    all: Vec<UserView>,
    /// Their usernames in small letters.
    folded: Vec<String>,
    /// Places in `all`.
    shown: Vec<usize>,
}

impl People {
    pub(super) fn new(all: Vec<UserView>, filter: &str, order: Order) -> Self {
        let folded = all.iter().map(|user| user.username.to_lowercase()).collect();
        let mut people = Self { all, folded, shown: Vec::new() };
        people.arrange(filter, order);
        people
    }

    /// Filters and sorts anew. Who is equal stays in the order of the usernames.
    pub(super) fn arrange(&mut self, filter: &str, order: Order) {
        let filter = filter.trim().to_lowercase();
        let names = self.folded.iter().enumerate();
        self.shown = names.filter(|(_, name)| name.contains(&filter)).map(|(place, _)| place).collect();
        if order.by != By::Username {
            let all = &self.all;
            self.shown.sort_by_key(|place| all.get(*place).map(|user| rank(user, order)));
        } else if order.turned {
            self.shown.reverse();
        }
    }

    /// How many are shown.
    pub(super) fn len(&self) -> usize {
        self.shown.len()
    }

    /// Whether there is nobody but the one who looks.
    pub(super) fn is_alone(&self) -> bool {
        self.all.len() <= 1
    }

    /// Who stands in this row.
    pub(super) fn row(&self, row: usize) -> Option<&UserView> {
        self.all.get(*self.shown.get(row)?)
    }
}

/// Administrators, those with two-factor, what is not as usual, and the latest come first, unless it is turned.
fn rank(user: &UserView, order: Order) -> i64 {
    let rank = match order.by {
        By::Username => 0,
        By::Role => i64::from(user.role != Role::Administrator),
        By::TwoFactor => i64::from(!user.two_factor),
        By::Status => Status::of(user) as i64,
        By::LastSignIn => user.last_sign_in.map_or(i64::MAX, |at| at.millis().saturating_neg()),
    };
    if order.turned { rank.saturating_neg() } else { rank }
}
