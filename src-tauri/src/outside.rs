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
    let directory = if path.is_dir() {
        Some(path)
    } else {
        path.parent()
    };
    let there = directory.and_then(|it| it.ancestors().find(|it| it.is_dir()));
    if let Some(directory) = there
        && let Err(error) = open::that_detached(directory)
    {
        complain(&format!("{} does not open: {error}", directory.display()));
    }
}

fn page<'a>(infos: &[&'a Info], provider: &str, id: &str) -> Option<&'a str> {
    let info = infos.iter().find(|info| info.id == provider)?;
    Some(info.link(id)?.url)
}

fn verification<'a>(snapshot: &'a Snapshot, account: &AccountKey) -> Option<&'a str> {
    let accounts = &snapshot.accounts;
    let state = accounts
        .iter()
        .find(|state| state.account.key == *account)?;
    state.problem.as_ref()?.get(Fact::Page)
}
