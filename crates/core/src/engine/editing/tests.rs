//! Undo takes back one change and nothing else, whatever was changed by hand or in another way since.

use jiff::Timestamp;

use super::*;
use crate::{
    engine::{Command, Engine, Event},
    intent::Intent,
    settings::{PercentMode, QuietHours, ResetFormat, Switch},
};

const MASK_NAMES: Change = Change::Switch {
    switch: Switch::MaskNames,
    on: true,
};

fn now() -> Timestamp {
    "2026-11-23T12:00:00Z".parse().unwrap()
}

fn engine(settings: Settings) -> Engine {
    Engine::new(settings, [].into(), 7)
}

fn asked(engine: &mut Engine, intent: Intent) -> Vec<SettingsEdit> {
    let commands = engine.step(Event::Intent(intent), now());
    let saved = commands.into_iter().filter_map(|command| match command {
        Command::SaveSettings(saving) => Some(*saving),
        _ => None,
    });
    saved.collect()
}

fn change(engine: &mut Engine, change: Change) -> Vec<SettingsEdit> {
    asked(engine, Intent::Change { change })
}

fn edited(engine: &mut Engine, edit: impl FnOnce(&mut Settings)) {
    let mut settings = engine.settings().clone();
    edit(&mut settings);
    engine.step(Event::SettingsChanged(Box::new(settings)), now());
}

fn undo(engine: &mut Engine) -> usize {
    asked(engine, Intent::Undo).len()
}

#[test]
fn what_was_flipped_since_stays() {
    let mut engine = engine(Settings::default());
    change(&mut engine, MASK_NAMES);
    asked(&mut engine, Intent::ToggleShare);
    asked(&mut engine, Intent::ToggleClock);
    assert_eq!(undo(&mut engine), 1);
    let wanted = Settings {
        share: PercentMode::Used,
        clock: ResetFormat::Clock,
        ..Settings::default()
    };
    assert_eq!(engine.settings(), &wanted);
}

#[test]
fn undo_keeps_what_was_edited_by_hand_since() {
    let mut engine = engine(Settings::default());
    change(&mut engine, MASK_NAMES);
    edited(&mut engine, |it| it.interval_minutes = 7);
    let named = engine.snapshot(now()).undo;
    assert_eq!(named, Some(Message::new("setting-mask-names")));
    assert_eq!(undo(&mut engine), 1);
    let wanted = Settings {
        interval_minutes: 7,
        ..Settings::default()
    };
    assert_eq!(engine.settings(), &wanted);
    assert_eq!(undo(&mut engine), 0);
}

#[test]
fn a_key_that_was_changed_since_is_not_undone() {
    let mut engine = engine(Settings::default());
    change(&mut engine, Change::IntervalMinutes(7));
    change(&mut engine, MASK_NAMES);
    change(&mut engine, Change::IntervalMinutes(8));
    edited(&mut engine, |it| it.interval_minutes = 7);
    let named = engine.snapshot(now()).undo;
    assert_eq!(named, Some(Message::new("setting-mask-names")));
    assert_eq!((undo(&mut engine), undo(&mut engine)), (1, 0));
    assert_eq!(engine.settings().interval_minutes, 7);
    change(&mut engine, Change::PercentMode(PercentMode::Used));
    asked(&mut engine, Intent::ToggleShare);
    assert_eq!(undo(&mut engine), 0);
    assert_eq!(engine.settings().share, PercentMode::Left);
}

#[test]
fn changes_are_taken_back_one_after_the_other() {
    let mut engine = engine(Settings::default());
    let hours = QuietHours {
        on: true,
        used_up_passes: true,
        ..QuietHours::default()
    };
    let mut steps = vec![engine.settings().clone()];
    for it in [
        Change::IntervalMinutes(7),
        Change::QuietHours(hours),
        Change::IntervalMinutes(8),
        Change::Language(Some("fr".into())),
    ] {
        change(&mut engine, it);
        steps.push(engine.settings().clone());
    }
    while let Some(step) = steps.pop() {
        assert_eq!(engine.settings(), &step);
        assert_eq!(undo(&mut engine), usize::from(!steps.is_empty()));
    }
}

#[test]
fn a_change_says_what_it_is_about_and_what_the_engine_had_heard() {
    let mut engine = engine(Settings::default());
    edited(&mut engine, |it| it.interval_minutes = 7);
    let before = engine.settings().clone();
    let saved = change(&mut engine, MASK_NAMES);
    assert_eq!(saved[0].heard, 1);
    assert_eq!(saved[0].edit, Edit::between(&before, engine.settings()));
    assert_eq!(&saved[0].settings, engine.settings());
}
