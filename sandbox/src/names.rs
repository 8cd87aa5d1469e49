//! The names and addresses by which clients reach a sandbox.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

#[derive(Debug, Clone)]
pub(super) struct Names {
    /// The address on which the sandbox listens.
    pub(super) address: IpAddr,
    /// Names besides those of loopback, in lower case.
    more: Vec<String>,
}

impl Default for Names {
    fn default() -> Self {
        Self { address: Ipv4Addr::LOCALHOST.into(), more: Vec::new() }
    }
}

impl Names {
    pub(super) fn add(&mut self, name: &str) {
        self.more.push(plain(name));
    }

    /// An address at which this machine reaches the sandbox.
    pub(super) fn local_address(&self) -> IpAddr {
        match self.address {
            IpAddr::V4(address) if address.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
            IpAddr::V6(address) if address.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
            address => address,
        }
    }

    /// Returns whether the host of a request, without its port, is one of the sandbox's. A sandbox that listens on all
    /// addresses of the machine does not know them, so it accepts every address. A web page cannot make use of that: it
    /// is names, not addresses, that its author can point to another machine.
    pub(super) fn include(&self, host: &str) -> bool {
        let host = plain(host);
        match host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>() {
            Ok(address) => {
                let address = address.to_canonical();
                address.is_loopback() || self.address.is_unspecified() || address == self.address
            }
            Err(_) => host == "localhost" || host.ends_with(".localhost") || self.more.contains(&host),
        }
    }

    /// The names besides those of loopback: the address if it is one of another kind, and the added names.
    pub(super) fn beyond_loopback(&self) -> (Option<IpAddr>, &[String]) {
        let is_special = self.address.is_loopback() || self.address.is_unspecified();
        ((!is_special).then_some(self.address), &self.more)
    }
}

/// A host name without the differences that DNS does not see.
fn plain(name: &str) -> String {
    name.strip_suffix('.').unwrap_or(name).to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_loopback_and_what_was_named_is_the_sandboxs_own_host() {
        let mut names = Names::default();
        names.add("Sandbox.internal.");
        for host in [
            "localhost",
            "LOCALHOST.",
            "app.localhost",
            "127.0.0.1",
            "127.3.2.1",
            "[::1]",
            "[::ffff:127.0.0.1]",
            "sandbox.internal",
        ] {
            assert!(names.include(host), "{host}");
        }
        for host in [
            "",
            "evil.example",
            "localhost.evil.example",
            "notlocalhost",
            "127.0.0.1.evil.example",
            "10.0.0.1",
            "0.0.0.0",
        ] {
            assert!(!names.include(host), "{host}");
        }
    }

    #[test]
    fn a_sandbox_on_all_addresses_accepts_every_address_and_no_more_names() {
        let names = Names { address: Ipv4Addr::UNSPECIFIED.into(), more: Vec::new() };
        assert!(names.include("10.0.0.1") && names.include("[fd00::1]") && names.include("localhost"));
        assert!(!names.include("evil.example"));
        assert_eq!(names.local_address(), Ipv4Addr::LOCALHOST);
    }
}
