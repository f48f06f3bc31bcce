//! Reads `case.json` and the tree `machine/` of a case into a pretend machine and its clock.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use plimsoll_core::{
    model::Secret,
    ports::{Cell, OauthClient, Os, ReadFault, Table},
    testing::{FakeMachine, FixedClock},
};
use serde::Deserialize;
use serde_json::Value;

pub(crate) struct Environment {
    pub(crate) machine: FakeMachine,
    pub(crate) clock: FixedClock,
}

#[derive(Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Case {
    now: String,
    os: String,
    env: BTreeMap<String, String>,
    oauth_clients: BTreeMap<String, Client>,
    opencode_directories: Vec<PathBuf>,
    keychain: Vec<Item>,
}

/// Of the keychain: a value, which may be JSON, or a fault.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Item {
    service: String,
    account: String,
    value: Option<Value>,
    fault: Option<String>,
}

#[derive(Deserialize)]
struct Client {
    id: String,
    secret: String,
}

impl Default for Case {
    fn default() -> Self {
        Self {
            now: "2026-11-23T12:00:00Z".to_owned(),
            os: "linux".to_owned(),
            env: BTreeMap::new(),
            oauth_clients: BTreeMap::new(),
            opencode_directories: Vec::new(),
            keychain: Vec::new(),
        }
    }
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Database {
    Fault { fault: String },
    Tables(BTreeMap<String, Rows>),
}

#[derive(Deserialize)]
struct Rows {
    columns: Vec<String>,
    rows: Vec<Vec<Value>>,
}

/// How databases are called.
const DATABASES: [&str; 3] = [".db", ".sqlite3", ".vscdb"];

pub(crate) fn read(folder: &Path) -> Environment {
    let case: Case = match fs::read(folder.join("case.json")) {
        Ok(bytes) => serde_json::from_slice(&bytes).expect("case.json fits"),
        Err(_) => Case::default(),
    };
    let os = match case.os.as_str() {
        "linux" => Os::Linux,
        "macos" => Os::MacOs,
        "windows" => Os::Windows,
        other => panic!("unknown os {other}"),
    };
    let mut machine = FakeMachine {
        vars: case.env,
        opencode_directories: case.opencode_directories,
        keychain: case.keychain.into_iter().map(item).collect(),
        oauth_clients: case
            .oauth_clients
            .into_iter()
            .map(|(provider, client)| {
                let client = OauthClient {
                    id: Secret::new(client.id),
                    secret: Secret::new(client.secret),
                };
                (provider, client)
            })
            .collect(),
        ..FakeMachine::new().on(os)
    };
    let root = folder.join("machine");
    for path in files(&root) {
        let place = path.strip_prefix(&root).unwrap();
        let content = fs::read(&path).unwrap();
        let database_of = place.to_str().unwrap().strip_suffix(".json");
        machine = match database_of.filter(|it| DATABASES.iter().any(|end| it.ends_with(end))) {
            Some(path) => database(machine, Path::new(path), &content),
            None => machine.file(place, content),
        };
    }
    Environment {
        machine,
        clock: FixedClock(case.now.parse().expect("now is a moment")),
    }
}

fn item(item: Item) -> (String, String, Result<Vec<u8>, ReadFault>) {
    let content = match (item.value, item.fault) {
        (Some(Value::String(text)), None) => Ok(text.into_bytes()),
        (Some(json), None) => Ok(json.to_string().into_bytes()),
        (None, Some(fault)) => Err(read_fault(&fault)),
        _ => panic!("{}: a value or a fault", item.service),
    };
    (item.service, item.account, content)
}

fn read_fault(name: &str) -> ReadFault {
    let reason = "made up".to_owned();
    match name {
        "unreadable" => ReadFault::Unreadable { reason },
        "locked" => ReadFault::Locked { reason },
        "damaged" => ReadFault::Damaged { reason },
        other => panic!("unknown fault {other}"),
    }
}

fn database(mut machine: FakeMachine, path: &Path, content: &[u8]) -> FakeMachine {
    match serde_json::from_slice(content).expect("a database file fits") {
        Database::Fault { fault } => machine.fault(path, read_fault(&fault)),
        Database::Tables(tables) => {
            for (name, rows) in tables {
                let table = Table {
                    columns: rows.columns,
                    rows: rows
                        .rows
                        .into_iter()
                        .map(|row| row.into_iter().map(cell).collect())
                        .collect(),
                    ..Table::default()
                };
                machine = machine.with_table(path, &name, table);
            }
            machine
        }
    }
}

/// A list or an object stands for JSON text, as OpenCode keeps it; `{ "blob": … }` for a text that is
/// kept as bytes.
fn cell(value: Value) -> Cell {
    match value {
        Value::Object(fields) if fields.contains_key("blob") => match &fields["blob"] {
            Value::String(text) => Cell::Blob(text.clone().into_bytes()),
            json => Cell::Blob(json.to_string().into_bytes()),
        },
        Value::Null => Cell::Null,
        Value::Number(number) => match number.as_i64() {
            Some(integer) => Cell::Integer(integer),
            None => Cell::Real(number.as_f64().unwrap()),
        },
        Value::String(text) => Cell::Text(text),
        other @ (Value::Bool(_) | Value::Array(_) | Value::Object(_)) => {
            Cell::Text(other.to_string())
        }
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found.sort();
    found
}
