//! What the user has said to a service of their own: it holds for these keys and these hosts, and for
//! nothing that the file names later.

use super::Settings;
use crate::model::Sending;

/// The user's word on what a file wants to send.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Consent {
    Allowed,
    Refused,
    /// Nobody has said anything of all this yet.
    Unasked,
}

impl Settings {
    /// What was said of all that the service wants to send.
    pub fn consent(&self, service: &str, sends: &[Sending]) -> Consent {
        let all_in = |said: Option<&Vec<String>>| {
            let mut wanted = sends.iter().map(Sending::to_string);
            said.is_some_and(|said| wanted.all(|it| said.contains(&it)))
        };
        // A service that is in both lists, which only a hand edit can do, sends nothing.
        if all_in(self.refused_services.get(service)) {
            Consent::Refused
        } else if all_in(self.allowed_services.get(service)) {
            Consent::Allowed
        } else {
            Consent::Unasked
        }
    }

    /// Notes the user's answer in the place of what was said of the service before.
    pub fn answer(&mut self, service: &str, sends: &[Sending], is_allowed: bool) {
        let (into, from) = if is_allowed {
            (&mut self.allowed_services, &mut self.refused_services)
        } else {
            (&mut self.refused_services, &mut self.allowed_services)
        };
        from.remove(service);
        let said = sends.iter().map(Sending::to_string).collect();
        into.insert(service.to_owned(), said);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sending(from: &str, host: &str) -> Sending {
        Sending {
            from: from.to_owned(),
            host: host.to_owned(),
        }
    }

    #[test]
    fn an_answer_holds_for_what_was_asked_and_for_nothing_else() {
        let asked = [
            sending("$KEY", "one.example"),
            sending("$KEY", "two.example"),
        ];
        let mut settings = Settings::default();
        assert_eq!(settings.consent("own", &asked), Consent::Unasked);
        settings.answer("own", &asked, true);
        assert_eq!(settings.consent("own", &asked), Consent::Allowed);
        assert_eq!(settings.consent("own", &asked[..1]), Consent::Allowed);
        for other in [
            sending("$KEY", "three.example"),
            sending("$OTHER_KEY", "one.example"),
        ] {
            let more = [asked[0].clone(), other];
            assert_eq!(settings.consent("own", &more), Consent::Unasked);
        }
        assert_eq!(settings.consent("other", &asked), Consent::Unasked);
    }

    #[test]
    fn the_newest_answer_holds() {
        let asked = [sending("$KEY", "one.example")];
        let mut settings = Settings::default();
        settings.answer("own", &asked, true);
        settings.answer("own", &asked, false);
        assert_eq!(settings.consent("own", &asked), Consent::Refused);
        assert!(settings.allowed_services.is_empty());
        settings.answer("own", &asked, true);
        assert_eq!(settings.consent("own", &asked), Consent::Allowed);
    }
}
