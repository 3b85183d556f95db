# A home whose address changed: its friend's machine finds it again by its name, over WireGuard, through two boxes.
#
#     friend 192.168.1.20 -- box 198.51.100.10 -- internet -- box 192.0.2.10, later .77 -- home 192.168.2.20, guest .30
#
# Run by `unshare --user --map-root-user --net --mount --pid --fork --mount-proc --kill-child`: all of it is gone when this ends.
# Arguments: modules/core/mesh-endpoints.sh and an empty folder.
set -euo pipefail
umask 077
script=$1 here=$2
mount --bind "$here" /run # wireguard-go has its sockets below
mkdir /run/wireguard

# A network namespace of its own, and what is mounted there.
declare -A at
space() { # NAME…
  for name in "$@"; do
    unshare --net --mount sleep infinity &
    at[$name]=$!
    until [ "$(readlink "/proc/$!/ns/net")" != "$(readlink /proc/self/ns/net)" ]; do sleep 0.01; done
    into "$name" "ip link set lo up; mount -t tmpfs none /run/wireguard; echo 'nameserver 203.0.113.53' > $here/resolv.conf
      mount --bind $here/resolv.conf /etc/resolv.conf"
  done
}
into() { # NAME COMMANDS
  nsenter --target "${at[$1]}" --net --mount bash -euc "$2"
}
cable() { # NAME END NAME END
  ip link add "$2" netns "${at[$1]}" type veth peer name "$4" netns "${at[$3]}"
  into "$1" "ip link set $2 up"
  into "$3" "ip link set $4 up"
}
told() { # WORDS COMMANDS…
  local words=$1
  shift
  if "$@" >/dev/null 2>&1; then echo "$words: yes"; else echo "$words: no"; fi
}

space internet box1 box2 friend home guest
cable internet one box1 wan
cable internet two box2 wan
cable box1 lan friend eth
cable box2 port1 home eth
cable box2 port2 guest eth
into internet "sysctl -qw net.ipv4.ip_forward=1; ip address add 203.0.113.53/32 dev lo
  ip address add 198.51.100.1/24 dev one; ip address add 192.0.2.1/24 dev two"
# A box hides its house behind its address, and lets in what it was told to, if it comes from outside: it does not loop.
box() { # NAME ADDRESS GATEWAY [HOME]
  into "$1" "sysctl -qw net.ipv4.ip_forward=1; ip address add $2/24 dev wan; ip route add default via $3
    nft add table ip box
    nft add chain ip box in '{ type nat hook prerouting priority -100; }'
    nft add chain ip box out '{ type nat hook postrouting priority 100; }'
    nft add chain ip box own '{ type filter hook input priority 0; policy drop; }'
    nft add rule ip box out oifname wan masquerade"
  if [ "${4-}" ]; then into "$1" "nft add rule ip box in iifname wan udp dport 51820 dnat to $4:51820"; fi
}
box box1 198.51.100.10 198.51.100.1
box box2 192.0.2.10 192.0.2.1 192.168.2.20
into box1 "ip address add 192.168.1.1/24 dev lan"
into box2 "ip link add lan type bridge; ip link set lan up; ip address add 192.168.2.1/24 dev lan
  ip link set port1 master lan; ip link set port2 master lan"
into friend "ip address add 192.168.1.20/24 dev eth; ip route add default via 192.168.1.1"
into home "ip address add 192.168.2.20/24 dev eth; ip route add default via 192.168.2.1"
into guest "ip address add 192.168.2.30/24 dev eth; ip route add default via 192.168.2.1"

leads_to() { # ADDRESS
  echo "$1 home.example" >"$here/names"
  if [ "${server-}" ]; then kill "$server" && wait "$server" || true; fi
  nsenter --target "${at[internet]}" --net dnsmasq --no-daemon --no-resolv --no-hosts --addn-hosts="$here/names" \
    --listen-address=203.0.113.53 --bind-interfaces --conf-file=/dev/null --pid-file= 2>"$here/dnsmasq" &
  server=$!
  until into friend "getent ahostsv4 home.example | grep -q '^$1 '"; do sleep 0.1; done
}
leads_to 192.0.2.10

for name in home friend guest; do
  wg genkey >"$here/$name"
  wg pubkey <"$here/$name" >"$here/$name.pub"
  into "$name" "LOG_LEVEL=silent wireguard-go mesh >/dev/null 2>&1
    until [ -S /run/wireguard/mesh.sock ]; do sleep 0.1; done
    wg set mesh private-key $here/$name listen-port 51820"
done
address() { # NAME ADDRESS
  into "$1" "ip address add $2/64 dev mesh nodad; ip link set mesh up"
}
address home fd00::1
address friend fd00::2
address guest fd00::3
home=$(cat "$here/home.pub")
into home "wg set mesh peer $(cat "$here/friend.pub") allowed-ips fd00::2/128
  wg set mesh peer $(cat "$here/guest.pub") allowed-ips fd00::3/128"
reaches_home() { # NAME: WireGuard tries every five seconds.
  into "$1" "ping -c 1 -w 7 fd00::1"
}
dials() { # NAME ENDPOINT
  into "$1" "wg set mesh peer $home remove; wg set mesh peer $home endpoint $2 allowed-ips fd00::1/128"
}

# In the house: by the public name, then by the address there.
dials guest home.example:51820
told "a guest of the house reaches home by its public name" reaches_home guest
dials guest 192.168.2.20:51820
told "by its address in the house" reaches_home guest

# The provider gave home another address while the friend's machine was off: networkd looked the old one up.
dials friend home.example:51820
into box2 "ip address flush dev wan; ip address add 192.0.2.77/24 dev wan; ip route add default via 192.0.2.1"
into internet "ip neighbour flush dev two"
told "a friend reaches home after its address changed" reaches_home friend
again() {
  into friend "bash -e $script $home home.example:51820"
}
again
told "while the name leads to the old address" reaches_home friend
leads_to 192.0.2.77
again
told "when the name leads to the new one" reaches_home friend
