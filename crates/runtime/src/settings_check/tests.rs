//! What is named in a settings file, and where.

use super::*;

/// Each as `line:column key`, with what it says in English.
fn found(text: &str) -> Vec<(String, String)> {
    let words = plimsoll_core::text::Words::new(Language::English, jiff::tz::TimeZone::UTC);
    let faults = within(text, Some(&["sample", "two"]));
    let told = faults.into_iter().map(|fault| {
        let place = format!("{}:{} {}", fault.line, fault.column, fault.key);
        (place, words.say(&fault.what, jiff::Timestamp::UNIX_EPOCH))
    });
    told.collect()
}

fn one(text: &str) -> (String, String) {
    let mut all = found(text);
    assert_eq!(all.len(), 1, "{text}: {all:?}");
    all.remove(0)
}

#[test]
fn what_fits_is_not_named() {
    let text = "language = \"fr\"\ninterval-minutes = 7\nthresholds = [50, 99.5]\n\
        proxy = \"socks5h://ada:x@proxy.example:1\"\nopencode-directories = [\"~/oc\", \"/oc\"]\n\
        popup-ready = \"always\"\norder = [\"sample/a\"]\nshare = \"left\"\n\
        [notifications.quiet-hours]\non = true\nfrom = \"22:00\"\n\
        [metrics]\nport = 9184\n[hook]\nprogram = \"/bin/true\"\n\
        [accounts.\"two/b\"]\nnickname = \"work\"\n\
        [providers.sample]\nmuted = true\nwindows = { weekly = [50] }\n\
        [oauth-clients.two]\nid = \"a\"\nsecret = \"b\"\n";
    if cfg!(unix) {
        assert_eq!(found(text), []);
    }
    assert_eq!(found(""), []);
    assert_eq!(found("no = = toml"), []);
}

#[test]
fn a_misspelt_key_is_named_with_the_one_that_is_meant() {
    for (text, place, near) in [
        (
            "# mine\n  intervall-minutes = 7\n",
            "2:3 intervall-minutes",
            "interval-minutes",
        ),
        (
            "interval_minutes = 7\n",
            "1:1 interval_minutes",
            "interval-minutes",
        ),
        (
            "[notifications]\nusge = true\n",
            "2:1 notifications.usge",
            "notifications.usage",
        ),
        (
            "[notification]\nusage = true\n",
            "1:2 notification",
            "notifications",
        ),
        (
            "[notifications]\ninterval-minutes = 5\n",
            "2:1 notifications.interval-minutes",
            "interval-minutes",
        ),
        (
            "[quiet-hours]\non = true\n",
            "1:2 quiet-hours",
            "notifications.quiet-hours",
        ),
        (
            "[providers.smple]\nmuted = true\n",
            "1:12 providers.smple",
            "sample",
        ),
        (
            "[accounts.\"sampl/a\"]\nmuted = true\n",
            "1:11 accounts.sampl/a",
            "sample",
        ),
        ("order = [\"smple/a\"]\n", "1:10 order", "sample"),
        (
            "[providers.two]\nmutd = true\n",
            "2:1 providers.two.mutd",
            "providers.two.muted",
        ),
    ] {
        let (at, said) = one(text);
        assert_eq!(at, place);
        assert!(said.contains(&format!("did you mean {near}?")), "{said}");
    }
    let (at, said) = one("colour = 1\n");
    assert_eq!((at.as_str(), said.contains('?')), ("1:1 colour", false));
}

#[test]
fn a_value_out_of_range_is_named_with_what_is_allowed() {
    for (text, place, words) in [
        (
            "interval-minutes = 90\n",
            "1:20 interval-minutes",
            "1 to 60 are allowed; 60 holds",
        ),
        (
            "interval-minutes = -5\n",
            "1:20 interval-minutes",
            "1 to 60 are allowed; 1 holds",
        ),
        (
            "keep-history-days = 1\n",
            "1:21 keep-history-days",
            "7 to 3650",
        ),
        ("[metrics]\nport = 99999\n", "2:8 metrics.port", "0 holds"),
        ("thresholds = [50, 0, 95]\n", "1:19 thresholds", "1 to 100"),
        (
            "[providers.two.windows]\nweekly = [500]\n",
            "2:11 providers.two.windows.weekly",
            "1 to 100",
        ),
        ("language = \"tlh\"\n", "1:12 language", "zh-Hans"),
        ("proxy = \"ftp://made-up@x\"\n", "1:9 proxy", "http://"),
        (
            "opencode-directories = [\"~/a\", \"oc\"]\n",
            "1:32 opencode-directories",
            "full path",
        ),
        (
            "[hook]\nprogram = \"told\"\n",
            "2:11 hook.program",
            "full path",
        ),
        ("order = [\"sample\"]\n", "1:10 order", "service/account"),
        (
            "[oauth-clients.two]\nsecret = \"made up\"\n",
            "2:10 oauth-clients.two.secret",
            "space",
        ),
    ] {
        let (at, said) = one(text);
        assert!(at.starts_with(place), "{at} {text}");
        assert!(said.contains(words), "{said}");
        assert!(!said.contains("made"), "{said}");
    }
}

#[test]
fn long_keys_are_cut_and_come_in_the_order_of_the_file() {
    let key = "pasted-where-no-secret-is-to-be";
    let all = found(&format!("interval-minutes = 0\n{key} = 1\ncolour = 1\n"));
    let places: Vec<&str> = all.iter().map(|(place, _)| place.as_str()).collect();
    assert_eq!(
        places,
        [
            "1:20 interval-minutes",
            "2:1 pasted-where-no-secret-i…",
            "3:1 colour"
        ]
    );
    assert!(all.iter().all(|(_, said)| !said.contains(key)), "{all:?}");
}
