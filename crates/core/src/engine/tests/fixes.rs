//! What a fix says of the place where the engine found a sign-in.

use super::*;
use crate::problem::Case;

#[test]
fn of_an_account_that_is_not_selected_the_fix_says_to_select_it() {
    let case = |engine: &Engine| {
        let snapshot = engine.snapshot(after(1));
        let problem = snapshot.accounts[0].problem.clone().unwrap();
        problem.case()
    };
    let inactive = || {
        let Event::Found(mut sweep) = sweep(CredentialStatus::Ready(1)) else {
            unreachable!()
        };
        sweep.accounts[0].notes = vec![Note::new(NoteCode::Inactive)];
        Event::Found(sweep)
    };
    let mut engine = engine();
    engine.step(Event::Tick, start());
    engine.step(inactive(), start());
    let expired = || answered(Err(Problem::new(Code::SignInExpired)));
    engine.step(expired(), after(1));
    assert_eq!(case(&engine), Some(Case::Inactive));
    // It was selected meanwhile.
    engine.step(sweep(CredentialStatus::Ready(1)), after(400));
    assert_eq!(case(&engine), None);
}

#[test]
fn a_fix_says_where_a_configured_sign_in_stands() {
    let origin = |path: Option<&str>, entry: &str| Origin {
        path: path.map(str::to_owned),
        entry: entry.to_owned(),
    };
    let config = "/home/ada/.config/opencode/opencode.json";
    for (origin, code, case) in [
        (
            origin(None, "SAMPLE_AUTH"),
            Code::SignInExpired,
            Some(Case::Variable),
        ),
        (
            Origin::configured(config.to_owned(), "sample"),
            Code::KeyRejected,
            Some(Case::Configuration),
        ),
        (origin(Some(STORE), "sample"), Code::KeyRejected, None),
        (origin(None, "SAMPLE_AUTH"), Code::ServiceDown, None),
    ] {
        let Event::Found(mut sweep) = sweep(CredentialStatus::Ready(1)) else {
            unreachable!()
        };
        sweep.accounts[0].account.origin = origin;
        let mut engine = engine();
        engine.step(Event::Tick, start());
        engine.step(Event::Found(sweep), start());
        engine.step(answered(Err(Problem::new(code))), after(1));
        let snapshot = engine.snapshot(after(1));
        let problem = snapshot.accounts[0].problem.as_ref().unwrap();
        assert_eq!(problem.case(), case);
        let fix = format!("{:?}", crate::problem::fix(problem, None));
        assert_eq!(
            fix.contains("opencode auth login"),
            case.is_none() && code == Code::KeyRejected,
            "{fix}"
        );
    }
}
