//! One stored sign-in: from the JSON of either store to what providers take. A field of the wrong
//! type drops that entry alone.

use plimsoll_core::model::moment;
use serde_json::{Map, Value};

use super::{Kind, Oauth, Workspace};
use crate::lenient::as_number;

/// Set where an SDK insists on a key; it opens nothing and is never sent.
const DUMMY_KEY: &str = "opencode-oauth-dummy-key";

/// What an entry turned out to be.
pub(super) enum Parsed {
    Usable(Kind),
    /// A kind that holds nothing to ask a service with.
    Ignored,
    /// The field that does not fit.
    Dropped(&'static str),
}

/// Reads an entry of `auth.json` or the column `value` of the database: they differ in where the
/// account id lies and in what a key's type is called.
pub(super) fn parse(value: &Value, with_refresh: bool) -> Parsed {
    let Value::Object(object) = value else {
        return Parsed::Dropped("type");
    };
    match object.get("type").and_then(Value::as_str) {
        Some("oauth") => match oauth(object, with_refresh) {
            Ok(oauth) => Parsed::Usable(Kind::Oauth(oauth)),
            Err(field) => Parsed::Dropped(field),
        },
        Some("api" | "key") => match object.get("key") {
            Some(Value::String(key)) if key == DUMMY_KEY => Parsed::Ignored,
            Some(Value::String(key)) => Parsed::Usable(Kind::Key(key.clone())),
            _ => Parsed::Dropped("key"),
        },
        Some("wellknown" | "external") => Parsed::Ignored,
        _ => Parsed::Dropped("type"),
    }
}

fn oauth(object: &Map<String, Value>, with_refresh: bool) -> Result<Oauth, &'static str> {
    let access = optional(object, "access", "access")?.ok_or("access")?;
    let expires = object.get("expires").filter(|value| !value.is_null());
    if expires.is_some_and(|value| as_number(value).is_none_or(|moment| moment < 0.0)) {
        return Err("expires");
    }
    let empty = Map::new();
    let metadata = match object.get("metadata") {
        None | Some(Value::Null) => &empty,
        Some(Value::Object(metadata)) => metadata,
        Some(_) => return Err("metadata"),
    };
    let account_id = [
        optional(object, "accountId", "accountId")?,
        optional(metadata, "accountID", "metadata.accountID")?,
        optional(metadata, "accountId", "metadata.accountId")?,
    ];
    let enterprise_url = [
        optional(object, "enterpriseUrl", "enterpriseUrl")?,
        optional(metadata, "enterpriseUrl", "metadata.enterpriseUrl")?,
    ];
    Ok(Oauth {
        access,
        expires: expires.and_then(moment),
        account_id: account_id.into_iter().flatten().find(|id| !id.is_empty()),
        enterprise_url: enterprise_url
            .into_iter()
            .flatten()
            .find(|url| !url.is_empty()),
        workspace: workspace(metadata)?,
        refresh: if with_refresh {
            optional(object, "refresh", "refresh")?
        } else {
            None
        },
    })
}

/// Only a sign-in at OpenCode's console names its server.
fn workspace(metadata: &Map<String, Value>) -> Result<Option<Workspace>, &'static str> {
    let Some(server) = optional(metadata, "server", "metadata.server")? else {
        return Ok(None);
    };
    Ok(Some(Workspace {
        server,
        id: optional(metadata, "orgID", "metadata.orgID")?,
        name: optional(metadata, "orgName", "metadata.orgName")?,
        email: optional(metadata, "email", "metadata.email")?,
    }))
}

fn optional(
    object: &Map<String, Value>,
    key: &str,
    field: &'static str,
) -> Result<Option<String>, &'static str> {
    match object.get(key) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(_) => Err(field),
    }
}
