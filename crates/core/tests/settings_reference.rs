//! `docs/settings.md` is made of the settings' declarations. `UPDATE_SETTINGS=1` writes it anew.
#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot go on says so by ending"
)]

use std::{env, fs, path::Path};

use plimsoll_core::settings::{
    AccountSettings, Declared, OauthClientSetting, ProviderSettings, Settings, Switch, TABLES,
};
use serde_json::Value;

const HEAD: &str = "\
# Settings

Everything that can be set, as `settings.toml` has it. Most of it is in the window too, under Settings.
[data.md](data.md#the-settings-file) says where the file is, and what happens when it is edited while
Plimsoll runs or cannot be read.

This page is made from the program's source.
";

#[test]
fn the_settings_reference_is_fresh() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/settings.md");
    let made = reference();
    if env::var_os("UPDATE_SETTINGS").is_some() {
        fs::write(&path, &made).unwrap();
    }
    let committed = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        committed == made,
        "docs/settings.md is not what the declarations make; write it anew with UPDATE_SETTINGS=1"
    );
}

#[test]
fn every_setting_that_is_on_or_off_is_a_switch() {
    let declared = Settings::DECLARED.iter();
    let declared = declared.filter(|it| it.values == "`true`, `false`");
    let declared: Vec<String> = declared.map(Declared::key).collect();
    let switches = Switch::ALL.iter().map(|it| it.key());
    assert_eq!(switches.collect::<Vec<_>>(), declared);
}

#[test]
fn the_reference_has_every_key_that_is_written() {
    let mut settings = Settings::default();
    let (name, account) = ("NAME".to_owned(), AccountSettings::default());
    settings.accounts.insert(name.clone(), account);
    settings
        .providers
        .insert(name.clone(), ProviderSettings::default());
    settings
        .oauth_clients
        .insert(name, OauthClientSetting::default());
    let written = serde_json::to_value(&settings).unwrap();
    for (table, declared) in TABLES {
        let keys: Vec<String> = declared.iter().map(Declared::key).collect();
        let mut found: Vec<String> = at(&written, table)
            .as_object()
            .unwrap()
            .keys()
            .cloned()
            .collect();
        found.sort_by_key(|key| keys.iter().position(|it| it == key));
        assert_eq!(found, keys, "{table}");
    }
}

fn reference() -> String {
    let tables = TABLES.map(|(table, declared)| section(table, declared));
    [HEAD.to_owned()].into_iter().chain(tables).collect()
}

fn section(table: &str, declared: &[Declared]) -> String {
    let mut lines = vec![String::new()];
    if !table.is_empty() {
        lines.extend([format!("## [{table}]"), String::new()]);
    }
    if let Some(about) = about_names(table) {
        lines.extend([about.to_owned(), String::new()]);
    }
    lines.push("| Key | Values | Without it | What it does |".to_owned());
    lines.push("| --- | --- | --- | --- |".to_owned());
    for setting in declared.iter().filter(|it| !it.values.is_empty()) {
        let (key, values, default) = (setting.key(), setting.values, default(table, setting));
        let about: Vec<&str> = setting.about.iter().map(|line| line.trim()).collect();
        let about = about.join(" ");
        lines.push(format!("| `{key}` | {values} | {default} | {about} |"));
    }
    lines.join("\n") + "\n"
}

/// What stands for `NAME`.
fn about_names(table: &str) -> Option<&'static str> {
    match table {
        "accounts.NAME" => Some(
            "For one account, as `[accounts.\"SERVICE/ACCOUNT\"]`: the ids that `plimsollctl status --json` prints.",
        ),
        "providers.NAME" => Some(
            "For one service, as `[providers.SERVICE]`: the id that `plimsollctl providers` prints.",
        ),
        "oauth-clients.NAME" => Some("For one service, as `[oauth-clients.SERVICE]`."),
        _ => None,
    }
}

/// As it would be written.
fn default(table: &str, setting: &Declared) -> String {
    let own = match table.strip_suffix(".NAME") {
        Some("accounts") => serde_json::to_value(AccountSettings::default()),
        Some("providers") => serde_json::to_value(ProviderSettings::default()),
        Some(_) => serde_json::to_value(OauthClientSetting::default()),
        None => serde_json::to_value(Settings::default()).map(|all| at(&all, table).clone()),
    };
    match own.unwrap().get(setting.key()) {
        Some(Value::Array(none)) if none.is_empty() => "none".to_owned(),
        Some(Value::Object(none)) if none.is_empty() => "none".to_owned(),
        Some(Value::String(none)) if none.is_empty() => "none".to_owned(),
        Some(Value::Array(numbers)) => {
            let numbers = numbers.iter().map(|it| it.as_f64().unwrap().to_string());
            format!("`[{}]`", numbers.collect::<Vec<_>>().join(", "))
        }
        Some(Value::Null) | None => "–".to_owned(),
        Some(value) => format!("`{value}`"),
    }
}

fn at<'a>(all: &'a Value, table: &str) -> &'a Value {
    let parts = table.split('.').filter(|part| !part.is_empty());
    parts.fold(all, |table, part| &table[part])
}
