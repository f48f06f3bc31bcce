//! What a person can set. Reading and writing `settings.toml` is the runtime's.

mod change;
pub mod document;
mod edit;
mod outward;
mod quiet;
mod shown;
mod validate;

use std::collections::BTreeMap;

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

pub use change::{Change, Known, NotificationKind, ThresholdsOf, ValidationError};
pub use edit::Edit;
pub use outward::{Hook, Metrics};
pub use quiet::{DayTime, QuietHours};
pub use shown::{PercentMode, ResetFormat};

use crate::model::AccountKey;

/// All settings, with their defaults.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct Settings {
    /// `en`, `zh-Hans`, `fr`; `None` follows the system.
    pub language: Option<String>,
    /// Minutes between queries of one account, 1 to 60.
    pub interval_minutes: u32,
    /// Used percent at which a notification is sent, ascending.
    pub thresholds: Vec<f64>,
    pub notifications: Notifications,
    pub hook: Hook,
    pub metrics: Metrics,
    pub share: PercentMode,
    pub clock: ResetFormat,
    /// Account names are shown in part only.
    pub mask_names: bool,
    /// The tray mark without colour.
    pub icon_monochrome: bool,
    pub start_at_login: bool,
    /// `http://`, `https://` or `socks5://`; `None` follows the system.
    pub proxy: Option<String>,
    /// Further directories with OpenCode's data or configuration.
    pub opencode_directories: Vec<String>,
    /// OAuth clients by provider id.
    pub oauth_clients: BTreeMap<String, OauthClientSetting>,
    /// How long the closed popup is kept ready.
    pub popup_ready: PopupReady,
    /// Days for which the history has a row for each hour; 7 to 3650.
    pub keep_history_days: u32,
    /// Accounts as `provider/id` in the order to show; all others follow as they are found.
    pub order: Vec<String>,
    /// By `provider/id`.
    pub accounts: BTreeMap<String, AccountSettings>,
    /// By provider id.
    pub providers: BTreeMap<String, ProviderSettings>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            language: None,
            interval_minutes: 5,
            thresholds: vec![80.0, 95.0, 100.0],
            notifications: Notifications::default(),
            hook: Hook::default(),
            metrics: Metrics::default(),
            share: PercentMode::Left,
            clock: ResetFormat::Countdown,
            mask_names: false,
            icon_monochrome: false,
            start_at_login: false,
            proxy: None,
            opencode_directories: Vec::new(),
            oauth_clients: BTreeMap::new(),
            popup_ready: PopupReady::Minutes(10),
            keep_history_days: 90,
            order: Vec::new(),
            accounts: BTreeMap::new(),
            providers: BTreeMap::new(),
        }
    }
}

impl Settings {
    /// Every value brought into its range.
    #[must_use]
    pub fn clamped(mut self) -> Self {
        self.interval_minutes = self.interval_minutes.clamp(1, 60);
        self.keep_history_days = Self::days(self.keep_history_days);
        self.hook = self.hook.clamped();
        normalize(&mut self.thresholds);
        for provider in self.providers.values_mut() {
            if let Some(thresholds) = &mut provider.thresholds {
                normalize(thresholds);
            }
            provider.windows.values_mut().for_each(normalize);
        }
        self
    }

    pub fn interval(&self) -> SignedDuration {
        SignedDuration::from_mins(i64::from(self.interval_minutes.clamp(1, 60)))
    }

    /// As many days as the history may have a row for each hour.
    pub fn days(days: u32) -> u32 {
        days.clamp(7, 3650)
    }

    /// The thresholds for one window: its own, else its provider's, else the general ones.
    pub fn thresholds(&self, key: &AccountKey, window: &str) -> &[f64] {
        let provider = self.providers.get(&key.provider);
        let own = provider.and_then(|provider| {
            provider
                .windows
                .get(window)
                .or(provider.thresholds.as_ref())
        });
        own.unwrap_or(&self.thresholds)
    }

    /// The lowest threshold for one window; 80 when none is set.
    pub fn first_threshold(&self, key: &AccountKey, window: &str) -> f64 {
        self.thresholds(key, window)
            .first()
            .copied()
            .unwrap_or(80.0)
    }

    /// Whether an account takes part in tray and level.
    pub fn counts(&self, key: &AccountKey) -> bool {
        !self.account(key).is_some_and(|account| account.hidden)
    }

    /// Whether notifications about an account are held back for good.
    pub fn is_muted(&self, key: &AccountKey) -> bool {
        self.is_provider_muted(&key.provider)
            || self.account(key).is_some_and(|account| account.muted)
    }

    /// Whether notifications about all accounts of a provider are held back for good.
    pub fn is_provider_muted(&self, provider: &str) -> bool {
        let provider = self.providers.get(provider);
        provider.is_some_and(|provider| provider.muted)
    }

    /// Whether an account's name is shown in part only.
    pub fn is_masked(&self, key: &AccountKey) -> bool {
        self.mask_names || self.account(key).is_some_and(|account| account.masked)
    }

    /// What a person calls the account.
    pub fn nickname(&self, key: &AccountKey) -> Option<&str> {
        self.account(key)?.nickname.as_deref()
    }

    /// What is set for one account, if anything is.
    pub fn account(&self, key: &AccountKey) -> Option<&AccountSettings> {
        self.accounts.get(&key.to_string())
    }

    /// The user's order, then the order of finding.
    pub fn sort<T>(&self, accounts: &mut [T], key: impl Fn(&T) -> &AccountKey) {
        accounts.sort_by_cached_key(|account| {
            let name = key(account).to_string();
            let place = self.order.iter().position(|it| *it == name);
            place.unwrap_or(usize::MAX)
        });
    }

    /// Whether sign-ins may be found elsewhere or asked for in another way than with `other`.
    pub fn affects_discovery(&self, other: &Self) -> bool {
        self.proxy != other.proxy
            || self.opencode_directories != other.opencode_directories
            || self.oauth_clients != other.oauth_clients
    }

    fn change_account(&mut self, key: &AccountKey, change: impl FnOnce(&mut AccountSettings)) {
        change(self.accounts.entry(key.to_string()).or_default());
        self.drop_defaults();
    }

    fn change_provider(&mut self, provider: String, change: impl FnOnce(&mut ProviderSettings)) {
        change(self.providers.entry(provider).or_default());
        self.drop_defaults();
    }

    /// What says nothing is not written.
    fn drop_defaults(&mut self) {
        self.accounts
            .retain(|_, account| *account != AccountSettings::default());
        self.providers
            .retain(|_, provider| *provider != ProviderSettings::default());
    }
}

fn normalize(thresholds: &mut Vec<f64>) {
    thresholds.retain(|value| (1.0..=100.0).contains(value));
    thresholds.sort_by(f64::total_cmp);
    thresholds.dedup();
}

/// Settings of one account.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct AccountSettings {
    /// Neither shown nor counted.
    pub hidden: bool,
    /// No notification is about it.
    pub muted: bool,
    /// Its name is shown in part only.
    pub masked: bool,
    pub nickname: Option<String>,
}

/// Settings of one provider.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct ProviderSettings {
    /// No notification is about any of its accounts.
    pub muted: bool,
    pub thresholds: Option<Vec<f64>>,
    /// Thresholds by window id.
    pub windows: BTreeMap<String, Vec<f64>>,
}

/// Which kinds of notification are sent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub struct Notifications {
    /// A threshold is crossed.
    pub usage: bool,
    /// A sign-in has expired or is refused.
    pub sign_in: bool,
    /// Something that was used up is to be had again.
    pub available: bool,
    /// At this pace it runs out before the reset.
    pub pace: bool,
    pub quiet_hours: QuietHours,
}

impl Notifications {
    fn of(&mut self, kind: NotificationKind) -> &mut bool {
        match kind {
            NotificationKind::Usage => &mut self.usage,
            NotificationKind::SignIn => &mut self.sign_in,
            NotificationKind::Available => &mut self.available,
            NotificationKind::Pace => &mut self.pace,
        }
    }
}

impl Default for Notifications {
    fn default() -> Self {
        Self {
            usage: true,
            sign_in: true,
            available: false,
            pace: false,
            quiet_hours: QuietHours::default(),
        }
    }
}

/// How long the closed popup is kept ready: `10` minutes, `0` for not at all, or `"always"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(untagged)]
pub enum PopupReady {
    Minutes(u32),
    Always(Always),
}

/// The one word of `PopupReady`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "kebab-case")]
pub enum Always {
    Always,
}

impl PopupReady {
    /// `None` for always.
    pub fn duration(self) -> Option<SignedDuration> {
        match self {
            Self::Minutes(minutes) => Some(SignedDuration::from_mins(i64::from(minutes))),
            Self::Always(Always::Always) => None,
        }
    }
}

/// An OAuth client that was entered by hand.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize, ts_rs::TS)]
#[serde(default, rename_all = "kebab-case")]
pub struct OauthClientSetting {
    pub id: String,
    pub secret: String,
}

impl std::fmt::Debug for OauthClientSetting {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("[redacted]")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_thresholds_win_and_nonsense_is_dropped() {
        let mut settings = Settings {
            thresholds: vec![95.0, 80.0, 400.0, 80.0],
            interval_minutes: 0,
            keep_history_days: 0,
            ..Settings::default()
        };
        settings.providers.insert(
            "one".into(),
            ProviderSettings {
                thresholds: Some(vec![50.0]),
                windows: [("weekly".to_owned(), vec![70.0])].into(),
                ..Default::default()
            },
        );
        let settings = settings.clamped();
        assert_eq!(settings.interval_minutes, 1);
        assert_eq!(settings.keep_history_days, 7);
        let key = AccountKey::new("one", "a");
        assert_eq!(settings.thresholds(&key, "weekly"), [70.0]);
        assert_eq!(settings.thresholds(&key, "session"), [50.0]);
        assert_eq!(
            settings.thresholds(&AccountKey::new("two", "a"), "session"),
            [80.0, 95.0]
        );
    }

    #[test]
    fn accounts_come_in_the_users_order_then_as_they_are_found() {
        let settings = Settings {
            order: vec!["two/x/y".into(), "gone/z".into(), "one/a".into()],
            ..Settings::default()
        };
        let mut keys = [("new", "n"), ("one", "a"), ("two", "x/y"), ("new", "m")]
            .map(|(provider, id)| AccountKey::new(provider, id));
        settings.sort(&mut keys, |key| key);
        assert_eq!(
            keys.map(|key| key.to_string()),
            ["two/x/y", "one/a", "new/n", "new/m"]
        );
    }

    #[test]
    fn the_popup_is_kept_ready_for_minutes_or_always() {
        for (text, ready) in [
            ("10", PopupReady::Minutes(10)),
            ("\"always\"", PopupReady::Always(Always::Always)),
        ] {
            assert_eq!(serde_json::from_str::<PopupReady>(text).unwrap(), ready);
            assert_eq!(serde_json::to_string(&ready).unwrap(), text);
        }
        assert!(serde_json::from_str::<PopupReady>("\"never\"").is_err());
    }
}
