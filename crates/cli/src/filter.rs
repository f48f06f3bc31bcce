//! Which accounts and windows a command is about, and the one window that a bar or a script is about:
//! of those, the one with the least left. Tools do not count unless they are named, and neither does
//! what has been reset since.

use std::io::Write;

use jiff::Timestamp;
use plimsoll_core::{
    message::Message,
    ports::Clock,
    snapshot::Snapshot,
    view::{self, Card, Row, View},
};
use plimsoll_runtime::setup::Setup;

/// Which windows are asked about.
#[derive(Clone, Debug, Default, clap::Args)]
pub(crate) struct WindowFilter {
    /// Only this provider; an unknown id is answered with the known ones
    #[arg(long, value_name = "ID")]
    pub(crate) provider: Option<String>,
    /// Only this account, by its id
    #[arg(long, value_name = "ID")]
    pub(crate) account: Option<String>,
    /// Only this window, such as session or weekly
    #[arg(long, value_name = "ID")]
    pub(crate) window: Option<String>,
}

impl WindowFilter {
    /// What is known, as far as it is asked about.
    pub(crate) fn view(&self, snapshot: &Snapshot, setup: &Setup, now: Timestamp) -> View {
        let mut snapshot = snapshot.clone();
        let is = |wanted: &Option<String>, given: &str| {
            wanted.as_ref().is_none_or(|wanted| wanted == given)
        };
        snapshot.accounts.retain(|state| {
            let key = &state.account.key;
            is(&self.provider, &key.provider)
                && (is(&self.account, &key.id) || is(&self.account, &key.shown_id()))
        });
        let mut view = view::view(&snapshot, setup.view_context(), now);
        for card in &mut view.cards {
            card.rows.retain(|row| is(&self.window, &row.id));
        }
        view
    }

    /// The window with the least left.
    pub(crate) fn worst<'a>(&self, view: &'a View) -> Option<(&'a Card, &'a Row)> {
        view.worst(self.window.is_some())
    }
}

/// Whether there is such a service, if one was named; says which there are when not.
pub(crate) fn is_known_provider(id: Option<&str>, setup: &Setup) -> std::io::Result<bool> {
    let known: Vec<&str> = setup.infos.iter().map(|info| info.id).collect();
    let Some(id) = id.filter(|id| !known.contains(id)) else {
        return Ok(true);
    };
    let said = Message::new("cli-unknown-provider")
        .text("id", id)
        .text("known", known.join(", "));
    let said = setup.words.say(&said, setup.clock.now());
    writeln!(std::io::stderr(), "{said}")?;
    Ok(false)
}
