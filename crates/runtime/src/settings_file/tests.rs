//! The settings file in every state, and what of it stays when it is written.

use plimsoll_core::settings::{PercentMode, document::proxy_in};

use super::*;
use crate::settings_keeper::SettingsKeeper;

/// Nobody else has changed the file.
fn write(path: &Path, settings: &Settings) -> std::io::Result<Saved> {
    save(path, &look(path).into_settings(), settings, None)
}

/// As a program that starts does.
fn start(path: &Path) {
    SettingsKeeper::start(Some(path.to_owned()), None);
}

#[test]
fn comments_and_unknown_keys_stay() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("plimsoll").join("settings.toml");
    crate::paths::make_parent(&path).unwrap();
    fs::write(
        &path,
        "# mine\ninterval-minutes = 7 # often\nfuture = true\n",
    )
    .unwrap();
    let mut settings = look(&path).into_settings();
    assert_eq!(settings.interval_minutes, 7);
    settings.share = PercentMode::Used;
    write(&path, &settings).unwrap();
    let text = fs::read_to_string(&path).unwrap();
    assert!(
        text.starts_with("# mine\ninterval-minutes = 7 # often\nfuture = true\n"),
        "{text}"
    );
    assert_eq!(look(&path).into_settings(), settings);
}

#[test]
fn a_broken_file_is_kept_aside_and_named_with_its_line() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("settings.toml");
    fs::write(&path, "interval-minutes = 5\nshare = \"half\"\n").unwrap();
    let Loaded::Broken { reason } = look(&path) else {
        panic!("it was read")
    };
    assert!(reason.contains("line 2"), "{reason}");
    start(&path);
    assert!(directory.path().join("settings.toml.broken").exists());
}

fn saved(before: &str, change: impl FnOnce(&mut Settings)) -> String {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("settings.toml");
    fs::write(&path, before).unwrap();
    let mut settings = look(&path).into_settings();
    change(&mut settings);
    write(&path, &settings).unwrap();
    assert_eq!(look(&path).into_settings(), settings);
    fs::read_to_string(&path).unwrap()
}

#[test]
fn only_what_changed_is_written() {
    let before = "thresholds = [ 50, 90 ] # mine\n\n[notifications]\n# loud\nusage = false\n\
                  later = 1\n\n[providers.sample]\nmuted = true # hush\n";
    assert_eq!(saved(before, |_| {}), before);
    let text = saved(before, |settings| settings.notifications.usage = true);
    assert_eq!(text, before.replace("usage = false", "usage = true"));
    let text = saved(before, |settings| {
        settings.providers.get_mut("sample").unwrap().muted = false;
    });
    assert_eq!(text, before.replace("muted = true", "muted = false"));
}

#[test]
fn a_setting_that_is_taken_back_goes() {
    let text = saved("language = \"fr\"\nmask-names = true\n", |settings| {
        settings.language = None;
    });
    assert_eq!(text, "mask-names = true\n");
    let text = saved("[providers.sample]\nmuted = true\n", |settings| {
        settings.providers.clear();
    });
    assert!(!text.contains("sample"), "{text}");
}

#[test]
fn a_new_table_is_written_as_one() {
    let text = saved("mask-names = true\n", |settings| {
        let sample = settings.providers.entry("sample".into()).or_default();
        sample.muted = true;
        settings.notifications.sign_in = false;
    });
    assert!(
        text.contains("[notifications]\nsign-in = false\n"),
        "{text}"
    );
    assert!(text.contains("[providers.sample]\n"), "{text}");
}

#[test]
fn saving_over_a_broken_file_keeps_it_aside_and_mends_it() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("settings.toml");
    for broken in [&b"share = \"half\"\n"[..], b"share = \n", b"\xff\xfe"] {
        fs::write(&path, broken).unwrap();
        let settings = Settings {
            mask_names: true,
            ..Settings::default()
        };
        write(&path, &settings).unwrap();
        assert_eq!(look(&path), Loaded::Read(Box::new(settings)));
        let aside = directory.path().join("settings.toml.broken");
        assert_eq!(fs::read(aside).unwrap(), broken);
    }
}

#[test]
fn what_could_not_be_read_again_is_not_written() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("settings.toml");
    let before = "mask-names = true\n";
    fs::write(&path, before).unwrap();
    let mut settings = look(&path).into_settings();
    let account = settings.accounts.entry("sample/a".into()).or_default();
    account.nickname = Some("x".repeat(1024 * 1024));
    let error = write(&path, &settings).unwrap_err();
    assert_eq!(error.to_string(), "larger than 1 MiB");
    assert_eq!(fs::read_to_string(&path).unwrap(), before);
}

#[test]
fn a_file_that_is_too_large_stays_and_is_not_copied() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("settings.toml");
    let text = "# mine\n".repeat(200_000);
    fs::write(&path, &text).unwrap();
    let Loaded::Broken { reason } = look(&path) else {
        panic!("it was read")
    };
    assert_eq!(reason, "larger than 1 MiB");
    start(&path);
    assert!(write(&path, &Settings::default()).is_err());
    assert_eq!(fs::read_to_string(&path).unwrap(), text);
    assert!(!directory.path().join("settings.toml.broken").exists());
}

#[cfg(unix)]
#[test]
fn a_file_made_by_hand_is_for_its_owner_alone_once_it_is_read() {
    use std::os::unix::fs::{PermissionsExt, chown};
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("settings.toml");
    fs::write(&path, "mask-names = true\n").unwrap();
    let open_to_all = || fs::set_permissions(&path, PermissionsExt::from_mode(0o644)).unwrap();
    let mode = || fs::metadata(&path).unwrap().permissions().mode() & 0o777;
    open_to_all();
    assert!(look(&path).into_settings().mask_names);
    assert_eq!(mode(), 0o600);
    // Somebody else's stays as it is; only root can give one away.
    if chown(&path, Some(65_534), None).is_ok() {
        open_to_all();
        assert!(look(&path).into_settings().mask_names);
        assert_eq!(mode(), 0o644);
    }
}

#[test]
fn the_reason_has_the_line_and_not_what_stands_there() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("settings.toml");
    for text in [
        "[oauth-clients.sample]\nsecret = \"made-up-secret\n",
        "[oauth-clients]\nsample = \"made-up-secret\"\n",
    ] {
        fs::write(&path, text).unwrap();
        let Loaded::Broken { reason } = look(&path) else {
            panic!("it was read")
        };
        assert!(reason.starts_with("line 2: "), "{reason}");
        assert!(!reason.contains("made-up"), "{reason}");
    }
}

#[test]
fn a_number_out_of_range_does_not_spoil_the_rest() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("settings.toml");
    let text = "interval-minutes = -5 # odd\nmask-names = true\n[metrics]\nport = 99999\n";
    fs::write(&path, text).unwrap();
    let mut settings = look(&path).into_settings();
    assert_eq!((settings.interval_minutes, settings.mask_names), (1, true));
    assert_eq!(settings.metrics.port, 0, "no port that nobody asked for");
    start(&path);
    assert!(!directory.path().join("settings.toml.broken").exists());
    settings.mask_names = false;
    write(&path, &settings).unwrap();
    let text = text.replace("true", "false");
    assert_eq!(
        fs::read_to_string(&path).unwrap(),
        text,
        "what is odd stays"
    );
}

/// What two have made of the file: a person in an editor, and the window.
fn both(before: &str, edited: &str, change: impl FnOnce(&mut Settings)) -> String {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("settings.toml");
    fs::write(&path, before).unwrap();
    let base = look(&path).into_settings();
    fs::write(&path, edited).unwrap();
    let mut wanted = base.clone();
    change(&mut wanted);
    let saved = save(&path, &base, &wanted, None).unwrap();
    assert_eq!(look(&path).into_settings(), saved.settings);
    assert_eq!(fs::read_to_string(&path).unwrap(), saved.text);
    saved.text
}

#[test]
fn what_was_edited_by_hand_meanwhile_stays_beside_the_change() {
    let before = "interval-minutes = 7 # often\nmask-names = true\nfuture = 1\n";
    let edited = "# new\ninterval-minutes = 9 # less\nmask-names = true\nfuture = 2\n\
                  proxy = \"http://one:1\"\n[accounts.\"one/a\"]\nnickname = \"Ada\" # me\n";
    let text = both(before, edited, |it| it.mask_names = false);
    assert_eq!(text, edited.replace("true", "false"));
    let text = both(before, edited, |it| it.interval_minutes = 8);
    assert_eq!(text, edited.replace("= 9", "= 8"), "the newest act");
    let text = both(before, edited, |it| {
        it.accounts.entry("one/a".into()).or_default().muted = true;
    });
    assert_eq!(text, format!("{edited}muted = true\n"));
    let text = both(edited, before, |it| it.mask_names = false);
    assert_eq!(
        text,
        before.replace("true", "false"),
        "what was taken out stays out"
    );
    assert_eq!(both(before, edited, |_| {}), edited);
    // Both have done the same.
    assert_eq!(both(before, edited, |it| it.interval_minutes = 9), edited);
}

#[test]
fn what_is_odd_in_an_edit_stays_odd() {
    for thresholds in ["400, 50", "nan, inf"] {
        let edited = format!("interval-minutes = 90\nthresholds = [{thresholds}]\n");
        let text = both("", &edited, |it| it.mask_names = true);
        assert_eq!(text, format!("{edited}mask-names = true\n"));
    }
}

/// A person who writes the file as often as there is time, each time with a higher number: none of
/// what is written last is lost, nor a change of the window.
#[test]
fn a_file_that_is_written_at_the_same_moment_loses_nothing() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("settings.toml");
    let say = |number: i32| {
        let new = directory.path().join("edited");
        let was = look(&path).into_settings();
        let text = format!("future = {number}\nmask-names = {}\n", was.mask_names);
        fs::write(&new, text).unwrap();
        fs::rename(new, &path).unwrap();
    };
    say(0);
    std::thread::scope(|scope| {
        let hand = scope.spawn(|| (1..=2000).for_each(say));
        let mut base = look(&path).into_settings();
        while !hand.is_finished() {
            let mut wanted = base.clone();
            wanted.icon_monochrome = !base.icon_monochrome;
            if let Ok(saved) = save(&path, &base, &wanted, None) {
                base = saved.settings;
            }
        }
    });
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.starts_with("future = 2000\n"), "{text}");
}

#[test]
fn a_missing_file_is_written_anew_into_the_last_good_text() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("settings.toml");
    let spare = "interval-minutes = 7 # often\nfuture = 1\n";
    for broken in [None, Some("share = \n")] {
        let _ = fs::remove_file(&path);
        if let Some(broken) = broken {
            fs::write(&path, broken).unwrap();
        }
        let base = parse(spare).unwrap();
        let mut wanted = base.clone();
        wanted.share = PercentMode::Used;
        let saved = save(&path, &base, &wanted, Some(spare)).unwrap();
        assert_eq!(saved.text, format!("{spare}share = \"used\"\n"));
        fs::remove_file(&path).unwrap();
        let saved = save(&path, &base, &wanted, None).unwrap();
        assert_eq!(saved.text, "interval-minutes = 7\nshare = \"used\"\n");
    }
}

#[test]
fn a_proxy_is_found_in_what_does_not_fit() {
    for (text, proxy) in [
        (
            "share = 1\nproxy = \"http://one:1\"\n",
            Some("http://one:1"),
        ),
        (
            "proxy = \"http://one:1\" # it\nshare = \n",
            Some("http://one:1"),
        ),
        (
            "share = \n  proxy='http://one:1'\n\0\0",
            Some("http://one:1"),
        ),
        ("share = \n[later]\nproxy = \"http://one:1\"\n", None),
        ("share = \nproxy = \"http://one", None),
        ("proxy = 1\n", None),
        ("", None),
    ] {
        assert_eq!(proxy_in(text).as_deref(), proxy, "{text}");
    }
}
