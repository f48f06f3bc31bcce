//! How large a process is, as the kernel tells.

use std::fs;

/// Of one process, or of several together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Size {
    /// Resident memory.
    pub kilobytes: u64,
    /// That part of it that no file is behind.
    pub anonymous: u64,
    pub threads: usize,
    pub descriptors: usize,
}

impl Size {
    /// `None` where there is no such process any more.
    pub fn of(process: u32) -> Option<Self> {
        let entries = |name| {
            let entries = fs::read_dir(format!("/proc/{process}/{name}"));
            entries.ok().map(Iterator::count)
        };
        let told = fs::read_to_string(format!("/proc/{process}/smaps_rollup")).ok()?;
        let kilobytes = |name: &str| {
            let line = told.lines().find_map(|it| it.strip_prefix(name))?;
            line.split_whitespace().next()?.parse().ok()
        };
        Some(Self {
            kilobytes: kilobytes("Rss:")?,
            anonymous: kilobytes("Anonymous:")?,
            threads: entries("task")?,
            descriptors: entries("fd")?,
        })
    }
}

impl std::iter::Sum for Size {
    fn sum<I: Iterator<Item = Self>>(sizes: I) -> Self {
        sizes.fold(Self::default(), |sum, size| Self {
            kilobytes: sum.kilobytes + size.kilobytes,
            anonymous: sum.anonymous + size.anonymous,
            threads: sum.threads + size.threads,
            descriptors: sum.descriptors + size.descriptors,
        })
    }
}
