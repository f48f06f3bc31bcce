//! What the tray shows: the mark's face, a line an account.

use jiff::Timestamp;

use super::{
    Level,
    level::{counting, level},
    make::{Around, in_order, is_old, label, name},
};
use crate::{
    model::{AccountKey, AccountState, Percent, Reset, Scope, Snapshot, Window},
    problem::{Code, fix},
    text::Message,
};

/// The tray item.
#[derive(Clone, Debug, PartialEq)]
pub struct TrayView {
    pub face: Face,
    /// One line an account, in the order of the cards.
    pub lines: Vec<TrayLine>,
    /// What is wrong with the stores; having found nothing is no such trouble.
    pub troubles: Vec<Message>,
    pub demo: bool,
    pub paused: bool,
    /// Before that, having no line means nothing.
    pub searched: bool,
}

/// What the mark looks like. Equal faces give equal pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Face {
    pub mark: Mark,
    pub level: Level,
    /// Some number is older than two intervals.
    pub dimmed: bool,
    /// Some account has a problem.
    pub notch: bool,
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
    pub fn of(snapshot: &Snapshot, around: Around<'_>, now: Timestamp) -> Self {
        let accounts: Vec<&AccountState> = in_order(snapshot, around.settings)
            .into_iter()
            .filter(|state| around.settings.counts(&state.account.key))
            .collect();
        let worst = accounts
            .iter()
            .flat_map(|state| counting(state, now))
            .filter_map(|window| window.used)
            .map(Percent::remaining)
            .min_by(f64::total_cmp);
        let old = |state: &&AccountState| {
            is_old(
                state.reading.as_ref().map(|reading| reading.at),
                around.settings.interval(),
                now,
            )
        };
        let broken = |state: &&AccountState| {
            state.problem.is_some()
                || state
                    .reading
                    .as_ref()
                    .is_some_and(|reading| reading.usage.fault.is_some())
        };
        let troubles: Vec<Message> = snapshot
            .problems
            .iter()
            .filter(|problem| problem.code != Code::NoAccounts)
            .map(|problem| fix(problem, None, around.os).title)
            .collect();
        Self {
            face: Face {
                mark: worst.map_or(Mark::Empty, Mark::Left),
                level: level(snapshot, around.settings, now),
                dimmed: accounts.iter().any(old),
                notch: accounts.iter().any(broken) || !troubles.is_empty(),
                monochrome: around.settings.icon_monochrome,
            },
            lines: accounts
                .iter()
                .map(|state| line(state, snapshot, around, now))
                .collect(),
            troubles,
            demo: snapshot.demo,
            paused: snapshot.paused_until.is_some_and(|until| until > now),
            searched: snapshot.searched,
        }
    }
}

fn line(state: &AccountState, snapshot: &Snapshot, around: Around<'_>, now: Timestamp) -> TrayLine {
    TrayLine {
        account: state.account.key.clone(),
        text: Message::new("tray-line")
            .message("account", account_name(state, snapshot, around))
            .message("state", said(state, around, now)),
    }
}

/// The provider's name, and the account's too where there are several or where it was given one.
fn account_name(state: &AccountState, snapshot: &Snapshot, around: Around<'_>) -> Message {
    let provider = &state.account.key.provider;
    let alone = snapshot
        .accounts
        .iter()
        .filter(|other| other.account.key.provider == *provider)
        .count()
        == 1;
    let name = name(state, around);
    let unnamed = around.settings.nickname(&state.account.key).is_none();
    if alone && unnamed {
        Message::new("plain").text("text", name)
    } else {
        Message::new("tray-account")
            .text("name", name)
            .message("label", label(state, &snapshot.accounts, around.settings))
    }
}

fn said(state: &AccountState, around: Around<'_>, now: Timestamp) -> Message {
    if let Some(problem) = &state.problem {
        let info = around
            .providers
            .iter()
            .find(|info| info.id == state.account.key.provider);
        return fix(
            problem,
            info.map(|info| (*info, &state.account.key)),
            around.os,
        )
        .title;
    }
    let worst = counting(state, now).min_by(|a, b| remaining(a).total_cmp(&remaining(b)));
    match (worst, &state.reading) {
        (Some(window), _) => window_line(window, now),
        (None, Some(_)) => Message::new("note-no-quota-reported"),
        (None, None) if !state.notes.is_empty() && state.next.is_none() && !state.busy => {
            state.notes[0].text.clone()
        }
        (None, None) => Message::new("tray-asking"),
    }
}

fn window_line(window: &Window, now: Timestamp) -> Message {
    let left = window.used.map(Percent::left_shown).unwrap_or_default();
    let message = match window.reset {
        Reset::At(at) if at > now => Message::new("tray-left-until").until("reset", at),
        Reset::At(_) | Reset::NotStarted | Reset::Unknown => Message::new("tray-left"),
    };
    let label = match &window.scope {
        Scope::All => Message::new("plain").text("text", ""),
        Scope::Pool(pool) => Message::new("tray-pool").text("pool", pool.clone()),
        Scope::Tools => window.label.clone(),
    };
    message.text("left", left).message("pool", label)
}

fn remaining(window: &Window) -> f64 {
    window.used.map_or(100.0, Percent::remaining)
}
