//! From the answer to windows, or to the problem that a good status hides.

use jiff::{SignedDuration, Timestamp};
use plimsoll_core::{
    model::{Note, NoteCode, Percent, QuotaWindow, Redacted, Reset, Scope, Secret, WindowKind},
    ports::Response,
    problem::{Case, Code, Problem, not_understood},
    snapshot::Usage,
};

use super::{
    windows::{self, hours},
    wire::{self, Answer},
};
use crate::labels::label;

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
    usage.windows = windows::of_rows(&limits, now);
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
            .with_case(Case::Locked)
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
    let window = QuotaWindow {
        id: id.to_owned(),
        kind,
        label: label(Some(length), kind, None),
        scope: Scope::All,
        used: Percent::used(100.0),
        amount: None,
        reset: Reset::Unknown,
        length: Some(length),
        limit_reached: true,
        reason: None,
    };
    Usage {
        windows: vec![window],
        ..Usage::default()
    }
}

fn capital(text: String) -> String {
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => text,
    }
}
