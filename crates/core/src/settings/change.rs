//! One setting becomes another: what the user may change from the popup, and what the change is
//! called when it can be undone. What is refused is judged in `validate`.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{
    Layout, OauthClientSetting, PercentMode, PopupReady, QuietHours, ResetFormat, Settings, Switch,
    validate,
};
use crate::{
    message::Message,
    model::{AccountKey, Language, WindowId},
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
    #[serde(rename = "share")]
    PercentMode(PercentMode),
    #[serde(rename = "clock")]
    ResetFormat(ResetFormat),
    Layout(Layout),
    Switch {
        switch: Switch,
        on: bool,
    },
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
pub struct ValidationError {
    /// The setting, as in `Change`.
    pub setting: String,
    pub why: Message,
}

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
    /// The setting's name, as in the tag or of the switch.
    pub fn setting(&self) -> String {
        let name = match self {
            Self::Language(_) => "language",
            Self::IntervalMinutes(_) => "interval-minutes",
            Self::Thresholds { .. } => "thresholds",
            Self::Notify { .. } => "notify",
            Self::QuietHours(_) => "quiet-hours",
            Self::NoHook => "no-hook",
            Self::PercentMode(_) => "share",
            Self::ResetFormat(_) => "clock",
            Self::Layout(_) => "layout",
            Self::Switch { switch, .. } => return switch.key(),
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
        };
        name.to_owned()
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
            | Self::PercentMode(_)
            | Self::ResetFormat(_)
            | Self::Layout(_)
            | Self::Switch { .. }
            | Self::PopupReady(_)
            | Self::KeepHistoryDays(_)
            | Self::MetricsPort(_)
            | Self::NoProxy
            | Self::OpencodeDirectories(_) => true,
        }
    }

    /// Makes the change, or says why not.
    #[expect(clippy::too_many_lines, reason = "one arm a setting")]
    pub fn apply(self, settings: &mut Settings, known: &Known) -> Result<(), ValidationError> {
        let setting = self.setting();
        let refuse = |why: &'static str| ValidationError {
            setting: setting.clone(),
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
                settings.interval_minutes = in_range(&setting, minutes)?;
            }
            Self::Thresholds { of, percents } => {
                if !percents.as_deref().is_none_or(validate::are_thresholds) {
                    return Err(refuse("refused-thresholds"));
                }
                set_thresholds(settings, of, percents);
            }
            Self::Notify { kind, on } => *settings.notifications.of(kind) = on,
            Self::QuietHours(hours) => settings.notifications.quiet_hours = hours,
            Self::NoHook => settings.hook.program = None,
            Self::PercentMode(share) => settings.share = share,
            Self::ResetFormat(clock) => settings.clock = clock,
            Self::Layout(layout) => settings.layout = Some(layout),
            Self::Switch { switch, on } => switch.set(settings, on),
            Self::PopupReady(ready) => settings.popup_ready = ready,
            Self::KeepHistoryDays(days) => {
                settings.keep_history_days = in_range(&setting, days)?;
            }
            Self::MetricsPort(text) => {
                settings.metrics.port =
                    validate::port(&text).ok_or_else(|| refuse("refused-port"))?;
            }
            Self::NoProxy => settings.proxy = None,
            Self::OpencodeDirectories(directories) => {
                let kept = validate::full_paths(&directories, &settings.opencode_directories);
                settings.opencode_directories = kept.map_err(refuse)?;
            }
            Self::OauthClient { provider, client } => {
                let client = client.as_ref().map(validate::trimmed);
                if !client.as_ref().is_none_or(validate::is_client) {
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
                if !name.as_deref().is_none_or(validate::is_nickname) {
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

/// The number, if the setting of this name may be it.
fn in_range(setting: &str, number: u32) -> Result<u32, ValidationError> {
    let mut all = Settings::DECLARED.iter();
    let range = all.find_map(|it| it.range.clone().filter(|_| it.key() == setting));
    match range {
        Some(range) if !range.contains(&i64::from(number)) => Err(ValidationError {
            setting: setting.to_owned(),
            why: Message::new("refused-number")
                .number("least", *range.start() as f64)
                .number("most", *range.end() as f64),
        }),
        Some(_) | None => Ok(number),
    }
}

fn set_thresholds(settings: &mut Settings, of: ThresholdsOf, percents: Option<Vec<f64>>) {
    let percents = percents.map(|mut percents| {
        super::normalize(&mut percents);
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

#[cfg(test)]
mod tests;
