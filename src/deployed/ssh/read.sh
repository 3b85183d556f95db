# Runs on a machine, as whoever logs in: says what system runs there, then sends its configuration. Changes nothing.
# $1: which systems: current, booted, next, a generation's number, several of these with commas, or last:COUNT.
# $2: how much of them: files, stamp (what coloc wrote into them alone), or closure (files, and all store paths).
# $3 to $5: root of the file system, store, profiles; given in tests only.
#
# Says lines, with fields apart by tabs:
#   coloc 1 | host NAME | user NAME | os ID NAME | current PATH | booted PATH | next PATH
#   profile NUMBER | generation NUMBER SECONDS PATH | gone PATH | chosen PATH | reboot PART | failed UNIT | added PATH | replaced PATH
#   unread PATH | account NAME UID | checked WHAT | closure PATH SIZE | selected PATH | long PATH | error WHAT [MORE]
# and at last `end`, or `archive` and a tar archive, compressed by gzip.

line() {
  printf '%s\t%s\n' "$1" "$2"
}

# What could not be read, and more on it: `trouble.rs` has the words.
error() {
  printf 'error\t%s\t%s\n' "$1" "${2:-}"
}

finish() {
  [ -z "${1:-}" ] || error "$@"
  echo end
  exit 0
}

real() {
  readlink -f -- "$1" 2>/dev/null
}

# Which systems: a link for each.
links() {
  case $1 in
    last:*)
      numbers=$(for link in "$profiles"/system-*-link; do
        [ -L "$link" ] && echo "$link"
      done | sed 's|^.*/system-\([0-9]*\)-link$|\1|' | sort -rn | head -n "${1#last:}")
      # Without generations, what there should be is missing.
      [ -n "$numbers" ] || echo "$profiles/system"
      for number in $numbers; do echo "$profiles/system-$number-link"; done
      ;;
    *)
      echo "$1" | sed 's/,/\n/g' | while read -r name; do
        case $name in
          current) [ -L "$root/run/current-system" ] && echo "$root/run/current-system" || echo "$profiles/system" ;;
          booted) echo "$root/run/booted-system" ;;
          next) echo "$profiles/system" ;;
          *) echo "$profiles/system-$name-link" ;;
        esac
      done
      ;;
  esac
}

# What somebody changed by hand: failed units, drop-ins, files that are not the active system's, accounts.
live() {
  if [ -n "$booted" ] && [ "$booted" != "$current" ]; then
    for part in kernel initrd kernel-modules; do
      [ -e "$booted/$part" ] && [ -e "$current/$part" ] || continue
      [ "$(real "$booted/$part")" = "$(real "$current/$part")" ] || line reboot "$part"
    done
    cmp -s "$booted/kernel-params" "$current/kernel-params" || line reboot kernel-params
  fi
  if [ -z "$root" ] && systemctl list-units --failed --plain --no-legend >"$folder/failed" 2>/dev/null; then
    line checked units
    while read -r unit _; do line failed "$unit"; done <"$folder/failed"
  fi
  for place in "$root/etc/systemd/system.control" "$root/run/systemd/system.control" "$root/run/systemd/system"; do
    find "$place" -mindepth 1 -maxdepth 2 \( -type f -o -type l \) -name '*.*' 2>/dev/null
  done | sort | while IFS= read -r file; do
    # What systemd itself makes at run time is no change by hand.
    case ${file##*/} in
      session-*.scope | user-*.slice | run-*.scope | 50-Transient*) continue ;;
    esac
    line added "${file#"$root"}"
  done
  awk -F: '$3 == 0 || ($3 >= 1000 && $3 < 60000) { print "account\t" $1 "\t" $3 }' "$root/etc/passwd" 2>/dev/null
  etc=$(real "$current/etc") || return 0
  find "$etc" -type l -printf '%P\n' 2>/dev/null | sort >"$folder/wanted"
  if [ -L "$root/etc/static" ]; then
    [ "$(real "$root/etc/static")" = "$etc" ] || line replaced /etc/static
    find "$root/etc" -type l -lname '/etc/static/*' -printf '%P\t%l\n' 2>/dev/null |
      awk -F '\t' '$2 == "/etc/static/" $1 { print $1 }' | sort >"$folder/linked"
  else
    # An overlay (`system.etc.overlay`) has files where there would be links.
    : >"$folder/linked"
  fi
  line checked etc
  comm -23 "$folder/wanted" "$folder/linked" | while IFS= read -r file; do
    file_in_etc=$root/etc/$file
    if [ -d "$file_in_etc" ]; then
      [ "$(real "$file_in_etc")" = "$(real "$etc/$file")" ] || [ ! -L "$root/etc/static" ] || line replaced "/etc/$file"
    elif [ ! -e "$file_in_etc" ] && [ -x "$(dirname "$file_in_etc")" ]; then
      # A link that leads nowhere in both is none of ours.
      [ -e "$etc/$file" ] && line replaced "/etc/$file"
    elif [ ! -r "$file_in_etc" ]; then
      line unread "/etc/$file"
    else
      cmp -s "$file_in_etc" "$etc/$file" || line replaced "/etc/$file"
    fi
  done
}

# Reads paths and writes all below them: kind, bytes, where it leads, path. Stores can be large, and so can one path.
walk() {
  xargs -r -d '\n' sh -c 'find "$@" -maxdepth 8 -printf "%y\t%s\t%H\t%l\t%p\n" 2>/dev/null; :' sh |
    awk -F '\t' -v most=20000 '++count[$3] <= most { print $1 "\t" $2 "\t" $4 "\t" $5; next }
      count[$3] == most + 1 { print "long\t0\t\t" $3 }'
}

# From nodes, the places that links and texts lead to.
leads() {
  awk -F '\t' '$1 == "l" && index($3, "/") == 1 { print $3 }' "$1"
  awk -F '\t' -v longest="$longest" '$1 == "f" && $2 <= longest { print $4 }' "$1" |
    xargs -r -d '\n' grep -aohE "$store/[a-z0-9]{32}-[]A-Za-z0-9/+._?=-]+" -- /dev/null 2>/dev/null
}

# Whether a store path is a package: a folder of programs. That it is one is said, by its folder. configuration.rs has
# the same list.
is_package() {
  [ -d "$1" ] || return 1
  for kind in bin include lib lib32 lib64 libexec sbin share; do
    [ -d "$1/$kind" ] || continue
    printf 'd\t0\t\t%s\n' "$1" "$1/$kind" >>"$folder/packages"
    return 0
  done
  return 1
}

# Of paths, those that are configuration. A name with a version may be a package's, or a file's as well.
configuration_only() {
  sed 's|[./]*$||' | awk -v store="$store/" 'index($0, store) == 1 {
    split(substr($0, length(store) + 1), parts, "/")
    name = substr(parts[1], 34)
    if ($0 == store parts[1] && name ~ /^(system-path|firmware)$/) next
    print (name ~ /.-[0-9]/ ? store parts[1] : "-") "\t" $0
  }' | sort -u | while IFS='	' read -r versioned path; do
    [ "$versioned" != - ] && is_package "$versioned" || printf '%s\n' "$path"
  done
}

# The links on the way to a file of a system, and the file.
chain() {
  at=$1
  for part in $(echo "$2" | sed 's|/| |g'); do
    at=$at/$part
    steps=0
    while [ -L "$at" ] && [ "$steps" -lt 40 ]; do
      steps=$((steps + 1))
      printf 'l\t0\t\t%s\n' "$at"
      target=$(readlink -- "$at")
      case $target in
        /*) at=$target ;;
        *) at=${at%/*}/$target ;;
      esac
    done
  done
  [ -f "$at" ] && printf 'f\t%s\t\t%s\n' "$(stat -c %s -- "$at")" "$at"
}

main() {
  set -u
  want=$1
  what=$2
  root=${3:-}
  store=${4:-/nix/store}
  profiles=${5:-/nix/var/nix/profiles}
  longest=1048576
  LC_ALL=C
  PATH=$PATH:/run/current-system/sw/bin
  export LC_ALL PATH

  printf 'coloc\t1\n'
  id= pretty=
  if [ -r "$root/etc/os-release" ]; then
    while IFS='=' read -r key value; do
      value=${value#\"}
      case $key in
        ID) id=${value%\"} ;;
        PRETTY_NAME) pretty=${value%\"} ;;
      esac
    done <"$root/etc/os-release"
    printf 'os\t%s\t%s\n' "$id" "$pretty"
  fi
  missing=
  for tool in awk cmp comm cut dirname find grep gzip head id mktemp paste readlink sed sort stat tar uname wc xargs; do
    command -v "$tool" >/dev/null 2>&1 || missing="$missing $tool"
  done
  [ -z "$missing" ] || finish lacks "${missing# }"
  find / -maxdepth 0 -printf '' 2>/dev/null && tar --version 2>/dev/null | grep -q GNU && readlink -m / >/dev/null 2>&1 &&
    stat -c %Y / >/dev/null 2>&1 || finish not-gnu

  line host "$(uname -n)"
  line user "$(id -un)"
  current=$(readlink -e "$root/run/current-system" 2>/dev/null) && line current "$current"
  booted=$(readlink -e "$root/run/booted-system" 2>/dev/null) && line booted "$booted"
  next=$(readlink -m "$profiles/system" 2>/dev/null) && [ -L "$profiles/system" ] && line next "$next"
  line profile "$(readlink "$profiles/system" 2>/dev/null | sed 's|^.*system-\([0-9]*\)-link$|\1|')"
  for link in "$profiles"/system-*-link; do
    [ -L "$link" ] || continue
    number=${link##*/system-}
    target=$(readlink -m "$link")
    printf 'generation\t%s\t%s\t%s\n' "${number%-link}" "$(stat -c %Y "$link" 2>/dev/null)" "$target"
    [ -e "$target/" ] || line gone "$target"
  done

  folder=$(mktemp -d) || finish no-room
  trap 'rm -rf "$folder"' EXIT
  trap 'exit 1' HUP INT TERM PIPE
  : >"$folder/nodes"
  : >"$folder/chosen"
  [ -z "$current" ] || live
  links "$want" | while IFS= read -r link; do
    path=$(readlink -m "$link" 2>/dev/null)
    if [ ! -L "$link" ]; then
      error no-system "$link"
    elif [ ! -d "$path" ]; then
      error collected "$path"
    else
      line chosen "$path"
      echo "$path" >>"$folder/chosen"
    fi
  done
  [ -s "$folder/chosen" ] || finish

  if [ "$what" = closure ]; then
    chosen=$(head -n 1 "$folder/chosen")
    if ! command -v nix-store >/dev/null 2>&1; then
      error no-nix-store
    elif nix-store --query --requisites "$chosen" >"$folder/paths" 2>"$folder/why" &&
      xargs -d '\n' nix-store --query --size <"$folder/paths" >"$folder/sizes" 2>"$folder/why" &&
      [ "$(wc -l <"$folder/paths")" = "$(wc -l <"$folder/sizes")" ]; then
      paste "$folder/paths" "$folder/sizes" | sed 's/^/closure\t/'
      nix-store --query --references "$(real "$chosen/sw")" 2>/dev/null | sed 's/^/selected\t/'
    else
      error no-packages "$(tail -n 1 "$folder/why")"
    fi
  fi

  while IFS= read -r chosen; do
    find "$chosen" -maxdepth 1 \( -type l -o -type f -o -type d \) -printf '%y\t%s\t\t%p\n' >>"$folder/nodes"
    chain "$chosen" etc/coloc/machine.json >>"$folder/nodes"
    chain "$chosen" etc/coloc/fleet.json >>"$folder/nodes"
    [ -f "$chosen/activate" ] || continue
    printf 'f\t%s\t\t%s\n' "$(stat -c %s "$chosen/activate")" "$chosen/activate" >"$folder/roots.activate"
    [ "$what" = stamp ] || leads "$folder/roots.activate" >>"$folder/leads"
    grep -aohE "$store/[a-z0-9]{32}-users-groups\.json" "$chosen/activate" 2>/dev/null | sort -u |
      while IFS= read -r file; do chain "${file%/*}" "${file##*/}"; done >>"$folder/nodes"
  done <"$folder/chosen"
  if [ "$what" != stamp ]; then
    : >>"$folder/leads"
    : >"$folder/packages"
    : >"$folder/seen"
    while IFS= read -r chosen; do real "$chosen/etc"; done <"$folder/chosen" >"$folder/todo"
    configuration_only <"$folder/leads" >>"$folder/todo"
    round=0
    while [ -s "$folder/todo" ]; do
      round=$((round + 1))
      [ "$round" -le 24 ] && [ "$(wc -l <"$folder/nodes")" -lt 50000 ] || {
        error too-large
        break
      }
      sort -u "$folder/todo" | comm -23 - "$folder/seen" >"$folder/new"
      sort -u "$folder/seen" "$folder/new" >"$folder/both" && mv "$folder/both" "$folder/seen"
      walk <"$folder/new" >"$folder/found"
      cat "$folder/found" >>"$folder/nodes"
      leads "$folder/found" | configuration_only >"$folder/todo"
    done
    sort -u "$folder/packages" >>"$folder/nodes"
  fi
  awk -F '\t' -v longest="$longest" '$1 == "long" || ($1 == "f" && $2 > longest) { print "long\t" $4 }' "$folder/nodes" |
    sort -u
  echo archive
  awk -F '\t' -v longest="$longest" '$1 ~ /^[ld]$/ || ($1 == "f" && $2 <= longest) { print $4 }' "$folder/nodes" |
    sort -u >"$folder/list"
  tar --create --no-recursion --absolute-names --verbatim-files-from --no-unquote --files-from="$folder/list" \
    --file=- 2>/dev/null | gzip -c
}

main "$@" </dev/null
