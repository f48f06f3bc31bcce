//! What the accounts file itself says of the quota: the plugin's cached numbers, and until when
//! it found a family of models used up. Only this file's word; nothing here asks a service.

use std::{
    collections::BTreeMap,
    hash::{Hash, Hasher},
};

use jiff::{SignedDuration, Timestamp};
use plimsoll_core::model::moment;
use serde_json::{Map, Value};

use super::{
    pool::Pool,
    wire::{Quota, QuotaShare, Span},
};

/// How far two moments of one reset may lie apart.
const SAME: SignedDuration = SignedDuration::from_mins(10);

#[derive(Default)]
pub(super) struct Stored {
    groups: BTreeMap<String, Group>,
    measured: Option<Timestamp>,
    /// Used up until then.
    limits: BTreeMap<String, Timestamp>,
    last_used: Option<Timestamp>,
}

struct Group {
    remaining: Option<f64>,
    reset: Option<Timestamp>,
}

impl Hash for Stored {
    fn hash<H: Hasher>(&self, state: &mut H) {
        for (name, group) in &self.groups {
            (name, group.remaining.map(f64::to_bits), group.reset).hash(state);
        }
        self.measured.hash(state);
        self.limits.hash(state);
    }
}

impl Stored {
    pub(super) fn read(account: &Map<String, Value>) -> Self {
        let map = |name: &str| account.get(name).and_then(Value::as_object);
        let groups = map("cachedQuota").into_iter().flatten();
        let limits = map("rateLimitResetTimes").into_iter().flatten();
        let mut limits: BTreeMap<String, Timestamp> = limits
            .filter_map(|(name, value)| Some((name.clone(), moment(value)?)))
            .collect();
        // The first version of the file had one moment for everything.
        if account.get("isRateLimited") == Some(&Value::Bool(true))
            && let Some(until) = account.get("rateLimitResetTime").and_then(moment)
        {
            for family in ["claude", "gemini"] {
                limits.entry(family.to_owned()).or_insert(until);
            }
        }
        Self {
            groups: groups
                .filter_map(|(name, value)| {
                    let quota: Quota = serde_json::from_value(value.clone()).ok()?;
                    let group = Group {
                        remaining: quota.remaining(),
                        reset: quota.reset_time,
                    };
                    Some((name.clone(), group))
                })
                .collect(),
            measured: account.get("cachedQuotaUpdatedAt").and_then(moment),
            limits,
            last_used: account.get("lastUsed").and_then(moment),
        }
    }

    /// Whether the file agrees that this is used up, where the service leaves the number out:
    /// zero and "not said" look the same in its answers.
    pub(super) fn says_used_up(
        &self,
        share: &QuotaShare,
        reset: Timestamp,
        now: Timestamp,
    ) -> bool {
        let pool = Pool::of(&share.name);
        let limits = self
            .limits
            .iter()
            .filter(|(name, _)| is_limit_of(name, &pool, &share.name))
            .map(|(_, until)| *until);
        let empty = self
            .groups
            .iter()
            .filter(|(name, group)| Pool::of(name) == pool && group.remaining == Some(0.0))
            .filter_map(|(_, group)| group.reset);
        limits
            .chain(empty)
            .filter(|until| *until > now)
            // The file means the short window; of a longer one only its own reset tells.
            .any(|until| share.span == Span::OF_MODELS || until.duration_since(reset).abs() <= SAME)
    }

    /// The file's own numbers with the moment at which they were true, as far as that is known.
    pub(super) fn shares(&self, now: Timestamp) -> (Vec<QuotaShare>, Option<Timestamp>) {
        let mut shares: Vec<QuotaShare> = Vec::new();
        if self.measured.is_some() {
            shares.extend(
                self.groups
                    .iter()
                    .map(|(name, group)| share(name, group.remaining, group.reset)),
            );
        }
        let mut measured = self.measured;
        for (name, until) in &self.limits {
            let pool = Pool::of(name);
            if *until > now && is_limit_of(name, &pool, "") {
                if shares.is_empty() {
                    measured = self.last_used;
                }
                shares.retain(|share| Pool::of(&share.name) != pool);
                shares.push(share(name, Some(0.0), Some(*until)));
            }
        }
        (shares, measured)
    }
}

fn share(name: &str, remaining: Option<f64>, reset: Option<Timestamp>) -> QuotaShare {
    QuotaShare {
        name: name.to_owned(),
        model: None,
        span: Span::OF_MODELS,
        remaining,
        reset,
    }
}

/// Whether a limit of that name (`claude`, `gemini-antigravity`, `gemini-antigravity:<model>`) is
/// about this pool or this model. The Gemini command line has a quota of its own.
fn is_limit_of(name: &str, pool: &Pool, model: &str) -> bool {
    match name.split_once(':') {
        Some((family, limited)) => family != "gemini-cli" && limited == model,
        None => name != "gemini-cli" && *pool != Pool::Images && Pool::of(name) == *pool,
    }
}
