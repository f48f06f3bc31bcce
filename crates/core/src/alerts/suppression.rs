//! Whether something may be told at this moment: muted accounts, a pause, quiet hours. What is
//! held back is not written down anywhere: it stays due, and is told when it may be, all of it at
//! once, if it still holds.

use jiff::{Timestamp, tz::TimeZone};

use crate::{model::AccountKey, settings::Settings};

/// What stands in the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Suppression {
    Nothing,
    Until(Timestamp),
    /// Nobody wants to be told.
    ForGood,
}

/// What a hold depends on beside the account.
#[derive(Clone, Copy, Debug)]
pub(super) struct SuppressionContext<'a> {
    pub(super) settings: &'a Settings,
    pub(super) zone: &'a TimeZone,
    pub(super) paused_until: Option<Timestamp>,
    pub(super) now: Timestamp,
}

impl SuppressionContext<'_> {
    /// Quiet hours may let pass that something is used up; a pause that was asked for does not.
    pub(super) fn suppression(&self, account: &AccountKey, used_up: bool) -> Suppression {
        if self.settings.is_muted(account) || !self.settings.counts(account) {
            return Suppression::ForGood;
        }
        if let Some(until) = self.paused_until.filter(|until| *until > self.now) {
            return Suppression::Until(until);
        }
        let quiet = &self.settings.notifications.quiet_hours;
        match quiet.ends(self.now, self.zone) {
            Some(end) if !(used_up && quiet.used_up_passes) => Suppression::Until(end),
            Some(_) | None => Suppression::Nothing,
        }
    }
}
