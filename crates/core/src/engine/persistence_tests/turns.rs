//! Programs that take turns, each with what the others have kept.

use super::*;

#[test]
fn what_another_program_has_asked_counts_as_asked_here() {
    let mut harbour = Harbour::new(&["sample"]);
    let mut engine = harbour.engine();
    assert_eq!(next_turn(&mut harbour, &mut engine, false, 0), ["sample"]);
    answer(&mut harbour, &mut engine, 0);
    // Another one asks well before it is due here.
    let down = Problem::new(Code::ServiceDown);
    assert_eq!(harbour.run(true, 200, Some(&down)), ["sample"]);
    assert_eq!(next_turn(&mut harbour, &mut engine, true, 210), NOBODY);
    assert_eq!(engine.snapshot(after(210)).accounts[0].problem, Some(down));
    // Its back-off holds here too.
    assert_eq!(next_turn(&mut harbour, &mut engine, false, 220), NOBODY);
    assert_eq!(next_turn(&mut harbour, &mut engine, false, 240), ["sample"]);
}

#[test]
fn who_waits_for_the_lock_takes_a_late_answer() {
    let mut harbour = Harbour::new(&["sample"]);
    let mut waits = Engine::new(Settings::default(), BTreeMap::new(), 7);
    harbour.step(&mut waits, Event::Tick, after(1));
    let event = Event::Intent(Intent::RefreshAll);
    harbour.step(&mut waits, event, after(1));
    let slow = Problem::new(Code::TimedOut);
    harbour.run(true, 0, Some(&slow));
    assert_eq!(next_turn(&mut harbour, &mut waits, false, 20), NOBODY);
    assert_eq!(waits.snapshot(after(20)).accounts[0].problem, Some(slow));
}

#[test]
fn a_program_does_not_query_right_after_another() {
    let mut harbour = Harbour::new(&["sample"]);
    harbour.run(true, 0, None);
    for (begins, asks) in [(10, &NOBODY[..]), (16, &["sample"])] {
        let mut engine = Engine::new(Settings::default(), BTreeMap::new(), 7);
        let restored = harbour
            .kept
            .values()
            .cloned()
            .map(SavedAccount::for_a_start);
        engine.restore(restored);
        harbour.step(&mut engine, Event::Tick, after(begins));
        let asked = next_turn(&mut harbour, &mut engine, false, begins);
        assert_eq!(asked, asks, "{begins}");
    }
}
