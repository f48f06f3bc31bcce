//! Remarks about an account.

use serde::{Deserialize, Serialize};

use crate::message::Message;

/// A remark that is no problem.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Note {
    pub code: NoteCode,
    pub text: Message,
}

impl Note {
    /// A note whose words need no argument.
    pub fn new(code: NoteCode) -> Self {
        Self {
            code,
            text: Message::new(format!("note-{}", code.as_str())),
        }
    }

    pub fn with(code: NoteCode, args: impl FnOnce(Message) -> Message) -> Self {
        let note = Self::new(code);
        Self {
            text: args(note.text),
            ..note
        }
    }
}

/// The closed list of notes; each has words `note-<code>` in every language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "kebab-case")]
pub enum NoteCode {
    /// A good answer without any window.
    NoQuotaReported,
    /// A good answer, all of whose allowances are without limit.
    Unlimited,
    /// Found only in the old store while the new one exists.
    OldStore,
    /// Read from another tool's own sign-in.
    OtherTool,
    /// Switched off by the user in the tool that keeps it; listed, never asked.
    Disabled,
    /// The tool that keeps it has another account selected.
    Inactive,
    /// Used beyond the allowance; argument `count`.
    OverAllowance,
    /// The allowance is set by the organisation; argument `count` of credits used.
    OrganisationAllowance,
    /// Numbers kept in the sign-in file, not asked for now.
    CachedQuota,
    /// Team members need organisation and project ids before the service reports anything.
    TeamIds,
    /// The service's own numbers may lag by hours.
    MayLag,
    /// All pools full may mean available, not unused.
    Unsure,
    /// The allowances of single models are known, the main one is not.
    MainNotReported,
    /// There is more than is shown; argument `count`.
    NotShown,
    /// What is left comes back bit by bit; argument `at`, the next time.
    Refills,
    /// The moment of the reset is reckoned, the service names none.
    DerivedReset,
    /// Paid until; argument `at`.
    Renews,
    /// Spent in the present month; argument `sum`, a message.
    Spent,
    /// The service refuses requests until it is paid for more.
    CallsRefused,
}

impl NoteCode {
    pub const ALL: [Self; 19] = [
        Self::NoQuotaReported,
        Self::Unlimited,
        Self::OldStore,
        Self::OtherTool,
        Self::Disabled,
        Self::Inactive,
        Self::OverAllowance,
        Self::OrganisationAllowance,
        Self::CachedQuota,
        Self::TeamIds,
        Self::MayLag,
        Self::Unsure,
        Self::MainNotReported,
        Self::NotShown,
        Self::Refills,
        Self::DerivedReset,
        Self::Renews,
        Self::Spent,
        Self::CallsRefused,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::NoQuotaReported => "no-quota-reported",
            Self::Unlimited => "unlimited",
            Self::OldStore => "old-store",
            Self::OtherTool => "other-tool",
            Self::Disabled => "disabled",
            Self::Inactive => "inactive",
            Self::OverAllowance => "over-allowance",
            Self::OrganisationAllowance => "organisation-allowance",
            Self::CachedQuota => "cached-quota",
            Self::TeamIds => "team-ids",
            Self::MayLag => "may-lag",
            Self::Unsure => "unsure",
            Self::MainNotReported => "main-not-reported",
            Self::NotShown => "not-shown",
            Self::Refills => "refills",
            Self::DerivedReset => "derived-reset",
            Self::Renews => "renews",
            Self::Spent => "spent",
            Self::CallsRefused => "calls-refused",
        }
    }
}
