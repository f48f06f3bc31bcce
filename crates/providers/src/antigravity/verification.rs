//! Whether a refusal asks to verify the account, and which page may be opened for it. The address
//! comes from outside: only https on the host where Google asks for a sign-in passes.

use plimsoll_core::problem::{Code, Fact, Problem};
use serde_json::Value;

/// The same refusal as `verification-needed`, if its body asks for that. `stored` is the page
/// that the accounts file names.
pub(super) fn asked(refusal: Problem, body: &[u8], stored: Option<&str>) -> Problem {
    let Ok(body) = serde_json::from_slice::<Value>(body) else {
        return refusal;
    };
    if !any(&body, &|_, text| {
        squeezed(text).contains("validationrequired")
    }) {
        return refusal;
    }
    let named = first(&body, &|key, text| {
        squeezed(key).contains("validationurl") && is_googles(text)
    });
    let page = named.or(stored.filter(|page| is_googles(page)));
    let mut problem = Problem::new(Code::VerificationNeeded);
    problem.facts = refusal.facts;
    problem.detail = refusal.detail;
    match page {
        Some(page) => problem.fact(Fact::Page, page),
        None => problem,
    }
}

/// Letters and digits alone, so that `VALIDATION_REQUIRED` and `validationRequired` are the same.
fn squeezed(text: &str) -> String {
    text.chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_lowercase())
        .collect()
}

fn any(value: &Value, fits: &dyn Fn(&str, &str) -> bool) -> bool {
    first(value, fits).is_some()
}

/// The first text at any depth that fits together with its key; a list hands its own key on.
fn first<'a>(value: &'a Value, fits: &dyn Fn(&str, &str) -> bool) -> Option<&'a str> {
    fn inside<'a>(
        key: &str,
        value: &'a Value,
        fits: &dyn Fn(&str, &str) -> bool,
    ) -> Option<&'a str> {
        match value {
            Value::String(text) => fits(key, text).then_some(text.as_str()),
            Value::Array(items) => items.iter().find_map(|item| inside(key, item, fits)),
            Value::Object(fields) => fields
                .iter()
                .find_map(|(key, value)| inside(key, value, fits)),
            Value::Null | Value::Bool(_) | Value::Number(_) => None,
        }
    }
    inside("", value, fits)
}

/// Whether a browser that is given this address goes to Google's sign-in over https, and nowhere
/// else. Other hosts of Google show what anybody has written.
fn is_googles(address: &str) -> bool {
    const HOST: &str = "accounts.google.com";
    const LONGEST: usize = 2048;
    let plain = address
        .bytes()
        .all(|byte| byte.is_ascii_graphic() && !b"\\\"'<>`".contains(&byte));
    let Some((scheme, rest)) = address.split_once("://") else {
        return false;
    };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = host.strip_suffix(":443").unwrap_or(host);
    plain
        && address.len() <= LONGEST
        && scheme.eq_ignore_ascii_case("https")
        && host.eq_ignore_ascii_case(HOST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pages_of_googles_sign_in_may_be_opened() {
        for address in [
            "https://accounts.google.com/signin/continue?sarp=1&plt=made-up",
            "https://accounts.google.com",
            "HTTPS://Accounts.Google.Com:443/verify",
        ] {
            assert!(is_googles(address), "{address}");
        }
        for address in [
            "http://accounts.google.com/",
            "https://accounts.example/verify",
            "https://accounts.google.com.example/",
            "https://google.com/",
            "https://www.google.com/url?q=https://example.org",
            "https://sites.google.com/view/made-up",
            "https://docs.google.com/forms/made-up",
            "https://other.accounts.google.com/",
            "https://notaccounts.google.com/",
            "https://accounts.google.com./",
            "https://notgoogle.com/",
            "https://accounts.google.com@example.org/",
            "https://example.org\\.google.com/",
            "https://example.org/.google.com",
            "https://example.org#.google.com",
            "https://accounts.google.com:8443/",
            "https://accounts.google.com /",
            "https:accounts.google.com",
            "javascript://accounts.google.com/%0aalert(1)",
            "",
        ] {
            assert!(!is_googles(address), "{address}");
        }
    }

    #[test]
    fn other_refusals_stay_what_they_are() {
        for body in [
            "",
            "no JSON",
            "{}",
            r#"{"error":{"status":"PERMISSION_DENIED"}}"#,
        ] {
            let problem = asked(Problem::new(Code::Forbidden), body.as_bytes(), None);
            assert_eq!(problem.code, Code::Forbidden, "{body}");
        }
    }
}
