//! Codes as scripts read them, and what a fix carries: the words' facts, the pages, the token file.

use super::*;
use crate::{
    intent::LinkId,
    message::{Arg, Message},
    model::{AccountKey, Info, Language, Link, Outcome, Owner, Pace, SearchedPath, Tool},
    ports::{Block, HttpFault},
    problem::store_problems,
    text::Words,
};

const SAMPLE: Info = Info {
    id: "sample",
    name: "Sample",
    links: &[
        Link {
            id: "keys",
            url: "https://sample.example/keys",
        },
        Link {
            id: "usage",
            url: "https://sample.example/usage",
        },
    ],
    takes_oauth_client: false,
    pace: Pace::USUAL,
};

fn key() -> AccountKey {
    AccountKey::new("sample", "a")
}

/// Which pages a fix opens.
fn opened(problem: &Problem) -> Vec<(LinkId, String)> {
    let steps = fix(problem, Some((&SAMPLE, &key()))).steps;
    let opened = steps.into_iter().filter_map(|step| match step {
        Step::Open { link, url, .. } => Some((link, url)),
        _ => None,
    });
    opened.collect()
}

/// The text of the token file that a fix gives, if it gives one.
fn token_file(problem: &Problem) -> Option<serde_json::Value> {
    let mut steps = fix(problem, None).steps.into_iter();
    let form = steps.find_map(|step| match step {
        Step::Form { form, .. } => Some(form.filled()),
        _ => None,
    });
    form.map(|text| serde_json::from_str(&text).unwrap())
}

#[test]
fn a_code_is_read_as_it_is_written_and_nothing_else_is_one() {
    for code in Code::ALL {
        assert_eq!(code.to_string().parse(), Ok(code));
    }
    assert_eq!("no-such-code".parse::<Code>(), Err(code::UnknownCode));
}

#[test]
fn the_words_of_a_fix_get_facts_by_name() {
    let problem = Problem::new(Code::StoreDamaged)
        .fact(Fact::Path, "/home/ada/store.json")
        .fact(Fact::Line, "3");
    let fix = fix(&problem, None);
    let told = |name: &str| fix.why.args.get(name).cloned();
    let text = |value: &str| Some(Arg::Text(value.to_owned()));
    assert_eq!(told("path"), text("/home/ada/store.json"));
    assert_eq!(told("line"), text("3"));
    assert_eq!(told("status"), text("none"));
    assert!(fix.steps.contains(&Step::Reveal {
        what: Message::new("step-reveal"),
        path: "/home/ada/store.json".to_owned(),
    }));
}

#[test]
fn a_fix_opens_the_pages_that_the_service_has() {
    let provider = |id: &str| LinkId::Provider {
        provider: "sample".to_owned(),
        id: id.to_owned(),
    };
    for (code, id) in [(Code::KeyRejected, "keys"), (Code::Forbidden, "usage")] {
        let url = format!("https://sample.example/{id}");
        assert_eq!(opened(&Problem::new(code)), [(provider(id), url)], "{code}");
    }
    assert_eq!(opened(&Problem::new(Code::ServiceDown)), []);
    let page = "https://sample.example/verify";
    let problem = Problem::new(Code::VerificationNeeded).fact(Fact::Page, page);
    let link = LinkId::Verification { account: key() };
    assert_eq!(opened(&problem), [(link, page.to_owned())]);
}

#[test]
fn a_page_stands_where_its_step_is() {
    let after = |code: Code, say: &str| {
        let problem = Problem::new(code).fact(Fact::Page, "https://sample.example/verify");
        let steps = fix(&problem, Some((&SAMPLE, &key()))).steps;
        let told = |step: &Step| matches!(step, Step::Say(what) if what.id.ends_with(say));
        steps[steps.iter().position(told).unwrap() + 1].clone()
    };
    for (code, say) in [
        (Code::KeyRejected, "-new"),
        (Code::VerificationNeeded, "-open"),
    ] {
        assert!(matches!(after(code, say), Step::Open { .. }), "{code}");
    }
}

#[test]
fn a_sign_in_that_a_tool_keeps_is_made_anew_with_it() {
    let command = |problem: &Problem| {
        let mut steps = fix(problem, None).steps.into_iter();
        steps.find_map(|step| match step {
            Step::Copy { text, .. } => Some(text),
            _ => None,
        })
    };
    let refused = Problem::new(Code::SignInRefused);
    assert_eq!(command(&refused).as_deref(), Some("opencode auth login"));
    let of_tool = refused.kept_by(&TOOL);
    assert_eq!(command(&of_tool).as_deref(), Some("sample login"));
}

const TOOL: Tool = Tool::new("Sample", "sample login");

#[test]
fn a_sign_in_without_the_right_is_made_anew_where_a_tool_can() {
    let copies = |problem: Problem| {
        let steps = fix(&problem.with_case(Case::Scope), None).steps;
        let copy = |step: &Step| matches!(step, Step::Copy { text, .. } if text == "sample login");
        steps.into_iter().filter(copy).count()
    };
    assert_eq!(copies(Problem::new(Code::Forbidden).kept_by(&TOOL)), 1);
    assert_eq!(copies(Problem::new(Code::Forbidden)), 0);
}

#[test]
fn a_keychain_is_no_file_to_look_at() {
    let is_looked_at = |path: &str| {
        let problem = Problem::new(Code::StoreLocked).fact(Fact::Path, path);
        let mut steps = fix(&problem, None).steps.into_iter();
        steps.any(|step| matches!(step, Step::Reveal { .. }))
    };
    assert!(is_looked_at("/home/ada/store.db"));
    assert!(is_looked_at("C:\\Users\\ada\\store.db"));
    assert!(!is_looked_at("Keychain: sample"));
}

/// The steps for a store of this owner.
fn steps_for(owner: Owner, outcome: Outcome) -> Vec<Step> {
    let place = SearchedPath {
        owner,
        ..SearchedPath::new("/home/ada/file.json".into(), outcome)
    };
    fix(&store_problems(&[place], 1)[0], None).steps
}

#[test]
fn a_damaged_file_is_mended_by_who_writes_it() {
    let has = |owner, wanted: &str| {
        let outcome = Outcome::Damaged {
            reason: "half".into(),
            line: None,
            column: None,
        };
        steps_for(owner, outcome)
            .into_iter()
            .any(|step| match step {
                Step::Copy { text, .. } => text == wanted,
                Step::Form { form, .. } => form.template.contains(wanted),
                _ => false,
            })
    };
    assert!(has(Owner::OpenCode, "opencode auth login"));
    assert!(has(Owner::Tool(TOOL), "sample login"));
    assert!(has(Owner::Person, "username"));
    assert!(!has(Owner::Person, "opencode auth login"));
}

#[test]
fn opencodes_directory_is_no_remedy_for_a_file_of_another_owner() {
    let leads_to_setting = |owner| {
        let reason = "denied".into();
        let steps = steps_for(owner, Outcome::Unreadable { reason });
        let mut steps = steps.into_iter();
        steps.any(|step| matches!(step, Step::Settings { .. }))
    };
    assert!(leads_to_setting(Owner::OpenCode));
    assert!(!leads_to_setting(Owner::Tool(TOOL)));
    assert!(!leads_to_setting(Owner::Person));
}

#[test]
fn the_token_file_is_filled_in_with_what_is_known() {
    for code in [Code::QuotaNotShared, Code::TokenFileIncomplete] {
        let file = token_file(&Problem::new(code).fact(Fact::User, "ada \"a\"")).unwrap();
        assert_eq!(
            (&file["username"], &file["tier"]),
            (&"ada \"a\"".into(), &"pro".into())
        );
        let file = token_file(&Problem::new(code).fact(Fact::Tier, "business")).unwrap();
        assert_eq!(
            (&file["username"], &file["tier"]),
            (&"".into(), &"business".into())
        );
    }
    assert_eq!(token_file(&Problem::new(Code::NoPlan)), None);
}

#[test]
fn what_stops_a_request_before_it_goes_out_is_told_by_its_cause() {
    let told = |cause: Block| {
        let reason = "why".to_owned();
        let fault = HttpFault::Blocked { cause, reason };
        let problem = check(Err(fault), Expect::Token, &[], jiff::Timestamp::UNIX_EPOCH);
        let problem = problem.unwrap_err();
        assert_eq!(problem.code, Code::ConnectionBlocked);
        let Fix { why, steps, .. } = fix(&problem, None);
        Language::ALL.map(|language| {
            let words = Words::new(language, jiff::tz::TimeZone::UTC);
            let say = |it: &Message| words.say(it, jiff::Timestamp::UNIX_EPOCH);
            let steps = steps.iter().filter_map(|step| match step {
                Step::Say(text) | Step::Settings { what: text, .. } => Some(say(text)),
                _ => None,
            });
            let steps: Vec<String> = steps.collect();
            (say(&why), steps.join("\n"))
        })
    };
    for (why, steps) in told(Block::ProxyAddress("https_proxy")) {
        assert!(why.contains("https_proxy"), "{why}");
        assert!(
            steps.contains("https_proxy") && !steps.contains("certificat"),
            "{steps}"
        );
    }
    for (why, steps) in told(Block::ProxyAddress("proxy")) {
        assert!(!why.contains("https_proxy"), "{why}");
        assert!(steps.contains(" proxy"), "{steps}");
    }
    for (_, steps) in told(Block::NoAuthorities) {
        assert!(
            steps.contains("ca-certificates") && steps.contains("SSL_CERT_FILE"),
            "{steps}"
        );
    }
}
