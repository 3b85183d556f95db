# What changes on a machine: a clause without a full stop, that begins with a small letter or a name.
#
# $each and $these are the machine's name, or, where several are told of at once, what stands for it: $each where it is
# the subject of the clause, else $these. $action is added, removed or changed; $from and $to are the values.

# The machines whose names stand above, as the subject of a clause.
each-machine = each of them
# The same, elsewhere in a clause.
these-machines = these machines

change-account = { $what ->
    [new-root] { $member } gets an account on { $these }, and can become root
    [new] { $member } gets an account on { $these }
    [gone] { $member } can no longer enter { $these }
    [root] { $member } can become root on { $these }
   *[no-root] { $member } can no longer become root on { $these }, and keeps an account
}
# $from and $to: the key, or its comment where that changes.
change-key = { $action ->
    [added] { $member } can enter { $these } with one more key, { $to }
    [removed] { $member } can no longer enter { $these } with the key { $from }
   *[changed] the comment of a key of { $member } changes from { $from } to { $to }
}
change-expires = { $action ->
    [added] { $member } can enter { $these } until { $to } only, that day excluded
    [removed] the way of { $member } into { $these } no longer ends (it would have on { $from })
   *[changed] the way of { $member } into { $these } ends on { $to }, not on { $from }
}
# $what: a machine, these machines, or a service.
change-caretaker = { $action ->
    [added] { $member } becomes caretaker of { $what }
   *[removed] { $member } is no longer caretaker of { $what }
}
change-open = { $action ->
    [added] { $protocol } port { $port } of { $these } opens to { $whom }
   *[removed] { $protocol } port { $port } of { $these } closes to { $whom }
}
# Who reaches an open port.
port-users = { $to ->
    [mesh] the collective's machines
    [ingress] the machines that pass visitors on
   *[everybody] the internet
}
# A port in words that this version of coloc does not know.
change-open-other = { $action ->
    [added] { $port } of { $these } opens
   *[removed] { $port } of { $these } closes
}
change-serves = { $action ->
    [added] { $each } answers for { $domain }
   *[removed] { $each } no longer answers for { $domain }
}
change-passes = { $action ->
    [added] { $each } passes visitors of { $domain } on to { $to }
    [removed] { $each } no longer passes visitors of { $domain } on to { $from }
   *[changed] { $each } passes visitors of { $domain } on to { $to }, no longer to { $from }
}
change-behind = { $action ->
    [added] visitors reach { $these } through { $other }
   *[removed] visitors no longer reach { $these } through { $other }
}
change-public = { $action ->
    [added] { $each } takes traffic from the internet
   *[removed] { $each } no longer takes traffic from the internet
}
change-peer = { $action ->
    [added] { $each } speaks directly with { $peer } on the mesh
    [removed] { $each } no longer speaks directly with { $peer } on the mesh
   *[changed] { $each } knows { $peer } on the mesh by another key, { $to }, no longer { $from }
}
change-peer-address = { $each } knows { $peer } on the mesh by another address, { $to }, no longer { $from }
change-peer-found = { $action ->
    [added] { $each } finds { $peer } by its public name
   *[removed] { $each } no longer finds { $peer } by a public name; { $peer } must call
}
# $relay: the machine between the two.
change-relayed = { $what ->
    [through] { $each } reaches { $peer } on the mesh through { $relay }
    [cut-off] { $each } cannot reach { $peer } on the mesh: no public machine is between them
    [not-through] { $each } no longer reaches { $peer } on the mesh through { $relay }
   *[unknown] { $each } no longer knows { $peer } on the mesh
}
change-known = { $action ->
    [added] { $each } knows { $other } by its ssh host key
    [removed] { $each } no longer knows { $other } by its ssh host key
   *[changed] { $each } knows { $other } by another ssh host key, { $to }, no longer { $from }
}
change-known-as = { $each } knows { $other } for ssh by { $to }, no longer by { $from }
# The name that a machine has by default.
usual-name = its usual name
change-secrets-backend = { $action ->
    [added] secrets reach { $these } by { $to }
    [removed] no secrets reach { $these } any more
   *[changed] secrets reach { $these } by { $to }, no longer by { $from }
}
change-mesh-address = { $action ->
    [added] { $each } joins the mesh, as { $to }
    [removed] { $each } leaves the mesh (it was { $from })
   *[changed] { $each } changes its address on the mesh from { $from } to { $to }
}
change-mesh-key = the mesh key of { $these } changes from { $from } to { $to }
change-relays = { $action ->
    [added] { $each } passes traffic of the mesh on between machines behind NAT
   *[removed] { $each } no longer passes traffic of the mesh on
}
change-host-key = { $action ->
    [added] the ssh host key of { $these } is known: { $to }
    [removed] the ssh host key of { $these } is no longer known; it was { $from }
   *[changed] the ssh host key of { $these } changes from { $from } to { $to }
}
change-site = { $each } moves from { $from } to { $to }
change-secret = { $action ->
    [added] { $each } reads one more secret, { $secret }
   *[removed] { $each } no longer reads the secret { $secret }
}
change-module = { $action ->
    [added] the hand-written module { $path } becomes part of { $these }
   *[removed] the hand-written module { $path } is no longer part of { $these }
}
change-service = { $action ->
    [added] { $service } ({ $to }) runs on { $these }
    [removed] { $service } ({ $from }) no longer runs on { $these }; its data stays on the disk
   *[changed] { $service } on { $these } is { $to }, no longer { $from }; nothing turns the data of one into the other's
}
change-part = { $action ->
    [added] { $each } runs its part of { $service }
   *[removed] { $each } no longer runs its part of { $service }
}
change-for = { $service } is for { $to }, no longer for { $from }
# Who may use a service.
users = { $users ->
    [members] all members
   *[public] everybody
}
user-groups = { $count ->
    [one] the group { $groups }
   *[other] the groups { $groups }
}
change-backup = { $action ->
    [added] { $other } receives copies of { $service } from { $these }
   *[removed] { $other } receives no more copies of { $service }; those that it has stay there
}
change-sign-on = { $action ->
    [added] people sign in to { $service } at { $to }
    [removed] people no longer sign in to { $service } at { $from }
   *[changed] people sign in to { $service } at { $to }, no longer at { $from }
}
# $client: a service whose people sign in at another one; $from and $to: these people.
change-client = { $action ->
    [added] people of { $client } sign in at { $service }: { $to }
    [removed] people of { $client } no longer sign in at { $service }
   *[changed] { $service } lets other people in to { $client }: { $to }, no longer { $from }
}

# What has a value: $what of change-value.
property = { $property ->
    [collective] the collective's name
    [domain] the collective's domain
    [contact] the address that certificate authorities write to
    [mesh-port] the UDP port of the mesh
    [deploy-host] the name by which ssh reaches { $these }
    [nixpkgs] the nixpkgs that { $these } { $count ->
        [one] is
       *[other] are
    } built from
    [release] the NixOS release of { $these }
    [state-version] the state version of { $these }, which should never change,
    [keep-logs-days] the number of days for which logs are kept
    [hardware] the hardware of { $these }
   *[system] the system of { $these }
}
property-uid = the uid of { $member } on { $these }
property-full-name = the name of { $member }
# $owner: a machine, these machines, or a service.
property-option = the option { $path } of { $owner }
service-domain = the domain of { $service }
service-port = the port `{ $port }` of { $service }
service-setting = `{ $setting }` of { $service }
# $key: what the service's pages show of the collective.
service-shows = the { $key ->
    [title] title
    [language] language
    [contact] contact
   *[other] { $key }
} that { $service } shows

change-value = { $action ->
    [added] { $what } is set to { $to }
    [removed] { $what } is no longer set (it was { $from })
   *[changed] { $what } changes from { $from } to { $to }
}
# The same of what is named like a secret.
change-value-hidden = { $action ->
    [added] { $what } is set to (not shown)
    [removed] { $what } is no longer set; it was (not shown)
   *[changed] { $what } changes; its values: (not shown)
}
# A value that is empty.
nothing = nothing

# A part of the machine's system.
part = { $part ->
    [accounts] the list of accounts and groups
    [activation] what is done at activation
    [unit] the unit { $name }
   *[file] the file /etc/{ $name }
}
# Of a link that starts one unit with another.
part-start = the link that starts { $unit } with { $with }
change-part-of-system = { $what ->
    [added] { $part } is new
    [removed] { $part } goes away
    [may-change] { $part } may change
   *[changed] { $part } changes
}
# $name: a file through which a part of the system is another.
changed-in = in { $name }
only-a-build-tells = { $what }; only a build tells how
