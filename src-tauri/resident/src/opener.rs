//! What is opened outside of us: pages in the browser, directories in the file manager. Which page
//! a button means is looked up here, so that no address comes from the window.

use std::{
    path::Path,
    time::{Duration, Instant},
};

use plimsoll_core::{
    intent::LinkId,
    model::{AccountKey, Info},
    problem::Fact,
    snapshot::Snapshot,
};

use crate::journal::log_error;

/// A person opens no more; a window that has gone wrong would open them without end.
const BETWEEN: Duration = Duration::from_secs(1);

/// Opens one thing a second. What comes sooner is dropped.
#[derive(Default)]
pub(crate) struct Opener {
    opened: Option<Instant>,
}

impl Opener {
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
            log_error(&format!("the browser does not open: {error}"));
        }
    }

    /// Shows a file in its directory, with whatever shows directories here.
    pub(crate) fn reveal(&mut self, path: &Path) {
        if let Some(there) = shown_for(path)
            && self.is_time(Instant::now())
            && let Err(error) = show(there)
        {
            log_error(&format!("{} is not shown: {error}", there.display()));
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

#[cfg(not(target_os = "macos"))]
fn shown_for(path: &Path) -> Option<&Path> {
    path.ancestors().find(|it| it.is_dir())
}

#[cfg(not(target_os = "macos"))]
fn show(directory: &Path) -> std::io::Result<()> {
    open::that_detached(directory)
}

#[cfg(target_os = "macos")]
fn shown_for(path: &Path) -> Option<&Path> {
    path.ancestors().find(|it| it.exists())
}

/// Some directories are programs here, which would be run: it is selected and not opened.
#[cfg(target_os = "macos")]
fn show(path: &Path) -> std::io::Result<()> {
    use std::process::{Command, Stdio};
    let mut finder = Command::new("/usr/bin/open");
    finder.arg("-R").arg(path);
    finder.stdin(Stdio::null()).stdout(Stdio::null());
    let mut running = finder.stderr(Stdio::null()).spawn()?;
    // It is over as soon as the Finder was told.
    std::thread::spawn(move || running.wait());
    Ok(())
}

fn page<'a>(infos: &[&'a Info], provider: &str, id: &str) -> Option<&'a str> {
    let info = infos.iter().find(|info| info.id == provider)?;
    info.link(id).map(|link| link.url)
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

    use super::{BETWEEN, Opener};

    #[test]
    fn one_thing_a_second_is_opened_also_while_more_is_asked_for() {
        let mut opener = Opener::default();
        let start = Instant::now();
        let asked = (0..40).map(|tenth| start + Duration::from_millis(100) * tenth);
        let moments: Vec<Instant> = asked.filter(|now| opener.is_time(*now)).collect();
        assert_eq!(moments, [0, 1, 2, 3].map(|second| start + BETWEEN * second));
    }
}
