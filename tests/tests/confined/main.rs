//! What the window's processes can't do: the real window's as the kernel tells of them, and one by
//! one through a program that is confined by the same function. A kernel without Landlock fails
//! these tests, since they would prove nothing.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    reason = "a test ends where its ground is missing"
)]

mod person;

use std::{
    collections::BTreeMap,
    fs,
    io::{BufRead, BufReader},
    path::Path,
    process::{Command, Stdio},
};

use jiff::SignedDuration;
use plimsoll_tests::{
    app::{App, FakeService, ICON},
    desktop::Desktop,
    processes::{descendants, until},
    programs::program,
};
use serde_json::{Value, json};

use crate::person::{ALLOWED, LOOKS, PRIVATE, Person};

const HOUR: SignedDuration = SignedDuration::from_hours(1);

/// The window's process and the web engine's two, as the kernel cuts their names.
const PROCESSES: [&str; 3] = ["plimsoll-popup", "WebKitWebProces", "WebKitNetworkPr"];

/// All of them, once the window is on the screen.
fn of_window(app: &App) -> Vec<(u32, &'static str)> {
    app.window();
    let started = PROCESSES.map(|name| {
        let process = until(name, || {
            let all = descendants(app.resident.id());
            all.into_iter().find(|(_, it)| it == name)
        });
        (process.0, name)
    });
    started.into()
}

#[test]
fn every_thread_of_the_window_and_of_its_web_engine_is_confined() {
    let (_dial, scenario) = FakeService::scenario(37.4, HOUR);
    let app = App::start(scenario);
    app.click(1);
    for (process, name) in of_window(&app) {
        // While it is being drawn, threads come and go.
        let threads = fs::read_dir(format!("/proc/{process}/task")).unwrap();
        let states =
            threads.filter_map(|it| fs::read_to_string(it.unwrap().path().join("status")).ok());
        for state in states {
            let has = |line: &str| state.lines().any(|it| it == line);
            assert!(
                has("Seccomp:\t2") && has("NoNewPrivs:\t1"),
                "{name}: {state}"
            );
        }
    }
    let resident = format!("/proc/{}/status", app.resident.id());
    let resident = fs::read_to_string(resident).unwrap();
    assert!(resident.contains("Seccomp:\t0"), "it opens connections");
}

#[test]
fn its_processes_are_told_what_a_window_needs_and_nothing_else() {
    let (_dial, mut scenario) = FakeService::scenario(37.4, HOUR);
    let secrets = [
        "GITHUB_PAT",
        "GH_PAT",
        "ZAI_KEY",
        "OPENAI_KEY",
        "AWS_ACCESS_KEY_ID",
        "PGPASS",
        "SSH_AUTH_SOCK",
        "OF_MINE",
    ];
    let secret = "pretend-variable";
    for name in secrets {
        scenario.variables.insert(name, secret.to_owned());
    }
    let address = format!("postgres://ada:{secret}@localhost/db");
    scenario.variables.insert("DATABASE_URL", address);
    scenario.variables.insert("LC_TIME", "C.UTF-8".to_owned());
    let app = App::start(scenario);
    app.click(1);
    for (process, name) in of_window(&app) {
        let told = fs::read(format!("/proc/{process}/environ")).unwrap();
        let told = String::from_utf8_lossy(&told);
        assert!(!told.contains(secret), "{name}: {told}");
        for needed in ["HOME=", "DISPLAY=", "XDG_RUNTIME_DIR=", "LC_TIME=C.UTF-8"] {
            let has = told.split('\0').any(|it| it.starts_with(needed));
            assert!(has, "{name}, {needed}: {told}");
        }
    }
}

/// The resident's own errors may go to the terminal that it was started from.
#[test]
fn its_processes_have_nothing_of_the_residents_open() {
    let (_dial, scenario) = FakeService::scenario(37.4, HOUR);
    let app = App::start(scenario);
    app.click(1);
    let open = |process: u32, number: u32| {
        let link = fs::read_link(format!("/proc/{process}/fd/{number}"));
        link.unwrap().display().to_string()
    };
    let errors = open(app.resident.id(), 2);
    assert!(errors.starts_with('/'), "{errors}");
    for (process, name) in of_window(&app) {
        let other = open(process, 2);
        assert!(other.starts_with("pipe:"), "{name}: {other}");
        let all = fs::read_dir(format!("/proc/{process}/fd")).unwrap();
        let links = all.filter_map(|it| fs::read_link(it.unwrap().path()).ok());
        assert!(links.into_iter().all(|it| it != Path::new(&errors)));
    }
}

/// GTK reads the person's own style, and tells of what that leads to.
#[test]
fn the_window_is_refused_a_sign_in_that_a_style_names() {
    let (_dial, mut scenario) = FakeService::scenario(37.4, HOUR);
    let sign_ins = scenario.home.path(".local/share/opencode/auth.json");
    let style = format!("@import url(\"{}\");", sign_ins.display());
    scenario.home.rewrite(".config/gtk-3.0/gtk.css", &style);
    let app = App::start(scenario);
    app.click(1);
    until("the refusal", || {
        let errors = app.resident.errors();
        let refused = errors.contains("auth.json") && errors.contains("Permission denied");
        refused.then_some(())
    });
}

#[test]
fn the_window_opens_on_an_old_kernel_too() {
    let (_dial, scenario) = FakeService::scenario(37.4, HOUR);
    let desktop = Desktop::start();
    let old = Path::new(env!("CARGO_BIN_EXE_old_kernel"));
    let resident = program("plimsoll").display().to_string();
    let resident = desktop.spawn(old, &[resident], &scenario.variables);
    desktop.tray_item();
    desktop.wait_for_picture(ICON);
    desktop.click(1264, 16, 1);
    until("the window", || desktop.windows("^Plimsoll$").pop());
    assert!(!resident.errors().contains("the window keeps"));
}

fn told<const N: usize>(attempts: [(&str, Value); N]) -> BTreeMap<String, Value> {
    let named = |(way, what): (&str, Value)| (format!("{way} {what}"), json!([way, what]));
    attempts.into_iter().map(named).collect()
}

#[test]
fn it_reads_no_sign_in_no_key_and_none_of_our_own_files() {
    let person = Person::new();
    person.is_refused(
        &told(PRIVATE.map(|it| ("read", json!(person.path("home").join(it))))),
        "EACCES",
    );
    let places = ["home", "home/.local/share", "home/.config", "run"];
    person.is_refused(
        &told(places.map(|it| ("list", json!(person.path(it))))),
        "EACCES",
    );
    person.is_refused(
        &told([("read", json!(person.path("run/gnupg/secret")))]),
        "EACCES",
    );
}

#[test]
fn it_reads_themes_and_writes_its_own_directory() {
    let person = Person::new();
    let mut all = told(LOOKS.map(|it| ("read", json!(person.path("home").join(it)))));
    all.extend(told([
        ("write", json!(person.path("run/plimsoll/window/file"))),
        ("list", json!("/usr/share")),
        ("read", json!("/etc/passwd")),
        ("connect", json!(["AF_UNIX", person.path("run/bus")])),
        ("socket", json!(["AF_NETLINK", "SOCK_RAW"])),
        ("run", json!("/bin/true")),
        ("read", json!("/dev/urandom")),
        ("read", json!("/dev/random")),
        ("read", json!("/dev/zero")),
        ("write", json!("/dev/null")),
        ("list", json!("/dev/shm")),
        ("ask", json!([libc::SYS_prlimit64, 0, 7, 0, "room"])),
        ("ask", json!([libc::SYS_setpriority, 0, "thread", 19])),
        ("ask", json!([libc::SYS_ioprio_set, 1, "thread", 0])),
        ("connect", json!(["AF_UNIX", person.abstract_address()])),
    ]));
    for (name, result) in person.tries(true, &all) {
        assert_eq!(result, ALLOWED, "{name}");
    }
}

#[test]
fn it_reads_no_terminal() {
    let script = "import os, sys\n\
                  typed, terminal = os.openpty()\n\
                  os.write(typed, b'planted-line\\n')\n\
                  print(os.ttyname(terminal), flush=True)\n\
                  sys.stdin.read()";
    let mut person = Command::new("/usr/bin/python3")
        .args(["-I", "-c", script])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut name = String::new();
    let mut said = BufReader::new(person.stdout.take().unwrap());
    said.read_line(&mut name).unwrap();
    let all = told([
        ("read", json!(name.trim())),
        ("list", json!("/dev/pts")),
        ("list", json!("/dev")),
    ]);
    Person::new().is_refused(&all, "EACCES");
    drop(person.stdin.take());
    person.wait().unwrap();
}

#[test]
fn it_writes_nowhere_in_the_home() {
    let person = Person::new();
    let places = [
        ".bashrc",
        ".config/autostart/mine.desktop",
        ".config/gtk-3.0/gtk.css",
        ".local/share/opencode/auth.json",
        ".local/share/plimsoll/plimsoll.db",
    ];
    fs::create_dir(person.path("home/.config/autostart")).unwrap();
    person.is_refused(
        &told(places.map(|it| ("write", json!(person.path("home").join(it))))),
        "EACCES",
    );
}

#[test]
fn it_has_no_network_and_nothing_to_do_with_other_programs() {
    let mut person = Person::new();
    let port = person.tcp.local_addr().unwrap().port();
    let all = told([
        ("connect", json!(["AF_INET", ["127.0.0.1", port]])),
        ("listen", json!(0)),
        ("socket", json!(["AF_INET", "SOCK_DGRAM"])),
        ("socket", json!(["AF_INET6", "SOCK_STREAM"])),
        ("signal", json!(null)),
    ]);
    person.is_refused(&all, "EPERM");
    // One of these ends a program: a limit of its seconds on the processor.
    let others = told([
        ("ask", json!([libc::SYS_prlimit64, "parent", 7, 0, "room"])),
        (
            "ask",
            json!([libc::SYS_get_robust_list, "parent", "room", "room"]),
        ),
        ("ask", json!([libc::SYS_setpriority, 1, 0, 19])),
        ("ask", json!([libc::SYS_ioprio_set, 2, 0, 0])),
    ]);
    person.is_refused(&others, "EPERM");
    person.privileged = false;
    // The variables of other programs, in which there may be a key.
    person.is_refused(&told([("environ", json!(null))]), "EACCES");
}

#[test]
fn it_has_no_use_for_the_rarer_calls_of_the_kernel() {
    let calls = [
        ("ptrace", libc::SYS_ptrace),
        ("process_vm_readv", libc::SYS_process_vm_readv),
        ("process_vm_writev", libc::SYS_process_vm_writev),
        ("pidfd_getfd", libc::SYS_pidfd_getfd),
        ("keyctl", libc::SYS_keyctl),
        ("add_key", libc::SYS_add_key),
        ("request_key", libc::SYS_request_key),
        ("bpf", libc::SYS_bpf),
        ("mount", libc::SYS_mount),
        ("umount2", libc::SYS_umount2),
        ("pivot_root", libc::SYS_pivot_root),
        ("open_by_handle_at", libc::SYS_open_by_handle_at),
        ("io_uring_setup", libc::SYS_io_uring_setup),
        ("userfaultfd", libc::SYS_userfaultfd),
        ("perf_event_open", libc::SYS_perf_event_open),
        ("kexec_load", libc::SYS_kexec_load),
        ("init_module", libc::SYS_init_module),
        ("finit_module", libc::SYS_finit_module),
        ("setns", libc::SYS_setns),
        ("migrate_pages", libc::SYS_migrate_pages),
        ("move_pages", libc::SYS_move_pages),
        // The same by the second number that some kernels know it by.
        ("ptrace of x32", 0x4000_0000 + 521),
        ("socket of x32", 0x4000_0000 + libc::SYS_socket),
    ];
    let all = calls.map(|(name, number)| (name.to_owned(), json!(["call", number])));
    for (name, result) in Person::new().tries(true, &all.into()) {
        assert_eq!(result, "EPERM", "{name}");
    }
}
