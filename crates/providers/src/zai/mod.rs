//! Z.ai: the Coding Plan, international. The protocol is in `glm`.

use plimsoll_core::{
    model::{Info, Link, Pace},
    ports::Machine,
    problem::Problem,
    provider::{Discovery, Fetch, Provider},
    snapshot::Usage,
};

use crate::glm::{self, Credential, Site};

const SITE: Site = Site {
    provider: "zai",
    ids: &["zai-coding-plan"],
    variables: &[
        "ZAI_API_KEY",
        "ZAI_CODING_PLAN_API_KEY",
        "Z_AI_API_KEY",
        "GLM_API_KEY",
    ],
    hosts: &["api.z.ai"],
};

pub(crate) struct Zai;

impl Provider for Zai {
    type Credential = Credential;

    const INFO: Info = Info {
        id: "zai",
        name: "Z.ai",
        takes_oauth_client: false,
        pace: Pace::USUAL,
        links: &[
            Link {
                id: "keys",
                url: "https://z.ai/manage-apikey/apikey-list",
            },
            Link {
                id: "subscribe",
                url: "https://z.ai/subscribe",
            },
            Link {
                id: "account",
                url: "https://z.ai/manage-apikey/coding-plan/personal/my-plan",
            },
        ],
    };

    fn find(machine: &dyn Machine) -> Discovery<Credential> {
        glm::find(&SITE, machine)
    }

    async fn fetch(credential: &Credential, cx: &Fetch<'_>) -> Result<Usage, Problem> {
        glm::fetch(&SITE, credential, cx).await
    }
}
