//! What the tray shows: the mark's face, a line an account.

use jiff::Timestamp;

use super::{
    Level,
    context::{ViewContext, in_order, name},
    level::{LITTLE, awaits_reset, counting, is_old, level, window_level},
};
use crate::{
    forecast::{Forecast, forecast},
    message::Message,
    model::{AccountKey, Percent, QuotaWindow, Reset, Scope},
    problem::{Code, fix},
    settings::{PercentMode, ResetFormat, Settings},
    snapshot::{AccountState, Reading, Snapshot, account_name},
};

/// The tray item.
#[derive(Clone, Debug, PartialEq)]
pub struct TrayView {
    pub icon: IconState,
    /// One line an account, in the order of the cards.
    pub lines: Vec<TrayLine>,
    /// What is wrong with the stores, and what the desktop does not tell; having found nothing is
    /// no such trouble.
    pub troubles: Vec<Message>,
    pub demo: bool,
    pub paused: bool,
    /// Before that, having no line means nothing.
    pub searched: bool,
}

/// What the mark looks like. Equal faces give equal pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct IconState {
    pub mark: Mark,
    pub level: Level,
    /// Some number is older than two and a half intervals.
    pub dimmed: bool,
    /// Some account has a problem.
    pub badge: bool,
    pub monochrome: bool,
}

/// The circle's fill.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Mark {
    /// No account, or no number yet.
    Empty,
    /// What is left in the worst window that counts, 0 to 100.
    Left(f64),
}

/// One account in tooltip and menu.
#[derive(Clone, Debug, PartialEq)]
pub struct TrayLine {
    pub account: AccountKey,
    pub text: Message,
}

impl TrayView {
    pub fn of(snapshot: &Snapshot, context: ViewContext<'_>, now: Timestamp) -> Self {
        let accounts: Vec<&AccountState> = in_order(snapshot, context.settings)
            .into_iter()
            .filter(|state| context.settings.counts(&state.account.key))
            .collect();
        let worst = accounts
            .iter()
            .flat_map(|state| counting(state, now))
            .filter_map(QuotaWindow::counted)
            .map(Percent::remaining)
            .min_by(f64::total_cmp);
        let old = |state: &&AccountState| {
            let read_at = state.reading.as_ref().map(Reading::as_of);
            is_old(read_at, context.settings.interval(), now)
        };
        let broken = |state: &&AccountState| {
            (state.problem.is_some() && !state.is_quiet())
                || state
                    .reading
                    .as_ref()
                    .is_some_and(|reading| reading.usage.fault.is_some())
        };
        let troubles: Vec<Message> = snapshot
            .problems
            .iter()
            .filter(|problem| problem.code != Code::NoAccounts)
            .map(|problem| fix(problem, None).title)
            .chain(
                snapshot
                    .untold
                    .iter()
                    .map(|what| Message::new("tray-untold").message("what", what.clone())),
            )
            .collect();
        Self {
            icon: IconState {
                mark: worst.map_or(Mark::Empty, Mark::Left),
                level: level(snapshot, context.settings, now),
                dimmed: accounts.iter().any(old),
                badge: accounts.iter().any(broken) || !troubles.is_empty(),
                monochrome: context.settings.icon_monochrome,
            },
            lines: accounts
                .iter()
                .map(|state| line(state, snapshot, context, now))
                .collect(),
            troubles,
            demo: snapshot.demo,
            paused: snapshot.paused_until.is_some_and(|until| until > now),
            searched: snapshot.searched,
        }
    }
}

fn line(
    state: &AccountState,
    snapshot: &Snapshot,
    context: ViewContext<'_>,
    now: Timestamp,
) -> TrayLine {
    let account = account_name(
        state,
        &snapshot.accounts,
        context.settings,
        &name(state, context),
    );
    TrayLine {
        account: state.account.key.clone(),
        text: Message::new("tray-line")
            .message("account", account)
            .message("state", said(state, context, now)),
    }
}

fn said(state: &AccountState, context: ViewContext<'_>, now: Timestamp) -> Message {
    if let Some(problem) = &state.problem {
        let info = context
            .providers
            .iter()
            .find(|info| info.id == state.account.key.provider);
        return fix(problem, info.map(|info| (*info, &state.account.key))).title;
    }
    let key = &state.account.key;
    let threshold = |window: &QuotaWindow| context.settings.first_threshold(key, &window.id);
    let level = |window: &QuotaWindow| window_level(window, threshold(window), now);
    // The window that makes the level, which need not be the one with the least left.
    let worst = counting(state, now).max_by(|a, b| {
        let less = remaining(b).total_cmp(&remaining(a));
        level(a).cmp(&level(b)).then(less)
    });
    match (worst, &state.reading) {
        (Some(window), _) => window_line(window, level(window), context.settings, now),
        (None, Some(reading)) if awaits_reset(&reading.usage.windows, now) => {
            Message::new("reset-due")
        }
        (None, Some(_)) => Message::new("note-no-quota-reported"),
        (None, None) if !state.notes.is_empty() && state.next.is_none() && !state.busy => {
            state.notes[0].text.clone()
        }
        (None, None) => Message::new("tray-asking"),
    }
}

/// What is left, and where that is not calm, of which window and why.
fn window_line(window: &QuotaWindow, level: Level, settings: &Settings, now: Timestamp) -> Message {
    let (share, value) = match settings.share {
        PercentMode::Left => ("percent-left", window.counted().map(Percent::left_shown)),
        PercentMode::Used => ("percent-used", window.counted().map(Percent::used_shown)),
    };
    let share = Message::new(share).text("value", value.unwrap_or_default());
    let resets = |at| match settings.clock {
        ResetFormat::Countdown => Message::new("resets-in").until("reset", at),
        ResetFormat::Clock => Message::new("resets-at").moment("reset", at),
    };
    // Of a number above nothing it has to be said that it counts as none.
    let used_up = window.limit_reached && window.used.is_none_or(|it| it.remaining() > 0.0);
    let message = match (forecast(window, now), window.reset) {
        (Forecast::RunsOut { at }, _) if remaining(window) > LITTLE => {
            Message::new("tray-runs-out").moment("at", at)
        }
        (_, Reset::At(at)) if used_up => {
            Message::new("tray-used-up-until").message("resets", resets(at))
        }
        (_, Reset::NotStarted | Reset::Unknown) if used_up => Message::new("tray-used-up"),
        (_, Reset::At(at)) if at > now => {
            Message::new("tray-left-until").message("resets", resets(at))
        }
        (_, Reset::At(_) | Reset::NotStarted | Reset::Unknown) => Message::new("tray-left"),
    };
    let label = match (&window.scope, level) {
        (Scope::All, Level::Calm) => Message::new("plain").text("text", ""),
        (Scope::Pool(pool), Level::Calm) => Message::new("tray-pool").text("pool", pool.clone()),
        (Scope::All | Scope::Pool(_) | Scope::Tools, _) => {
            Message::new("tray-window").message("window", window.label.clone())
        }
    };
    message.message("share", share).message("pool", label)
}

fn remaining(window: &QuotaWindow) -> f64 {
    window.counted().map_or(100.0, Percent::remaining)
}

#[cfg(test)]
mod tests {
    use crate::{
        model::{Language, Note, NoteCode},
        ports::Os,
        problem::Problem,
        testing::{read, session, snapshot},
        text::Words,
    };
    use jiff::{SignedDuration, tz::TimeZone};

    use super::*;

    fn now() -> Timestamp {
        "2026-11-23T12:00:00Z".parse().unwrap()
    }

    fn window(id: &str, used: f64, limit_reached: bool) -> QuotaWindow {
        QuotaWindow {
            id: id.to_owned(),
            limit_reached,
            label: Message::new("plain").text("text", id),
            ..session(used, Reset::At(now() + SignedDuration::from_hours(2)))
        }
    }

    fn state(windows: Vec<QuotaWindow>) -> AccountState {
        read(AccountKey::new("sample", "a"), windows, now())
    }

    /// The mark's level and the line of an account with these windows.
    fn shown(windows: Vec<QuotaWindow>) -> (Level, String) {
        let (face, line) = tray(state(windows));
        (face.level, line)
    }

    fn tray(state: AccountState) -> (IconState, String) {
        tray_with(state, &Settings::default())
    }

    fn tray_with(state: AccountState, settings: &Settings) -> (IconState, String) {
        let snapshot = snapshot(vec![state], now());
        let context = ViewContext {
            settings,
            language: Language::English,
            providers: &[],
            os: Os::Linux,
            desktop: "",
            version: "0",
            identity: &crate::view::Identity::default(),
            past: None,
        };
        let view = TrayView::of(&snapshot, context, now());
        let words = Words::new(Language::English, TimeZone::UTC);
        (view.icon, words.say(&view.lines[0].text, now()))
    }

    #[test]
    fn numbers_of_before_a_reset_are_not_taken_for_none() {
        let mut window = window("Five hours", 96.0, false);
        window.reset = Reset::At(now());
        let (level, line) = shown(vec![window]);
        assert_eq!(
            (level, line.as_str()),
            (Level::Calm, "sample: reset is due")
        );
        let (_, line) = shown(Vec::new());
        assert_eq!(line, "sample: No quota reported");
    }

    #[test]
    fn a_sign_in_that_is_not_used_is_no_trouble_when_it_ends() {
        let mut state = state(vec![window("Five hours", 20.0, false)]);
        state.problem = Some(Problem::new(Code::SignInExpired));
        assert!(tray(state.clone()).0.badge);
        state.notes = vec![Note::new(NoteCode::Inactive)];
        assert!(!tray(state.clone()).0.badge);
        state.problem = Some(Problem::new(Code::ServiceDown));
        assert!(tray(state).0.badge);
    }

    #[test]
    fn an_account_without_a_plan_is_no_trouble() {
        let mut state = state(Vec::new());
        state.problem = Some(Problem::new(Code::NoPlan));
        let (face, line) = tray(state.clone());
        assert!(!face.badge);
        assert_eq!(line, "sample: No plan on this account");
        state.problem = Some(Problem::new(Code::Forbidden));
        assert!(tray(state).0.badge);
    }

    #[test]
    fn the_line_counts_as_the_settings_say() {
        let settings = Settings {
            share: PercentMode::Used,
            clock: ResetFormat::Clock,
            ..Settings::default()
        };
        let line = |windows| tray_with(state(windows), &settings).1;
        let calm = line(vec![window("Five hours", 20.0, false)]);
        assert_eq!(calm, "sample: 20% used, resets 14:00");
        let full = line(vec![window("Full", 30.0, true)]);
        assert_eq!(full, "sample: Full used up, resets 14:00");
    }

    #[test]
    fn the_line_says_why_the_mark_looks_as_it_does() {
        let one = |used| vec![window("Five hours", used, false)];
        for (windows, level, line) in [
            (one(20.0), Level::Calm, "sample: 80% left, resets in 2 h"),
            (
                one(79.0),
                Level::Notice,
                "sample: Five hours 21% left, ends 12:47",
            ),
            (
                one(81.0),
                Level::Critical,
                "sample: Five hours 19% left, ends 12:42",
            ),
            (
                one(70.0),
                Level::Notice,
                "sample: Five hours 30% left, ends 13:17",
            ),
            (
                one(96.0),
                Level::Critical,
                "sample: Five hours 4% left, resets in 2 h",
            ),
            (
                vec![window("Calm", 40.0, false), window("Full", 30.0, true)],
                Level::Critical,
                "sample: Full used up, resets in 2 h",
            ),
        ] {
            assert_eq!(shown(windows), (level, line.to_owned()));
        }
    }
}
