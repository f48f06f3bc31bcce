//! What is said of the files in which the user declares services: what each wants to send, what the
//! user has answered, and where it is wrong.

use plimsoll_core::{message::Message, provider::OwnService, settings::Consent};
use plimsoll_runtime::{
    own_services::{FileFault, OwnFile},
    setup::Setup,
};

use crate::complaint::complain;

/// How it is with a file.
pub(crate) enum Standing<'a> {
    Allowed(&'a OwnService),
    /// Nobody has said yet whether it may send anything.
    Waits(&'a OwnService),
    Refused(&'a OwnService),
    Wrong(&'a FileFault),
}

impl<'a> Standing<'a> {
    pub(crate) fn of(file: &'a OwnFile, setup: &Setup) -> Self {
        match &file.read {
            Err(fault) => Self::Wrong(fault),
            Ok(own) => match setup.settings.consent(&file.id, &own.sends) {
                Consent::Allowed => Self::Allowed(own),
                Consent::Refused => Self::Refused(own),
                Consent::Unasked => Self::Waits(own),
            },
        }
    }

    /// In the JSON.
    pub(crate) fn as_str(&self) -> &'static str {
        match self {
            Self::Allowed(_) => "allowed",
            Self::Waits(_) => "waits",
            Self::Refused(_) => "refused",
            Self::Wrong(_) => "wrong",
        }
    }

    /// With the file, and what is to be done about it.
    pub(crate) fn said(&self, file: &OwnFile) -> Message {
        let what = match self {
            Self::Allowed(own) => named("own-allowed", own),
            Self::Waits(own) => named("own-waits", own),
            Self::Refused(own) => named("own-refused", own),
            Self::Wrong(fault) => fault.said(),
        };
        Message::new("cli-about")
            .text("what", file.path.display().to_string())
            .message("said", what)
    }
}

fn named(id: &'static str, own: &OwnService) -> Message {
    let info = own.provider.info();
    Message::new(id).text("id", info.id).text("name", info.name)
}

/// Says of a service of the user's own why it is not asked; whether there is such a one.
pub(crate) fn complain_of(id: &str, setup: &Setup) -> std::io::Result<bool> {
    let mut files = setup.own_files().iter();
    let Some(file) = files.find(|file| file.id == id) else {
        return Ok(false);
    };
    match Standing::of(file, setup) {
        Standing::Allowed(_) => Ok(false),
        other @ (Standing::Waits(_) | Standing::Refused(_) | Standing::Wrong(_)) => {
            complain(&other.said(file), setup)?;
            Ok(true)
        }
    }
}

/// Says which files are wrong or wait for an answer: the first one, and how many more there are.
pub(crate) fn complain_of_all(setup: &Setup) -> std::io::Result<()> {
    let said = setup.own_files().iter().filter_map(|file| {
        let standing = Standing::of(file, setup);
        let is_open = matches!(standing, Standing::Waits(_) | Standing::Wrong(_));
        is_open.then(|| standing.said(file))
    });
    let said: Vec<Message> = said.collect();
    let [first, more @ ..] = said.as_slice() else {
        return Ok(());
    };
    complain(first, setup)?;
    if more.is_empty() {
        return Ok(());
    }
    let more = Message::new("own-more").number("count", more.len() as f64);
    complain(&more, setup)
}
