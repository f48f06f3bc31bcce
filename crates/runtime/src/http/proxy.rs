//! Which proxy requests go through, by the settings and the variables. One whose address cannot be
//! used stops them: what was meant to go through a proxy never goes out directly.

use std::ffi::OsString;

use http::Uri;
use hyper_util::client::proxy::matcher::Matcher;
use reqwest::{ClientBuilder, NoProxy, Proxy, Url};

/// How the setting is called where a variable's name could stand as well.
const SETTING: &str = "proxy";
/// The first one that says something counts.
const VARIABLES: [&str; 4] = ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];
const EXCEPTIONS: [&str; 2] = ["NO_PROXY", "no_proxy"];
const SCHEMES: [&str; 6] = ["http", "https", "socks4", "socks4a", "socks5", "socks5h"];

/// What settings and variables say.
#[derive(Debug, PartialEq)]
pub(super) enum Choice {
    /// Nothing: the system's own settings hold where it has some.
    System,
    Through {
        address: Url,
        exceptions: String,
    },
    Unfit(Unfit),
}

/// An address that cannot be used; it is not repeated, as it may hold a password.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Unfit {
    /// The variable's name, or `proxy` for the setting.
    pub(super) named_by: &'static str,
    pub(super) reason: &'static str,
    exceptions: String,
}

impl Choice {
    /// The setting takes the place of all variables.
    pub(super) fn of(
        setting: Option<&str>,
        variable: impl Fn(&'static str) -> Option<OsString>,
    ) -> Self {
        let said = |name| variable(name).filter(|it| !it.to_string_lossy().trim().is_empty());
        if let Some(address) = setting.filter(|it| !it.trim().is_empty()) {
            return Self::named(SETTING, address, String::new());
        }
        let exceptions = EXCEPTIONS.into_iter().find_map(said).unwrap_or_default();
        let exceptions = exceptions.to_string_lossy().into_owned();
        let found = VARIABLES
            .into_iter()
            .find_map(|name| said(name).map(|value| (name, value)));
        match found {
            None => Self::System,
            Some((name, value)) => match value.to_str() {
                Some(address) => Self::named(name, address, exceptions),
                None => Self::Unfit(Unfit {
                    named_by: name,
                    reason: "the proxy's address is no text",
                    exceptions,
                }),
            },
        }
    }

    fn named(named_by: &'static str, address: &str, exceptions: String) -> Self {
        match address_of(address) {
            Ok(address) => Self::Through {
                address,
                exceptions,
            },
            Err(reason) => Self::Unfit(Unfit {
                named_by,
                reason,
                exceptions,
            }),
        }
    }

    pub(super) fn apply(&self, builder: ClientBuilder) -> reqwest::Result<ClientBuilder> {
        Ok(match self {
            Self::System => builder,
            Self::Through {
                address,
                exceptions,
            } => {
                let proxy = Proxy::all(address.clone())?;
                builder.proxy(proxy.no_proxy(NoProxy::from_string(exceptions)))
            }
            Self::Unfit(_) => builder.no_proxy(),
        })
    }
}

impl Unfit {
    /// Whether a request was to go through this proxy: exceptions go out directly.
    pub(super) fn is_meant_for(&self, url: &Url) -> bool {
        let any = Matcher::builder().all("http://proxy.invalid");
        is_taken(&any.no(self.exceptions.as_str()).build(), url.as_str())
    }
}

/// The address as the client takes it, or what is wrong with it.
pub(super) fn address_of(text: &str) -> Result<Url, &'static str> {
    let text = text.trim();
    if text.contains(|it: char| it.is_whitespace() || it.is_control()) {
        return Err("the proxy's address has a space in it");
    }
    let url = match Url::parse(text) {
        Ok(url) if SCHEMES.contains(&url.scheme()) => url,
        // As in `proxy.example:8080`.
        Ok(_) | Err(_) if !text.contains("://") => {
            Url::parse(&format!("http://{text}")).map_err(|_| NONE)?
        }
        Ok(_) => return Err("the proxy's scheme is none of http, https, socks5 and socks5h"),
        Err(_) => return Err(NONE),
    };
    let rest = [Some(url.path()), url.query(), url.fragment()];
    if rest.into_iter().flatten().any(|part| part.contains('@')) {
        return Err("a special character in the proxy's name or password is not percent-encoded");
    }
    if url.host_str().is_none_or(str::is_empty) {
        return Err("the proxy's address has no host");
    }
    if url.port() == Some(0) {
        return Err("the proxy's port is 0");
    }
    // The client goes out directly where this says no.
    if !is_taken(
        &Matcher::builder().all(url.as_str()).build(),
        "https://service.invalid/",
    ) {
        return Err(NONE);
    }
    Ok(url)
}

const NONE: &str = "the proxy's address is none";

fn is_taken(matcher: &Matcher, url: &str) -> bool {
    url.parse::<Uri>()
        .is_ok_and(|url| matcher.intercept(&url).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(setting: Option<&str>, variables: &[(&str, &str)]) -> Choice {
        Choice::of(setting, |name| {
            let found = variables.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| OsString::from(value))
        })
    }

    fn named_by(choice: &Choice) -> Option<&'static str> {
        match choice {
            Choice::Unfit(unfit) => Some(unfit.named_by),
            Choice::System | Choice::Through { .. } => None,
        }
    }

    fn through(choice: &Choice) -> Option<&str> {
        match choice {
            Choice::Through { address, .. } => Some(address.as_str()),
            Choice::System | Choice::Unfit(_) => None,
        }
    }

    #[test]
    fn usable_addresses_are_taken_in_every_spelling() {
        for (text, address) in [
            ("http://proxy.example:8080", "http://proxy.example:8080/"),
            (" \tproxy.example:8080\n", "http://proxy.example:8080/"),
            ("HTTPS://proxy.example", "https://proxy.example/"),
            ("127.0.0.1:3128", "http://127.0.0.1:3128/"),
            ("[::1]:3128", "http://[::1]:3128/"),
            ("socks5://proxy.example:1", "socks5://proxy.example:1"),
            ("socks5h://[::1]:1080", "socks5h://[::1]:1080"),
            (
                "ada:p@ss@proxy.example:1",
                "http://ada:p%40ss@proxy.example:1/",
            ),
            (
                "http://ada:%23%2F@p.example",
                "http://ada:%23%2F@p.example/",
            ),
            ("http://proxy.example/path", "http://proxy.example/path"),
        ] {
            assert_eq!(
                address_of(text).map(String::from).as_deref(),
                Ok(address),
                "{text}"
            );
        }
    }

    #[test]
    fn what_cannot_be_used_is_refused_without_repeating_it() {
        for text in [
            "ftp://made-up:secret@proxy.example",
            "foo://proxy.example:1",
            "http://[bad",
            "http://",
            "://proxy.example",
            "socks5://",
            "socks5://:1080",
            "http://:8080",
            "http://proxy.example:0",
            "http://proxy.example:99999",
            "http://made-up:se#cret@proxy.example",
            "http://made-up:1#secret@proxy.example",
            "http://made-up:1/secret@proxy.example",
            "http://made-up:1?secret@proxy.example",
            "http://proxy .example",
            "socks5://pröxy.example^:1",
        ] {
            let reason = address_of(text).expect_err(text);
            assert!(
                !reason.contains("made-up") && !reason.contains("secret"),
                "{reason}"
            );
        }
    }

    #[test]
    fn the_setting_comes_first_then_the_variables_in_order() {
        let set = [
            ("HTTPS_PROXY", "one:1"),
            ("https_proxy", "two:2"),
            ("ALL_PROXY", "three:3"),
        ];
        assert_eq!(through(&chosen(Some("own:4"), &set)), Some("http://own:4/"));
        assert_eq!(through(&chosen(Some("  "), &set)), Some("http://one:1/"));
        assert_eq!(through(&chosen(None, &set[1..])), Some("http://two:2/"));
        assert_eq!(through(&chosen(None, &set[2..])), Some("http://three:3/"));
        let blank = [("HTTPS_PROXY", " "), ("https_proxy", "two:2")];
        assert_eq!(through(&chosen(None, &blank)), Some("http://two:2/"));
        assert_eq!(chosen(None, &[("HTTP_PROXY", "one:1")]), Choice::System);
    }

    #[test]
    fn an_unfit_address_is_named_by_its_place_and_hides_no_other() {
        let fine = ("ALL_PROXY", "fine:1");
        assert_eq!(named_by(&chosen(Some("ftp://x"), &[fine])), Some("proxy"));
        for name in ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"] {
            assert_eq!(named_by(&chosen(None, &[(name, "foo://x")])), Some(name));
        }
        let both = [("HTTPS_PROXY", "http://[bad"), fine];
        assert_eq!(named_by(&chosen(None, &both)), Some("HTTPS_PROXY"));
    }

    #[cfg(unix)]
    #[test]
    fn an_address_that_is_no_text_is_unfit() {
        use std::os::unix::ffi::OsStringExt;
        let choice = Choice::of(None, |name| {
            (name == "HTTPS_PROXY").then(|| OsString::from_vec(vec![b'h', 0xff]))
        });
        assert_eq!(named_by(&choice), Some("HTTPS_PROXY"));
    }

    #[test]
    fn exceptions_are_not_meant_for_the_proxy() {
        let set = [
            ("HTTPS_PROXY", "foo://x"),
            ("no_proxy", "one.example, 10.0.0.0/8"),
        ];
        let Choice::Unfit(unfit) = chosen(None, &set) else {
            panic!("it was taken")
        };
        let is_meant = |url: &str| unfit.is_meant_for(&url.parse().unwrap());
        assert!(is_meant("https://two.example/"));
        assert!(!is_meant("https://api.one.example/"));
        assert!(!is_meant("https://10.1.2.3/"));
    }
}
