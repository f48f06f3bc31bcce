//! The kinds of things that alerts tell.

/// The kinds of things that are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AlertKind {
    Threshold,
    UsedUp,
    Available,
    Pace,
    SignIn,
}

impl AlertKind {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Threshold => "threshold",
            Self::UsedUp => "used-up",
            Self::Available => "available",
            Self::Pace => "pace",
            Self::SignIn => "sign-in",
        }
    }
}
