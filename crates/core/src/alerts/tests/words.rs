//! What alerts say.

use super::*;
use crate::{
    history::{ChartRange, Interval, WindowHistory},
    model::Language,
    ports::Os,
    testing::usage,
    text::Words,
    view::{Identity, ViewContext, chart, view},
};

#[test]
#[expect(clippy::too_many_lines, reason = "every sentence in turn")]
fn every_alert_has_words_with_nothing_left_to_fill_in() {
    let mut bench = Bench::with([key("a"), key("b")]).with_program();
    bench.notify(NotificationKind::Available, true);
    bench.notify(NotificationKind::Pace, true);
    bench.breaks("b");
    for used in [40.0, 60.0, 83.0, 100.0, 3.0, 3.0] {
        bench.session(used);
    }
    let unknown = QuotaWindow {
        reset: Reset::Unknown,
        ..session(40.0)
    };
    bench.reads("a", usage([unknown.clone()]));
    bench.reads(
        "a",
        usage([QuotaWindow {
            used: Percent::used(80.0),
            ..unknown.clone()
        }]),
    );
    bench.reads(
        "a",
        usage([QuotaWindow {
            used: Percent::used(100.0),
            ..unknown
        }]),
    );
    bench.pass(120);
    bench.breaks("a");
    bench.stands("b", CredentialStatus::Ready(2));
    bench.reads("b", usage([session(1.0)]));
    bench.breaks("b");
    bench.pass(600);
    let titles: Vec<&str> = bench.taken.iter().map(|it| it.title.id.as_ref()).collect();
    assert_eq!(
        titles,
        [
            "alert-pace-title",
            "alert-threshold-title",
            "alert-used-up-title",
            "alert-available-title",
            "alert-threshold-title",
            "alert-used-up-title",
            "alert-sign-in-title",
            "alert-several-title",
        ]
    );
    let kinds: Vec<Vec<&str>> = bench
        .ran
        .iter()
        .map(|it| it.details.iter().map(|it| it.kind.as_str()).collect())
        .collect();
    assert_eq!(
        kinds,
        [
            vec!["pace"],
            vec!["threshold"],
            vec!["used-up"],
            vec!["available"],
            vec!["threshold"],
            vec!["used-up"],
            vec!["sign-in"],
            vec!["sign-in", "sign-in"],
        ]
    );
    for language in Language::ALL {
        let words = Words::new(language, TimeZone::UTC);
        for alert in &bench.taken {
            let buttons = alert.buttons.iter().map(|(_, label)| label);
            for message in alert.body.iter().chain([&alert.title]).chain(buttons) {
                let said = words.say(message, start());
                assert!(
                    !said.is_empty() && !said.contains('$') && !said.contains("alert-"),
                    "{said}"
                );
            }
        }
    }
}

#[test]
fn a_broken_sign_in_names_the_step_that_mends_it() {
    let mut bench = Bench::new();
    bench.breaks("a");
    bench.pass(120);
    let words = Words::new(Language::English, TimeZone::UTC);
    let body = bench.taken[0].body.iter();
    let body: Vec<String> = body.map(|line| words.say(line, start())).collect();
    assert_eq!(body.len(), 2, "{body:?}");
    assert!(body[1].contains("OpenCode"), "{body:?}");
}

#[test]
fn buttons_are_those_that_make_sense() {
    let answers = |alert: &Alert| alert.buttons.iter().map(|it| it.0).collect::<Vec<_>>();
    let mut bench = Bench::new();
    bench.sessions([60.0, 81.0]);
    assert_eq!(
        answers(&bench.taken[0]),
        [Answer::Open, Answer::Snooze, Answer::Mute]
    );
    bench.breaks("a");
    bench.pass(120);
    assert_eq!(answers(&bench.taken[1]), [Answer::Open, Answer::Mute]);
    let other = AccountKey::new("other", "a");
    let expired = || CredentialStatus::Broken(Problem::new(Code::SignInExpired));
    let mut bench = Bench::with([]);
    bench.accounts = [(key("a"), expired()), (other, expired())].into();
    bench.sweep();
    bench.pass(120);
    assert_eq!(
        answers(&bench.taken[0]),
        [Answer::Open],
        "which one to mute is not clear"
    );
}

#[test]
fn of_two_accounts_it_is_said_which_one() {
    let mut bench = Bench::with([key("a"), key("b")]);
    bench.reads("a", usage([session(10.0)]));
    bench.reads("b", usage([session(81.0)]));
    let words = Words::new(Language::English, TimeZone::UTC);
    let title = words.say(&bench.taken[0].title, start());
    assert_eq!(title, "Sample (account 2): 81% used");
}

#[test]
fn after_a_plan_change_alert_row_and_chart_agree() {
    let mut bench = Bench::new().with_program();
    bench.notify(NotificationKind::Usage, false);
    bench.notify(NotificationKind::Pace, true);
    let on = |plan: &str, used| Usage {
        plan: Some(plan.to_owned()),
        ..usage([session(used)])
    };
    bench.reads("a", on("pro", 60.0));
    // Every percent is half of one now.
    bench.reads("a", on("max", 30.0));
    bench.reads("a", on("max", 30.0));
    assert_eq!(bench.ran.len(), 1, "of the old plan alone");
    bench.reads("a", on("max", 62.0));
    let alert = bench.ran[1].details[0].runs_out.unwrap();
    let told = |minute: i64, used| Interval {
        from: after(-60 * minute),
        until: after(-60 * minute + 30),
        used: Percent::used(used),
        reset: Reset::At(after(9000)),
        after_gap: false,
    };
    let history = WindowHistory {
        account: key("a"),
        window: "session".into(),
        length: Some(SignedDuration::from_hours(5)),
        since: Some(after(-60 * 10)),
        days: Vec::new(),
        hours: Vec::new(),
        intervals: vec![told(20, 60.0), told(10, 30.0), told(5, 40.0)],
    };
    let about = (&key("a"), "Sample");
    let (window, range) = (session(62.0), ChartRange::Day);
    let chart = chart(about, &window, &history, range, bench.now, &TimeZone::UTC);
    let sentence = Message::new("verdict-runs-out").moment("at", alert);
    assert_eq!(chart.sentence, sentence);
    assert_eq!(chart.forecast.unwrap().likely.at, alert);
    assert_eq!(chart.runs.concat().len(), 6, "the old plan is still drawn");
    let snapshot = bench.engine.snapshot(bench.now);
    let context = ViewContext {
        settings: bench.engine.settings(),
        language: Language::English,
        providers: &[],
        os: Os::Linux,
        desktop: "",
        version: "",
        identity: &Identity::default(),
        past: None,
    };
    let view = view(&snapshot, context, bench.now);
    assert_eq!(view.cards[0].rows[0].sentence, Some(sentence));
}
