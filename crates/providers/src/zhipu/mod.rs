//! Zhipu AI: the Coding Plan, mainland China. The protocol is in `glm`.

use plimsoll_core::{
    model::{Info, Link, Pace},
    ports::Machine,
    problem::Problem,
    provider::{Discovery, Fetch, Provider},
    snapshot::Usage,
};

use crate::glm::{self, Credential, Site};

const SITE: Site = Site {
    provider: "zhipu",
    ids: &["zhipuai-coding-plan", "zhipu-coding-plan"],
    variables: &[
        "ZHIPU_API_KEY",
        "ZHIPU_CODING_PLAN_API_KEY",
        "ZHIPUAI_API_KEY",
        "BIGMODEL_API_KEY",
        "GLM_API_KEY",
    ],
    hosts: &["bigmodel.cn", "open.bigmodel.cn"],
};

pub(crate) struct Zhipu;

impl Provider for Zhipu {
    type Credential = Credential;

    const INFO: Info = Info {
        id: "zhipu",
        name: "Zhipu AI",
        takes_oauth_client: false,
        pace: Pace::USUAL,
        links: &[
            Link {
                id: "keys",
                url: "https://bigmodel.cn/usercenter/proj-mgmt/apikeys",
            },
            Link {
                id: "subscribe",
                url: "https://bigmodel.cn/glm-coding",
            },
            Link {
                id: "account",
                url: "https://bigmodel.cn/usercenter",
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
