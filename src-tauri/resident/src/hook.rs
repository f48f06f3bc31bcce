//! The program that a person has chosen to be run on an alert: one at a time, in the order of the
//! alerts, without a shell, with what happened on its standard input (docs/data.md). What an alert
//! is, and whether the chosen path may be run, is core's to say.

use std::{
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};

use jiff::Timestamp;
use plimsoll_core::{
    alerts::{AlertDetail, HookRun},
    message::Message,
    model::{Percent, Reset, exact},
    text::Words,
};
use serde::Serialize;
use tokio::{
    io::AsyncWriteExt,
    process::{Child, Command},
    sync::mpsc::{Receiver, Sender, channel},
};

use crate::environment::without_secrets;

/// How long it may take.
const PATIENCE: Duration = Duration::from_secs(10);
/// How many alerts may wait for it.
const WAITING: usize = 16;

/// How a run ended: well, or with what a person is to know.
pub(crate) type Outcome = Result<(), Message>;

/// Runs the program, without anybody waiting for it.
pub(crate) struct Hook {
    waiting: Sender<Waiting>,
}

struct Waiting {
    program: PathBuf,
    input: Vec<u8>,
}

impl Hook {
    /// Needs a running tokio. `ended` is told of each run.
    pub(crate) fn start(ended: impl Fn(Outcome) + Send + Sync + 'static) -> Self {
        let (waiting, runs) = channel(WAITING);
        tokio::spawn(one_after_the_other(runs, ended));
        Self { waiting }
    }

    /// Runs the program when the runs before this one have ended.
    pub(crate) fn run(
        &self,
        program: &Path,
        run: &HookRun,
        words: &Words,
        now: Timestamp,
    ) -> Outcome {
        // It is made of names, numbers and words, which are never refused.
        let input = serde_json::to_vec(&AlertJson::of(run, words, now)).unwrap_or_default();
        let program = program.to_owned();
        let taken = self.waiting.try_send(Waiting { program, input });
        taken.map_err(|_| Message::new("notice-hook-busy"))
    }
}

async fn one_after_the_other(mut runs: Receiver<Waiting>, ended: impl Fn(Outcome)) {
    while let Some(Waiting { program, input }) = runs.recv().await {
        ended(run(&program, &input).await);
    }
}

async fn run(program: &Path, input: &[u8]) -> Outcome {
    let named = |what: String| format!("{}: {what}", program.display());
    let mut running = Running::start(program).map_err(|error| {
        Message::new("notice-hook-does-not-start").text("reason", named(error.to_string()))
    })?;
    let Ok(status) = tokio::time::timeout(PATIENCE, running.end(input)).await else {
        running.kill().await;
        return Err(Message::new("notice-hook-too-slow")
            .number("seconds", PATIENCE.as_secs_f64())
            .text("program", program.display().to_string()));
    };
    let reason = match status {
        Ok(status) if status.success() => return Ok(()),
        Ok(status) => status.to_string(),
        Err(error) => error.to_string(),
    };
    Err(Message::new("notice-hook-failed").text("reason", named(reason)))
}

/// A program that does not outlive this.
struct Running(Child);

impl Running {
    fn start(program: &Path) -> std::io::Result<Self> {
        let mut command = Command::new(program);
        without_secrets(&mut command);
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true);
        // What it has started itself can then be ended with it.
        #[cfg(unix)]
        command.process_group(0);
        // No console appears.
        #[cfg(windows)]
        command.creation_flags(0x0800_0000);
        command.spawn().map(Self)
    }

    /// Hands it its input and waits for its end.
    async fn end(&mut self, input: &[u8]) -> std::io::Result<std::process::ExitStatus> {
        if let Some(mut stdin) = self.0.stdin.take() {
            // Who does not read it has a reason.
            let _ = stdin.write_all(input).await;
        }
        self.0.wait().await
    }

    async fn kill(&mut self) {
        self.end_group();
        // It may have ended this moment.
        let _ = self.0.kill().await;
    }

    /// Nothing once it was waited for: the number may be another one's then.
    #[cfg(unix)]
    fn end_group(&self) {
        use rustix::process::{Pid, Signal, kill_process_group};
        let id = self.0.id().and_then(|id| i32::try_from(id).ok());
        if let Some(group) = id.and_then(Pid::from_raw) {
            let _ = kill_process_group(group, Signal::KILL);
        }
    }

    #[cfg(not(unix))]
    fn end_group(&self) {}
}

impl Drop for Running {
    fn drop(&mut self) {
        self.end_group();
    }
}

/// Version 1: fields are only ever added. docs/schema/hook-1.json describes it.
#[derive(Debug, Serialize)]
struct AlertJson {
    schema: u32,
    at: Timestamp,
    /// As a notification has them.
    title: String,
    body: String,
    urgent: bool,
    events: Vec<EventJson>,
}

#[derive(Debug, Serialize)]
struct EventJson {
    kind: &'static str,
    provider: String,
    account: String,
    window: Option<String>,
    window_label: Option<String>,
    used_percent: Option<f64>,
    left_percent: Option<f64>,
    reset: Option<&'static str>,
    resets_at: Option<Timestamp>,
    runs_out_at: Option<Timestamp>,
    problem: Option<&'static str>,
    sentence: String,
}

impl AlertJson {
    fn of(run: &HookRun, words: &Words, now: Timestamp) -> Self {
        let say = |message: &Message| words.say(message, now);
        let body: Vec<String> = run.body.iter().map(say).collect();
        let events = run.details.iter();
        Self {
            schema: 1,
            at: now,
            title: say(&run.title),
            body: body.join("\n"),
            urgent: run.urgent,
            events: events.map(|it| EventJson::of(it, say)).collect(),
        }
    }
}

impl EventJson {
    fn of(matter: &AlertDetail, say: impl Fn(&Message) -> String) -> Self {
        let window = matter.window.as_ref();
        let used = window.and_then(|it| it.used);
        let (reset, resets_at) = match window.map(|it| it.reset) {
            Some(Reset::At(at)) => (Some("at"), Some(at)),
            Some(Reset::NotStarted) => (Some("not-started"), None),
            Some(Reset::Unknown) => (Some("unknown"), None),
            None => (None, None),
        };
        Self {
            kind: matter.kind.as_str(),
            provider: matter.provider.clone(),
            account: say(&matter.account),
            window: window.map(|it| it.id.clone()),
            window_label: window.map(|it| say(&it.label)),
            used_percent: used.map(Percent::get).map(exact),
            left_percent: used.map(Percent::remaining).map(exact),
            reset,
            resets_at,
            runs_out_at: matter.runs_out,
            problem: matter.problem.map(plimsoll_core::problem::Code::as_str),
            sentence: say(&matter.sentence),
        }
    }
}
