//! Machines find each other: what WireGuard would do with the peers that each one has.

use super::*;
use crate::generated::wireguard_key;

/// One machine of a made-up mesh: whether it is public.
fn mesh_of(public: &[bool]) -> String {
    let machines = public.iter().enumerate().map(|(at, public)| {
        format!(
            "[machines.m{at}]\nsite = \"home\"\ncaretakers = [\"alice\", \"bruno\"]\npublic = {public}\nmesh-key = \
             \"{}\"\n",
            wireguard_key(at)
        )
    });
    manifest("", &machines.collect::<String>())
}

/// What WireGuard would do with a packet from one machine to another: the machines on its way, or none if it is lost.
fn route(mesh: &Json, from: &str, to: &str) -> Option<Vec<String>> {
    let address = |name: &str| {
        format!(
            "{}/128",
            mesh[name]["address"]
                .as_str()
                .unwrap()
                .trim_end_matches("/64")
        )
    };
    let key_owner: BTreeMap<&str, &str> = mesh
        .as_object()
        .unwrap()
        .iter()
        .map(|(name, machine)| (machine["key"].as_str().unwrap(), name.as_str()))
        .collect();
    let peer_with = |name: &str, allowed: &str| -> Option<String> {
        let peers = mesh[name]["peers"].as_array().unwrap();
        let with: Vec<&Json> = peers
            .iter()
            .filter(|peer| {
                peer["AllowedIPs"]
                    .as_array()
                    .unwrap()
                    .contains(&json!(allowed))
            })
            .collect();
        assert!(with.len() <= 1, "an address belongs to one peer of {name}");
        with.first()
            .map(|peer| key_owner[peer["PublicKey"].as_str().unwrap()].to_owned())
    };
    let mut at = from.to_owned();
    let mut way = vec![at.clone()];
    while at != to {
        let next = peer_with(&at, &address(to))?;
        // The receiver drops what comes from an address that it does not allow to this peer.
        if peer_with(&next, &address(from)).as_ref() != Some(&at) {
            return None;
        }
        // A tunnel needs somebody who can begin it: one of the two knows where the other is.
        let reaches = |a: &str, b: &str| {
            let peers = mesh[a]["peers"].as_array().unwrap();
            peers.iter().any(|peer| {
                key_owner[peer["PublicKey"].as_str().unwrap()] == b
                    && peer.get("Endpoint").is_some()
            })
        };
        assert!(
            reaches(&at, &next) || reaches(&next, &at),
            "{at} and {next} never meet"
        );
        if next != to {
            assert_eq!(mesh[&next]["forwards"], true, "{next} passes packets on");
        }
        way.push(next.clone());
        at = next;
        assert!(way.len() < 4, "{from} to {to} goes in circles: {way:?}");
    }
    Some(way)
}

#[test]
fn every_machine_reaches_every_other_on_the_mesh() {
    let shapes: &[&[bool]] = &[
        &[true, false, false, false],
        &[true, true, false, false, false],
        &[false, true, false, true, true],
        &[true, false],
        &[true, true],
        &[false, false, false, false, false, false, true],
    ];
    for public in shapes {
        let generated = Generated::of(&mesh_of(public));
        let expression = "builtins.mapAttrs (name: machine: {
            address = builtins.head machine.systemd.network.networks.\"50-mesh\".address;
            peers = machine.systemd.network.netdevs.\"50-mesh\".wireguardPeers;
            listen = machine.systemd.network.netdevs.\"50-mesh\".wireguardConfig.ListenPort or null;
            key = (import ./generated/collective.nix).mesh.nodes.${name}.key;
            forwards = machine.boot.kernel.sysctl.\"net.ipv6.conf.all.forwarding\" or false;
            filter = machine.networking.firewall.filterForward or false;
            udp = machine.networking.firewall.allowedUDPPorts or [ ];
          }) machines";
        let Some(mesh) = evaluate(&generated.root, expression) else {
            return;
        };
        let names: Vec<&String> = mesh.as_object().unwrap().keys().collect();
        for from in &names {
            let is_public = public[from[1..].parse::<usize>().unwrap()];
            assert_eq!(
                mesh[*from]["listen"],
                if is_public { json!(51820) } else { Json::Null }
            );
            assert_eq!(
                mesh[*from]["udp"],
                if is_public { json!([51820]) } else { json!([]) }
            );
            assert_eq!(
                mesh[*from]["forwards"], mesh[*from]["filter"],
                "what forwards also filters"
            );
            for to in names.iter().filter(|to| to != &from) {
                let there = route(&mesh, from, to);
                assert!(there.is_some(), "{from} does not reach {to} in {public:?}");
                let mut back = route(&mesh, to, from).unwrap();
                back.reverse();
                assert_eq!(there.unwrap(), back, "answers come the same way");
            }
        }
        let forwarding = names
            .iter()
            .filter(|name| mesh[**name]["forwards"] == true)
            .count();
        let hidden = public.iter().filter(|public| !**public).count();
        assert_eq!(
            forwarding,
            usize::from(hidden > 1),
            "one relay, where one is needed"
        );
    }
}

#[test]
fn names_of_services_lead_to_who_answers_on_the_mesh() {
    let machine = |name: &str, at: usize, site: &str, public: bool| {
        format!(
            "[machines.{name}]\nsite = \"{site}\"\ncaretakers = [\"alice\", \"bruno\"]\npublic = {public}\nmesh-key = \
             \"{}\"\n",
            wireguard_key(at)
        )
    };
    let service = |name: &str, machine: &str| {
        format!(
            "[services.{name}]\ntype = \"static-site\"\nmachine = \"{machine}\"\ncaretakers = [\"alice\", \"bruno\"]\n"
        )
    };
    let tables = [
        "[network]\ningress = [\"north\", \"south\"]\n[sites.away]\nkeeper = \"bruno\"\nipv4 = \"198.51.100.9\"\n"
            .to_owned(),
        machine("south", 0, "home", true),
        machine("north", 1, "away", true),
        machine("hidden", 2, "home", false),
        machine("far", 3, "away", false),
        service("pages", "hidden"),
        service("own", "south"),
    ];
    let generated = Generated::of(&manifest("", &tables.concat()));
    let Some(hosts) = evaluate(
        &generated.root,
        "builtins.mapAttrs (_: machine: machine.networking.hosts) machines",
    ) else {
        return;
    };
    let leads = |from: &str, to: &str| {
        let address = &generated.plan.mesh.nodes[to].address;
        let names = hosts[from][address.to_string()].as_array().unwrap();
        let names: Vec<&str> = names.iter().filter_map(Json::as_str).collect();
        assert_eq!(names[0], format!("{to}.mesh.test.example"));
        let services = names.iter().filter(|name| name.ends_with(".test.example"));
        let services: Vec<String> = services
            .skip(1)
            .map(|name| name.replace(".test.example", ""))
            .collect();
        services.join(" ")
    };
    // A hidden machine's names lead to an ingress, of the same site if there is one, there too.
    assert_eq!(leads("hidden", "south"), "own pages");
    assert_eq!(leads("hidden", "north"), "");
    assert_eq!(leads("hidden", "hidden"), "");
    assert_eq!(leads("far", "north"), "pages");
    assert_eq!(leads("far", "south"), "own");
    // An ingress asks itself.
    assert_eq!(leads("south", "south"), "own pages");
    assert_eq!(leads("north", "north"), "pages");
}
