//! A folder with files of all kinds: one that is wrong costs itself alone.

use std::{fs, sync::Arc};

use plimsoll_core::{
    model::{Info, Pace},
    ports::{BoxFuture, Machine},
    problem::Problem,
    provider::{AnyProvider, Discovery, Fetch, Sealed},
    snapshot::Usage,
};
use tempfile::{TempDir, tempdir};

use super::*;

struct Sample;

impl AnyProvider for Sample {
    fn info(&self) -> &'static Info {
        &Info {
            id: "sample",
            name: "Sample",
            links: &[],
            takes_oauth_client: false,
            pace: Pace::USUAL,
        }
    }

    fn find(&self, _: &dyn Machine) -> Discovery<Sealed> {
        Discovery::default()
    }

    fn fetch<'a>(
        &'a self,
        _: &'a Sealed,
        _: &'a Fetch<'a>,
    ) -> BoxFuture<'a, Result<Usage, Problem>> {
        Box::pin(std::future::pending())
    }
}

/// Every text declares something, but this one.
const WRONG: &str = "wrong";

fn declare(text: &str, _: &str) -> Result<OwnService, Mistake> {
    if text.starts_with(WRONG) {
        return Err(Mistake {
            line: 1,
            column: 2,
            what: Message::new("sample"),
        });
    }
    Ok(OwnService {
        provider: Arc::new(Sample),
        sends: Vec::new(),
    })
}

fn folder(files: &[(&str, &str)]) -> (TempDir, OwnServices) {
    let folder = tempdir().unwrap();
    for (name, text) in files {
        fs::write(folder.path().join(name), text).unwrap();
    }
    let own = OwnServices::new(Some(folder.path().to_owned()), declare);
    (folder, own)
}

/// The ids with what is wrong with each.
fn told(own: &OwnServices) -> Vec<(&str, Option<String>)> {
    let files = own.files().iter();
    let told = files.map(|file| {
        let fault = file.read.as_ref().err();
        (file.id.as_str(), fault.map(|it| it.said().id.into_owned()))
    });
    told.collect()
}

#[test]
fn a_file_that_is_wrong_takes_no_other_with_it() {
    let (_folder, own) = folder(&[("b.toml", WRONG), ("a.toml", "a"), ("c.toml", "c")]);
    let mistake = Some("setting-at".to_owned());
    assert_eq!(told(&own), [("a", None), ("b", mistake), ("c", None)]);
}

#[test]
fn only_what_is_called_like_a_service_is_read() {
    let (_folder, own) = folder(&[
        ("a.toml~", ""),
        (".a.toml", ""),
        ("a.txt", ""),
        ("a.toml", "a"),
    ]);
    assert_eq!(told(&own), [("a", None)]);
}

#[test]
fn without_a_folder_there_is_nothing_to_tell() {
    let root = tempdir().unwrap();
    let own = OwnServices::new(Some(root.path().join("providers")), declare);
    assert_eq!(told(&own), []);
}

#[cfg(unix)]
#[test]
fn what_cannot_be_read_is_told_and_waited_for_by_nobody() {
    let (folder, mut own) = folder(&[("a.toml", "a")]);
    let pipe = folder.path().join("pipe.toml");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    assert!(made.unwrap().success());
    fs::write(folder.path().join("bytes.toml"), [0xff, 0xfe]).unwrap();
    fs::create_dir(folder.path().join("directory.toml")).unwrap();
    std::os::unix::fs::symlink("nowhere", folder.path().join("link.toml")).unwrap();
    assert!(own.look());
    let unread = || Some("plain".to_owned());
    let expected = [
        ("a", None),
        ("bytes", unread()),
        ("directory", unread()),
        ("link", unread()),
        ("pipe", unread()),
    ];
    assert_eq!(told(&own), expected);
    // A file in the place of the folder.
    let own = OwnServices::new(Some(folder.path().join("a.toml")), declare);
    assert_eq!(told(&own), [("", unread())]);
}

#[test]
fn what_comes_changes_and_goes_is_news_and_nothing_else_is() {
    let (folder, mut own) = folder(&[("a.toml", "a")]);
    assert!(!own.look());
    fs::write(folder.path().join("b.toml"), "b").unwrap();
    assert!(own.look());
    assert_eq!(told(&own), [("a", None), ("b", None)]);
    fs::write(folder.path().join("b.toml"), WRONG).unwrap();
    assert!(own.look());
    assert_eq!(told(&own)[1].1.as_deref(), Some("setting-at"));
    assert!(!own.look());
    fs::remove_file(folder.path().join("a.toml")).unwrap();
    assert!(own.look());
    assert_eq!(told(&own).len(), 1);
    fs::remove_file(folder.path().join("b.toml")).unwrap();
    fs::remove_dir(folder.path()).unwrap();
    assert!(own.look());
    assert_eq!(told(&own), []);
}

#[test]
fn more_files_than_anybody_writes_are_counted_and_not_read() {
    let names: Vec<String> = (0..MOST + 2).map(|at| format!("{at:02}.toml")).collect();
    let files: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "x")).collect();
    let (_folder, own) = folder(&files);
    assert_eq!(own.files().len(), MOST + 1);
    let more = own.files().last().unwrap().read.as_ref().err().unwrap();
    let expected = Message::new("own-files-more").number("count", 2.0);
    assert_eq!(*more, FileFault::Unread(expected));
}
