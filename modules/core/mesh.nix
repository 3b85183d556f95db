# The WireGuard mesh of a collective, seen from one of its machines.
#
# `mesh` is the set that generated/collective.nix holds: `nodes` (address, key, site, and an endpoint for machines
# that the internet reaches), `relay`, `domain`, `names` (of services → machines that answer), and `hidden` (names of
# services to which the machines of `ingress` answer). The result has no options of its own: `wireguardPeers` is what
# `systemd.network.netdevs.<name>` takes, `hosts` what `networking.hosts` takes, `dialled` what mesh-endpoints.nix takes.
#
# A machine with an endpoint peers with all. A machine without one (behind NAT) peers with those that have one, keeps
# the way open, and reaches the others through the relay.
{ mesh, self }:
let
  inherit (mesh) nodes relay;
  others = removeAttrs nodes [ self ];
  reachable = name: nodes.${name} ? endpoint;
  peers = builtins.filter (name: reachable self || reachable name) (builtins.attrNames others);
  hidden = builtins.filter (name: !(reachable name)) (builtins.attrNames others);
  address = name: "${nodes.${name}.address}/128";
  relayed = name: if name == relay && !(reachable self) then map address hidden else [ ];
  peer =
    name:
    {
      PublicKey = nodes.${name}.key;
      AllowedIPs = [ (address name) ] ++ relayed name;
    }
    // (
      if reachable name then
        {
          Endpoint = nodes.${name}.endpoint;
          PersistentKeepalive = 25;
        }
      else
        { }
    );

  # Who answers to the name of a service: this machine, else one of the same site, else the first.
  answers =
    machines:
    let
      here = builtins.filter (name: name == self) machines;
      near = builtins.filter (name: nodes.${name}.site == nodes.${self}.site) machines;
    in
    builtins.head (here ++ near ++ machines);
  names = mesh.names or { };
  served = builtins.groupBy (name: answers names.${name}) (builtins.attrNames names);
  entrance = if mesh ? hidden then answers mesh.ingress else null;
in
{
  wireguardPeers = map peer peers;

  dialled = map (name: "${nodes.${name}.key} ${nodes.${name}.endpoint}") (
    builtins.filter reachable peers
  );

  hosts = builtins.listToAttrs (
    map (name: {
      name = nodes.${name}.address;
      value = [
        "${name}.${mesh.domain}"
      ]
      ++ (if name == self then [ ] else [ name ])
      ++ served.${name} or [ ]
      ++ (if name == entrance then mesh.hidden else [ ]);
    }) (builtins.attrNames nodes)
  );
}
