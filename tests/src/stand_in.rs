//! The real resident beside a window of the test's own: the resident finds its window in the folder
//! that it lies in itself. What such a window is told, and that it does wrong, is seen from here;
//! what a real one shows, is not.

use std::{fs, path::PathBuf};

use serde_json::Value;
use tempfile::TempDir;

use crate::{file_corruption::set_mode, processes::Running, programs::program};

/// Before each line that the window was told, in the resident's errors, which are the window's too.
const TOLD: &str = "told ";

/// A folder with both.
pub struct StandIn {
    folder: TempDir,
}

impl StandIn {
    /// A shell script is the window.
    pub fn new(script: &str) -> Self {
        let original = program("plimsoll");
        // Beside the original, for a second name of a large file to be possible.
        let folder = tempfile::Builder::new()
            .prefix("stand-in-")
            .tempdir_in(original.parent().unwrap())
            .unwrap();
        let stand_in = Self { folder };
        fs::hard_link(original, stand_in.resident()).unwrap();
        stand_in.becomes(script);
        stand_in
    }

    /// The window that is started next is this one.
    pub fn becomes(&self, script: &str) {
        let new = self.folder.path().join("new");
        fs::write(&new, format!("#!/bin/sh\n{script}\n")).unwrap();
        set_mode(&new, 0o700);
        fs::rename(new, self.window()).unwrap();
    }

    /// The same with the real one.
    pub fn becomes_real(&self) {
        // A second name of the same file takes the place of none.
        let _ = fs::remove_file(self.window());
        fs::hard_link(program("plimsoll-popup"), self.window()).unwrap();
    }

    pub fn repeating(on_show: &str) -> Self {
        Self::new(&Self::script(on_show))
    }

    /// Of a window that repeats what it is started with and told, answers that it is shown or hidden,
    /// and does `on_show` each time that it is shown.
    pub fn script(on_show: &str) -> String {
        format!(
            "printf '{TOLD}{{\"start\":\"%s\"}}\\n' \"$*\" >&2
            while IFS= read -r line; do
                printf '{TOLD}%s\\n' \"$line\" >&2
                case $line in
                    '{{\"show\":'*)
                        turn=${{line##*:}}
                        printf '{{\"shown\":{{\"turn\":%s\\n' \"$turn\"
                        {on_show} ;;
                    '\"hide\"') printf '{{\"hidden\":{{\"turn\":%s\\n' \"$turn\" ;;
                esac
            done"
        )
    }

    /// Another file is the resident from its next start on.
    pub fn is_installed_anew(&self) {
        let new = self.folder.path().join("new");
        fs::copy(program("plimsoll"), &new).unwrap();
        fs::rename(new, self.resident()).unwrap();
    }

    /// There is no window any more.
    pub fn leaves(&self) {
        fs::remove_file(self.window()).unwrap();
    }

    fn window(&self) -> PathBuf {
        self.folder.path().join("plimsoll-popup")
    }

    pub fn resident(&self) -> PathBuf {
        self.folder.path().join("plimsoll")
    }
}

/// What the window of this resident was told so far, by the first word of each message.
pub fn told(resident: &Running, word: &str) -> Vec<Value> {
    let errors = resident.errors();
    let lines = errors.lines().filter_map(|line| line.strip_prefix(TOLD));
    // The last one may be half written.
    let all = lines.filter_map(|line| serde_json::from_str::<Value>(line).ok());
    // "hide" is a word alone.
    all.filter_map(|message| {
        let is_it = message == word;
        message.get(word).cloned().or(is_it.then_some(message))
    })
    .collect()
}

/// The first word of each message so far, in order.
pub fn words(resident: &Running) -> Vec<String> {
    let errors = resident.errors();
    let lines = errors.lines().filter_map(|line| line.strip_prefix(TOLD));
    let first = |line: &str| line.split('"').nth(1).map(str::to_owned);
    lines.filter_map(first).collect()
}

/// The remarks at the top of the newest view.
pub fn notices(resident: &Running) -> Vec<Value> {
    let newest = told(resident, "view").pop().unwrap_or_default();
    newest["notices"].as_array().cloned().unwrap_or_default()
}
