//! In which language the programs speak.

use plimsoll_tests::{home::Store, programs::program, proxy::Door, scenario::Scenario};
use std::process::Command;

#[test]
fn the_languages_come_in_the_order_of_gettext_and_lang_wins() {
    let mut scenario = Scenario::signed_in(&[], Store::AuthFile, Door::Shut, |_, _, _| None);
    scenario.variables.insert("LANGUAGE", "sv:fr:en".to_owned());
    let explain = |scenario: &Scenario, more: &[&str]| {
        let arguments = [&["explain", "offline"], more].concat();
        scenario.plimsollctl(&arguments).out
    };
    assert!(
        explain(&scenario, &[]).starts_with("offline: Injoignable"),
        "{}",
        explain(&scenario, &[])
    );
    assert!(explain(&scenario, &["--lang", "en"]).starts_with("offline: Not reachable"));
    scenario.home.edit_settings("language = \"en\"\n");
    assert!(explain(&scenario, &[]).starts_with("offline: Not reachable"));
    scenario.home.edit_settings("");
    scenario.variables.insert("LC_ALL", "C".to_owned());
    assert!(explain(&scenario, &[]).starts_with("offline: Not reachable"));
}

#[test]
fn help_and_mistakes_are_in_the_language() {
    let mut scenario = Scenario::signed_in(&[], Store::AuthFile, Door::Shut, |_, _, _| None);
    scenario.variables.insert("LANG", "fr_FR.UTF-8".to_owned());
    for arguments in [
        &["--help"][..],
        &["help"],
        &["status", "-h"],
        &["help", "status"],
    ] {
        let said = scenario.plimsollctl(arguments);
        assert_eq!(
            (said.code, said.err.as_str()),
            (Some(0), ""),
            "{arguments:?}"
        );
        assert!(
            said.out.contains("Utilisation\u{a0}: plimsollctl"),
            "{}",
            said.out
        );
        let longest = said.out.lines().map(|line| line.chars().count()).max();
        assert!(longest <= Some(80), "{}", said.out);
    }
    scenario.variables.insert("COLUMNS", "44".to_owned());
    let narrow = scenario.plimsollctl(&["history", "--help"]).out;
    let longest = narrow.lines().map(|line| line.chars().count()).max();
    assert!(longest <= Some(44), "{narrow}");
    for arguments in [
        &["statu"][..],
        &["status", "--jsn"],
        &["guard"],
        &[],
        &["help", "statu"],
    ] {
        let said = scenario.plimsollctl(arguments);
        assert_eq!(
            (said.code, said.out.as_str()),
            (Some(64), ""),
            "{arguments:?}"
        );
        assert!(!said.err.contains("Usage:"), "{}", said.err);
    }
    scenario.home.edit_settings("language = \"zh-Hans\"\n");
    let said = scenario.plimsollctl(&["statu"]).err;
    assert!(said.starts_with("plimsollctl: 没有命令 statu"), "{said}");
    let said = scenario.plimsollctl(&["statu", "--lang", "en"]).err;
    assert!(
        said.starts_with("plimsollctl: there is no command statu"),
        "{said}"
    );
    let page = scenario.plimsollctl(&["man", "guard"]).out;
    assert!(page.contains(".SH 名称\n"), "{page}");
}

#[cfg(target_os = "linux")]
#[test]
fn the_tray_app_says_its_help_in_the_language() {
    let mut scenario = Scenario::signed_in(&[], Store::AuthFile, Door::Shut, |_, _, _| None);
    let said = |scenario: &Scenario, argument: &str| {
        scenario.run(Command::new(program("plimsoll")).arg(argument))
    };
    assert!(said(&scenario, "--help").out.contains("\nUsage: plimsoll "));
    scenario.variables.insert("LANGUAGE", "zh_CN:fr".to_owned());
    let help = said(&scenario, "--help");
    assert_eq!(
        (help.code, help.out.contains("\n用法：plimsoll ")),
        (Some(0), true)
    );
    let wrong = said(&scenario, "--nonsense");
    assert_eq!((wrong.code, wrong.out.as_str()), (Some(64), ""));
    assert!(
        wrong.err.starts_with("plimsoll: 没有选项 --nonsense\n"),
        "{}",
        wrong.err
    );
}
