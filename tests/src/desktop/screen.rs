//! What is on the screen: the pointer, windows and pictures.

use crate::processes::until;
use std::{fs, path::Path};

use super::{Desktop, WindowPlace};

impl Desktop {
    /// A real click: 1 is left, 2 middle, 3 right.
    pub fn click(&self, x: u32, y: u32, button: u8) {
        let (x, y) = (x.to_string(), y.to_string());
        let button = button.to_string();
        self.tool("xdotool", &["mousemove", &x, &y, "click", &button]);
    }

    /// The pointer rests there.
    pub fn point(&self, x: u32, y: u32) {
        self.tool("xdotool", &["mousemove", &x.to_string(), &y.to_string()]);
    }

    /// The visible windows with this in their title.
    pub fn windows(&self, title: &str) -> Vec<String> {
        let found = self.tool("xdotool", &["search", "--onlyvisible", "--name", title]);
        found.lines().map(str::to_owned).collect()
    }

    /// Where a window is, if it is still there.
    pub fn place(&self, window: &str) -> Option<WindowPlace> {
        let said = self.tool("xdotool", &["getwindowgeometry", "--shell", window]);
        let number = |name: &str| {
            let mut lines = said.lines();
            lines.find_map(|line| line.strip_prefix(name)?.parse().ok())
        };
        Some(WindowPlace {
            x: number("X=")?,
            y: number("Y=")?,
            width: number("WIDTH=")?,
            height: number("HEIGHT=")?,
        })
    }

    /// By which names a window says to which application it belongs.
    pub fn classes(&self, window: &str) -> Vec<String> {
        let said = self.tool("xprop", &["-id", window, "WM_CLASS"]);
        let names = said.split('"').skip(1).step_by(2);
        names.map(str::to_owned).collect()
    }

    /// A picture of the whole screen as soon as that window has been drawn and stays the same: a
    /// file of one colour is far smaller than one with text.
    pub fn picture_when_drawn(&self, window: &str, file: &Path) {
        let mut last = Vec::new();
        until("a drawn window", || {
            let seen = self.picture_of(self.place(window)?, file);
            let steady = seen.len() > 10_000 && seen == last;
            last = seen;
            steady.then_some(())
        });
        self.picture(file);
    }

    /// Waits until there is something in this part of the screen: a file of one colour is far
    /// smaller than one with an icon.
    pub fn wait_for_picture(&self, part: WindowPlace) {
        let file = self.root.path().join("part.png");
        until("a picture", || {
            (self.picture_of(part, &file).len() > 400).then_some(())
        });
    }

    /// A picture of a part of the screen, as a PNG file; what the file holds.
    pub fn picture_of(&self, part: WindowPlace, file: &Path) -> Vec<u8> {
        let WindowPlace {
            x,
            y,
            width,
            height,
        } = part;
        let area = format!("{x},{y},{width},{height}");
        let shown = file.to_string_lossy();
        let options = ["--silent", "--overwrite", "--autoselect", &area, &shown];
        self.tool("scrot", &options);
        fs::read(file).unwrap_or_default()
    }

    /// A picture of the whole screen, as a PNG file.
    pub fn picture(&self, file: &Path) {
        let file = file.to_string_lossy();
        self.tool("scrot", &["--silent", "--overwrite", &file]);
    }
}
