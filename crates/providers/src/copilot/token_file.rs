//! `copilot-quota-token.json`, which a user makes by hand for GitHub's billing report. What is
//! missing or unknown in it is named.

use serde_json::{Map, Value};

use plimsoll_core::{
    model::Secret,
    problem::{Case, Code, Fact, Problem},
};

use super::host::api_of;

/// The file, when all that is needed is in it.
#[derive(Clone, Hash)]
pub(crate) struct TokenFile {
    pub(crate) token: Secret,
    /// Base address of the API.
    pub(crate) api: String,
    pub(crate) whose: Whose,
    pub(crate) tier: Tier,
    /// It says that the account is billed by premium requests, as before June 2026.
    pub(crate) only_requests: bool,
}

/// Whose report it is.
#[derive(Clone, Debug, Hash, PartialEq, Eq)]
pub(crate) enum Whose {
    User(String),
    Organisation(String),
    Enterprise(String),
}

/// The plans by the names that the file has for them.
#[derive(Clone, Copy, Debug, Hash, PartialEq, Eq)]
pub(crate) enum Tier {
    Free,
    Student,
    Pro,
    ProPlus,
    Max,
    Business,
    Enterprise,
}

impl Tier {
    const ALL: [Self; 7] = [
        Self::Free,
        Self::Student,
        Self::Pro,
        Self::ProPlus,
        Self::Max,
        Self::Business,
        Self::Enterprise,
    ];

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Free => "free",
            Self::Student => "student",
            Self::Pro => "pro",
            Self::ProPlus => "pro+",
            Self::Max => "max",
            Self::Business => "business",
            Self::Enterprise => "enterprise",
        }
    }

    /// Premium requests a month, where GitHub has published a number.
    pub(crate) fn allowance(self) -> Option<f64> {
        match self {
            Self::Free => Some(50.0),
            Self::Pro | Self::Business => Some(300.0),
            Self::ProPlus => Some(1500.0),
            Self::Enterprise => Some(1000.0),
            Self::Student | Self::Max => None,
        }
    }

    /// The plan's name as shown.
    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::Free => "Free",
            Self::Student => "Student",
            Self::Pro => "Pro",
            Self::ProPlus => "Pro+",
            Self::Max => "Max",
            Self::Business => "Business",
            Self::Enterprise => "Enterprise",
        }
    }
}

/// Reads the file's object. `path` is for the words of a problem.
pub(crate) fn read(file: &Map<String, Value>, path: &str) -> Result<TokenFile, Problem> {
    let text = |name: &str| {
        let value = file.get(name)?.as_str()?.trim();
        (!value.is_empty()).then(|| value.to_owned())
    };
    let user = text("username");
    let known_tier = text("tier").and_then(|tier| {
        let tier = tier.to_ascii_lowercase();
        Tier::ALL.into_iter().find(|known| known.as_str() == tier)
    });
    let problem = |case: Case, fact: Fact, value: &str| {
        let mut problem = Problem::new(Code::TokenFileIncomplete)
            .fact(Fact::Path, path)
            .with_case(case)
            .fact(fact, value);
        if let Some(user) = user.clone().filter(|user| is_name(user)) {
            problem = problem.fact(Fact::User, user);
        }
        if let Some(tier) = known_tier {
            problem = problem.fact(Fact::Tier, tier.as_str());
        }
        problem
    };
    let lacks = |field: &str| problem(Case::Field, Fact::Field, field);
    let token = text("token").ok_or_else(|| lacks("token"))?;
    let groups = [
        text("enterprise").map(Whose::Enterprise),
        text("organization").map(Whose::Organisation),
        user.clone().map(Whose::User),
    ];
    let whose = groups.into_iter().flatten().next();
    let whose = whose
        .filter(|whose| is_name(whose.name()))
        .ok_or_else(|| lacks("username"))?;
    let tier = match (known_tier, text("tier")) {
        (Some(tier), _) => tier,
        (None, Some(_)) => return Err(problem(Case::Tier, Fact::Field, "tier")),
        (None, None) => return Err(lacks("tier")),
    };
    let api = api_of(text("enterpriseUrl").as_deref())
        .map_err(|refusal| refusal.fact(Fact::Path, path))?;
    Ok(TokenFile {
        token: Secret::new(token),
        api,
        whose,
        tier,
        only_requests: text("billingModel").as_deref() == Some("legacy_premium_requests"),
    })
}

impl Whose {
    pub(crate) fn name(&self) -> &str {
        match self {
            Self::User(name) | Self::Organisation(name) | Self::Enterprise(name) => name,
        }
    }

    /// The part of the address that names it.
    pub(crate) fn path(&self) -> String {
        match self {
            Self::User(name) => format!("users/{name}"),
            Self::Organisation(name) => format!("organizations/{name}"),
            Self::Enterprise(name) => format!("enterprises/{name}"),
        }
    }
}

/// The letters of GitHub's own names: nothing else may get into an address.
fn is_name(text: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    !text.is_empty() && text.len() <= 100 && text.bytes().all(fits)
}
