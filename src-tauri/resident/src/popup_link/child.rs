//! One window's process from its start to its end: what it is told, what it says, and how it ends.

use std::{
    convert::Infallible,
    io,
    process::Stdio,
    time::{Duration, Instant},
};

use plimsoll_confine::{Needs, confined, engine_directory};
use plimsoll_core::ipc::{FromPopup, STAYS};
use tokio::{
    io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWriteExt, BufReader},
    process::{Child, ChildStdin, Command},
    runtime::Handle,
    sync::{mpsc::Sender, oneshot},
    time::{sleep, timeout},
};

use super::{
    Kind, PopupEvent,
    outbox::Outbox,
    rate_limit::{RateLimiter, Verdict},
};
use crate::{
    environment::of_a_window,
    journal::{log_error, plain},
    platform::ENGINE_VARIABLES,
    program,
};

/// An intent is far shorter.
const LONGEST_LINE: u64 = 64 * 1024;

/// A window that complains endlessly fills no log.
const MOST_SAID: usize = 1024 * 1024;

/// How long a child may take to end by itself.
const ENDING: Duration = Duration::from_secs(5);

/// Says what a child does. It waits until the last news were taken in, so that a child is read no
/// faster than it is heard: what it has said too fast waits in its own pipe.
pub(super) struct EventSender {
    pub(super) news: Sender<PopupEvent>,
    pub(super) child: u64,
}

impl EventSender {
    pub(super) async fn tell(&self, kind: Kind) {
        // After the resident's end nobody listens.
        let _ = self.news.send(PopupEvent(self.child, kind)).await;
    }
}

/// Starts the program, which has a window of this kind. Needs a running tokio.
pub(super) fn start(stays: bool) -> io::Result<Child> {
    let program = program::sibling("plimsoll-popup")?;
    let mut command = Command::new(&program);
    of_a_window(&mut command);
    command
        .args(stays.then_some(STAYS))
        .envs(ENGINE_VARIABLES)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true);
    let needs = Needs {
        program: program.clone(),
        writes: engine_directory(),
    };
    let here = Handle::current();
    let mut child = confined(&needs, log_error, || {
        // What the child says is heard by the run-time, which other threads know nothing of.
        let _here = here.enter();
        command.spawn()
    })
    .map_err(|error| io::Error::new(error.kind(), format!("{}: {error}", program.display())))?;
    if let Some(errors) = child.stderr.take() {
        // It ends with the last of the web engine's processes, which may be later than the child.
        tokio::spawn(repeat(errors, io::stderr()));
    }
    Ok(child)
}

/// From the child's start to its end, after which it is waited for. When `wanted` ends, its
/// standard input does, and with that the child.
pub(super) async fn accompany(
    mut child: Child,
    outbox: Outbox,
    wanted: oneshot::Receiver<Infallible>,
    events: EventSender,
) {
    let (input, output) = (child.stdin.take(), child.stdout.take());
    let writing = async {
        if let Some(input) = input {
            // A broken pipe means that the child is ending, which the reader sees as well. One that
            // does not read holds nothing up.
            tokio::select! {
                _ = write(input, &outbox) => {}
                _ = wanted => {}
            }
        }
        sleep(ENDING).await;
    };
    let reading = async {
        if let Some(output) = output {
            let _ = read(output, &events).await;
        }
    };
    let patience = tokio::select! {
        // What it prints may end a moment before it does.
        () = reading => ENDING,
        () = writing => Duration::ZERO,
    };
    let how = match timeout(patience, child.wait()).await {
        Ok(Ok(status)) => status.to_string(),
        Ok(Err(error)) => error.to_string(),
        Err(_) => {
            let _ = child.kill().await;
            super::NO_ANSWER.to_owned()
        }
    };
    events.tell(Kind::Ended(how)).await;
}

async fn write(mut input: ChildStdin, outbox: &Outbox) -> io::Result<()> {
    loop {
        for message in outbox.next().await {
            let mut line = serde_json::to_vec(&message)?;
            line.push(b'\n');
            input.write_all(&line).await?;
        }
    }
}

/// What is no message is passed over, whatever it is.
async fn read(output: impl AsyncRead + Unpin, events: &EventSender) -> io::Result<()> {
    let mut rate = RateLimiter::default();
    let mut lines = BufReader::new(output);
    let mut line = Vec::new();
    loop {
        line.clear();
        let mut limited = (&mut lines).take(LONGEST_LINE);
        if limited.read_until(b'\n', &mut line).await? == 0 {
            return Ok(());
        }
        let Ok(said) = serde_json::from_slice(&line) else {
            continue;
        };
        if let FromPopup::Intent(request) = &said {
            match rate.check(request, Instant::now()) {
                Verdict::PopupOutcome => {}
                Verdict::TooMany => {
                    let name = serde_json::to_value(request).ok();
                    let name = name.as_ref().and_then(|it| it["do"].as_str());
                    let name = name.unwrap_or_default();
                    log_error(&format!(
                        "the window wants too much, some is dropped: {name}"
                    ));
                    continue;
                }
                Verdict::Dropped => continue,
            }
        }
        events.tell(Kind::Said(said)).await;
    }
}

/// Says in its place what a window complains of: with the resident's own standard error it would
/// have the terminal, and could read there. What is written with is no order to a terminal either.
pub(super) async fn repeat(
    errors: impl AsyncRead + Unpin,
    mut to: impl io::Write,
) -> io::Result<()> {
    let mut left = MOST_SAID;
    let mut lines = BufReader::new(errors);
    let mut line = Vec::new();
    loop {
        line.clear();
        let mut limited = (&mut lines).take(LONGEST_LINE);
        let read = limited.read_until(b'\n', &mut line).await?;
        if read == 0 {
            return Ok(());
        }
        // Who is not heard any more is read all the same, so as not to stand still.
        left = left.saturating_sub(read);
        if left > 0 {
            let _ = writeln!(to, "{}", plain(&String::from_utf8_lossy(&line)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{MOST_SAID, repeat};

    #[tokio::test]
    async fn what_a_window_complains_of_is_repeated_as_plain_lines() {
        let mut said = Vec::new();
        let complaint = b"plimsoll-popup: \x1b]0;title\x07gone\r\n\xff\nhalf";
        repeat(complaint.as_slice(), &mut said).await.unwrap();
        let said = String::from_utf8(said).unwrap();
        assert_eq!(said, "plimsoll-popup:  ]0;title gone\n\u{fffd}\nhalf\n");
    }

    #[tokio::test]
    async fn a_window_that_complains_endlessly_is_heard_for_a_while() {
        let endless = "the same again\n".repeat(MOST_SAID / 8);
        let mut said = Vec::new();
        repeat(endless.as_bytes(), &mut said).await.unwrap();
        assert!((MOST_SAID / 2..=MOST_SAID).contains(&said.len()));
    }
}
