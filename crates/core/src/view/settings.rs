//! The settings as the popup shows them: every value, what it may be, and the accounts and windows
//! that it may be set for. No secret is in it: of an OAuth client only that there is one.

use serde::{Deserialize, Serialize};

use super::context::{ViewContext, in_order, name};
use crate::{
    message::Message,
    model::{AccountKey, Language},
    settings::{NotificationKind, PopupReady, QuietHours, Switch, ValidationError},
    snapshot::{AccountState, Snapshot, account_label},
};

/// All settings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ts_rs::TS)]
pub struct SettingsView {
    /// `None` follows the system.
    pub language: Option<String>,
    pub languages: Vec<Choice>,
    pub interval_minutes: u32,
    pub thresholds: Vec<f64>,
    pub notifications: Vec<(NotificationKind, bool)>,
    pub quiet_hours: QuietHours,
    /// What is run on an alert.
    pub hook: Option<String>,
    /// Those that are on.
    pub switches: Vec<Switch>,
    pub popup_ready: PopupReady,
    pub keep_history_days: u32,
    /// 0 hands nothing out.
    pub metrics_port: u16,
    /// With what stands before its host hidden, as that may be a password.
    pub proxy: Option<String>,
    pub opencode_directories: Vec<String>,
    /// Of the providers that can use one.
    pub oauth_clients: Vec<OauthClientRow>,
    /// In the order to show, hidden ones too.
    pub accounts: Vec<AccountRow>,
    /// Of those accounts, for thresholds of their own.
    pub providers: Vec<ProviderRow>,
    /// What the last change is called, while it can be taken back.
    pub undo: Option<Message>,
    pub refused: Option<ValidationError>,
}

/// One of several values, with the name that it has for itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ts_rs::TS)]
pub struct Choice {
    pub value: String,
    pub name: String,
}

/// The OAuth client of one provider.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ts_rs::TS)]
pub struct OauthClientRow {
    pub provider: String,
    pub name: String,
    pub is_set: bool,
}

/// One account.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ts_rs::TS)]
pub struct AccountRow {
    pub key: AccountKey,
    /// The provider's own name.
    pub name: String,
    pub label: Message,
    pub nickname: Option<String>,
    pub hidden: bool,
    pub muted: bool,
    pub masked: bool,
}

/// The thresholds of one provider.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ts_rs::TS)]
pub struct ProviderRow {
    pub provider: String,
    pub name: String,
    /// No notification is about any of its accounts.
    pub muted: bool,
    /// `None` where the general ones hold.
    pub thresholds: Option<Vec<f64>>,
    pub windows: Vec<ThresholdsRow>,
}

/// The thresholds of one window.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ts_rs::TS)]
pub struct ThresholdsRow {
    pub window: String,
    pub label: Message,
    /// `None` where the provider's hold.
    pub thresholds: Option<Vec<f64>>,
}

impl SettingsView {
    pub(super) fn of(snapshot: &Snapshot, context: ViewContext<'_>) -> Self {
        let settings = context.settings;
        let accounts = in_order(snapshot, settings);
        let language = |language: Language| Choice {
            value: language.tag().to_owned(),
            name: language.name().to_owned(),
        };
        let notifications = &settings.notifications;
        Self {
            language: settings
                .language
                .as_deref()
                .and_then(Language::from_tag)
                .map(|language| language.tag().to_owned()),
            languages: Language::ALL.map(language).to_vec(),
            interval_minutes: settings.interval_minutes,
            thresholds: settings.thresholds.clone(),
            notifications: vec![
                (NotificationKind::Usage, notifications.usage),
                (NotificationKind::SignIn, notifications.sign_in),
                (NotificationKind::Pace, notifications.pace),
                (NotificationKind::Available, notifications.available),
            ],
            quiet_hours: notifications.quiet_hours,
            hook: settings.hook.program.clone(),
            switches: Switch::ALL
                .iter()
                .copied()
                .filter(|switch| switch.is_on(settings))
                .collect(),
            popup_ready: settings.popup_ready,
            keep_history_days: settings.keep_history_days,
            metrics_port: settings.metrics.port,
            proxy: settings.proxy.as_deref().map(without_password),
            opencode_directories: settings.opencode_directories.clone(),
            oauth_clients: context
                .providers
                .iter()
                .filter(|info| info.takes_oauth_client)
                .map(|info| OauthClientRow {
                    provider: info.id.to_owned(),
                    name: info.name.to_owned(),
                    is_set: settings.oauth_clients.contains_key(info.id),
                })
                .collect(),
            accounts: accounts
                .iter()
                .map(|state| account(state, snapshot, context))
                .collect(),
            providers: providers(&accounts, context),
            undo: snapshot.undo.clone(),
            refused: snapshot.refused.clone(),
        }
    }
}

fn account(state: &AccountState, snapshot: &Snapshot, context: ViewContext<'_>) -> AccountRow {
    let key = &state.account.key;
    let own = context.settings.account(key).cloned().unwrap_or_default();
    AccountRow {
        key: key.clone(),
        name: name(state, context),
        label: account_label(state, &snapshot.accounts, context.settings),
        nickname: own.nickname,
        hidden: own.hidden,
        muted: own.muted,
        masked: own.masked,
    }
}

/// Each provider once, with every window that any of its accounts has.
fn providers(accounts: &[&AccountState], context: ViewContext<'_>) -> Vec<ProviderRow> {
    let mut rows: Vec<ProviderRow> = Vec::new();
    for state in accounts {
        let id = &state.account.key.provider;
        let own = context.settings.providers.get(id);
        let at = rows.iter().position(|row| row.provider == *id);
        let at = at.unwrap_or_else(|| {
            rows.push(ProviderRow {
                provider: id.clone(),
                name: name(state, context),
                muted: context.settings.is_provider_muted(id),
                thresholds: own.and_then(|own| own.thresholds.clone()),
                windows: Vec::new(),
            });
            rows.len() - 1
        });
        let Some(row) = rows.get_mut(at) else {
            continue;
        };
        for window in state.reading.iter().flat_map(|it| &it.usage.windows) {
            if !row.windows.iter().any(|it| it.window == window.id) {
                row.windows.push(ThresholdsRow {
                    window: window.id.clone(),
                    label: window.label.clone(),
                    thresholds: own.and_then(|own| own.windows.get(&window.id).cloned()),
                });
            }
        }
    }
    rows
}

/// The address without what stands before its host, however it is written: the client takes one
/// without a scheme, too.
fn without_password(address: &str) -> String {
    const SCHEMES: [&str; 4] = ["http", "https", "socks5", "socks5h"];
    let Some((before, host)) = address.rsplit_once('@') else {
        return address.to_owned();
    };
    let scheme = before.split_once("://").map(|(scheme, _)| scheme);
    match scheme.filter(|it| SCHEMES.contains(it)) {
        Some(scheme) => format!("{scheme}://•••@{host}"),
        None => format!("•••@{host}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_password_of_a_proxy_is_not_shown() {
        for (address, shown) in [
            ("http://proxy.example:8080", "http://proxy.example:8080"),
            ("proxy.example:8080", "proxy.example:8080"),
            ("http://made-up@proxy.example", "http://•••@proxy.example"),
            ("ada:made-up@proxy.example:8080", "•••@proxy.example:8080"),
            ("ada:made@up@proxy.example:8080", "•••@proxy.example:8080"),
            ("http:ada:made-up@proxy.example", "•••@proxy.example"),
            ("made-up://x@proxy.example", "•••@proxy.example"),
            (
                "socks5://ada:made:up@x@proxy.example:1",
                "socks5://•••@proxy.example:1",
            ),
        ] {
            assert_eq!(without_password(address), shown);
        }
    }
}
