//! What the user can set. Reading and writing `settings.toml` is the runtime's.

mod change;
mod consent;
mod declare;
pub mod document;
mod edit;
mod outward;
mod quiet;
mod shown;
mod switch;
mod validate;

use std::collections::BTreeMap;

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

pub use change::{Change, Known, NotificationKind, ThresholdsOf, ValidationError};
pub use consent::Consent;
pub use declare::Declared;
pub use edit::Edit;
pub use outward::{Hook, Metrics};
pub use quiet::{DayTime, QuietHours};
pub use shown::{Layout, PercentMode, ResetFormat};
pub use switch::Switch;

use self::declare::declare;
use crate::model::AccountKey;

declare! {
    /// All settings. A line has a setting's type, its value without the file, what it may be, and
    /// above it what it does: the settings reference is made of these.
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    #[serde(default, rename_all = "kebab-case")]
    pub struct Settings {
        /// The language of all words. Without it, the system's.
        language: Option<String> = None, ["`\"en\"`, `\"fr\"`, `\"zh-Hans\"`"];
        /// Minutes between queries of one account. Some services are asked less often.
        interval_minutes: u32 = 5, [1..=60];
        /// Percents of use at which a notification is sent, ascending.
        thresholds: Vec<f64> = vec![80.0, 95.0, 100.0], ["up to five numbers from 1 to 100"];
        notifications: Notifications = Notifications::default(), [table];
        hook: Hook = Hook::default(), [table];
        metrics: Metrics = Metrics::default(), [table];
        /// Whether percents are of what is left or of what is used.
        share: PercentMode = PercentMode::Left, ["`\"left\"`, `\"used\"`"];
        /// Whether a reset is shown as the time until then or as a time of the day.
        clock: ResetFormat = ResetFormat::Countdown, ["`\"countdown\"`, `\"clock\"`"];
        /// Whether an account is a card or one line. Without it a card, and the line is suggested
        /// from seven accounts on.
        layout: Option<Layout> = None, ["`\"cards\"`, `\"compact\"`"];
        /// Shows account names in part only.
        mask_names: bool = false, [switch];
        /// Draws the tray icon without colour.
        icon_monochrome: bool = false, [switch];
        /// Starts Plimsoll at login.
        start_at_login: bool = false, [switch];
        /// The proxy of all queries. Without it, the system's.
        proxy: Option<String> = None, ["an address with `http://`, `https://` or `socks5://`"];
        /// Further directories with OpenCode's data or configuration.
        opencode_directories: Vec<String> = Vec::new(), ["up to 32 full paths"];
        oauth_clients: BTreeMap<String, OauthClientSetting> = BTreeMap::new(), [table];
        /// Minutes for which the closed window is kept ready, so that it opens at once.
        popup_ready: PopupReady = PopupReady::Minutes(10), ["a number, `\"always\"`"];
        /// Days for which the history has a row for each hour, and not only for each day.
        keep_history_days: u32 = 90, [7..=3650];
        /// Accounts in the order to show. All others follow as they are found.
        order: Vec<String> = Vec::new(), ["texts `\"SERVICE/ACCOUNT\"`, both as ids"];
        accounts: BTreeMap<String, AccountSettings> = BTreeMap::new(), [table];
        providers: BTreeMap<String, ProviderSettings> = BTreeMap::new(), [table];
        /// Which keys of a service of your own may go to which hosts, as the window has asked.
        allowed_services: BTreeMap<String, Vec<String>> = BTreeMap::new(),
            ["as in `{ harbour = [\"$HARBOUR_API_KEY -> api.harbour.example\"] }`"];
        /// The same of what you have refused: you are not asked again.
        refused_services: BTreeMap<String, Vec<String>> = BTreeMap::new(), ["the same"];
    }
}

/// Every table of `settings.toml` with its settings; `NAME` stands for any.
pub const TABLES: [(&str, &[Declared]); 8] = [
    ("", Settings::DECLARED),
    ("notifications", Notifications::DECLARED),
    ("notifications.quiet-hours", QuietHours::DECLARED),
    ("hook", Hook::DECLARED),
    ("metrics", Metrics::DECLARED),
    ("accounts.NAME", AccountSettings::DECLARED),
    ("providers.NAME", ProviderSettings::DECLARED),
    ("oauth-clients.NAME", OauthClientSetting::DECLARED),
];

impl Settings {
    /// Every value brought into its range.
    #[must_use]
    pub fn clamped(mut self) -> Self {
        self.keep_in_range();
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
        SignedDuration::from_mins(i64::from(self.interval_minutes))
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

    /// What the user calls the account.
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

declare! {
    /// Settings of one account.
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    #[serde(default, rename_all = "kebab-case")]
    pub struct AccountSettings {
        /// Neither shows the account nor counts it.
        hidden: bool = false, [switch];
        /// Sends no notification about the account.
        muted: bool = false, [switch];
        /// Shows the account's name in part only.
        masked: bool = false, [switch];
        /// What the account is called. Without it, the service's name for it.
        nickname: Option<String> = None, ["up to 40 characters"];
    }
}

declare! {
    /// Settings of one provider.
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    #[serde(default, rename_all = "kebab-case")]
    pub struct ProviderSettings {
        /// Sends no notification about any account of the service.
        muted: bool = false, [switch];
        /// Percents of use at which a notification is sent. Without it, the general ones.
        thresholds: Option<Vec<f64>> = None, ["up to five numbers from 1 to 100"];
        /// The same for one window of the service, by the window's name.
        windows: BTreeMap<String, Vec<f64>> = BTreeMap::new(), ["as in `{ weekly = [90] }`"];
    }
}

declare! {
    /// Which kinds of notification are sent.
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    #[serde(default, rename_all = "kebab-case")]
    pub struct Notifications {
        /// Tells that use has crossed a threshold.
        usage: bool = true, [switch];
        /// Tells that a sign-in has expired or is refused.
        sign_in: bool = true, [switch];
        /// Tells that what was used up is available again.
        available: bool = false, [switch];
        /// Tells that at this pace a window is used up before its reset.
        pace: bool = false, [switch];
        quiet_hours: QuietHours = QuietHours::default(), [table];
    }
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

declare! {
    /// An OAuth client that was entered by hand.
    #[derive(Clone, PartialEq, Serialize, Deserialize, ts_rs::TS)]
    #[serde(default, rename_all = "kebab-case")]
    pub struct OauthClientSetting {
        /// The id of the OAuth client that refreshed sign-ins are asked for with.
        id: String = String::new(), ["text without spaces"];
        /// Its secret.
        secret: String = String::new(), ["text without spaces"];
    }
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
