//! Makes the `View`.

use jiff::{SignedDuration, Timestamp};

use super::{
    BalanceRow, Card, Level, Past, PlaceRow, ProblemRow, Row, SettingsView, StepRow, Trend,
    Verdict, View,
    identity::Identity,
    level::{account_level, counting, level, window_level},
    past::trend,
    report::report,
};
use crate::{
    forecast::{Forecast, even_left, forecast},
    model::{
        AccountKey, AccountState, Amount, Balance, Info, Outcome, Owner, Percent, QuotaWindow,
        Reading, Reset, Scope, SearchedPath, Snapshot,
    },
    ports::Os,
    problem::{Code, Fact, Problem, Step, fix},
    settings::Settings,
    text::{Language, Message},
};

/// What the shells need to know beside the snapshot.
#[derive(Clone, Copy, Debug)]
pub struct ViewContext<'a> {
    pub settings: &'a Settings,
    pub language: Language,
    /// The providers, for names and pages.
    pub providers: &'a [&'static Info],
    pub os: Os,
    /// The desktop, as it calls itself.
    pub desktop: &'a str,
    pub version: &'static str,
    /// Whom the report is not to name.
    pub identity: &'a Identity,
    /// For the small lines; most shells have no use for it.
    pub past: Option<&'a Past>,
}

/// The view of a snapshot.
pub fn view(snapshot: &Snapshot, context: ViewContext<'_>, now: Timestamp) -> View {
    let cards: Vec<Card> = in_order(snapshot, context.settings)
        .into_iter()
        .filter(|state| context.settings.counts(&state.account.key))
        .map(|state| card(state, snapshot, context, now))
        .collect();
    View {
        at: now,
        language: context.language.tag().to_owned(),
        demo: snapshot.demo,
        level: level(snapshot, context.settings, now),
        left: cards
            .iter()
            .filter_map(|card| card.left)
            .min_by(f64::total_cmp),
        share: context.settings.share,
        clock: context.settings.clock,
        busy: !snapshot.searched || snapshot.accounts.iter().any(|state| state.busy),
        cards,
        problems: snapshot
            .problems
            .iter()
            .map(|problem| problem_row(problem, None, false))
            .collect(),
        places: snapshot.places.iter().map(place_row).collect(),
        paused_until: snapshot.paused_until.filter(|until| *until > now),
        notices: snapshot.untold.iter().map(untold).collect(),
        settings: SettingsView::of(snapshot, context),
        report: report(snapshot, context, now),
        version: context.version.to_owned(),
    }
}

/// The accounts in the user's order.
pub fn in_order<'a>(snapshot: &'a Snapshot, settings: &Settings) -> Vec<&'a AccountState> {
    let mut accounts: Vec<&AccountState> = snapshot.accounts.iter().collect();
    settings.sort(&mut accounts, |state| &state.account.key);
    accounts
}

/// What an account is called: its nickname, its label, masked where set so, or "account n" among its siblings.
pub fn label(state: &AccountState, all: &[AccountState], settings: &Settings) -> Message {
    let key = &state.account.key;
    if let Some(nickname) = settings.nickname(key) {
        return Message::new("plain").text("text", nickname);
    }
    let reported = state
        .reading
        .as_ref()
        .and_then(|reading| reading.usage.label.as_ref());
    if let Some(label) = reported.or(state.account.label.as_ref()) {
        Message::new("plain").text(
            "text",
            if settings.is_masked(key) {
                mask(label)
            } else {
                label.clone()
            },
        )
    } else {
        let siblings = all
            .iter()
            .filter(|other| other.account.key.provider == state.account.key.provider);
        let number = siblings
            .take_while(|other| other.account.key != state.account.key)
            .count()
            + 1;
        Message::new("account-number").number("number", number as f64)
    }
}

/// The provider's name, and the account's too where there are several or where it was given one.
pub fn account_name(
    state: &AccountState,
    all: &[AccountState],
    settings: &Settings,
    provider_name: &str,
) -> Message {
    let key = &state.account.key;
    let siblings = all
        .iter()
        .filter(|other| other.account.key.provider == key.provider);
    if siblings.count() == 1 && settings.nickname(key).is_none() {
        Message::new("plain").text("text", provider_name)
    } else {
        Message::new("tray-account")
            .text("name", provider_name)
            .message("label", label(state, all, settings))
    }
}

/// The first character, and the domain of an address; the rest is hidden, however short it is.
fn mask(label: &str) -> String {
    if label.starts_with('…') {
        return label.to_owned();
    }
    let (name, domain) = label
        .split_once('@')
        .map_or((label, None), |(name, domain)| (name, Some(domain)));
    let first: String = name.chars().take(1).collect();
    domain.map_or_else(
        || format!("{first}•••"),
        |domain| format!("{first}•••@{domain}"),
    )
}

/// The provider's own name.
pub fn name(state: &AccountState, context: ViewContext<'_>) -> String {
    let id = &state.account.key.provider;
    info(id, context).map_or_else(|| id.clone(), |info| info.name.to_owned())
}

fn info(id: &str, context: ViewContext<'_>) -> Option<&'static Info> {
    context.providers.iter().copied().find(|info| info.id == id)
}

/// What the desktop does not tell.
fn untold(what: &Message) -> Message {
    Message::new("notice-untold").message("what", what.clone())
}

fn card(
    state: &AccountState,
    snapshot: &Snapshot,
    context: ViewContext<'_>,
    now: Timestamp,
) -> Card {
    let is_snoozed = |window: &QuotaWindow| {
        let mut snoozed = snapshot.snoozed.iter();
        snoozed.any(|(key, id)| *key == state.account.key && *id == window.id)
    };
    let usage = state.reading.as_ref().map(|reading| &reading.usage);
    let read_at = state.reading.as_ref().map(Reading::as_of);
    let rows = usage.into_iter().flat_map(|usage| &usage.windows);
    let fault = usage.and_then(|usage| usage.fault.as_ref());
    let about = info(&state.account.key.provider, context).map(|info| (info, &state.account.key));
    let notes = state
        .notes
        .iter()
        .chain(usage.into_iter().flat_map(|usage| &usage.notes));
    Card {
        key: state.account.key.clone(),
        name: name(state, context),
        plan: usage
            .and_then(|usage| usage.plan.clone())
            .or_else(|| state.account.plan.clone()),
        label: label(state, &snapshot.accounts, context.settings),
        origin: state.account.origin.clone(),
        endpoint: usage.and_then(|usage| usage.endpoint.clone()),
        read_at,
        old: is_old(read_at, context.settings.interval(), now),
        busy: state.busy,
        level: account_level(state, context.settings, now).unwrap_or(Level::Broken),
        left: counting(state, now)
            .filter_map(QuotaWindow::counted)
            .map(Percent::remaining)
            .min_by(f64::total_cmp),
        muted: context.settings.is_muted(&state.account.key),
        provider_muted: context
            .settings
            .is_provider_muted(&state.account.key.provider),
        rows: rows
            .map(|window| {
                let key = &state.account.key;
                let threshold = context.settings.first_threshold(key, &window.id);
                let past = context.past.and_then(|past| past.get(key));
                let mut histories = past.into_iter().flatten();
                let history = histories.find(|history| history.window == window.id);
                let row = row(window, threshold, now);
                Row {
                    trend: history.map_or_else(Trend::new, |history| trend(history, now)),
                    snoozed: is_snoozed(window),
                    ..row
                }
            })
            .collect(),
        balances: usage
            .into_iter()
            .flat_map(|usage| &usage.balances)
            .map(balance_row)
            .collect(),
        notes: notes.map(|note| note.text.clone()).collect(),
        problem: state
            .problem
            .as_ref()
            .or(fault)
            .map(|problem| problem_row(problem, about, state.is_quiet())),
    }
}

/// A moment so far ahead of now is of a clock that ran ahead: nobody knows how old it is.
const AHEAD: SignedDuration = SignedDuration::from_mins(1);

/// Older than two and a half intervals, or of a moment to come. While power is saved two are usual, a tenth more or less.
pub fn is_old(read_at: Option<Timestamp>, interval: SignedDuration, now: Timestamp) -> bool {
    read_at.is_some_and(|at| {
        let age = now.duration_since(at);
        age > interval * 5 / 2 || age < -AHEAD
    })
}

fn row(window: &QuotaWindow, threshold: f64, now: Timestamp) -> Row {
    let forecast = forecast(window, now);
    let (verdict, sentence) = verdict(forecast, window);
    let counted = window.counted();
    Row {
        id: window.id.clone(),
        kind: window.kind,
        scope: window.scope.clone(),
        label: window.label.clone(),
        left: counted.map(Percent::remaining),
        left_shown: counted.map(Percent::left_shown),
        used_shown: counted.map(Percent::used_shown),
        even: even_left(window, now),
        verdict,
        sentence,
        amount: window.amount.as_ref().and_then(amount),
        reset: window.reset,
        tone: window_level(window, threshold, now),
        folded: window.scope == Scope::Tools,
        trend: Trend::new(),
        snoozed: false,
    }
}

/// Of the row and of the chart.
pub(super) fn verdict(forecast: Forecast, window: &QuotaWindow) -> (Verdict, Option<Message>) {
    if window.counted().is_none() {
        return (Verdict::None, Some(Message::new("verdict-unknown")));
    }
    match forecast {
        Forecast::TooEarly => (Verdict::None, None),
        Forecast::Lasts => (Verdict::Lasts, Some(Message::new("verdict-lasts"))),
        Forecast::Tight { at } => (
            Verdict::Tight,
            Some(Message::new("verdict-tight").moment("at", at)),
        ),
        Forecast::RunsOut { at } => (
            Verdict::RunsOut,
            Some(Message::new("verdict-runs-out").moment("at", at)),
        ),
        Forecast::UsedUp => {
            let reason = window.reason.clone();
            let sentence = reason.unwrap_or_else(|| Message::new("verdict-used-up"));
            (Verdict::UsedUp, Some(sentence))
        }
    }
}

/// Exact counts in words: `amount-<unit>`, with `used` and, where known, `limit`.
fn amount(amount: &Amount) -> Option<Message> {
    let unit = amount.unit.as_str();
    match (amount.used, amount.limit) {
        (Some(used), Some(limit)) => Some(
            Message::new(format!("amount-of-{unit}"))
                .number("used", used)
                .number("limit", limit),
        ),
        (Some(used), None) => Some(Message::new(format!("amount-{unit}")).number("used", used)),
        (None, _) => None,
    }
}

fn balance_row(balance: &Balance) -> BalanceRow {
    BalanceRow {
        id: balance.id.clone(),
        label: balance.label.clone(),
        amount: balance_of(balance),
    }
}

/// The amount with its unit. Whether it is one or more goes by `count`; a text has no number.
pub fn balance_of(balance: &Balance) -> Message {
    let said = Message::new(format!("balance-{}", balance.unit.as_str()))
        .text("amount", balance.amount.clone());
    match balance.amount.parse() {
        Ok(count) => said.number("count", count),
        Err(_) => said.number("count", 2.0),
    }
}

fn problem_row(problem: &Problem, about: Option<(&Info, &AccountKey)>, quiet: bool) -> ProblemRow {
    let fix = fix(problem, about);
    ProblemRow {
        code: problem.code,
        quiet,
        title: fix.title,
        why: fix.why,
        steps: fix.steps.into_iter().map(step_row).collect(),
        detail: problem
            .detail
            .as_ref()
            .map(|detail| detail.as_str().to_owned())
            .filter(|detail| !detail.is_empty()),
        retry_at: problem.retry_at(),
        path: problem.get(Fact::Path).map(str::to_owned),
    }
}

fn step_row(step: Step) -> StepRow {
    match step {
        Step::Say(text) => StepRow::Say { text },
        Step::Copy { what, text } => StepRow::Copy {
            text: what,
            copy: text,
        },
        Step::Open { what, link, url } => StepRow::Open {
            text: what,
            link,
            host: host(&url),
            url,
        },
        Step::Reveal { what, path } => StepRow::Reveal { text: what, path },
        Step::Press { what, intent } => StepRow::Press { text: what, intent },
        Step::Form { what, form } => StepRow::Form { text: what, form },
        Step::Settings { what, setting } => StepRow::Settings {
            text: what,
            setting: setting.to_owned(),
        },
    }
}

/// The host of an https address.
fn host(url: &str) -> String {
    let rest = url.strip_prefix("https://").unwrap_or(url);
    rest.split(['/', '?', '#'])
        .next()
        .unwrap_or_default()
        .to_owned()
}

fn place_row(place: &SearchedPath) -> PlaceRow {
    PlaceRow {
        path: place.path.clone(),
        outcome: place.outcome.as_str().to_owned(),
        said: said_of(place),
    }
}

/// What came of looking at a place.
pub fn said_of(place: &SearchedPath) -> Message {
    let said = Message::new(format!("place-{}", place.outcome.as_str()));
    match &place.outcome {
        Outcome::Read { entries, dropped } => said
            .number("entries", *entries as f64)
            .number("dropped", dropped.len() as f64),
        Outcome::Missing => said,
        Outcome::Unreadable { reason } | Outcome::Locked { reason } => {
            said.text("reason", reason.clone())
        }
        Outcome::Damaged {
            reason,
            line,
            column,
        } => said
            .text("reason", reason.clone())
            .number("line", line.unwrap_or_default() as f64)
            .number("column", column.unwrap_or_default() as f64),
    }
}

/// When a window begins anew, as far as that is known. Of a moment that has passed there is nothing
/// more to count.
pub fn reset_of(reset: Reset, now: Timestamp) -> Option<Message> {
    match reset {
        Reset::At(at) if at > now => Some(Message::new("resets-in").until("reset", at)),
        Reset::At(_) => Some(Message::new("reset-due")),
        Reset::NotStarted => Some(Message::new("reset-not-started")),
        Reset::Unknown => None,
    }
}

/// The problems that the places themselves have, and "nothing found" when there is no account.
pub fn store_problems(places: &[SearchedPath], accounts: usize) -> Vec<Problem> {
    let mut problems: Vec<Problem> = places
        .iter()
        .filter_map(|place| {
            let problem = match &place.outcome {
                Outcome::Read { .. } | Outcome::Missing => return None,
                Outcome::Unreadable { reason } => {
                    Problem::new(Code::StoreUnreadable).fact(Fact::Reason, reason.clone())
                }
                Outcome::Locked { reason } => {
                    Problem::new(Code::StoreLocked).fact(Fact::Reason, reason.clone())
                }
                Outcome::Damaged {
                    reason,
                    line,
                    column,
                } => {
                    let problem =
                        Problem::new(Code::StoreDamaged).fact(Fact::Reason, reason.clone());
                    match (line, column) {
                        (Some(line), Some(column)) => problem
                            .fact(Fact::Line, line.to_string())
                            .fact(Fact::Column, column.to_string()),
                        _ => problem,
                    }
                }
            };
            let problem = problem.fact(Fact::Path, place.path.clone());
            Some(match place.owner {
                Owner::OpenCode => problem,
                Owner::Codex => problem.fact(Fact::Case, "codex"),
                Owner::Agy => problem.fact(Fact::Case, "agy"),
                Owner::Person => problem.fact(Fact::Case, "person"),
            })
        })
        .collect();
    if accounts == 0 {
        problems.push(Problem::new(Code::NoAccounts));
    }
    problems
}
