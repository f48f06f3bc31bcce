//! The fields of a file that declares a service, as TOML has them. What they may hold is judged in
//! `load.rs`.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_spanned::Spanned;

/// The whole file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    /// Of the format; 1.
    pub(super) schema: Spanned<u32>,
    pub(super) id: Spanned<String>,
    pub(super) name: Spanned<String>,
    /// The only hosts that are asked.
    pub(super) hosts: Spanned<Vec<Spanned<String>>>,
    /// Pages that a fix may open, by their id.
    #[serde(default)]
    pub(super) pages: BTreeMap<Spanned<String>, Spanned<String>>,
    /// In order of precedence.
    pub(super) credential: Spanned<Vec<Spanned<CredentialTable>>>,
    /// In the order of asking.
    pub(super) request: Spanned<Vec<Spanned<RequestTable>>>,
    pub(super) mapping: Mapping,
}

/// A place that may hold a key. One of `opencode`, `configuration`, `variables` and `file` is there.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CredentialTable {
    /// Ids in OpenCode's stores.
    pub(super) opencode: Option<Vec<String>>,
    /// Ids in OpenCode's configuration.
    pub(super) configuration: Option<Vec<String>>,
    /// Environment variables.
    pub(super) variables: Option<Vec<String>>,
    /// Paths, the first one that this computer can name: `~/…`, or `$NAME/…` where the variable is set.
    pub(super) file: Option<Vec<String>>,
    /// Where in a JSON file the key is, as a JSON Pointer.
    pub(super) pointer: Option<String>,
    /// Where in the same file the moment is at which it ends.
    pub(super) expires: Option<String>,
    /// The tool that keeps that file.
    pub(super) tool: Option<ToolTable>,
    /// Or the name at the start of a line `NAME=key`.
    pub(super) line: Option<String>,
    /// The key may be for another product: without a plan it is none of this service.
    #[serde(default)]
    pub(super) shared: bool,
    /// Which of the service's separate sites it belongs to.
    pub(super) region: Option<String>,
    /// A key that begins so is another service's.
    #[serde(default)]
    pub(super) not_prefix: Vec<String>,
}

/// A program that keeps sign-ins.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ToolTable {
    pub(super) name: String,
    /// The command that signs in with it.
    pub(super) sign_in: String,
}

/// A request. Everything in it is constant.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RequestTable {
    /// The name of its answer in the mapping.
    pub(super) id: Spanned<String>,
    pub(super) url: Spanned<String>,
    #[serde(default)]
    pub(super) method: Method,
    #[serde(default)]
    pub(super) auth: Auth,
    #[serde(default)]
    pub(super) headers: BTreeMap<Spanned<String>, Spanned<String>>,
    /// JSON, of a POST.
    pub(super) body: Option<Spanned<String>>,
    /// Only for keys of that region.
    pub(super) region: Option<Spanned<String>>,
    /// Its failure is none while another answer gives something.
    #[serde(default)]
    pub(super) optional: bool,
    /// It is asked only when the answers before it give nothing.
    #[serde(default)]
    pub(super) fallback: bool,
}

#[derive(Clone, Copy, Debug, Default, Deserialize)]
pub(super) enum Method {
    #[default]
    #[serde(rename = "GET")]
    Get,
    #[serde(rename = "POST")]
    Post,
}

/// The header that the key is sent in.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Auth {
    /// `Authorization: Bearer …`
    #[default]
    Bearer,
    /// `Authorization: …`
    Raw,
    /// `X-Api-Key: …`
    XApiKey,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Mapping {
    /// From `{ <request>: { status, body }, … }` to rows.
    pub(super) jq: Spanned<String>,
}
