//! The services that Plimsoll can ask, one folder each, all of one shape. This crate sees the
//! ports of core and no HTTP library, so nothing here can go round them.
#![warn(clippy::disallowed_methods, clippy::disallowed_types)]

mod lenient;
mod opencode;

use plimsoll_core::model::AnyProvider;

/// Every service, in the order that screens use until the user chooses another.
pub const ALL: &[&dyn AnyProvider] = &[];
