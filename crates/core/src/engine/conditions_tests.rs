//! The engine in the world: network, suspend, power, stores and popup, on a fixed clock.

mod clock;
mod simulation;

use simulation::{Simulation, after, usage};

use super::{Command, Engine, Event};
use crate::{
    intent::Intent,
    model::{AccountKey, Outcome},
    problem::{Code, Problem},
    provider::CredentialStatus,
    settings::Settings,
};

const MINUTE: i64 = 60;
const NEVER: [i64; 0] = [];

#[test]
fn after_a_suspend_one_refresh_waits_for_the_network() {
    let mut simulation = Simulation::well(&["sample"]);
    simulation.tell(Event::NetworkDown, 100);
    simulation.tell(Event::WokeUp, 5000);
    simulation.wait(5006);
    assert_eq!(simulation.asked_since(1), NEVER);
    simulation.tell(Event::NetworkUp, 5007);
    simulation.tell(Event::WokeUp, 5008);
    simulation.tell(Event::NetworkUp, 5008);
    simulation.wait(5200);
    assert_eq!(simulation.asked_since(1), [5010]);
}

#[test]
fn a_waking_without_a_word_about_the_network_refreshes_once() {
    let mut simulation = Simulation::well(&["sample"]);
    simulation.tell(Event::WokeUp, 100);
    simulation.wait(200);
    assert_eq!(simulation.asked_since(1), [105]);
}

#[test]
fn what_is_overdue_after_a_suspend_waits_for_the_refresh() {
    let mut simulation = Simulation::well(&["sample"]);
    simulation.tell(Event::WokeUp, 5000);
    simulation.tell(Event::Tick, 5001);
    simulation.tell(Event::NetworkDown, 5002);
    simulation.tell(Event::NetworkUp, 5009);
    simulation.wait(5300);
    assert_eq!(simulation.asked_since(1), [5011, 5283]);
}

#[test]
fn nothing_is_asked_while_offline_but_once_after_a_waking() {
    let mut simulation = Simulation::new(&["sample"], |_, at| {
        if at < 100 {
            Ok(usage(None))
        } else {
            Err(Problem::new(Code::Offline))
        }
    });
    simulation.tell(Event::NetworkDown, 100);
    simulation.wait(8 * 60 * MINUTE);
    assert_eq!(simulation.asked_since(1), NEVER);
    let woke = 8 * 60 * MINUTE;
    simulation.tell(Event::WokeUp, woke);
    simulation.wait(woke + 60 * MINUTE);
    assert_eq!(simulation.asked_since(1), [woke + 60]);
}

#[test]
fn a_returning_network_refreshes_and_resets_the_back_off() {
    let mut simulation = Simulation::new(&["old", "failed"], |account, at| {
        if account.provider == "old" || at > 400 {
            return Ok(usage(None));
        }
        Err(Problem::new(Code::Offline))
    });
    simulation.wait(250);
    assert_eq!(simulation.asked_since(1), [30, 95, 217]);
    simulation.tell(Event::NetworkUp, 250);
    simulation.wait(270);
    let asked: Vec<_> = simulation.asked.iter().skip(5).collect();
    let failed = AccountKey::new("failed", "1");
    assert_eq!(asked, [&(252, AccountKey::new("old", "0")), &(252, failed)]);
    // Thirty seconds again, not the eight minutes that it had come to.
    simulation.wait(290);
    assert!(
        simulation.asked_since(253).len() == 1,
        "{:?}",
        simulation.asked
    );
}

#[test]
fn a_network_that_comes_and_goes_makes_no_crowd_of_queries() {
    let mut simulation = Simulation::well(&["sample"]);
    for turn in 0..360 {
        simulation.tell(Event::NetworkDown, turn * 10);
        simulation.tell(Event::NetworkUp, turn * 10 + 5);
        simulation.wait(turn * 10 + 9);
    }
    let asked = simulation.asked.len();
    assert!((50..=60).contains(&asked), "{asked} in an hour");
}

#[test]
fn by_hand_is_asked_although_there_is_said_to_be_no_network() {
    let mut simulation = Simulation::well(&["sample"]);
    simulation.tell(Event::NetworkDown, 10);
    simulation.tell(Event::Intent(Intent::RefreshAll), 20);
    assert_eq!(simulation.asked_since(1), [20]);
}

#[test]
fn a_sign_in_changed_offline_is_queried_when_online() {
    let mut simulation = Simulation::well(&["sample"]);
    simulation.tell(Event::NetworkDown, 10);
    simulation.accounts[0].1 = CredentialStatus::Ready(2);
    simulation.tell(Event::CredentialsChanged, 30);
    simulation.wait(3000);
    assert_eq!(simulation.asked_since(1), NEVER);
    simulation.tell(Event::NetworkUp, 3000);
    simulation.wait(3100);
    assert_eq!(simulation.asked_since(1), [3002]);
}

#[test]
fn saving_power_asks_half_as_often_and_its_end_counts_at_once() {
    let hour = |saving| {
        let mut simulation = Simulation::well(&["sample"]);
        simulation.tell(Event::PowerSaver(saving), 0);
        simulation.wait(10 * 60 * MINUTE);
        simulation.asked.len()
    };
    assert!((115..=125).contains(&hour(false)), "{}", hour(false));
    assert!((57..=63).contains(&hour(true)), "{}", hour(true));
    let mut simulation = Simulation::well(&["sample"]);
    simulation.tell(Event::PowerSaver(true), 0);
    simulation.wait(300);
    simulation.tell(Event::PowerSaver(false), 300);
    simulation.wait(700);
    assert_eq!(simulation.asked_since(1), [294, 600]);
}

#[test]
fn a_popup_asks_for_old_data_and_not_against_the_back_off() {
    let mut simulation = Simulation::well(&["sample"]);
    simulation.tell(Event::PowerSaver(true), 0);
    simulation.wait(550);
    simulation.tell(Event::PopupOpened, 550);
    assert_eq!(simulation.asked_since(1), [294]);
    simulation.tell(Event::PopupOpened, 600);
    simulation.tell(Event::PopupOpened, 601);
    assert_eq!(simulation.asked_since(1), [294, 600]);
    let mut down = Simulation::new(&["sample"], |_, _| Err(Problem::new(Code::ServiceDown)));
    down.wait(1200);
    let before = down.asked.len();
    for second in 0..60 {
        down.tell(Event::PopupOpened, 1200 + second);
    }
    assert_eq!(down.asked.len(), before);
}

#[test]
fn a_refused_sign_in_is_queried_again_after_half_an_hour() {
    let mut simulation =
        Simulation::new(&["sample"], |_, _| Err(Problem::new(Code::SignInRefused)));
    for event in [
        Event::WokeUp,
        Event::NetworkDown,
        Event::NetworkUp,
        Event::PopupOpened,
        Event::CredentialsChanged,
        Event::PowerSaver(false),
    ] {
        simulation.tell(event, 1000);
        simulation.wait(2000);
    }
    simulation.wait(24 * 60 * MINUTE);
    let asked = simulation.asked_since(1);
    let first = asked[0];
    assert!(
        (27 * MINUTE..=33 * MINUTE).contains(&first),
        "{asked:?}: nothing else makes it asked"
    );
    for two in asked.windows(2) {
        let pause = two[1] - two[0];
        assert!((162 * MINUTE..=198 * MINUTE).contains(&pause), "{asked:?}");
    }
    assert!(asked.len() >= 8, "{asked:?}");
    simulation.accounts[0].1 = CredentialStatus::Ready(2);
    simulation.tell(Event::CredentialsChanged, 24 * 60 * MINUTE + 1);
    let now = 24 * 60 * MINUTE;
    assert_eq!(simulation.asked_since(now).len(), 1, "a new one at once");
}

#[test]
fn a_fix_at_the_service_is_looked_for_every_hour() {
    for code in [Code::NoPlan, Code::VerificationNeeded] {
        let mut simulation = Simulation::new(&["sample"], move |_, _| Err(Problem::new(code)));
        simulation.wait(5 * 60 * MINUTE);
        let asked = simulation.asked_since(1);
        assert!((4..=5).contains(&asked.len()), "{code}: {asked:?}");
        let now = asked[asked.len() - 1] + 10 * MINUTE;
        simulation.wait(now);
        simulation.tell(Event::PopupOpened, now);
        assert_eq!(simulation.asked_since(now), [now], "{code}");
    }
}

#[test]
fn nothing_is_asked_against_a_service_s_own_word() {
    let until = after(3037);
    let mut simulation = Simulation::new(&["sample"], move |_, at| {
        if at > 0 {
            return Ok(usage(None));
        }
        Err(Problem::new(Code::RateLimited).not_before(until))
    });
    for (event, at) in [
        (Event::WokeUp, 100),
        (Event::NetworkUp, 200),
        (Event::PopupOpened, 300),
        (Event::Intent(Intent::RefreshAll), 400),
    ] {
        simulation.tell(event, at);
        simulation.wait(at + 90);
    }
    simulation.wait(3100);
    let asked = simulation.asked_since(1);
    assert!(asked.len() == 1 && asked[0] >= 3037, "{asked:?}");
}

#[test]
fn a_clock_that_was_set_back_delays_nothing() {
    let mut simulation = Simulation::well(&["sample"]);
    simulation.wait(100_000);
    let behind = 50_000;
    simulation.tell(Event::WokeUp, behind);
    simulation.asked.clear();
    simulation.wait(behind + 700);
    let asked = simulation.asked_since(0);
    assert!((2..=4).contains(&asked.len()), "{asked:?}");
}

#[test]
fn accounts_of_one_provider_are_asked_one_after_the_other() {
    let mut simulation = Simulation::well(&["sample", "sample", "sample", "other"]);
    assert_eq!(simulation.asked_since(0), [0, 0, 0, 0]);
    simulation.tell(Event::WokeUp, 100);
    simulation.wait(200);
    assert_eq!(simulation.asked_since(1), [105, 105, 107, 109]);
}

#[test]
fn a_reset_is_queried_at_once_and_then_every_minute() {
    let mut simulation =
        Simulation::new(&["sample"], |_, at| Ok(usage(Some(after(at.max(1) + 120)))));
    simulation.wait(130);
    assert_eq!(simulation.asked_since(1), [126]);
    let mut simulation = Simulation::new(&["sample"], |_, at| Ok(usage(Some(after(at + 3)))));
    simulation.wait(60 * MINUTE);
    assert_eq!(simulation.asked.len(), 61);
}

#[test]
fn watched_stores_are_searched_only_when_they_change() {
    let broken = || CredentialStatus::Broken(Problem::new(Code::SignInExpired));
    for (watched, expected) in [(false, 61), (true, 1)] {
        let mut simulation = Simulation::well(&["sample"]);
        simulation.accounts[0].1 = broken();
        simulation.tell(Event::StoresWatched(watched), 0);
        simulation.tell(Event::CredentialsChanged, 20);
        simulation.searches = 0;
        simulation.wait(20 + 60 * MINUTE);
        simulation.tell(Event::CredentialsChanged, 21 + 60 * MINUTE);
        assert_eq!(simulation.searches, expected, "watched: {watched}");
    }
}

#[test]
fn a_lock_is_looked_at_again_although_no_file_tells_of_its_end() {
    let mut simulation = Simulation::well(&["sample"]);
    simulation.tell(Event::StoresWatched(true), 0);
    simulation.outcome = Outcome::Locked {
        reason: "busy".into(),
    };
    simulation.tell(Event::CredentialsChanged, 20);
    simulation.searches = 0;
    simulation.wait(20 + 2 * MINUTE);
    assert!(simulation.searches >= 2, "{}", simulation.searches);
}

#[test]
fn busy_stores_are_searched_at_most_every_second() {
    for (status, expected) in [
        (CredentialStatus::Ready(1), 5..=6),
        (
            CredentialStatus::Broken(Problem::new(Code::SignInExpired)),
            59..=61,
        ),
    ] {
        let mut simulation = Simulation::well(&["sample"]);
        simulation.accounts[0].1 = status;
        simulation.tell(Event::StoresWatched(true), 0);
        simulation.tell(Event::CredentialsChanged, 20);
        simulation.searches = 0;
        for second in 20..80 {
            simulation.tell(Event::CredentialsChanged, second);
            simulation.wait(second);
        }
        assert!(
            expected.contains(&simulation.searches),
            "{}",
            simulation.searches
        );
        assert_eq!(simulation.asked_since(1), NEVER);
    }
}

#[test]
fn a_change_during_a_search_brings_on_another() {
    let searches = |commands: &[Command]| {
        let searches = commands.iter();
        let searches = searches.filter(|command| matches!(command, Command::Search));
        searches.count()
    };
    let simulation = Simulation::well(&["sample"]);
    let mut engine = Engine::new(Settings::default(), [].into(), 7);
    assert_eq!(searches(&engine.step(Event::Tick, after(0))), 1);
    let changed = engine.step(Event::CredentialsChanged, after(0));
    assert_eq!(searches(&changed), 0);
    assert_eq!(searches(&engine.step(simulation.sweep(), after(0))), 1);
    assert_eq!(searches(&engine.step(simulation.sweep(), after(0))), 0);
}

#[test]
fn a_store_that_can_be_read_again_goes_on_as_planned() {
    let mut simulation = Simulation::well(&["sample"]);
    simulation.outcome = Outcome::Damaged {
        reason: "half".into(),
        line: None,
        column: None,
    };
    let accounts = std::mem::take(&mut simulation.accounts);
    simulation.tell(Event::CredentialsChanged, 20);
    simulation.wait(900);
    assert_eq!(simulation.asked_since(1), NEVER);
    simulation.outcome = Outcome::Read {
        entries: 1,
        dropped: vec![],
    };
    simulation.accounts = accounts;
    simulation.tell(Event::CredentialsChanged, 1000);
    assert_eq!(simulation.asked_since(1), [1000]);
}

#[test]
fn by_hand_a_broken_sign_in_is_looked_for_once() {
    let mut simulation = Simulation::well(&["sample"]);
    simulation.accounts[0].1 = CredentialStatus::Broken(Problem::new(Code::SignInExpired));
    simulation.tell(Event::StoresWatched(true), 0);
    simulation.tell(Event::CredentialsChanged, 20);
    simulation.searches = 0;
    simulation.tell(Event::Intent(Intent::RefreshAll), 40);
    assert_eq!(
        (simulation.searches, simulation.asked_since(1)),
        (1, vec![])
    );
}

#[test]
fn a_new_proxy_drops_what_is_under_way() {
    let simulation = Simulation::well(&["sample"]);
    let mut engine = Engine::new(Settings::default(), [].into(), 7);
    engine.step(Event::Tick, after(0));
    engine.step(simulation.sweep(), after(0));
    assert!(engine.is_busy());
    let settings = Settings {
        proxy: Some("http://proxy.example:8080".into()),
        ..Settings::default()
    };
    let commands = engine.step(Event::SettingsChanged(Box::new(settings)), after(1));
    let shown = format!("{commands:?}");
    let (abandon, search) = (shown.find("Abandon"), shown.find("Search"));
    assert!(abandon.is_some() && abandon < search, "{shown}");
    let commands = engine.step(simulation.sweep(), after(2));
    let asked = commands.iter();
    assert_eq!(
        asked.filter(|it| matches!(it, Command::Fetch(_))).count(),
        1
    );
}
