//! Requirements on new passwords.

use crate::auth::password::{Cost, Estimate, PasswordProblem, PasswordRules};
use crate::auth::secret::Password;
use crate::auth::service::Auth;
use crate::auth::username::Username;

impl Auth {
    /// Estimates the strength of the text as a new password of `username`, and how long it would withstand an attacker
    /// with a copy of the accounts. Reads only the first 100 characters. Takes milliseconds: call it off the drawing
    /// thread.
    pub fn estimate_password(&self, typed: &str, username: &str) -> Estimate {
        // If the store fails, assumes the lowest cost that a measurement yields; the error is reported elsewhere.
        let cost = self.current_cost().map_or(Cost::STANDARD, |(cost, _)| cost);
        self.password_rules().estimate(typed, username, &cost)
    }

    /// Checks whether `password` may become the new password of `username`. Takes milliseconds: call it off the drawing
    /// thread.
    ///
    /// # Errors
    /// The first reason for refusing the password.
    pub fn check_new_password(&self, password: &Password, username: &Username) -> Result<(), PasswordProblem> {
        self.password_rules().check_new(password, username)
    }

    fn password_rules(&self) -> PasswordRules<'_> {
        PasswordRules { program_name: &self.options.program_name, required_guesses: self.options.required_guesses }
    }
}
