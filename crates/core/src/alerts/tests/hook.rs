//! The program on an alert: it runs once of each thing, whatever the desktop does.

use super::*;
use crate::{intent::Pause, testing::usage};

impl Bench {
    /// The settings file names a program, or names it no more.
    pub(super) fn set_program(&mut self, program: Option<&str>) -> Vec<Topic> {
        let mut settings = self.engine.settings().clone();
        settings.hook.program = program.map(str::to_owned);
        self.step(Event::SettingsChanged(Box::new(settings)))
    }

    pub(super) fn with_program(mut self) -> Self {
        self.set_program(Some("/usr/bin/told"));
        self
    }

    fn kinds(&self) -> Vec<&str> {
        let details = self.ran.iter().flat_map(|run| &run.details);
        details.map(|it| it.kind.as_str()).collect()
    }
}

#[test]
fn a_refusing_or_silent_desktop_makes_no_second_run() {
    for desktop in [Desktop::Refuses, Desktop::Silent, Desktop::Takes] {
        let mut bench = Bench::new().with_program();
        bench.desktop = desktop;
        bench.sessions([60.0, 81.0]);
        bench.pass(HOUR);
        assert_eq!(bench.kinds(), ["threshold"], "{desktop:?}");
        bench.session(96.0);
        assert_eq!(bench.ran_at, bench.now, "{desktop:?}");
        bench.restart();
        bench.session(97.0);
        bench.pass(HOUR);
        bench.desktop = Desktop::Takes;
        bench.step(Event::DesktopIsBack);
        assert_eq!(bench.kinds(), ["threshold", "threshold"], "{desktop:?}");
    }
}

#[test]
fn every_kind_runs_once_on_a_desktop_that_refuses() {
    let mut bench = Bench::new().with_program();
    bench.notify(NotificationKind::Available, true);
    bench.notify(NotificationKind::Pace, true);
    bench.desktop = Desktop::Refuses;
    bench.sessions([60.0, 60.0]);
    bench.session(100.0);
    for used in [5.0, 5.0] {
        bench.reads("a", usage([until(used, 9000 + 5 * HOUR)]));
        bench.pass(600);
    }
    bench.breaks("a");
    bench.pass(HOUR);
    assert_eq!(bench.kinds(), ["pace", "used-up", "available", "sign-in"]);
}

#[test]
fn a_program_that_is_set_later_is_told_only_what_is_new() {
    let mut bench = Bench::with([key("a"), key("b")]);
    bench.sessions([60.0, 81.0]);
    bench.breaks("b");
    bench.pass(120);
    assert_eq!(bench.taken.len(), 2);
    let kept = |bench: &Bench| format!("{:?}", bench.kept);
    assert!(!kept(&bench).contains("hook"), "{}", kept(&bench));
    bench.set_program(Some("/usr/bin/told"));
    bench.restart();
    bench.session(82.0);
    assert_eq!(bench.ran, []);
    bench.session(96.0);
    assert_eq!(bench.ran[0].topics, [usage_of("a")]);
    bench.set_program(None);
    assert!(!kept(&bench).contains("hook"), "{}", kept(&bench));
}

#[test]
fn a_run_that_finds_too_many_waiting_stays_due() {
    let mut bench = Bench::new().with_program();
    bench.hook_is_busy = true;
    bench.sessions([60.0, 81.0]);
    assert_eq!((bench.ran.len(), bench.taken.len()), (0, 1));
    bench.pass(60);
    bench.restart();
    bench.hook_is_busy = false;
    bench.pass(10);
    assert_eq!(bench.kinds(), ["threshold"]);
    assert_eq!(bench.taken.len(), 1);
}

#[test]
fn a_run_that_nobody_answers_is_given_up_after_a_minute() {
    let mut bench = Bench::new().with_program();
    bench.session(60.0);
    let read = |used| Event::Fetched {
        account: key("a"),
        result: Box::new(Ok(usage([session(used)]))),
    };
    let runs = |bench: &mut Bench, event| {
        let commands = bench.engine.step(event, bench.now);
        commands
            .iter()
            .filter(|it| matches!(it, Command::RunHook(_)))
            .count()
    };
    assert_eq!(runs(&mut bench, read(81.0)), 1);
    bench.now += SignedDuration::from_secs(59);
    assert_eq!(runs(&mut bench, Event::Tick), 0);
    bench.now += SignedDuration::from_secs(1);
    assert_eq!(runs(&mut bench, Event::Tick), 1);
}

#[test]
fn what_holds_notifications_back_holds_the_program_back() {
    let mut bench = Bench::new().with_program();
    bench.session(60.0);
    bench.ask(Intent::PauseNotifications {
        pause: Pause::OneHour,
    });
    bench.session(81.0);
    bench.pass(3599);
    assert_eq!(bench.ran, []);
    bench.pass(1);
    assert_eq!(bench.kinds(), ["threshold"]);
    bench.set(quiet_hours("13:00", "14:00", false));
    bench.session(96.0);
    assert_eq!(bench.ran.len(), 1);
    bench.pass(HOUR);
    assert_eq!(bench.ran.len(), 2);
    let provider = "sample".to_owned();
    bench.set(Change::ProviderMuted { provider, on: true });
    bench.session(100.0);
    assert_eq!(bench.ran.len(), 2);
}

#[test]
fn what_is_told_at_once_is_one_run() {
    let mut bench = Bench::with([key("a"), key("b")]).with_program();
    bench.reads("a", usage([session(81.0)]));
    bench.reads("b", usage([session(96.0)]));
    assert_eq!(bench.ran[0].topics, [usage_of("a"), usage_of("b")]);
    assert_eq!(bench.ran[0].title, bench.taken[0].title);
}

#[test]
fn what_ran_before_a_late_store_opens_runs_no_second_time() {
    let mut bench = Bench::new().with_program();
    bench.desktop = Desktop::Refuses;
    bench.sessions([60.0, 81.0]);
    let before = bench.restored();
    bench.kept.clear();
    bench.restart();
    bench.hook_is_busy = true;
    bench.session(82.0);
    bench.step(Event::StoreOpened(Some(Box::new(before))));
    bench.hook_is_busy = false;
    bench.pass(60);
    assert_eq!(bench.ran.len(), 1);
}
