//! All of the outside world that providers may see. There is no way to write here: that Plimsoll
//! never touches another tool's sign-in is a fact about these types.

use std::{
    borrow::Cow,
    future::Future,
    path::{Path, PathBuf},
    pin::Pin,
};

use jiff::Timestamp;

use crate::model::{AccountKey, Secret};

pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// The computer that is searched for sign-ins.
pub trait Machine: Send + Sync {
    fn os(&self) -> Os;

    fn home(&self) -> Option<PathBuf>;

    /// An environment variable; `None` when unset, empty or not text.
    fn var(&self, name: &str) -> Option<String>;

    /// Whether an environment variable is set, be it to nothing.
    fn has_var(&self, name: &str) -> bool;

    /// Reads a whole file. Its owner may be in the middle of writing: while `complete` says no, it
    /// is read again a few times, and the last bytes are returned.
    fn read(&self, path: &Path, complete: &dyn Fn(&[u8]) -> bool) -> Result<Vec<u8>, ReadFault>;

    /// The paths in a directory, sorted; empty when it cannot be listed.
    fn list(&self, directory: &Path) -> Vec<PathBuf>;

    /// A whole table of a SQLite database that another process may be writing. `None` when the
    /// database has no such table.
    fn table(&self, database: &Path, table: &str) -> Result<Option<Table>, ReadFault>;

    /// Of a table that may be large, the rows with one of these texts in `column`. A table without
    /// that column has none.
    fn rows(
        &self,
        database: &Path,
        table: &str,
        column: &str,
        texts: &[&str],
    ) -> Result<Option<Table>, ReadFault>;

    /// A password in the system's keychain, read without a prompt: one that needs one is locked. The
    /// first of the service without an `account`. Missing where a system has no keychain to read.
    fn keychain(&self, service: &str, account: Option<&str>) -> Result<Vec<u8>, ReadFault>;

    /// Further directories that may hold OpenCode's data or configuration, from the settings.
    fn opencode_directories(&self) -> Vec<PathBuf>;

    /// An OAuth client that the user entered in the settings for a provider.
    fn oauth_client(&self, provider: &str) -> Option<OauthClient>;
}

/// The operating system, where paths and words differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Os {
    Linux,
    MacOs,
    Windows,
}

/// Why a file or database could not be read. `reason` is the system's own, without the path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReadFault {
    Missing,
    Unreadable { reason: String },
    Locked { reason: String },
    Damaged { reason: String },
}

/// Rows of a database, each with one cell a column.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    pub columns: Vec<String>,
    pub rows: Vec<Vec<Cell>>,
    /// Rows that were left out because there are too many.
    pub unread: usize,
    /// The other tables of its database.
    pub siblings: Vec<String>,
}

impl Table {
    /// The cell of `row` in the column of that name.
    pub fn cell<'a>(&self, row: &'a [Cell], column: &str) -> Option<&'a Cell> {
        let index = self.columns.iter().position(|name| name == column)?;
        row.get(index)
    }

    pub fn has(&self, column: &str) -> bool {
        self.columns.iter().any(|name| name == column)
    }

    /// Whether its database also has a table of that name.
    pub fn is_beside(&self, table: &str) -> bool {
        self.siblings.iter().any(|name| name == table)
    }
}

/// One value of a database row.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    Null,
    Integer(i64),
    Real(f64),
    Text(String),
    Blob(Vec<u8>),
}

impl Cell {
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Null | Self::Integer(_) | Self::Real(_) | Self::Blob(_) => None,
        }
    }

    /// A text, also one that is stored as bytes.
    pub fn text_or_bytes(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Blob(bytes) => str::from_utf8(bytes).ok(),
            Self::Null | Self::Integer(_) | Self::Real(_) => None,
        }
    }

    pub fn integer(&self) -> Option<i64> {
        match self {
            Self::Integer(number) => Some(*number),
            Self::Null | Self::Real(_) | Self::Text(_) | Self::Blob(_) => None,
        }
    }
}

/// A public installed-app client, as OAuth calls it; issued for an application, not for a user.
#[derive(Clone, Debug, Hash)]
pub struct OauthClient {
    pub id: Secret,
    pub secret: Secret,
}

/// Sends requests over TLS. Time-outs, redirects, proxies and size limits are its own affair.
pub trait Http: Send + Sync {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Response, HttpFault>>;
}

/// The moment it is.
pub trait Clock: Send + Sync {
    fn now(&self) -> Timestamp;
}

/// Access tokens that were got for a longer-lived sign-in, kept in memory until they expire.
pub trait Sessions: Send + Sync {
    /// The token kept for `account`, unless it ends within two minutes of `now`.
    fn get(&self, account: &AccountKey, now: Timestamp) -> Option<Secret>;
    fn put(&self, account: AccountKey, token: Secret, until: Timestamp);
    fn forget(&self, account: &AccountKey);
}

/// A request to a service.
#[derive(Clone, Debug)]
pub struct Request {
    pub method: Method,
    /// Always `https`.
    pub url: String,
    pub headers: Vec<(Cow<'static, str>, Value)>,
    pub body: Body,
    /// Whether it may be led to another address of the same host.
    pub follows: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    Get,
    Post,
}

#[derive(Clone, Debug)]
pub enum Body {
    Empty,
    Json(String),
    Form(Vec<(&'static str, Value)>),
}

/// A header's or form field's value.
#[derive(Clone, Debug)]
pub enum Value {
    Plain(String),
    /// A fixed word such as `Bearer ` before a secret.
    Secret(&'static str, Secret),
}

impl Request {
    pub fn get(url: impl Into<String>) -> Self {
        Self {
            method: Method::Get,
            url: url.into(),
            headers: Vec::new(),
            body: Body::Empty,
            follows: true,
        }
    }

    pub fn post(url: impl Into<String>, body: Body) -> Self {
        Self {
            method: Method::Post,
            url: url.into(),
            headers: Vec::new(),
            body,
            follows: true,
        }
    }

    #[must_use]
    pub fn header(mut self, name: impl Into<Cow<'static, str>>, value: impl Into<String>) -> Self {
        let value = Value::Plain(value.into());
        self.headers.push((name.into(), value));
        self
    }

    /// Adds a header with a secret in it, such as `Authorization: Bearer …`.
    #[must_use]
    pub fn secret(mut self, name: &'static str, prefix: &'static str, secret: &Secret) -> Self {
        let value = Value::Secret(prefix, secret.clone());
        self.headers.push((name.into(), value));
        self
    }
}

/// A complete answer, whatever its status.
#[derive(Clone, Debug)]
pub struct Response {
    pub status: u16,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Response {
    /// The first header of that name (lower case).
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(header, _)| header == name)
            .map(|(_, value)| value.as_str())
    }

    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }
}

/// Why there was no complete answer. `reason` is for the details of a problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HttpFault {
    /// Name not found, no route, refused, or ended without or in the middle of an answer.
    Offline {
        reason: String,
    },
    TimedOut,
    /// TLS refused, the proxy wants a password, or a redirect led to another host.
    Blocked {
        cause: Block,
        reason: String,
    },
    /// More bytes than any right answer has.
    TooLarge,
    /// A whole answer whose packing is broken.
    Garbled {
        reason: String,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Block {
    Certificate,
    ProxyPassword,
    /// What is set for a proxy cannot be used: a variable of this name, or the setting `proxy`.
    ProxyAddress(&'static str),
    /// The system trusts no certificate at all.
    NoAuthorities,
    /// An HTML page in the place of an answer, or a redirect to another host.
    OtherPage,
    /// A redirect to the service's own page for signing in.
    SignInPage,
}
