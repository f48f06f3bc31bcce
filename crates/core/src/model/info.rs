//! What everyone may know of a service.

use jiff::SignedDuration;

/// What everyone may know of a service.
#[derive(Debug)]
pub struct Info {
    /// The identifier in JSON, settings and message arguments.
    pub id: &'static str,
    /// The service's own name, never translated.
    pub name: &'static str,
    /// Pages that a fix may open.
    pub links: &'static [Link],
    /// Whether an OAuth client that a person enters is of use.
    pub takes_oauth_client: bool,
    pub pace: Pace,
}

/// How often a service wants to be asked, where that is less than others take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// Between two queries with one credential, by hand too.
    pub least: SignedDuration,
    /// The first and the longest pause after it was asked too often and named no moment itself.
    /// It holds over restarts and against wishes; `None` is the usual back-off.
    pub pause: Option<(SignedDuration, SignedDuration)>,
}

impl Pace {
    pub const USUAL: Self = Self {
        least: SignedDuration::ZERO,
        pause: None,
    };
}

impl Info {
    /// The page with that id, if the service has one.
    pub fn link(&self, id: &str) -> Option<&'static Link> {
        self.links.iter().find(|link| link.id == id)
    }
}

/// A page that a button opens: https, and known at compile time.
#[derive(Debug, PartialEq, Eq)]
pub struct Link {
    /// `status`, `usage`, `keys`, `subscribe`, `account`, `billing`, `tokens`.
    pub id: &'static str,
    pub url: &'static str,
}
