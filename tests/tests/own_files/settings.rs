//! The settings, and a home where nothing can be kept.

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
};

use plimsoll_tests::file_corruption::{Corruption, set_mode};

use crate::{Stage, can_mount, content};

/// Puts something in the way of this path.
type Lay = fn(&Path);

const SETTINGS: &str = ".config/plimsoll/settings.toml";
/// A person who changes a setting as soon as the window is shown.
const SPEAK_FRENCH: &str =
    r#"echo '{"intent":{"do":"change","change":{"set":"language","to":"fr"}}}'"#;
const FLIP: &str = r#"echo '{"intent":{"do":"toggle-share"}}'"#;
#[test]
fn the_settings_in_every_form() {
    let stage = Stage::new(SPEAK_FRENCH);
    let whole = "interval-minutes = 7 # mine\nmask-names = true\n[notifications]\nusage = true\n";
    for form in Corruption::ALL {
        let cell = format!("settings {form:?}");
        let mut scene = stage.start(&cell, |scenario| {
            form.lay(&scenario.home.path(SETTINGS), whole.as_bytes());
        });
        let path = scene.scenario.home.path(SETTINGS);
        let before = content(&path);
        scene.open();
        // It holds at once, kept or not.
        scene.shows("63\u{a0}% restants");
        let is_kept = match form {
            // From its first half nobody can tell that there is more.
            Corruption::Missing
            | Corruption::DeadLink
            | Corruption::Empty
            | Corruption::Marked
            | Corruption::Half => {
                scene.says(&[]);
                true
            }
            // The last two are larger than anything that is read.
            Corruption::LinkLoop
            | Corruption::Directory
            | Corruption::Pipe
            | Corruption::Closed
            | Corruption::Deep
            | Corruption::Huge => {
                scene.says(&["notice-broken-settings", "notice-settings-not-kept"]);
                false
            }
            Corruption::Null | Corruption::List | Corruption::NoText => {
                // The file can be read again.
                scene.says(&[]);
                let aside = path.with_extension("toml.broken");
                assert_eq!(content(&aside), before, "{cell}");
                true
            }
        };
        let now = content(&path);
        if is_kept {
            let text = String::from_utf8(now.unwrap()).unwrap();
            assert!(text.contains("language = \"fr\""), "{cell}: {text}");
            if matches!(form, Corruption::Marked) {
                assert!(text.contains("interval-minutes = 7 # mine\n"), "{text}");
            }
        } else {
            assert_eq!(now, before, "{cell}");
        }
        scene.end();
    }
    let deep = format!("a = {}{}", "[".repeat(400_000), "]".repeat(400_000));
    let scene = stage.start("deep settings", |it| it.home.edit_settings(&deep));
    scene.open();
    scene.says(&[]);
    let aside = scene
        .scenario
        .home
        .path(SETTINGS)
        .with_extension("toml.broken");
    assert_eq!(content(&aside), Some(deep.into_bytes()));
    scene.end();
}

#[test]
fn a_directory_that_no_settings_go_into() {
    let stage = Stage::new(SPEAK_FRENCH);
    let lay: [(&str, Lay, &[&str]); 2] = [
        (
            "a closed directory",
            |directory| set_mode(directory, 0o500),
            &["notice-settings-not-kept"],
        ),
        (
            "a file as directory",
            |directory| {
                fs::remove_dir(directory).unwrap();
                fs::write(directory, "").unwrap();
            },
            &["notice-broken-settings", "notice-settings-not-kept"],
        ),
    ];
    for (cell, lay, remarks) in lay {
        let mut scene = stage.start(cell, |scenario| {
            let directory = scenario.home.path(SETTINGS).parent().unwrap().to_owned();
            fs::create_dir_all(&directory).unwrap();
            lay(&directory);
        });
        scene.open();
        scene.shows("63\u{a0}% restants");
        scene.says(remarks);
        let scenario = scene.end();
        let directory = scenario.home.path(SETTINGS).parent().unwrap().to_owned();
        if directory.is_dir() {
            set_mode(&directory, 0o700);
        }
    }
}

#[test]
fn a_home_that_cannot_be_written_to() {
    if !can_mount() {
        return;
    }
    let stage = Stage::new(SPEAK_FRENCH);
    let script = "mount --bind \"$HOME\" \"$HOME\" && mount -o remount,bind,ro \"$HOME\" || exit 99
        touch \"$HOME/new\" 2>/dev/null && exit 98
        exec \"$@\"";
    let on = "start-at-login = true\n";
    let mut scene = stage.start_after(script, "a home that is read-only", |scenario| {
        scenario.home.edit_settings(on);
    });
    scene.open();
    scene.shows("63\u{a0}% restants");
    scene.says(&[
        "notice-no-history",
        "notice-settings-not-kept",
        "notice-no-autostart",
        "notice-no-log",
    ]);
    let scenario = scene.end();
    assert_eq!(scenario.home.settings(), on);
}

#[test]
fn settings_without_room_hold_and_with_room_again_they_are_kept() {
    if !can_mount() {
        return;
    }
    let stage = Stage::new(FLIP);
    let script = "cp -r \"$HOME/.config/plimsoll\" \"$TMPDIR/settings\" &&
        mount -t tmpfs -o size=64k,mode=700 tmpfs \"$HOME/.config/plimsoll\" &&
        cp \"$TMPDIR\"/settings/* \"$HOME/.config/plimsoll\" && rm -r \"$TMPDIR/settings\" || exit 99
        exec \"$@\"";
    let written = "interval-minutes = 7 # mine\n";
    let scene = stage.start_after(script, "no room for settings", |scenario| {
        scenario.home.edit_settings(written);
    });
    let path = scene.scenario.home.path(SETTINGS);
    let root = PathBuf::from(format!("/proc/{}/root", scene.resident.id()));
    let inside = root.join(path.strip_prefix("/").unwrap());
    let filler = inside.with_file_name("filler");
    fill(&filler);
    for _ in 0..2 {
        scene.open();
        scene.says(&["notice-settings-not-kept"]);
        assert_eq!(fs::read_to_string(&inside).unwrap(), written);
    }
    fs::remove_file(filler).unwrap();
    scene.open();
    scene.says(&[]);
    let kept = fs::read_to_string(&inside).unwrap();
    assert!(
        kept.starts_with(written) && kept.contains("share = \"used\""),
        "{kept}"
    );
    scene.end();
}

/// Nothing fits any more after this, not a byte.
fn fill(file: &Path) {
    let mut file = fs::File::create(file).unwrap();
    while file.write_all(&[7; 512]).is_ok() {}
}

#[test]
fn the_window_names_settings_that_do_not_count() {
    let stage = Stage::new(crate::LOOK);
    let scene = stage.start("settings that do not count", |scenario| {
        let text = "interval-minutes = 90\n[notification]\nusage = false\n";
        scenario.home.edit_settings(text);
    });
    scene.open();
    let named = || -> Vec<String> {
        let notices = plimsoll_tests::stand_in::notices(&scene.resident);
        let places = notices.iter().map(|notice| {
            assert_eq!(notice["id"], "notice-setting", "{notice}");
            let place = &notice["args"]["said"]["message"]["args"];
            let at = |name: &str| place[name]["text"].as_str().unwrap().to_owned();
            format!("{}:{}", at("line"), at("column"))
        });
        places.collect()
    };
    plimsoll_tests::processes::until("both", || (named() == ["1:20", "2:2"]).then_some(()));
    scene.scenario.home.edit_settings("interval-minutes = 60\n");
    plimsoll_tests::processes::until("nothing", || named().is_empty().then_some(()));
    scene.end();
}

/// No file is under watch: there is nothing to watch with.
const UNWATCHED: &str = "exec unshare --user --map-root-user sh -c '
    echo 0 > /proc/sys/user/max_inotify_instances && exec \"$@\"' sh \"$@\"";
const HURRY: &str =
    r#"echo '{"intent":{"do":"change","change":{"set":"interval-minutes","to":9}}}'"#;

fn has_user_spaces() -> bool {
    let line = ["--user", "--map-root-user", "test", "-w"];
    let file = "/proc/sys/user/max_inotify_instances";
    let tried = std::process::Command::new("unshare")
        .args(line)
        .arg(file)
        .status();
    let has = tried.is_ok_and(|it| it.success());
    if !has {
        eprintln!("no name space of a user to be had: not tried");
    }
    has
}

#[test]
fn a_hand_edit_outlasts_a_change_in_the_window() {
    if !has_user_spaces() {
        return;
    }
    let stage = Stage::new(HURRY);
    let mut scene = stage.start_after(UNWATCHED, "an edit that nobody hears of", |scenario| {
        scenario.home.edit_settings("interval-minutes = 7 # mine\n");
    });
    let edited = "# new\ninterval-minutes = 8 # mine\nlanguage = \"fr\" # too\nfuture = 1\n";
    scene.scenario.home.edit_settings(edited);
    scene.open();
    // Both hold, and of the one key that both have changed the newest act.
    scene.shows("63\u{a0}% restants");
    let written = edited.replace("= 8", "= 9");
    plimsoll_tests::processes::until("the file", || {
        (scene.scenario.home.settings() == written).then_some(())
    });
    scene.says(&[]);
    scene.end();
}

#[test]
fn an_edit_that_nobody_hears_of_holds_within_a_minute() {
    if !has_user_spaces() {
        return;
    }
    let stage = Stage::new(crate::LOOK);
    let scene = stage.start_after(UNWATCHED, "an edit without a watch", |scenario| {
        scenario.home.edit_settings("interval-minutes = 7\n");
    });
    scene.scenario.home.edit_settings("language = \"fr\"\n");
    let soon = std::time::Duration::from_secs(90);
    let found = plimsoll_tests::processes::within(soon, || {
        let (_, text) = scene.item()?.tool_tip();
        text.contains("63\u{a0}% restants").then_some(())
    });
    assert!(found.is_some());
    scene.end();
}

#[test]
fn a_start_without_a_usable_file_takes_the_last_good_settings() {
    let stage = Stage::new(SPEAK_FRENCH);
    let good = "interval-minutes = 7 # mine\n";
    for (broken, notice) in [
        (None, "notice-settings-missing"),
        (Some("share = \n"), "notice-settings-last-good"),
    ] {
        let mut scene = stage.start("good settings", |it| it.home.edit_settings(good));
        let kept = scene
            .scenario
            .home
            .path(".local/share/plimsoll/settings.last-good.toml");
        assert_eq!(content(&kept), Some(good.as_bytes().to_vec()));
        scene.resident.end();
        plimsoll_tests::processes::until("no item", || scene.item().is_none().then_some(()));
        let path = scene.scenario.home.path(SETTINGS);
        match broken {
            None => fs::remove_file(&path).unwrap(),
            Some(text) => fs::write(&path, text).unwrap(),
        }
        scene.resident = stage.spawn("exec \"$@\"", &scene.scenario);
        scene.shows("63% left");
        stage
            .stand_in
            .becomes(&plimsoll_tests::stand_in::StandIn::script(crate::LOOK));
        scene.open();
        scene.says(&[notice]);
        stage
            .stand_in
            .becomes(&plimsoll_tests::stand_in::StandIn::script(SPEAK_FRENCH));
        scene.end();
    }
}
