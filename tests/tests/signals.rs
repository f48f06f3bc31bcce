//! The app and the system: suspend, network, power and popup as services on a private system bus
//! tell of them, and what is asked of the services for it.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    reason = "a test ends where its ground is missing"
)]

use std::sync::atomic::{AtomicU32, Ordering};

use jiff::{SignedDuration, Timestamp};
use plimsoll_tests::{
    app::{App, FakeService},
    home::Store,
    processes::until,
    proxy::{Door, Reply, SeenRequest},
    scenario::{Scenario, SettableClock},
    services::{OPENAI, Service},
    system_bus::{Played, SystemBus},
};

use serde_json::json;

/// Everything of one test.
struct Scene {
    app: App,
    service: FakeService,
    bus: SystemBus,
    clock: SettableClock,
    settings: String,
}

impl Scene {
    /// The app asks every so many minutes, has its first number, and hears what the services on the
    /// bus say.
    fn start(minutes: u32, played: &[Played], listens: &[&str]) -> Self {
        let (service, scenario) = FakeService::scenario(37.4, SignedDuration::from_hours(1));
        Self::of(service, scenario, minutes, played, listens)
    }

    fn of(
        service: FakeService,
        mut scenario: Scenario,
        minutes: u32,
        played: &[Played],
        listens: &[&str],
    ) -> Self {
        let bus = SystemBus::start(played);
        if played.contains(&Played::NetworkManager) {
            bus.network(70);
        }
        let address = bus.address().to_owned();
        scenario
            .variables
            .insert("DBUS_SYSTEM_BUS_ADDRESS", address);
        let clock = scenario.clock_of_its_own();
        let settings = format!("interval-minutes = {minutes}\n");
        scenario.home.edit_settings(&settings);
        let app = App::start(scenario);
        app.tool_tip("the number", |text| text.contains("63% left"));
        for word in listens {
            bus.wait_for_listener(word);
        }
        Self {
            app,
            service,
            bus,
            clock,
            settings,
        }
    }

    /// So long of the app's clock, in steps that are no jumps. Each is over when the app shows that
    /// it has taken an event in, for which it looks at its clock first.
    fn pass(&mut self, seconds: u32) {
        const STEP: u32 = 20;
        for _ in 0..seconds / (2 * STEP) {
            for (language, word) in [("fr", "restants"), ("en", "% left")] {
                self.clock.advance(STEP);
                let settings = format!("{}language = \"{language}\"\n", self.settings);
                self.app.scenario.home.edit_settings(&settings);
                self.app.tool_tip(word, |text| text.contains(word));
            }
        }
    }

    /// Who listens has not asked yet; who has never had a network is not believed to have lost it.
    fn hears_of_the_network(&mut self) {
        self.pass(40);
    }

    fn asked(&self) -> usize {
        self.app.scenario.proxy.requests().len()
    }

    /// Waits for the number of a new answer.
    fn answered(&self, used: f64, shown: &str, act: impl FnOnce(&Self)) {
        self.service.turn(used);
        act(self);
        self.app.tool_tip(shown, |text| text.contains(shown));
    }
}

#[test]
fn after_a_suspend_one_refresh_waits_for_the_network() {
    let listens = ["PrepareForSleep", "org.freedesktop.NetworkManager"];
    let mut scene = Scene::start(5, &[Played::Logind, Played::NetworkManager], &listens);
    scene.hears_of_the_network();
    scene.bus.prepare_for_sleep(true);
    scene.bus.network(10);
    scene.pass(160);
    scene.bus.prepare_for_sleep(false);
    scene.bus.network(20);
    scene.pass(40);
    assert_eq!(scene.asked(), 1);
    scene.answered(45.0, "55% left", |scene| scene.bus.network(70));
    scene.pass(80);
    assert_eq!(scene.asked(), 2);
}

#[test]
fn offline_nothing_is_queried_and_online_all_once() {
    let listens = ["org.freedesktop.NetworkManager"];
    let mut scene = Scene::start(5, &[Played::NetworkManager], &listens);
    scene.hears_of_the_network();
    scene.bus.network(20);
    scene.pass(400);
    assert_eq!(scene.asked(), 1);
    scene.answered(45.0, "55% left", |scene| scene.bus.network(70));
    scene.pass(80);
    assert_eq!(scene.asked(), 2);
    // A service that is restarted is heard again.
    scene.bus.stop(Played::NetworkManager);
    scene.bus.play(Played::NetworkManager);
    scene.bus.network(70);
    scene.pass(40);
    scene.bus.network(20);
    scene.pass(40);
    scene.answered(50.0, "50% left", |scene| scene.bus.network(70));
    assert_eq!(scene.asked(), 3);
}

#[test]
fn saving_power_halves_the_queries_until_the_popup_opens() {
    let listens = ["org.freedesktop.UPower", "net.hadess.PowerProfiles"];
    let played = [Played::UPower, Played::PowerProfiles];
    let mut scene = Scene::start(2, &played, &listens);
    // Every two minutes, give or take a tenth, and every four while power is saved.
    scene.bus.power_profile("power-saver");
    scene.pass(160);
    until("a query", || (scene.asked() == 2).then_some(()));
    // Later than the usual two minutes, and as far from the four as a busy machine needs.
    scene.pass(120);
    assert_eq!(scene.asked(), 2);
    scene.answered(45.0, "55% left", |scene| scene.app.item().activate(0, 0));
    assert_eq!(scene.asked(), 3);
    // Where a profile is offered, running on the battery is no saving yet.
    scene.bus.on_battery(true);
    scene.bus.power_profile("balanced");
    scene.pass(160);
    until("a query", || (scene.asked() == 4).then_some(()));
}

#[test]
fn a_clock_that_is_set_is_no_suspend() {
    let mut scene = Scene::start(5, &[], &[]);
    scene.clock.advance(8 * 3600);
    // What is older than the interval is asked for then.
    scene.app.item().activate(0, 0);
    scene.pass(80);
    assert_eq!(scene.asked(), 1);
}

#[test]
fn a_reset_that_is_reached_is_asked_about_once() {
    let answers = AtomicU32::new(0);
    let reply = move |_: &Service, _: &SeenRequest, now: Timestamp| {
        let is_first = answers.fetch_add(1, Ordering::Relaxed) == 0;
        let (used, after) = if is_first { (37.0, 100) } else { (1.0, 9184) };
        let window = json!({ "used_percent": used, "limit_window_seconds": 18_000,
                             "reset_after_seconds": after, "reset_at": now.as_second() + after });
        let limit = json!({ "allowed": true, "limit_reached": false,
                            "primary_window": window, "secondary_window": null });
        Some(Reply::json(
            200,
            &json!({ "plan_type": "plus", "rate_limit": limit }),
        ))
    };
    let scenario = Scenario::signed_in(&[OPENAI], Store::AuthFile, Door::Open, reply);
    let (service, _) = FakeService::scenario(37.0, SignedDuration::from_hours(1));
    let mut scene = Scene::of(service, scenario, 30, &[], &[]);
    scene.pass(80);
    assert_eq!(scene.asked(), 1);
    scene.pass(40);
    let text = "99% left";
    scene.app.tool_tip(text, |said| said.contains(text));
    scene.pass(400);
    assert_eq!(scene.asked(), 2);
}

#[test]
fn without_a_system_bus_the_app_goes_on() {
    let (mut service, scenario) = FakeService::scenario(37.4, SignedDuration::from_hours(1));
    let mut app = App::start(scenario);
    app.tool_tip("the number", |text| text.contains("63% left"));
    service.turn_and_refresh(45.0, &mut app);
    app.tool_tip("the next number", |text| text.contains("55% left"));
}
