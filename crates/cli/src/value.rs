//! What an option's value may not be.

use std::fmt;

/// A value that its option cannot take; the id of the message that says what it takes.
#[derive(Debug)]
pub(crate) struct WrongValue(pub(crate) &'static str);

impl fmt::Display for WrongValue {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.0)
    }
}

impl std::error::Error for WrongValue {}
