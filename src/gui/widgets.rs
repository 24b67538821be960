//! The controls of the screens. Each takes the [`Theme`](super::theme::Theme), paints with nothing else, and gives
//! screen readers the same role and name that a sighted user sees.

mod animation;
mod button;
mod choice;
mod code;
mod dialog;
mod field;
mod layout;
mod list;
mod menu;
mod page;
mod popup;
mod secret;
mod status;
mod text;
mod type_ahead;

#[cfg(test)]
mod screenshots;
#[cfg(test)]
mod tests;

pub use animation::{countdown, shake, spinner, start_shake};
pub use button::{Button, button_row, focus_ring};
pub use choice::{checkbox, radio_group, stepper, tab, tab_width};
pub use code::{CodeBuffer, CodeField};
pub use dialog::{DialogArea, dialog};
pub use field::{FieldOutput, FocusRequest, TextField};
pub use layout::{card, card_head, divider, is_narrow, row_with_trailing, tall_row_with_trailing, top_bar};
pub use list::{ListAction, list};
pub use menu::{Menu, MenuFocus, menu_button, overflow_button, show_menu};
pub use page::{Placement, column, scroll_page, scroll_with_footer};
pub use popup::tooltip;
pub use secret::{SecretField, SecretLabels, SecretState};
pub use status::{badge, banner, banner_with, list_row, status_bar, status_bar_beside};
pub use text::{body, caption, card_title, heading, mono, styled_text, subtitle, weak};
pub use type_ahead::{find_from, typed_text};
