//! Looks for planted secrets in what nobody asked for: bytes of files, of the bus, of a process's
//! memory. In every shape that a secret takes on its way: as it is, in two bytes a letter as web
//! engines keep text, and inside base64.

use std::{
    collections::BTreeSet,
    fs::{self, File},
    io::{self, Write},
    os::unix::fs::FileExt,
    path::Path,
    process::{Command, Stdio},
    sync::{Arc, Mutex},
    thread,
};

use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD};
use memchr::memmem;
use zbus::blocking::{MessageIterator, connection::Builder, fdo::MonitoringProxy};

/// Where the kernel has something for an address, and how it tells.
const PAGE: usize = 4096;
const ENTRY: usize = 8;
const PAGES_AT_ONCE: usize = 4096;
const PRESENT: u64 = 1 << 63;
const SWAPPED: u64 = 1 << 62;

/// The shapes of some words.
pub struct Shapes(Vec<Vec<u8>>);

impl Shapes {
    pub fn of(words: &[&str]) -> Self {
        let words = words.iter().map(|word| word.as_bytes());
        Self(words.flat_map(shapes).collect())
    }

    /// Whether one is in there.
    pub fn are_in(&self, bytes: &[u8]) -> bool {
        self.found(bytes).is_some()
    }

    /// What is around the first one.
    pub fn found(&self, bytes: &[u8]) -> Option<String> {
        let places = self.0.iter().filter_map(|shape| memmem::find(bytes, shape));
        let at = places.min()?;
        let around = bytes.get(at.saturating_sub(80)..).unwrap_or_default();
        let around = around.get(..240).unwrap_or(around);
        Some(String::from_utf8_lossy(around).into_owned())
    }

    /// The same in everything that a process has in its memory and can write, and in its
    /// variables.
    pub fn found_in_process(&self, id: u32) -> Option<String> {
        let of = |name: &str| format!("/proc/{id}/{name}");
        let environ = fs::read(of("environ")).expect("the process runs");
        if let Some(found) = self.found(&environ) {
            return Some(format!("its variables: {found}"));
        }
        let memory = File::open(of("mem")).expect("a child's memory can be read");
        let pages = File::open(of("pagemap")).expect("a child's memory can be read");
        let maps = fs::read_to_string(of("maps")).expect("the process runs");
        // A debug build of our own would search a hundred times longer.
        let mut grep = Command::new("grep")
            .args(["-a", "-o", "-m1", "-P", &self.pattern()])
            .env("LC_ALL", "C")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("grep starts");
        let mut input = grep.stdin.take().expect("it was asked for");
        for line in maps.lines().filter(|line| line.contains(" rw")) {
            // When it has found something, it hears nothing more.
            if copy(&memory, &pages, line, &mut input).is_err() {
                break;
            }
        }
        drop(input);
        let output = grep.wait_with_output().expect("grep ends");
        assert_ne!(output.status.code(), Some(2), "grep does not understand");
        let found = String::from_utf8_lossy(&output.stdout).into_owned();
        (!found.is_empty()).then_some(found)
    }

    /// With what follows, to tell what it is of.
    fn pattern(&self) -> String {
        let bytes = |shape: &Vec<u8>| -> String {
            let digits = shape.iter().map(|byte| format!("\\x{byte:02x}"));
            digits.collect::<Vec<_>>().concat()
        };
        let shapes: Vec<String> = self.0.iter().map(bytes).collect();
        format!("(?:{}).{{0,80}}", shapes.join("|"))
    }

    /// Files below a folder that have one, beside those to be left out.
    pub fn files_below(&self, folder: &Path, left_out: &BTreeSet<&Path>) -> Vec<String> {
        let mut found = Vec::new();
        let mut folders = vec![folder.to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
                let path = entry.path();
                if left_out.iter().any(|it| path.starts_with(it)) || path.is_symlink() {
                    continue;
                }
                if path.is_dir() {
                    folders.push(path);
                } else if path.is_file() {
                    let text = fs::read(&path).ok().and_then(|bytes| self.found(&bytes));
                    found.extend(text.map(|text| format!("{}: {text}", path.display())));
                }
            }
        }
        found
    }
}

/// Every message on a bus, as its bytes.
pub struct Wire(Arc<Mutex<Vec<u8>>>);

impl Wire {
    pub fn tapped(address: &str) -> Self {
        let ear = Builder::address(address).unwrap().build().unwrap();
        let messages = MessageIterator::from(&ear);
        MonitoringProxy::new(&ear)
            .unwrap()
            .become_monitor(&[], 0)
            .unwrap();
        let heard = Arc::<Mutex<Vec<u8>>>::default();
        let shared = Arc::clone(&heard);
        // It ends with the bus.
        thread::spawn(move || {
            for message in messages.flatten() {
                shared.lock().unwrap().extend_from_slice(message.data());
            }
        });
        Self(heard)
    }

    /// Everything so far.
    pub fn heard(&self) -> Vec<u8> {
        self.0.lock().unwrap().clone()
    }
}

/// The pages of one stretch of memory that are there: engines reserve far more than they use.
fn copy(memory: &File, pages: &File, line: &str, to: &mut impl Write) -> io::Result<()> {
    let bounds = line
        .split(' ')
        .next()
        .and_then(|range| range.split_once('-'));
    let number = |text: &str| u64::from_str_radix(text, 16).unwrap();
    let (mut at, end) = bounds
        .map(|(start, end)| (number(start), number(end)))
        .unwrap();
    let mut entries = vec![0; ENTRY * PAGES_AT_ONCE];
    let mut page = [0; PAGE];
    while at < end {
        // What has gone since the list was read is not there to be searched.
        let Ok(read) = pages.read_at(&mut entries, at / PAGE as u64 * ENTRY as u64) else {
            return Ok(());
        };
        for entry in entries[..read].chunks_exact(ENTRY) {
            let entry = u64::from_le_bytes(entry.try_into().unwrap());
            let is_there = entry & (PRESENT | SWAPPED) != 0;
            if at < end && is_there && memory.read_at(&mut page, at).is_ok() {
                to.write_all(&page)?;
            }
            at += PAGE as u64;
        }
        if read < ENTRY {
            return Ok(());
        }
    }
    Ok(())
}

fn shapes(word: &[u8]) -> Vec<Vec<u8>> {
    let wide = word.iter().flat_map(|byte| [*byte, 0]).collect();
    let mut shapes = vec![word.to_vec(), wide];
    // Where it begins decides how it looks; letters that hold a neighbour too are left out.
    for (before, first) in [(0, 0), (1, 2), (2, 3)] {
        let text = STANDARD_NO_PAD.encode([vec![0; before], word.to_vec()].concat());
        let whole = (before + word.len()) * 8 / 6;
        shapes.push(text.as_bytes()[first..whole].to_vec());
    }
    shapes
}

#[cfg(test)]
mod tests {
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;

    use super::*;

    #[test]
    fn a_word_is_seen_in_every_shape() {
        let shapes = Shapes::of(&["planted-"]);
        for before in ["", "a", "ab", "abc"] {
            let text = format!("{before}planted-x");
            assert!(shapes.are_in(text.as_bytes()));
            assert!(
                shapes.are_in(URL_SAFE_NO_PAD.encode(&text).as_bytes()),
                "{before}"
            );
            let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
            assert!(shapes.are_in(&wide));
        }
        assert!(!shapes.are_in(b"plant planted planted_"));
    }

    #[test]
    fn a_word_is_seen_in_the_memory_of_a_process() {
        let own = std::process::id();
        let made = format!("somewhere-{own}-{}", "in-memory");
        let shapes = Shapes::of(&[&made]);
        assert!(shapes.found_in_process(own).is_some());
    }
}
