//! Which IP addresses are the public internet. Everything else reaches into somebody's network.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// True for globally reachable unicast addresses only, after the IANA special-purpose registries
/// (RFC 6890 and updates). IPv4 inside IPv6 (mapped, compatible, NAT64, 6to4) is judged as IPv4.
pub fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_public_v4(ip),
        IpAddr::V6(ip) => embedded_v4(ip).map_or_else(|| is_public_v6(ip), is_public_v4),
    }
}

fn is_public_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    let special = a == 0                                    // this network
        || a == 10 || (a == 172 && (16..32).contains(&b)) || (a == 192 && b == 168) // private
        || a == 127                                         // loopback
        || (a == 100 && (64..128).contains(&b))             // carrier-grade NAT, RFC 6598
        || (a == 169 && b == 254)                           // link-local, cloud metadata
        || (a == 192 && b == 0 && (c == 0 || c == 2))       // protocol assignments, documentation
        || (a == 192 && b == 88 && c == 99)                 // 6to4 relay
        || (a == 198 && (b == 18 || b == 19))               // benchmarking
        || (a == 198 && b == 51 && c == 100)                // documentation
        || (a == 203 && b == 0 && c == 113)                 // documentation
        || a >= 224; // multicast, reserved, broadcast
    !special
}

fn is_public_v6(ip: Ipv6Addr) -> bool {
    let s = ip.segments();
    // Global unicast is 2000::/3; the special blocks inside it are taken out.
    (s[0] & 0xe000) == 0x2000
        && !(s[0] == 0x2001 && s[1] < 0x0200)     // protocol assignments, Teredo, ORCHID
        && !(s[0] == 0x2001 && s[1] == 0x0db8)    // documentation
        && !(s[0] == 0x3fff && s[1] < 0x1000) // documentation, RFC 9637
}

fn embedded_v4(ip: Ipv6Addr) -> Option<Ipv4Addr> {
    let s = ip.segments();
    let from = |high: u16, low: u16| {
        let [a, b] = high.to_be_bytes();
        let [c, d] = low.to_be_bytes();
        Ipv4Addr::new(a, b, c, d)
    };
    match s {
        [0, 0, 0, 0, 0, 0xffff, h, l] => Some(from(h, l)),
        // Compatible form, deprecated; `::` and `::1` fall into 0.0.0.0/8 and are not public.
        [0, 0, 0, 0, 0, 0, h, l] => Some(from(h, l)),
        [0x64, 0xff9b, 0, 0, 0, 0, h, l] => Some(from(h, l)),
        [0x2002, h, l, ..] => Some(from(h, l)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(public: bool, addresses: &[&str]) {
        for text in addresses {
            assert_eq!(is_public(text.parse().unwrap()), public, "{text}");
        }
    }

    #[test]
    fn the_public_internet_is_public() {
        check(true, &["1.1.1.1", "93.184.216.34", "172.32.0.1", "100.128.0.1", "192.169.0.1"]);
        check(true, &["2606:4700::1111", "2a00:1450:4001::1", "::ffff:8.8.8.8", "2002:808:808::1"]);
    }

    #[test]
    fn everything_else_is_not() {
        check(false, &["127.0.0.1", "127.8.9.1", "0.0.0.0", "10.1.2.3", "172.16.0.1"]);
        check(false, &["172.31.255.255", "192.168.1.1", "169.254.169.254", "100.64.0.1"]);
        check(false, &["100.127.255.255", "224.0.0.1", "255.255.255.255", "198.18.0.1"]);
        check(false, &["::", "::1", "fe80::1", "fc00::1", "fd12::1", "ff02::1", "fec0::1"]);
        check(false, &["::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254"]);
        check(false, &["64:ff9b::a00:1", "2002:7f00:1::", "2001:db8::1", "2001::1", "::7f00:1"]);
    }
}
