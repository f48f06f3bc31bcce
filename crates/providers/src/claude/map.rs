//! From Anthropic's answer to windows and balances.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use plimsoll_core::{
    message::Message,
    model::{Note, NoteCode, Percent, QuotaWindow, Reset, Scope, WindowKind, distinguish},
    ports::Response,
    problem::{Problem, not_understood},
    snapshot::Usage,
};

use super::{
    money::{Money, money},
    wire::{self, Answer, Limit, Span},
};

const SESSION: SignedDuration = SignedDuration::from_hours(5);
const WEEK: SignedDuration = SignedDuration::from_hours(168);
/// The models whose caps stand under names of their own in older answers.
const OLD_POOLS: [(&str, &str); 2] = [("seven_day_opus", "Opus"), ("seven_day_sonnet", "Sonnet")];

/// What the answer says.
pub(super) fn usage(response: &Response) -> Result<Usage, Problem> {
    let Some(answer) = wire::read(&response.body) else {
        return Err(not_understood(response));
    };
    let mut windows: Vec<QuotaWindow> = main(&answer).into_iter().flatten().collect();
    windows.extend(pools(&answer));
    windows.extend(others(&answer));
    let is_empty = windows.is_empty();
    if is_empty && wire::is_odd(&response.body) {
        return Err(not_understood(response));
    }
    let Money {
        window,
        balances,
        is_without_limit,
    } = money(&answer);
    let notes = match (is_empty, is_without_limit, &window) {
        (true, true, _) => vec![Note::with(NoteCode::OrganisationAllowance, |words| {
            words.number("count", 0.0)
        })],
        (true, false, None) if balances.is_empty() => {
            vec![Note::new(NoteCode::NoQuotaReported)]
        }
        _ => Vec::new(),
    };
    windows.extend(window);
    distinguish(&mut windows);
    Ok(Usage {
        windows,
        balances,
        notes,
        ..Usage::default()
    })
}

/// The windows that everything counts in. Both forms of the answer have them, and one of the forms
/// is rounded.
fn main(answer: &Answer) -> [Option<QuotaWindow>; 2] {
    let either = |span: &Option<Span>, kind: &str| {
        let span = span.clone().unwrap_or_default();
        let limit = answer.limit(kind);
        Span {
            utilization: span.utilization.or(limit.and_then(|it| it.percent)),
            resets_at: span.resets_at.or(limit.and_then(|it| it.resets_at)),
        }
    };
    let session = either(&answer.five_hour, "session");
    let week = either(&answer.seven_day, "weekly_all");
    let hours = Message::new("window-hours").number("hours", 5.0);
    [
        window(&session, "session", WindowKind::Session, hours, Scope::All),
        window(&week, "weekly", WindowKind::Weekly, weekly(), Scope::All),
    ]
}

fn pools(answer: &Answer) -> Vec<QuotaWindow> {
    let mut by_model: BTreeMap<String, (&str, Span)> = BTreeMap::new();
    let scoped = answer.limits.iter();
    let scoped = scoped.filter(|limit| limit.kind.as_deref() == Some("weekly_scoped"));
    for (name, limit) in scoped.filter_map(|limit| Some((limit.model()?, limit))) {
        let tighter = by_model.get(&name.to_lowercase());
        if tighter.is_none_or(|(_, known)| is_tighter(limit, known)) {
            let span = Span {
                utilization: limit.percent,
                resets_at: limit.resets_at,
            };
            by_model.insert(name.to_lowercase(), (name, span));
        }
    }
    for (name, span) in answer.others() {
        let old = OLD_POOLS.iter().find(|(key, _)| *key == name);
        if let Some((_, model)) = old {
            by_model
                .entry(model.to_lowercase())
                .or_insert((model, span));
        }
    }
    let pools = by_model.iter().filter_map(|(steady, (name, span))| {
        let label = Message::new("window-pool")
            .text("pool", *name)
            .message("window", weekly());
        let id = format!("{steady}-weekly");
        let scope = Scope::Pool((*name).to_owned());
        window(span, &id, WindowKind::Weekly, label, scope)
    });
    pools.collect()
}

/// A model may have one cap for each place that it is used in: the one that ends first counts.
fn is_tighter(limit: &Limit, than: &Span) -> bool {
    let rank = |percent: Option<f64>, reset: Option<Timestamp>| (percent.unwrap_or(-1.0), reset);
    rank(limit.percent, limit.resets_at) > rank(than.utilization, than.resets_at)
}

/// Windows that nobody announces, under what their names say.
fn others(answer: &Answer) -> Vec<QuotaWindow> {
    let is_pool = |name: &str| OLD_POOLS.iter().any(|(key, _)| *key == name);
    let others = answer.others().filter(|(name, _)| !is_pool(name));
    let others = others.filter_map(|(name, span)| {
        let (kind, of_kind) = if name.starts_with("seven_day_") {
            (WindowKind::Weekly, weekly())
        } else if name.starts_with("five_hour_") {
            let hours = Message::new("window-hours").number("hours", 5.0);
            (WindowKind::Session, hours)
        } else {
            (WindowKind::Other, Message::new("window-other"))
        };
        let label = Message::new("window-pool")
            .text("pool", humanised(name))
            .message("window", of_kind);
        window(&span, name, kind, label, Scope::Tools)
    });
    others.collect()
}

/// `seven_day_oauth_apps` as a person would write it.
fn humanised(name: &str) -> String {
    let name = ["seven_day_", "five_hour_"]
        .iter()
        .find_map(|start| name.strip_prefix(start))
        .unwrap_or(name);
    let mut letters = name.chars().map(|it| if it == '_' { ' ' } else { it });
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters).collect()
}

fn weekly() -> Message {
    Message::new("window-weekly")
}

/// `None` for a window that says nothing.
fn window(
    span: &Span,
    id: &str,
    kind: WindowKind,
    label: Message,
    scope: Scope,
) -> Option<QuotaWindow> {
    if span.utilization.is_none() && span.resets_at.is_none() {
        return None;
    }
    let used = span.utilization.and_then(Percent::used);
    let length = match kind {
        WindowKind::Session => Some(SESSION),
        WindowKind::Weekly => Some(WEEK),
        WindowKind::Daily | WindowKind::Monthly | WindowKind::Other => None,
    };
    Some(QuotaWindow {
        id: id.to_owned(),
        kind,
        label,
        scope,
        used,
        amount: None,
        reset: match (span.resets_at, used.map(Percent::get)) {
            (Some(at), _) => Reset::At(at),
            (None, Some(0.0)) => Reset::NotStarted,
            (None, Some(_) | None) => Reset::Unknown,
        },
        length,
        limit_reached: used.is_some_and(|used| used.get() >= 100.0),
        reason: None,
    })
}
