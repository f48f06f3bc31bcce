//! The services that Plimsoll can ask, one folder each, all of one shape. This crate sees the
//! ports of core and no HTTP library, so nothing here can go round them.
#![warn(clippy::disallowed_methods, clippy::disallowed_types)]

mod antigravity;
mod chain;
mod claude;
mod copilot;
mod cursor;
mod declared;
mod demo;
mod figures;
mod glm;
mod ids;
mod jwt;
mod kiro;
mod labels;
mod lenient;
mod openai;
mod opencode;
mod opencode_stores;
mod places;
mod xai;
mod zai;
mod zhipu;

pub use declared::{DeclaredFile, RowFault, Tried, What, declare};
pub use demo::DEMO;
use plimsoll_core::provider::{AnyProvider, Erased};

/// Every service, in the order that screens use until the user chooses another.
pub const ALL: &[&dyn AnyProvider] = &[
    &Erased::<openai::OpenAi>::new(),
    &Erased::<zhipu::Zhipu>::new(),
    &Erased::<zai::Zai>::new(),
    &Erased::<copilot::Copilot>::new(),
    &Erased::<antigravity::Antigravity>::new(),
    &Erased::<claude::Claude>::new(),
    &Erased::<opencode::Console>::new(),
    &Erased::<xai::Xai>::new(),
    &Erased::<cursor::Cursor>::new(),
    &Erased::<kiro::Kiro>::new(),
    &declared::OPENCODE_GO,
    &declared::OPENROUTER,
    &declared::KIMI,
    &declared::MINIMAX,
    &declared::DEEPSEEK,
    &declared::SYNTHETIC,
    &declared::NANO_GPT,
    &declared::CHUTES,
    &declared::OLLAMA_CLOUD,
    &declared::MOONSHOT,
    &declared::VERCEL,
    &declared::FACTORY,
    &declared::KILO,
];
