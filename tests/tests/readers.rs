//! What goes on printing ends when nobody reads any more, and asks nobody from then on.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    reason = "a test ends where its ground is missing"
)]

use std::{
    fs::File,
    io::{BufRead, BufReader, Read},
    os::{fd::OwnedFd, unix::net::UnixStream},
    process::{Child, Command, Stdio},
};

use plimsoll_tests::{
    home::Store,
    processes::{PATIENCE, within},
    programs::program,
    scenario::Scenario,
    stored_readings::StoredReading,
};
use rustix::{
    pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt},
    termios::{Winsize, tcsetwinsize},
};

const ENDLESS: [&[&str]; 3] = [&["bar"], &["watch", "--json"], &["watch"]];

fn start(scenario: &Scenario, arguments: &[&str], out: Stdio) -> Child {
    Command::new(program("plimsollctl"))
        .args(arguments)
        .env_clear()
        .env("TERM", "xterm")
        .envs(&scenario.variables)
        .stdin(Stdio::null())
        .stdout(out)
        .spawn()
        .unwrap()
}

/// Waits for its end.
fn assert_ends(mut child: Child, what: &str) {
    let ended = within(PATIENCE, || child.try_wait().unwrap());
    let _ = child.kill();
    let ended = ended.unwrap_or_else(|| panic!("waited in vain for {what}"));
    assert!(ended.success(), "{what}: {ended}");
}

/// Reads the first line, and whatever else has come with it, and goes.
fn read_a_line(reader: impl Read) {
    let mut line = String::new();
    BufReader::new(reader).read_line(&mut line).unwrap();
    assert!(line.len() > 1, "{line:?}");
}

#[test]
fn who_asks_by_itself_ends_with_the_reader_of_its_pipe() {
    for arguments in ENDLESS {
        let scenario = Scenario::well(Store::Database);
        let mut child = start(&scenario, arguments, Stdio::piped());
        read_a_line(child.stdout.take().unwrap());
        assert_ends(child, &format!("the end of {arguments:?}"));
    }
}

#[test]
fn a_follower_ends_with_its_reader() {
    let scenario = Scenario::well(Store::Database);
    scenario.keep(&[StoredReading::new(
        "openai",
        scenario.now,
        &[("session", 37.4, 9000)],
    )]);
    let _app = scenario.pretend_that_the_app_runs();
    for arguments in ENDLESS {
        let mut child = start(&scenario, arguments, Stdio::piped());
        read_a_line(child.stdout.take().unwrap());
        assert_ends(child, &format!("the end of {arguments:?}"));
        let (ours, theirs) = UnixStream::pair().unwrap();
        let child = start(&scenario, arguments, Stdio::from(OwnedFd::from(theirs)));
        read_a_line(ours);
        assert_ends(child, &format!("the end of {arguments:?} on a socket"));
    }
    assert!(scenario.proxy.asked().is_empty(), "a service was asked");
}

#[test]
fn a_waiting_command_ends_with_its_reader() {
    let scenario = Scenario::well(Store::Database);
    let lock = scenario.home.path(".local/share/plimsoll/asking.lock");
    std::fs::create_dir_all(lock.parent().unwrap()).unwrap();
    let lock = File::create(lock).unwrap();
    lock.lock().unwrap();
    let mut child = start(&scenario, &["bar"], Stdio::piped());
    drop(child.stdout.take());
    assert_ends(child, "the end of who waits");
    assert!(scenario.proxy.asked().is_empty(), "a service was asked");
}

#[test]
fn a_terminal_that_closes_ends_it_also_where_it_is_not_its_own() {
    let scenario = Scenario::well(Store::Database);
    scenario.keep(&[StoredReading::new(
        "openai",
        scenario.now,
        &[("session", 37.4, 9000)],
    )]);
    let _app = scenario.pretend_that_the_app_runs();
    for arguments in ENDLESS {
        let ours = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC).unwrap();
        grantpt(&ours).unwrap();
        unlockpt(&ours).unwrap();
        let size = Winsize {
            ws_row: 24,
            ws_col: 80,
            ws_xpixel: 0,
            ws_ypixel: 0,
        };
        tcsetwinsize(&ours, size).unwrap();
        let name = ptsname(&ours, Vec::new()).unwrap();
        let theirs = File::options()
            .read(true)
            .write(true)
            .open(name.to_str().unwrap());
        let child = start(&scenario, arguments, Stdio::from(theirs.unwrap()));
        read_a_line(File::from(ours));
        assert_ends(child, &format!("the end of {arguments:?} on a terminal"));
    }
}
