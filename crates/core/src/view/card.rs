//! A card: one account.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{
    balance::{BalanceRow, balance_row},
    context::{ViewContext, info, name},
    level::{Level, account_level, counting, is_old},
    problem::{ProblemRow, host, problem_row},
    row::{Row, row},
    trend::{Trend, trend},
    worst::worst,
};
use crate::{
    intent::LinkId,
    message::Message,
    model::{AccountKey, Info, Origin, Percent, QuotaWindow, WindowId},
    snapshot::{AccountState, Reading, Snapshot, account_label, is_named},
};

/// One account.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ts_rs::TS)]
#[expect(clippy::struct_excessive_bools, reason = "each is seen by itself")]
pub struct Card {
    pub key: AccountKey,
    /// The provider's own name.
    pub name: String,
    pub plan: Option<String>,
    /// What the user calls the account; masked where the settings say so.
    pub label: Message,
    /// The label has to be seen: there are several accounts of the service, or it has a nickname.
    pub named: bool,
    pub origin: Origin,
    /// Pages of the service that help whatever the state: its usage, its status.
    pub pages: Vec<PageRow>,
    /// The address that gave the numbers.
    pub endpoint: Option<String>,
    /// When the numbers were true; `None` without any.
    #[ts(type = "string | null")]
    pub read_at: Option<Timestamp>,
    /// The numbers are older than two and a half intervals.
    pub old: bool,
    pub busy: bool,
    pub level: Level,
    /// What is left in the worst window that counts, 0 to 100.
    pub left: Option<f64>,
    /// No notification is about it.
    pub muted: bool,
    /// That is so for all accounts of its provider.
    pub provider_muted: bool,
    pub rows: Vec<Row>,
    /// The row that makes the level.
    pub worst: Option<WindowId>,
    pub balances: Vec<BalanceRow>,
    pub notes: Vec<Message>,
    pub problem: Option<ProblemRow>,
}

/// A page of a service.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ts_rs::TS)]
pub struct PageRow {
    /// `usage` or `status`.
    pub kind: String,
    pub link: LinkId,
    /// Shown before it is opened.
    pub host: String,
}

/// Where a service has no page of usage, the one that comes nearest to it.
fn pages(info: &Info) -> Vec<PageRow> {
    let page = |kind: &str, ids: &[&str]| {
        let link = ids.iter().find_map(|id| info.link(id))?;
        let (provider, id) = (info.id.to_owned(), link.id.to_owned());
        Some(PageRow {
            kind: kind.to_owned(),
            link: LinkId::Provider { provider, id },
            host: host(link.url),
        })
    };
    let usage = page("usage", &["usage", "billing", "account"]);
    usage
        .into_iter()
        .chain(page("status", &["status"]))
        .collect()
}

pub(super) fn card(
    state: &AccountState,
    snapshot: &Snapshot,
    context: ViewContext<'_>,
    now: Timestamp,
) -> Card {
    let settings = context.settings;
    let reading = state.reading.as_ref();
    let (usage, read_at) = (reading.map(|it| &it.usage), reading.map(Reading::as_of));
    let windows = usage.into_iter().flat_map(|usage| &usage.windows);
    let fault = usage.and_then(|usage| usage.fault.as_ref());
    let about = info(&state.account.key.provider, context).map(|info| (info, &state.account.key));
    let notes = state
        .notes
        .iter()
        .chain(usage.into_iter().flat_map(|usage| &usage.notes));
    let card = Card {
        key: state.account.key.clone(),
        name: name(state, context),
        plan: usage
            .and_then(|usage| usage.plan.clone())
            .or_else(|| state.account.plan.clone()),
        label: account_label(state, &snapshot.accounts, settings),
        named: is_named(state, &snapshot.accounts, settings),
        origin: state.account.origin.clone(),
        pages: about.map(|(info, _)| pages(info)).unwrap_or_default(),
        endpoint: usage.and_then(|usage| usage.endpoint.clone()),
        read_at,
        old: is_old(read_at, settings.interval(), now),
        busy: state.busy,
        level: account_level(state, settings, now).unwrap_or(Level::Broken),
        left: counting(state, now)
            .filter_map(QuotaWindow::counted)
            .map(Percent::remaining)
            .min_by(f64::total_cmp),
        muted: settings.is_muted(&state.account.key),
        provider_muted: settings.is_provider_muted(&state.account.key.provider),
        rows: windows
            .map(|window| row_of(window, &state.account.key, snapshot, context, now))
            .collect(),
        balances: usage
            .into_iter()
            .flat_map(|usage| &usage.balances)
            .map(balance_row)
            .collect(),
        notes: notes.map(|note| note.text.clone()).collect(),
        problem: state
            .problem
            .as_ref()
            .or(fault)
            .map(|problem| problem_row(problem, about, state.is_quiet())),
        worst: None,
    };
    Card {
        worst: worst(&card.rows, now).map(|row| row.id.clone()),
        ..card
    }
}

/// With what the account's past and the snapshot add to it.
fn row_of(
    window: &QuotaWindow,
    key: &AccountKey,
    snapshot: &Snapshot,
    context: ViewContext<'_>,
    now: Timestamp,
) -> Row {
    let threshold = context.settings.first_threshold(key, &window.id);
    let past = context.past.and_then(|past| past.get(key));
    let mut histories = past.into_iter().flatten();
    let history = histories.find(|history| history.window == window.id);
    let mut snoozed = snapshot.snoozed.iter();
    Row {
        trend: history.map_or_else(Trend::new, |history| trend(history, now)),
        snoozed: snoozed.any(|(account, id)| account == key && *id == window.id),
        ..row(window, threshold, now)
    }
}
