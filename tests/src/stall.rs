//! A service that never comes to the end of its answer, while all others answer.

use std::sync::Arc;

use crate::{
    fault_proxy::{Answer, FaultProxy, Play, Then},
    scenario::Scenario,
};

/// Where the answer stays away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stall {
    BeforeHeaders,
    InHeaders,
    InBody,
    /// One byte a second, for ever.
    Drip,
}

impl Stall {
    pub const ALL: [Self; 4] = [
        Self::BeforeHeaders,
        Self::InHeaders,
        Self::InBody,
        Self::Drip,
    ];

    /// As a way plays it. Of a body all is sent but its last byte.
    pub fn play(self) -> Play {
        Play::Answer(Arc::new(move |_, right| {
            let length = right.len();
            let whole = format!(
                "200 OK\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n"
            );
            let most = right
                .as_bytes()
                .split_last()
                .map_or(&[][..], |(_, most)| most);
            match self {
                Self::BeforeHeaders => Answer {
                    bytes: Vec::new(),
                    ..Answer::raw("", &[], Then::Stall)
                },
                Self::InHeaders => Answer::raw("200 OK\r\ncontent-type: applic", &[], Then::Stall),
                Self::InBody => Answer::raw(&whole, most, Then::Stall),
                Self::Drip => Answer::raw(
                    "200 OK\r\ncontent-type: application/json\r\ncontent-length: 100000\r\n\r\n",
                    b"{\"data\":",
                    Then::Drip,
                ),
            }
        }))
    }
}

/// From now on the world's programs go a way on which `host` stalls.
pub fn stall(scenario: &mut Scenario, host: &'static str, how: Stall) -> FaultProxy {
    let way = FaultProxy::to(scenario);
    way.play(&[host], how.play());
    scenario.variables.insert("HTTPS_PROXY", way.url());
    way
}
