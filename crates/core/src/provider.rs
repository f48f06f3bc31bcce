//! The shape that every service has: find its accounts on a machine, ask about one of them.

use std::{
    any::Any,
    future::Future,
    hash::{DefaultHasher, Hash, Hasher},
    marker::PhantomData,
    sync::Arc,
};

use crate::{
    message::Message,
    model::{Account, Info, Note, SearchedPath, Sending},
    ports::{BoxFuture, Clock, Http, Machine, Os, Sessions},
    problem::Problem,
    snapshot::Usage,
};

/// A service that Plimsoll can ask.
pub trait Provider: Send + Sync + 'static {
    /// What a query needs, secrets included. No field for a refresh token that rotates: what is
    /// not parsed cannot be spent. `Hash` tells whether the credential changed.
    type Credential: Hash + Send + Sync + 'static;

    const INFO: Info;

    /// Finds the accounts on a machine, and lists every place looked at with its outcome.
    fn find(machine: &dyn Machine) -> Discovery<Self::Credential>;

    /// Asks the service about one account.
    fn fetch(
        credential: &Self::Credential,
        cx: &Fetch<'_>,
    ) -> impl Future<Output = Result<Usage, Problem>> + Send;
}

/// What a search on a machine brought.
#[derive(Debug)]
pub struct Discovery<C> {
    pub found: Vec<Found<C>>,
    pub places: Vec<SearchedPath>,
}

impl<C> Default for Discovery<C> {
    fn default() -> Self {
        Self {
            found: Vec::new(),
            places: Vec::new(),
        }
    }
}

impl<C> Discovery<C> {
    /// The same with other credentials.
    pub fn map<D>(self, change: impl Fn(C) -> D) -> Discovery<D> {
        let found = self.found.into_iter().map(|found| Found {
            account: found.account,
            notes: found.notes,
            status: match found.status {
                CredentialStatus::Ready(credential) => CredentialStatus::Ready(change(credential)),
                CredentialStatus::Spare(credential) => CredentialStatus::Spare(change(credential)),
                CredentialStatus::Broken(problem) => CredentialStatus::Broken(problem),
                CredentialStatus::Off => CredentialStatus::Off,
            },
        });
        Discovery {
            found: found.collect(),
            places: self.places,
        }
    }
}

impl<C: Hash + Send + Sync + 'static> Discovery<C> {
    /// The same without the credential's type.
    pub fn sealed(self) -> Discovery<Sealed> {
        self.map(Sealed::new)
    }
}

/// An account that was found.
#[derive(Debug)]
pub struct Found<C> {
    pub account: Account,
    pub notes: Vec<Note>,
    pub status: CredentialStatus<C>,
}

/// Whether an account that was found can be asked about.
#[derive(Debug)]
pub enum CredentialStatus<C> {
    Ready(C),
    /// Beside an account's own sign-in: the same account once more, or somebody else's. Shown only
    /// once the service has said that it is somebody else's.
    Spare(C),
    /// The store itself says why it cannot.
    Broken(Problem),
    /// Listed, never asked (a note says why).
    Off,
}

/// What a query may use of the world.
pub struct Fetch<'a> {
    pub http: &'a dyn Http,
    pub clock: &'a dyn Clock,
    pub sessions: &'a dyn Sessions,
    pub os: Os,
}

/// A credential whose type is known to its own provider alone.
#[derive(Clone)]
pub struct Sealed {
    value: Arc<dyn Any + Send + Sync>,
    /// Changes when the credential does and tells nothing of it.
    pub fingerprint: u64,
}

impl Sealed {
    pub fn new<C: Hash + Send + Sync + 'static>(credential: C) -> Self {
        let mut hasher = DefaultHasher::new();
        credential.hash(&mut hasher);
        Self {
            fingerprint: hasher.finish(),
            value: Arc::new(credential),
        }
    }

    /// The credential, for the provider whose it is; our own fault for any other.
    pub fn open<C: 'static>(&self) -> Result<&C, Problem> {
        let credential = self.value.downcast_ref();
        credential.ok_or_else(|| Problem::internal("a credential of another provider"))
    }
}

/// A provider without its credential's type, so that all of them fit in one list.
pub trait AnyProvider: Send + Sync {
    fn info(&self) -> &'static Info;
    fn find(&self, machine: &dyn Machine) -> Discovery<Sealed>;
    fn fetch<'a>(
        &'a self,
        credential: &'a Sealed,
        cx: &'a Fetch<'a>,
    ) -> BoxFuture<'a, Result<Usage, Problem>>;
}

/// A service that a file of the user's declares.
#[derive(Clone)]
pub struct OwnService {
    pub provider: Arc<dyn AnyProvider>,
    /// What the user is asked before anything is searched for or sent.
    pub sends: Vec<Sending>,
}

/// What cannot be so in a file, and where.
#[derive(Clone, Debug, PartialEq)]
pub struct Mistake {
    pub line: usize,
    /// In characters, from 1.
    pub column: usize,
    pub what: Message,
}

impl Mistake {
    /// With its place.
    pub fn said(&self) -> Message {
        Message::new("setting-at")
            .text("line", self.line.to_string())
            .text("column", self.column.to_string())
            .message("what", self.what.clone())
    }
}

/// Reads the text of a file that declares the service of this id.
pub type Declare = fn(text: &str, id: &str) -> Result<OwnService, Mistake>;

/// Makes an `AnyProvider` of a `Provider`.
pub struct Erased<P>(PhantomData<fn() -> P>);

impl<P> Erased<P> {
    pub const fn new() -> Self {
        Self(PhantomData)
    }
}

impl<P> Default for Erased<P> {
    fn default() -> Self {
        Self::new()
    }
}

impl<P: Provider> AnyProvider for Erased<P> {
    fn info(&self) -> &'static Info {
        const { &P::INFO }
    }

    fn find(&self, machine: &dyn Machine) -> Discovery<Sealed> {
        P::find(machine).sealed()
    }

    fn fetch<'a>(
        &'a self,
        credential: &'a Sealed,
        cx: &'a Fetch<'a>,
    ) -> BoxFuture<'a, Result<Usage, Problem>> {
        match credential.open::<P::Credential>() {
            Ok(credential) => Box::pin(P::fetch(credential, cx)),
            Err(problem) => Box::pin(std::future::ready(Err(problem))),
        }
    }
}
