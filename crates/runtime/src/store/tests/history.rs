//! What was told over time, as it is kept, folded, asked for and wiped.

use super::*;

#[test]
fn of_two_values_within_one_second_the_later_one_holds() {
    let place = TempPlace::new();
    let store = place.store();
    let reset = Reset::At(at(200));
    let told = |minute: i64, milliseconds: i64, used: f64| {
        let mut state = reading(minute, used, reset);
        let reading = state.reading.as_mut().unwrap();
        reading.at += SignedDuration::from_millis(milliseconds);
        remember(&store, &state);
    };
    told(0, 100, 20.0);
    told(0, 900, 45.0);
    assert_eq!(short(&only(&store).intervals), [(0, 0, 45.0, true)]);
    // Where the earlier one had lasted, it ends before.
    told(5, 100, 45.0);
    told(5, 900, 50.0);
    let kept = only(&store).intervals;
    assert_eq!(short(&kept), [(0, 4, 45.0, true), (5, 5, 50.0, false)]);
    assert_eq!(kept[0].until, at(5) - SignedDuration::from_secs(1));
}

#[test]
fn a_value_that_stays_is_one_stretch_and_a_gap_is_told_from_it() {
    let place = TempPlace::new();
    let store = place.store();
    let reset = Reset::At(at(200));
    for (minute, used) in [(0, 10.0), (5, 10.0), (10, 10.0), (15, 12.0), (50, 12.0)] {
        remember(&store, &reading(minute, used, reset));
    }
    // Told again is nothing new, told late finds its place.
    remember(&store, &reading(50, 12.0, reset));
    remember(&store, &reading(20, 11.0, reset));
    remember(&store, &reading(55, 12.0, Reset::At(at(201))));
    let expected = [
        (0, 10, 10.0, true),
        (15, 15, 12.0, false),
        (20, 20, 11.0, false),
        (50, 55, 12.0, true),
    ];
    assert_eq!(short(&only(&store).intervals), expected);
}

#[test]
fn an_hour_and_a_reset_end_a_stretch_though_the_value_stays() {
    let place = TempPlace::new();
    let store = place.store();
    for (minute, reset) in [(55, 200), (60, 200), (65, 500)] {
        remember(&store, &reading(minute, 7.0, Reset::At(at(reset))));
    }
    let expected = [
        (55, 55, 7.0, true),
        (60, 60, 7.0, false),
        (65, 65, 7.0, false),
    ];
    assert_eq!(short(&only(&store).intervals), expected);
}

/// A reading on this plan, with this many percent used.
fn planned(minute: i64, plan: &str, used: f64) -> AccountState {
    let mut state = reading(minute, used, Reset::At(at(200)));
    state.reading.as_mut().unwrap().usage.plan = Some(plan.to_owned());
    state
}

#[test]
fn a_plan_that_two_readings_name_begins_the_history_anew() {
    let place = TempPlace::new();
    let store = place.store();
    remember(&store, &planned(0, "pro", 40.0));
    remember(&store, &planned(5, "pro", 60.0));
    remember(&store, &planned(10, "max", 30.0));
    remember(&store, &planned(10, "max", 30.0));
    assert_eq!(only(&store).since, None);
    drop(store);
    let store = place.store();
    remember(&store, &planned(15, "max", 30.0));
    let kept = only(&store);
    assert_eq!(kept.since, Some(at(10)));
    assert_eq!(kept.intervals.len(), 3, "the old ones stay to be seen");
    let present = kept.on_present_terms().intervals;
    assert_eq!(short(&present), [(10, 15, 30.0, false)]);
    // One that comes late says nothing of the present plan.
    remember(&store, &planned(3, "pro", 50.0));
    remember(&store, &planned(4, "pro", 50.0));
    assert_eq!(only(&store).since, Some(at(10)));
}

#[test]
fn the_history_of_an_earlier_version_is_read_and_goes_on() {
    let place = TempPlace::new();
    let older = Connection::open(place.path()).unwrap();
    older.execute_batch(&STEPS[..4].join(";")).unwrap();
    older.pragma_update(None, "user_version", 4).unwrap();
    let series = "INSERT INTO series VALUES (1, 'sample', 'a', 'session', 18000)";
    older.execute(series, []).unwrap();
    let begins = at(0).as_second();
    let stretch = "INSERT INTO stretch VALUES (1, ?1, ?1, 60000, NULL, 1)";
    older.execute(stretch, [begins]).unwrap();
    drop(older);
    let looked = only(&Store::look(&place.path()).unwrap());
    assert_eq!((looked.since, looked.intervals.len()), (None, 1));
    let store = place.store();
    assert_eq!(only(&store), looked);
    remember(&store, &planned(5, "pro", 62.0));
    remember(&store, &planned(10, "pro", 64.0));
    assert_eq!(only(&store).since, None);
}

#[test]
fn every_kind_of_reset_comes_back_as_it_was() {
    let place = TempPlace::new();
    let store = place.store();
    let resets = [Reset::At(at(200)), Reset::NotStarted, Reset::Unknown];
    for (minute, reset) in (0..).step_by(5).zip(resets) {
        remember(&store, &reading(minute, 1.0 + minute as f64, reset));
    }
    let told = only(&store).intervals;
    assert_eq!(told.iter().map(|it| it.reset).collect::<Vec<_>>(), resets);
}

#[test]
fn what_is_old_is_folded_into_hours_and_later_into_days() {
    let place = TempPlace::new();
    let store = place.store();
    let reset = Reset::At(at(600));
    // Half a percent every five minutes for three hours.
    for step in 0..36_i32 {
        let minute = i64::from(step) * 5;
        remember(&store, &reading(minute, f64::from(step) / 2.0, reset));
    }
    let days = |days: i64| now() + SignedDuration::from_hours(24 * days);
    store.compact(90, days(6)).unwrap();
    assert_eq!(only(&store).intervals.len(), 36);

    store.compact(90, days(8)).unwrap();
    let folded = only(&store);
    assert_eq!(folded.intervals, []);
    let spent = |spans: &[Span]| spans.iter().map(|it| it.spent).collect::<Vec<_>>();
    assert_eq!(spent(&folded.hours), [5.5, 6.0, 6.0]);
    assert_eq!(folded.hours[1].first, Percent::used(6.0));

    store.compact(90, days(92)).unwrap();
    let folded = only(&store);
    assert_eq!(folded.hours, []);
    assert_eq!(spent(&folded.days), [17.5]);
    assert_eq!(folded.days[0].high, Percent::used(17.5));
    assert_eq!(folded.days[0].known, SignedDuration::from_mins(175));
}

#[test]
fn days_go_on_from_what_was_folded_before_them() {
    let place = TempPlace::new();
    let store = place.store();
    let reset = Reset::At(at(6000));
    remember(&store, &reading(11 * 60 + 55, 10.0, reset));
    remember(&store, &reading(12 * 60 + 5, 16.0, reset));
    store
        .compact(90, now() + SignedDuration::from_hours(24 * 9))
        .unwrap();
    let spent: Vec<f64> = only(&store).hours.iter().map(|it| it.spent).collect();
    assert_eq!(spent, [0.0, 6.0]);
}

#[test]
fn rows_for_a_time_that_was_folded_are_added_to_it() {
    let place = TempPlace::new();
    let store = place.store();
    let later = now() + SignedDuration::from_hours(24 * 8);
    for minutes in [[0, 5], [20, 25]] {
        for minute in minutes {
            let used = minute as f64;
            remember(&store, &reading(minute, used, Reset::At(at(200))));
        }
        store.compact(90, later).unwrap();
    }
    let hours = only(&store).hours;
    assert_eq!(hours.len(), 1);
    assert_eq!(hours[0].high, Percent::used(25.0));
    assert_eq!(hours.iter().map(|it| it.spent).collect::<Vec<_>>(), [10.0]);
}

#[test]
fn a_part_of_the_history_is_asked_for_and_wiped_by_name() {
    let place = TempPlace::new();
    let store = place.store();
    remember(&store, &reading(0, 10.0, Reset::Unknown));
    remember(&store, &reading(300, 10.0, Reset::Unknown));
    let mut other = reading(0, 5.0, Reset::Unknown);
    other.account.key = AccountKey::new("other", "b");
    remember(&store, &other);

    let provider = |id: &str| Which {
        provider: Some(id.to_owned()),
        ..Which::default()
    };
    let since = Which {
        since: Some(at(200)),
        ..provider("sample")
    };
    let found = store.history(&since).unwrap();
    assert_eq!(short(&found[0].intervals), [(300, 300, 10.0, true)]);
    assert_eq!(store.wipe(&provider("sample")).unwrap(), 1);
    assert_eq!(only(&store).account.provider, "other");
    assert_eq!(store.wipe(&Which::default()).unwrap(), 1);
    assert_eq!(store.history(&Which::default()).unwrap(), []);
    assert_eq!(store.restore().unwrap().len(), 2);
}
