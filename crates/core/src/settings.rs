//! What a person can set. Reading and writing `settings.toml` is the runtime's.

use std::collections::BTreeMap;

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

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
    pub share: Share,
    pub clock: Clock,
    /// Account names are shown in part only.
    pub mask_names: bool,
    /// The tray mark without colour.
    pub icon_monochrome: bool,
    /// `http://`, `https://` or `socks5://`; `None` follows the system.
    pub proxy: Option<String>,
    /// Further directories with OpenCode's data or configuration.
    pub opencode_directories: Vec<String>,
    /// OAuth clients by provider id.
    pub oauth_clients: BTreeMap<String, OauthClientSetting>,
    /// Minutes that the closed popup is kept ready, 0 for not at all.
    pub popup_ready_minutes: u32,
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
            share: Share::Left,
            clock: Clock::Countdown,
            mask_names: false,
            icon_monochrome: false,
            proxy: None,
            opencode_directories: Vec::new(),
            oauth_clients: BTreeMap::new(),
            popup_ready_minutes: 10,
            providers: BTreeMap::new(),
        }
    }
}

impl Settings {
    /// Every value brought into its range.
    #[must_use]
    pub fn clamped(mut self) -> Self {
        self.interval_minutes = self.interval_minutes.clamp(1, 60);
        tidy(&mut self.thresholds);
        for provider in self.providers.values_mut() {
            if let Some(thresholds) = &mut provider.thresholds {
                tidy(thresholds);
            }
            provider.windows.values_mut().for_each(tidy);
        }
        self
    }

    pub fn interval(&self) -> SignedDuration {
        SignedDuration::from_mins(i64::from(self.interval_minutes.clamp(1, 60)))
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
        !self
            .providers
            .get(&key.provider)
            .is_some_and(|provider| provider.hidden)
    }

    /// Whether notifications about an account are held back for good.
    pub fn is_muted(&self, key: &AccountKey) -> bool {
        self.providers
            .get(&key.provider)
            .is_some_and(|provider| provider.muted)
    }
}

fn tidy(thresholds: &mut Vec<f64>) {
    thresholds.retain(|value| (1.0..=100.0).contains(value));
    thresholds.sort_by(f64::total_cmp);
    thresholds.dedup();
}

/// Settings of one provider.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct ProviderSettings {
    pub hidden: bool,
    pub muted: bool,
    pub nickname: Option<String>,
    pub thresholds: Option<Vec<f64>>,
    /// Thresholds by window id.
    pub windows: BTreeMap<String, Vec<f64>>,
}

/// Which kinds of notification are sent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct Notifications {
    pub usage: bool,
    pub sign_in: bool,
}

impl Default for Notifications {
    fn default() -> Self {
        Self {
            usage: true,
            sign_in: true,
        }
    }
}

/// An OAuth client that was entered by hand.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
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

/// Which side of a percentage is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "kebab-case")]
pub enum Share {
    Left,
    Used,
}

/// How a reset is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "kebab-case")]
pub enum Clock {
    Countdown,
    Clock,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_thresholds_win_and_nonsense_is_dropped() {
        let mut settings = Settings {
            thresholds: vec![95.0, 80.0, 400.0, 80.0],
            interval_minutes: 0,
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
        let key = AccountKey::new("one", "a");
        assert_eq!(settings.thresholds(&key, "weekly"), [70.0]);
        assert_eq!(settings.thresholds(&key, "session"), [50.0]);
        assert_eq!(
            settings.thresholds(&AccountKey::new("two", "a"), "session"),
            [80.0, 95.0]
        );
    }
}
