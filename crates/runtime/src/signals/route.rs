//! The kernel's routes: it tells when they change, and then they are looked at. What it tells is
//! not read, so that its format does not matter here.

use std::{fs, io, os::fd::OwnedFd, time::Duration};

use rustix::net::{
    AddressFamily, RecvFlags, SocketFlags, SocketType, bind, netlink, recv, socket_with,
};
use tokio::io::{Interest, unix::AsyncFd};

/// Those that the kernel tells changes of IPv4 and IPv6 routes to.
const GROUPS: u32 = 0x40 | 0x400;
/// Routes come and go in flocks.
const REST: Duration = Duration::from_millis(300);

/// Says whether there is a way out, now and after every change.
pub(super) async fn follow(heard: impl Fn(bool)) -> io::Result<()> {
    #[expect(
        deprecated,
        reason = "an owned descriptor keeps its number while it lives, which is what can be wrong"
    )]
    let socket = AsyncFd::with_interest(open()?, Interest::READABLE)?;
    loop {
        heard(has_way_out());
        socket.readable().await?.clear_ready();
        tokio::time::sleep(REST).await;
        drain(socket.get_ref());
    }
}

fn open() -> io::Result<OwnedFd> {
    let flags = SocketFlags::CLOEXEC | SocketFlags::NONBLOCK;
    // Routes are the protocol that is meant when none is named.
    let socket = socket_with(AddressFamily::NETLINK, SocketType::RAW, flags, None)?;
    bind(&socket, &netlink::SocketAddrNetlink::new(0, GROUPS))?;
    Ok(socket)
}

/// An error is that there is no more, or that there was too much: either way the routes are looked
/// at next.
fn drain(socket: &OwnedFd) {
    let mut buffer = [0_u8; 4096];
    while recv(socket, &mut buffer[..], RecvFlags::empty()).is_ok() {}
}

fn has_way_out() -> bool {
    let table = |name| fs::read_to_string(name).unwrap_or_default();
    has_default_4(&table("/proc/net/route")) || has_default_6(&table("/proc/net/ipv6_route"))
}

/// A line is the device, destination, gateway and flags, with more behind.
fn has_default_4(table: &str) -> bool {
    table.lines().skip(1).any(|line| {
        let mut fields = line.split_whitespace();
        let (device, to) = (fields.next(), fields.next());
        let flags = fields
            .nth(1)
            .and_then(|it| u32::from_str_radix(it, 16).ok());
        to == Some("00000000") && device != Some("lo") && flags.is_some_and(is_way)
    })
}

/// A line is the destination and its length first, and the flags and the device last.
fn has_default_6(table: &str) -> bool {
    table.lines().any(|line| {
        let fields: Vec<&str> = line.split_whitespace().collect();
        let [to, "00", .., flags, device] = fields[..] else {
            return false;
        };
        let flags = u32::from_str_radix(flags, 16);
        to.bytes().all(|it| it == b'0') && device != "lo" && flags.is_ok_and(is_way)
    })
}

/// Up, and not one that refuses.
fn is_way(flags: u32) -> bool {
    flags & 0x1 != 0 && flags & 0x200 == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_default_route_counts_unless_it_refuses() {
        let head = "Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\n";
        let home = "eth0\t0001A8C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\n";
        let out = "eth0\t00000000\t0101A8C0\t0003\t0\t0\t0\t00000000\n";
        let refuses = "*\t00000000\t00000000\t0201\t0\t0\t0\t00000000\n";
        assert!(has_default_4(&format!("{head}{home}{out}")));
        for table in [String::new(), head.into(), format!("{head}{home}{refuses}")] {
            assert!(!has_default_4(&table), "{table}");
        }
    }

    /// `unshare --map-root-user --net cargo test -p plimsoll-runtime -- --ignored route`
    #[tokio::test]
    #[ignore = "it makes routes, which wants a network of its own"]
    async fn a_route_that_comes_and_goes_is_heard() {
        let ip = |arguments: &str| {
            let mut ip = std::process::Command::new("ip");
            let done = ip.args(arguments.split(' ')).status();
            assert!(done.unwrap().success(), "{arguments}");
        };
        let (sender, mut heard) = tokio::sync::mpsc::unbounded_channel();
        tokio::spawn(async move {
            let _ = follow(|way_out| {
                let _ = sender.send(way_out);
            })
            .await;
        });
        assert_eq!(heard.recv().await, Some(false));
        for arguments in [
            "link add sample type veth peer name other",
            "addr add 192.0.2.1/24 dev sample",
            "link set sample up",
            "route add default via 192.0.2.2",
        ] {
            ip(arguments);
        }
        while heard.recv().await != Some(true) {}
        ip("route del default");
        while heard.recv().await != Some(false) {}
    }

    #[test]
    fn the_routes_of_the_newer_protocol_count_as_well() {
        let zero = "00000000000000000000000000000000";
        let line = |to: &str, length, flags, device| {
            format!("{to} {length} {zero} 00 {zero} 00000400 00000001 00000000 {flags} {device}\n")
        };
        assert!(has_default_6(&line(zero, "00", "00450003", "wlan0")));
        for table in [
            line(zero, "00", "00200200", "lo"),
            line(&zero.replacen("00", "fe", 1), "0a", "00000001", "wlan0"),
            String::new(),
        ] {
            assert!(!has_default_6(&table), "{table}");
        }
    }
}
