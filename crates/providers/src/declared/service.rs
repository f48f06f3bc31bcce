//! A service as its file declares it, once that was found to be right.

use plimsoll_core::model::Tool;

use super::file::{Auth, Method};

/// A service as its file declares it.
#[derive(Debug)]
pub(super) struct Service {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) hosts: Vec<String>,
    /// By their id.
    pub(super) pages: Vec<(&'static str, String)>,
    pub(super) credentials: Vec<Source>,
    pub(super) requests: Vec<Ask>,
    /// It compiles.
    pub(super) mapping: String,
    /// Its file is not built in.
    pub(super) is_own: bool,
}

/// A place that may hold a key.
#[derive(Debug)]
pub(super) struct Source {
    pub(super) place: Place,
    pub(super) region: Option<String>,
    pub(super) not_prefix: Vec<String>,
    /// The key may be for another product.
    pub(super) shared: bool,
}

#[derive(Debug)]
pub(super) enum Place {
    OpenCode(Vec<String>),
    Configuration(Vec<String>),
    Variables(Vec<String>),
    File { paths: Vec<String>, within: Within },
}

/// Where in a file the key is.
#[derive(Debug)]
pub(super) enum Within {
    Json {
        pointer: String,
        expires: Option<String>,
        tool: Tool,
    },
    /// `NAME=key`
    Line(String),
}

/// A request that is made.
#[derive(Debug)]
pub(super) struct Ask {
    pub(super) id: String,
    pub(super) url: String,
    pub(super) method: Method,
    pub(super) auth: Auth,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Option<String>,
    pub(super) region: Option<String>,
    pub(super) optional: bool,
    pub(super) fallback: bool,
}
