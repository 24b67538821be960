//! What a new password is held to.

use crate::auth::password::{Cost, Estimate, PasswordProblem, PasswordRules};
use crate::auth::secret::Password;
use crate::auth::service::Auth;
use crate::auth::username::Username;

impl Auth {
    /// How good what was typed so far would be as the new password of `username`, and how long it would withstand
    /// somebody with a copy of the accounts. Only the first 100 characters are looked at. Milliseconds: not for a drawing
    /// thread.
    pub fn estimate_password(&self, typed: &str, username: &str) -> Estimate {
        // A store that does not answer is heard of soon enough; until then the least that a measurement gives.
        let cost = self.current_cost().map_or(Cost::STANDARD, |(cost, _)| cost);
        self.password_rules().estimate(typed, username, &cost)
    }

    /// Whether `password` may become the new password of `username`. Milliseconds: not for a drawing thread.
    ///
    /// # Errors
    /// The first reason against it.
    pub fn check_new_password(&self, password: &Password, username: &Username) -> Result<(), PasswordProblem> {
        self.password_rules().check_new(password, username)
    }

    fn password_rules(&self) -> PasswordRules<'_> {
        PasswordRules { program_name: &self.options.program_name, required_guesses: self.options.required_guesses }
    }
}
