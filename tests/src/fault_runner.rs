//! Where cells of the fault matrix are tried out: one service at fault after it has answered well,
//! and everything that has to hold then.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt, fs,
    os::unix::fs::symlink,
    path::PathBuf,
    process::Command,
};

use jiff::{SignedDuration, Timestamp};
use rusqlite::Connection;
use serde_json::Value;
use tempfile::{TempDir, TempPath};

use crate::{
    PLANTED,
    fault_proxy::{FaultProxy, Play, Seen},
    faults::{FOREIGN, Fault, How, RetryAt, Subject},
    gate::{Gate, Pass},
    leaks::Shapes,
    names::Names,
    programs::program,
    scenario::{Said, Scenario},
    services::ALL,
    stored_readings::{DATABASE, age_by},
};

/// How old the numbers are that are kept: more than two intervals.
const KEPT_FOR: SignedDuration = SignedDuration::from_mins(20);
/// The longest that a fault which is no wait may take, in seconds.
const IN_TIME: f64 = 10.5;
/// What a limit may be passed by.
const GRACE: f64 = 0.5;
/// The part of a wait that is there to be seen: on a busy machine, some of it is over before the
/// service is reached.
const SEEN: f64 = 0.6;
/// What a program may need for its start and end on a machine that does much else.
const BESIDE_OTHERS: f64 = 10.0;

/// Of sessions; the first is the one in which numbers are compared with their words.
pub const LANGUAGES: [&str; 3] = ["en_US.UTF-8", "fr_FR.UTF-8", "zh_CN.UTF-8"];

/// Where cells are tried side by side. One that waits for its service is in nobody's way.
static GATE: Gate = Gate::new(DESKS);
/// More would not be through any sooner.
pub const DESKS: usize = 6;

pub type Cell<'a> = (&'a Subject, &'a Fault);

/// By the language of the session the titles of all problems in it.
pub type Titles = BTreeMap<&'static str, BTreeMap<String, String>>;

/// What is the same for all cells.
pub struct Room {
    /// In whole seconds.
    pub now: Timestamp,
    variables: BTreeMap<&'static str, String>,
    /// What the services answered while all was well, and is kept.
    pub kept: Value,
    titles: Titles,
    no_names: Names,
    /// Where programs keep their data.
    data: PathBuf,
    /// As it is after all that.
    database: TempPath,
}

/// One place where cells are tried one after the other.
pub struct FaultRunner<'a> {
    room: &'a Room,
    way: FaultProxy,
}

/// What came of a cell.
pub struct Outcome {
    subject: String,
    fault: String,
    pub code: String,
    /// In seconds, from where the service was first wanted to where it was given up.
    pub took: f64,
    requests: usize,
    /// What is not as it has to be.
    pub wrong: Vec<String>,
    /// Title, reason and steps.
    pub words: Vec<String>,
    /// Everything that the program printed.
    pub printed: String,
}

impl fmt::Display for Outcome {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mark = if self.wrong.is_empty() { ' ' } else { '!' };
        let Self {
            subject,
            fault,
            code,
            took,
            requests,
            ..
        } = self;
        write!(
            formatter,
            "{mark} {subject:<18} {fault:<30} {code:<19} {took:>6.2} s {requests}"
        )?;
        for wrong in &self.wrong {
            write!(formatter, "\n      {wrong}")?;
        }
        Ok(())
    }
}

impl Room {
    /// Every service answers well once, and what it said is kept.
    pub fn of(scenario: &Scenario) -> Self {
        let bar = scenario.plimsollctl(&["bar", "--once"]);
        assert_eq!(bar.code, Some(0), "{}", bar.err);
        age_by(scenario, KEPT_FOR);
        let kept = scenario
            .plimsollctl(&["status", "--cached", "--json"])
            .json();
        assert_eq!(kept["accounts"].as_array().unwrap().len(), ALL.len());
        let database = tempfile::NamedTempFile::new().unwrap().into_temp_path();
        fs::remove_file(&database).unwrap();
        Connection::open(scenario.home.path(DATABASE))
            .unwrap()
            .execute("VACUUM INTO ?1", [database.to_str().unwrap()])
            .unwrap();
        let titles = LANGUAGES.map(|language| {
            let mut command = Command::new(program("plimsollctl"));
            let variables = scenario.variables.iter();
            command.env_clear().envs(variables).env("LANG", language);
            let said = Said::of(command.arg("explain"));
            let titles = said.out.lines().filter_map(|line| line.split_once(": "));
            let titles = titles.map(|(code, title)| (code.to_owned(), title.to_owned()));
            (language, titles.collect())
        });
        Self {
            now: scenario.now,
            variables: scenario.variables.clone(),
            kept,
            titles: titles.into(),
            no_names: Names::of(&[]),
            data: scenario.home.path(".local/share"),
            database,
        }
    }

    /// What was kept, for one run alone: one answer would keep the next run from asking.
    fn data_of_its_own(&self) -> TempDir {
        let data = tempfile::tempdir().unwrap();
        for entry in fs::read_dir(&self.data).unwrap() {
            let (path, name) = entry.map(|it| (it.path(), it.file_name())).unwrap();
            if name != "plimsoll" {
                symlink(path, data.path().join(name)).unwrap();
            }
        }
        let database = data.path().join("plimsoll/plimsoll.db");
        fs::create_dir(database.parent().unwrap()).unwrap();
        fs::copy(&self.database, database).unwrap();
        data
    }

    /// The one account of a service.
    pub fn account<'a>(of: &'a Value, service: &str) -> &'a Value {
        let accounts = of["accounts"].as_array().map(Vec::as_slice);
        let mut accounts = accounts.unwrap_or_default().iter();
        accounts
            .find(|it| it["provider"] == service)
            .unwrap_or(&Value::Null)
    }
}

impl<'a> FaultRunner<'a> {
    pub fn in_room(room: &'a Room, scenario: &Scenario) -> Self {
        let way = FaultProxy::to(scenario);
        Self { room, way }
    }

    /// Asks every service while one has a fault.
    pub fn try_out(&self, (subject, fault): Cell<'_>, language: &'static str) -> Outcome {
        let pass = GATE.enter();
        let start = Timestamp::now();
        let (said, seen, leaks) = self.run((subject, fault), language, pass);
        let end = Timestamp::now();
        let status: Value = serde_json::from_str(&said.out).unwrap_or_default();
        let (first, last) = (seen.first.unwrap_or(start), seen.last.unwrap_or(end));
        let took = last.duration_since(first);
        let mut check = Check {
            room: self.room,
            cell: (subject, fault),
            language,
            moments: (start, end),
            took: took.as_secs_f64(),
            status: &status,
            wrong: Vec::new(),
        };
        check.whole(&said);
        check.problem();
        check.retry();
        check.kept();
        check.others();
        check.time();
        check.asked(&seen);
        check.must(leaks.is_empty(), || format!("kept: {leaks:?}"));
        let wrong = check.wrong;
        let problem = &Room::account(&status, subject.service)["problem"];
        let steps = problem["fix"].as_array().cloned().unwrap_or_default();
        let words = [&problem["title"], &problem["why"]]
            .into_iter()
            .chain(&steps);
        Outcome {
            subject: subject.name.to_owned(),
            fault: fault.name.clone(),
            words: words
                .map(|it| it.as_str().unwrap_or_default().to_owned())
                .collect(),
            code: problem["code"].as_str().unwrap_or("none").to_owned(),
            took: took.as_secs_f64(),
            requests: seen.requests.len(),
            wrong,
            printed: said.out + &said.err,
        }
    }

    fn run(
        &self,
        (subject, fault): Cell<'_>,
        language: &str,
        pass: Pass,
    ) -> (Said, Seen, Vec<String>) {
        let mut pass = Some(pass);
        let ctl = program("plimsollctl");
        let listed;
        let mut command = match &fault.how {
            How::Played(play) => {
                self.way.play(subject.hosts, play.clone());
                if let Some(waiting) = pass.take_if(|_| fault.slow.is_some()) {
                    self.way.lets_through(waiting);
                }
                Command::new(ctl)
            }
            How::NoName => self.room.no_names.command(&ctl),
            How::NobodyListens => {
                listed = Names::of(subject.hosts);
                listed.command(&ctl)
            }
        };
        command.args(["status", "--json"]);
        command.env_clear().envs(&self.room.variables);
        command
            .env("LANG", language)
            .env("HTTPS_PROXY", self.way.url());
        if !matches!(fault.how, How::Played(_)) {
            command.env("PATH", "/usr/bin:/bin:/usr/sbin:/sbin");
            command.env("NO_PROXY", subject.hosts.join(","));
        }
        let data = self.room.data_of_its_own();
        command.env("XDG_DATA_HOME", data.path());
        let said = Said::of(&mut command);
        drop(pass);
        // What the services answered repeats what they were sent.
        let mut leaks = Shapes::of(&[PLANTED]).files_below(data.path(), &BTreeSet::new());
        leaks.extend(Shapes::of(&[PLANTED]).found(said.out.as_bytes()));
        (said, self.way.rest(), leaks)
    }
}

/// What has to hold of one run.
struct Check<'a> {
    room: &'a Room,
    cell: Cell<'a>,
    language: &'static str,
    /// Of its start and its end.
    moments: (Timestamp, Timestamp),
    took: f64,
    status: &'a Value,
    wrong: Vec<String>,
}

impl Check<'_> {
    fn account(&self) -> &Value {
        Room::account(self.status, self.cell.0.service)
    }

    fn must(&mut self, holds: bool, what: impl FnOnce() -> String) {
        if !holds {
            self.wrong.push(what());
        }
    }

    fn whole(&mut self, said: &Said) {
        let seen = (said.code, said.err.clone());
        self.must(seen == (Some(0), String::new()), || format!("{seen:?}"));
        let (level, kept) = (&self.status["level"], &self.room.kept["level"]);
        self.must(level == kept, || format!("level {level}, was {kept}"));
    }

    /// The code, and words of the catalogue alone.
    fn problem(&mut self) {
        let (subject, fault) = self.cell;
        let problem = self.account()["problem"].clone();
        let (code, expected) = (&problem["code"], fault.code(subject));
        self.must(code == expected, || {
            format!("{code} in the place of {expected}")
        });
        let title = self.room.titles[self.language].get(expected);
        let said = problem["title"].as_str();
        self.must(said == title.map(String::as_str), || {
            format!("title {said:?}")
        });
        let steps = problem["fix"].as_array().cloned().unwrap_or_default();
        self.must(!steps.is_empty(), || "no step".to_owned());
        for text in steps.iter().chain([&problem["why"]]) {
            let words = text.as_str().unwrap_or_default();
            let foreign = ["problem-", "step-", FOREIGN, "{ $"];
            let fine = !words.trim().is_empty() && !foreign.iter().any(|it| words.contains(it));
            self.must(fine, || format!("words {text}"));
        }
    }

    fn retry(&mut self) {
        let given = self.account()["problem"]["retry_at"].as_str();
        let given: Option<Timestamp> = given.and_then(|it| it.parse().ok());
        let (start, end) = self.moments;
        let expected = self.cell.1.retry;
        let fits = match (expected, given) {
            (RetryAt::Never, None) => true,
            (RetryAt::At(moment), Some(given)) => moment == given,
            (RetryAt::In(seconds), Some(given)) => {
                let from = given - SignedDuration::from_secs(seconds);
                // The program counts in whole seconds.
                (start - SignedDuration::from_secs(1)..=end).contains(&from)
            }
            (RetryAt::Never, Some(_)) | (_, None) => false,
        };
        self.must(fits, || {
            format!("retry_at {given:?} in the place of {expected:?}")
        });
    }

    /// The old numbers, with their own moment.
    fn kept(&mut self) {
        let old = Room::account(&self.room.kept, self.cell.0.service);
        for field in [
            "windows",
            "balances",
            "notes",
            "fetched_at",
            "endpoint",
            "account",
        ] {
            let (now, was) = (self.account()[field].clone(), &old[field]);
            // The words of a window are in the language of the moment.
            let same = self.language == LANGUAGES[0] || field == "fetched_at";
            self.must(!same || now == *was, || format!("{field} {now}, was {was}"));
        }
    }

    fn others(&mut self) {
        for service in ALL.iter().filter(|it| it.id != self.cell.0.service) {
            let account = Room::account(self.status, service.id);
            let old = Room::account(&self.room.kept, service.id);
            let fresh = account["fetched_at"].as_str() != old["fetched_at"].as_str();
            let well = account["problem"].is_null() && fresh;
            let same = self.language != LANGUAGES[0] || account["windows"] == old["windows"];
            self.must(well && same, || {
                let (problem, at) = (&account["problem"], &account["fetched_at"]);
                let now = &account["windows"];
                format!("{}: {problem} {at} {same} {now}", service.id)
            });
        }
    }

    /// Measured from inside: from where the service was first wanted to where it was given up, so
    /// that the start of the program, which is slow beside many others, does not count.
    fn time(&mut self) {
        let took = self.took;
        let slow = self.cell.1.slow;
        let limit = slow.map_or(IN_TIME, |seconds| seconds + GRACE);
        self.must(took < limit, || format!("{took:.2} s"));
        let patient = slow.is_none_or(|seconds| took > seconds * SEEN);
        self.must(patient, || format!("only {took:.2} s"));
        let (start, end) = self.moments;
        let all = end.duration_since(start).as_secs_f64();
        self.must(all < limit + BESIDE_OTHERS, || format!("{all:.2} s in all"));
    }

    /// Nothing is sent where nobody can be sure who listens, and nobody is asked again and again.
    fn asked(&mut self, seen: &Seen) {
        let count = seen.requests.len();
        let most = match &self.cell.1.how {
            // A circle of redirects on two hosts.
            How::Played(Play::Answer(_)) => 12,
            How::Played(Play::Door(_) | Play::Silence | Play::NoTls | Play::Certificate(_))
            | How::NoName
            | How::NobodyListens => 0,
        };
        self.must(count <= most, || format!("{count} requests"));
    }
}
