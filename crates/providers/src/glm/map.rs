//! From the answer to windows, or to the problem that a good status hides.

use jiff::{SignedDuration, Timestamp};
use plimsoll_core::{
    model::{
        Amount, Note, NoteCode, Percent, Redacted, Reset, Scope, Secret, Unit, Usage, Window,
        WindowKind,
    },
    ports::Response,
    problem::{Code, Fact, Problem, not_understood},
    text::Message,
};

use super::wire::{self, Answer, Limit};

const HOUR: i64 = 3600;

/// What the answer says.
pub(super) fn usage(response: &Response, key: &Secret, now: Timestamp) -> Result<Usage, Problem> {
    let Ok(answer) = serde_json::from_slice::<Answer>(&response.body) else {
        return Err(not_understood(response));
    };
    let code = answer.code.map(|code| code as i64);
    let failed = answer.success == Some(false) || code.is_some_and(|code| code != 200 && code != 0);
    if failed {
        return refusal(code, answer.msg.as_deref().unwrap_or_default(), key);
    }
    if answer.success.is_none() && answer.data.is_none() && answer.limits.is_empty() {
        return Err(not_understood(response));
    }
    let data = answer.data.unwrap_or_default();
    let limits = if data.limits.is_empty() {
        answer.limits
    } else {
        data.limits
    };
    let mut usage = Usage {
        plan: data.level.or(answer.level).map(capital),
        ..Usage::default()
    };
    for limit in &limits {
        if let Some(window) = window(limit, now) {
            let twin = usage.windows.iter().any(|other| other.id == window.id);
            let id = if twin {
                format!("{}-{}", window.id, usage.windows.len())
            } else {
                window.id
            };
            usage.windows.push(Window { id, ..window });
        }
    }
    if usage.windows.is_empty() {
        if !wire::has_no_limits(&response.body) {
            return Err(not_understood(response));
        }
        usage.notes = vec![
            Note::new(NoteCode::NoQuotaReported),
            Note::new(NoteCode::TeamIds),
        ];
    }
    Ok(usage)
}

/// The platform's catalogue of codes.
fn refusal(code: Option<i64>, said: &str, key: &Secret) -> Result<Usage, Problem> {
    let detail = Redacted::new(said, [key]);
    let problem = |code| Err(Problem::new(code).detail(detail.clone()));
    if said.to_ascii_lowercase().contains("coding plan") && code != Some(1308) && code != Some(1310)
    {
        return problem(Code::NoPlan);
    }
    match code {
        Some(401 | 403 | 1000..=1004) => problem(Code::KeyRejected),
        Some(1309) => problem(Code::NoPlan),
        Some(1110..=1112 | 1121 | 1313) => Err(Problem::new(Code::Forbidden)
            .fact(Fact::Case, "locked")
            .detail(detail)),
        Some(429 | 1302 | 1303 | 1305 | 1312) => problem(Code::RateLimited),
        Some(1308) => Ok(used_up("session", WindowKind::Session, hours(5))),
        Some(1310) => Ok(used_up("weekly", WindowKind::Weekly, hours(7 * 24))),
        Some(500..=599) => problem(Code::ServiceDown),
        Some(_) | None => problem(Code::FormatChanged),
    }
}

/// The service refuses because a limit is reached: a reading with nothing left.
fn used_up(id: &str, kind: WindowKind, length: SignedDuration) -> Usage {
    let window = Window {
        id: id.to_owned(),
        kind,
        label: label(Some(length), kind),
        scope: Scope::All,
        used: Percent::used(100.0),
        amount: None,
        reset: Reset::Unknown,
        length: Some(length),
        limit_reached: true,
    };
    Usage {
        windows: vec![window],
        ..Usage::default()
    }
}

fn window(limit: &Limit, now: Timestamp) -> Option<Window> {
    let tools = limit.kind.as_deref()? == "TIME_LIMIT";
    if !tools && !limit.kind.as_deref()?.ends_with("_LIMIT") {
        return None;
    }
    let exact = limit.current_value.zip(limit.usage);
    let used = exact
        .and_then(|(used, limit)| Percent::of(used, limit))
        .or_else(|| limit.percentage.and_then(Percent::used));
    let at = limit
        .next_reset_time
        .and_then(|at| Timestamp::from_millisecond(at as i64).ok());
    let length = if tools { None } else { length(limit) };
    let kind = match length {
        Some(length) => WindowKind::of_length(length),
        None if tools => WindowKind::Monthly,
        None => of_distance(limit, at, now),
    };
    let untouched = used.is_some_and(|used| used.get() <= 0.0) && limit.unit.is_some();
    let reset = match at {
        Some(at) => Reset::At(at),
        None if untouched && !tools => Reset::NotStarted,
        None => Reset::Unknown,
    };
    let unit = match limit.kind.as_deref() {
        Some("TIME_LIMIT") => Unit::Calls,
        Some("TOKENS_LIMIT") => Unit::Tokens,
        Some("CREDIT_LIMIT") => Unit::Credits,
        Some(_) | None => Unit::Units,
    };
    let amount = exact.map(|(used, limit)| Amount {
        used: Some(used),
        limit: Some(limit),
        unit,
    });
    Some(Window {
        id: if tools {
            "tools".to_owned()
        } else {
            kind.as_str().to_owned()
        },
        kind,
        label: if tools {
            Message::new("window-tools")
        } else {
            label(length, kind)
        },
        scope: if tools { Scope::Tools } else { Scope::All },
        limit_reached: used.is_some_and(|used| used.get() >= 100.0),
        used,
        amount,
        reset,
        length,
    })
}

/// Certain units alone: 3 is an hour, 6 a week.
fn length(limit: &Limit) -> Option<SignedDuration> {
    let number = limit
        .number
        .filter(|number| (1.0..=1000.0).contains(number))? as i64;
    match limit.unit.map(|unit| unit as i64)? {
        3 => Some(hours(number)),
        6 => Some(hours(number * 7 * 24)),
        _ => None,
    }
}

/// Without a unit it is the oldest shape, a session; with an unknown one the reset tells.
fn of_distance(limit: &Limit, at: Option<Timestamp>, now: Timestamp) -> WindowKind {
    match (limit.unit, at) {
        (None, _) => WindowKind::Session,
        (Some(_), Some(at)) => {
            let ahead = at.duration_since(now);
            if ahead <= hours(24) {
                WindowKind::Session
            } else if ahead <= hours(7 * 24) {
                WindowKind::Weekly
            } else {
                WindowKind::Other
            }
        }
        (Some(_), None) => WindowKind::Other,
    }
}

fn label(length: Option<SignedDuration>, kind: WindowKind) -> Message {
    match (kind, length) {
        (WindowKind::Session, Some(length)) => {
            Message::new("window-hours").number("hours", length.as_hours() as f64)
        }
        (WindowKind::Session, None) => Message::new("window-hours").number("hours", 5.0),
        (WindowKind::Weekly, _) => Message::new("window-weekly"),
        (WindowKind::Monthly, _) => Message::new("window-monthly"),
        (WindowKind::Daily | WindowKind::Other, Some(length)) => {
            Message::new("window-days").number("days", (length.as_hours() / 24) as f64)
        }
        (WindowKind::Daily | WindowKind::Other, None) => Message::new("window-other"),
    }
}

fn hours(count: i64) -> SignedDuration {
    SignedDuration::from_secs(count * HOUR)
}

fn capital(text: String) -> String {
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => text,
    }
}
