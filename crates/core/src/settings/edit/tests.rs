//! Two who change the settings at once: each key changed by neither, by one, by the other, by both.

use super::*;
use crate::settings::{Hook, PercentMode, PopupReady};

/// A setting, as it was before and as two others would have it.
struct Case {
    name: &'static str,
    set: fn(&mut Settings, usize),
}

const fn case(name: &'static str, set: fn(&mut Settings, usize)) -> Case {
    Case { name, set }
}

/// Every kind of key; of each the value 0 is what holds without it, where there is such a value.
const CASES: [Case; 11] = [
    case("language", |it, at| {
        it.language = [None, Some("fr"), Some("en")][at].map(str::to_owned);
    }),
    case("interval", |it, at| it.interval_minutes = [5, 7, 9][at]),
    case("thresholds", |it, at| {
        it.thresholds = vec![[80.0, 50.0, 95.5][at]];
    }),
    case("share", |it, at| {
        it.share = [PercentMode::Left, PercentMode::Used, PercentMode::Left][at];
    }),
    case("quiet hours", |it, at| {
        it.notifications.quiet_hours.used_up_passes = at == 1;
    }),
    case("proxy", |it, at| {
        it.proxy = [None, Some("http://one:1"), Some("http://two:2")][at].map(str::to_owned);
    }),
    case("ready", |it, at| {
        it.popup_ready = [10, 0, 60].map(PopupReady::Minutes)[at];
    }),
    case("client", |it, at| match at {
        0 => drop(it.oauth_clients.remove("one")),
        _ => it.oauth_clients.entry("one".into()).or_default().id = at.to_string(),
    }),
    case("nickname", |it, at| {
        let name = [None, Some("Ada"), Some("Bo")][at].map(str::to_owned);
        it.accounts.entry("one/a.b".into()).or_default().nickname = name;
        it.drop_defaults();
    }),
    case("muted", |it, at| {
        it.accounts.entry("one/a.b".into()).or_default().muted = at == 1;
        it.drop_defaults();
    }),
    case("window", |it, at| {
        let windows = &mut it.providers.entry("one".into()).or_default().windows;
        match at {
            0 => drop(windows.remove("weekly")),
            _ => drop(windows.insert("weekly".into(), vec![[0.0, 60.0, 70.0][at]])),
        }
        it.drop_defaults();
    }),
];

fn with(parts: &[(usize, usize)]) -> Settings {
    let mut settings = Settings::default();
    for (case, value) in parts {
        (CASES[*case].set)(&mut settings, *value);
    }
    settings
}

#[test]
fn the_newest_of_two_changes_of_a_key_holds() {
    for (at, case) in CASES.iter().enumerate() {
        for base in 0..3 {
            for ours in 0..3 {
                for theirs in 0..3 {
                    let [before, after, meanwhile] =
                        [base, ours, theirs].map(|it| with(&[(at, it)]));
                    let merged = Edit::between(&before, &after).made_to(&meanwhile);
                    let is_changed = before != after;
                    let wanted = if is_changed { after } else { meanwhile };
                    assert_eq!(merged, wanted, "{} {base} {ours} {theirs}", case.name);
                }
            }
        }
    }
}

#[test]
fn two_who_change_different_keys_both_have_their_way() {
    let all = || CASES.iter().enumerate();
    for (one, first) in all() {
        for (other, second) in all().filter(|(it, _)| *it != one) {
            for (base, ours, theirs) in [(0, 1, 1), (0, 1, 2), (1, 0, 0), (1, 2, 0), (1, 0, 2)] {
                let before = with(&[(one, base), (other, base)]);
                let after = with(&[(one, ours), (other, base)]);
                let meanwhile = with(&[(one, base), (other, theirs)]);
                let mut merged = Edit::between(&before, &after).made_to(&meanwhile);
                // A part that is left may say nothing.
                merged.drop_defaults();
                let wanted = with(&[(one, ours), (other, theirs)]);
                let names = (first.name, second.name);
                assert_eq!(merged, wanted, "{names:?} {base} {ours} {theirs}");
            }
        }
    }
}

#[test]
fn the_way_back_takes_back_its_own_keys_alone() {
    let (before, after) = (with(&[(0, 1), (9, 1)]), with(&[(0, 2), (9, 0)]));
    let edit = Edit::between(&before, &after);
    let meanwhile = with(&[(0, 2), (3, 1), (8, 1)]);
    let back = edit.reversed().made_to(&meanwhile);
    assert_eq!(back, with(&[(0, 1), (9, 1), (3, 1), (8, 1)]));
    assert!(Edit::between(&before, &before).is_empty());
}

#[test]
fn an_empty_part_that_its_owner_has_written_stays() {
    let mut written = Settings::default();
    written
        .accounts
        .insert("one/b".into(), AccountSettings::default());
    let edit = Edit::between(&with(&[(8, 1)]), &with(&[(8, 0)]));
    assert_eq!(edit.made_to(&written), written);
    assert!(Edit::between(&written, &Settings::default()).is_empty());
}

#[test]
fn edits_meet_where_they_are_about_one_key() {
    let edit = |at, value| Edit::between(&Settings::default(), &with(&[(at, value)]));
    assert!(edit(8, 1).meets(&edit(8, 2)));
    assert!(!edit(8, 1).meets(&edit(9, 1)));
    let hook = Settings {
        hook: Hook {
            program: Some("/bin/true".into()),
        },
        ..Settings::default()
    };
    let hook = Edit::between(&Settings::default(), &hook);
    assert!(hook.sets_what_the_file_names() && edit(5, 1).sets_what_the_file_names());
    assert!(!hook.reversed().sets_what_the_file_names() && !edit(0, 1).sets_what_the_file_names());
}

#[test]
fn what_is_written_of_an_edit_has_no_value_in_it() {
    let edit = Edit::between(&Settings::default(), &with(&[(5, 1)]));
    assert_eq!(format!("{edit:?}"), r#"{"proxy"}"#);
}

#[test]
fn what_is_written_out_as_it_is_without_is_not_removed() {
    let muted = |muted| {
        let account = AccountSettings {
            muted,
            ..AccountSettings::default()
        };
        Settings {
            accounts: [("one/a".to_owned(), account)].into(),
            ..Settings::default()
        }
    };
    let edit = Edit::between(&muted(true), &muted(false));
    assert_eq!(edit.made_to(&muted(true)), muted(false));
    let edit = Edit::between(&muted(true), &Settings::default());
    assert_eq!(edit.made_to(&muted(true)), Settings::default());
}
