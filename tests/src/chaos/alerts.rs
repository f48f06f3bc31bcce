//! A judge of alerts: from the answers that were served it follows what has to be told and what may
//! be. Accounts of one service are counted, not named, since their answers are the same.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::services::Service;

const THRESHOLDS: [f64; 3] = [80.0, 95.0, 100.0];
/// How much of a cycle has to be left for something to be told: a second and a half at full pace.
const TIME_TO_TELL: i64 = 300;
/// An answer may be lost in a suspend that comes so soon after it.
const UNDER_WAY: i64 = 120;

/// A good answer.
#[derive(Clone, Debug)]
pub struct Served {
    pub service: &'static str,
    pub number: usize,
    /// By the clock that is played.
    pub at: i64,
    /// When the service begins another cycle.
    pub until: i64,
    pub windows: Vec<Window>,
}

/// What it says of one window.
#[derive(Clone, Debug)]
pub struct Window {
    pub id: &'static str,
    pub used: f64,
    pub reset: i64,
}

impl Window {
    /// What a service shows of those that are told of, in a cycle that began then.
    pub fn shown_by(service: &Service, cycle: i64) -> Vec<Self> {
        let shown = service.shown.iter().filter(|it| it.0 != "tools");
        let window = |&(id, _, used, reset): &(&'static str, _, Option<f64>, Option<i64>)| {
            Some(Self {
                id,
                used: used?,
                reset: cycle + reset?,
            })
        };
        shown.filter_map(window).collect()
    }
}

/// One threshold in one cycle of a window, at a service.
type Crossing = (String, String, i64, usize);

#[derive(Debug, Default)]
struct Crossings {
    /// Accounts of which an answer shows it.
    seen: BTreeMap<Crossing, BTreeSet<usize>>,
    /// Accounts of which two answers in succession show it, neither of which may be lost.
    due: BTreeMap<Crossing, BTreeSet<usize>>,
    told: BTreeMap<Crossing, BTreeSet<String>>,
}

/// `disturbed` are the moments that end queries; `end` is that of the run.
pub fn assert_exact(said: &[Value], mut served: Vec<Served>, disturbed: &[i64], end: i64) {
    served.sort_by_key(|it| it.at);
    let mut crossings = Crossings::default();
    crossings.take_served(&served, disturbed, end);
    let usage = news(said).filter(|(_, news)| news["kind"] != "sign-in");
    for (at, news) in usage {
        assert_served(&served, at, news);
        crossings.take_told(news);
    }
    for (crossing, numbers) in &crossings.due {
        let told = crossings.told.get(crossing).map_or(0, BTreeSet::len);
        assert!(
            told >= numbers.len(),
            "{crossing:?} is due of {numbers:?}, told of {told} accounts"
        );
    }
    for (crossing, accounts) in &crossings.told {
        let seen = crossings.seen.get(crossing).map_or(0, BTreeSet::len);
        assert!(
            accounts.len() <= seen,
            "{crossing:?} was seen of {seen} accounts, told of {accounts:?}"
        );
    }
    let count = |of: &BTreeMap<Crossing, BTreeSet<usize>>| -> usize {
        of.values().map(BTreeSet::len).sum()
    };
    let told: usize = crossings.told.values().map(BTreeSet::len).sum();
    let (due, seen) = (count(&crossings.due), count(&crossings.seen));
    eprintln!("crossings: {due} due, {told} told, {seen} seen");
    assert!(due > 0, "no threshold was crossed");
}

/// All that was told for the first time, with its moment.
pub fn news(said: &[Value]) -> impl Iterator<Item = (i64, &Value)> {
    said.iter().flat_map(|alert| {
        let news = alert["news"].as_array().into_iter().flatten();
        news.map(|news| (alert["at"].as_i64().unwrap(), news))
    })
}

fn levels(used: f64) -> impl Iterator<Item = usize> {
    (0..THRESHOLDS.len()).filter(move |level| used >= THRESHOLDS[*level])
}

/// What is told was answered before.
fn assert_served(served: &[Served], at: i64, news: &Value) {
    let is_it = |window: &Window| {
        news["window"] == window.id
            && news["reset"] == window.reset
            && (news["used"].as_f64().unwrap() - window.used).abs() < 0.01
    };
    let mut before = served
        .iter()
        .filter(|it| it.at <= at && news["provider"] == it.service);
    let is_served = before.any(|it| it.windows.iter().any(is_it));
    assert!(is_served, "nobody answered that: {news}");
}

impl Crossings {
    fn take_served(&mut self, served: &[Served], disturbed: &[i64], end: i64) {
        let mut before: BTreeMap<_, f64> = BTreeMap::new();
        for it in served {
            let is_lost = |at: &i64| (it.at..it.at + UNDER_WAY).contains(at);
            let may_be_lost = disturbed.iter().any(is_lost);
            let is_in_time = it.at + TIME_TO_TELL < it.until.min(end);
            for window in &it.windows {
                let crossing = |level| {
                    let (service, id) = (it.service.to_owned(), window.id.to_owned());
                    (service, id, window.reset, level)
                };
                for level in levels(window.used) {
                    let seen = self.seen.entry(crossing(level)).or_default();
                    seen.insert(it.number);
                }
                let cycle = (it.service, it.number, window.id, window.reset);
                if may_be_lost {
                    before.remove(&cycle);
                    continue;
                }
                let used = before.insert(cycle, window.used);
                for level in levels(used.unwrap_or_default().min(window.used)) {
                    if is_in_time {
                        let due = self.due.entry(crossing(level)).or_default();
                        due.insert(it.number);
                    }
                }
            }
        }
    }

    /// A threshold is told with those below it, and never after one that is as high.
    fn take_told(&mut self, news: &Value) {
        let text = |name: &str| news[name].as_str().unwrap().to_owned();
        let reached = levels(news["used"].as_f64().unwrap());
        let mut is_new = false;
        for level in reached {
            let reset = news["reset"].as_i64().unwrap();
            let crossing = (text("provider"), text("window"), reset, level);
            let told = self.told.entry(crossing).or_default();
            is_new |= told.insert(text("account"));
        }
        assert!(is_new, "told once more: {news}");
    }
}
