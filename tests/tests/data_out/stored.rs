//! What commands make of what is stored when an account is in trouble or gone.

use jiff::SignedDuration;
use plimsoll_tests::{home::Store, proxy::Door, scenario::Scenario, stored_readings::age_by};

use crate::{only, with_a_limit};

#[test]
fn one_account_in_trouble_makes_no_command_query_the_others() {
    let scenario = with_a_limit();
    let run = |arguments: &[&str], code: i32| {
        let said = scenario.plimsollctl(arguments);
        assert_eq!(said.code, Some(code), "{arguments:?} {}", said.err);
        said
    };
    let hosts = || -> Vec<String> {
        let asked = scenario.proxy.requests().into_iter();
        asked.map(|it| it.host).collect()
    };
    run(&["bar", "--once"], 0);
    let asked = hosts();
    assert!(asked.iter().any(|host| host == "api.z.ai"), "{asked:?}");
    run(&["bar", "--once"], 0);
    run(&["metrics"], 0);
    run(&["guard", "--below", "90"], 69);
    run(&["guard", "--below", "90", "--provider", "openai"], 0);
    assert_eq!(hosts(), asked, "somebody was asked against the schedule");
    // By hand, fifteen seconds have to go by, and the word holds however long it is.
    let status = run(&["status", "--json"], 0).json();
    assert_eq!(hosts(), asked, "asked again by hand within fifteen seconds");
    age_by(&scenario, SignedDuration::from_secs(60));
    run(&["status", "--json", "--provider", "zai"], 4);
    assert_eq!(hosts(), asked, "asked against the service's word");
    run(&["status"], 0);
    let again = &hosts()[asked.len()..];
    assert_eq!(again, ["chatgpt.com"]);
    // All that is stored says what is the matter.
    let cached = run(&["status", "--cached", "--json"], 0).json();
    for said in [status, cached] {
        let accounts = said["accounts"].as_array().unwrap();
        let zai = accounts.iter().find(|it| it["provider"] == "zai").unwrap();
        assert_eq!(zai["problem"]["code"], "rate-limited", "{zai}");
        assert!(zai["problem"]["retry_at"].is_string(), "{zai}");
    }
    let metrics = run(&["metrics"], 0).out;
    assert!(metrics.contains("code=\"rate-limited\""), "{metrics}");
}

#[test]
fn who_has_signed_out_is_gone_from_what_is_stored() {
    let services = only(&["zhipu", "zai"]);
    let mut scenario =
        Scenario::signed_in(&services, Store::AuthFile, Door::Open, |it, asked, now| {
            (it.answer)(asked, now)
        });
    let accounts = |scenario: &Scenario| {
        let said = scenario.plimsollctl(&["status", "--cached", "--json"]);
        said.json()["accounts"].as_array().unwrap().len()
    };
    assert_eq!(scenario.plimsollctl(&["status"]).code, Some(0));
    assert_eq!(accounts(&scenario), 2);
    scenario.home.sign_in_again(&[]);
    assert_eq!(scenario.plimsollctl(&["bar", "--once"]).code, Some(0));
    assert_eq!(accounts(&scenario), 0);
}
