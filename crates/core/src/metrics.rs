//! The numbers in the OpenMetrics text format, for Prometheus and what reads like it. Accounts are
//! numbered unless their names are asked for; no secret is in it. Who hands it out is a shell's.

use std::collections::BTreeMap;

use crate::{
    model::{AccountKey, Percent, QuotaWindow, Reset, exact_ratio, without_controls},
    settings::Settings,
    snapshot::{AccountState, Snapshot, account_label},
    text::Words,
};

/// What the text is to be called where it is handed out: <https://openmetrics.io>.
pub const CONTENT_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// All of a snapshot. With `names`, accounts have their names in these words instead of numbers.
pub fn text(snapshot: &Snapshot, settings: &Settings, names: Option<&Words>) -> String {
    let mut families = families();
    let [used, reached, resets, length, read, problem, build] = &mut families;
    let numbers = numbers(snapshot);
    for state in &snapshot.accounts {
        let account = if let Some(words) = names {
            let label = account_label(state, &snapshot.accounts, settings);
            words.say(&label, snapshot.at)
        } else {
            let number = numbers.get(&state.account.key).copied();
            number.unwrap_or_default().to_string()
        };
        let of_account = [
            ("provider", state.account.key.provider.as_str()),
            ("account", account.as_str()),
        ];
        let label = |more: &[(&str, &str)]| labels(&[&of_account, more].concat());
        if let Some(at) = read_at(state) {
            read.samples.push((label(&[]), at));
        }
        if let Some(problem_of) = &state.problem {
            let code = problem_of.code.to_string();
            problem.samples.push((label(&[("code", &code)]), 1.0));
        }
        for window in windows(state) {
            let labels = label(&[("window", &window.id), ("kind", window.kind.as_str())]);
            let add = |family: &mut Family, value: Option<f64>| {
                family
                    .samples
                    .extend(value.map(|value| (labels.clone(), value)));
            };
            add(used, window.used.map(Percent::get).map(exact_ratio));
            let is_reached = f64::from(u8::from(window.limit_reached));
            add(reached, Some(is_reached));
            add(length, window.length.map(|length| length.as_secs_f64()));
            if let Reset::At(at) = window.reset {
                add(resets, Some(at.as_second() as f64));
            }
        }
    }
    let version = labels(&[("version", env!("CARGO_PKG_VERSION"))]);
    build.samples.push((version, 1.0));
    let written: Vec<String> = families.iter().map(Family::written).collect();
    written.concat() + "# EOF\n"
}

/// One metric with what it says of each account or window.
struct Family {
    name: &'static str,
    /// The end of the name, as OpenMetrics wants it.
    unit: &'static str,
    help: &'static str,
    samples: Vec<(String, f64)>,
}

fn families() -> [Family; 7] {
    let family = |name, unit, help| Family {
        name,
        unit,
        help,
        samples: Vec::new(),
    };
    [
        family(
            "plimsoll_window_used_ratio",
            "ratio",
            "Share of the window's allowance that is used, above 1 when it was exceeded.",
        ),
        family(
            "plimsoll_window_limit_reached",
            "",
            "1 when nothing more can be used of the window until its reset.",
        ),
        family(
            "plimsoll_window_reset_timestamp_seconds",
            "seconds",
            "When the window begins anew.",
        ),
        family(
            "plimsoll_window_length_seconds",
            "seconds",
            "How long the whole window is.",
        ),
        family(
            "plimsoll_reading_timestamp_seconds",
            "seconds",
            "When the numbers of the account were true.",
        ),
        family(
            "plimsoll_account_problem",
            "",
            "1 for the problem that the account has.",
        ),
        family(
            "plimsoll_build_info",
            "",
            "1 for the version of the program.",
        ),
    ]
}

impl Family {
    fn written(&self) -> String {
        use std::fmt::Write;
        let Self {
            name, unit, help, ..
        } = self;
        let mut text = format!("# HELP {name} {help}\n# TYPE {name} gauge\n");
        if !unit.is_empty() {
            let _ = writeln!(text, "# UNIT {name} {unit}");
        }
        for (labels, value) in &self.samples {
            let _ = writeln!(text, "{name}{labels} {value}");
        }
        text
    }
}

fn windows(state: &AccountState) -> impl Iterator<Item = &QuotaWindow> {
    state
        .reading
        .iter()
        .flat_map(|reading| &reading.usage.windows)
}

fn read_at(state: &AccountState) -> Option<f64> {
    let at = state.reading.as_ref()?.as_of();
    Some(at.as_second() as f64)
}

/// Accounts of each provider from 1, in the order of their ids, which no sweep changes.
fn numbers(snapshot: &Snapshot) -> BTreeMap<AccountKey, usize> {
    let keys = snapshot.accounts.iter().map(|state| &state.account.key);
    let mut sorted: Vec<&AccountKey> = keys.collect();
    sorted.sort();
    let number = |key: &&AccountKey| {
        let before = sorted.iter().take_while(|it| *it != key);
        1 + before.filter(|it| it.provider == key.provider).count()
    };
    sorted
        .iter()
        .map(|key| ((*key).clone(), number(key)))
        .collect()
}

fn labels(labels: &[(&str, &str)]) -> String {
    let one = |(name, value): &(&str, &str)| {
        let value = without_controls(value)
            .replace('\\', "\\\\")
            .replace('"', "\\\"");
        format!("{name}=\"{value}\"")
    };
    let all: Vec<String> = labels.iter().map(one).collect();
    format!("{{{}}}", all.join(","))
}
