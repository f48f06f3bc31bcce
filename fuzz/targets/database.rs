//! Rows of OpenCode 2's table `credential` and of OpenCode 1's tables of accounts, given as in the case
//! folders: `{"credential": {"columns": […], "rows": [[…], …]}}`. All else is the text of the column
//! `value`, in a row for each service.
#![no_main]

use std::collections::BTreeMap;

use plimsoll_core::{
    ports::{Cell, Table},
    testing::FakeMachine,
};
use serde_json::Value;

#[derive(serde::Deserialize)]
struct Rows {
    columns: Vec<String>,
    rows: Vec<Vec<Value>>,
}

const DATABASE: &str = ".local/share/opencode/opencode.db";

const SERVICES: [&str; 6] = [
    "openai",
    "zhipuai-coding-plan",
    "zai-coding-plan",
    "github-copilot",
    "google",
    "opencode",
];

libfuzzer_sys::fuzz_target!(|content: &[u8]| {
    let mut machine = FakeMachine::new();
    match serde_json::from_slice::<BTreeMap<String, Rows>>(content) {
        Ok(tables) => {
            for (name, Rows { columns, rows }) in tables {
                let rows = rows
                    .into_iter()
                    .map(|row| row.into_iter().map(cell).collect())
                    .collect();
                machine = machine.with_table(
                    DATABASE,
                    &name,
                    Table {
                        columns,
                        rows,
                        ..Table::default()
                    },
                );
            }
        }
        Err(_) => machine = machine.with_table(DATABASE, "credential", one_value(content)),
    }
    plimsoll_fuzz::play_store(&machine);
});

fn one_value(content: &[u8]) -> Table {
    let value = String::from_utf8_lossy(content).into_owned();
    let row = |service: &&str| vec![Cell::Text((*service).to_owned()), Cell::Text(value.clone())];
    Table {
        columns: vec!["integration_id".to_owned(), "value".to_owned()],
        rows: SERVICES.iter().map(row).collect(),
        ..Table::default()
    }
}

/// A list or an object stands for JSON text, as OpenCode keeps it; a flag for bytes.
fn cell(value: Value) -> Cell {
    match value {
        Value::Null => Cell::Null,
        Value::Bool(flag) => Cell::Blob(vec![u8::from(flag)]),
        Value::Number(number) => match number.as_i64() {
            Some(integer) => Cell::Integer(integer),
            None => Cell::Real(number.as_f64().unwrap_or_default()),
        },
        Value::String(text) => Cell::Text(text),
        Value::Array(_) | Value::Object(_) => Cell::Text(value.to_string()),
    }
}
