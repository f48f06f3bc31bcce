//! Runs another program as on a kernel that knows neither Landlock nor seccomp's filters: to it,
//! the calls are not there. Usage: `old_kernel PROGRAM ARGUMENT…`.

#[cfg(target_os = "linux")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    use std::{collections::BTreeMap, os::unix::process::CommandExt, process::Command};

    use seccompiler::{BpfProgram, SeccompAction, SeccompFilter, TargetArch, apply_filter};

    let missing = [
        libc::SYS_landlock_create_ruleset,
        libc::SYS_landlock_add_rule,
        libc::SYS_landlock_restrict_self,
        libc::SYS_seccomp,
    ];
    let rules: BTreeMap<i64, _> = missing.map(|call| (call, Vec::new())).into();
    let filter = SeccompFilter::new(
        rules,
        SeccompAction::Allow,
        SeccompAction::Errno(libc::ENOSYS.unsigned_abs()),
        TargetArch::try_from(std::env::consts::ARCH)?,
    )?;
    apply_filter(&BpfProgram::try_from(filter)?)?;
    let mut arguments = std::env::args_os().skip(1);
    let program = arguments.next().ok_or("which program?")?;
    Err(Command::new(program).args(arguments).exec().into())
}

#[cfg(not(target_os = "linux"))]
fn main() {}
