//! Where the programs under test are. Building them is `cargo xtask test`'s.

use std::{
    env::{consts::EXE_SUFFIX, current_exe, var_os},
    path::PathBuf,
};

/// Names another folder with programs to be tried, such as those that are shipped.
const ELSEWHERE: &str = "PLIMSOLL_PROGRAMS";

/// The program of this name, beside the folder `deps` that the running test is in.
pub fn program(name: &str) -> PathBuf {
    let own = current_exe().expect("a test knows its own path");
    let beside = own.ancestors().nth(2).expect("tests are built in `deps`");
    let folder = var_os(ELSEWHERE).map_or_else(|| beside.to_owned(), PathBuf::from);
    let program = folder.join(format!("{name}{EXE_SUFFIX}"));
    assert!(
        program.is_file(),
        "{} is not there: `cargo xtask test` builds it before it runs the tests",
        program.display()
    );
    program
}
