//! What the screens are built from. Everything takes the [`Theme`](super::theme::Theme), paints with nothing else, and
//! gives screen readers the same role and name that a person sees.

mod button;
mod choice;
mod code;
mod dialog;
mod field;
mod layout;
mod motion;
mod popup;
mod secret;
mod spinner;
mod status;
mod text;

#[cfg(test)]
mod gallery;
#[cfg(test)]
mod tests;

pub use button::{Button, focus_ring};
pub use choice::{checkbox, choice, stepper, tab, tab_width};
pub use code::{CodeBuffer, CodeField, CodeOutput};
pub use dialog::{Cover, dialog};
pub use field::{FieldOutput, TextField};
pub use layout::{
    Top, bar, card, card_head, column, divider, ends, ends_high, is_narrow, screen_layout, scroll_layout,
};
pub use motion::{start_wiggle, wiggle};
pub use popup::{menu_button, menu_danger, menu_item, menu_off, more, tooltip};
pub use secret::{Secret, SecretField, SecretWords};
pub use spinner::{countdown, spinner};
pub use status::{badge, banner, banner_with, row, told};
pub use text::{body, heading, lead, mono, note, say, soft, strong};
