//! What Landlock and seccomp leave the window's process with. What this cannot do, and why it is done
//! before the process starts: docs/internals/decisions/0011.

use std::{collections::BTreeMap, env, fs::DirBuilder, os::unix::fs::DirBuilderExt, path::PathBuf};

use landlock::{
    ABI, Access, AccessFs, AccessNet, NetPort, Ruleset, RulesetAttr, RulesetCreatedAttr,
    RulesetError, Scope, path_beneath_rules,
};
use seccompiler::{
    BpfProgram, Error, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition,
    SeccompFilter, SeccompRule, TargetArch, apply_filter, sock_filter,
};

use super::Needs;

/// What is handled is what this one knows, and left out where the kernel is older. From the
/// ninth on, the sockets of the session would have to be named one by one.
const KNOWN: ABI = ABI::V7;

/// Programs, libraries, fonts, themes, what the system is and has. `/run` is named by its
/// parts, since the session's keyrings and the person's drives are in it too; `/dev`, since what
/// is typed in terminals is.
const SYSTEM: &[&str] = &[
    "/usr",
    "/bin",
    "/sbin",
    "/lib",
    "/lib32",
    "/lib64",
    "/etc",
    "/proc",
    "/sys",
    "/dev/full",
    "/dev/random",
    "/dev/urandom",
    "/nix/store",
    "/gnu/store",
    "/run/current-system",
    "/run/opengl-driver",
    "/run/udev/data",
    "/var/cache/fontconfig",
    "/var/lib/dbus",
];
/// The graphics card and shared memory.
const DEVICES: &[&str] = &[
    "/dev/dri",
    "/dev/shm",
    "/dev/null",
    "/dev/zero",
    "/dev/nvidia0",
    "/dev/nvidia1",
    "/dev/nvidiactl",
    "/dev/nvidia-modeset",
    "/dev/nvidia-uvm",
    "/dev/udmabuf",
];
/// How the person wants windows and letters to look and the keyboard to write, below the home.
const OF_HOME: &[&str] = &[
    ".XCompose",
    ".Xauthority",
    ".fonts",
    ".fonts.conf",
    ".icons",
    ".themes",
];
const OF_CONFIG: &[&str] = &["dconf", "fontconfig", "glib-2.0", "gtk-3.0", "ibus/bus"];
const OF_CACHE: &[&str] = &["fontconfig"];
/// In each directory of shared data, the home's included. Not the directory itself: OpenCode's
/// sign-ins are in it.
const OF_DATA: &[&str] = &["X11", "fonts", "glib-2.0", "icons", "mime", "themes"];

/// Looking into other programs, keys, mounts, what the kernel is made of, and the ways round
/// this list. Nothing a window does.
const REFUSED: &[libc::c_long] = &[
    libc::SYS_acct,
    libc::SYS_add_key,
    libc::SYS_bpf,
    libc::SYS_chroot,
    libc::SYS_clock_adjtime,
    libc::SYS_clock_settime,
    libc::SYS_delete_module,
    libc::SYS_fanotify_init,
    libc::SYS_finit_module,
    libc::SYS_fsconfig,
    libc::SYS_fsmount,
    libc::SYS_fsopen,
    libc::SYS_fspick,
    libc::SYS_init_module,
    libc::SYS_io_uring_enter,
    libc::SYS_io_uring_register,
    libc::SYS_io_uring_setup,
    libc::SYS_kcmp,
    libc::SYS_kexec_file_load,
    libc::SYS_kexec_load,
    libc::SYS_keyctl,
    libc::SYS_lookup_dcookie,
    libc::SYS_mount,
    libc::SYS_mount_setattr,
    libc::SYS_move_mount,
    libc::SYS_name_to_handle_at,
    libc::SYS_open_by_handle_at,
    libc::SYS_open_tree,
    libc::SYS_perf_event_open,
    libc::SYS_pidfd_getfd,
    libc::SYS_pivot_root,
    libc::SYS_process_madvise,
    libc::SYS_process_vm_readv,
    libc::SYS_process_vm_writev,
    libc::SYS_ptrace,
    libc::SYS_quotactl,
    libc::SYS_reboot,
    libc::SYS_request_key,
    libc::SYS_setns,
    libc::SYS_settimeofday,
    libc::SYS_swapoff,
    libc::SYS_swapon,
    libc::SYS_syslog,
    libc::SYS_umount2,
    libc::SYS_userfaultfd,
    libc::SYS_vhangup,
];

/// What these do to the process itself is its own business. To another they would set limits, of
/// which one ends it, move its memory, or tell where in its memory its locks are.
const OF_OTHERS: &[libc::c_long] = &[
    libc::SYS_get_robust_list,
    libc::SYS_migrate_pages,
    libc::SYS_move_pages,
    libc::SYS_prlimit64,
];

/// How `setpriority` and `ioprio_set` are asked for one thread, and not for all of a person's.
const PRIO_PROCESS: libc::c_int = 0;
const IOPRIO_WHO_PROCESS: libc::c_int = 1;

/// The local ports that the environment names: of an X server that is reached over the network
/// (`ssh -X`), and of the web engine's inspector, which a web driver asks for.
pub(super) fn ports() -> Vec<u16> {
    let variable = |name| env::var(name).unwrap_or_default();
    let display = port_of_display(&variable("DISPLAY"));
    let inspector = port_of(&variable("WEBKIT_INSPECTOR_SERVER"));
    display.into_iter().chain(inspector).collect()
}

/// `host:10.0` is port 6010; `:0` and `unix:0` are sockets in the file system.
fn port_of_display(display: &str) -> Option<u16> {
    let (host, number) = display.rsplit_once(':')?;
    let number = number.split('.').next()?.parse::<u16>().ok()?;
    let is_local = matches!(host, "" | "unix") || host.starts_with('/') || host.contains("/unix");
    (!is_local).then(|| number.checked_add(6000)).flatten()
}

fn port_of(address: &str) -> Option<u16> {
    address.rsplit_once(':')?.1.parse().ok()
}

pub(super) fn keep_files(needs: &Needs, ports: &[u16]) -> Result<(), RulesetError> {
    if let Some(directory) = &needs.writes {
        // One that can't be made is one that can't be written to either.
        let _ = DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(directory);
    }
    let reads = AccessFs::from_read(KNOWN);
    let looks = reads & !AccessFs::Execute;
    let uses = AccessFs::ReadFile
        | AccessFs::ReadDir
        | AccessFs::WriteFile
        | AccessFs::MakeReg
        | AccessFs::RemoveFile
        | AccessFs::Truncate
        | AccessFs::IoctlDev;
    let both = AccessNet::ConnectTcp | AccessNet::BindTcp;
    Ruleset::default()
        .handle_access(AccessFs::from_all(KNOWN))?
        .handle_access(both)?
        .scope(Scope::Signal)?
        .create()?
        .add_rules(path_beneath_rules(SYSTEM, reads))?
        .add_rules(path_beneath_rules([&needs.program], reads))?
        .add_rules(path_beneath_rules(looked_at(), looks))?
        .add_rules(path_beneath_rules(DEVICES, uses))?
        .add_rules(path_beneath_rules(session("dconf"), uses))?
        .add_rules(path_beneath_rules(
            &needs.writes,
            AccessFs::from_all(KNOWN) & !AccessFs::Execute,
        ))?
        .add_rules(
            ports
                .iter()
                .map(|port| Ok::<_, RulesetError>(NetPort::new(*port, both))),
        )?
        .restrict_self()
        .map(drop)
}

/// The parts of the home and of shared data that say how things look.
fn looked_at() -> Vec<PathBuf> {
    let below = |root: Option<PathBuf>, names: &[&str]| -> Vec<PathBuf> {
        let root = root.filter(|it| it.is_absolute());
        let paths = root.map(|root| names.iter().map(move |name| root.join(name)).collect());
        paths.unwrap_or_default()
    };
    let mut paths = below(dirs::home_dir(), OF_HOME);
    paths.extend(below(dirs::config_dir(), OF_CONFIG));
    paths.extend(below(dirs::cache_dir(), OF_CACHE));
    paths.extend(below(dirs::data_local_dir(), OF_DATA));
    let shared = env::var_os("XDG_DATA_DIRS").unwrap_or_default();
    paths.extend(env::split_paths(&shared).flat_map(|it| below(Some(it), OF_DATA)));
    paths.extend(env::var_os("XAUTHORITY").map(PathBuf::from));
    paths
}

fn session(name: &str) -> Option<PathBuf> {
    dirs::runtime_dir().map(|it| it.join(name))
}

pub(super) fn keep_calls(ports: &[u16]) -> Result<(), Error> {
    // On other processors the calls have other numbers, and nothing is refused.
    let Ok(arch) = TargetArch::try_from(env::consts::ARCH) else {
        return Ok(());
    };
    let mut rules: BTreeMap<i64, Vec<SeccompRule>> =
        REFUSED.iter().map(|call| (*call, Vec::new())).collect();
    rules.insert(libc::SYS_socket, sockets(!ports.is_empty())?);
    rules.insert(libc::SYS_ioctl, typing()?);
    for call in OF_OTHERS {
        rules.insert(*call, unless(0)?);
    }
    // The web engine sets those of its own threads, which no number tells from others.
    rules.insert(libc::SYS_setpriority, unless(PRIO_PROCESS)?);
    rules.insert(libc::SYS_ioprio_set, unless(IOPRIO_WHO_PROCESS)?);
    let refusal = SeccompAction::Errno(libc::EPERM as u32);
    let filter = SeccompFilter::new(rules, SeccompAction::Allow, refusal, arch)?;
    let mut program = second_numbers();
    program.extend(BpfProgram::try_from(filter)?);
    match apply_filter(&program) {
        Err(Error::Seccomp(error)) if is_unknown(&error) => Ok(()),
        result => result,
    }
}

/// Some kernels for `x86_64` know every call by a second number too, that of programs with
/// shorter pointers. None of these is a window's.
fn second_numbers() -> BpfProgram {
    const FIRST: u32 = 0x4000_0000;
    let refusal = libc::SECCOMP_RET_ERRNO | libc::EPERM.unsigned_abs();
    let load = (libc::BPF_LD | libc::BPF_W | libc::BPF_ABS) as u16;
    let compare = (libc::BPF_JMP | libc::BPF_JGE | libc::BPF_K) as u16;
    let answer = (libc::BPF_RET | libc::BPF_K) as u16;
    let step = |code, k, jf| sock_filter { code, jt: 0, jf, k };
    vec![
        step(load, 0, 0),
        step(compare, FIRST, 1),
        step(answer, refusal, 0),
    ]
}

/// A kernel without filters.
fn is_unknown(error: &std::io::Error) -> bool {
    matches!(error.raw_os_error(), Some(libc::ENOSYS | libc::EINVAL))
}

/// All but those of this machine: of the session, and what the kernel tells of its network.
/// Where the environment names a port, TCP is left to the rules on ports.
fn sockets(with_tcp: bool) -> Result<Vec<SeccompRule>, Error> {
    let kind = |kind| condition(1, SeccompCmpOp::MaskedEq(0xf), kind);
    let not = |family| condition(0, SeccompCmpOp::Ne, family);
    let mut elsewhere = vec![not(libc::AF_UNIX)?, not(libc::AF_NETLINK)?];
    if !with_tcp {
        return Ok(vec![SeccompRule::new(elsewhere)?]);
    }
    let mut rules = Vec::new();
    for family in [libc::AF_INET, libc::AF_INET6] {
        elsewhere.push(not(family)?);
        for other in [libc::SOCK_DGRAM, libc::SOCK_RAW] {
            let same = condition(0, SeccompCmpOp::Eq, family)?;
            rules.push(SeccompRule::new(vec![same, kind(other)?])?);
        }
    }
    rules.push(SeccompRule::new(elsewhere)?);
    Ok(rules)
}

/// Typing into the terminal that the resident was started from.
fn typing() -> Result<Vec<SeccompRule>, Error> {
    let mut rules = Vec::new();
    for request in [libc::TIOCSTI, libc::TIOCLINUX] {
        let same = SeccompCondition::new(1, SeccompCmpArgLen::Dword, SeccompCmpOp::Eq, request)?;
        rules.push(SeccompRule::new(vec![same])?);
    }
    Ok(rules)
}

/// Whatever has not this as its first argument.
fn unless(value: libc::c_int) -> Result<Vec<SeccompRule>, Error> {
    let other = condition(0, SeccompCmpOp::Ne, value)?;
    Ok(vec![SeccompRule::new(vec![other])?])
}

fn condition(
    argument: u8,
    operator: SeccompCmpOp,
    value: libc::c_int,
) -> Result<SeccompCondition, Error> {
    let value = u64::from(value.unsigned_abs());
    Ok(SeccompCondition::new(
        argument,
        SeccompCmpArgLen::Dword,
        operator,
        value,
    )?)
}

#[cfg(test)]
mod tests {
    use super::{port_of, port_of_display};

    #[test]
    fn only_a_display_over_the_network_needs_a_port() {
        assert_eq!(port_of_display("localhost:10.0"), Some(6010));
        assert_eq!(port_of_display("[::1]:3"), Some(6003));
        for local in [":0", "unix:0", ":99.1", "/tmp/socket:0", "host/unix:0", ""] {
            assert_eq!(port_of_display(local), None, "{local}");
        }
        assert_eq!(port_of("127.0.0.1:4711"), Some(4711));
        assert_eq!(port_of(""), None);
    }
}
