//! What goes out of the app to the user's own tools: a program on an alert, a port for the numbers.
//! Running and listening is the shell's.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::declare::declare;

declare! {
    /// What is run on an alert.
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    #[serde(default, rename_all = "kebab-case")]
    pub struct Hook {
        /// The program that is run on every alert. Without it, none.
        program: Option<String> = None, ["a full path"];
    }
}

impl Hook {
    pub(super) fn clamped(self) -> Self {
        let program = self.program.map(|it| it.trim().to_owned());
        Self {
            program: program.filter(|it| !it.is_empty()),
        }
    }

    /// The program, if it can be run: a path that depends on where one stands names any program.
    pub fn runs(&self) -> Option<&Path> {
        let path = self.program.as_deref().map(Path::new);
        path.filter(|path| path.is_absolute())
    }

    /// What is set and never run.
    pub fn is_amiss(&self) -> Option<&str> {
        let program = self.program.as_deref();
        program.filter(|_| self.runs().is_none())
    }
}

declare! {
    /// Where the numbers are handed out.
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    #[serde(default, rename_all = "kebab-case")]
    pub struct Metrics {
        /// The port of this computer on which Prometheus gets the numbers; with 0, none.
        port: u16 = 0, ["0 to 65535"];
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Settings;

    #[test]
    fn a_program_is_run_by_its_full_path_alone() {
        let hook = |program: &str| {
            let program = Some(program.to_owned());
            let hook = Hook { program };
            let settings = Settings {
                hook,
                ..Settings::default()
            };
            settings.clamped().hook
        };
        let root = if cfg!(windows) { "C:\\" } else { "/" };
        let full = format!("{root}told");
        assert_eq!(hook(&format!(" {full} ")).runs(), Some(Path::new(&full)));
        assert_eq!(hook(&full).is_amiss(), None);
        for amiss in ["told", "./told", "~/told"] {
            assert_eq!(hook(amiss).runs(), None, "{amiss}");
            assert_eq!(hook(amiss).is_amiss(), Some(amiss));
        }
        assert_eq!(hook("  "), Hook::default());
    }
}
