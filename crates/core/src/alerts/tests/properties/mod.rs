//! Random lives of two accounts: readings that drift and flap, gaps, broken sign-ins, restarts,
//! clocks that jump, time zones, pauses, a desktop that comes and goes. The judge knows the true
//! cycles and counts what was told; it shares no rule with the engine.

mod judge;

use crate::{intent::Pause, testing::usage};
use jiff::tz::Offset;
use proptest::{collection::vec, prelude::*, sample::select};

use self::judge::Truth;
use super::*;

const LENGTH: i64 = 5 * HOUR;
const NAMES: [&str; 2] = ["a", "b"];

/// Something that happens in a life; the first number says to which account.
#[derive(Clone, Debug)]
enum Act {
    Pass(i64),
    /// So much more is used from now on.
    Use(usize, f64),
    /// A good answer, after the said reset has drifted by seconds.
    Read(usize, i64),
    /// One answer that is wrong by far, as services give at times.
    Flap(usize, Flap),
    /// An answer without the window.
    Gap(usize),
    /// The service begins a new window before its time.
    EarlyReset(usize),
    Break(usize),
    Mend(usize),
    Restart,
    /// The clock is set, forward or back.
    Jump(i64),
    Zone(i8),
    Pause,
    Resume,
    /// Silence about an account's window until its reset.
    Snooze(usize),
    Desktop(Desktop),
}

#[derive(Clone, Copy, Debug)]
enum Flap {
    Nothing,
    Everything,
    /// Nothing, in a window that has not begun.
    Blank,
}

fn act() -> impl Strategy<Value = Act> {
    let who = || 0..NAMES.len();
    prop_oneof![
        2 => (1..4 * HOUR).prop_map(Act::Pass),
        8 => (1..400_i64).prop_map(Act::Pass),
        8 => (who(), 1.0..70.0_f64).prop_map(|(who, more)| Act::Use(who, more)),
        16 => (who(), -300..=300_i64).prop_map(|(who, drift)| Act::Read(who, drift)),
        3 => (who(), select(vec![Flap::Nothing, Flap::Everything, Flap::Blank]))
            .prop_map(|(who, flap)| Act::Flap(who, flap)),
        2 => who().prop_map(Act::Gap),
        1 => who().prop_map(Act::EarlyReset),
        2 => who().prop_map(Act::Break),
        3 => who().prop_map(Act::Mend),
        2 => Just(Act::Restart),
        1 => (-30 * HOUR..30 * HOUR).prop_map(Act::Jump),
        1 => (-11..=12_i8).prop_map(Act::Zone),
        1 => Just(Act::Pause),
        1 => Just(Act::Resume),
        1 => who().prop_map(Act::Snooze),
        2 => select(vec![Desktop::Takes, Desktop::Takes, Desktop::Refuses, Desktop::Silent])
            .prop_map(Act::Desktop),
    ]
}

struct Life {
    bench: Bench,
    truths: [Truth; 2],
    /// True seconds since the start.
    seconds: i64,
    /// How wrong the computer's clock is.
    clock_error: i64,
    zone_hours: i8,
    paused_until: Option<Timestamp>,
    used_up_passes: bool,
    renewals: u64,
    /// How many notifications the desktop had taken before this act.
    taken: usize,
}

impl Life {
    fn new(used_up_passes: bool) -> Self {
        let mut bench = Bench::with(NAMES.map(key)).with_program();
        bench.set(quiet_hours("22:00", "07:00", used_up_passes));
        let truth = || Truth {
            reset: LENGTH,
            ..Truth::default()
        };
        let mut life = Self {
            bench,
            truths: [truth(), truth()],
            seconds: 0,
            clock_error: 0,
            zone_hours: 0,
            paused_until: None,
            used_up_passes,
            renewals: 1,
            taken: 0,
        };
        life.answer_nothing();
        life
    }

    /// Queries under way end; what waits for them need not wait.
    fn answer_nothing(&mut self) {
        for who in [0, 1] {
            if self.truths[who].broken_for.is_none() {
                let news = self.bench.fails(NAMES[who], Code::Offline);
                self.judge(&news);
            }
        }
    }

    #[expect(clippy::too_many_lines, reason = "one arm an act")]
    fn act(&mut self, act: &Act) {
        match *act {
            Act::Pass(seconds) => self.pass(seconds),
            Act::Use(who, more) => {
                let truth = &mut self.truths[who];
                truth.used = (truth.used + more).min(100.0);
            }
            Act::Read(who, drift) if self.truths[who].broken_for.is_none() => {
                let truth = &mut self.truths[who];
                truth.drift = (truth.drift + drift).clamp(-70 * 60, 70 * 60);
                self.answer(who);
            }
            Act::Flap(who, flap) => self.flap(who, flap),
            Act::Gap(who) if self.truths[who].broken_for.is_none() => {
                self.truths[who].answers = [None, None];
                let news = self.bench.reads(NAMES[who], usage([]));
                self.judge(&news);
            }
            Act::EarlyReset(who) => {
                // In its first part it would be the same window to anybody.
                let begun = self.truths[who].reset - LENGTH;
                if self.seconds - begun > 90 * 60 {
                    self.begin_anew(who, self.seconds + LENGTH);
                }
            }
            Act::Break(who) if self.truths[who].broken_for.is_none() => {
                self.truths[who].broken_for = Some(0);
                let news = self.bench.breaks(NAMES[who]);
                self.judge(&news);
                self.answer_nothing();
            }
            Act::Mend(who) if self.truths[who].broken_for.is_some() => {
                self.renewals += 1;
                let ready = CredentialStatus::Ready(self.renewals);
                let news = self.bench.stands(NAMES[who], ready);
                self.judge(&news);
                self.answer_nothing();
                self.answer(who);
                self.truths[who].broken_for = None;
                self.truths[who].sign_in_told = [0, 0];
                self.assert_withdrawn(who);
            }
            Act::Restart => {
                let news = self.bench.restart();
                self.judge(&news);
                self.answer_nothing();
            }
            Act::Jump(seconds) => self.jump(seconds),
            Act::Zone(hours) => {
                self.zone_hours = hours;
                self.bench.zone = TimeZone::fixed(Offset::constant(hours));
                let zone = self.bench.zone.clone();
                let news = self.bench.step(Event::Zone(zone));
                self.judge(&news);
            }
            Act::Pause => {
                self.paused_until = Some(self.bench.now + SignedDuration::from_hours(1));
                let pause = Pause::OneHour;
                let news = self.bench.ask(Intent::PauseNotifications { pause });
                self.judge(&news);
            }
            Act::Resume => self.resume(),
            Act::Snooze(who) => self.snooze(who),
            Act::Desktop(desktop) => self.desktop(desktop),
            Act::Read(..) | Act::Gap(_) | Act::Break(_) | Act::Mend(_) => {}
        }
    }

    fn pass(&mut self, seconds: i64) {
        // In pieces, so that what is told is judged by the clock of that time.
        let mut left = seconds;
        while left > 0 {
            let wake = self.bench.wake.duration_since(self.bench.now);
            let begun = i64::from(wake.subsec_nanos() > 0);
            let piece = left.min((wake.as_secs() + begun).max(1));
            left -= piece;
            self.seconds += piece;
            for who in [0, 1] {
                let truth = &mut self.truths[who];
                truth.broken_for = truth.broken_for.map(|it| it + piece);
                if truth.reset <= self.seconds {
                    let missed = (self.seconds - truth.reset) / LENGTH + 1;
                    let reset = truth.reset + missed * LENGTH;
                    self.begin_anew(who, reset);
                }
            }
            let news = self.bench.pass(piece);
            self.judge(&news);
        }
    }

    fn jump(&mut self, seconds: i64) {
        self.clock_error += seconds;
        self.bench.now += SignedDuration::from_secs(seconds);
        if seconds < 0 {
            let latest = self.bench.now + SignedDuration::from_hours(1);
            self.paused_until = self.paused_until.map(|until| until.min(latest));
        }
        for truth in &mut self.truths {
            truth.broken_for = truth.broken_for.map(|_| 0);
        }
        let news = self.bench.step(Event::Tick);
        self.judge(&news);
    }

    fn resume(&mut self) {
        self.paused_until = None;
        let pause = Pause::Resume;
        let news = self.bench.ask(Intent::PauseNotifications { pause });
        self.judge(&news);
    }

    /// Where two like answers have told everybody which window it is.
    fn snooze(&mut self, who: usize) {
        let truth = &mut self.truths[who];
        if let [Some((before, less)), Some((cycle, more))] = truth.answers
            && before == cycle
            && more - less < 40.0
        {
            truth.snoozed = Some(cycle);
            let intent = Intent::Snooze {
                account: key(NAMES[who]),
                window: "session".to_owned(),
                on: true,
            };
            let news = self.bench.ask(intent);
            self.judge(&news);
        }
    }

    fn desktop(&mut self, desktop: Desktop) {
        if self.bench.waiting.is_some() && desktop != Desktop::Silent {
            // It has never answered, and says so at last.
            let id = self.bench.waiting.take().unwrap().id;
            let news = self.bench.step(Event::NotDelivered(id));
            self.judge(&news);
        }
        self.bench.desktop = desktop;
        if desktop == Desktop::Takes {
            let news = self.bench.step(Event::DesktopIsBack);
            self.judge(&news);
        }
    }

    fn begin_anew(&mut self, who: usize, reset: i64) {
        let truth = &mut self.truths[who];
        truth.cycle += 1;
        truth.used = 0.0;
        truth.reset = reset;
        truth.drift = 0;
    }

    /// The service answers what is true.
    fn answer(&mut self, who: usize) {
        let truth = &mut self.truths[who];
        truth.answers = [truth.answers[1], Some((truth.cycle, truth.used))];
        let window = until(truth.used, truth.reset + truth.drift);
        let news = self.bench.reads(NAMES[who], usage([window]));
        self.judge(&news);
    }

    /// Once, after a right answer about the same window, and so far off that it can be noticed.
    fn flap(&mut self, who: usize, flap: Flap) {
        let truth = &mut self.truths[who];
        let Some((cycle, used)) = truth.answers[1] else {
            return;
        };
        if cycle != truth.cycle || truth.broken_for.is_some() {
            return;
        }
        let window = match flap {
            Flap::Nothing if used > 41.0 => until(0.0, truth.reset + truth.drift),
            Flap::Everything if used < 59.0 => until(100.0, truth.reset + truth.drift),
            Flap::Blank => QuotaWindow {
                reset: Reset::NotStarted,
                ..session(0.0)
            },
            Flap::Nothing | Flap::Everything => return,
        };
        truth.answers = [None, None];
        let news = self.bench.reads(NAMES[who], usage([window]));
        self.judge(&news);
    }

    /// In the end everything is well again, and everything that is still true has been told.
    fn end(&mut self) {
        let back = -self.clock_error;
        self.jump(back);
        self.resume();
        self.desktop(Desktop::Takes);
        self.act(&Act::Zone(0));
        for who in [0, 1] {
            self.act(&Act::Mend(who));
        }
        // Past any quiet hours, then twice what is true.
        self.pass(12 * HOUR);
        for who in [0, 1] {
            self.act(&Act::Use(who, 90.0));
            self.answer(who);
            self.answer(who);
        }
        while self.is_quiet(self.bench.now) {
            self.pass(HOUR);
            for who in [0, 1] {
                self.act(&Act::Use(who, 90.0));
                self.answer(who);
                self.answer(who);
            }
        }
        assert!(self.is_free());
        for truth in &self.truths {
            for told in &truth.told {
                let told = told.get(&truth.cycle);
                assert!(told.is_some_and(|told| !told.is_empty()), "nothing is told");
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn everything_that_stays_is_told_once_at_the_right_time(
        acts in vec(act(), 1..150),
        used_up_passes: bool,
    ) {
        let mut life = Life::new(used_up_passes);
        for act in &acts {
            life.act(act);
        }
        life.end();
    }
}
