//! Words: a message id with arguments becomes text in one of the languages. One Fluent catalogue
//! (`locales/`) serves tray, notifications, popup and command line.

mod time;
mod words;

pub use words::Words;
