//! From Google's shares to windows: models that draw on one allowance are one pool. There is no
//! list of model names; a pool is told by how the name begins.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use plimsoll_core::{
    model::{Note, NoteCode, Percent, Reset, Scope, Usage, Window, WindowKind},
    text::Message,
};

use super::{
    stored::Stored,
    wire::{Share, Span},
};

/// Two fractions that are the same number.
const SAME: f64 = 1e-9;

/// The models that share one allowance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Pool {
    Gemini,
    Images,
    Others,
}

impl Pool {
    /// The pool of a model, a bucket, a group or a family.
    pub(super) fn of(name: &str) -> Self {
        let name = name.to_ascii_lowercase();
        if name.contains("image") {
            Self::Images
        } else if name.starts_with("gemini") {
            Self::Gemini
        } else {
            Self::Others
        }
    }

    fn id(self) -> &'static str {
        match self {
            Self::Gemini => "gemini",
            Self::Images => "gemini-image",
            Self::Others => "claude-gpt",
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Gemini => "Gemini",
            Self::Images => "Gemini Image",
            Self::Others => "Claude + GPT",
        }
    }
}

/// What an answer says.
pub(super) fn usage(shares: &[Share], stored: &Stored, now: Timestamp) -> Usage {
    let windows = windows(shares, stored, now);
    let mut known = shares.iter().filter_map(|share| share.remaining).peekable();
    let by_model = shares.iter().all(|share| share.model.is_some());
    let mut notes = Vec::new();
    if windows.is_empty() {
        notes.push(Note::new(NoteCode::NoQuotaReported));
    } else if by_model && known.peek().is_some() && known.all(|remaining| remaining >= 1.0) {
        notes.push(Note::new(NoteCode::Unsure));
    }
    Usage {
        windows,
        notes,
        ..Usage::default()
    }
}

/// One window for each pool and length, then the single models where those of a pool differ.
pub(super) fn windows(shares: &[Share], stored: &Stored, now: Timestamp) -> Vec<Window> {
    let mut pools: BTreeMap<(Pool, Span), Vec<Part>> = BTreeMap::new();
    for share in shares {
        let part = Part::new(share, stored, now);
        let pool = Pool::of(&share.name);
        pools.entry((pool, share.span)).or_default().push(part);
    }
    let mut windows: Vec<Window> = pools
        .iter()
        .map(|((pool, span), parts)| of_pool(*pool, *span, parts, now))
        .collect();
    let single = pools.values().filter(|parts| differ(parts)).flatten();
    windows.extend(single.filter_map(|part| of_model(part, now)));
    windows
}

/// A share after the file was heard.
struct Part<'a> {
    share: &'a Share,
    remaining: Option<f64>,
}

impl<'a> Part<'a> {
    fn new(share: &'a Share, stored: &Stored, now: Timestamp) -> Self {
        let used_up = share
            .reset
            .filter(|reset| *reset > now)
            .is_some_and(|reset| stored.says_used_up(share, reset, now));
        let remaining = share.remaining.or(used_up.then_some(0.0));
        Self {
            share,
            remaining: remaining.map(|remaining| remaining.clamp(0.0, 1.0)),
        }
    }
}

/// The smallest fraction, and the earliest reset among those that have it.
fn of_pool(pool: Pool, span: Span, parts: &[Part<'_>], now: Timestamp) -> Window {
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
        Scope::Pool(pool.name().to_owned()),
        remaining,
        reset,
        &form,
    )
}

/// A single model is a detail of its pool: it neither colours the tray nor alerts.
fn of_model(part: &Part<'_>, now: Timestamp) -> Option<Window> {
    let model = part.share.model.as_ref()?;
    let form = Form::new(part.share.span, part.share.reset, now);
    Some(window(
        format!("model-{model}-{}", id_of(part.share.span)),
        Message::new("window-pool")
            .text("pool", model)
            .message("window", form.label.clone()),
        Scope::Tools,
        part.remaining,
        part.share.reset,
        &form,
    ))
}

fn window(
    id: String,
    label: Message,
    scope: Scope,
    remaining: Option<f64>,
    reset: Option<Timestamp>,
    form: &Form,
) -> Window {
    let used = remaining.and_then(|remaining| Percent::left(100.0 * remaining));
    Window {
        id,
        kind: form.kind,
        label,
        scope,
        used,
        amount: None,
        reset: reset.map_or(Reset::Unknown, Reset::At),
        length: form.length,
        limit_reached: used.is_some_and(|used| used.get() >= 100.0),
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
                    (WindowKind::Other, None, Message::new("window-other"))
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
            Span::Other => (WindowKind::Other, None, Message::new("window-other")),
        };
        Self {
            kind,
            length,
            label,
        }
    }
}
