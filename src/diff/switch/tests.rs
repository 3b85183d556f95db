//! Against what a real NixOS did, and rule by rule.

use super::switch;
use crate::diff::tests::system::{Side, System, UNITS};

/// What becomes of the units, as `restart a b; stop c`.
fn told(text: &str) -> String {
    told_of(text, text)
}

fn told_of(old: &str, new: &str) -> String {
    let (from, to) = (
        System::of_units(old, Side::Old),
        System::of_units(new, Side::New),
    );
    let plan = switch(&from, &to, &Side::Old.system(), &Side::New.system());
    let lists = plan.lists();
    let lists = lists.iter().filter(|(_, units)| !units.is_empty());
    let lists: Vec<String> = lists
        .map(|(what, units)| {
            let units: Vec<&str> = units.iter().map(String::as_str).collect();
            format!("{what} {}", units.join(" "))
        })
        .collect();
    lists.join("; ")
}

#[test]
fn a_real_switch_did_the_same() {
    assert_eq!(
        told(UNITS),
        "restart acme-blog.botte.example.service acme-voix.botte.example.service murmur.service nginx.service \
         systemd-networkd.service; reload dbus-broker.service nftables.service"
    );
    let same = UNITS.replace("HASH", "SAME").replace('<', "");
    assert_eq!(told(&same), "");
}

/// A system that starts a unit, and its text before and after.
fn one(name: &str, old: &str, new: &str) -> String {
    let with = |text: &str| {
        format!(
            "== default.target -> multi-user.target\n== multi-user.target\n[Unit]\n\
             == multi-user.target.wants/{name} -> ../{name}\n== {name}\n{text}\n"
        )
    };
    told_of(&with(old), &with(new))
}

#[test]
fn every_kind_of_unit_has_its_rules() {
    let [a, b] = ["[Service]\nExecStart=/a\n", "[Service]\nExecStart=/b\n"];
    let service = |more: &str| one("x.service", &format!("{a}{more}"), &format!("{b}{more}"));
    assert_eq!(service(""), "restart x.service");
    assert_eq!(service("X-ReloadIfChanged=true"), "reload x.service");
    assert_eq!(service("X-RestartIfChanged=false"), "keep x.service");
    assert_eq!(service("X-StopIfChanged=false"), "restart x.service");
    assert_eq!(service("[Unit]\nRefuseManualStop=true"), "keep x.service");
    assert_eq!(service("Type=oneshot"), "");
    assert_eq!(
        service("Type=oneshot\nRemainAfterExit=yes"),
        "restart x.service"
    );
    for (name, will) in [
        ("x.timer", "restart x.timer"),
        ("x.socket", ""),
        ("x.path", ""),
        ("x.slice", ""),
        ("x.target", ""),
        ("x.mount", "restart x.mount"),
        ("-.mount", "reload -.mount"),
    ] {
        assert_eq!(
            one(name, "[Unit]\nAfter=a\n", "[Unit]\nAfter=b\n"),
            will,
            "{name}"
        );
    }
}

#[test]
fn sockets_instances_and_what_comes_and_goes() {
    let text = "== default.target -> multi-user.target\n\
        == sockets.target.wants/s.socket -> ../s.socket\n== s.socket\n[Socket]\nListenStream=/s\n\
        == s.service\n[Service]\nExecStart=/nix/store/HASH-s\n\
        == multi-user.target.wants/i@1.service -> ../i@.service\n\
        == i@.service\n[Service]\nExecStart=/nix/store/HASH-i %i\n\
        == <multi-user.target.wants/old.service -> ../old.service\n== <old.service\n[Service]\n\
        == <multi-user.target.wants/kept.service -> ../kept.service\n\
        == <kept.service\n[Unit]\nX-StopOnRemoval=false\n\
        == >multi-user.target.wants/new.service -> ../new.service\n== >new.service\n[Service]\n\
        == >alone.service\n[Service]\nExecStart=/x\n";
    assert_eq!(
        told(text),
        "restart i@1.service s.service s.socket; start new.service; stop old.service"
    );
}
