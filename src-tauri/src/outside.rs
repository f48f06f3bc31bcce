//! What is opened outside of us: pages in the browser, directories in the file manager. Which page
//! a button means is looked up here, so that no address comes from the window.

use std::{
    path::Path,
    time::{Duration, Instant},
};

use plimsoll_core::{
    intent::LinkId,
    model::{AccountKey, Info, Snapshot},
    problem::Fact,
};

use crate::journal::complain;

/// A person opens no more; a window that has gone wrong would open them without end.
const BETWEEN: Duration = Duration::from_secs(1);

/// Opens one thing a second. What comes sooner is dropped.
#[derive(Default)]
pub(crate) struct Outside {
    opened: Option<Instant>,
}

impl Outside {
    /// Opens a page that a button names.
    pub(crate) fn open_page(
        &mut self,
        link: &LinkId,
        infos: &[&Info],
        snapshot: Option<&Snapshot>,
    ) {
        let address = match link {
            LinkId::Provider { provider, id } => page(infos, provider, id),
            LinkId::Verification { account } => snapshot.and_then(|it| verification(it, account)),
        };
        if let Some(address) = address
            && self.is_time(Instant::now())
            && let Err(error) = open::that_detached(address)
        {
            complain(&format!("the browser does not open: {error}"));
        }
    }

    /// Shows a file in its directory, with whatever shows directories here.
    pub(crate) fn reveal(&mut self, path: &Path) {
        let directory = if path.is_dir() {
            Some(path)
        } else {
            path.parent()
        };
        let there = directory.and_then(|it| it.ancestors().find(|it| it.is_dir()));
        if let Some(directory) = there
            && self.is_time(Instant::now())
            && let Err(error) = open::that_detached(directory)
        {
            complain(&format!("{} does not open: {error}", directory.display()));
        }
    }

    fn is_time(&mut self, now: Instant) -> bool {
        let is_time = self.opened.is_none_or(|at| now - at >= BETWEEN);
        if is_time {
            self.opened = Some(now);
        }
        is_time
    }
}

fn page<'a>(infos: &[&'a Info], provider: &str, id: &str) -> Option<&'a str> {
    let info = infos.iter().find(|info| info.id == provider)?;
    let link = info.links.iter().find(|link| link.id == id)?;
    Some(link.url)
}

fn verification<'a>(snapshot: &'a Snapshot, account: &AccountKey) -> Option<&'a str> {
    let accounts = &snapshot.accounts;
    let state = accounts
        .iter()
        .find(|state| state.account.key == *account)?;
    state.problem.as_ref()?.get(Fact::Page)
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::{BETWEEN, Outside};

    #[test]
    fn one_thing_a_second_is_opened_also_while_more_is_asked_for() {
        let mut outside = Outside::default();
        let start = Instant::now();
        let asked = (0..40).map(|tenth| start + Duration::from_millis(100) * tenth);
        let opened: Vec<Instant> = asked.filter(|now| outside.is_time(*now)).collect();
        assert_eq!(opened, [0, 1, 2, 3].map(|second| start + BETWEEN * second));
    }
}
