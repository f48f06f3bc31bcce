//! What one program keeps and the next one goes on with, on a fixed clock.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use super::{Changes, Command, DiscoveryResult, Engine, Event, FoundAccount, SavedAccount};
use crate::{
    intent::Intent,
    model::{Account, AccountKey, Origin, Outcome, SearchedPath},
    problem::{Code, Problem},
    provider::CredentialStatus,
    settings::Settings,
    snapshot::Usage,
};

mod gone;
mod turns;

const STORE: &str = "/home/ada/store.json";

fn after(seconds: i64) -> Timestamp {
    let start: Timestamp = "2026-11-23T12:00:00Z".parse().unwrap();
    start + SignedDuration::from_secs(seconds)
}

fn read() -> Outcome {
    Outcome::Read {
        entries: 1,
        dropped: vec![],
    }
}

/// The stores, and the database of all programs that are started one after the other.
struct Harbour {
    accounts: BTreeMap<&'static str, CredentialStatus<u64>>,
    outcome: Outcome,
    /// Where the accounts are found: in the store, or in a variable.
    origin: Option<String>,
    /// The providers whose search ends.
    searched: Vec<&'static str>,
    kept: BTreeMap<AccountKey, SavedAccount>,
    /// Whether the database takes anything.
    locked: bool,
}

impl Harbour {
    fn new(providers: &[&'static str]) -> Self {
        let ready = |provider: &&'static str| (*provider, CredentialStatus::Ready(1));
        Self {
            accounts: providers.iter().map(ready).collect(),
            outcome: read(),
            origin: Some(STORE.into()),
            searched: providers.to_vec(),
            kept: BTreeMap::new(),
            locked: false,
        }
    }

    fn engine(&self) -> Engine {
        let mut engine = Engine::new(Settings::default(), BTreeMap::new(), 7);
        engine.restore(self.kept.values().cloned());
        engine
    }

    fn sweep(&self) -> Event {
        let account = |(provider, status): (&&'static str, &CredentialStatus<u64>)| FoundAccount {
            account: Account {
                key: AccountKey::new(provider, "a"),
                label: None,
                plan: None,
                origin: Origin {
                    path: self.origin.clone(),
                    entry: (*provider).to_owned(),
                },
            },
            notes: vec![],
            status: match status {
                CredentialStatus::Ready(fingerprint) => CredentialStatus::Ready(*fingerprint),
                CredentialStatus::Spare(fingerprint) => CredentialStatus::Spare(*fingerprint),
                CredentialStatus::Broken(problem) => CredentialStatus::Broken(problem.clone()),
                CredentialStatus::Off => CredentialStatus::Off,
            },
        };
        let place = SearchedPath::new(STORE.into(), self.outcome.clone());
        let searched = self.searched.iter().map(|it| (*it).to_owned());
        Event::Found(DiscoveryResult {
            accounts: self.accounts.iter().map(account).collect(),
            places: vec![place],
            order: searched.map(|it| (it, vec![STORE.to_owned()])).collect(),
        })
    }

    /// Whom the engine asks at this event, after all that it keeps is kept.
    fn step(&mut self, engine: &mut Engine, event: Event, at: Timestamp) -> Vec<String> {
        let mut asked = Vec::new();
        for command in engine.step(event, at) {
            match command {
                Command::Fetch(key) => asked.push(key.provider),
                Command::Save(changes) if !self.locked => self.keep(*changes),
                _ => {}
            }
        }
        asked
    }

    /// As the database does it.
    fn keep(&mut self, changes: Changes) {
        for key in changes.gone {
            self.kept.remove(&key);
        }
        for mut kept in changes.queried {
            let key = kept.state.account.key.clone();
            let before = self.kept.remove(&key);
            kept.state.reading = before.and_then(|kept| kept.state.reading);
            self.kept.insert(key, kept);
        }
        if let Some(state) = changes.reading {
            let key = state.account.key.clone();
            let kept = self.kept.entry(key).or_insert_with(|| SavedAccount {
                state: state.clone(),
                last_query: None,
            });
            kept.state.reading = state.reading;
        }
    }

    /// Whose numbers others show.
    fn shown(&self) -> Vec<&str> {
        let shown = self.kept.values().filter(|kept| !kept.is_gone());
        let providers = shown.map(|kept| kept.state.account.key.provider.as_str());
        providers.collect()
    }

    /// A program that searches and asks once, by hand or as it is due; all of it is answered well or
    /// with the same problem.
    fn run(&mut self, by_hand: bool, at: i64, problem: Option<&Problem>) -> Vec<String> {
        let engine = self.engine();
        self.run_with(engine, by_hand, at, problem)
    }

    fn run_with(
        &mut self,
        mut engine: Engine,
        by_hand: bool,
        at: i64,
        problem: Option<&Problem>,
    ) -> Vec<String> {
        self.step(&mut engine, Event::Tick, after(at));
        if by_hand {
            let event = Event::Intent(Intent::RefreshAll);
            self.step(&mut engine, event, after(at));
        }
        let sweep = self.sweep();
        let asked = self.step(&mut engine, sweep, after(at));
        for provider in &asked {
            let answered = Event::Fetched {
                account: AccountKey::new(provider, "a"),
                result: Box::new(problem.cloned().map_or_else(|| Ok(Usage::default()), Err)),
            };
            self.step(&mut engine, answered, after(at));
        }
        assert!(!engine.is_busy());
        asked
    }
}

const NOBODY: [&str; 0] = [];

#[test]
fn one_command_after_the_other_asks_as_one_program_would() {
    let mut harbour = Harbour::new(&["down", "sample"]);
    harbour.accounts.remove("down");
    let asked: Vec<i64> = (0..20)
        .filter(|minute| !harbour.run(false, minute * 60, None).is_empty())
        .collect();
    assert!((3..=4).contains(&asked.len()), "{asked:?}");
    // A service that is down does not make anybody ask the others, and its back-off goes on.
    let mut harbour = Harbour::new(&["down", "sample"]);
    let mut asked = Vec::new();
    for minute in 0..60 {
        let mut engine = harbour.engine();
        let at = after(minute * 60);
        harbour.step(&mut engine, Event::Tick, at);
        let sweep = harbour.sweep();
        for provider in harbour.step(&mut engine, sweep, at) {
            let result = if provider == "down" {
                Err(Problem::new(Code::ServiceDown))
            } else {
                Ok(Usage::default())
            };
            let account = AccountKey::new(&provider, "a");
            let result = Box::new(result);
            harbour.step(&mut engine, Event::Fetched { account, result }, at);
            asked.push((minute, provider));
        }
    }
    let of = |provider: &str| asked.iter().filter(|(_, it)| it == provider).count();
    assert!((6..=9).contains(&of("down")), "{asked:?}");
    assert!((9..=13).contains(&of("sample")), "{asked:?}");
}

#[test]
fn queries_by_hand_keep_their_distance_between_programs() {
    let mut harbour = Harbour::new(&["sample"]);
    assert_eq!(harbour.run(true, 0, None), ["sample"]);
    assert_eq!(harbour.run(true, 14, None), NOBODY);
    let limited = Problem::new(Code::RateLimited).not_before(after(1000));
    assert_eq!(harbour.run(true, 15, Some(&limited)), ["sample"]);
    assert_eq!(harbour.run(true, 990, None), NOBODY);
    let known = harbour.kept.values().next().unwrap();
    assert_eq!(known.state.problem, Some(limited));
    assert!(known.state.reading.is_some());
    assert_eq!(harbour.run(true, 1001, None), ["sample"]);
    let known = harbour.kept.values().next().unwrap();
    assert_eq!(known.state.problem, None);
}

#[test]
fn a_refused_sign_in_is_asked_again_soon_with_another_one_alone() {
    let mut harbour = Harbour::new(&["sample"]);
    let refused = Problem::new(Code::SignInRefused);
    let refused = Some(&refused);
    assert_eq!(harbour.run(false, 0, refused), ["sample"]);
    assert_eq!(harbour.run(false, 1500, refused), NOBODY);
    assert_eq!(harbour.run(false, 2000, refused), ["sample"]);
    assert_eq!(harbour.run(false, 9000, refused), NOBODY);
    harbour
        .accounts
        .insert("sample", CredentialStatus::Ready(2));
    assert_eq!(harbour.run(false, 9060, None), ["sample"]);
    // One that its store says to be broken is kept as that, and never asked.
    let expired = Problem::new(Code::SignInExpired);
    let broken = CredentialStatus::Broken(expired.clone());
    harbour.accounts.insert("sample", broken);
    assert_eq!(harbour.run(true, 10_000, None), NOBODY);
    let known = harbour.kept.values().next().unwrap();
    assert_eq!(known.state.problem, Some(expired));
    harbour
        .accounts
        .insert("sample", CredentialStatus::Ready(2));
    assert_eq!(harbour.run(false, 10_001, None), ["sample"]);
}

#[test]
fn a_start_queries_at_once_unless_a_service_said_wait() {
    let mut harbour = Harbour::new(&["sample"]);
    let start = |harbour: &Harbour| {
        let mut engine = Engine::new(Settings::default(), BTreeMap::new(), 7);
        engine.restore(
            harbour
                .kept
                .values()
                .cloned()
                .map(SavedAccount::for_a_start),
        );
        engine
    };
    harbour.run(false, 0, None);
    let limited = Problem::new(Code::RateLimited).not_before(after(1000));
    let engine = start(&harbour);
    assert_eq!(
        harbour.run_with(engine, false, 1, Some(&limited)),
        ["sample"]
    );
    let engine = start(&harbour);
    assert_eq!(harbour.run_with(engine, false, 2, None), NOBODY);
}

#[test]
fn numbers_of_a_clock_that_ran_ahead_are_asked_for_at_once() {
    let mut harbour = Harbour::new(&["sample"]);
    harbour.run(false, 1_000_000, None);
    assert_eq!(harbour.run(false, 0, None), ["sample"]);
    assert_eq!(harbour.run(false, 60, None), NOBODY);
}

#[test]
fn a_sign_in_that_ended_by_a_clock_that_ran_ahead_is_used_again() {
    let mut harbour = Harbour::new(&["sample"]);
    let expired = Problem::new(Code::SignInExpired).since(after(500_000));
    assert_eq!(harbour.run(false, 1_000_000, Some(&expired)), ["sample"]);
    assert_eq!(harbour.run(false, 1_000_060, Some(&expired)), NOBODY);
    assert_eq!(harbour.run(false, 100, None), ["sample"]);
    assert_eq!(harbour.kept.values().next().unwrap().state.problem, None);
}

#[test]
fn one_provider_alone_is_asked_and_the_others_stay_known() {
    let mut harbour = Harbour::new(&["one", "other"]);
    let engine = harbour.engine().of_provider(Some("one".to_owned()));
    assert_eq!(harbour.run_with(engine, true, 0, None), ["one"]);
    assert_eq!(harbour.kept.len(), 2);
    assert_eq!(harbour.run(false, 1, None), ["other"]);
    // Another sign-in that was seen and not asked with is still another one.
    harbour.accounts.insert("other", CredentialStatus::Ready(2));
    let engine = harbour.engine().of_provider(Some("one".to_owned()));
    assert_eq!(harbour.run_with(engine, true, 20, None), ["one"]);
    assert_eq!(harbour.run(false, 21, None), ["other"]);
}

#[test]
fn a_signed_out_account_is_forgotten() {
    let mut harbour = Harbour::new(&["one", "other"]);
    harbour.run(false, 0, None);
    harbour.accounts.remove("other");
    harbour.outcome = Outcome::Unreadable {
        reason: "sample".to_owned(),
    };
    harbour.run(false, 1, None);
    assert_eq!(harbour.kept.len(), 2);
    harbour.outcome = read();
    harbour.run(false, 2, None);
    let kept: Vec<&str> = harbour
        .kept
        .keys()
        .map(|key| key.provider.as_str())
        .collect();
    assert_eq!(kept, ["one"]);
    // While the program runs as well, and what it was may come back.
    let mut engine = harbour.engine();
    let sweep = harbour.sweep();
    harbour.step(&mut engine, sweep, after(3));
    harbour.accounts.clear();
    harbour.outcome = Outcome::Missing;
    let sweep = harbour.sweep();
    harbour.step(&mut engine, sweep, after(4));
    assert!(harbour.kept.is_empty());
    harbour.accounts.insert("one", CredentialStatus::Ready(1));
    assert_eq!(harbour.run(false, 5, None), ["one"]);
}

#[test]
fn a_reading_of_an_older_program_is_gone_on_from() {
    let mut harbour = Harbour::new(&["sample"]);
    harbour.run(false, 0, None);
    let kept = harbour.kept.values_mut().next().unwrap();
    kept.last_query.as_mut().unwrap().fingerprint = None;
    kept.state.next = None;
    assert_eq!(harbour.run(false, 299, None), NOBODY);
    assert_eq!(harbour.run(false, 301, None), ["sample"]);
}

/// A program that was running while others asked: it is told what is kept before it searches.
fn next_turn(harbour: &mut Harbour, engine: &mut Engine, by_hand: bool, at: i64) -> Vec<String> {
    if by_hand {
        let event = Event::Intent(Intent::RefreshAll);
        harbour.step(engine, event, after(at));
    }
    let kept = Event::Stored(harbour.kept.values().cloned().collect());
    harbour.step(engine, kept, after(at));
    let sweep = harbour.sweep();
    harbour.step(engine, sweep, after(at))
}

fn answer(harbour: &mut Harbour, engine: &mut Engine, at: i64) {
    let account = AccountKey::new("sample", "a");
    let result = Box::new(Ok(Usage::default()));
    harbour.step(engine, Event::Fetched { account, result }, after(at));
}
