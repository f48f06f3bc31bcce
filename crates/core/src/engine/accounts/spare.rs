//! Sign-ins beside an account's own one. The service alone knows whether one is the same account once
//! more, which then is set aside, or somebody else's, which then is an account like any other. What is
//! seen of one account through two services is shown once, as that of the first one.

use super::{Accounts, tracked::Tracked};
use crate::problem::Code;

impl Accounts {
    /// Sets aside spares that are dead or an account's twins, until they change, and hides those of
    /// which nobody knows yet whose they are.
    pub(in crate::engine) fn sort_spares(&mut self) {
        let hidden: Vec<bool> = self.iter().map(|it| self.is_hidden(it)).collect();
        if !hidden.contains(&true) && !self.schedules.iter().any(|it| it.is_spare) {
            self.shown = self.states.len();
            return;
        }
        let is_aside = |(it, is_hidden): (Tracked<'_>, &bool)| {
            let is_twin = |main: Tracked<'_>| owner(main).is_some() && owner(main) == owner(it);
            let is_dead = *is_hidden && is_dead(it);
            it.schedule.is_spare && (is_dead || self.mains(it).any(is_twin))
        };
        let aside: Vec<bool> = self.iter().zip(&hidden).map(is_aside).collect();
        let (mut shown, mut rest) = (Vec::new(), Vec::new());
        let all = self
            .take_all()
            .into_iter()
            .zip(hidden.into_iter().zip(aside));
        for (it, (is_hidden, is_aside)) in all {
            if is_aside {
                let key = it.state.account.key;
                self.set_aside.insert(key, it.schedule.fingerprint);
            } else if is_hidden {
                rest.push(it);
            } else {
                shown.push(it);
            }
        }
        self.shown = shown.len();
        for it in shown.into_iter().chain(rest) {
            self.push(it);
        }
    }

    fn is_hidden(&self, it: Tracked<'_>) -> bool {
        let differs = |main: Tracked<'_>| {
            owner(main) != owner(it) && (owner(main).is_some() || is_dead(main))
        };
        let is_unknown = owner(it).is_none() || !self.mains(it).all(differs);
        (it.schedule.is_spare && is_unknown) || self.is_shown_elsewhere(it)
    }

    /// Whether another service before it, whose sign-in lives, shows the same account.
    fn is_shown_elsewhere(&self, it: Tracked<'_>) -> bool {
        let others = self.iter().take_while(|other| other.key() != it.key());
        let mut others = others.filter(|other| other.key().provider != it.key().provider);
        owner(it).is_some() && others.any(|other| owner(other) == owner(it) && !is_dead(other))
    }

    /// The accounts of its service that are no spares.
    fn mains<'a>(&'a self, spare: Tracked<'a>) -> impl Iterator<Item = Tracked<'a>> {
        let provider = &spare.key().provider;
        self.iter()
            .filter(move |it| !it.schedule.is_spare && it.key().provider == *provider)
    }
}

fn owner(it: Tracked<'_>) -> Option<&String> {
    it.state.reading.as_ref()?.usage.owner.as_ref()
}

fn is_dead(it: Tracked<'_>) -> bool {
    let problem = it.state.problem.as_ref();
    problem.is_some_and(|it| it.code.is_about_sign_in() || it.code == Code::Forbidden)
}
