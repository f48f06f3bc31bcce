//! How text comes onto standard output: what the terminal can do, lines that fit it, and the status
//! in words.

pub(crate) mod columns;
pub(crate) mod page;
pub(crate) mod screen;
pub(crate) mod status;
pub(crate) mod terminal;
