//! Services that are data: one key, one or two JSON answers, and a file that says where the key is,
//! what to ask, and what the answers mean. Those that are built in lie in `declared/`.

mod credentials;
mod fetch;
mod fields;
mod file;
mod filters;
mod language;
mod load;
mod names;
mod own;
mod reserved;
mod rows;
mod sample;
mod service;
mod value;

use std::sync::OnceLock;

use plimsoll_core::{
    model::{Info, Link, Pace},
    ports::{BoxFuture, Machine},
    problem::Problem,
    provider::{AnyProvider, Discovery, Fetch, Sealed},
    snapshot::Usage,
};

use credentials::Credential;
use service::Service;

pub use fields::{RowFault, What};
pub use own::declare;
pub use sample::{DeclaredFile, Tried};

macro_rules! built_in {
    ($($name:ident = $id:literal;)*) => {
        $(pub(crate) static $name: BuiltIn =
            BuiltIn::new(include_str!(concat!("../../declared/", $id, ".toml")));)*
        const ALL: &[(&str, &BuiltIn)] = &[$(($id, &$name)),*];
    };
}

built_in! {
    OPENCODE_GO = "opencode-go";
    OPENROUTER = "openrouter";
    KIMI = "kimi";
    MINIMAX = "minimax";
    DEEPSEEK = "deepseek";
    SYNTHETIC = "synthetic";
    NANO_GPT = "nano-gpt";
    CHUTES = "chutes";
    OLLAMA_CLOUD = "ollama-cloud";
    MOONSHOT = "moonshot";
    VERCEL = "vercel";
    FACTORY = "factory";
    KILO = "kilo";
}

/// A service whose file is part of the program. It is read when it is first needed.
pub(crate) struct BuiltIn {
    text: &'static str,
    declared: OnceLock<Declared>,
}

/// A service as its file declares it.
struct Declared {
    info: &'static Info,
    service: Service,
}

impl BuiltIn {
    pub(crate) const fn new(text: &'static str) -> Self {
        Self {
            text,
            declared: OnceLock::new(),
        }
    }

    fn declared(&self) -> &Declared {
        self.declared
            .get_or_init(|| match load::load(self.text, load::Origin::BuiltIn) {
                Ok(service) => Declared::new(service),
                Err(mistake) => unreachable!("a test reads every one: {mistake:?}"),
            })
    }
}

impl Declared {
    fn new(service: Service) -> Self {
        Self {
            info: Self::info_of(&service),
            service,
        }
    }

    fn info_of(service: &Service) -> &'static Info {
        let links = service.pages.iter().map(|(id, url)| Link {
            id,
            url: url.clone().leak(),
        });
        let info = Info {
            id: service.id.clone().leak(),
            name: service.name.clone().leak(),
            links: links.collect::<Vec<_>>().leak(),
            takes_oauth_client: false,
            pace: Pace::USUAL,
        };
        Box::leak(Box::new(info))
    }
}

impl AnyProvider for BuiltIn {
    fn info(&self) -> &'static Info {
        self.declared().info
    }

    fn find(&self, machine: &dyn Machine) -> Discovery<Sealed> {
        let search = credentials::find(&self.declared().service, machine);
        search.sealed()
    }

    fn fetch<'a>(
        &'a self,
        credential: &'a Sealed,
        cx: &'a Fetch<'a>,
    ) -> BoxFuture<'a, Result<Usage, Problem>> {
        match credential.open::<Credential>() {
            Ok(credential) => Box::pin(fetch::fetch(&self.declared().service, credential, cx)),
            Err(problem) => Box::pin(std::future::ready(Err(problem))),
        }
    }
}

#[cfg(test)]
mod tests;
