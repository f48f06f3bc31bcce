//! Home, proxy and program together, and what must hold after every test: no secret anywhere but
//! with its own service, no file changed but ours.

use std::{
    collections::BTreeMap,
    path::PathBuf,
    process::Command,
    sync::{Arc, Mutex},
    thread,
};

use jiff::Timestamp;
use serde_json::Value;

use crate::{
    PLANTED,
    declared::{DECLARED, OWN},
    home::{Home, Store},
    programs::program,
    proxy::{Answers, Authority, Door, Proxy, Reply, SeenRequest},
    services::{ALL, ROTATING, Service},
};

/// A pretend world. Dropping it checks what must hold.
pub struct Scenario {
    pub home: Home,
    pub proxy: Proxy,
    /// The moment that sign-ins and answers were made for, in whole seconds.
    pub now: Timestamp,
    /// Variables that the program gets; a test may change them.
    pub variables: BTreeMap<&'static str, String>,
    said: Arc<Mutex<Vec<String>>>,
    _certificates: tempfile::TempDir,
}

/// The clock of programs under test.
#[cfg(target_os = "linux")]
pub struct SettableClock {
    folder: tempfile::TempDir,
    ahead: i64,
}

#[cfg(target_os = "linux")]
impl SettableClock {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut clock = Self { folder, ahead: 0 };
        clock.advance(0);
        clock
    }

    /// So many seconds further ahead of the real one.
    pub fn advance(&mut self, seconds: u32) {
        self.jump(i64::from(seconds));
    }

    /// Somebody sets it, back as well.
    pub fn jump(&mut self, seconds: i64) {
        self.ahead += seconds;
        let new = self.folder.path().join("new");
        std::fs::write(&new, format!("{:+}", self.ahead)).unwrap();
        std::fs::rename(new, self.file()).unwrap();
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("offset")
    }
}

/// What a program said.
pub struct Said {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Said {
    /// Runs a program to its end.
    pub fn of(command: &mut Command) -> Self {
        let output = command.output().unwrap();
        Self {
            code: output.status.code(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Standard output as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out)
            .unwrap_or_else(|error| panic!("{error}: {:?} {:?}", self.out, self.err))
    }
}

impl Scenario {
    /// Signed in everywhere; `reply` plays a service.
    pub fn new(
        store: Store,
        door: Door,
        reply: impl Fn(&Service, &SeenRequest, Timestamp) -> Option<Reply> + Send + Sync + 'static,
    ) -> Self {
        Self::signed_in(ALL, store, door, reply)
    }

    /// Signed in with these services alone.
    pub fn signed_in(
        services: &[Service],
        store: Store,
        door: Door,
        reply: impl Fn(&Service, &SeenRequest, Timestamp) -> Option<Reply> + Send + Sync + 'static,
    ) -> Self {
        let now = Timestamp::from_second(Timestamp::now().as_second()).unwrap();
        let answers: Box<Answers> = Box::new(move |request| {
            let host = request.host.as_str();
            let services = ALL.iter().chain(DECLARED).chain(OWN);
            let of_host: Vec<&Service> = services.filter(|it| it.hosts.contains(&host)).collect();
            // Two of one host are told apart by whose secret it is.
            let text = request.text();
            let mut known = of_host.iter();
            let known = known.find(|it| it.secrets.iter().any(|secret| text.contains(secret)));
            reply(known.or(of_host.first())?, request, now)
        });
        let certificates = tempfile::tempdir().unwrap();
        let authority = Authority::new();
        let certificate = certificates.path().join("ca.pem");
        authority.save(&certificate);
        let proxy = Proxy::start(authority, door, answers);
        let home = Home::new(store, services, now);
        let text = |path: PathBuf| path.display().to_string();
        let mut variables = BTreeMap::from([
            ("HTTPS_PROXY", proxy.url()),
            ("SSL_CERT_FILE", text(certificate)),
            ("LANG", "en_US.UTF-8".to_owned()),
            ("TZ", "UTC".to_owned()),
            // The machine's own network and battery are no part of this world.
            ("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=/nowhere".to_owned()),
        ]);
        variables.extend(
            home.variables()
                .into_iter()
                .map(|(name, path)| (name, text(path))),
        );
        Self {
            home,
            proxy,
            now,
            variables,
            said: Arc::default(),
            _certificates: certificates,
        }
    }

    /// Every service answers well.
    pub fn well(store: Store) -> Self {
        Self::new(store, Door::Open, |service, request, now| {
            (service.answer)(request, now)
        })
    }

    /// Runs `plimsollctl` to its end.
    pub fn plimsollctl(&self, arguments: &[&str]) -> Said {
        self.run(Command::new(program("plimsollctl")).args(arguments))
    }

    /// Runs a program in this world to its end.
    pub fn run(&self, command: &mut Command) -> Said {
        let said = Said::of(command.env_clear().envs(&self.variables));
        self.showed(said.out.clone());
        self.showed(said.err.clone());
        said
    }

    /// The programs get a clock that can be set while they run, by libfaketime, which they know
    /// nothing of. Only the clock: time itself goes on evenly for them, as in a suspend.
    #[cfg(target_os = "linux")]
    pub fn clock_of_its_own(&mut self) -> SettableClock {
        let clock = SettableClock::new();
        let file = clock.file().display().to_string();
        let preload = "/usr/$LIB/faketime/libfaketimeMT.so.1".to_owned();
        self.variables.insert("LD_PRELOAD", preload);
        self.variables.insert("FAKETIME_TIMESTAMP_FILE", file);
        self.variables.insert("FAKETIME_NO_CACHE", "1".to_owned());
        self.variables.insert("DONT_FAKE_MONOTONIC", "1".to_owned());
        clock
    }

    /// Something that a program showed or printed anywhere; no secret may be in it.
    pub fn showed(&self, text: String) {
        self.said.lock().unwrap().push(text);
    }

    /// As `showed`, for what is printed while a test goes on.
    pub fn listener(&self) -> impl Fn(String) + Send + 'static {
        let said = Arc::clone(&self.said);
        move |text| said.lock().unwrap().push(text)
    }

    fn assert_whole(&self) {
        self.assert_secrets_stay();
        self.home.assert_untouched();
        let unplanned = self.proxy.unplanned();
        assert!(
            unplanned.is_empty(),
            "requests that no answer was planned for: {unplanned:?}"
        );
    }

    fn assert_secrets_stay(&self) {
        for request in self.proxy.asked() {
            let text = request.text();
            for token in ROTATING {
                assert!(
                    !text.contains(token),
                    "a rotating refresh token was sent to {}",
                    request.host
                );
            }
            for service in ALL.iter().chain(DECLARED).chain(OWN) {
                let carries = service.secrets.iter().any(|secret| text.contains(secret));
                let its_own = service.hosts.contains(&request.host.as_str());
                let inside = request.method != "CONNECT";
                assert!(
                    !carries || (its_own && inside),
                    "a secret of {} was sent in a {} to {}",
                    service.id,
                    request.method,
                    request.host
                );
            }
        }
        for said in self.said.lock().unwrap().iter() {
            assert!(!said.contains(PLANTED), "a secret was shown: {said}");
        }
        for (path, bytes) in self.home.ours() {
            let found = bytes
                .windows(PLANTED.len())
                .any(|part| part == PLANTED.as_bytes());
            assert!(!found, "a secret is in {}", path.display());
        }
    }
}

impl Drop for Scenario {
    fn drop(&mut self) {
        // A test that failed already has said what matters.
        if !thread::panicking() {
            self.assert_whole();
        }
    }
}

/// The checks of a world, each seen to fail.
#[cfg(test)]
mod tests {
    use std::{
        fs,
        io::{Read, Write},
        net::TcpStream,
    };

    use super::*;

    /// Sends a request to the proxy of a world as a careless program would.
    fn ask(scenario: &Scenario, host: &str, secret: &str) {
        let address = scenario.proxy.url().replace("http://", "");
        let mut stream = TcpStream::connect(address).unwrap();
        write!(
            stream,
            "GET http://{host}/ HTTP/1.1\r\nhost: {host}\r\nauthorization: {secret}\r\n\
             connection: close\r\n\r\n"
        )
        .unwrap();
        stream.read_to_string(&mut String::new()).unwrap();
    }

    fn scenario() -> Scenario {
        let reply = |_: &Service, _: &SeenRequest, _| Some(Reply::page(200, ""));
        Scenario::new(Store::Database, Door::Open, reply)
    }

    #[test]
    #[should_panic(expected = "a rotating refresh token was sent")]
    fn a_refresh_token_in_a_request_ends_the_test() {
        ask(&scenario(), "chatgpt.com", "planted-refresh-openai");
    }

    #[test]
    #[should_panic(expected = "a rotating refresh token was sent")]
    fn a_refresh_token_of_another_service_ends_it_too() {
        ask(&scenario(), "api.anthropic.com", "planted-refresh-claude");
    }

    #[test]
    #[should_panic(expected = "a secret of openai was sent")]
    fn a_secret_for_another_host_ends_the_test() {
        ask(&scenario(), "api.z.ai", "planted-access-openai");
    }

    #[test]
    #[should_panic(expected = "no answer was planned for")]
    fn a_request_that_was_not_planned_ends_the_test() {
        ask(&scenario(), "elsewhere.example", "");
    }

    #[test]
    #[should_panic(expected = "a secret is in")]
    fn a_secret_in_our_own_files_ends_the_test() {
        let scenario = scenario();
        let log = scenario.home.path(".local/state/plimsoll/log");
        fs::create_dir_all(log.parent().unwrap()).unwrap();
        fs::write(log, "asked with planted-access-openai").unwrap();
    }

    #[test]
    #[should_panic(expected = "was changed or removed")]
    fn a_changed_file_ends_the_test() {
        let scenario = scenario();
        let file = scenario.home.path(".codex/auth.json");
        let same = fs::read(&file).unwrap();
        fs::write(file, same).unwrap();
    }

    #[test]
    #[should_panic(expected = "was made")]
    fn a_new_file_ends_the_test() {
        let scenario = scenario();
        fs::write(scenario.home.path(".profile"), "").unwrap();
    }

    #[test]
    #[should_panic(expected = "the sign-ins were changed")]
    fn a_changed_row_of_the_database_ends_the_test() {
        let scenario = scenario();
        let path = scenario.home.path(".local/share/opencode/opencode.db");
        let database = rusqlite::Connection::open(path).unwrap();
        database
            .busy_timeout(std::time::Duration::from_secs(5))
            .unwrap();
        database.execute("DELETE FROM credential", []).unwrap();
    }

    #[test]
    fn a_world_that_nothing_happens_to_is_whole() {
        scenario();
    }
}
