//! Sub-cases of problem codes: each has words of its own, chosen in a message by a selector on `$case`.

use super::{Fact, Problem};

macro_rules! cases {
    ($($(#[$doc:meta])* $case:ident = $name:literal,)+) => {
        /// What is special about a problem. The names stand in messages, in the database and in files
        /// that declare services.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Case {
            $($(#[$doc])* $case,)+
        }

        impl Case {
            pub const ALL: &'static [Self] = &[$(Self::$case),+];

            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$case => $name),+
                }
            }

            pub fn named(name: &str) -> Option<Self> {
                match name {
                    $($name => Some(Self::$case),)+
                    _ => None,
                }
            }
        }
    };
}

cases! {
    /// The OAuth client is lent by the service's own command line, whose token has ended.
    Agy = "agy",
    /// The token may not read the billing report.
    Billing = "billing",
    /// The server's certificate is not trusted.
    Certificate = "certificate",
    /// The sign-in stands in the tool's configuration.
    Configuration = "configuration",
    /// A file lacks a field.
    Field = "field",
    /// The sign-in names a host that is not the service's.
    Host = "host",
    /// A page came in the place of an answer.
    Html = "html",
    /// The tool has another account selected.
    Inactive = "inactive",
    /// The service has locked the account.
    Locked = "locked",
    /// The service has moved what was asked for.
    Moved = "moved",
    /// No trusted certificate was found on this computer.
    NoAuthorities = "no-authorities",
    /// The key is another product's of the same maker.
    OtherProduct = "other-product",
    /// The user made the file by hand.
    Person = "person",
    /// The proxy's address cannot be used.
    ProxyAddress = "proxy-address",
    /// The proxy wants a password, or another one.
    ProxyPassword = "proxy-password",
    /// The answer led to another host.
    Redirect = "redirect",
    /// Refused where a query goes without it, too.
    Refused = "refused",
    /// The service does not serve this region.
    Region = "region",
    /// There is no report for this account.
    Report = "report",
    /// The sign-in was made without the permission that a query needs.
    Scope = "scope",
    /// The sign-in is for a server of a company's own.
    Server = "server",
    /// The sign-in goes through an account of another service.
    Social = "social",
    /// The plan is there and switched off.
    SwitchedOff = "switched-off",
    /// The account is a team's.
    Team = "team",
    /// A file names a tier that does not exist.
    Tier = "tier",
    /// A tool other than the usual one keeps the sign-in.
    Tool = "tool",
    /// An answer that no service gives to a right request.
    Unexpected = "unexpected",
    /// A variable holds the sign-in.
    Variable = "variable",
    /// The key had spaces around it.
    Whitespace = "whitespace",
    /// The sign-in's workspace belongs to another account, or is unknown.
    Workspace = "workspace",
}

impl Problem {
    /// Makes its words and steps be about this sub-case.
    #[must_use]
    pub fn with_case(self, case: Case) -> Self {
        self.fact(Fact::Case, case.as_str())
    }

    /// Its words and steps are the usual ones again.
    #[must_use]
    pub fn without_case(mut self) -> Self {
        self.facts.remove(&Fact::Case);
        self
    }

    /// `None` also for one that a newer program has kept.
    pub fn case(&self) -> Option<Case> {
        self.get(Fact::Case).and_then(Case::named)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_case_has_a_name_of_its_own() {
        for &case in Case::ALL {
            assert_eq!(Case::named(case.as_str()), Some(case));
        }
        assert_eq!(Case::named("none"), None);
    }

    #[test]
    fn a_message_selects_only_cases_that_there_are() {
        let words = include_str!("../../../../locales/en/problems.ftl");
        let mut selectors = 0;
        let mut is_of_case = false;
        for line in words.lines().map(str::trim) {
            if line.contains("{ $") {
                is_of_case = line.contains("{ $case ->");
                selectors += usize::from(is_of_case);
            }
            let variant = line
                .split_once(']')
                .map(|(name, _)| name.trim_start_matches(['*', '[']));
            if let Some(name) = variant.filter(|_| is_of_case && line.starts_with(['[', '*'])) {
                assert!(name == "other" || Case::named(name).is_some(), "{line}");
            }
        }
        assert!(selectors > 10, "{selectors}");
    }
}
