//! Who is asked when: what is due is searched for and asked, in turn. How long the moments are apart
//! stands in `schedule`.

use jiff::{SignedDuration, Timestamp};

use super::{
    Command,
    accounts::{Accounts, move_all},
    conditions::Conditions,
    schedule::{self, STORE_WATCH, Spacing},
};
use crate::{model::AccountKey, problem::Problem, snapshot::Usage};

/// The search and the queries: what is under way, and what is next.
#[derive(Debug)]
pub(super) struct Poller {
    searching: bool,
    last_search: Option<Timestamp>,
    /// Stores have changed since the last search; the next one is then.
    look_at: Option<Timestamp>,
    /// When all were asked for by hand, before anything was found.
    all_wanted: Option<Timestamp>,
    /// Feeds the jitter.
    noise: u64,
}

impl Poller {
    pub(super) fn new(seed: u64) -> Self {
        Self {
            searching: false,
            last_search: None,
            look_at: None,
            all_wanted: None,
            noise: seed,
        }
    }

    pub(super) fn is_searching(&self) -> bool {
        self.searching
    }

    pub(super) fn search(&mut self, commands: &mut Vec<Command>) {
        if !self.searching {
            self.searching = true;
            self.look_at = None;
            commands.push(Command::Search);
        }
    }

    /// A search has ended, and what it brought is among the accounts.
    pub(super) fn searched(&mut self, accounts: &mut Accounts, now: Timestamp) {
        self.searching = false;
        self.last_search = Some(now);
        if let Some(then) = self.all_wanted.take() {
            accounts.want(|_| true, then);
        }
    }

    /// What is under way is dropped; no word of it is to come any more.
    pub(super) fn abandon(&mut self, commands: &mut Vec<Command>) {
        self.searching = false;
        commands.push(Command::Abandon);
    }

    /// Asks for every account that is due, those of one provider one after the other. Who asked by
    /// hand waits for nothing.
    pub(super) fn ask(
        accounts: &mut Accounts,
        held: bool,
        interval: SignedDuration,
        now: Timestamp,
    ) -> Vec<Command> {
        accounts.keep_paces(now);
        let mut spacing = Spacing::default();
        for tracked in accounts.iter() {
            spacing.note_query(tracked.key(), tracked.schedule.queried_at);
        }
        let some_due = accounts.iter().any(|it| it.is_askable(now, held));
        let along = now - schedule::shortest(interval);
        let mut commands = Vec::new();
        for mut tracked in accounts.iter_mut() {
            let it = tracked.get();
            let goes_along = some_due && it.goes_along(along, now, held);
            if goes_along || it.is_askable(now, held) {
                let key = it.key().clone();
                if !tracked.schedule.wanted
                    && let Some(later) = spacing.later(&key, now)
                {
                    tracked.state.next = Some(later);
                    continue;
                }
                spacing.note_query(&key, Some(now));
                tracked.ask(now);
                commands.push(Command::Fetch(key));
            }
            tracked.schedule.by_hand = false;
        }
        commands
    }

    /// A query by hand: at most every 15 seconds an account, and never against the service's word.
    pub(super) fn want(
        &mut self,
        which: impl Fn(&AccountKey) -> bool,
        accounts: &mut Accounts,
        now: Timestamp,
        commands: &mut Vec<Command>,
    ) {
        if accounts.were_searched() {
            accounts.want(which, now);
        } else {
            self.all_wanted = Some(now);
        }
        self.search(commands);
    }

    /// What is under way is dropped, since it goes by what held before, and everything is searched
    /// and asked for again.
    pub(super) fn start_over(
        &mut self,
        accounts: &mut Accounts,
        now: Timestamp,
        commands: &mut Vec<Command>,
    ) {
        accounts.start_over();
        self.abandon(commands);
        self.want(|_| true, accounts, now, commands);
    }

    /// A query has ended.
    pub(super) fn fetched(
        &mut self,
        accounts: &mut Accounts,
        key: &AccountKey,
        result: Result<Usage, Problem>,
        interval: SignedDuration,
        now: Timestamp,
    ) {
        let jitter = schedule::noise(&mut self.noise);
        let Some(mut tracked) = accounts.get_mut(key) else {
            return;
        };
        match result {
            Ok(usage) => tracked.answered(usage, interval, jitter, now),
            Err(problem) => tracked.failed(problem, jitter, now),
        }
    }

    /// A step has panicked; whose numbers were dropped.
    pub(super) fn panicked(
        &mut self,
        accounts: &mut Accounts,
        about: Option<&AccountKey>,
        now: Timestamp,
    ) -> Vec<AccountKey> {
        let jitter = schedule::noise(&mut self.noise);
        accounts.panicked(about, jitter, now)
    }

    /// Somebody has written into the stores. While nothing is waited for, it may well be OpenCode
    /// at work, which writes all the time.
    pub(super) fn stores_changed(&mut self, accounts: &Accounts, now: Timestamp) {
        let pause = if accounts.wait_for_store() {
            schedule::LOOK_SOON
        } else {
            schedule::LOOK_LATER
        };
        let earliest = self.last_search.map_or(now, |last| now.max(last + pause));
        // What a search that is under way has read may be from before.
        let at = if self.searching { now } else { earliest };
        self.look_at = Some(self.look_at.map_or(at, |known| known.min(at)));
    }

    /// Other services are searched for from now on, also where a search is under way.
    pub(super) fn look_at_once(&mut self, now: Timestamp) {
        self.look_at = Some(now);
    }

    pub(super) fn is_search_due(
        &self,
        accounts: &Accounts,
        conditions: &Conditions,
        now: Timestamp,
    ) -> bool {
        let Some(last) = self.last_search else {
            return true;
        };
        let held = conditions.holds(now);
        accounts.iter().any(|it| it.is_askable(now, held))
            || self.look_at.is_some_and(|at| at <= now)
            || (looks_at_stores(accounts, conditions) && now.duration_since(last) >= STORE_WATCH)
    }

    /// When something is due for its sake. A search that is under way is waited for, however long it
    /// takes.
    pub(super) fn due(
        &self,
        accounts: &Accounts,
        conditions: &Conditions,
        now: Timestamp,
    ) -> Option<Timestamp> {
        if self.searching {
            return None;
        }
        let held = conditions.holds(now);
        let due = accounts.iter().filter(|it| it.may_be_asked(held));
        let due = due.filter_map(|tracked| tracked.state.next);
        // Counted from the last look: other events must not put off the next one.
        let looks = looks_at_stores(accounts, conditions);
        let look = looks.then(|| self.last_search.unwrap_or(now) + STORE_WATCH);
        due.chain(look).chain(self.look_at).min()
    }

    /// The clock was set. A sign-in that ends by the clock may be another one now.
    pub(super) fn move_by(&mut self, by: SignedDuration, now: Timestamp) {
        move_all(&mut self.last_search, by);
        self.look_at = Some(now);
    }

    pub(super) fn void_what_is_ahead(&mut self, now: Timestamp) {
        self.last_search = self.last_search.map(|at| at.min(now));
        self.look_at = self.look_at.map(|at| at.min(now));
    }
}

/// Whether only a look at the stores can bring on what is waited for, since nobody tells.
fn looks_at_stores(accounts: &Accounts, conditions: &Conditions) -> bool {
    accounts.have_locked_store() || (!conditions.watches_stores() && accounts.wait_for_store())
}
