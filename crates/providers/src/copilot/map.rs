//! From GitHub's answers to windows. A month's allowance is one window; what is unlimited is none.

use jiff::{Timestamp, ToSpan, tz::TimeZone};
use plimsoll_core::{
    message::Message,
    model::{
        Amount, Note, NoteCode, Percent, QuotaWindow, Reset, Scope, Unit, WindowKind, moment_in,
    },
    snapshot::Usage,
};

use super::{
    token_file::Tier,
    wire::{Counts, Item, Report, Snapshot, User},
};
use crate::figures::Figures;

/// What the user endpoint says.
pub(super) fn of_user(user: &User, now: Timestamp) -> Usage {
    let reset = reset(user, now);
    let mut usage = Usage {
        plan: plan(user),
        ..Usage::default()
    };
    if let Some(snapshots) = &user.quota_snapshots {
        let main = snapshots
            .premium_interactions
            .as_ref()
            .or(snapshots.premium_requests.as_ref());
        if let Some(snapshot) = main {
            add_main(&mut usage, snapshot, user, reset);
        }
        for (name, snapshot) in [
            (Side::Chat, &snapshots.chat),
            (Side::Completions, &snapshots.completions),
        ] {
            let row = snapshot
                .as_ref()
                .filter(|snapshot| !is_placeholder(snapshot, user))
                .and_then(|snapshot| row(snapshot, Unit::Units));
            usage.windows.extend(row.map(|row| name.window(row, reset)));
        }
    }
    if usage.windows.is_empty() {
        usage.windows.extend(of_counts(user, reset));
    }
    if usage.windows.is_empty() && usage.notes.is_empty() {
        usage.notes.push(Note::new(NoteCode::NoQuotaReported));
    }
    usage
}

/// An item does not say what it counts, or how much: then nobody knows the sum.
pub(super) struct Unclear;

/// What the report on premium requests says; `None` when it has none of them.
pub(super) fn of_requests(
    report: &Report,
    tier: Tier,
    now: Timestamp,
) -> Result<Option<Usage>, Unclear> {
    let used = sum(report, |item| Some(item.sku.as_ref()?.contains("Premium")))?;
    Ok(used.map(|used| requests(used, tier, now)))
}

/// What the items that count amount to; `None` without any.
fn sum(report: &Report, counts: impl Fn(&Item) -> Option<bool>) -> Result<Option<f64>, Unclear> {
    let mut sum = None;
    for item in &report.items {
        if counts(item).ok_or(Unclear)? {
            let quantity = item.gross_quantity.ok_or(Unclear)?;
            sum = Some(sum.unwrap_or(0.0) + quantity);
        }
    }
    Ok(sum)
}

/// Premium requests with the allowance of a plan.
pub(super) fn requests(used: f64, tier: Tier, now: Timestamp) -> Usage {
    let limit = tier.allowance();
    let row = Row {
        used: limit.and_then(|limit| Percent::of(used, limit)),
        amount: Amount {
            used: Some(used),
            limit,
            unit: Unit::Requests,
        },
    };
    of_file(Main::Requests.window(row, next_month(now)), tier)
}

/// What the report on AI credits says. The allowance is not in it and changes too often to be
/// written down here.
pub(super) fn of_credits(
    report: &Report,
    tier: Tier,
    now: Timestamp,
) -> Result<Option<Usage>, Unclear> {
    let is_credit = |unit: &String| unit.to_ascii_lowercase().starts_with("ai-");
    let used = sum(report, |item| item.unit_type.as_ref().map(is_credit))?;
    Ok(used.map(|used| credits(used, tier, now)))
}

/// AI credits, of which the allowance is not known.
pub(super) fn credits(used: f64, tier: Tier, now: Timestamp) -> Usage {
    let row = Row {
        used: None,
        amount: Amount {
            used: Some(used),
            limit: None,
            unit: Unit::Credits,
        },
    };
    of_file(Main::Credits.window(row, next_month(now)), tier)
}

fn of_file(window: QuotaWindow, tier: Tier) -> Usage {
    Usage {
        plan: Some(tier.label().to_owned()),
        windows: vec![window],
        notes: vec![Note::new(NoteCode::MayLag)],
        ..Usage::default()
    }
}

/// A window's numbers.
struct Row {
    used: Option<Percent>,
    amount: Amount,
}

/// What the main allowance counts.
enum Main {
    Credits,
    Requests,
}

impl Main {
    fn window(&self, row: Row, reset: Timestamp) -> QuotaWindow {
        let id = match self {
            Self::Credits => "credits",
            Self::Requests => "premium-requests",
        };
        window(id, Scope::All, row, reset)
    }
}

/// The allowances beside the main one.
enum Side {
    Chat,
    Completions,
}

impl Side {
    fn window(&self, row: Row, reset: Timestamp) -> QuotaWindow {
        let (id, pool) = match self {
            Self::Chat => ("chat", "Chat"),
            Self::Completions => ("completions", "Completions"),
        };
        window(id, Scope::Pool(pool.to_owned()), row, reset)
    }
}

fn window(id: &'static str, scope: Scope, row: Row, reset: Timestamp) -> QuotaWindow {
    let begun = reset
        .to_zoned_datetime(TimeZone::UTC)
        .checked_sub(1.month());
    QuotaWindow {
        id: id.to_owned(),
        kind: WindowKind::Monthly,
        label: Message::new(format!("window-{id}")),
        scope,
        used: row.used,
        limit_reached: row.used.is_some_and(|used| used.get() >= 100.0),
        reason: None,
        amount: Some(row.amount),
        reset: Reset::At(reset),
        length: begun
            .ok()
            .map(|begun| reset.duration_since(begun.timestamp())),
    }
}

fn add_main(usage: &mut Usage, snapshot: &Snapshot, user: &User, reset: Timestamp) {
    let by_credits = is_by_credits(snapshot, user);
    if is_placeholder(snapshot, user) {
        let spent = snapshot.credits_used.unwrap_or_default();
        let note = Note::with(NoteCode::OrganisationAllowance, |words| {
            words.number("count", spent.max(0.0))
        });
        usage.notes.push(note);
        return;
    }
    let (main, unit) = if by_credits {
        (Main::Credits, Unit::Credits)
    } else {
        (Main::Requests, Unit::Requests)
    };
    if is_unlimited(snapshot) {
        usage.notes.push(Note::new(NoteCode::Unlimited));
    }
    let window = row(snapshot, unit).map(|row| main.window(row, reset));
    let counted = || Some(Main::Credits.window(counted(snapshot)?, reset));
    usage.windows.extend(window.or_else(counted));
    if let Some(over) = snapshot.overage_count.filter(|over| *over > 0.0) {
        usage
            .notes
            .push(Note::with(NoteCode::OverAllowance, |words| {
                words.number("count", over)
            }));
    }
}

/// A seat's pool is the organisation's; the numbers of the seat stand for nothing, and neither does
/// "unlimited" where an account pays by credits.
fn is_placeholder(snapshot: &Snapshot, user: &User) -> bool {
    snapshot.entitlement == Some(0.0)
        && snapshot.remaining.unwrap_or_default() == 0.0
        && (snapshot.unlimited != Some(true) || is_by_credits(snapshot, user))
}

fn is_by_credits(snapshot: &Snapshot, user: &User) -> bool {
    [user.token_based_billing, snapshot.token_based_billing].contains(&Some(true))
}

/// A count is shown also where no allowance is known.
fn counted(snapshot: &Snapshot) -> Option<Row> {
    let used = snapshot.credits_used.filter(|used| *used > 0.0)?;
    Some(Row {
        used: None,
        amount: Amount {
            used: Some(used),
            limit: None,
            unit: Unit::Credits,
        },
    })
}

fn is_unlimited(snapshot: &Snapshot) -> bool {
    snapshot.unlimited == Some(true) || snapshot.entitlement.is_some_and(|it| it < 0.0)
}

/// The numbers of a snapshot; `None` for what is unlimited or says nothing.
fn row(snapshot: &Snapshot, unit: Unit) -> Option<Row> {
    if is_unlimited(snapshot) {
        return None;
    }
    let entitlement = snapshot.entitlement;
    let remaining = snapshot.remaining.or(snapshot.quota_remaining);
    let counted = entitlement.zip(remaining).filter(|(all, _)| *all > 0.0);
    let by_count = counted.and_then(|(all, left)| Percent::of(all - left, all));
    let by_percent = snapshot
        .percent_remaining
        .filter(|percent| (0.0..=100.0).contains(percent))
        .and_then(Percent::left);
    let used = match (by_percent, by_count) {
        // One of the two says "untouched" where the other knows better: the lower one is right.
        (Some(said), Some(counted)) if (said.get() == 0.0) != (counted.get() <= 0.0) => {
            if said.get() > counted.get() {
                said
            } else {
                counted
            }
        }
        (Some(said), _) => said,
        (None, Some(counted)) => counted,
        // Below nothing is over the allowance.
        (None, None) => {
            let below = snapshot.percent_remaining.filter(|percent| *percent < 0.0);
            Percent::left(below?)?
        }
    };
    let figures = Figures {
        left: remaining,
        limit: entitlement,
        left_percent: snapshot.percent_remaining,
        ..Figures::default()
    };
    let nothing = Amount {
        used: None,
        limit: None,
        unit,
    };
    Some(Row {
        used: Some(used),
        amount: figures.amount(unit).unwrap_or(nothing),
    })
}

/// The counts of an old Free account.
fn of_counts(user: &User, reset: Timestamp) -> Vec<QuotaWindow> {
    let left = user.limited_user_quotas.as_ref();
    let all = user.monthly_quotas.as_ref();
    let row = |of: fn(&Counts) -> Option<f64>| {
        let (left, all) = (left.and_then(of)?, all.and_then(of)?);
        Some(Row {
            used: Some(Percent::of(all - left, all)?),
            amount: Amount {
                used: Some(all - left),
                limit: Some(all),
                unit: Unit::Units,
            },
        })
    };
    let chat = row(|counts| counts.chat).map(|row| Side::Chat.window(row, reset));
    let completions =
        row(|counts| counts.completions).map(|row| Side::Completions.window(row, reset));
    chat.into_iter().chain(completions).collect()
}

/// The plan's name as shown.
fn plan(user: &User) -> Option<String> {
    let plan = user
        .copilot_plan
        .as_ref()
        .or(user.access_type_sku.as_ref())?;
    let plan = plan.trim();
    Some(match plan.to_ascii_lowercase().as_str() {
        "individual" => "Pro".to_owned(),
        "individual_pro" => "Pro+".to_owned(),
        _ => {
            let mut letters = plan.chars();
            let first = letters.next()?.to_uppercase();
            first.chain(letters).collect::<String>().replace('_', " ")
        }
    })
}

/// The moment that the service names, else the first of next month.
fn reset(user: &User, now: Timestamp) -> Timestamp {
    let named = [
        &user.quota_reset_date_utc,
        &user.quota_reset_date,
        &user.limited_user_reset_date,
    ];
    let named = named.into_iter().flatten().find_map(|text| moment_in(text));
    named.unwrap_or_else(|| next_month(now))
}

/// The first of next month, 00:00 UTC.
fn next_month(now: Timestamp) -> Timestamp {
    let today = now.to_zoned_datetime(TimeZone::UTC).date();
    let next = today.first_of_month().checked_add(1.month());
    next.and_then(|day| day.to_zoned_datetime(TimeZone::UTC))
        .map_or(now, |day| day.timestamp())
}
