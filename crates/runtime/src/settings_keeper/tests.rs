//! Which settings hold, for every state that the file and the last good one may be in, at a start and
//! later.

use tempfile::TempDir;

use super::*;

struct TempPlace {
    directory: TempDir,
    file: PathBuf,
    beside: PathBuf,
}

impl TempPlace {
    fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("config").join("settings.toml");
        let beside = directory
            .path()
            .join("data")
            .join("settings.last-good.toml");
        fs::create_dir(file.parent().unwrap()).unwrap();
        Self {
            directory,
            file,
            beside,
        }
    }

    fn with(text: &str) -> Self {
        let place = Self::new();
        place.edit(text);
        place
    }

    fn edit(&self, text: &str) {
        fs::write(&self.file, text).unwrap();
    }

    fn start(&self) -> (SettingsKeeper, Held) {
        SettingsKeeper::start(Some(self.file.clone()), Some(self.beside.clone()))
    }

    fn text(&self) -> String {
        fs::read_to_string(&self.file).unwrap()
    }

    fn kept(&self) -> Option<String> {
        fs::read_to_string(&self.beside).ok()
    }
}

fn named(held: &Held) -> Option<&str> {
    held.fault.as_ref().map(|it| &*it.id)
}

fn proxy(held: &Held) -> Option<&str> {
    held.settings.proxy.as_deref()
}

const GOOD: &str = "# mine\ninterval-minutes = 7\nproxy = \"http://one:1\"\n";

#[test]
fn a_machine_without_settings_has_the_defaults() {
    let place = TempPlace::new();
    let (mut keeper, held) = place.start();
    assert_eq!((named(&held), &held.settings), (None, &Settings::default()));
    let later = keeper.look(&held.settings);
    assert_eq!((named(&later), &later.settings), (None, &held.settings));
    assert_eq!(place.kept(), None);
}

#[test]
fn the_last_good_settings_hold_while_the_file_is_unusable() {
    for (lay, notice) in [
        (None, "notice-settings-missing"),
        (Some("share = \n"), "notice-settings-last-good"),
        (
            Some("interval-minutes = 5\nshare = 1\n"),
            "notice-settings-last-good",
        ),
    ] {
        let place = TempPlace::with(GOOD);
        let good = place.start().1;
        assert_eq!(place.kept().as_deref(), Some(GOOD));
        match lay {
            Some(text) => place.edit(text),
            None => fs::remove_file(&place.file).unwrap(),
        }
        for _ in 0..2 {
            let (mut keeper, held) = place.start();
            assert_eq!(named(&held), Some(notice));
            assert_eq!(held.settings, good.settings);
            assert_eq!(keeper.look(&held.settings).settings, good.settings);
        }
        assert_eq!(place.kept().as_deref(), Some(GOOD));
        // An empty file is a good one.
        place.edit("");
        let (_, held) = place.start();
        assert_eq!((named(&held), &held.settings), (None, &Settings::default()));
        assert_eq!(place.kept().as_deref(), Some(""));
    }
}

#[test]
fn the_same_holds_while_a_program_runs() {
    let place = TempPlace::with(GOOD);
    let (mut keeper, held) = place.start();
    fs::remove_file(&place.file).unwrap();
    let gone = keeper.look(&held.settings);
    assert_eq!(named(&gone), Some("notice-settings-missing"));
    assert_eq!(gone.settings, held.settings);
    place.edit("share = \n");
    let broken = keeper.look(&held.settings);
    assert_eq!(named(&broken), Some("notice-settings-mistake"));
    assert_eq!(broken.settings, held.settings);
    place.edit("interval-minutes = 9\n");
    let fixed = keeper.look(&held.settings);
    assert_eq!((named(&fixed), proxy(&fixed)), (None, None));
    assert_eq!(fixed.settings.interval_minutes, 9);
}

#[test]
fn a_proxy_that_a_broken_file_names_is_gone_by() {
    let broken = "proxy = \"http://two:2\"\nshare = \n";
    let place = TempPlace::with(broken);
    assert_eq!(proxy(&place.start().1), Some("http://two:2"));
    place.edit(GOOD);
    let (mut keeper, held) = place.start();
    place.edit(broken);
    let edited = keeper.look(&held.settings);
    assert_eq!(proxy(&edited), Some("http://two:2"));
    assert_eq!(edited.settings, place.start().1.settings);
    // Whoever takes it out again has taken it out.
    place.edit("interval-minutes = 7\n");
    assert_eq!(proxy(&keeper.look(&edited.settings)), None);
}

#[test]
fn a_broken_last_good_file_is_named_and_its_proxy_kept() {
    let place = TempPlace::with(GOOD);
    place.start();
    fs::remove_file(&place.file).unwrap();
    fs::write(&place.beside, "proxy = \"http://one:1\"\nshare = \n").unwrap();
    let held = place.start().1;
    assert_eq!(named(&held), Some("notice-broken-settings"));
    assert_eq!(proxy(&held), Some("http://one:1"));
}

#[test]
fn a_change_brings_a_missing_file_back_as_it_was() {
    let place = TempPlace::with(GOOD);
    place.start();
    fs::remove_file(&place.file).unwrap();
    let (mut keeper, held) = place.start();
    let mut wanted = held.settings;
    wanted.mask_names = true;
    assert_eq!(keeper.save(&wanted).unwrap(), wanted);
    assert_eq!(place.text(), format!("{GOOD}mask-names = true\n"));
    assert_eq!(place.kept(), Some(place.text()));
    assert_eq!(named(&keeper.look(&wanted)), None);
}

#[test]
fn an_unwritten_change_waits_and_a_newer_edit_wins() {
    let place = TempPlace::with(GOOD);
    let (mut keeper, held) = place.start();
    let aside = place.directory.path().join("aside");
    fs::rename(place.file.parent().unwrap(), &aside).unwrap();
    fs::write(place.file.parent().unwrap(), "").unwrap();
    let mut wanted = held.settings;
    wanted.mask_names = true;
    wanted.interval_minutes = 8;
    keeper.save(&wanted).unwrap_err();
    assert!(keeper.is_unsaved(&wanted));
    fs::remove_file(place.file.parent().unwrap()).unwrap();
    fs::rename(aside, place.file.parent().unwrap()).unwrap();
    place.edit(&GOOD.replace('7', "9"));
    let now = keeper.look(&wanted).settings;
    assert!(keeper.is_unsaved(&now));
    assert_eq!((now.interval_minutes, now.mask_names), (9, true));
    assert_eq!(keeper.save(&now).unwrap(), now);
    assert!(!keeper.is_unsaved(&now));
    let text = GOOD.replace('7', "9");
    assert_eq!(place.text(), format!("{text}mask-names = true\n"));
}

#[test]
fn a_file_may_differ_once_it_was_written_removed_or_replaced() {
    let place = TempPlace::with(GOOD);
    let (mut keeper, held) = place.start();
    let settle = |keeper: &mut SettingsKeeper| {
        // The first look at a file takes it away from others, which is a change of it.
        keeper.look(&held.settings);
        keeper.look(&held.settings);
        assert!(!keeper.may_differ());
    };
    settle(&mut keeper);
    let changes: [&dyn Fn(); 4] = [
        &|| place.edit(&GOOD.replace('7', "8")),
        &|| fs::remove_file(&place.file).unwrap(),
        &|| place.edit(GOOD),
        &|| {
            let new = place.directory.path().join("new");
            fs::write(&new, GOOD).unwrap();
            fs::rename(new, &place.file).unwrap();
        },
    ];
    for change in changes {
        change();
        assert!(keeper.may_differ());
        settle(&mut keeper);
    }
}

#[test]
fn what_could_not_be_kept_beside_the_database_is_kept_later() {
    let place = TempPlace::with(GOOD);
    fs::write(place.beside.parent().unwrap(), "").unwrap();
    let (mut keeper, held) = place.start();
    assert_eq!((named(&held), held.settings.interval_minutes), (None, 7));
    fs::remove_file(place.beside.parent().unwrap()).unwrap();
    keeper.keep_again();
    assert_eq!(place.kept().as_deref(), Some(GOOD));
    let files = fs::read_dir(place.beside.parent().unwrap()).unwrap();
    assert_eq!(files.count(), 1);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&place.beside), 0o600);
        assert_eq!(mode(place.beside.parent().unwrap()), 0o700);
    }
}
