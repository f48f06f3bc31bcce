//! From Google's shares to windows: models that draw on one allowance are one pool. There is no
//! list of model names; a pool is told by how the name begins.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use plimsoll_core::{
    message::Message,
    model::{Balance, Note, NoteCode, Percent, QuotaWindow, Reset, Scope, Unit, WindowKind},
    snapshot::Usage,
};

use super::{
    pool::Pool,
    stored::Stored,
    wire::{Assist, QuotaShare, Span},
};

/// Two fractions that are the same number.
const SAME: f64 = 1e-9;

/// What an answer says. `is_doubtful`: that host is known to answer "full" for Gemini whatever was
/// used.
pub(super) fn usage(
    shares: &[QuotaShare],
    stored: &Stored,
    is_doubtful: bool,
    now: Timestamp,
) -> Usage {
    let windows = windows(shares, stored, now);
    let is_full = |window: &QuotaWindow| window.used.is_some_and(|used| used.get() <= 0.0);
    let gemini = Pool::Gemini.scope();
    let full_gemini = windows.iter().any(|it| it.scope == gemini && is_full(it));
    let mut known = shares.iter().filter_map(|share| share.remaining).peekable();
    let by_model = shares.iter().all(|share| share.model.is_some());
    let mut notes = Vec::new();
    let all_full = by_model && known.peek().is_some() && known.all(|remaining| remaining >= 1.0);
    if windows.is_empty() {
        notes.push(Note::new(NoteCode::NoQuotaReported));
    } else if all_full || (is_doubtful && full_gemini) {
        notes.push(Note::new(NoteCode::Unsure));
    }
    Usage {
        windows,
        notes,
        ..Usage::default()
    }
}

/// The same with what the service tells of the account.
pub(super) fn with_assist(mut usage: Usage, assist: Assist) -> Usage {
    usage.plan = assist.plan;
    if assist.is_free {
        without_free_hours(&mut usage.windows);
    }
    usage.balances.extend(assist.credits.map(|credits| Balance {
        id: "ai-credits".to_owned(),
        label: Message::new(if credits.is_enough {
            "balance-label-ai-credits"
        } else {
            "balance-label-ai-credits-few"
        }),
        amount: credits.amount,
        unit: Unit::Credits,
    }));
    usage
}

/// The numbers that the accounts file has itself; `None` when it has none of known age.
pub(super) fn stored_usage(stored: &Stored, now: Timestamp) -> Option<Usage> {
    let (shares, measured) = stored.shares(now);
    let windows = windows(&shares, &Stored::default(), now);
    if windows.is_empty() || measured.is_none() {
        return None;
    }
    Some(Usage {
        windows,
        notes: vec![Note::new(NoteCode::CachedQuota)],
        measured_at: measured,
        ..Usage::default()
    })
}

/// One window for each pool and length, then the single models where those of a pool differ.
pub(super) fn windows(shares: &[QuotaShare], stored: &Stored, now: Timestamp) -> Vec<QuotaWindow> {
    let mut pools: BTreeMap<(Pool, Span), Vec<Part>> = BTreeMap::new();
    for share in shares {
        let part = Part::new(share, stored, now);
        let pool = Pool::of(&share.name);
        pools.entry((pool, share.span)).or_default().push(part);
    }
    let mut windows: Vec<QuotaWindow> = pools
        .iter()
        .map(|((pool, span), parts)| of_pool(pool, *span, parts, now))
        .collect();
    let single = pools
        .iter()
        .filter(|((pool, _), parts)| *pool != Pool::Editor && differ(parts))
        .flat_map(|(_, parts)| parts);
    windows.extend(single.filter_map(|part| of_model(part, now)));
    windows
}

/// A share after the file was heard.
struct Part<'a> {
    share: &'a QuotaShare,
    remaining: Option<f64>,
}

impl<'a> Part<'a> {
    fn new(share: &'a QuotaShare, stored: &Stored, now: Timestamp) -> Self {
        let used_up = share
            .reset
            .filter(|reset| *reset > now)
            .is_some_and(|reset| stored.says_used_up(share, reset, now));
        let remaining = share.remaining.or(used_up.then_some(0.0));
        Self { share, remaining }
    }
}

/// The smallest fraction, and the earliest reset among those that have it.
fn of_pool(pool: &Pool, span: Span, parts: &[Part<'_>], now: Timestamp) -> QuotaWindow {
    let remaining = parts
        .iter()
        .filter_map(|part| part.remaining)
        .min_by(f64::total_cmp);
    let reset = parts
        .iter()
        .filter(|part| same(part.remaining, remaining))
        .filter_map(|part| part.share.reset)
        .min();
    let form = Form::new(span, reset, now);
    window(
        format!("{}-{}", pool.id(), id_of(span)),
        Message::new("window-pool")
            .text("pool", pool.name())
            .message("window", form.label.clone()),
        pool.scope(),
        remaining,
        form.reset(remaining, reset, now),
        &form,
    )
}

/// A single model is a detail of its pool: it neither colours the tray nor alerts.
fn of_model(part: &Part<'_>, now: Timestamp) -> Option<QuotaWindow> {
    let model = part.share.model.as_ref()?;
    let form = Form::new(part.share.span, part.share.reset, now);
    Some(window(
        format!("model-{model}-{}", id_of(part.share.span)),
        Message::new("window-pool")
            .text("pool", model)
            .message("window", form.label.clone()),
        Scope::Tools,
        part.remaining,
        form.reset(part.remaining, part.share.reset, now),
        &form,
    ))
}

fn window(
    id: String,
    label: Message,
    scope: Scope,
    remaining: Option<f64>,
    reset: Reset,
    form: &Form,
) -> QuotaWindow {
    let used = remaining.and_then(|remaining| Percent::left(100.0 * remaining));
    QuotaWindow {
        id,
        kind: form.kind,
        label,
        scope,
        used,
        amount: None,
        reset,
        length: form.length,
        limit_reached: used.is_some_and(|used| used.get() >= 100.0),
        reason: None,
    }
}

/// Whether the known fractions of a pool are not all one number.
fn differ(parts: &[Part<'_>]) -> bool {
    let mut known = parts.iter().filter(|part| part.remaining.is_some());
    let first = known.next().and_then(|part| part.remaining);
    known.any(|part| !same(part.remaining, first))
}

fn same(one: Option<f64>, two: Option<f64>) -> bool {
    match (one, two) {
        (Some(one), Some(two)) => (one - two).abs() < SAME,
        (None, None) => true,
        (Some(_), None) | (None, Some(_)) => false,
    }
}

/// The steady last part of a window's id.
fn id_of(span: Span) -> String {
    match span {
        Span::OF_MODELS => WindowKind::Session.as_str().to_owned(),
        Span::Hours(hours) => format!("{}-{hours}h", WindowKind::Session.as_str()),
        Span::Daily => WindowKind::Daily.as_str().to_owned(),
        Span::Weekly => WindowKind::Weekly.as_str().to_owned(),
        Span::Monthly => WindowKind::Monthly.as_str().to_owned(),
        Span::Other => WindowKind::Other.as_str().to_owned(),
    }
}

/// How a window of that length is shown.
struct Form {
    kind: WindowKind,
    length: Option<SignedDuration>,
    label: Message,
}

impl Form {
    fn new(span: Span, reset: Option<Timestamp>, now: Timestamp) -> Self {
        const SLACK: SignedDuration = SignedDuration::from_mins(15);
        let days = |days: i64| Some(SignedDuration::from_hours(24 * days));
        let (kind, length, label) = match span {
            Span::Hours(hours) => {
                let length = SignedDuration::from_hours(i64::from(hours));
                // Some accounts are given a longer window without being told so.
                if reset.is_some_and(|reset| reset.duration_since(now) > length + SLACK) {
                    (WindowKind::Other, None, unnamed(reset))
                } else {
                    let label = Message::new("window-hours").number("hours", f64::from(hours));
                    (WindowKind::of_length(length), Some(length), label)
                }
            }
            Span::Daily => {
                let label = Message::new("window-days").number("days", 1.0);
                (WindowKind::Daily, days(1), label)
            }
            Span::Weekly => (WindowKind::Weekly, days(7), Message::new("window-weekly")),
            Span::Monthly => (WindowKind::Monthly, None, Message::new("window-monthly")),
            Span::Other => (WindowKind::Other, None, unnamed(reset)),
        };
        Self {
            kind,
            length,
            label,
        }
    }

    /// Of a bucket that nobody has drawn on the service moves the reset on with the clock.
    fn reset(&self, remaining: Option<f64>, reset: Option<Timestamp>, now: Timestamp) -> Reset {
        const MOVES: SignedDuration = SignedDuration::from_mins(2);
        let Some(at) = reset else {
            return Reset::Unknown;
        };
        let whole = self.length.map(|length| at.duration_since(now) - length);
        let has_moved = whole.is_some_and(|beyond| beyond.abs() <= MOVES);
        if has_moved && same(remaining, Some(1.0)) {
            Reset::NotStarted
        } else {
            Reset::At(at)
        }
    }
}

/// A window of unknown length is called by its end, if that is known.
fn unnamed(reset: Option<Timestamp>) -> Message {
    match reset {
        Some(at) => Message::new("window-until").moment("reset", at),
        None => Message::new("window-other"),
    }
}

/// A free account has no five-hour allowance of its own: where a pool has a weekly one, that holds.
fn without_free_hours(windows: &mut Vec<QuotaWindow>) {
    let weekly: Vec<Scope> = windows
        .iter()
        .filter(|window| window.kind == WindowKind::Weekly)
        .map(|window| window.scope.clone())
        .collect();
    windows.retain(|window| window.kind != WindowKind::Session || !weekly.contains(&window.scope));
}
