//! What resident and popup say to each other over the popup's standard input and output, one JSON
//! line a message. End of file ends the popup.

use serde::{Deserialize, Serialize};

use crate::{
    intent::Intent,
    model::AccountKey,
    view::{Chart, View},
};

/// What a popup is started with when no tray item can bring its window back: it has a frame and
/// stays when it loses the focus.
pub const STAYS: &str = "--stays";

/// From the resident to the popup.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ToPopup {
    View(Box<View>),
    /// The past of a window, as it was asked for.
    Chart(Box<Chart>),
    /// Shows the window, near a point of the screen in physical pixels where one is known.
    Show {
        near: Option<(i32, i32)>,
        route: Route,
        /// Counts the times that it is shown.
        turn: u64,
    },
    Hide,
}

/// What the window is to open with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "kebab-case")]
pub enum Route {
    Top,
    Card(AccountKey),
    Settings,
}

/// From the popup to the resident.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FromPopup {
    Intent(Intent),
    /// The program has come up, and has begun to listen.
    Ready,
    /// The window is on the screen, or in front again, as it was told to be this time.
    Shown {
        turn: u64,
    },
    /// The window went away by itself, or because it was told to, after it was shown this time.
    Hidden {
        turn: u64,
    },
}
