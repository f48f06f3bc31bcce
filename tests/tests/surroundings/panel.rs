//! Panels that do not hear all that they are told.

use std::time::Duration;

use plimsoll_tests::{
    app::{App, FakeService},
    desktop::Desktop,
    late_panel::{LatePanel, Seen},
    processes::until,
};

use crate::HOUR;

#[test]
fn a_panel_that_was_deaf_shows_the_new_mark() {
    let (mut service, scenario) = FakeService::scenario(15.0, HOUR);
    let mut app = App::start(scenario);
    app.tool_tip("the first number", |text| text.contains("85% left"));
    let panel = LatePanel::looking_at(app.item());
    let before = panel.shows();
    service.turn_and_refresh(45.0, &mut app);
    app.tool_tip("the next number", |text| text.contains("55% left"));
    // It has been announced when the menu, which comes last, has it.
    app.entry_of_line(1);
    panel.listens();
    until("the new mark and its words", || {
        (panel.shows() == Seen::of(&app.item())).then_some(())
    });
    assert_ne!(panel.shows().icons, before.icons);
}

#[test]
fn a_panel_deaf_for_long_shows_the_mark_with_the_next_words() {
    /// A mark is announced again at shorter distances.
    const SILENCE: Duration = Duration::from_secs(10);
    let (mut service, scenario) = FakeService::scenario(15.0, HOUR);
    let mut desktop = Desktop::start();
    // No other panel reads the mark.
    desktop.stop_panel();
    let _panel = desktop.start_unready_panel(0);
    let mut app = App::on(desktop, scenario);
    app.tool_tip("the first number", |text| text.contains("85% left"));
    let panel = LatePanel::looking_at(app.item());
    let before = panel.shows();
    let announced = app.item().announced();
    service.turn_and_refresh(45.0, &mut app);
    app.tool_tip("the next number", |text| text.contains("55% left"));
    while announced.recv_timeout(SILENCE).is_ok() {}
    panel.listens();
    app.scenario.home.edit_settings("share = \"used\"\n");
    until("the new mark", || {
        (panel.shows().icons != before.icons).then_some(())
    });
}
