//! The driver's own sense of time: suspends and a clock that is set, and what is asked after them.

use super::*;

#[tokio::test]
async fn a_clock_that_was_set_is_told_before_what_came_with_it() {
    for seconds in [90, -90] {
        let (mut driver, hand) = driver();
        driver.handle().send(Event::PopupOpened);
        hand.set(|time| time.0 += seconds);
        let event = driver.next(far(), false).await;
        assert!(matches!(event, Event::ClockStepped(by) if by.as_secs() == seconds));
        assert!(matches!(
            driver.next(far(), false).await,
            Event::PopupOpened
        ));
    }
}

#[tokio::test]
async fn a_waking_that_the_system_tells_of_is_not_told_twice() {
    let (mut driver, hand) = driver();
    driver.handle().send(Event::WokeUp);
    driver.handle().send(Event::PopupOpened);
    hand.set(|time| time.2 = 3600);
    assert!(matches!(driver.next(far(), false).await, Event::WokeUp));
    hand.set(|time| time.2 = 0);
    assert!(matches!(
        driver.next(far(), false).await,
        Event::PopupOpened
    ));
}

#[tokio::test]
async fn time_that_goes_by_is_no_jump() {
    let (mut driver, hand) = driver();
    driver.handle().send(Event::PopupOpened);
    hand.set(|time| {
        time.0 += 3600;
        time.1 += 3590;
    });
    assert!(matches!(
        driver.next(far(), false).await,
        Event::PopupOpened
    ));
    let wake = hand.now() + SignedDuration::from_mins(10);
    assert!(matches!(driver.next(wake, false).await, Event::Tick));
    assert_eq!(hand.now(), wake);
}

#[tokio::test]
async fn a_wait_that_ends_far_too_late_is_a_wake_up() {
    let (mut driver, hand) = driver();
    hand.set(|time| time.2 = 600);
    assert!(matches!(driver.next(far(), false).await, Event::WokeUp));
}

#[tokio::test]
async fn a_suspend_after_which_the_clock_is_set_is_told_as_both() {
    let (mut driver, hand) = driver();
    hand.set(|time| (time.0, time.2) = (-7200, 600));
    let event = driver.next(far(), false).await;
    assert!(matches!(event, Event::ClockStepped(by) if by.as_secs() == -7200));
    assert!(matches!(driver.next(far(), false).await, Event::WokeUp));
}

/// Finds one account, and notes by the clock when it is queried.
struct Noted;

static NOTED: Mutex<Vec<Timestamp>> = Mutex::new(Vec::new());

impl plimsoll_core::provider::Provider for Noted {
    type Credential = u8;

    const INFO: Info = SAMPLE;

    fn find(_: &dyn Machine) -> Discovery<u8> {
        found()
    }

    async fn fetch(_: &u8, cx: &Fetch<'_>) -> Result<Usage, Problem> {
        NOTED.lock().unwrap().push(cx.clock.now());
        Ok(Usage::default())
    }
}

#[tokio::test]
async fn a_clock_that_is_set_ends_no_wait_and_ages_no_reading() {
    const DAY: i64 = 86_400;
    static PROVIDERS: [&dyn AnyProvider; 1] = [&plimsoll_core::provider::Erased::<Noted>::new()];
    let (driver, hand) = driver_of(&PROVIDERS);
    let mut oldest = SignedDuration::ZERO;
    let mut steps = [DAY, -2 * DAY, DAY].into_iter();
    let clock = Arc::clone(&hand);
    driver
        .run(|command, busy| {
            if let Command::Publish(snapshot) = command
                && !busy
            {
                let readings = snapshot.accounts.iter().flat_map(|it| &it.reading);
                let ages = readings.map(|it| clock.now().duration_since(it.at).abs());
                oldest = ages.max().unwrap_or_default().max(oldest);
                if NOTED.lock().unwrap().len() == 5 {
                    return ControlFlow::Break(());
                }
                clock.set(|time| time.0 += steps.next().unwrap_or_default());
            }
            ControlFlow::Continue(())
        })
        .await;
    let noted = NOTED.lock().unwrap().clone();
    // By a clock that nobody sets.
    let evenly = hand.get().1;
    assert!(
        (4 * 270..=4 * 340).contains(&evenly),
        "{evenly} s: {noted:?}"
    );
    assert!(oldest.as_secs() <= 340, "{oldest}");
}
