//! Chance that is the same in every run of a seed.

use std::{
    env,
    hash::{DefaultHasher, Hash, Hasher},
};

/// What a run follows from.
#[derive(Clone, Copy, Debug)]
pub struct Seed(u64);

impl Seed {
    /// The one that `CHAOS_SEED` names, or `usual`; it is printed, so that a run can be repeated.
    pub fn chosen(usual: u64) -> Self {
        let named = env::var("CHAOS_SEED").ok();
        let seed = named.map_or(usual, |it| it.parse().expect("CHAOS_SEED is a number"));
        eprintln!("CHAOS_SEED={seed}");
        Self(seed)
    }

    /// A number below `end` that looks like chance.
    pub fn below(self, end: u64, of: &impl Hash) -> u64 {
        let mut hasher = DefaultHasher::new();
        (self.0, of).hash(&mut hasher);
        hasher.finish() % end
    }
}
