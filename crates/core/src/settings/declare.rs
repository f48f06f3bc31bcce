//! `declare!`: a struct of settings whose fields have their default, what they may be and what they do
//! in one place.

use std::ops::RangeInclusive;

/// One setting, as the settings reference tells it.
#[derive(Debug)]
pub struct Declared {
    /// As the field is called; in `settings.toml` with `-` for `_`.
    pub field: &'static str,
    /// What it does, in lines; nothing for a table, whose settings say it.
    pub about: &'static [&'static str],
    /// What it may be, in Markdown; nothing for a table.
    pub values: &'static str,
    /// Of a whole number.
    pub range: Option<RangeInclusive<i64>>,
}

impl Declared {
    /// The key in `settings.toml`.
    pub fn key(&self) -> String {
        self.field.replace('_', "-")
    }
}

/// In brackets behind the default: `[switch]`, `[table]`, the least and the most of a whole number, or
/// what else the value may be.
macro_rules! declare {
    (
        $(#[$meta:meta])*
        pub struct $name:ident {
            $(
                $(#[doc = $about:literal])*
                $field:ident: $type:ty = $default:expr, [$($kind:tt)+];
            )+
        }
    ) => {
        $(#[$meta])*
        pub struct $name {
            $(
                $(#[doc = $about])*
                pub $field: $type,
            )+
        }

        impl Default for $name {
            fn default() -> Self {
                Self { $($field: $default),+ }
            }
        }

        impl $name {
            /// In the order of the reference.
            pub const DECLARED: &'static [$crate::settings::Declared] = &[
                $($crate::settings::Declared {
                    field: stringify!($field),
                    about: &[$($about),*],
                    values: $crate::settings::declare::declare!(@values $($kind)+),
                    range: $crate::settings::declare::declare!(@range $($kind)+),
                }),+
            ];

            /// Brings every number into its range.
            #[allow(dead_code, clippy::unused_self, reason = "not every table has a number")]
            fn keep_in_range(&mut self) {
                $($crate::settings::declare::declare!(@clamp self.$field, $($kind)+);)+
            }
        }
    };
    (@values switch) => { "`true`, `false`" };
    (@values table) => { "" };
    (@values $text:literal) => { $text };
    (@values $least:literal ..= $most:literal) => {
        concat!(stringify!($least), " to ", stringify!($most))
    };
    (@range $least:literal ..= $most:literal) => { Some($least..=$most) };
    (@range $($other:tt)+) => { None };
    (@clamp $value:expr, $least:literal ..= $most:literal) => {
        $value = $value.clamp($least, $most)
    };
    (@clamp $value:expr, $($other:tt)+) => {};
}

pub(super) use declare;
