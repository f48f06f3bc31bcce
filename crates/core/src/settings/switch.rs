//! The settings that are on or off for the whole program.

use serde::{Deserialize, Serialize};

use super::Settings;

macro_rules! switches {
    ($($variant:ident = $field:ident),+ $(,)?) => {
        /// A setting that is on or off.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
        #[serde(rename_all = "kebab-case")]
        pub enum Switch {
            $($variant),+
        }

        impl Switch {
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// Its key in `settings.toml`.
            pub fn key(self) -> String {
                let field = match self {
                    $(Self::$variant => stringify!($field)),+
                };
                field.replace('_', "-")
            }

            pub fn is_on(self, settings: &Settings) -> bool {
                match self {
                    $(Self::$variant => settings.$field),+
                }
            }

            pub(super) fn set(self, settings: &mut Settings, on: bool) {
                match self {
                    $(Self::$variant => settings.$field = on),+
                }
            }
        }
    };
}

switches! {
    MaskNames = mask_names,
    IconMonochrome = icon_monochrome,
    StartAtLogin = start_at_login,
}
