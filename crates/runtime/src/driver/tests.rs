//! What the driver passes on, and what not. What it drives is proved with the
//! engine and with the real programs.

mod time;

use crate::{machine::LocalMachine, sessions::MemorySessions};
use std::sync::{Mutex, PoisonError};

use plimsoll_core::{
    model::{Info, Pace, Secret},
    ports::{BoxFuture, Clock, HttpFault, Request, Response, Sessions},
    provider::{AnyProvider, Discovery},
    settings::Settings,
};

use super::*;
use crate::services::{Providers, built_in};

/// A clock that is set by hand: what it shows, even time, and how late a wait ends. In seconds.
#[derive(Default)]
struct Hand(Mutex<(i64, u64, u64)>);

impl Hand {
    fn set(&self, change: impl FnOnce(&mut (i64, u64, u64))) {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner));
    }

    fn get(&self) -> (i64, u64, u64) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Clock for Hand {
    fn now(&self) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + self.get().0).unwrap()
    }
}

impl Timer for Hand {
    fn steady(&self) -> Duration {
        Duration::from_secs(self.get().1)
    }

    fn wait(&self, span: Duration, busy: bool) -> BoxFuture<'_, ()> {
        if busy {
            // Time stands still until what is under way has ended.
            return Box::pin(std::future::pending());
        }
        // In whole seconds, and none is too short for it.
        let span = span.as_secs() + u64::from(span.subsec_nanos() > 0) + self.get().2;
        self.set(|time| {
            time.0 += span.cast_signed();
            time.1 += span;
        });
        Box::pin(std::future::ready(()))
    }
}

struct Nobody;

impl Http for Nobody {
    fn send(&self, _: Request) -> BoxFuture<'_, Result<Response, HttpFault>> {
        Box::pin(std::future::ready(Err(HttpFault::TimedOut)))
    }
}

fn driver() -> (Driver, Arc<Hand>) {
    driver_of(&[])
}

fn driver_of(providers: Providers) -> (Driver, Arc<Hand>) {
    let hand = Arc::new(Hand::default());
    let environment = Environment {
        providers: Arc::new(move || built_in(providers)),
        http: Arc::new(Nobody),
        clock: Arc::<Hand>::clone(&hand),
        sessions: MemorySessions::default(),
        machine: Arc::new(|| Box::new(LocalMachine::default())),
        query_lock: None,
    };
    let engine = Engine::new(Settings::default(), [].into(), 7);
    (Driver::new(engine, environment), hand)
}

fn far() -> Timestamp {
    Timestamp::from_second(1_900_000_000).unwrap()
}

#[tokio::test]
async fn no_word_comes_of_what_was_abandoned() {
    let (mut driver, _) = driver();
    let account = AccountKey::new("sample", "a");
    let fetched = |round| {
        let result = Box::new(Err(Problem::internal("a sample")));
        DriverEvent::Fetched(round, account.clone(), result)
    };
    assert!(driver.heard(fetched(0)).is_some());
    driver.abandon();
    assert!(driver.heard(fetched(0)).is_none());
    let found = find(&driver.environment);
    assert!(driver.heard(DriverEvent::Searched(0, found)).is_none());
    assert!(driver.heard(fetched(1)).is_some());
}

#[tokio::test]
async fn a_query_without_a_credential_is_answered() {
    let (mut driver, _) = driver();
    driver.fetch(AccountKey::new("sample", "a"));
    let event = driver.next(far(), false).await;
    assert!(matches!(event, Event::Fetched { result, .. } if result.is_err()));
}

#[tokio::test]
async fn endless_events_leave_room_for_answers() {
    let (mut driver, _) = driver();
    let handle = driver.handle();
    (0..WAITING * 2).for_each(|_| handle.send(Event::PopupOpened));
    assert_eq!(driver.receiver.len(), WAITING);
    driver.fetch(AccountKey::new("sample", "a"));
    for _ in 0..WAITING {
        let event = driver.next(far(), false).await;
        assert!(matches!(event, Event::PopupOpened));
    }
    let answer = driver.receiver.recv().await;
    assert!(matches!(answer, Some(DriverEvent::Fetched(..))));
}

#[tokio::test]
async fn an_abandoned_round_counts_for_nothing() {
    let (mut driver, hand) = driver();
    let found = find(&driver.environment);
    driver
        .sender
        .try_send(DriverEvent::Searched(driver.round, found))
        .unwrap();
    hand.set(|time| time.0 += 90);
    let event = driver.next(far(), false).await;
    assert!(matches!(event, Event::ClockStepped(_)));
    driver.abandon();
    driver.handle().send(Event::PopupOpened);
    assert!(matches!(
        driver.next(far(), false).await,
        Event::PopupOpened
    ));
}

#[tokio::test]
async fn a_token_is_let_go_of_with_its_account_and_at_its_end() {
    let (mut driver, hand) = driver();
    let accounts = ["stays", "gone"].map(|id| AccountKey::new("sample", id));
    let begin = hand.now();
    for account in accounts.clone() {
        let until = begin + SignedDuration::from_hours(1);
        let token = Secret::new("made-up");
        driver.environment.sessions.put(account, token, until);
    }
    let held = |driver: &Driver| {
        let held = |account| driver.environment.sessions.get(account, begin).is_some();
        accounts.each_ref().map(held)
    };
    assert_eq!(held(&driver), [true, true]);
    let mut found = find(&driver.environment);
    let ready = Ready {
        provider: Service::BuiltIn(&Slow),
        credential: Sealed::new(1),
    };
    found.credentials.insert(accounts[0].clone(), ready);
    driver.heard(DriverEvent::Searched(0, found));
    assert_eq!(held(&driver), [true, false]);
    driver
        .next(begin + SignedDuration::from_mins(57), false)
        .await;
    assert_eq!(held(&driver), [true, false]);
    driver
        .next(begin + SignedDuration::from_mins(59), false)
        .await;
    assert_eq!(held(&driver), [false, false]);
}

/// A provider whose answers come when they are let go.
struct Slow;

/// Its queries that were begun and not answered.
static UNDER_WAY: Mutex<usize> = Mutex::new(0);
static LET_GO: Semaphore = Semaphore::const_new(0);

impl AnyProvider for Slow {
    fn info(&self) -> &'static Info {
        unreachable!("nobody asks for it here")
    }

    fn find(&self, _: &dyn Machine) -> Discovery<Sealed> {
        Discovery::default()
    }

    fn fetch<'a>(
        &'a self,
        _: &'a Sealed,
        _: &'a Fetch<'a>,
    ) -> BoxFuture<'a, Result<Usage, Problem>> {
        Box::pin(async {
            *UNDER_WAY.lock().unwrap() += 1;
            LET_GO.acquire().await.unwrap().forget();
            *UNDER_WAY.lock().unwrap() -= 1;
            Ok(Usage::default())
        })
    }
}

#[tokio::test]
async fn six_accounts_of_a_service_are_queried_at_once() {
    let (mut driver, _) = driver();
    for id in 0..8 {
        let account = AccountKey::new("slow", id.to_string());
        let ready = Ready {
            provider: Service::BuiltIn(&Slow),
            credential: Sealed::new(id),
        };
        driver.credentials.insert(account.clone(), ready);
        driver.fetch(account);
    }
    for left in (0..8).rev() {
        tokio::task::yield_now().await;
        assert_eq!(*UNDER_WAY.lock().unwrap(), AT_ONCE.min(left + 1));
        LET_GO.add_permits(1);
        let answered = driver.receiver.recv().await;
        assert!(matches!(answered, Some(DriverEvent::Fetched(..))));
    }
}

const SAMPLE: Info = Info {
    id: "sample",
    name: "Sample",
    takes_oauth_client: false,
    pace: Pace::USUAL,
    links: &[],
};

/// One account.
fn found() -> Discovery<u8> {
    Discovery {
        found: vec![plimsoll_core::provider::Found {
            account: plimsoll_core::model::Account {
                key: AccountKey::new("sample", "a"),
                label: None,
                plan: None,
                origin: plimsoll_core::model::Origin {
                    path: None,
                    entry: "SAMPLE".to_owned(),
                },
            },
            notes: Vec::new(),
            status: CredentialStatus::Ready(1),
        }],
        places: Vec::new(),
    }
}

/// Finds one account, and answers with a plan that the shell cannot show.
struct Sample;

impl plimsoll_core::provider::Provider for Sample {
    type Credential = u8;

    const INFO: Info = SAMPLE;

    fn find(_: &dyn Machine) -> Discovery<u8> {
        found()
    }

    async fn fetch(_: &u8, _: &Fetch<'_>) -> Result<Usage, Problem> {
        Ok(Usage {
            plan: Some("poison".to_owned()),
            ..Usage::default()
        })
    }
}

#[tokio::test]
async fn a_panic_costs_the_reading_that_it_came_from() {
    static PROVIDERS: [&dyn AnyProvider; 1] = [&plimsoll_core::provider::Erased::<Sample>::new()];
    let environment = Environment {
        providers: Arc::new(|| built_in(&PROVIDERS)),
        http: Arc::new(Nobody),
        clock: Arc::new(crate::clock::SystemClock),
        sessions: MemorySessions::default(),
        machine: Arc::new(|| Box::new(LocalMachine::default())),
        query_lock: None,
    };
    let engine = Engine::new(Settings::default(), [].into(), 7);
    let (mut panics, mut gone) = (0, Vec::new());
    let mut shown = None;
    Driver::new(engine, environment)
        .run(|command, _| {
            match command {
                Command::Save(memory) => gone.extend(memory.gone),
                Command::Publish(snapshot) => {
                    let state = snapshot.accounts.into_iter().next();
                    let plan = state
                        .as_ref()
                        .and_then(|it| it.reading.as_ref()?.usage.plan.clone());
                    if plan.as_deref() == Some("poison") {
                        panics += 1;
                        panic!("it cannot be shown");
                    }
                    if panics > 0 {
                        shown = state;
                        return ControlFlow::Break(());
                    }
                }
                _ => {}
            }
            ControlFlow::Continue(())
        })
        .await;
    let shown = shown.unwrap();
    assert_eq!(shown.problem.unwrap().code, Code::Internal);
    assert_eq!((shown.reading, panics), (None, 1));
    assert_eq!(gone, [AccountKey::new("sample", "a")], "and it is not kept");
}
