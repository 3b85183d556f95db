//! The mesh through boxes that neither loop nor keep their address: real WireGuard (in user space, so that no kernel
//! has to have it), nftables and name servers, in network namespaces.

use std::process::Command;

use crate::programs;

/// What must be there; in CI all are.
const PROGRAMS: [&str; 8] = [
    "dnsmasq",
    "ip",
    "nft",
    "nsenter",
    "ping",
    "unshare",
    "wg",
    "wireguard-go",
];

const OWN: [&str; 7] = [
    "--user",
    "--map-root-user",
    "--net",
    "--mount",
    "--pid",
    "--fork",
    "--mount-proc",
];

/// Whether namespaces can be made here, and what runs in them is there; says loudly what is missing.
fn can_run() -> bool {
    if programs::are_missing(&PROGRAMS, "a mesh in network namespaces") {
        return false;
    }
    // A container may be refused them, whatever is installed there.
    let tun = std::fs::File::options()
        .read(true)
        .write(true)
        .open("/dev/net/tun");
    let made = Command::new("unshare").args(OWN).arg("true").output();
    let made = made.is_ok_and(|output| output.status.success());
    if tun.is_err() || !made {
        programs::skipped("network namespace or no /dev/net/tun", "a mesh in them");
        return false;
    }
    true
}

#[test]
fn a_home_is_found_again_behind_a_box_that_does_not_loop() {
    if !can_run() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let root = env!("CARGO_MANIFEST_DIR");
    let path = std::env::var("PATH").unwrap();
    let output = Command::new("unshare")
        .args(OWN)
        .args(["--kill-child", "bash"])
        .arg(format!("{root}/tests/namespaces/moved.sh"))
        .arg(format!("{root}/modules/core/mesh-endpoints.sh"))
        .arg(folder.path())
        .env("PATH", format!("{path}:/usr/sbin:/sbin"))
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&output.stdout);
    let expected = "\
        a guest of the house reaches home by its public name: no\n\
        by its address in the house: yes\n\
        a friend reaches home after its address changed: no\n\
        while the name leads to the old address: no\n\
        home.example:51820 is silent at 192.0.2.10:51820: trying 192.0.2.77:51820\n\
        when the name leads to the new one: yes\n";
    assert_eq!(
        told,
        expected,
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}
