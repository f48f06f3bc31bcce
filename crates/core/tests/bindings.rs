//! The page's TypeScript types are those that Rust makes, and so are the problems among its
//! made-up views. `UPDATE_BINDINGS=1` writes them anew.
#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot go on says so by ending"
)]

use std::{
    collections::BTreeMap,
    env, fs,
    path::{Path, PathBuf},
};

use jiff::Timestamp;
use plimsoll_core::{
    intent::Intent,
    ipc::Route,
    model::{AccountKey, Info, Language, Link, Pace, Redacted},
    ports::Os,
    problem::{Code, Fact, Problem},
    settings::Settings,
    snapshot::Snapshot,
    testing::{found, snapshot},
    view::{Chart, Identity, ProblemRow, View, ViewContext, view},
};
use ts_rs::{Config, TS};

const FIRST: Info = Info {
    id: "first",
    name: "First Service",
    takes_oauth_client: true,
    pace: Pace::USUAL,
    links: &[
        link("status", "https://status.first.example/"),
        link("usage", "https://first.example/usage"),
        link("keys", "https://first.example/keys"),
        link("subscribe", "https://first.example/plans"),
        link("account", "https://first.example/account"),
        link("billing", "https://first.example/billing"),
        link("tokens", "https://first.example/tokens"),
    ],
};

const fn link(id: &'static str, url: &'static str) -> Link {
    Link { id, url }
}

#[test]
fn the_pages_types_are_fresh() {
    let committed = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../ui/src/bindings");
    let made = tempfile::tempdir().unwrap();
    export(made.path());
    if env::var_os("UPDATE_BINDINGS").is_some() {
        let _ = fs::remove_dir_all(&committed);
        export(&committed);
    }
    let (made, committed) = (texts(made.path()), texts(&committed));
    assert!(
        made == committed,
        "ui/src/bindings is not what Rust makes; write it anew with \
         `UPDATE_BINDINGS=1 cargo test --package plimsoll-core --test bindings`"
    );
}

fn export(directory: &Path) {
    let config = Config::new()
        .with_large_int("number")
        .with_out_dir(directory);
    View::export_all(&config).unwrap();
    Intent::export_all(&config).unwrap();
    Route::export_all(&config).unwrap();
    Chart::export_all(&config).unwrap();
    let problems = Code::ALL.map(|code| (code.as_str(), problem(code)));
    let line = |(code, problem): (&str, ProblemRow)| {
        format!("\"{code}\": {}", serde_json::to_string(&problem).unwrap())
    };
    let text = format!("{{\n{}\n}}\n", problems.map(line).join(",\n"));
    fs::write(directory.join("problems.json"), text).unwrap();
}

/// A problem as the page gets it: of a store, or of an account of the first service.
fn problem(code: Code) -> ProblemRow {
    let now: Timestamp = "2026-11-23T12:00:00Z".parse().unwrap();
    let of_store = matches!(
        code,
        Code::NoAccounts | Code::StoreUnreadable | Code::StoreDamaged | Code::StoreLocked
    );
    let mut problem = Problem::new(code);
    let with_path = matches!(code, Code::QuotaNotShared | Code::TokenFileIncomplete)
        || of_store && code != Code::NoAccounts;
    if with_path {
        problem = problem.fact(Fact::Path, "/home/ada/.local/share/opencode/auth.json");
    }
    problem = match code {
        Code::StoreUnreadable => problem.fact(Fact::Reason, "Permission denied (os error 13)"),
        Code::StoreLocked => problem.fact(Fact::Reason, "database is locked"),
        Code::StoreDamaged => problem
            .fact(Fact::Reason, "expected `,` or `}`")
            .fact(Fact::Line, "3")
            .fact(Fact::Column, "17"),
        Code::ServiceDown => problem.fact(Fact::Status, "503"),
        Code::RateLimited => problem.not_before("2026-11-23T12:20:00Z".parse().unwrap()),
        Code::TokenFileIncomplete => problem.fact(Fact::Field, "username"),
        Code::VerificationNeeded => problem.fact(Fact::Page, "https://first.example/verify?id=1"),
        Code::FormatChanged | Code::Internal | Code::KeyRejected => {
            problem.detail(Redacted::new("made-up: the service's own words", []))
        }
        _ => problem,
    };
    let mut state = found(AccountKey::new("first", "sample"));
    "FIRST_KEY".clone_into(&mut state.account.origin.entry);
    let mut problems = Vec::new();
    if of_store {
        problems.push(problem);
    } else {
        state.problem = Some(problem);
    }
    let snapshot = Snapshot {
        problems,
        ..snapshot(vec![state], now)
    };
    let context = ViewContext {
        settings: &Settings::default(),
        language: Language::English,
        providers: &[&FIRST],
        os: Os::Linux,
        desktop: "x86_64",
        version: "0.1.0",
        identity: &Identity::default(),
        past: None,
    };
    let mut view = view(&snapshot, context, now);
    let of_account = view.cards.pop().and_then(|card| card.problem);
    of_account.or_else(|| view.problems.pop()).unwrap()
}

/// Every file below a directory by its path.
fn texts(directory: &Path) -> BTreeMap<PathBuf, String> {
    let mut texts = BTreeMap::new();
    let mut left = vec![directory.to_owned()];
    while let Some(next) = left.pop() {
        for entry in fs::read_dir(&next).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                left.push(path);
            } else {
                let name = path.strip_prefix(directory).unwrap().to_owned();
                texts.insert(name, fs::read_to_string(&path).unwrap());
            }
        }
    }
    texts
}
