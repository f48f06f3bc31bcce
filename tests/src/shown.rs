//! What is shown at one moment, in a form in which two programs can be compared: no moments but
//! those that services say.

use std::collections::BTreeMap;

use plimsoll_core::{
    model::{Percent, QuotaWindow, Reset},
    snapshot::{AccountState, Snapshot},
};
use serde_json::{Value, json};

/// Every account with its numbers and its problem, and the problems of stores.
pub fn of(snapshot: &Snapshot) -> Value {
    let accounts: BTreeMap<String, Value> = snapshot.accounts.iter().map(account).collect();
    let problems = snapshot.problems.iter();
    let problems: Vec<_> = problems.map(|it| it.code.as_str()).collect();
    json!({ "accounts": accounts, "problems": problems })
}

fn account(state: &AccountState) -> (String, Value) {
    let key = &state.account.key;
    let usage = state.reading.as_ref().map(|reading| &reading.usage);
    let windows = usage.iter().flat_map(|usage| &usage.windows);
    let windows: BTreeMap<&str, Value> = windows.map(window).collect();
    let shown = json!({
        "plan": usage.and_then(|usage| usage.plan.as_deref()), "windows": windows,
        "problem": state.problem.as_ref().map(|problem| problem.code.as_str()),
    });
    (format!("{} {}", key.provider, key.id), shown)
}

fn window(window: &QuotaWindow) -> (&str, Value) {
    let reset = match window.reset {
        Reset::At(at) => json!(at.as_second()),
        Reset::NotStarted => json!("not started"),
        Reset::Unknown => json!("unknown"),
    };
    let used = window.counted().map(Percent::get);
    (window.id.as_str(), json!({ "used": used, "reset": reset }))
}
