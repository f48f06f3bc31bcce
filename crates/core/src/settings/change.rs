//! One setting becomes another: what a person may change from the popup, what is refused, and what
//! the change is called when it can be undone.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{Clock, OauthClientSetting, PopupReady, QuietHours, Settings, Share};
use crate::{
    model::{AccountKey, WindowId},
    text::{Language, Message},
};

/// A setting and its new value. `None` goes back to what holds without it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "kebab-case", tag = "set", content = "to")]
pub enum Change {
    Language(Option<String>),
    IntervalMinutes(u32),
    /// Used percent, any order; `None` is for providers and windows.
    Thresholds {
        of: ThresholdsOf,
        percents: Option<Vec<f64>>,
    },
    Notify {
        kind: NotificationKind,
        on: bool,
    },
    QuietHours(QuietHours),
    /// No program is run on an alert any more. Which one is run is said in the file alone: the
    /// window, which runs a web engine, must not be able to have a program run.
    NoHook,
    Share(Share),
    Clock(Clock),
    MaskNames(bool),
    IconMonochrome(bool),
    StartAtLogin(bool),
    PopupReady(PopupReady),
    KeepHistoryDays(u32),
    /// As it is written; nothing is 0.
    MetricsPort(String),
    /// The system's proxy holds again. Which other one is named in the file alone: the window has no
    /// network, and must not get one by having a host of its choice asked.
    NoProxy,
    OpencodeDirectories(Vec<String>),
    /// The page sends a client and never gets one back.
    OauthClient {
        provider: String,
        client: Option<OauthClientSetting>,
    },
    Hidden {
        account: AccountKey,
        on: bool,
    },
    Muted {
        account: AccountKey,
        on: bool,
    },
    /// No notification about any account of a provider.
    ProviderMuted {
        provider: String,
        on: bool,
    },
    Masked {
        account: AccountKey,
        on: bool,
    },
    Nickname {
        account: AccountKey,
        name: Option<String>,
    },
    /// An account takes the place of another one, which moves on.
    Move {
        account: AccountKey,
        to: AccountKey,
    },
}

/// What thresholds are for; the nearest ones win.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "kebab-case")]
pub enum ThresholdsOf {
    Everything,
    Provider(String),
    Window { provider: String, window: String },
}

/// The kinds of notification.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "kebab-case")]
pub enum NotificationKind {
    Usage,
    SignIn,
    Available,
    Pace,
}

/// A change that was not made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ts_rs::TS)]
pub struct Refusal {
    /// The setting, as in `Change`.
    pub setting: String,
    pub why: Message,
}

/// Characters of a nickname.
const LONGEST_NAME: usize = 40;
const MOST_THRESHOLDS: usize = 5;
/// Far more than anybody has; the file is to stay one that is read.
const MOST_DIRECTORIES: usize = 32;
/// Bytes of a path, as on Linux.
const LONGEST_PATH: usize = 4096;
/// Bytes of an OAuth client's id or secret.
const LONGEST_WORD: usize = 512;

/// What there is to be changed something about.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// In the order they are shown.
    pub accounts: Vec<AccountKey>,
    pub providers: BTreeSet<String>,
    /// By provider and id.
    pub windows: BTreeSet<(String, WindowId)>,
}

impl Change {
    /// The setting's name, as in the tag.
    pub fn setting(&self) -> &'static str {
        match self {
            Self::Language(_) => "language",
            Self::IntervalMinutes(_) => "interval-minutes",
            Self::Thresholds { .. } => "thresholds",
            Self::Notify { .. } => "notify",
            Self::QuietHours(_) => "quiet-hours",
            Self::NoHook => "no-hook",
            Self::Share(_) => "share",
            Self::Clock(_) => "clock",
            Self::MaskNames(_) => "mask-names",
            Self::IconMonochrome(_) => "icon-monochrome",
            Self::StartAtLogin(_) => "start-at-login",
            Self::PopupReady(_) => "popup-ready",
            Self::KeepHistoryDays(_) => "keep-history-days",
            Self::MetricsPort(_) => "metrics-port",
            Self::NoProxy => "no-proxy",
            Self::OpencodeDirectories(_) => "opencode-directories",
            Self::OauthClient { .. } => "oauth-client",
            Self::Hidden { .. } => "hidden",
            Self::Muted { .. } => "muted",
            Self::ProviderMuted { .. } => "provider-muted",
            Self::Masked { .. } => "masked",
            Self::Nickname { .. } => "nickname",
            Self::Move { .. } => "move",
        }
    }

    /// What the change is called.
    pub fn name(&self) -> Message {
        Message::new(format!("setting-{}", self.setting()))
    }

    /// Whether what it is about is there. Whatever else is named would only fill the file.
    fn is_about(&self, known: &Known) -> bool {
        match self {
            Self::Thresholds { of, .. } => match of {
                ThresholdsOf::Everything => true,
                ThresholdsOf::Provider(provider) => known.providers.contains(provider),
                ThresholdsOf::Window { provider, window } => {
                    let window = (provider.clone(), window.clone());
                    known.windows.contains(&window)
                }
            },
            Self::OauthClient { provider, .. } | Self::ProviderMuted { provider, .. } => {
                known.providers.contains(provider)
            }
            Self::Hidden { account, .. }
            | Self::Muted { account, .. }
            | Self::Masked { account, .. }
            | Self::Nickname { account, .. } => known.accounts.contains(account),
            Self::Move { account, to } => [account, to]
                .into_iter()
                .all(|it| known.accounts.contains(it)),
            Self::Language(_)
            | Self::IntervalMinutes(_)
            | Self::Notify { .. }
            | Self::QuietHours(_)
            | Self::NoHook
            | Self::Share(_)
            | Self::Clock(_)
            | Self::MaskNames(_)
            | Self::IconMonochrome(_)
            | Self::StartAtLogin(_)
            | Self::PopupReady(_)
            | Self::KeepHistoryDays(_)
            | Self::MetricsPort(_)
            | Self::NoProxy
            | Self::OpencodeDirectories(_) => true,
        }
    }

    /// Makes the change, or says why not.
    pub fn apply(self, settings: &mut Settings, known: &Known) -> Result<(), Refusal> {
        let setting = self.setting();
        let refuse = |why: &'static str| Refusal {
            setting: setting.to_owned(),
            why: Message::new(why),
        };
        if !self.is_about(known) {
            return Err(refuse("refused-unknown"));
        }
        match self {
            Self::Language(tag) => {
                let language = tag.as_deref().map(Language::from_tag);
                settings.language = match language {
                    None => None,
                    Some(Some(language)) => Some(language.tag().to_owned()),
                    Some(None) => return Err(refuse("refused-language")),
                };
            }
            Self::IntervalMinutes(minutes) => {
                if !(1..=60).contains(&minutes) {
                    return Err(refuse("refused-interval"));
                }
                settings.interval_minutes = minutes;
            }
            Self::Thresholds { of, percents } => {
                let fits = |percents: &Vec<f64>| {
                    percents.len() <= MOST_THRESHOLDS
                        && percents.iter().all(|it| (1.0..=100.0).contains(it))
                };
                if !percents.as_ref().is_none_or(fits) {
                    return Err(refuse("refused-thresholds"));
                }
                set_thresholds(settings, of, percents);
            }
            Self::Notify { kind, on } => *settings.notifications.of(kind) = on,
            Self::QuietHours(hours) => settings.notifications.quiet_hours = hours,
            Self::NoHook => settings.hook.program = None,
            Self::Share(share) => settings.share = share,
            Self::Clock(clock) => settings.clock = clock,
            Self::MaskNames(on) => settings.mask_names = on,
            Self::IconMonochrome(on) => settings.icon_monochrome = on,
            Self::StartAtLogin(on) => settings.start_at_login = on,
            Self::PopupReady(ready) => settings.popup_ready = ready,
            Self::KeepHistoryDays(days) => {
                if Settings::days(days) != days {
                    return Err(refuse("refused-days"));
                }
                settings.keep_history_days = days;
            }
            Self::MetricsPort(text) => {
                settings.metrics.port = port(&text).ok_or_else(|| refuse("refused-port"))?;
            }
            Self::NoProxy => settings.proxy = None,
            Self::OpencodeDirectories(directories) => {
                let kept = full_paths(&directories, &settings.opencode_directories);
                settings.opencode_directories = kept.map_err(refuse)?;
            }
            Self::OauthClient { provider, client } => {
                let client = client.as_ref().map(trimmed);
                let fits = |it: &OauthClientSetting| is_word(&it.id) && is_word(&it.secret);
                if !client.as_ref().is_none_or(fits) {
                    return Err(refuse("refused-oauth-client"));
                }
                match client {
                    Some(client) => settings.oauth_clients.insert(provider, client),
                    None => settings.oauth_clients.remove(&provider),
                };
            }
            Self::Hidden { account, on } => settings.change_account(&account, |it| it.hidden = on),
            Self::Muted { account, on } => settings.change_account(&account, |it| it.muted = on),
            Self::ProviderMuted { provider, on } => {
                settings.change_provider(provider, |it| it.muted = on);
            }
            Self::Masked { account, on } => settings.change_account(&account, |it| it.masked = on),
            Self::Nickname { account, name } => {
                let name = name.map(|it| it.trim().to_owned());
                let name = name.filter(|it| !it.is_empty());
                let odd = |name: &String| {
                    name.chars().count() > LONGEST_NAME || name.chars().any(char::is_control)
                };
                if name.as_ref().is_some_and(odd) {
                    return Err(refuse("refused-nickname"));
                }
                settings.change_account(&account, |it| it.nickname = name);
            }
            Self::Move { account, to } => {
                let place = |key: &AccountKey| known.accounts.iter().position(|it| it == key);
                let (Some(from), Some(to)) = (place(&account), place(&to)) else {
                    return Ok(());
                };
                let mut order = known.accounts.clone();
                let moved = order.remove(from);
                order.insert(to.min(order.len()), moved);
                settings.order = order.iter().map(AccountKey::to_string).collect();
            }
        }
        Ok(())
    }
}

fn set_thresholds(settings: &mut Settings, of: ThresholdsOf, percents: Option<Vec<f64>>) {
    let percents = percents.map(|mut percents| {
        super::tidy(&mut percents);
        percents
    });
    match of {
        ThresholdsOf::Everything => {
            settings.thresholds = percents.unwrap_or_else(|| Settings::default().thresholds);
        }
        ThresholdsOf::Provider(provider) => {
            settings.change_provider(provider, |it| it.thresholds = percents);
        }
        ThresholdsOf::Window { provider, window } => {
            settings.change_provider(provider, |it| {
                match percents {
                    Some(percents) => it.windows.insert(window, percents),
                    None => it.windows.remove(&window),
                };
            });
        }
    }
}

fn trimmed(client: &OauthClientSetting) -> OauthClientSetting {
    OauthClientSetting {
        id: client.id.trim().to_owned(),
        secret: client.secret.trim().to_owned(),
    }
}

/// Each once. What the file names already stays, whatever it is.
fn full_paths(directories: &[String], standing: &[String]) -> Result<Vec<String>, &'static str> {
    let mut kept: Vec<String> = Vec::new();
    for directory in directories {
        let is_old = standing.contains(directory);
        let directory = if is_old { directory } else { directory.trim() };
        if directory.is_empty() || kept.iter().any(|it| it == directory) {
            continue;
        }
        if !is_old && !is_full_path(directory) {
            return Err("refused-directory");
        }
        kept.push(directory.to_owned());
    }
    if kept.len() > MOST_DIRECTORIES && kept.len() > standing.len() {
        return Err("refused-directories");
    }
    Ok(kept)
}

/// Nothing written is 0.
fn port(text: &str) -> Option<u16> {
    match text.trim() {
        "" => Some(0),
        digits => digits.parse().ok(),
    }
}

/// On this or another system: `/home/…`, `~/…`, `C:\…`. A place on another computer is none
/// (`\\server\…`, in any spelling that Windows has for it): who looks there connects to it.
fn is_full_path(path: &str) -> bool {
    const SLASHES: [char; 2] = ['/', '\\'];
    let is_drive = |it: &str| {
        let mut all = it.chars();
        all.next().is_some_and(|it| it.is_ascii_alphabetic())
            && all.next() == Some(':')
            && all.next().is_some_and(|it| SLASHES.contains(&it))
    };
    let in_home = path.strip_prefix('~').filter(|it| it.starts_with('/'));
    let below = in_home.unwrap_or(path);
    let is_rooted = below
        .strip_prefix(SLASHES)
        .is_some_and(|rest| !rest.starts_with(['/', '\\', '?']));
    path.len() <= LONGEST_PATH
        && !path.chars().any(char::is_control)
        && (is_rooted || is_drive(path))
}

fn is_word(text: &str) -> bool {
    let is_odd = |c: char| c.is_whitespace() || c.is_control();
    !text.is_empty() && text.len() <= LONGEST_WORD && !text.chars().any(is_odd)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Hook;

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
}
