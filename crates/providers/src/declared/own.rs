//! A service that a file of the user's own declares: read as a built-in one is, and kept away from
//! all that belongs to those.

use std::{
    hash::{DefaultHasher, Hash, Hasher},
    sync::{Arc, Mutex, PoisonError},
};

use plimsoll_core::{
    model::{Info, Sending},
    ports::{BoxFuture, Machine},
    problem::Problem,
    provider::{AnyProvider, Discovery, Fetch, Mistake, OwnService, Sealed},
    snapshot::Usage,
};

use super::{
    Declared,
    credentials::{self, Credential},
    fetch,
    load::{Origin, load},
    service::{Place, Service, Source, Within},
};

/// Reads the text of a file that declares the service of this id.
pub fn declare(text: &str, id: &str) -> Result<OwnService, Mistake> {
    let service = load(text, Origin::User(id))?;
    let sends = sends(&service);
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    let own = Own {
        declared: Declared {
            info: kept(&service),
            service,
        },
        version: hasher.finish(),
    };
    let provider = Arc::new(own);
    Ok(OwnService { provider, sends })
}

struct Own {
    declared: Declared,
    /// Of its text: another one is asked again.
    version: u64,
}

/// What a query needs, of one version of the file.
#[derive(Hash)]
struct OfVersion {
    credential: Credential,
    version: u64,
}

impl AnyProvider for Own {
    fn info(&self) -> &'static Info {
        self.declared.info
    }

    fn find(&self, machine: &dyn Machine) -> Discovery<Sealed> {
        let search = credentials::find(&self.declared.service, machine);
        let of_version = |credential| OfVersion {
            credential,
            version: self.version,
        };
        search.map(of_version).sealed()
    }

    fn fetch<'a>(
        &'a self,
        credential: &'a Sealed,
        cx: &'a Fetch<'a>,
    ) -> BoxFuture<'a, Result<Usage, Problem>> {
        match credential.open::<OfVersion>() {
            Ok(of) => Box::pin(fetch::fetch(&self.declared.service, &of.credential, cx)),
            Err(problem) => Box::pin(std::future::ready(Err(problem))),
        }
    }
}

/// Each key that the file names, to each host that it asks.
fn sends(service: &Service) -> Vec<Sending> {
    let keys: Vec<String> = service.credentials.iter().flat_map(keys).collect();
    let all = keys.iter().flat_map(|from| {
        let to = |host: &String| Sending {
            from: from.clone(),
            host: host.clone(),
        };
        service.hosts.iter().map(to)
    });
    all.collect()
}

/// The places of keys, in words that are the same in every language.
fn keys(source: &Source) -> Vec<String> {
    let each =
        |names: &[String], said: &dyn Fn(&String) -> String| names.iter().map(said).collect();
    match &source.place {
        Place::OpenCode(ids) => each(ids, &|id| format!("OpenCode: {id}")),
        Place::Configuration(ids) => each(ids, &|id| format!("opencode.json: {id}")),
        Place::Variables(names) => each(names, &|name| format!("${name}")),
        Place::File { paths, within } => {
            let within = match within {
                Within::Json { pointer, .. } => pointer,
                Within::Line(name) => name,
            };
            each(paths, &|path| format!("{path}: {within}"))
        }
    }
}

/// What is shown of services lives as long as the program: an edited file brings another one only
/// when its name or its pages change, and the same one never twice.
fn kept(service: &Service) -> &'static Info {
    static KEPT: Mutex<Vec<&'static Info>> = Mutex::new(Vec::new());
    let mut kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    let is_same = |info: &&&'static Info| {
        let links = info.links.iter().map(|link| (link.id, link.url));
        let pages = service.pages.iter().map(|(id, url)| (*id, url.as_str()));
        info.id == service.id && info.name == service.name && links.eq(pages)
    };
    if let Some(info) = kept.iter().find(is_same) {
        return info;
    }
    let info = Declared::info_of(service);
    kept.push(info);
    info
}
