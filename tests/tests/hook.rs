//! The program on an alert, run by the real app on a real desktop: what it reads, what it can see,
//! and what becomes of one that hangs, fails or is not there.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    reason = "a test ends where its ground is missing"
)]

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
};

use jiff::SignedDuration;
use plimsoll_tests::{
    PLANTED,
    app::{App, FakeService},
    processes::until,
    schemas::assert_fits,
};
use serde_json::Value;
use tempfile::TempDir;

const HOUR: SignedDuration = SignedDuration::from_hours(1);

/// Programs of a person's own, and what they have written down.
struct Programs(TempDir);

impl Programs {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// A script, which may use `$here`.
    fn script(&self, name: &str, text: &str) -> PathBuf {
        let path = self.0.path().join(name);
        let here = self.0.path().display();
        fs::write(&path, format!("#!/bin/sh\nhere='{here}'\n{text}")).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        path
    }

    /// One that writes down what it reads, each time in a file of its own.
    fn recorder(&self) -> PathBuf {
        self.script(
            "record",
            "echo noise; echo noise >&2\n\
             env > \"$here/environment\"\n\
             n=1; while [ -e \"$here/$n.json\" ]; do n=$((n+1)); done\n\
             echo $# > \"$here/arguments\"\n\
             cat > \"$here/new\" && mv \"$here/new\" \"$here/$n.json\"\n",
        )
    }

    fn wait_for(&self, name: &str) -> String {
        let path = self.0.path().join(name);
        until(name, || {
            let text = fs::read_to_string(&path).ok()?;
            (!text.is_empty()).then_some(text)
        })
    }

    /// What the `number`-th run has read.
    fn read(&self, number: u32) -> Value {
        let text = self.wait_for(&format!("{number}.json"));
        let json: Value = serde_json::from_str(&text).unwrap();
        assert_fits("hook-1.json", &json);
        json
    }
}

fn hook(program: &Path) -> String {
    format!("[hook]\nprogram = \"{}\"\n", program.display())
}

/// The app sees this much used.
fn see(used: f64, service: &mut FakeService, app: &mut App) {
    service.turn_and_refresh(used, app);
    let left = format!("{}% left", 100.0 - used);
    app.tool_tip("the next number", |text| text.contains(&left));
}

#[test]
#[expect(clippy::too_many_lines, reason = "one case after the other")]
fn it_reads_each_alert_in_turn_and_sees_no_secret() {
    let programs = Programs::new();
    let (mut service, mut scenario) = FakeService::scenario(60.0, HOUR);
    for name in [
        "SAMPLE_API_KEY",
        "sample_token",
        "Sample_OAuth",
        "SAMPLE_PAT",
        "SAMPLE_KEY_ID",
        "SAMPLEPASS",
    ] {
        scenario
            .variables
            .insert(name, format!("{{\"{PLANTED}\":1}}"));
    }
    let address = format!("postgres://ada:{PLANTED}@localhost/db");
    scenario.variables.insert("SAMPLE_URL", address);
    scenario.home.edit_settings(&hook(&programs.recorder()));
    let mut app = App::start(scenario);
    app.tool_tip("the first number", |text| text.contains("40% left"));
    see(81.0, &mut service, &mut app);
    let first = programs.read(1);
    assert_eq!(first["title"], "OpenAI: 81% used");
    assert_eq!(first["urgent"], false);
    let event = &first["events"][0];
    assert_eq!(event["kind"], "threshold");
    assert_eq!(
        (&event["provider"], &event["account"]),
        (&"openai".into(), &"OpenAI".into())
    );
    assert_eq!(event["window"], "session");
    assert_eq!(
        (&event["used_percent"], &event["left_percent"]),
        (&81.0.into(), &19.0.into())
    );
    assert_eq!(event["reset"], "at");
    let sentence = event["sentence"].as_str().unwrap();
    assert!(sentence.starts_with("OpenAI: 81% used. "), "{sentence}");
    assert!(sentence.contains("19% left until"), "{sentence}");
    see(100.0, &mut service, &mut app);
    let second = programs.read(2);
    assert_eq!(
        (&second["urgent"], &second["events"][0]["kind"]),
        (&true.into(), &"used-up".into())
    );

    assert_eq!(programs.wait_for("arguments"), "0\n");
    let environment = programs.wait_for("environment");
    assert!(environment.contains("HOME="), "{environment}");
    for gone in [
        PLANTED,
        "SAMPLE_API_KEY",
        "sample_token",
        "Sample_OAuth",
        "SAMPLE_PAT",
        "SAMPLE_KEY_ID",
        "SAMPLEPASS",
        "SAMPLE_URL",
        "HTTPS_PROXY",
    ] {
        assert!(!environment.contains(gone), "{gone}: {environment}");
    }
    app.scenario.showed(format!("{first}{second}"));
    assert!(!app.resident.errors().contains("noise"));
}

#[test]
fn it_runs_once_and_at_once_without_a_notification_service() {
    let programs = Programs::new();
    let (mut service, scenario) = FakeService::scenario(60.0, HOUR);
    scenario.home.edit_settings(&hook(&programs.recorder()));
    let mut app = App::start(scenario);
    app.tool_tip("the first number", |text| text.contains("40% left"));
    app.desktop.stop_notifier();
    see(81.0, &mut service, &mut app);
    assert_eq!(programs.read(1)["title"], "OpenAI: 81% used");
    see(96.0, &mut service, &mut app);
    assert_eq!(programs.read(2)["title"], "OpenAI: 96% used");
    app.desktop.start_notifier();
    until("the notification", || {
        let mut heard = app.desktop.heard().asked();
        heard.pop().filter(|it| it.summary == "OpenAI: 96% used")
    });
    see(100.0, &mut service, &mut app);
    let third = programs.read(3);
    assert_eq!(third["events"][0]["kind"], "used-up", "{third}");
}

#[test]
fn it_reads_a_sign_in_as_the_notification_says_it() {
    let programs = Programs::new();
    let (_dial, scenario) = FakeService::scenario(37.4, -HOUR);
    let program = hook(&programs.recorder());
    let settings = format!("language = \"fr\"\nmask-names = true\n{program}");
    scenario.home.edit_settings(&settings);
    let app = App::start(scenario);
    let read = programs.read(1);
    let shown = until("the notification", || app.desktop.heard().asked().pop());
    assert_eq!(read["title"], shown.summary.as_str());
    let event = &read["events"][0];
    assert_eq!(
        (&event["kind"], &event["problem"]),
        (&"sign-in".into(), &"sign-in-expired".into())
    );
    assert_eq!(
        (&event["window"], &event["reset"]),
        (&Value::Null, &Value::Null)
    );
    let sentence = event["sentence"].as_str().unwrap();
    assert!(sentence.contains("connexion"), "{sentence}");
    assert!(!read.to_string().contains("example.org"), "{read}");
}

#[test]
fn a_program_that_hangs_is_ended_with_its_children() {
    let programs = Programs::new();
    let recorder = programs.recorder();
    let hangs_once = programs.script(
        "hang",
        &format!(
            "[ -e \"$here/hung\" ] && exec {}\n\
             touch \"$here/hung\"\nsleep 1000 &\n\
             echo \"$$ $!\" > \"$here/new\" && mv \"$here/new\" \"$here/ids\"\nwait\n",
            recorder.display()
        ),
    );
    let (mut service, scenario) = FakeService::scenario(60.0, HOUR);
    scenario.home.edit_settings(&hook(&hangs_once));
    let mut app = App::start_driven(scenario);
    app.tool_tip("the first number", |text| text.contains("40% left"));
    see(81.0, &mut service, &mut app);
    let ids = programs.wait_for("ids");
    let ids: Vec<&str> = ids.split_whitespace().collect();
    assert!(ids.iter().all(|id| is_alive(id)), "{ids:?}");
    app.item().choose("Open Plimsoll");
    let page = app.page();
    page.wait_for("was ended after 10 seconds");
    until("the end of both", || {
        (!ids.iter().any(|id| is_alive(id))).then_some(())
    });
    // It was waited for: nothing of it is left, not even its number.
    assert!(!Path::new("/proc").join(ids[0]).exists());
    see(96.0, &mut service, &mut app);
    assert_eq!(programs.read(1)["title"], "OpenAI: 96% used");
    until("no notice", || {
        (!page.text().contains("was ended after")).then_some(())
    });
}

/// What has ended and waits for whoever has taken it over is not.
fn is_alive(id: &str) -> bool {
    let stat = fs::read_to_string(Path::new("/proc").join(id).join("stat"));
    stat.is_ok_and(|stat| !stat.contains(") Z "))
}

#[test]
fn a_program_that_cannot_run_is_a_notice_until_it_can() {
    let programs = Programs::new();
    let thresholds = "thresholds = [70, 75, 80, 85]\n";
    let set = |app: &App, program: &Path| {
        let settings = format!("{thresholds}{}", hook(program));
        app.scenario.home.edit_settings(&settings);
    };
    let (mut service, scenario) = FakeService::scenario(60.0, HOUR);
    // A name alone would be looked for along the search path.
    let relative = format!("{thresholds}{}", hook(Path::new("touch")));
    scenario.home.edit_settings(&relative);
    let mut app = App::start_driven(scenario);
    app.tool_tip("the first number", |text| text.contains("40% left"));
    app.item().choose("Open Plimsoll");
    let page = app.page();
    page.wait_for("its full path is needed: touch");
    let gone = |notice: &str| {
        until("no notice", || {
            (!page.text().contains(notice)).then_some(())
        });
    };

    set(&app, Path::new("/nowhere/told"));
    gone("full path");
    see(71.0, &mut service, &mut app);
    page.wait_for("does not start: /nowhere/told: No such file");

    let plain = programs.0.path().join("plain");
    fs::write(&plain, "#!/bin/sh\n").unwrap();
    set(&app, &plain);
    gone("does not start");
    see(76.0, &mut service, &mut app);
    page.wait_for("Permission denied");

    set(&app, &programs.script("fail", "exit 3\n"));
    gone("Permission denied");
    see(81.0, &mut service, &mut app);
    page.wait_for("ended with an error");
    assert!(page.text().contains("exit status: 3"));

    let good = programs.recorder();
    fs::write(programs.0.path().join("fail"), fs::read(&good).unwrap()).unwrap();
    see(86.0, &mut service, &mut app);
    programs.read(1);
    gone("ended with an error");

    app.item().choose("Settings");
    page.press("Notifications");
    page.wait_for("Program on an alert");
    page.press("Remove");
    page.wait_for("Off. Write its full path into the settings file");
    until("the file without it", || {
        (!app.scenario.home.settings().contains("program")).then_some(())
    });
    assert!(app.scenario.home.settings().contains(thresholds));
}
