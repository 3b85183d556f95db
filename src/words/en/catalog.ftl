# The list. $replaces: names of what people may know.
catalog = The services on offer
catalog-more = `coloc catalog TYPE` shows everything about one of them.
catalog-broken = Something is wrong in this collective's files, and may be missing here: `coloc check` says what.
catalog-unknown = the catalog has no `{ $name }`. { $near ->
    [none] `coloc catalog` lists what there is
   *[other] Did you mean { $near }? `coloc catalog` lists what there is
}
catalog-what = { $title }: { $summary }
catalog-instead = Instead of { $replaces }.
column-type = type
column-memory = memory
column-machines = runs on
column-sign-on = sign-on
column-arm = ARM
column-what = what it is
spread = { $spread ->
    [quorum] an odd number of machines
    [replicated] any number of machines
   *[single-site] one machine
}
sign-on = { $how ->
    [provides] provides it
    [wired] yes
    [by-hand] by hand
   *[none] no
}
on-arm = { $yes ->
    [yes] yes
   *[no] no
}

# One of them: words, and what holds.
fact-instead = instead of
fact-options = NixOS options
fact-needs = needs
fact-needs-these = { $memory } of memory; { $disk } of disk to begin with
fact-machines = runs on
fact-machines-these = { $spread }; { $beside ->
    [many] as many such services on each as it has room for
   *[one] one such service on each
}
fact-systems = processors
system = { $system ->
    [x86_64-linux] Intel and AMD (x86_64-linux)
   *[aarch64-linux] ARM (aarch64-linux)
}
fact-releases = NixOS
fact-since = from { $since } on
fact-removed = no longer from { $removed }
fact-sign-on = single sign-on
sign-on-at-length = { $how ->
    [provides] provides it: the other services sign their people in there
    [wired] OpenID Connect, set up by itself where a service of the collective provides it
    [oidc] OpenID Connect, set up by hand
    [ldap] LDAP, set up by hand
   *[none] no: it keeps accounts of its own, if it has any
}
fact-for-others = for other services
for-others = { $what ->
    [mail] sends their mail
   *[metrics] collects their figures
}
fact-forever = never changes
fact-forever-these = { $keys }: choose well before it runs
fact-cannot = what it cannot
cannot-go-on = go on when its machine is lost: it comes back from a copy
cannot-be-closed = keep strangers out: who finds it can use it, whatever `for` says
fact-domain = domain
fact-domain-this = NAME.{ $domain }, unless `domain` is given

# One of them: parts.
catalog-to-paste = To paste into the manifest
catalog-to-accept = To be accepted
catalog-accept = `settings.{ $setting } = true`: { $kind ->
    [insecure] insecure
    [unfree] unfree
   *[other] { $kind }
}
catalog-needs = Works well only with
catalog-need-mail = `settings.{ $setting }`: a mail server
catalog-need-upload = a line of its site that sends { $rate }
catalog-settings = Settings
catalog-setting = `{ $key }`: { $kind }{ $given ->
    [default] ; default `{ $value }`
    [required] ; must be given
    [example] ; unset, for example `{ $value }`
   *[unset] ; unset
}
setting-kind = { $kind ->
    [bool] true or false
    [int] a whole number
    [size] a size, like "4 GiB"
    [domain] a domain name
    [path-in-repo] a path in the repository
    [list] a list of texts
    [members] a list of names of members
    [enum] { $values }
   *[string] text
}
setting-range = { $range ->
    [both] { $kind } from { $min } to { $max }
    [least] { $kind } from { $min }
    [most] { $kind } to { $max }
   *[any] { $kind }
}
catalog-ports = Ports
catalog-port = `{ $name }`: { $number ->
    [given] a number that coloc gives
   *[fixed] { $number }
}, { $protocol }; { $reach ->
    [public] open to the internet
    [mesh] open to the collective's machines
    [everywhere] on every machine, open to the collective's machines
   *[inside] inside of the machine only
}
catalog-to-back-up = To back up
catalog-files = `{ $path }`: files
catalog-database = `{ $database }`: database
catalog-database-file = `{ $database }`, `{ $path }`: database
catalog-moved = `{ $from }` in the place of `{ $to }`, on machines with a state-version before { $version }
catalog-not-copied = `{ $path }`: not worth copying
catalog-stopped = `{ $unit }`: stopped meanwhile
catalog-before = done by root before copying
catalog-after = done by root in the end, whatever happened
catalog-secrets = Secrets
catalog-secret = `{ $name }`: { $needed ->
    [always] always needed
   *[with] needed with `settings.{ $setting }`
}{ $same ->
    [yes] ; the same on all its machines
   *[no] {""}
}
catalog-secret-sign-on = `{ $name }`: needed where a service provides single sign-on; the same there
catalog-secret-client = `{ $name }`: one for each service that signs its people in here; the same there
catalog-readme = For its caretakers
