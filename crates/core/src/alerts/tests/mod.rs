//! Alerts as a person gets them: the whole engine on a fixed clock, with a pretend desktop and a
//! memory that survives a sudden end.

mod clock;
mod delivery;
mod hook;
mod notifications;
mod properties;
mod quiet;
mod sign_in;
mod usage;
mod words;

use crate::{
    engine::{Command, DiscoveryResult, Engine, Event, FoundAccount, SavedAccount},
    intent::Intent,
    message::Message,
    model::{
        Account, AccountKey, Note, NoteCode, Outcome, Percent, QuotaWindow, Reset, Scope,
        SearchedPath,
    },
    problem::{Code, Problem},
    provider::CredentialStatus,
    settings::{Change, NotificationKind, QuietHours, Settings},
    snapshot::{AccountState, Reading, Usage},
    testing::{self, usage},
};
use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp, tz::TimeZone};

use super::{Alert, Answer, HookRun, Receipt, Topic};

const STORE: &str = "/home/ada/store.json";
const HOUR: i64 = 3600;

fn start() -> Timestamp {
    "2026-11-23T12:00:00Z".parse().unwrap()
}

fn after(seconds: i64) -> Timestamp {
    start() + SignedDuration::from_secs(seconds)
}

fn key(id: &str) -> AccountKey {
    AccountKey::new("sample", id)
}

/// A window of five hours that ends in two and a half.
fn session(used: f64) -> QuotaWindow {
    testing::session(used, Reset::At(after(9000)))
}

fn until(used: f64, reset: i64) -> QuotaWindow {
    QuotaWindow {
        reset: Reset::At(after(reset)),
        ..session(used)
    }
}

fn quiet_hours(from: &str, to: &str, used_up_passes: bool) -> Change {
    Change::QuietHours(QuietHours {
        on: true,
        from: from.to_owned().try_into().unwrap(),
        to: to.to_owned().try_into().unwrap(),
        used_up_passes,
    })
}

/// What becomes of notifications.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Desktop {
    Takes,
    /// There is no service.
    Refuses,
    /// It has not answered yet.
    Silent,
}

/// The engine between a pretend desktop and a pretend store.
struct Bench {
    engine: Engine,
    now: Timestamp,
    zone: TimeZone,
    desktop: Desktop,
    /// What is on the screen, by number.
    screen: BTreeMap<u32, Alert>,
    last_number: u32,
    /// All that the desktop has taken, and when it took the last one.
    taken: Vec<Alert>,
    taken_at: Timestamp,
    /// The last one that it has not answered.
    waiting: Option<Alert>,
    accounts: BTreeMap<AccountKey, CredentialStatus<u64>>,
    /// What the store remarks about each.
    notes: Vec<Note>,
    /// What was kept, as it is written.
    kept: BTreeMap<String, (String, String)>,
    wake: Timestamp,
    shown_cards: Vec<AccountKey>,
    /// All that the program on an alert was given, and when it was given the last.
    ran: Vec<HookRun>,
    ran_at: Timestamp,
    /// Too many wait for it.
    hook_is_busy: bool,
}

impl Bench {
    /// One account with a good sign-in, not asked yet.
    fn new() -> Self {
        Self::with([key("a")])
    }

    fn with(accounts: impl IntoIterator<Item = AccountKey>) -> Self {
        let ready = |key| (key, CredentialStatus::Ready(1));
        let mut bench = Self {
            engine: engine(&Settings::default(), &TimeZone::UTC),
            now: start(),
            zone: TimeZone::UTC,
            desktop: Desktop::Takes,
            screen: BTreeMap::new(),
            last_number: 0,
            taken: Vec::new(),
            taken_at: start(),
            waiting: None,
            accounts: accounts.into_iter().map(ready).collect(),
            notes: Vec::new(),
            kept: BTreeMap::new(),
            wake: start(),
            shown_cards: Vec::new(),
            ran: Vec::new(),
            ran_at: start(),
            hook_is_busy: false,
        };
        bench.sweep();
        bench
    }

    /// Something happens, and all that follows from it. Gives what was told for the first time.
    fn step(&mut self, event: Event) -> Vec<Topic> {
        let (mut events, mut news) = (vec![event], Vec::new());
        let mut steps = 0;
        while let Some(event) = events.pop() {
            steps += 1;
            assert!(steps < 20, "it does not come to rest");
            for command in self.engine.step(event, self.now) {
                self.carry_out(command, &mut events, &mut news);
            }
        }
        news
    }

    fn carry_out(&mut self, command: Command, events: &mut Vec<Event>, news: &mut Vec<Topic>) {
        match command {
            Command::Save(changes) => self.keep(*changes),
            Command::Notify(alert) => match self.desktop {
                Desktop::Takes => {
                    news.extend(alert.news.iter().cloned());
                    let receipt = self.show(alert.clone());
                    events.push(Event::Delivered {
                        id: alert.id,
                        receipt: Some(receipt),
                    });
                }
                Desktop::Refuses => events.push(Event::NotDelivered(alert.id)),
                Desktop::Silent => self.waiting = Some(alert),
            },
            Command::RunHook(run) if self.hook_is_busy => {
                events.push(Event::HookRefused(run.id));
            }
            Command::RunHook(run) => {
                events.push(Event::HookTook(run.id));
                self.ran.push(run);
                self.ran_at = self.now;
            }
            Command::Withdraw(receipt) => {
                self.screen.remove(&receipt.number);
            }
            Command::WakeAt(at) => self.wake = at,
            Command::ShowCard(card) => self.shown_cards.push(card),
            _ => {}
        }
    }

    /// As a desktop does: a number that is to be replaced stays.
    fn show(&mut self, alert: Alert) -> Receipt {
        let number = alert.replaces.as_ref().map_or_else(
            || {
                self.last_number += 1;
                self.last_number
            },
            |old| old.number,
        );
        self.screen.insert(number, alert.clone());
        self.taken.push(alert);
        self.taken_at = self.now;
        receipt(number)
    }

    fn keep(&mut self, changes: crate::engine::Changes) {
        if let Some(state) = changes.reading {
            let place = self.kept.entry(state.account.key.to_string()).or_default();
            place.0 = serde_json::to_string(&state.reading).unwrap();
        }
        for (key, alerts) in changes.alerts {
            let place = self.kept.entry(key.to_string()).or_default();
            place.1 = serde_json::to_string(&alerts).unwrap();
        }
        if let Some(posted) = changes.posted {
            let place = self.kept.entry(String::new()).or_default();
            place.1 = serde_json::to_string(&posted).unwrap();
        }
    }

    /// What was kept of that which was told.
    fn restored(&self) -> crate::alerts::Restored {
        let mut posted = super::Posted::default();
        let mut alerts = Vec::new();
        for (name, (_, told)) in &self.kept {
            let Some((provider, id)) = name.split_once('/') else {
                posted = serde_json::from_str(told).unwrap();
                continue;
            };
            let told = serde_json::from_str(told).ok();
            alerts.extend(told.map(|told| (AccountKey::new(provider, id), told)));
        }
        (alerts, posted)
    }

    /// The program ends without a warning and starts again; the desktop goes on.
    fn restart(&mut self) -> Vec<Topic> {
        let mut next = engine(self.engine.settings(), &self.zone);
        let accounts = self.kept.iter().filter_map(|(name, (reading, _))| {
            let (provider, id) = name.split_once('/')?;
            let reading: Option<Reading> = serde_json::from_str(reading).ok()?;
            Some(kept(&AccountKey::new(provider, id), reading?))
        });
        next.restore(accounts);
        let (alerts, posted) = self.restored();
        next.restore_alerts(alerts, posted);
        self.engine = next;
        self.waiting = None;
        let mut news = self.step(Event::Tick);
        news.extend(self.sweep());
        news
    }

    fn sweep(&mut self) -> Vec<Topic> {
        let accounts = self.accounts.iter().map(|(key, status)| FoundAccount {
            account: account(key),
            notes: self.notes.clone(),
            status: match status {
                CredentialStatus::Ready(print) => CredentialStatus::Ready(*print),
                CredentialStatus::Spare(print) => CredentialStatus::Spare(*print),
                CredentialStatus::Broken(problem) => CredentialStatus::Broken(problem.clone()),
                CredentialStatus::Off => CredentialStatus::Off,
            },
        });
        let accounts = accounts.collect();
        let outcome = Outcome::Read {
            entries: 1,
            dropped: vec![],
        };
        let path = STORE.to_owned();
        self.step(Event::Found(DiscoveryResult {
            accounts,
            places: vec![SearchedPath::new(path, outcome)],
            order: std::collections::BTreeMap::default(),
        }))
    }

    /// The store says something else about an account.
    fn stands(&mut self, id: &str, status: CredentialStatus<u64>) -> Vec<Topic> {
        self.accounts.insert(key(id), status);
        self.sweep()
    }

    /// The sign-in expires; what was asked before is not answered any more.
    fn breaks(&mut self, id: &str) -> Vec<Topic> {
        self.fails(id, Code::Offline);
        self.stands(
            id,
            CredentialStatus::Broken(Problem::new(Code::SignInExpired)),
        )
    }

    fn reads(&mut self, id: &str, usage: Usage) -> Vec<Topic> {
        self.step(Event::Fetched {
            account: key(id),
            result: Box::new(Ok(usage)),
        })
    }

    fn fails(&mut self, id: &str, code: Code) -> Vec<Topic> {
        self.step(Event::Fetched {
            account: key(id),
            result: Box::new(Err(Problem::new(code))),
        })
    }

    /// A reading of the session of the first account; how many things were told.
    fn session(&mut self, used: f64) -> usize {
        self.reads("a", usage([session(used)])).len()
    }

    fn sessions<const N: usize>(&mut self, used: [f64; N]) -> [usize; N] {
        used.map(|used| self.session(used))
    }

    /// The time has come that the engine asked to be woken at, if that is within `seconds`.
    fn pass(&mut self, seconds: i64) -> Vec<Topic> {
        let end = self.now + SignedDuration::from_secs(seconds);
        let mut news = Vec::new();
        while self.wake < end && self.wake > self.now {
            self.now = self.wake;
            news.extend(self.step(Event::Tick));
        }
        self.now = end;
        news.extend(self.step(Event::Tick));
        news
    }

    fn set(&mut self, change: Change) -> Vec<Topic> {
        self.ask(Intent::Change { change })
    }

    fn notify(&mut self, kind: NotificationKind, on: bool) {
        self.set(Change::Notify { kind, on });
    }

    fn ask(&mut self, intent: Intent) -> Vec<Topic> {
        self.step(Event::Intent(intent))
    }

    fn answer(&mut self, number: u32, answer: Answer) -> Vec<Topic> {
        let receipt = receipt(number);
        self.step(Event::Answered { receipt, answer })
    }
}

fn engine(settings: &Settings, zone: &TimeZone) -> Engine {
    let names = [("sample".into(), "Sample".into())].into();
    Engine::new(settings.clone(), names, 7).zone(zone.clone())
}

fn receipt(number: u32) -> Receipt {
    Receipt {
        service: "made up".into(),
        number,
    }
}

fn account(key: &AccountKey) -> Account {
    let mut account = testing::account(key.clone());
    account.origin.path = Some(STORE.into());
    account
}

fn kept(key: &AccountKey, reading: Reading) -> SavedAccount {
    SavedAccount {
        state: AccountState {
            account: account(key),
            reading: Some(reading),
            ..testing::found(key.clone())
        },
        last_query: None,
    }
}

fn usage_of(id: &str) -> Topic {
    Topic::Usage(key(id), "session".into())
}

fn sign_in_of(id: &str) -> Topic {
    Topic::SignIn(key(id))
}
