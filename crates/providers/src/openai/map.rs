//! From OpenAI's answer to windows and balances. A window's length tells what it is, never its
//! position in the answer.

use jiff::{SignedDuration, Timestamp, fmt::rfc2822};
use plimsoll_core::{
    message::Message,
    model::{
        Balance, Note, NoteCode, Percent, QuotaWindow, Reset, Scope, Unit, WindowKind, distinguish,
        moment_after,
    },
    ports::Response,
    problem::{Problem, not_understood},
    snapshot::Usage,
};

use super::{
    plan::plan_label,
    wire::{self, Answer, RateLimit, Span, SpendControl, SpendLimit},
};
use crate::{figures::Figures, lenient};

/// What the answer says.
pub(super) fn usage(response: &Response, now: Timestamp) -> Result<Usage, Problem> {
    let Some(mut answer) = wire::read(&response.body) else {
        return Err(not_understood(response));
    };
    fill_from_headers(&mut answer, response);
    let moments = Moments::new(response, now);
    let mut windows = Vec::new();
    if let Some(limit) = &answer.rate_limit {
        add(&mut windows, limit, &Named::Main, &moments);
    }
    let has_main = !windows.is_empty();
    for extra in &answer.additional_rate_limits {
        let name = extra.limit_name.as_ref().or(extra.metered_feature.as_ref());
        if let (Some(name), Some(limit)) = (name, &extra.rate_limit) {
            let steady = extra.metered_feature.as_ref().unwrap_or(name);
            add(&mut windows, limit, &Named::Pool { name, steady }, &moments);
        }
    }
    if let Some(limit) = &answer.code_review_rate_limit {
        add(&mut windows, limit, &Named::CodeReview, &moments);
    }
    windows.extend(spend_of(&answer, &moments));
    explain(&mut windows, &answer);
    distinguish(&mut windows);
    Ok(Usage {
        plan: answer.plan_type.as_deref().and_then(plan_label),
        balances: balances(&answer, response),
        notes: notes(&answer, &windows, has_main),
        label: answer.email,
        windows,
        ..Usage::default()
    })
}

fn notes(answer: &Answer, windows: &[QuotaWindow], has_main: bool) -> Vec<Note> {
    let credits = answer.credits.as_ref();
    let has_model = windows.iter().any(|it| matches!(it.scope, Scope::Pool(_)));
    let unlimited = credits.and_then(|credits| credits.unlimited) == Some(true);
    let codes = [
        unlimited.then_some(NoteCode::Unlimited),
        (has_model && !has_main).then_some(NoteCode::MainNotReported),
        (windows.is_empty() && !unlimited).then_some(NoteCode::NoQuotaReported),
    ];
    codes.into_iter().flatten().map(Note::new).collect()
}

/// Says in the blocked rows why they are, and what helps.
fn explain(windows: &mut [QuotaWindow], answer: &Answer) {
    let Some(reached) = &answer.rate_limit_reached_type else {
        return;
    };
    let id = match reached.word() {
        "workspace_owner_credits_depleted" => "blocked-credits-owner",
        "workspace_member_credits_depleted" => "blocked-credits-member",
        "workspace_owner_usage_limit_reached" => "blocked-limit-owner",
        "workspace_member_usage_limit_reached" => "blocked-limit-member",
        _ => return,
    };
    let counts = |window: &QuotaWindow| window.limit_reached && window.scope != Scope::Tools;
    for window in windows.iter_mut().filter(|window| counts(window)) {
        window.reason = Some(Message::new(id));
    }
}

/// Whose windows they are.
enum Named<'a> {
    Main,
    Pool { name: &'a str, steady: &'a str },
    CodeReview,
}

impl Named<'_> {
    fn id(&self, kind: &str) -> String {
        match self {
            Self::Main => kind.to_owned(),
            Self::Pool { steady, .. } => format!("{steady}-{kind}"),
            Self::CodeReview => format!("code-review-{kind}"),
        }
    }

    fn label(&self, window: Message) -> Message {
        match self {
            Self::Main => window,
            Self::Pool { name, .. } => Message::new("window-pool")
                .text("pool", *name)
                .message("window", window),
            Self::CodeReview => Message::new("window-code-review").message("window", window),
        }
    }

    fn scope(&self) -> Scope {
        match self {
            Self::Main => Scope::All,
            Self::Pool { name, .. } => Scope::Pool((*name).to_owned()),
            Self::CodeReview => Scope::Tools,
        }
    }
}

fn add(windows: &mut Vec<QuotaWindow>, limit: &RateLimit, named: &Named<'_>, moments: &Moments) {
    let parts = [
        (limit.primary_window.as_ref(), WindowKind::Session),
        (limit.secondary_window.as_ref(), WindowKind::Weekly),
    ];
    let mut parts: Vec<(&Span, WindowKind)> = parts
        .into_iter()
        .filter_map(|(part, kind)| Some((part.filter(|part| **part != Span::default())?, kind)))
        .collect();
    if let [(first, _), (second, _)] = parts.as_slice()
        && first == second
    {
        parts.truncate(1);
    }
    let said = match (limit.limit_reached, limit.allowed) {
        (Some(true), _) | (_, Some(false)) => Some(true),
        (Some(false), _) | (None, Some(true)) => Some(false),
        (None, None) => None,
    };
    let used = |part: &Span| part.used_percent.unwrap_or(0.0);
    let fullest = parts.iter().map(|(part, _)| used(part)).fold(0.0, f64::max);
    let kinds: Vec<WindowKind> = parts
        .iter()
        .map(|(part, by_position)| {
            part.limit_window_seconds
                .map_or(*by_position, WindowKind::of_length)
        })
        .collect();
    if kinds.is_empty() && said == Some(true) {
        windows.push(blocked(named));
    }
    let is_twin = matches!(kinds.as_slice(), [one, two] if one == two);
    for ((part, _), kind) in parts.into_iter().zip(kinds) {
        let length = part.limit_window_seconds;
        windows.push(QuotaWindow {
            id: named.id(kind.as_str()),
            kind,
            label: named.label(length_label(length, kind, is_twin)),
            scope: named.scope(),
            used: part.used_percent.and_then(Percent::used),
            amount: None,
            reset: moments.reset(part.reset_at, part.reset_after_seconds),
            length,
            limit_reached: match said {
                // It says so of both windows together; the fullest one is meant.
                Some(true) => used(part) >= fullest.min(100.0),
                Some(false) => false,
                None => used(part) >= 100.0,
            },
            reason: None,
        });
    }
}

/// The service refuses further use and names no window.
fn blocked(named: &Named<'_>) -> QuotaWindow {
    QuotaWindow {
        id: named.id(WindowKind::Other.as_str()),
        kind: WindowKind::Other,
        label: named.label(Message::new("window-other")),
        scope: named.scope(),
        used: None,
        amount: None,
        reset: Reset::Unknown,
        length: None,
        limit_reached: true,
        reason: None,
    }
}

fn length_label(length: Option<SignedDuration>, kind: WindowKind, exact: bool) -> Message {
    let seconds = length.map(|length| length.as_secs() as f64);
    let days =
        |seconds: f64| Message::new("window-days").number("days", (seconds / 86_400.0).round());
    match (kind, seconds) {
        (WindowKind::Session, Some(seconds)) => {
            Message::new("window-hours").number("hours", (seconds / 3600.0).round().max(1.0))
        }
        (WindowKind::Session, None) => Message::new("window-session"),
        (WindowKind::Daily | WindowKind::Other, Some(seconds)) => days(seconds),
        (WindowKind::Weekly | WindowKind::Monthly, Some(seconds)) if exact => days(seconds),
        (WindowKind::Weekly, _) => Message::new("window-weekly"),
        (WindowKind::Monthly, _) => Message::new("window-monthly"),
        (WindowKind::Daily | WindowKind::Other, None) => Message::new("window-other"),
    }
}

/// The cap that an organisation sets for a seat; it may stand in three places.
fn spend_of(answer: &Answer, moments: &Moments) -> Option<QuotaWindow> {
    let control = answer.spend_control.as_ref();
    let limit = control
        .and_then(|control| control.individual_limit.as_ref())
        .or(answer.individual_limit.as_ref())
        .or_else(|| answer.rate_limit.as_ref()?.individual_limit.as_ref())?;
    spend_window(limit, control, moments)
}

fn spend_window(
    spend: &SpendLimit,
    control: Option<&SpendControl>,
    moments: &Moments,
) -> Option<QuotaWindow> {
    let figures = Figures {
        used: spend.used,
        left: spend.remaining,
        limit: spend.limit,
        used_percent: spend.used_percent,
        left_percent: spend.remaining_percent,
    };
    let used = figures.share()?;
    let is_reached = control.and_then(|control| control.reached);
    Some(QuotaWindow {
        id: "spend".to_owned(),
        kind: WindowKind::Other,
        label: Message::new("window-spend"),
        scope: Scope::All,
        used: Some(used),
        amount: figures.amount(Unit::Units),
        reset: moments.reset(spend.reset_at, spend.reset_after_seconds),
        length: None,
        limit_reached: is_reached.unwrap_or(used.get() >= 100.0),
        reason: None,
    })
}

fn balances(answer: &Answer, response: &Response) -> Vec<Balance> {
    let mut found = Vec::new();
    let without = answer
        .credits
        .as_ref()
        .and_then(|credits| credits.has_credits)
        == Some(false);
    let amount = answer
        .credits
        .as_ref()
        .and_then(|credits| credits.balance.clone())
        .or_else(|| {
            response
                .header("x-codex-credits-balance")
                .map(str::to_owned)
        })
        .map(|amount| amount.trim().to_owned())
        // A count is a count whatever a flag beside it says; nothing of what one does not have is none.
        .filter(|amount| {
            let count = amount.parse::<f64>().ok().filter(|count| count.is_finite());
            count.is_some_and(|count| count > 0.0 || !without)
        });
    if let Some(amount) = amount {
        found.push(Balance {
            id: "credits".to_owned(),
            label: Message::new("balance-label-credits"),
            amount,
            unit: Unit::Credits,
        });
    }
    let resets = answer.rate_limit_reset_credits.as_ref();
    if let Some(count) = resets.and_then(|resets| resets.available_count)
        && count >= 1.0
    {
        found.push(Balance {
            id: "reset-credits".to_owned(),
            label: Message::new("balance-label-resets"),
            amount: format!("{count:.0}"),
            unit: Unit::Units,
        });
    }
    found
}

/// A window that the body lacks may stand in the headers, without length and reset.
fn fill_from_headers(answer: &mut Answer, response: &Response) {
    let from = |name: &str| {
        let value = serde_json::Value::from(response.header(name)?);
        let used_percent = Some(lenient::as_number(&value)?);
        Some(Span {
            used_percent,
            ..Span::default()
        })
    };
    let primary = from("x-codex-primary-used-percent");
    let secondary = from("x-codex-secondary-used-percent");
    match &mut answer.rate_limit {
        Some(limit) if limit.primary_window.is_none() && limit.secondary_window.is_none() => {
            limit.primary_window = primary;
            limit.secondary_window = secondary;
        }
        None if primary.is_some() || secondary.is_some() => {
            answer.rate_limit = Some(RateLimit {
                allowed: None,
                limit_reached: None,
                primary_window: primary,
                secondary_window: secondary,
                individual_limit: None,
            });
        }
        Some(_) | None => {}
    }
}

/// How the answer's moments are to be read.
struct Moments {
    now: Timestamp,
    /// Our clock and the service's differ, so that only a length of time can be trusted.
    clocks_differ: bool,
}

impl Moments {
    fn new(response: &Response, now: Timestamp) -> Self {
        let theirs = response
            .header("date")
            .and_then(|date| rfc2822::parse(date).ok())
            .map(|date| date.timestamp());
        Self {
            now,
            clocks_differ: theirs.is_some_and(|theirs| {
                theirs.duration_since(now).abs() > SignedDuration::from_mins(2)
            }),
        }
    }

    fn reset(&self, at: Option<Timestamp>, after: Option<f64>) -> Reset {
        let after = after.and_then(|seconds| moment_after(self.now, seconds));
        let moment = if self.clocks_differ {
            after.or(at)
        } else {
            at.or(after)
        };
        moment.map_or(Reset::Unknown, Reset::At)
    }
}
