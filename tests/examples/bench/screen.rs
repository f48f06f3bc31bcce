//! The pixels of the pretend screen, read from the X server's own memory: when something changes
//! there, without asking the server.

use std::{
    fs::File,
    os::unix::fs::FileExt,
    path::Path,
    thread,
    time::{Duration, Instant},
};

/// How often is looked.
const STEP: Duration = Duration::from_micros(500);
/// Nothing came in this time.
const PATIENCE: Duration = Duration::from_secs(20);

/// Some whole lines of the screen.
pub(crate) struct Lines {
    file: File,
    start: u64,
    length: usize,
}

impl Lines {
    /// `top` and `bottom` are lines; the X server keeps its screen in `folder`.
    pub(crate) fn of(folder: &Path, top: u64, bottom: u64) -> Self {
        let file = File::open(folder.join("Xvfb_screen0")).expect("the X server keeps its screen");
        // An XWD file: its header is of big-endian numbers, then come the colours, then the pixels.
        let number = |index: u64| {
            let mut bytes = [0; 4];
            file.read_exact_at(&mut bytes, index * 4).expect("a header");
            u64::from(u32::from_be_bytes(bytes))
        };
        let (header, line, colours) = (number(0), number(12), number(19));
        Self {
            start: header + colours * 12 + top * line,
            length: usize::try_from((bottom - top) * line).expect("a screen of usual size"),
            file,
        }
    }

    pub(crate) fn now(&self) -> Vec<u8> {
        let mut bytes = vec![0; self.length];
        self.file
            .read_exact_at(&mut bytes, self.start)
            .expect("the screen is there");
        bytes
    }

    /// How long after `since` something there is unlike `before`.
    pub(crate) fn change(&self, before: &[u8], since: Instant) -> Duration {
        while since.elapsed() < PATIENCE {
            if self.now() != before {
                return since.elapsed();
            }
            thread::sleep(STEP);
        }
        panic!("nothing is drawn");
    }

    /// How long after `since` the last change was, once nothing changes for `rest`.
    pub(crate) fn at_rest(&self, since: Instant, rest: Duration) -> Duration {
        let (mut last, mut changed) = (self.now(), since.elapsed());
        while since.elapsed() < changed + rest {
            thread::sleep(STEP);
            let now = self.now();
            if now != last {
                (last, changed) = (now, since.elapsed());
            }
        }
        changed
    }
}
