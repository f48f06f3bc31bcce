//! What is opened outside of us: pages in the browser, directories in the file manager. Which page
//! a button means is looked up here, so that no address comes from the window.

use std::path::Path;

use plimsoll_core::{
    intent::LinkId,
    model::{AccountKey, Info, Snapshot},
    problem::Fact,
};

use crate::app::complain;

/// Opens a page that a button names.
pub(crate) fn open_page(link: &LinkId, infos: &[&Info], snapshot: Option<&Snapshot>) {
    let address = match link {
        LinkId::Provider { provider, id } => page(infos, provider, id),
        LinkId::Verification { account } => snapshot.and_then(|it| verification(it, account)),
    };
    if let Some(address) = address
        && let Err(error) = open::that_detached(address)
    {
        complain(&format!("the browser does not open: {error}"));
    }
}

/// Shows a file in its directory, with whatever shows directories here.
pub(crate) fn reveal(path: &Path) {
    if let Some(there) = shown_for(path)
        && let Err(error) = show(there)
    {
        complain(&format!("{} is not shown: {error}", there.display()));
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
