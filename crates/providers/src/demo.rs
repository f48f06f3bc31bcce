//! Built-in sample accounts for `--demo`: the same services, answers of our own making, and no
//! request at all. Everything that shows them marks them.

use jiff::SignedDuration;
use plimsoll_core::{
    message::Message,
    model::{
        Account, AccountKey, Amount, Balance, Info, Origin, Percent, QuotaWindow, Reset, Scope,
        Unit, WindowKind,
    },
    ports::{BoxFuture, Clock, Machine},
    problem::{Code, Problem},
    provider::{AnyProvider, CredentialStatus, Discovery, Fetch, Found, Provider, Sealed},
    snapshot::Usage,
};

use crate::{antigravity::Antigravity, copilot::Copilot, openai::OpenAi, zai::Zai, zhipu::Zhipu};

/// The sample accounts.
pub const DEMO: &[&dyn AnyProvider] = &[
    &Sample {
        info: &OpenAi::INFO,
        label: "ada@example.org",
        answer: chatgpt,
    },
    &Sample {
        info: &Zhipu::INFO,
        label: "…demo",
        answer: expired,
    },
    &Sample {
        info: &Zai::INFO,
        label: "…demo",
        answer: coding_plan,
    },
    &Sample {
        info: &Copilot::INFO,
        label: "ada",
        answer: credits,
    },
    &Sample {
        info: &Antigravity::INFO,
        label: "ada@example.org",
        answer: pools,
    },
];

struct Sample {
    info: &'static Info,
    label: &'static str,
    answer: fn(&dyn Clock) -> Result<Usage, Problem>,
}

impl AnyProvider for Sample {
    fn info(&self) -> &'static Info {
        self.info
    }

    fn find(&self, _: &dyn Machine) -> Discovery<Sealed> {
        let account = Account {
            key: AccountKey::new(self.info.id, "demo"),
            label: Some(self.label.to_owned()),
            plan: None,
            origin: Origin {
                path: None,
                entry: "--demo".to_owned(),
            },
        };
        let status = CredentialStatus::Ready(Sealed::new(0_u8));
        Discovery {
            found: vec![Found {
                account,
                notes: Vec::new(),
                status,
            }],
            places: Vec::new(),
        }
    }

    fn fetch<'a>(
        &'a self,
        _: &'a Sealed,
        cx: &'a Fetch<'a>,
    ) -> BoxFuture<'a, Result<Usage, Problem>> {
        Box::pin(std::future::ready((self.answer)(cx.clock)))
    }
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "a sample answers as a service does"
)]
fn chatgpt(clock: &dyn Clock) -> Result<Usage, Problem> {
    Ok(Usage {
        plan: Some("Plus".to_owned()),
        windows: vec![session(clock, 37.4, 153), weekly(clock, 12.0, 4 * 24 + 16)],
        balances: vec![Balance {
            id: "credits".to_owned(),
            label: Message::new("balance-label-credits"),
            amount: "125.0".to_owned(),
            unit: Unit::Credits,
        }],
        ..Usage::default()
    })
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "a sample answers as a service does"
)]
fn coding_plan(clock: &dyn Clock) -> Result<Usage, Problem> {
    let tools = QuotaWindow {
        id: "tools".to_owned(),
        kind: WindowKind::Monthly,
        label: Message::new("window-tools"),
        scope: Scope::Tools,
        used: Percent::used(4.0),
        amount: Some(Amount {
            used: Some(40.0),
            limit: Some(1000.0),
            unit: Unit::Calls,
        }),
        reset: Reset::At(clock.now() + SignedDuration::from_hours(8 * 24)),
        length: None,
        limit_reached: false,
        reason: None,
    };
    Ok(Usage {
        plan: Some("Pro".to_owned()),
        windows: vec![
            session(clock, 5.0, 240),
            weekly(clock, 83.0, 3 * 24 + 14),
            tools,
        ],
        ..Usage::default()
    })
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "a sample answers as a service does"
)]
fn credits(clock: &dyn Clock) -> Result<Usage, Problem> {
    let (month, left) = (
        SignedDuration::from_hours(30 * 24),
        SignedDuration::from_hours(8 * 24),
    );
    let label = Message::new("window-credits");
    let window = window(clock, WindowKind::Monthly, label, 62.0, month, left);
    let amount = Amount {
        used: Some(4340.0),
        limit: Some(7000.0),
        unit: Unit::Credits,
    };
    Ok(Usage {
        plan: Some("Pro+".to_owned()),
        windows: vec![QuotaWindow {
            amount: Some(amount),
            ..window
        }],
        ..Usage::default()
    })
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "a sample answers as a service does"
)]
fn pools(clock: &dyn Clock) -> Result<Usage, Problem> {
    let pool = |name: &str, window: QuotaWindow| QuotaWindow {
        id: format!("{name}-{}", window.id),
        label: Message::new("window-pool")
            .text("pool", name)
            .message("window", window.label),
        scope: Scope::Pool(name.to_owned()),
        ..window
    };
    Ok(Usage {
        windows: vec![
            pool("Gemini", session(clock, 18.0, 140)),
            pool("Claude + GPT", weekly(clock, 60.0, 3 * 24 + 2)),
        ],
        ..Usage::default()
    })
}

fn expired(_: &dyn Clock) -> Result<Usage, Problem> {
    Err(Problem::new(Code::KeyRejected))
}

fn session(clock: &dyn Clock, used: f64, minutes_left: i64) -> QuotaWindow {
    let length = SignedDuration::from_hours(5);
    let left = SignedDuration::from_mins(minutes_left);
    let label = Message::new("window-hours").number("hours", 5.0);
    window(clock, WindowKind::Session, label, used, length, left)
}

fn weekly(clock: &dyn Clock, used: f64, hours_left: i64) -> QuotaWindow {
    let length = SignedDuration::from_hours(7 * 24);
    let left = SignedDuration::from_hours(hours_left);
    window(
        clock,
        WindowKind::Weekly,
        Message::new("window-weekly"),
        used,
        length,
        left,
    )
}

fn window(
    clock: &dyn Clock,
    kind: WindowKind,
    label: Message,
    used: f64,
    length: SignedDuration,
    left: SignedDuration,
) -> QuotaWindow {
    QuotaWindow {
        id: kind.as_str().to_owned(),
        kind,
        label,
        scope: Scope::All,
        used: Percent::used(used),
        amount: None,
        reset: Reset::At(clock.now() + left),
        length: Some(length),
        limit_reached: false,
        reason: None,
    }
}
