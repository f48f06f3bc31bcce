//! What the targets share: a pretend computer goes through search, queries, engine, view and words,
//! and what comes out is judged. Each target says only where its foreign bytes go in.

mod answers;
mod judge;

use std::collections::BTreeMap;

use jiff::{Timestamp, tz::TimeZone};
use plimsoll_core::{
    engine::{DiscoveryResult, Engine, Event, FoundAccount},
    provider::{AnyProvider, CredentialStatus, Fetch, Sealed},
    settings::Settings,
    testing::{FakeMachine, FakeSessions, FixedClock, block_on},
};

pub use answers::Answers;
pub use judge::judge;

/// The moment of all targets, the same as in most case folders.
pub fn now() -> Timestamp {
    Timestamp::constant(1_795_435_200, 0)
}

/// Searches this computer for every provider, asks about each account that is ready, and judges
/// what a person would be shown: no secret of the computer among it.
pub fn play(machine: &FakeMachine, answers: &[u8]) -> Engine {
    let engine = ask_all(machine, answers);
    judge(&engine, &judge::secrets_of(machine), now());
    engine
}

/// The same for a store out of a fuzzer's bytes, where a secret may stand in any field.
pub fn play_store(machine: &FakeMachine) {
    judge(&ask_all(machine, b"{}"), &[], now());
}

fn ask_all(machine: &FakeMachine, answers: &[u8]) -> Engine {
    let now = now();
    let mut engine = engine(Settings::default());
    let mut sweep = DiscoveryResult::default();
    let mut ready = Vec::new();
    for provider in plimsoll_providers::ALL {
        let search = provider.find(machine);
        sweep.places.extend(search.places);
        for found in search.found {
            let status = match found.status {
                CredentialStatus::Ready(credential) => {
                    let fingerprint = credential.fingerprint;
                    ready.push((*provider, found.account.key.clone(), credential));
                    CredentialStatus::Ready(fingerprint)
                }
                CredentialStatus::Spare(credential) => {
                    let fingerprint = credential.fingerprint;
                    ready.push((*provider, found.account.key.clone(), credential));
                    CredentialStatus::Spare(fingerprint)
                }
                CredentialStatus::Broken(problem) => CredentialStatus::Broken(problem),
                CredentialStatus::Off => CredentialStatus::Off,
            };
            sweep.accounts.push(FoundAccount {
                account: found.account,
                notes: found.notes,
                status,
            });
        }
    }
    engine.step(Event::Found(sweep), now);
    for (provider, account, credential) in ready {
        let result = Box::new(ask(provider, &credential, machine, answers));
        engine.step(Event::Fetched { account, result }, now);
    }
    engine
}

/// An engine that knows the providers' names, and nothing else yet.
pub fn engine(settings: Settings) -> Engine {
    let names: BTreeMap<String, String> = plimsoll_providers::ALL
        .iter()
        .map(|provider| {
            (
                provider.info().id.to_owned(),
                provider.info().name.to_owned(),
            )
        })
        .collect();
    Engine::new(settings, names, 7).zone(TimeZone::UTC)
}

fn ask(
    provider: &dyn AnyProvider,
    credential: &Sealed,
    machine: &FakeMachine,
    answers: &[u8],
) -> Result<plimsoll_core::snapshot::Usage, plimsoll_core::problem::Problem> {
    let http = Answers::new(answers);
    let sessions = FakeSessions::default();
    let clock = FixedClock(now());
    let cx = Fetch {
        http: &http,
        clock: &clock,
        sessions: &sessions,
        os: machine.os,
    };
    block_on(provider.fetch(credential, &cx))
}
