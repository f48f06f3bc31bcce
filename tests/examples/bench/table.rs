//! The one table of all figures: as Markdown for people, as JSON for programs, and which figures
//! are over their budget.

use std::{fmt::Write, fs};

use serde_json::{Value, json};

/// One figure.
pub(crate) struct Row {
    pub(crate) what: &'static str,
    pub(crate) unit: &'static str,
    /// Of the nearest peer, as product.md has it.
    pub(crate) peer: Option<&'static str>,
    pub(crate) limit: Option<f64>,
    /// The figure of the same run that it is compared with.
    pub(crate) reference: Option<&'static str>,
    pub(crate) values: Vec<f64>,
    pub(crate) kind: Kind,
}

/// What a figure depends on.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The program alone: any machine that is like this one has it.
    Fixed,
    /// How fast and how busy the machine is.
    Clock,
    /// Something else of the same run that figures are compared with.
    Reference,
}

impl Row {
    pub(crate) fn fixed(what: &'static str, unit: &'static str, values: Vec<f64>) -> Self {
        Self::of(Kind::Fixed, what, unit, values)
    }

    pub(crate) fn clock(what: &'static str, unit: &'static str, values: Vec<f64>) -> Self {
        Self::of(Kind::Clock, what, unit, values)
    }

    pub(crate) fn reference(what: &'static str, unit: &'static str, values: Vec<f64>) -> Self {
        Self::of(Kind::Reference, what, unit, values)
    }

    fn of(kind: Kind, what: &'static str, unit: &'static str, values: Vec<f64>) -> Self {
        Self {
            what,
            unit,
            peer: None,
            limit: None,
            reference: None,
            values,
            kind,
        }
    }

    pub(crate) fn at_most(self, limit: f64) -> Self {
        Self {
            limit: Some(limit),
            ..self
        }
    }

    pub(crate) fn against(self, reference: &'static str) -> Self {
        Self {
            reference: Some(reference),
            ..self
        }
    }

    pub(crate) fn peer(self, peer: &'static str) -> Self {
        Self {
            peer: Some(peer),
            ..self
        }
    }

    fn sorted(&self) -> Vec<f64> {
        let mut values = self.values.clone();
        values.sort_by(f64::total_cmp);
        values
    }

    fn median(&self) -> f64 {
        let values = self.sorted();
        values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
    }

    fn is_over(&self) -> bool {
        let median = self.median();
        // Nothing measured is as bad as too much.
        let exceeds = |limit| median.is_nan() || median > limit;
        self.limit.is_some_and(exceeds)
    }

    fn shown(&self) -> String {
        let values = self.sorted();
        let number = |value: f64| self.number(value);
        match values.as_slice() {
            [] => "not measured".to_owned(),
            [only] => number(*only),
            [least, .., most] => format!(
                "{} ({} to {}, {} runs)",
                number(self.median()),
                number(*least),
                number(*most),
                values.len()
            ),
        }
    }

    fn number(&self, value: f64) -> String {
        let digits = match self.unit {
            "" | "kB" => 0,
            "1/s" | "s" => 3,
            _ => 1,
        };
        format!("{value:.digits$}")
    }
}

pub(crate) struct Table {
    pub(crate) machine: Machine,
    pub(crate) rows: Vec<Row>,
}

impl Table {
    pub(crate) fn markdown(&self) -> String {
        let mut text = format!("{}\n\n", self.machine.0);
        text.push_str("| Figure | Nearest peer | At most | Measured: median (least to most) |\n");
        text.push_str("|---|---|---|---|\n");
        for row in &self.rows {
            let unit = if row.unit.is_empty() {
                String::new()
            } else {
                format!(", {}", row.unit)
            };
            let limit = row.limit.map_or("–".to_owned(), |it| row.number(it));
            let over = if row.is_over() { " **over**" } else { "" };
            let ratio = self.ratio(row).map_or_else(String::new, |(times, than)| {
                format!("; {times:.1} times {than}")
            });
            let _ = writeln!(
                text,
                "| {}{unit} | {} | {limit} | {}{ratio}{over} |",
                row.what,
                row.peer.unwrap_or("–"),
                row.shown()
            );
        }
        text
    }

    /// How many times its reference a figure is, by the medians, where that was measured too.
    fn ratio(&self, row: &Row) -> Option<(f64, &'static str)> {
        let reference = self.rows.iter().find(|it| Some(it.what) == row.reference)?;
        Some((row.median() / reference.median(), reference.what))
    }

    pub(crate) fn json(&self) -> String {
        let row = |row: &Row| {
            let kind = match row.kind {
                Kind::Fixed => "fixed",
                Kind::Clock => "clock",
                Kind::Reference => "reference",
            };
            json!({ "figure": row.what, "unit": row.unit, "kind": kind, "limit": row.limit,
                    "median": row.median(), "values": row.values,
                    "times_reference": self.ratio(row).map(|(times, _)| times),
                    "reference": row.reference })
        };
        let rows: Vec<Value> = self.rows.iter().map(row).collect();
        let table = json!({ "machine": self.machine.0, "rows": rows });
        format!("{table:#}\n")
    }

    /// What is over its budget; when only checked, of what does not depend on the clock.
    pub(crate) fn over(&self, is_check: bool) -> Vec<String> {
        let is_over = |row: &&Row| {
            if !is_check {
                return row.is_over();
            }
            row.kind == Kind::Fixed && row.is_over()
        };
        let over = self.rows.iter().filter(is_over);
        over.map(|row| format!("{}: {} {}", row.what, row.shown(), row.unit))
            .collect()
    }
}

/// What was measured on, in a line.
pub(crate) struct Machine(String);

impl Machine {
    pub(crate) fn here() -> Self {
        let of = |file: &str, key: &str, sign: char| -> Option<String> {
            let text = fs::read_to_string(file).ok()?;
            let line = text.lines().find(|line| line.starts_with(key))?;
            let (_, value) = line.split_once(sign)?;
            Some(value.trim().trim_matches('"').to_owned())
        };
        let unknown = || "unknown".to_owned();
        let cores = std::thread::available_parallelism().map_or(0, usize::from);
        let kernel = fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
        Self(format!(
            "{}, {cores} cores, {}, Linux {}, X server without a graphics card",
            of("/proc/cpuinfo", "model name", ':').unwrap_or_else(unknown),
            of("/etc/os-release", "PRETTY_NAME", '=').unwrap_or_else(unknown),
            kernel.trim(),
        ))
    }
}
