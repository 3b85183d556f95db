//! Names and addresses of networks.

use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};

use ipnet::Ipv6Net;
use serde::Serialize;

use super::{Written, written};
use crate::finding::Finding;
use crate::manifest::codes::BAD_VALUE;
use crate::manifest::table::{Context, FromValue, Kind};
use crate::manifest::value::Value;
use crate::source::Spanned;

/// A domain name with at least two labels, in small letters, without a dot at the end (RFC 1123, 2.1).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Domain(String);

impl Domain {
    /// The domain, if it is one; otherwise why it is none.
    pub fn new(text: &str) -> Result<Self, String> {
        if !text.is_ascii() {
            return Err("letters with accents are written in punycode: `xn--…`".to_owned());
        }
        if text.bytes().any(|byte| byte.is_ascii_uppercase()) {
            return Err(format!(
                "small letters only: \"{}\"",
                text.to_ascii_lowercase()
            ));
        }
        if text.contains("://") || text.contains('/') {
            return Err("a domain only, without `https://` and without a path".to_owned());
        }
        if text.len() > 253 {
            return Err("longer than 253 characters".to_owned());
        }
        if text.ends_with('.') {
            return Err("without the dot at the end".to_owned());
        }
        if !text.contains('.') {
            return Err("needs at least one dot".to_owned());
        }
        for label in text.split('.') {
            if label.is_empty() || label.len() > 63 {
                return Err("each part between dots has 1 to 63 characters".to_owned());
            }
            if label.starts_with('-') || label.ends_with('-') {
                return Err(format!("`{label}` cannot begin or end with `-`"));
            }
            if let Some(odd) = label
                .chars()
                .find(|c| !(c.is_ascii_alphanumeric() || *c == '-'))
            {
                return Err(format!("`{odd}` cannot stand in a domain"));
            }
        }
        if text.parse::<Ipv4Addr>().is_ok() {
            return Err("this is an address; a name is wanted".to_owned());
        }
        Ok(Self(text.to_owned()))
    }

    /// A name under this domain.
    #[must_use]
    pub fn under(&self, label: &str) -> Self {
        Self(format!("{label}.{}", self.0))
    }

    /// The domain as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Domain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Written for Domain {
    const WHAT: &'static str = "a domain name";
    const PATTERN: &'static str =
        r"^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$";
    const EXAMPLE: &'static str = "nuage.trois-maisons.example";

    fn parse(text: &str) -> Result<Self, String> {
        Self::new(text)
    }
}

/// What ssh is given: a host name, an address, or an alias of `~/.ssh/config`; `user@` may stand before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeployHost(pub String);

impl DeployHost {
    /// The host alone.
    pub fn host(&self) -> &str {
        self.0.split_once('@').map_or(&self.0, |(_, host)| host)
    }
}

impl fmt::Display for DeployHost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Written for DeployHost {
    const WHAT: &'static str = "a host that ssh can be given";
    const PATTERN: &'static str = "^([a-zA-Z0-9_][a-zA-Z0-9_.-]*@)?[a-zA-Z0-9_][a-zA-Z0-9_.:-]*$";
    const EXAMPLE: &'static str = "ananas.trois-maisons.example";

    fn parse(text: &str) -> Result<Self, String> {
        let (user, host) = text.split_once('@').unwrap_or(("user", text));
        for part in [user, host] {
            if !part.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_') {
                return Err("must begin with a letter or a digit".to_owned());
            }
            let odd = part
                .chars()
                .find(|c| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-' | ':')));
            if let Some(odd) = odd {
                return Err(format!("`{odd}` cannot stand in a host"));
            }
        }
        if text.len() > 253 {
            return Err("longer than 253 characters".to_owned());
        }
        Ok(Self(text.to_owned()))
    }
}

/// A public IPv4 address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ipv4(pub Ipv4Addr);

impl Written for Ipv4 {
    const WHAT: &'static str = "an IPv4 address";
    const PATTERN: &'static str = r"^[0-9]{1,3}(\.[0-9]{1,3}){3}$";
    const EXAMPLE: &'static str = "198.51.100.7";

    fn parse(text: &str) -> Result<Self, String> {
        let address: Ipv4Addr = text
            .parse()
            .map_err(|_| "four numbers from 0 to 255, with dots".to_owned())?;
        if address.is_unspecified()
            || address.is_loopback()
            || address.is_private()
            || address.is_link_local()
        {
            return Err(
                "nobody outside can reach this address: the site's public one is wanted".to_owned(),
            );
        }
        Ok(Self(address))
    }
}

/// A public IPv6 address, or the prefix that a site has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ipv6(pub Ipv6Net);

impl Written for Ipv6 {
    const WHAT: &'static str = "an IPv6 address or prefix";
    const PATTERN: &'static str = r"^[0-9a-fA-F:.]+(/[0-9]{1,3})?$";
    const EXAMPLE: &'static str = "2001:db8:7::/56";

    fn parse(text: &str) -> Result<Self, String> {
        if text.contains('/') {
            let net: Ipv6Net = text.parse().map_err(|_| "not an IPv6 prefix".to_owned())?;
            if net.prefix_len() < 128 && net.addr() != net.network() {
                return Err(format!("the prefix itself is {}", net.trunc()));
            }
            return Ok(Self(net));
        }
        let address: Ipv6Addr = text.parse().map_err(|_| "not an IPv6 address".to_owned())?;
        Ok(Self(Ipv6Net::from(address)))
    }
}

/// The mesh's prefix: a /64 of unique local addresses (RFC 4193).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MeshPrefix(pub Ipv6Net);

impl Written for MeshPrefix {
    const WHAT: &'static str = "a prefix of private IPv6 addresses, 64 bits long";
    const PATTERN: &'static str = "^[fF][dD][0-9a-fA-F:]+/64$";
    const EXAMPLE: &'static str = "fd2a:7c01::/64";

    fn parse(text: &str) -> Result<Self, String> {
        let net: Ipv6Net = text.parse().map_err(|_| "not an IPv6 prefix".to_owned())?;
        if net.addr().octets()[0] != 0xfd {
            return Err("private addresses begin with `fd`".to_owned());
        }
        if net.prefix_len() != 64 {
            return Err("must end in /64".to_owned());
        }
        if net.addr() != net.network() {
            return Err(format!("the prefix itself is {}", net.trunc()));
        }
        Ok(Self(net))
    }
}

/// A port, 1 to 65535.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Port(pub u16);

impl FromValue for Port {
    fn kind() -> Kind {
        Kind::Integer { min: 1, max: 65535 }
    }

    fn read(value: &Spanned<Value>, context: &mut Context<'_>) -> Option<Self> {
        let Value::Integer(number) = value.value else {
            context.wrong_type(value, "a port: a number without quotes");
            return None;
        };
        match u16::try_from(number) {
            Ok(port) if port > 0 => Some(Self(port)),
            _ => {
                context.findings.push(
                    Finding::new(&BAD_VALUE, format!("`{}` is not a port.", context.path))
                        .at(value.span, "a port is a number from 1 to 65535"),
                );
                None
            }
        }
    }
}

written!(Domain, DeployHost, Ipv4, Ipv6, MeshPrefix);
