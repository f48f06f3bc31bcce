//! Gives each window of an account an id and a label of its own: alerts and history hang on the id,
//! people tell windows by the label. What decides is what a window is, never where it stands in an
//! answer.

use std::collections::BTreeMap;

use super::{QuotaWindow, Reset, WindowId, WindowKind};
use crate::message::Message;

/// Makes ids and labels distinct. Of windows that are the same in everything one stays.
pub fn distinguish(windows: &mut Vec<QuotaWindow>) {
    let mut seen: Vec<QuotaWindow> = Vec::with_capacity(windows.len());
    for window in windows.drain(..) {
        if !seen.contains(&window) {
            seen.push(window);
        }
    }
    *windows = seen;
    let ids = twins(windows, |window| window.id.clone());
    let mut taken: Vec<WindowId> = windows.iter().map(|window| window.id.clone()).collect();
    for group in ids {
        for (number, at) in (1..).zip(group).skip(1) {
            let id = new_id(&windows[at], number, &taken);
            taken.push(id.clone());
            windows[at].id = id;
        }
    }
    let labels = twins(windows, |window| said(&window.label));
    for group in labels {
        for (number, at) in (1..).zip(group).skip(1) {
            let label = windows[at].label.clone();
            windows[at].label = Message::new("window-numbered")
                .message("window", label)
                .number("number", f64::from(number));
        }
    }
}

/// The places of windows that share a name, in an order that the answer's own does not change: the
/// one that keeps the name first.
fn twins<N: Ord>(windows: &[QuotaWindow], name: impl Fn(&QuotaWindow) -> N) -> Vec<Vec<usize>> {
    let mut groups: BTreeMap<N, Vec<usize>> = BTreeMap::new();
    for (at, window) in windows.iter().enumerate() {
        groups.entry(name(window)).or_default().push(at);
    }
    let mut twins: Vec<Vec<usize>> = groups.into_values().filter(|it| it.len() > 1).collect();
    for group in &mut twins {
        group.sort_by_cached_key(|at| rank(&windows[*at]));
    }
    twins
}

/// The usual length first, then what changes least.
fn rank(window: &QuotaWindow) -> (u64, i64, String, String, i64, u64) {
    let length = window.length.map_or(0, |length| length.as_secs());
    let reset = match window.reset {
        Reset::At(at) => at.as_second(),
        Reset::NotStarted => i64::MAX - 1,
        Reset::Unknown => i64::MAX,
    };
    let used = window.used.map_or(0, |used| used.get().to_bits());
    (
        length.abs_diff(usual_length(window.kind)),
        length,
        window.id.clone(),
        said(&window.label),
        reset,
        u64::MAX - used,
    )
}

/// Seconds that most services mean by it; 0 where there is no such length.
fn usual_length(kind: WindowKind) -> i64 {
    match kind {
        WindowKind::Session => 5 * 3600,
        WindowKind::Daily => 86_400,
        WindowKind::Weekly => 7 * 86_400,
        WindowKind::Monthly => 30 * 86_400,
        WindowKind::Other => 0,
    }
}

fn new_id(window: &QuotaWindow, number: u32, taken: &[WindowId]) -> WindowId {
    let by_length = window
        .length
        .map(|length| format!("{}-{}", window.id, length.as_secs()));
    let mut numbered = (number..).map(|number| format!("{}-{number}", window.id));
    by_length
        .filter(|id| !taken.contains(id))
        .or_else(|| numbered.find(|id| !taken.contains(id)))
        .unwrap_or_else(|| window.id.clone())
}

fn said(label: &Message) -> String {
    serde_json::to_string(label).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use crate::testing::session;
    use jiff::{SignedDuration, Timestamp};

    use super::*;

    fn window(id: &str, hours: i64, used: f64, reset_in: i64) -> QuotaWindow {
        let now: Timestamp = "2026-11-23T12:00:00Z".parse().unwrap();
        let length = SignedDuration::from_hours(hours);
        QuotaWindow {
            id: id.to_owned(),
            kind: WindowKind::of_length(length),
            length: Some(length),
            ..session(used, Reset::At(now + SignedDuration::from_hours(reset_in)))
        }
    }

    /// Id, label's id and use of each.
    fn named(mut windows: Vec<QuotaWindow>) -> Vec<(String, String, f64)> {
        distinguish(&mut windows);
        let mut named: Vec<(String, String, f64)> = windows
            .into_iter()
            .map(|it| (it.id, it.label.id.clone().into(), it.used.unwrap().get()))
            .collect();
        named.sort_by(|one, two| one.0.cmp(&two.0));
        named
    }

    #[test]
    fn names_do_not_depend_on_the_order_of_the_rows() {
        let all = [
            window("weekly", 168, 10.0, 50),
            window("weekly", 150, 20.0, 40),
            window("weekly", 168, 30.0, 60),
        ];
        let expected = named(all.to_vec());
        let ids: Vec<&str> = expected.iter().map(|it| it.0.as_str()).collect();
        assert_eq!(ids, ["weekly", "weekly-540000", "weekly-604800"]);
        for order in [[0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
            let rows = order.map(|at| all[at].clone()).to_vec();
            assert_eq!(named(rows), expected, "{order:?}");
        }
    }

    #[test]
    fn a_row_that_comes_twice_is_one() {
        let one = window("weekly", 168, 10.0, 50);
        assert_eq!(named(vec![one.clone(), one.clone(), one]).len(), 1);
    }

    #[test]
    fn a_new_id_is_not_one_that_is_there() {
        let rows = vec![
            window("weekly", 168, 10.0, 50),
            window("weekly", 168, 20.0, 50),
            window("weekly-604800", 168, 30.0, 50),
            window("weekly-2", 168, 40.0, 50),
        ];
        let mut ids: Vec<String> = named(rows).into_iter().map(|it| it.0).collect();
        ids.dedup();
        assert_eq!(ids.len(), 4);
    }
}
