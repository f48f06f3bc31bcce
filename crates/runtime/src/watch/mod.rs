//! Watches files that others write, wherever they are or will be, and says so once when they have
//! come to rest. What is in them is read elsewhere; how the system tells of changes is in the file
//! of each.

#[cfg(target_os = "linux")]
mod inotify;
#[cfg(not(target_os = "linux"))]
mod notify;

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tokio::{
    task::JoinHandle,
    time::{Instant, sleep},
};

#[cfg(target_os = "linux")]
use self::inotify::{Directories, FileEvents};
#[cfg(not(target_os = "linux"))]
use self::notify::{Directories, FileEvents};

/// A file that was written is given this long to be written again.
const REST: Duration = Duration::from_millis(250);
/// A file that is written all the time is looked at this often.
const LONGEST: Duration = Duration::from_secs(1);
/// Stands for every file of a folder.
const ANY: &str = "*";
/// How often directories are looked for until they stay the same.
const LOOKS: usize = 3;

/// What is under watch.
#[derive(Default)]
struct Watched {
    files: BTreeSet<PathBuf>,
    /// With every file in it, also those that are not there yet.
    folder: Option<PathBuf>,
}

/// Files under watch. Dropping it ends the watch.
pub struct Watch {
    /// Without them nothing is heard, and whoever needs to know has to look now and then.
    system: Option<Directories>,
    watched: Arc<Mutex<Watched>>,
    directories: BTreeSet<PathBuf>,
    calming: Option<JoinHandle<()>>,
}

impl Watch {
    /// Calls `changed` some moments after a change; needs to be made inside a tokio runtime.
    pub fn new(changed: impl Fn() + Send + 'static) -> Self {
        let watched = Arc::new(Mutex::new(Watched::default()));
        let (system, happenings) = Directories::watched().unzip();
        let known = Arc::clone(&watched);
        let concerns = move |path: Option<&Path>| {
            let known = known.lock().unwrap_or_else(PoisonError::into_inner);
            // Something that was lost may have been about any of them.
            path.is_none_or(|path| concerns(path, &known))
        };
        let calming = happenings.map(|it| tokio::spawn(calm_down(it, concerns, changed)));
        Self {
            system,
            watched,
            directories: BTreeSet::new(),
            calming,
        }
    }

    /// These files, and no others; whether every change of them will be heard. To be called again
    /// after a change, since directories may have come or gone.
    pub fn set(&mut self, files: impl IntoIterator<Item = PathBuf>) -> bool {
        self.set_with(files, None)
    }

    /// The same, with every file of a folder.
    pub fn set_with(
        &mut self,
        files: impl IntoIterator<Item = PathBuf>,
        folder: Option<PathBuf>,
    ) -> bool {
        let folder = folder.map(|it| std::fs::canonicalize(&it).unwrap_or(it));
        let inside = folder.as_ref().map(|it| it.join(ANY));
        let files: BTreeSet<PathBuf> = files
            .into_iter()
            .flat_map(|file| [std::fs::canonicalize(&file).ok(), Some(file)])
            .flatten()
            .chain(inside)
            .collect();
        *self.watched.lock().unwrap_or_else(PoisonError::into_inner) = Watched {
            files: files.clone(),
            folder,
        };
        // A directory may come while the one that it comes into is not under watch yet.
        (0..LOOKS).any(|_| {
            let directories = files.iter().map(|it| nearest(it)).collect();
            self.set_directories(&directories)
                && directories == files.iter().map(|it| nearest(it)).collect()
        })
    }

    /// Whether all of them are under watch; `None` is one that cannot be.
    fn set_directories(&mut self, directories: &BTreeSet<Option<PathBuf>>) -> bool {
        let Some(system) = &mut self.system else {
            return false;
        };
        for gone in &self.directories {
            if !directories.contains(&Some(gone.clone())) {
                // It may have been removed, and its watch with it.
                system.leave(gone);
            }
        }
        // Known ones too: a directory that was replaced has the same name, and no watch.
        let seen = directories.iter().flatten().filter(|it| system.begin(it));
        self.directories = seen.cloned().collect();
        self.directories.len() == directories.len()
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        if let Some(calming) = &self.calming {
            calming.abort();
        }
    }
}

/// The directory that the file is in, or as much of its path as there is. The root says nothing.
fn nearest(file: &Path) -> Option<PathBuf> {
    let directories = file.ancestors().skip(1);
    let mut there = directories.filter(|it| it.parent().is_some() && it.is_dir());
    there.next().map(Path::to_owned)
}

/// Whether it is about one of the files, what lies beside it under its name (as a database's log
/// does), or a directory on the way to it.
fn concerns(path: &Path, watched: &Watched) -> bool {
    let is_beside = |file: &Path| {
        let names = path.file_name().zip(file.file_name());
        path.parent() == file.parent()
            && names.is_some_and(|(name, of_file)| {
                let (name, of_file) = (name.as_encoded_bytes(), of_file.as_encoded_bytes());
                name.starts_with(of_file)
            })
    };
    let is_inside = watched
        .folder
        .as_deref()
        .is_some_and(|it| path.parent() == Some(it));
    let mut files = watched.files.iter();
    is_inside || files.any(|file| file.starts_with(path) || is_beside(file))
}

/// Many changes in a row become one. While it is waited for their end nothing is taken in, so a
/// file that is written a thousand times a second wakes the app no more than four times.
async fn calm_down(
    mut happenings: FileEvents,
    concerns: impl Fn(Option<&Path>) -> bool,
    changed: impl Fn(),
) {
    while happenings.wait_for(&concerns).await {
        let first = Instant::now();
        while first.elapsed() < LONGEST {
            sleep(REST).await;
            if !happenings.had(&concerns) {
                break;
            }
        }
        changed();
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use tempfile::tempdir;
    use tokio::{
        sync::mpsc::{UnboundedReceiver, unbounded_channel},
        time::timeout,
    };

    use super::*;

    /// Far longer than a change takes to be heard.
    const PATIENCE: Duration = Duration::from_secs(20);

    fn watch(files: &[PathBuf]) -> (Watch, UnboundedReceiver<()>) {
        let (sender, receiver) = unbounded_channel();
        let mut watch = Watch::new(move || {
            let _ = sender.send(());
        });
        watch.set(files.to_vec());
        (watch, receiver)
    }

    async fn heard(receiver: &mut UnboundedReceiver<()>, what: &str) {
        let heard = timeout(PATIENCE, receiver.recv()).await;
        assert!(heard.is_ok(), "{what} was not heard");
    }

    #[tokio::test]
    async fn files_written_in_place_replaced_and_removed_are_heard_of() {
        let directory = tempdir().unwrap();
        let file = directory.path().join("auth.json");
        let (_watch, mut receiver) = watch(std::slice::from_ref(&file));
        fs::write(&file, "{}").unwrap();
        heard(&mut receiver, "a new file").await;
        fs::write(&file, "{ }").unwrap();
        heard(&mut receiver, "a file written in place").await;
        let other = directory.path().join("new");
        fs::write(&other, "[]").unwrap();
        fs::rename(&other, &file).unwrap();
        heard(&mut receiver, "a file that was replaced").await;
        fs::write(directory.path().join("auth.json-wal"), "x").unwrap();
        heard(&mut receiver, "a log beside the file").await;
        fs::remove_file(&file).unwrap();
        heard(&mut receiver, "a file that was removed").await;
    }

    #[tokio::test]
    async fn directories_may_come_later() {
        let directory = tempdir().unwrap();
        let file = directory.path().join("share").join("opencode").join("x");
        let (mut watch, mut receiver) = watch(std::slice::from_ref(&file));
        for part in ["share", "share/opencode", "share/opencode/x"] {
            fs::create_dir(directory.path().join(part)).unwrap();
            heard(&mut receiver, part).await;
            watch.set([file.clone()]);
        }
    }

    #[tokio::test]
    async fn a_directory_that_was_replaced_is_under_watch_again() {
        let root = tempdir().unwrap();
        let (directory, aside) = (root.path().join("opencode"), root.path().join("aside"));
        let file = directory.join("auth.json");
        fs::create_dir(&directory).unwrap();
        let (mut watch, mut receiver) = watch(std::slice::from_ref(&file));
        for is_moved in [true, false] {
            if is_moved {
                fs::rename(&directory, &aside).unwrap();
            } else {
                fs::remove_dir_all(&directory).unwrap();
            }
            fs::create_dir(&directory).unwrap();
            heard(&mut receiver, "a directory in the place of another").await;
            assert!(watch.set([file.clone()]));
            fs::write(&file, "{}").unwrap();
            heard(&mut receiver, "a file in it").await;
        }
    }

    #[tokio::test]
    async fn what_cannot_be_under_watch_is_said() {
        let directory = tempdir().unwrap();
        let (mut watch, _receiver) = watch(&[]);
        assert!(watch.set([directory.path().join("not/yet/there")]));
        assert!(!watch.set([PathBuf::from("/nothing-of-this-name/auth.json")]));
    }

    #[test]
    fn other_files_are_nobodys_business() {
        let watched = Watched {
            files: BTreeSet::from([PathBuf::from("/home/ada/share/auth.json")]),
            folder: Some(PathBuf::from("/home/ada/own")),
        };
        for (path, concerned) in [
            ("/home/ada/share/auth.json", true),
            ("/home/ada/share/auth.json-wal", true),
            ("/home/ada/share", true),
            ("/home/ada/share/other.json", false),
            ("/home/ada/shared", false),
            ("/home/ada/own/any.toml", true),
            ("/home/ada/own/below/any.toml", false),
        ] {
            assert_eq!(concerns(Path::new(path), &watched), concerned, "{path}");
        }
    }

    #[tokio::test]
    async fn reading_is_nobodys_business() {
        let directory = tempdir().unwrap();
        let file = directory.path().join("auth.json");
        fs::write(&file, "{}").unwrap();
        let (_watch, mut receiver) = watch(std::slice::from_ref(&file));
        fs::read(&file).unwrap();
        // Far longer than a change takes to be heard of when nothing else goes on.
        let silence = timeout(4 * REST, receiver.recv()).await;
        assert!(silence.is_err(), "it was read, and heard of");
        fs::write(&file, "[]").unwrap();
        heard(&mut receiver, "a file written in place").await;
    }

    #[tokio::test]
    async fn many_changes_in_a_row_are_one() {
        let directory = tempdir().unwrap();
        let file = directory.path().join("auth.json");
        let (_watch, mut receiver) = watch(std::slice::from_ref(&file));
        for number in 0..100 {
            fs::write(&file, number.to_string()).unwrap();
        }
        heard(&mut receiver, "the changes").await;
        assert!(receiver.try_recv().is_err());
    }
}
