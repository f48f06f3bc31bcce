//! The popup program: started at the first click as a child, spoken with over its standard input
//! and output, kept ready for a while after it was closed. What it shows is not decided here.

use std::{
    io,
    process::Stdio,
    time::{Duration, Instant},
};

use plimsoll_core::{
    intent::Intent,
    pipe::{Down, STAYS, Sight, Up},
    view::{Chart, View},
};
use tokio::{
    io::{AsyncBufReadExt, AsyncRead, AsyncWriteExt, BufReader},
    process::{Child, ChildStdin, Command},
    runtime::Handle,
    sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel},
};

use crate::{
    environment::of_a_window,
    journal::{complain, plain},
    platform::{ENGINE_VARIABLES, Needs, confined, window_directory},
    program,
};

/// A click on the tray takes the focus from the window first, so that it hides: such a click must
/// not open it again.
const SAME_CLICK: Duration = Duration::from_millis(250);
/// The second of a double click comes so much later at most.
const DOUBLE_CLICK: Duration = Duration::from_millis(400);
/// An intent is far shorter.
const LONGEST_LINE: u64 = 64 * 1024;

/// A window that complains endlessly fills no log.
const MOST_SAID: usize = 1024 * 1024;

/// How long a child may take to end by itself.
const ENDING: Duration = Duration::from_secs(5);

/// What a child does. Children are told apart by number, since the end of one may be heard after
/// the start of the next.
#[derive(Debug)]
pub(crate) struct News(u64, Kind);

#[derive(Debug)]
enum Kind {
    Said(Up),
    /// And how, as the system says it.
    Ended(String),
    /// The time for which it is kept ready after this hiding is over.
    Kept(u64),
}

/// What is to be done about news.
pub(crate) enum Heard {
    Nothing,
    Wish(Intent),
    /// The window has ended by itself while it was to be seen, and how.
    Lost(String),
}

/// The child, if there is one.
pub(crate) struct PopupLink {
    /// What comes out of it is to be handed to `heard`.
    news: UnboundedSender<News>,
    running: Option<Running>,
    /// Counts the children, and the times that the window was shown and hidden.
    started: u64,
    showings: u64,
    hidings: u64,
    shown_at: Option<Instant>,
    hidden_at: Option<Instant>,
}

struct Running {
    down: UnboundedSender<Down>,
    shown: bool,
    /// The kind of window, which no window can change once it was shown.
    stays: bool,
}

impl PopupLink {
    pub(crate) fn new(news: UnboundedSender<News>) -> Self {
        Self {
            news,
            running: None,
            started: 0,
            showings: 0,
            hidings: 0,
            shown_at: None,
            hidden_at: None,
        }
    }

    /// A click on the tray item; whether it shows the window.
    pub(crate) fn toggle(
        &mut self,
        near: Option<(i32, i32)>,
        stays: bool,
        view: Option<View>,
    ) -> io::Result<bool> {
        if self.is_shown() {
            // The second of a double click is not meant to close it.
            if self.shown_at.is_none_or(|at| at.elapsed() >= DOUBLE_CLICK) {
                self.hide();
            }
            return Ok(false);
        }
        if self.hidden_at.is_some_and(|at| at.elapsed() < SAME_CLICK) {
            return Ok(false);
        }
        self.show(near, Sight::Top, stays, view)?;
        Ok(true)
    }

    /// Shows the window with this view, starting the program if need be.
    pub(crate) fn show(
        &mut self,
        near: Option<(i32, i32)>,
        sight: Sight,
        stays: bool,
        view: Option<View>,
    ) -> io::Result<()> {
        if !self.is_shown() && program::is_replaced() {
            complain(&format!(
                "the newer program does not start: {}",
                program::start_anew()
            ));
        }
        if self.running.as_ref().is_none_or(|it| it.stays != stays) {
            self.start(stays)?;
        }
        self.send_view(view);
        self.showings += 1;
        self.send(Down::Show {
            near,
            sight,
            turn: self.showings,
        });
        if let Some(running) = &mut self.running {
            running.shown = true;
        }
        self.shown_at = Some(Instant::now());
        Ok(())
    }

    /// A newer view; a hidden window gets it when it is shown again.
    pub(crate) fn refresh(&self, view: Option<View>) {
        if self.is_shown() {
            self.send_view(view);
        }
    }

    /// The past of a window, as the page has asked for it.
    pub(crate) fn show_chart(&self, chart: Chart) {
        self.send(Down::Chart(Box::new(chart)));
    }

    pub(crate) fn hide(&self) {
        self.send(Down::Hide);
    }

    /// Takes news in. `ready` is how long a hidden window is kept; `None` is for ever.
    pub(crate) fn heard(&mut self, News(child, kind): News, ready: Option<Duration>) -> Heard {
        if child != self.started {
            return Heard::Nothing;
        }
        match kind {
            Kind::Said(Up::Intent(intent)) => return Heard::Wish(intent),
            // Of an earlier showing: it is on the screen again by now, or about to be.
            Kind::Said(Up::Hidden { turn }) if turn != self.showings => {}
            Kind::Said(Up::Hidden { .. }) => self.hidden(ready),
            Kind::Ended(how) => {
                if self.running.take().is_some_and(|it| it.shown) {
                    return Heard::Lost(how);
                }
            }
            Kind::Kept(hiding) => {
                if hiding == self.hidings && !self.is_shown() {
                    self.running = None;
                }
            }
        }
        Heard::Nothing
    }

    fn hidden(&mut self, ready: Option<Duration>) {
        self.hidden_at = Some(Instant::now());
        self.hidings += 1;
        if let Some(running) = &mut self.running {
            running.shown = false;
        }
        let Some(ready) = ready else { return };
        let news = News(self.started, Kind::Kept(self.hidings));
        let sender = self.news.clone();
        tokio::spawn(async move {
            tokio::time::sleep(ready).await;
            let _ = sender.send(news);
        });
    }

    pub(crate) fn is_shown(&self) -> bool {
        self.running.as_ref().is_some_and(|running| running.shown)
    }

    fn send_view(&self, view: Option<View>) {
        if let Some(view) = view {
            self.send(Down::View(Box::new(view)));
        }
    }

    fn send(&self, down: Down) {
        if let Some(running) = &self.running {
            // A child that is ending is told nothing more; its end is on its way to us.
            let _ = running.down.send(down);
        }
    }

    fn start(&mut self, stays: bool) -> io::Result<()> {
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
            writes: window_directory(),
        };
        let here = Handle::current();
        let mut child = confined(&needs, complain, || {
            // What the child says is heard by the run-time, which other threads know nothing of.
            let _here = here.enter();
            command.spawn()
        })
        .map_err(|error| io::Error::new(error.kind(), format!("{}: {error}", program.display())))?;
        if let Some(errors) = child.stderr.take() {
            // It ends with the last of the web engine's processes, which may be later than the child.
            tokio::spawn(repeat(errors, io::stderr()));
        }
        self.started += 1;
        let (down, messages) = unbounded_channel();
        let (news, number) = (self.news.clone(), self.started);
        tokio::spawn(accompany(child, messages, move |kind| {
            let _ = news.send(News(number, kind));
        }));
        self.running = Some(Running {
            down,
            shown: false,
            stays,
        });
        Ok(())
    }
}

/// From the child's start to its end, after which it is waited for. When the messages end, its
/// standard input does, and with that the child.
async fn accompany(mut child: Child, messages: UnboundedReceiver<Down>, tell: impl Fn(Kind)) {
    let (input, output) = (child.stdin.take(), child.stdout.take());
    let writing = async {
        if let Some(input) = input {
            // A broken pipe means that the child is ending, which the reader sees as well.
            let _ = write(input, messages).await;
        }
        tokio::time::sleep(ENDING).await;
    };
    let reading = async {
        if let Some(output) = output {
            let _ = read(output, &tell).await;
        }
    };
    let patience = tokio::select! {
        // What it prints may end a moment before it does.
        () = reading => ENDING,
        () = writing => Duration::ZERO,
    };
    let ended = tokio::time::timeout(patience, child.wait()).await;
    let how = match ended {
        Ok(Ok(status)) => status.to_string(),
        Ok(Err(error)) => error.to_string(),
        Err(_) => {
            let _ = child.kill().await;
            "it did not answer".to_owned()
        }
    };
    tell(Kind::Ended(how));
}

/// A window that is slow gets only the newest of the views that wait for it, in the place of the
/// first: what is shown next is not shown without it.
async fn write(mut input: ChildStdin, mut messages: UnboundedReceiver<Down>) -> io::Result<()> {
    while let Some(first) = messages.recv().await {
        let mut waiting = vec![first];
        while let Ok(more) = messages.try_recv() {
            let is_view = |it: &Down| matches!(it, Down::View(_));
            match waiting.iter().position(is_view).filter(|_| is_view(&more)) {
                Some(older) => waiting[older] = more,
                None => waiting.push(more),
            }
        }
        for message in waiting {
            let mut line = serde_json::to_vec(&message)?;
            line.push(b'\n');
            input.write_all(&line).await?;
        }
    }
    Ok(())
}

/// Says in its place what a window complains of: with the resident's own standard error it would
/// have the terminal, and could read there. What is written with is no order to a terminal either.
async fn repeat(errors: impl AsyncRead + Unpin, mut to: impl io::Write) -> io::Result<()> {
    use tokio::io::AsyncReadExt;
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

/// What is no message is passed over, whatever it is.
async fn read(output: impl AsyncRead + Unpin, tell: &impl Fn(Kind)) -> io::Result<()> {
    use tokio::io::AsyncReadExt;
    let mut lines = BufReader::new(output);
    let mut line = Vec::new();
    loop {
        line.clear();
        let mut limited = (&mut lines).take(LONGEST_LINE);
        if limited.read_until(b'\n', &mut line).await? == 0 {
            return Ok(());
        }
        if let Ok(said) = serde_json::from_slice(&line) {
            tell(Kind::Said(said));
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
