//! An engine with its accounts and services, sailed through time by hand.

use crate::{
    engine::{Command, DiscoveryResult, Engine, Event, FoundAccount},
    model::{Account, AccountKey, Origin, Outcome, Reset, SearchedPath},
    problem::Problem,
    provider::CredentialStatus,
    settings::Settings,
    snapshot::Usage,
    testing::{self, session},
};
use jiff::{SignedDuration, Timestamp};

const STORE: &str = "/home/ada/store.json";

pub(super) fn after(seconds: i64) -> Timestamp {
    let start: Timestamp = "2026-11-23T12:00:00Z".parse().unwrap();
    start + SignedDuration::from_secs(seconds)
}

/// What a service answers about an account, by the second.
type Answer = dyn Fn(&AccountKey, i64) -> Result<Usage, Problem>;

/// An engine with its accounts, as a person would see them from outside: what was asked and when.
pub(super) struct Simulation {
    engine: Engine,
    pub(super) accounts: Vec<(AccountKey, CredentialStatus<u64>)>,
    pub(super) outcome: Outcome,
    /// Seconds, with the account.
    pub(super) asked: Vec<(i64, AccountKey)>,
    pub(super) searches: usize,
    wake: Timestamp,
    answer: Box<Answer>,
}

impl Simulation {
    /// Accounts of these providers, whose queries are answered so.
    pub(super) fn new(
        providers: &[&str],
        answer: impl Fn(&AccountKey, i64) -> Result<Usage, Problem> + 'static,
    ) -> Self {
        let accounts = providers.iter().enumerate().map(|(number, provider)| {
            let key = AccountKey::new(provider, number.to_string());
            (key, CredentialStatus::Ready(1))
        });
        let mut simulation = Self {
            engine: Engine::new(Settings::default(), [].into(), 7),
            accounts: accounts.collect(),
            outcome: Outcome::Read {
                entries: 1,
                dropped: vec![],
            },
            asked: Vec::new(),
            searches: 0,
            wake: after(0),
            answer: Box::new(answer),
        };
        simulation.tell(Event::Tick, 0);
        simulation
    }

    pub(super) fn well(providers: &[&str]) -> Self {
        Self::new(providers, |_, _| Ok(usage(None)))
    }

    /// An event, and all that follows from it at once.
    pub(super) fn tell(&mut self, event: Event, seconds: i64) {
        let mut events = vec![event];
        while let Some(event) = events.pop() {
            for command in self.engine.step(event, after(seconds)) {
                match command {
                    Command::Search => {
                        self.searches += 1;
                        events.push(self.sweep());
                    }
                    Command::Fetch(account) => {
                        self.asked.push((seconds, account.clone()));
                        let result = Box::new((self.answer)(&account, seconds));
                        events.push(Event::Fetched { account, result });
                    }
                    Command::WakeAt(at) => self.wake = at,
                    _ => {}
                }
            }
        }
    }

    pub(super) fn sweep(&self) -> Event {
        let account = |key: &AccountKey| Account {
            key: key.clone(),
            label: None,
            plan: None,
            origin: Origin {
                path: Some(STORE.into()),
                entry: "sample".into(),
            },
        };
        let accounts = self.accounts.iter().map(|(key, status)| FoundAccount {
            account: account(key),
            notes: vec![],
            status: match status {
                CredentialStatus::Ready(print) => CredentialStatus::Ready(*print),
                CredentialStatus::Spare(print) => CredentialStatus::Spare(*print),
                CredentialStatus::Broken(problem) => CredentialStatus::Broken(problem.clone()),
                CredentialStatus::Off => CredentialStatus::Off,
            },
        });
        let places = vec![SearchedPath::new(STORE.into(), self.outcome.clone())];
        Event::Found(DiscoveryResult {
            accounts: accounts.collect(),
            places,
            order: std::collections::BTreeMap::default(),
        })
    }

    /// Lets the time go by until then, waking when the engine wants to.
    pub(super) fn wait(&mut self, seconds: i64) {
        let mut wakes = 0;
        loop {
            // The clock shows whole seconds.
            let at = self.wake.duration_since(after(0)).as_millis();
            let at = (at + 999) as i64 / 1000;
            if at > seconds {
                return;
            }
            self.tell(Event::Tick, at);
            wakes += 1;
            assert!(wakes < 10_000, "it never comes to rest");
        }
    }

    /// The seconds at which something was asked since then.
    pub(super) fn asked_since(&self, seconds: i64) -> Vec<i64> {
        let times = self.asked.iter().map(|(at, _)| *at);
        times.filter(|at| *at >= seconds).collect()
    }
}

pub(super) fn usage(reset: Option<Timestamp>) -> Usage {
    testing::usage([session(10.0, reset.map_or(Reset::Unknown, Reset::At))])
}
