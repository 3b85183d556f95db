//! `modules/core/mesh-endpoints.sh`, run as systemd does, with what `wg` and `getent` print at some hour: which peers
//! get which endpoint.

use std::path::Path;
use std::process::Command;

const SCRIPT: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/modules/core/mesh-endpoints.sh"
);

/// Says what was recorded of the mesh; notes what is set.
const WG: &str = r#"#!/bin/sh
case $1 in
  show) cat "$RECORDED/$3" ;;
  set) echo "$*" >> "$RECORDED/set" ;;
esac
"#;

/// As glibc's: IPv4 is given as IPv6 where there is nothing else, each address three times, 2 where there is none.
const GETENT: &str = r#"#!/bin/sh
cat "$RECORDED/$1-$2" 2> /dev/null || exit 2
"#;

const BETA: &str = "HIgo9xNzJMWLKASShiTqIybxZ0U3wGLiUeJ1PKf8ykw=";
const GAMMA: &str = "gN65BkIKy1eCE9pP1wdc8ROUtkHLF2PfAqYdyYBz6EA=";

/// What was seen at some hour.
struct Hour<'a> {
    /// The last handshake with beta is as many seconds ago; 0: there was none.
    silent: u64,
    endpoint: &'a str,
    v4: &'a [&'a str],
    v6: &'a [&'a str],
}

/// What is set of beta; nobody touches gamma, which is there.
fn set(hour: &Hour<'_>) -> String {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        std::fs::write(folder.path().join(name), text).unwrap();
    };
    let now = std::time::SystemTime::now();
    let now = now.duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
    let beta = if hour.silent == 0 {
        0
    } else {
        now - hour.silent
    };
    let mut handshakes = format!("{GAMMA}\t{}\n", now - 100);
    handshakes.push_str(&format!("{BETA}\t{beta}\n"));
    write("latest-handshakes", &handshakes);
    let endpoints = format!("{GAMMA}\t203.0.113.5:51820\n{BETA}\t{}\n", hour.endpoint);
    write("endpoints", &endpoints);
    let answer = |addresses: &[&str]| -> String {
        let lines = addresses.iter().flat_map(|address| {
            ["STREAM beta.example", "DGRAM", "RAW"].map(|kind| format!("{address:<15} {kind}\n"))
        });
        lines.collect()
    };
    let mapped: Vec<String> = hour.v4.iter().map(|it| format!("::ffff:{it}")).collect();
    let mapped: Vec<&str> = mapped.iter().map(String::as_str).collect();
    if !hour.v4.is_empty() {
        write("ahostsv4-beta.example", &answer(hour.v4));
        write("ahostsv6-beta.example", &answer(&mapped));
    }
    if !hour.v6.is_empty() {
        write("ahostsv6-beta.example", &answer(hour.v6));
    }
    for (name, text) in [("wg", WG), ("getent", GETENT)] {
        write(name, text);
        executable(&folder.path().join(name));
    }
    let path = std::env::var("PATH").unwrap();
    let output = Command::new("bash")
        .args(["-e", SCRIPT])
        .args([BETA, "beta.example:51820", GAMMA, "gamma.example:51820"])
        .env("PATH", format!("{}:{path}", folder.path().display()))
        .env("RECORDED", folder.path())
        .output()
        .expect("bash");
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success() && told.is_empty(), "{told}");
    let set = std::fs::read_to_string(folder.path().join("set")).unwrap_or_default();
    set.replace(BETA, "BETA")
}

fn executable(path: &Path) {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn a_silent_peer_is_looked_for_where_its_name_leads() {
    let (old, new, other) = ("198.51.100.7", "198.51.100.99", "198.51.100.8");
    let v6 = "2001:db8:7::1";
    let at_v4 = |address: &str| format!("{address}:51820");
    let at_v6 = |address: &str| format!("[{address}]:51820");
    let goes = |hour: Hour<'_>, to: &str| {
        let expected = match to {
            "" => String::new(),
            to => format!("set mesh peer BETA endpoint {to}\n"),
        };
        assert_eq!(set(&hour), expected, "from {}", hour.endpoint);
    };
    let seen = |silent, endpoint: &str, v4: &[&str], v6: &[&str], to: &str| {
        let hour = Hour {
            silent,
            endpoint,
            v4,
            v6,
        };
        goes(hour, to);
    };
    // Whoever shook hands within three minutes is there.
    seen(170, &at_v4(old), &[new], &[], "");
    // A new address, and none that is known.
    seen(400, &at_v4(old), &[new], &[], &at_v4(new));
    seen(400, &at_v6("2001:db8:7::2"), &[new], &[v6], &at_v6(v6));
    seen(400, &at_v4(old), &[new], &[v6], &at_v4(new));
    seen(0, "(none)", &[new], &[], &at_v4(new));
    seen(0, "(none)", &[], &[v6], &at_v6(v6));
    // The family changed.
    seen(400, &at_v4(old), &[], &[v6], &at_v6(v6));
    seen(400, &at_v6(v6), &[new], &[], &at_v4(new));
    // It is still where it was silent: the others in turn, and the first behind the last.
    seen(400, &at_v4(old), &[old], &[v6], &at_v6(v6));
    seen(400, &at_v6(v6), &[old], &[v6], &at_v4(old));
    seen(400, &at_v4(old), &[old, other], &[v6], &at_v4(other));
    seen(400, &at_v4(other), &[old, other], &[v6], &at_v6(v6));
    seen(400, &at_v4(old), &[old], &[], "");
    // No answer.
    seen(400, &at_v4(old), &[], &[], "");
}
