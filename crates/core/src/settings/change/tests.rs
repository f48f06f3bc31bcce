//! What a change does to the settings, and which are refused.

use super::*;
use crate::settings::{
    Hook,
    validate::{LONGEST_PATH, LONGEST_WORD, MOST_DIRECTORIES},
};

fn keys() -> Vec<AccountKey> {
    ["a", "b", "c"]
        .map(|id| AccountKey::new("one", id))
        .to_vec()
}

fn known() -> Known {
    Known {
        accounts: keys(),
        providers: ["one".to_owned()].into(),
        windows: [("one".to_owned(), "weekly".into())].into(),
    }
}

fn refused(change: Change) -> bool {
    let mut settings = Settings::default();
    let refused = change.apply(&mut settings, &known()).is_err();
    assert!(!refused || settings == Settings::default());
    refused
}

fn applied(changes: impl IntoIterator<Item = Change>) -> Settings {
    let mut settings = Settings::default();
    for change in changes {
        change.apply(&mut settings, &known()).unwrap();
    }
    settings
}

#[test]
fn nonsense_is_refused_and_changes_nothing() {
    let client = |id: &str, secret: &str| Change::OauthClient {
        provider: "one".into(),
        client: Some(OauthClientSetting {
            id: id.into(),
            secret: secret.into(),
        }),
    };
    let everything = |percents: &[f64]| Change::Thresholds {
        of: ThresholdsOf::Everything,
        percents: Some(percents.to_vec()),
    };
    for change in [
        Change::Language(Some("tlh".into())),
        Change::IntervalMinutes(0),
        Change::IntervalMinutes(61),
        Change::KeepHistoryDays(6),
        Change::KeepHistoryDays(3651),
        everything(&[0.0]),
        everything(&[101.0]),
        everything(&[f64::NAN]),
        everything(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0]),
        Change::MetricsPort("65536".into()),
        Change::MetricsPort("-1".into()),
        Change::MetricsPort("http".into()),
        client("", "made-up"),
        client("made up", "made-up"),
        client("made-up", &"x".repeat(LONGEST_WORD + 1)),
        Change::Nickname {
            account: AccountKey::new("one", "a"),
            name: Some("x".repeat(41)),
        },
    ] {
        assert!(refused(change.clone()), "{change:?}");
    }
}

#[test]
fn what_is_set_holds_and_what_is_taken_back_leaves_no_trace() {
    let account = AccountKey::new("one", "a");
    let of = ThresholdsOf::Window {
        provider: "one".into(),
        window: "weekly".into(),
    };
    let thresholds = |percents: Option<Vec<f64>>| Change::Thresholds {
        of: of.clone(),
        percents,
    };
    let nickname = |name: Option<&str>| Change::Nickname {
        account: account.clone(),
        name: name.map(str::to_owned),
    };
    let settings = applied([
        thresholds(Some(vec![90.0, 50.0, 50.0])),
        nickname(Some(" Work ")),
        Change::Language(Some("zh-CN".into())),
        Change::KeepHistoryDays(365),
        Change::MetricsPort(" 9464 ".into()),
    ]);
    assert_eq!(settings.metrics.port, 9464);
    let mut with_hook = Settings {
        hook: Hook {
            program: Some("/told".into()),
        },
        ..Settings::default()
    };
    Change::NoHook.apply(&mut with_hook, &known()).unwrap();
    assert_eq!(with_hook, Settings::default());
    assert_eq!(settings.thresholds(&account, "weekly"), [50.0, 90.0]);
    assert_eq!(settings.nickname(&account), Some("Work"));
    assert_eq!(settings.keep_history_days, 365);
    assert_eq!(settings.language.as_deref(), Some("zh-Hans"));
    let back = applied([
        thresholds(Some(vec![50.0])),
        nickname(Some("Work")),
        Change::MetricsPort("9464".into()),
        Change::MetricsPort(String::new()),
        thresholds(None),
        nickname(Some("  ")),
    ]);
    assert_eq!(back, Settings::default());
}

#[test]
fn a_directory_is_a_full_path_on_this_computer() {
    let set = |directory: &str| Change::OpencodeDirectories(vec![directory.to_owned()]);
    for directory in [
        "/srv/opencode",
        "~/work",
        r"C:\Users\ada",
        "d:/work",
        r"\work",
        "/",
    ] {
        assert!(!refused(set(directory)), "{directory}");
    }
    for directory in [
        "opencode",
        "~",
        r"~\work",
        r"\\server\share",
        "//server/share",
        r"\/server/share",
        r"/\server\share",
        r"\\?\UNC\server\share",
        r"\??\UNC\server\share",
        r"\\.\pipe\other",
        "~//server/share",
        r"~/\\server\share",
        "1:/work",
        "/srv/\u{7}opencode",
        "/srv/open\ncode",
    ] {
        assert!(refused(set(directory)), "{directory}");
    }
    assert!(refused(set(&format!("/{}", "x".repeat(LONGEST_PATH)))));
    let many = (0..=MOST_DIRECTORIES).map(|it| format!("/srv/{it}"));
    assert!(refused(Change::OpencodeDirectories(many.collect())));
}

#[test]
fn a_directory_that_the_file_names_stays_beside_a_new_one() {
    let share = r"\\server\share".to_owned();
    let mut settings = Settings {
        opencode_directories: vec![share.clone()],
        ..Settings::default()
    };
    let both = vec![share, "/srv/opencode".to_owned()];
    let change = Change::OpencodeDirectories(both.clone());
    change.apply(&mut settings, &known()).unwrap();
    assert_eq!(settings.opencode_directories, both);
}

#[test]
fn what_is_about_nothing_that_is_there_is_refused() {
    let provider = || "x".repeat(60_000);
    let account = || AccountKey::new("one", provider());
    let percents = Some(vec![50.0]);
    for change in [
        Change::Thresholds {
            of: ThresholdsOf::Provider(provider()),
            percents: percents.clone(),
        },
        Change::Thresholds {
            of: ThresholdsOf::Window {
                provider: "one".into(),
                window: "later".into(),
            },
            percents,
        },
        Change::OauthClient {
            provider: provider(),
            client: Some(OauthClientSetting {
                id: "made-up".into(),
                secret: "made-up".into(),
            }),
        },
        Change::ProviderMuted {
            provider: provider(),
            on: true,
        },
        Change::Hidden {
            account: account(),
            on: true,
        },
        Change::Muted {
            account: account(),
            on: true,
        },
        Change::Masked {
            account: account(),
            on: true,
        },
        Change::Nickname {
            account: account(),
            name: Some("Work".into()),
        },
        Change::Move {
            account: account(),
            to: AccountKey::new("one", "a"),
        },
    ] {
        assert!(refused(change.clone()), "{}", change.setting());
    }
}

/// Whatever the page of the window may come to be.
#[test]
fn no_change_names_a_program_or_a_proxy() {
    for set in ["proxy", "no-proxy", "hook", "no-hook"] {
        for to in ["\"http://x:data@evil.example:80\"", "null"] {
            let written = format!(r#"{{"set":"{set}","to":{to}}}"#);
            let Ok(change) = serde_json::from_str::<Change>(&written) else {
                continue;
            };
            assert!(matches!(change, Change::NoProxy | Change::NoHook), "{set}");
        }
    }
    let mut settings = Settings {
        proxy: Some("http://proxy.example:8080".into()),
        ..Settings::default()
    };
    let change = serde_json::from_str::<Change>(r#"{"set":"no-proxy"}"#);
    change.unwrap().apply(&mut settings, &known()).unwrap();
    assert_eq!(settings, Settings::default());
}

#[test]
fn an_account_takes_the_place_of_another_in_both_directions() {
    let order = |from: usize, to: usize| {
        let keys = keys();
        let settings = applied([Change::Move {
            account: keys[from].clone(),
            to: keys[to].clone(),
        }]);
        settings.order
    };
    assert_eq!(order(0, 2), ["one/b", "one/c", "one/a"]);
    assert_eq!(order(2, 0), ["one/c", "one/a", "one/b"]);
    assert_eq!(order(1, 0), ["one/b", "one/a", "one/c"]);
}

#[test]
fn a_client_is_never_printed() {
    let change = Change::OauthClient {
        provider: "one".into(),
        client: Some(OauthClientSetting {
            id: "made-up-id".into(),
            secret: "made-up-secret".into(),
        }),
    };
    assert!(!format!("{change:?}").contains("made-up"));
}
