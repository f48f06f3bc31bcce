//! The exit codes that commands share. A command's own stand in its file.

/// An unknown code, option or command: `EX_USAGE` of sysexits.h.
pub(crate) const WRONG_USAGE: u8 = 64;
/// What is needed is not there: `EX_UNAVAILABLE` of sysexits.h.
pub(crate) const UNAVAILABLE: u8 = 69;
