//! Which hosts a token may go to: one from a file is taken only within GitHub's own rule.

use plimsoll_core::problem::{Case, Code, Problem};

const API: &str = "https://api.github.com";

/// The API of a host that a file names: only GitHub's own hosts for companies. Nothing is ever
/// sent to another one.
pub(super) fn api_of(enterprise: Option<&str>) -> Result<String, Problem> {
    let Some(named) = enterprise.filter(|named| !named.is_empty()) else {
        return Ok(API.to_owned());
    };
    let host = named.strip_prefix("https://").unwrap_or(named);
    let is_label = |label: &str| {
        let fits = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
        !label.is_empty() && label.bytes().all(fits)
    };
    let is_ours = host.to_ascii_lowercase().ends_with(".ghe.com")
        && host.split('.').all(is_label)
        && !host.to_ascii_lowercase().starts_with("api.");
    if is_ours {
        Ok(format!("https://api.{}", host.to_ascii_lowercase()))
    } else {
        Err(Problem::new(Code::Forbidden).with_case(Case::Host))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_goes_to_github_and_its_hosts_for_companies_alone() {
        for (named, api) in [
            (None, "https://api.github.com"),
            (Some(""), "https://api.github.com"),
            (Some("made-up.ghe.com"), "https://api.made-up.ghe.com"),
            (
                Some("https://Made-Up.ghe.com"),
                "https://api.made-up.ghe.com",
            ),
        ] {
            assert_eq!(api_of(named).unwrap(), api, "{named:?}");
        }
        for named in [
            "github.com",
            "ghe.com",
            ".ghe.com",
            "made-up.example",
            "made-up.ghe.com.example",
            "made-up.ghe.com:8443",
            "made-up.ghe.com/path",
            "made-up.ghe.com?x",
            "user@made-up.ghe.com",
            "*.ghe.com",
            "api.made-up.ghe.com",
            "http://made-up.ghe.com",
            "https://made-up..ghe.com",
            "made up.ghe.com",
        ] {
            let problem = api_of(Some(named)).unwrap_err();
            assert_eq!(problem.code, Code::Forbidden, "{named}");
        }
    }
}
