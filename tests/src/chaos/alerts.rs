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
/// A reset that is counted from our clock is late by as long as the answer was on its way: three
/// seconds at full pace. One so late that the clocks seem to differ is counted so as well.
const ON_ITS_WAY: i64 = 600;

/// A good answer.
#[derive(Clone, Debug)]
pub struct Served {
    pub service: &'static str,
    pub number: usize,
    /// By a clock that nobody sets.
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

/// What the judge has to know of a run beside what was said and served.
#[derive(Clone, Debug)]
pub struct Course {
    /// The moments that end queries.
    pub disturbed: Vec<i64>,
    /// How far the clock was off at any time.
    pub offsets: Vec<i64>,
    pub end: i64,
}

impl Course {
    /// Of a script, all of whose turns but looks may end queries.
    pub fn of(script: &[(i64, impl AsRef<str>)], start: i64) -> Self {
        let (mut slept, mut offset) = (0, 0);
        let (mut disturbed, mut offsets) = (Vec::new(), vec![0]);
        for (at, turn) in script {
            let moment = start + at + slept;
            let (word, argument) = turn.as_ref().split_once(' ').unwrap_or((turn.as_ref(), ""));
            match word {
                "suspend" => slept += argument.parse::<i64>().unwrap(),
                "step" => {
                    offset += argument.parse::<i64>().unwrap();
                    offsets.push(offset);
                }
                _ => {}
            }
            if word != "show" {
                disturbed.push(moment);
            }
        }
        let end = disturbed.pop().unwrap();
        Self {
            disturbed,
            offsets,
            end,
        }
    }
}

pub fn assert_exact(said: &[Value], mut served: Vec<Served>, course: &Course) {
    served.sort_by_key(|it| it.at);
    let mut crossings = Crossings::default();
    crossings.take_served(&served, course);
    let usage = news(said).filter(|(_, news)| news["kind"] != "sign-in");
    for (at, news) in usage {
        let reset = reset_as_served(&served, &course.offsets, at, news);
        crossings.take_told(news, reset);
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

/// What is told was answered before; the reset as it was then.
fn reset_as_served(served: &[Served], offsets: &[i64], at: i64, news: &Value) -> i64 {
    let reset = news["reset"].as_i64().unwrap();
    let is_it = |window: &&Window| {
        let off = reset - window.reset;
        let is_off = |offset: &i64| (0..=ON_ITS_WAY).contains(&(off - offset));
        news["window"] == window.id
            && offsets.iter().any(is_off)
            && (news["used"].as_f64().unwrap() - window.used).abs() < 0.01
    };
    let before = served
        .iter()
        .filter(|it| it.at <= at && news["provider"] == it.service);
    // What was read last is told; an older answer may look the same by a clock that was off.
    let mut windows = before.rev().flat_map(|it| &it.windows);
    let window = windows.find(is_it);
    window
        .unwrap_or_else(|| panic!("nobody answered that: {news}"))
        .reset
}

impl Crossings {
    fn take_served(&mut self, served: &[Served], course: &Course) {
        let mut before: BTreeMap<_, f64> = BTreeMap::new();
        for it in served {
            let is_lost = |at: &i64| (it.at..it.at + UNDER_WAY).contains(at);
            let may_be_lost = course.disturbed.iter().any(is_lost);
            let is_in_time = it.at + TIME_TO_TELL < it.until.min(course.end);
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
    fn take_told(&mut self, news: &Value, reset: i64) {
        let text = |name: &str| news[name].as_str().unwrap().to_owned();
        let reached = levels(news["used"].as_f64().unwrap());
        let mut is_new = false;
        for level in reached {
            let crossing = (text("provider"), text("window"), reset, level);
            let told = self.told.entry(crossing).or_default();
            is_new |= told.insert(text("account"));
        }
        assert!(is_new, "told once more: {news}");
    }
}
