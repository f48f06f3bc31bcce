//! A period with its own allowance and reset.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::Percent;
use crate::message::Message;

/// One period with its own allowance.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct QuotaWindow {
    /// Unique within the account and steady over time: alerts and history hang on it.
    pub id: WindowId,
    pub kind: WindowKind,
    /// What the window is called, as a message id with arguments.
    pub label: Message,
    pub scope: Scope,
    /// `None` when the service does not say.
    pub used: Option<Percent>,
    pub amount: Option<Amount>,
    pub reset: Reset,
    /// How long the whole window is; `None` when unknown.
    pub length: Option<SignedDuration>,
    /// The service says that nothing more can be used, or, where it does not say, 100 % is used.
    pub limit_reached: bool,
    /// Why nothing more can be used and what helps, where the service names it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Message>,
}

impl QuotaWindow {
    /// How much counts as used: everything, where the service blocks the window, whatever share it
    /// names. `None` when unknown.
    pub fn counted(&self) -> Option<Percent> {
        let everything = || Percent::used(100.0).filter(|_| self.limit_reached);
        self.used
            .filter(|used| !self.limit_reached || used.get() >= 100.0)
            .or_else(everything)
    }
}

/// A steady name of a window within its account, such as `session` or `gemini-weekly`.
pub type WindowId = String;

/// The class of a window, by its length.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "kebab-case")]
pub enum WindowKind {
    /// Under a day.
    Session,
    /// One to two days.
    Daily,
    /// Six to eight days.
    Weekly,
    /// 27 to 32 days.
    Monthly,
    Other,
}

impl WindowKind {
    pub fn of_length(length: SignedDuration) -> Self {
        const HOUR: i64 = 3600;
        const DAY: i64 = 24 * HOUR;
        let seconds = length.as_secs();
        if seconds <= 0 {
            Self::Other
        } else if seconds < DAY {
            Self::Session
        } else if seconds <= 2 * DAY {
            Self::Daily
        } else if (6 * DAY..=8 * DAY).contains(&seconds) {
            Self::Weekly
        } else if (27 * DAY..=32 * DAY).contains(&seconds) {
            Self::Monthly
        } else {
            Self::Other
        }
    }

    /// The identifier in JSON and in window ids.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Session => "session",
            Self::Daily => "daily",
            Self::Weekly => "weekly",
            Self::Monthly => "monthly",
            Self::Other => "other",
        }
    }
}

/// What a window's allowance is for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "kebab-case")]
pub enum Scope {
    /// Everything the account does.
    All,
    /// The models that share one allowance; the name is shown as it is.
    Pool(String),
    /// Side tools; never colours the tray.
    Tools,
}

/// When a window begins anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "kebab-case")]
pub enum Reset {
    At(#[ts(type = "string")] Timestamp),
    /// Begins with the first use.
    NotStarted,
    Unknown,
}

/// Exact counts, where the service gives them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Amount {
    pub used: Option<f64>,
    pub limit: Option<f64>,
    pub unit: Unit,
}

/// What an amount counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "kebab-case")]
pub enum Unit {
    Tokens,
    Credits,
    Requests,
    Calls,
    Usd,
    Currency(Currency),
    /// A bare number whose unit the service does not name.
    Units,
}

impl Unit {
    /// The unit of a sum in the currency of that code.
    pub fn money(code: &str) -> Option<Self> {
        let letters = <[u8; 3]>::try_from(code.trim().as_bytes()).ok()?;
        match &letters.map(|it| it.to_ascii_lowercase()) {
            b"usd" => Some(Self::Usd),
            letters if letters.iter().all(u8::is_ascii_lowercase) => {
                Some(Self::Currency(Currency(*letters)))
            }
            _ => None,
        }
    }

    /// The identifier in JSON.
    pub fn as_str(&self) -> &str {
        if let Self::Currency(currency) = self {
            currency.as_str()
        } else {
            self.words()
        }
    }

    /// The key of its words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Currency(_) => "currency",
            Self::Tokens => "tokens",
            Self::Credits => "credits",
            Self::Requests => "requests",
            Self::Calls => "calls",
            Self::Usd => "usd",
            Self::Units => "units",
        }
    }
}

/// The three small letters of a currency other than the US dollar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(try_from = "String", into = "String")]
#[ts(type = "string")]
pub struct Currency([u8; 3]);

impl Currency {
    pub fn as_str(&self) -> &str {
        str::from_utf8(&self.0).unwrap_or_default()
    }

    /// As people write it.
    pub fn shown(&self) -> String {
        self.as_str().to_ascii_uppercase()
    }
}

impl From<Currency> for String {
    fn from(currency: Currency) -> Self {
        currency.as_str().to_owned()
    }
}

impl TryFrom<String> for Currency {
    type Error = &'static str;

    fn try_from(code: String) -> Result<Self, Self::Error> {
        match Unit::money(&code) {
            Some(Unit::Currency(currency)) => Ok(currency),
            _ => Err("not the code of a currency"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_currency_is_a_unit_of_its_own() {
        for (code, unit) in [
            ("USD", Some("usd")),
            ("brl", Some("brl")),
            (" CNY ", Some("cny")),
            ("", None),
            ("EURO", None),
            ("R$", None),
            ("1AB", None),
        ] {
            let made = Unit::money(code);
            assert_eq!(made.as_ref().map(Unit::as_str), unit, "{code}");
            let stored = serde_json::to_string(&made).unwrap();
            assert_eq!(serde_json::from_str::<Option<Unit>>(&stored).unwrap(), made);
        }
        assert_eq!(serde_json::to_string(&Unit::Usd).unwrap(), "\"usd\"");
    }

    #[test]
    fn length_tells_the_class_not_the_position() {
        for (seconds, kind) in [
            (10_800, WindowKind::Session),
            (18_000, WindowKind::Session),
            (86_400, WindowKind::Daily),
            (604_800, WindowKind::Weekly),
            (2_628_000, WindowKind::Monthly),
            (864_000, WindowKind::Other),
            (0, WindowKind::Other),
        ] {
            assert_eq!(
                WindowKind::of_length(SignedDuration::from_secs(seconds)),
                kind,
                "{seconds} s"
            );
        }
    }
}
