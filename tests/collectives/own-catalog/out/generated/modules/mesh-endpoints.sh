# Carried along by coloc, so that the repository builds without fetching it. Do not edit.
#
# Leads the mesh to where its peers are now: systemd-networkd looks a name up once, when it makes the interface.
#
# Arguments: the public key and NAME:PORT of each peer. One whose last handshake is older than three minutes gets the
# next address that its name leads to, IPv4 and IPv6 in turn. Whoever is there shakes hands every two minutes.

# What `wg show` says of one peer.
of_peer() { # WHAT KEY
  wg show mesh "$1" | while read -r key value; do
    if [ "$key" = "$2" ]; then echo "$value"; fi
  done
}

# Where a name leads to. IPv6 that begins with ::ffff: is IPv4 once more.
endpoints() { # NAME:PORT
  timeout 10 getent ahostsv6 "${1%:*}" | sed -n "/^::ffff:/! s/^\([^ ]*\) *STREAM.*/[\1]:${1##*:}/p"
  timeout 10 getent ahostsv4 "${1%:*}" | sed -n "s/^\([^ ]*\) *STREAM.*/\1:${1##*:}/p"
}

# The endpoint behind the current one, or the first of all behind the last. Where the name no longer leads to the
# current one: the first of its kind, else the first.
next_of() { # CURRENT ENDPOINT…
  local current=$1 first=${2-} kin="" found=""
  shift
  for endpoint in "$@"; do
    if [ "$found" ]; then
      echo "$endpoint"
      return
    fi
    if [ "$endpoint" = "$current" ]; then found=yes; fi
    # "[" at the beginning is IPv6, nothing is IPv4.
    if [ -z "$kin" ] && [ "${endpoint%%[!\[]*}" = "${current%%[!\[]*}" ]; then kin=$endpoint; fi
  done
  if [ "$found" ]; then echo "$first"; else echo "${kin:-$first}"; fi
}

now=$(date +%s)
while [ $# -ge 2 ]; do
  handshake=$(of_peer latest-handshakes "$1")
  if [ $((now - ${handshake:-0})) -gt 180 ]; then
    current=$(of_peer endpoints "$1")
    # Without quotes: one word for each endpoint.
    next=$(next_of "$current" $(endpoints "$2"))
    if [ "$next" ] && [ "$next" != "$current" ]; then
      echo "$2 is silent at $current: trying $next"
      wg set mesh peer "$1" endpoint "$next"
    fi
  fi
  shift 2
done
