//! What fixes each problem: an exhaustive match, so that a code without a fix does not compile.
//! The words are in `locales/`; here is only which steps there are, and what they carry.

use serde::{Deserialize, Serialize};

use super::{Case, Code, Fact, Problem};
use crate::{
    intent::{Intent, LinkId},
    message::Message,
    model::{AccountKey, Info},
};

/// What OpenCode calls its own sign-in.
const SIGN_IN: &str = "opencode auth login";

const TIERS: [&str; 5] = ["free", "pro", "pro+", "business", "enterprise"];
const TOKEN_FILE: &str = "{
  \"token\": \"github_pat_…\",
  \"username\": {username},
  \"tier\": {tier}
}";

/// What is wrong, why, and the steps that fix it.
#[derive(Clone, Debug, PartialEq)]
pub struct Fix {
    pub title: Message,
    pub why: Message,
    pub steps: Vec<Step>,
}

/// One step.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    Say(Message),
    /// `text` goes to the clipboard.
    Copy {
        what: Message,
        text: String,
    },
    /// A page that opens in the browser; `url` is https.
    Open {
        what: Message,
        link: LinkId,
        url: String,
    },
    /// A file or directory to look at.
    Reveal {
        what: Message,
        path: String,
    },
    Press {
        what: Message,
        intent: Intent,
    },
    /// A text that a few answers complete, for the clipboard.
    Form {
        what: Message,
        form: Form,
    },
    /// A setting that may help.
    Settings {
        what: Message,
        /// As in `Change`.
        setting: &'static str,
    },
}

/// A text with blanks, and what is known of their content.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ts_rs::TS)]
pub struct Form {
    pub blanks: Vec<Blank>,
    /// JSON in which `{id}` stands for a blank's content as a JSON string.
    pub template: String,
}

/// Something to fill in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ts_rs::TS)]
pub struct Blank {
    pub id: String,
    pub label: Message,
    pub value: String,
    /// The only answers that there are; empty where anything goes.
    pub choices: Vec<String>,
}

impl Form {
    /// The text with what is known.
    pub fn filled(&self) -> String {
        self.blanks
            .iter()
            .fold(self.template.clone(), |text, blank| {
                let value = serde_json::Value::from(blank.value.as_str());
                text.replace(&format!("{{{}}}", blank.id), &value.to_string())
            })
    }
}

/// The fix for a problem of an account (or of a store, or in general, without `about`).
pub fn fix(problem: &Problem, about: Option<(&Info, &AccountKey)>) -> Fix {
    let writer = Writer { problem, about };
    Fix {
        title: writer.part("title"),
        why: writer.part("why"),
        steps: writer.steps(),
    }
}

struct Writer<'a> {
    problem: &'a Problem,
    about: Option<(&'a Info, &'a AccountKey)>,
}

impl Writer<'_> {
    #[expect(clippy::too_many_lines, reason = "one arm a code")]
    fn steps(&self) -> Vec<Step> {
        let steps = match self.problem.code {
            Code::NoAccounts => vec![
                self.say("sign-in"),
                copy(SIGN_IN),
                self.set("directory", "opencode-directories"),
            ],
            Code::StoreUnreadable => match self.problem.case() {
                Some(Case::Tool | Case::Person) => vec![self.say("permissions")],
                _ => vec![
                    self.say("set-up"),
                    self.say("permissions"),
                    self.set("directory", "opencode-directories"),
                ],
            },
            Code::StoreDamaged if self.problem.case() == Some(Case::Person) => {
                vec![self.say("shape"), self.template()]
            }
            Code::StoreDamaged => {
                vec![self.say("shape"), self.say("sign-in"), copy(self.sign_in())]
            }
            Code::StoreLocked => vec![self.say("wait")],
            Code::ServiceDown => {
                let is_unexpected = self.problem.case() == Some(Case::Unexpected);
                let update = is_unexpected.then(|| self.say("update"));
                let steps = [self.say("wait")].into_iter().chain(update);
                steps.chain(self.open(&["status"])).collect()
            }
            Code::SignInExpired if self.is_elsewhere() => {
                vec![self.say("use"), self.say("notices")]
            }
            Code::SignInExpired => vec![
                self.say("use"),
                self.say("notices"),
                self.say("not-renewed"),
            ],
            Code::SignInRefused => {
                let steps = [vec![self.say("sign-in")], self.copy_sign_in()].concat();
                [steps, vec![self.say("notices")]].concat()
            }
            Code::Forbidden => self.permit(),
            Code::KeyRejected => {
                let steps = vec![self.say("spaces"), self.say("right"), self.say("new")];
                [steps, self.open(&["keys"]), self.copy_sign_in()].concat()
            }
            Code::NoPlan => {
                let steps = vec![self.say("subscribe")];
                [steps, self.open(&["subscribe", "account"])].concat()
            }
            Code::RateLimited => return vec![self.say("wait")],
            Code::TimedOut | Code::Offline => {
                vec![self.say("network"), self.set("proxy", "no-proxy")]
            }
            Code::ConnectionBlocked => self.unblock(),
            Code::QuotaNotShared => [
                vec![self.say("token")],
                self.open(&["tokens"]),
                vec![self.say("file"), self.template()],
                vec![self.say("tiers"), self.say("else")],
                self.open(&["billing"]),
            ]
            .concat(),
            Code::TokenFileIncomplete => {
                let steps = vec![self.say("complete"), self.template(), self.say("tiers")];
                [steps, self.open(&["tokens", "billing"])].concat()
            }
            Code::ProjectMissing => vec![
                self.say("use"),
                self.say("where"),
                self.say("administrator"),
            ],
            Code::ClientMissing => {
                let is_lent = self.problem.case() == Some(Case::Agy);
                let renew = is_lent.then(|| self.say("use"));
                let steps = [self.say("plugin"), self.set("settings", "oauth-client")];
                renew.into_iter().chain(steps).collect()
            }
            Code::VerificationNeeded => {
                let page = self.verification().into_iter().collect();
                [vec![self.say("open")], page, vec![self.say("back")]].concat()
            }
            Code::FormatChanged => vec![self.say("update"), self.say("report")],
            Code::Internal => vec![self.say("report")],
        };
        // A keychain has no path.
        let file = self
            .problem
            .get(Fact::Path)
            .filter(|path| path.contains(['/', '\\']));
        let reveal = file.map(|path| Step::Reveal {
            what: Message::new("step-reveal"),
            path: path.to_owned(),
        });
        steps
            .into_iter()
            .chain(reveal)
            .chain([self.retry()])
            .collect()
    }

    fn permit(&self) -> Vec<Step> {
        let sign_in = self.problem.get(Fact::Command).map(copy);
        let steps = [self.say("check")].into_iter().chain(sign_in);
        let steps = steps.chain([self.say("administrator")]);
        steps.chain(self.open(&["account", "usage"])).collect()
    }

    fn unblock(&self) -> Vec<Step> {
        match (self.problem.case(), self.problem.get(Fact::Field)) {
            (Some(Case::ProxyAddress), Some("proxy")) => vec![self.set("address", "no-proxy")],
            (Some(Case::ProxyAddress), _) => vec![self.say("address")],
            (Some(Case::NoAuthorities), _) => {
                vec![self.say("authorities"), self.say("authorities-variable")]
            }
            _ => vec![
                self.say("portal"),
                self.set("proxy", "no-proxy"),
                self.say("certificate"),
            ],
        }
    }

    /// The token file, to be filled in but for the token: that goes from GitHub's page into the
    /// file and never through here.
    fn template(&self) -> Step {
        let blank = |fact: Fact, id: &str, choices: &[&str]| Blank {
            id: id.to_owned(),
            label: Message::new(format!("form-{id}")),
            value: self
                .problem
                .get(fact)
                .or(choices.get(1).copied())
                .unwrap_or_default()
                .to_owned(),
            choices: choices.iter().map(|it| (*it).to_owned()).collect(),
        };
        Step::Form {
            what: Message::new("step-fill-template"),
            form: Form {
                blanks: vec![
                    blank(Fact::User, "username", &[]),
                    blank(Fact::Tier, "tier", &TIERS),
                ],
                template: TOKEN_FILE.to_owned(),
            },
        }
    }

    /// These pages, as far as the service has them.
    fn open(&self, ids: &[&str]) -> Vec<Step> {
        let Some((info, _)) = self.about else {
            return Vec::new();
        };
        let open = |id: &&str| {
            let link = info.link(id)?;
            let (provider, id) = (info.id.to_owned(), link.id.to_owned());
            Some(Step::Open {
                what: Message::new(format!("step-open-{id}")),
                link: LinkId::Provider { provider, id },
                url: link.url.to_owned(),
            })
        };
        ids.iter().filter_map(open).collect()
    }

    fn verification(&self) -> Option<Step> {
        let url = self.problem.get(Fact::Page)?.to_owned();
        let account = self.about?.1.clone();
        let what = Message::new("step-open-verification");
        Some(Step::Open {
            what,
            link: LinkId::Verification { account },
            url,
        })
    }

    /// The command of the tool whose sign-in it is.
    fn sign_in(&self) -> &str {
        self.problem.get(Fact::Command).unwrap_or(SIGN_IN)
    }

    /// Signing in does not change what stands in a variable or in the tool's configuration.
    fn is_elsewhere(&self) -> bool {
        matches!(
            self.problem.case(),
            Some(Case::Variable | Case::Configuration)
        )
    }

    fn copy_sign_in(&self) -> Vec<Step> {
        if self.is_elsewhere() {
            Vec::new()
        } else {
            vec![copy(self.sign_in())]
        }
    }

    fn retry(&self) -> Step {
        let what = Message::new("step-retry");
        let intent = match self.about {
            Some((_, account)) => Intent::Refresh {
                account: account.clone(),
            },
            None => Intent::RefreshAll,
        };
        Step::Press { what, intent }
    }

    fn say(&self, step: &str) -> Step {
        Step::Say(self.part(step))
    }

    /// The words of a step that a setting carries out.
    fn set(&self, step: &str, setting: &'static str) -> Step {
        Step::Settings {
            what: self.part(step),
            setting,
        }
    }

    fn part(&self, part: &str) -> Message {
        let mut message = Message::new(format!("problem-{}-{part}", self.problem.code));
        let facts = [
            Fact::Path,
            Fact::Reason,
            Fact::Line,
            Fact::Column,
            Fact::Status,
            Fact::Field,
            Fact::Case,
            Fact::Tool,
        ];
        for fact in facts {
            let value = self.problem.get(fact).unwrap_or("none");
            message = message.text(fact.as_str(), value);
        }
        let (id, name) = self
            .about
            .map_or(("none", "none"), |(info, _)| (info.id, info.name));
        let message = message.text("provider", id).text("name", name);
        match self.problem.retry_at() {
            Some(moment) => message.moment("until", moment),
            None => message.text("until", "none"),
        }
    }
}

fn copy(command: &str) -> Step {
    Step::Copy {
        what: Message::new("step-copy-command"),
        text: command.to_owned(),
    }
}
