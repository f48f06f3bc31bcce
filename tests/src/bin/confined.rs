//! Runs another program with what the window's process has left, started by the
//! same function.
//! Usage: `confined DIRECTORY PROGRAM ARGUMENT…`.

#[cfg(target_os = "linux")]
fn main() -> std::io::Result<()> {
    use std::process::Command;

    let mut arguments = std::env::args_os().skip(1);
    let writes = arguments.next().map(Into::into);
    let program = arguments.next().unwrap_or_default();
    let needs = plimsoll_confine::Needs {
        program: program.clone().into(),
        writes,
    };
    let log_error = |fault: &str| {
        use std::io::Write;
        let _ = writeln!(std::io::stderr(), "{fault}");
    };
    let arguments: Vec<_> = arguments.collect();
    let start = || Command::new(&program).args(arguments).spawn();
    plimsoll_confine::confined(&needs, log_error, start)?.wait()?;
    Ok(())
}

#[cfg(not(target_os = "linux"))]
fn main() {}
