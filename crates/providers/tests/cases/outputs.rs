//! What must be true of every reading, whatever the answer was, and of all that is made of it: the
//! outputs agree on which window is worst and on what is used up.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{Timestamp, tz::TimeZone};
use plimsoll_core::{
    engine::{DiscoveryResult, Engine, Event, FoundAccount},
    metrics,
    model::{Account, Info, Language, Percent, QuotaWindow, Reset, Scope},
    ports::Os,
    problem::Problem,
    provider::{AnyProvider, CredentialStatus},
    settings::Settings,
    snapshot::{Snapshot, Usage},
    text::Words,
    view::{Identity, Level, Mark, TrayView, ViewContext, view},
};

/// A judge with the words that it needs, which cost more to make than all else.
pub(crate) struct Judge {
    words: Words,
    infos: Vec<&'static Info>,
    now: Timestamp,
}

impl Judge {
    pub(crate) fn new(now: Timestamp) -> Self {
        Self {
            words: Words::new(Language::English, TimeZone::UTC),
            infos: plimsoll_providers::ALL.iter().map(|it| it.info()).collect(),
            now,
        }
    }

    /// Brings an answer of an account through the engine to every output, and gives what is wrong.
    pub(crate) fn complaints(
        &self,
        provider: &dyn AnyProvider,
        account: &Account,
        result: Result<Usage, Problem>,
    ) -> Vec<String> {
        let snapshot = self.snapshot(provider, account, result);
        let mut wrong = Vec::new();
        for state in &snapshot.accounts {
            let windows = state.reading.iter().flat_map(|it| &it.usage.windows);
            let windows: Vec<&QuotaWindow> = windows.collect();
            for window in &windows {
                check_window(window, &mut wrong);
            }
            let ids: BTreeSet<&str> = windows.iter().map(|it| it.id.as_str()).collect();
            let said = windows.iter().map(|it| self.words.say(&it.label, self.now));
            let labels: BTreeSet<String> = said.collect();
            if ids.len() < windows.len() || labels.len() < windows.len() {
                wrong.push(format!("twins: {ids:?} {labels:?}"));
            }
        }
        self.outputs(&snapshot, &mut wrong);
        wrong
    }

    fn snapshot(
        &self,
        provider: &dyn AnyProvider,
        account: &Account,
        result: Result<Usage, Problem>,
    ) -> Snapshot {
        let id = provider.info().id.to_owned();
        let names = BTreeMap::from([(id, provider.info().name.to_owned())]);
        let mut engine = Engine::new(Settings::default(), names, 7);
        engine.step(Event::Tick, self.now);
        let found = FoundAccount {
            account: account.clone(),
            notes: Vec::new(),
            status: CredentialStatus::Ready(1),
        };
        engine.step(
            Event::Found(DiscoveryResult {
                accounts: vec![found],
                ..DiscoveryResult::default()
            }),
            self.now,
        );
        engine.step(
            Event::Fetched {
                account: account.key.clone(),
                result: Box::new(result),
            },
            self.now,
        );
        engine.snapshot(self.now)
    }

    #[expect(clippy::too_many_lines, reason = "every output in turn")]
    fn outputs(&self, snapshot: &Snapshot, wrong: &mut Vec<String>) {
        let settings = Settings::default();
        let context = ViewContext {
            settings: &settings,
            language: Language::English,
            providers: &self.infos,
            os: Os::Linux,
            desktop: "",
            version: "0",
            identity: &Identity::default(),
            past: None,
        };
        let view = view(snapshot, context, self.now);
        let tray = TrayView::of(snapshot, context, self.now);
        let rows = view.cards.iter().flat_map(|card| &card.rows);
        let counts = rows.filter(|row| {
            let is_past = matches!(row.reset, Reset::At(at) if at <= self.now);
            row.scope != Scope::Tools && !is_past
        });
        let (mut least, mut worst): (Option<f64>, Option<Level>) = (None, None);
        for row in counts {
            least = match (least, row.left) {
                (Some(least), Some(left)) => Some(least.min(left)),
                (least, left) => least.or(left),
            };
            worst = worst.max(Some(row.tone));
        }
        let mark = match tray.icon.mark {
            Mark::Left(left) => Some(left),
            Mark::Empty => None,
        };
        if view.left != least || mark != least {
            wrong.push(format!(
                "popup {:?}, tray {mark:?}, rows {least:?}",
                view.left
            ));
        }
        if view.level != tray.icon.level || worst.is_some_and(|worst| worst != view.level) {
            let tray = tray.icon.level;
            wrong.push(format!(
                "popup {:?}, tray {tray:?}, rows {worst:?}",
                view.level
            ));
        }
        let metrics = metrics::text(snapshot, &settings, None);
        let windows = snapshot.accounts.iter().flat_map(|it| &it.reading);
        for window in windows.flat_map(|it| &it.usage.windows) {
            let mut rows = view.cards.iter().flat_map(|card| &card.rows);
            let Some(row) = rows.find(|row| row.id == window.id) else {
                wrong.push(format!("{}: no row", window.id));
                continue;
            };
            let is_used_up = row.left == Some(0.0) && row.tone == Level::Critical;
            if window.limit_reached && !is_used_up {
                wrong.push(format!("{}: blocked, and the row says {row:?}", window.id));
            }
            if row.left.is_some() != row.left_shown.is_some() {
                wrong.push(format!("{}: a number without its words", window.id));
            }
            let name = window.id.replace('\\', "\\\\").replace('"', "\\\"");
            let reached = metrics
                .lines()
                .filter(|line| line.starts_with("plimsoll_window_limit_reached{"))
                .find(|line| line.contains(&format!("window=\"{name}\"")));
            if reached.is_none_or(|line| line.ends_with(" 1") != window.limit_reached) {
                wrong.push(format!("{}: {reached:?} among the metrics", window.id));
            }
        }
    }
}

fn check_window(window: &QuotaWindow, wrong: &mut Vec<String>) {
    let id = &window.id;
    if let Some(used) = window.used.map(Percent::get)
        && !(used.is_finite() && used >= 0.0)
    {
        wrong.push(format!("{id}: {used} % used"));
    }
    if let Reset::At(at) = window.reset
        && !(1_577_836_800..4_102_444_800).contains(&at.as_second())
    {
        wrong.push(format!("{id}: resets at {at}"));
    }
    if let Some(seconds) = window.length.map(|length| length.as_secs())
        && !(60..=400 * 86_400).contains(&seconds)
    {
        wrong.push(format!("{id}: {seconds} s long"));
    }
    let amounts = window.amount.iter().flat_map(|it| [it.used, it.limit]);
    if amounts.flatten().any(|amount| !amount.is_finite()) {
        wrong.push(format!("{id}: an amount that is no number"));
    }
}
