catalog = Les services proposés
catalog-more = `coloc catalog TYPE` dit tout sur l'un d'eux.
catalog-broken = Quelque chose ne va pas dans les fichiers de ce collectif, et manque peut-être ici : `coloc check` dit quoi.
catalog-unknown = le catalogue n'a pas de `{ $name }`. { $near ->
    [none] `coloc catalog` en donne la liste
   *[other] Peut-être { $near } ? `coloc catalog` en donne la liste
}
catalog-what = { $title } : { $summary }
catalog-instead = À la place { DE($replaces) }.
column-type = type
column-memory = mémoire
column-machines = tourne sur
column-sign-on = compte unique
column-arm = ARM
column-what = ce que c'est
spread = { $spread ->
    [quorum] un nombre impair de machines
    [replicated] autant de machines qu'on veut
   *[single-site] une machine
}
sign-on = { $how ->
    [provides] le fournit
    [wired] oui
    [by-hand] à la main
   *[none] non
}
on-arm = { $yes ->
    [yes] oui
   *[no] non
}

fact-instead = à la place de
fact-options = options de NixOS
fact-needs = demande
fact-needs-these = { $memory } de mémoire ; { $disk } de disque pour commencer
fact-machines = tourne sur
fact-machines-these = { $spread } ; { $beside ->
    [many] autant de tels services sur chacune qu'elle en peut porter
   *[one] un seul service de ce type sur chacune
}
fact-systems = processeurs
system = { $system ->
    [x86_64-linux] Intel et AMD (x86_64-linux)
   *[aarch64-linux] ARM (aarch64-linux)
}
fact-releases = NixOS
fact-since = à partir de { $since }
fact-removed = plus à partir de { $removed }
fact-sign-on = compte unique
sign-on-at-length = { $how ->
    [provides] le fournit : les autres services y envoient leurs gens s'identifier
    [wired] OpenID Connect, mis en place tout seul là où un service du collectif le fournit
    [oidc] OpenID Connect, à mettre en place à la main
    [ldap] LDAP, à mettre en place à la main
   *[none] non : il a ses propres comptes, s'il en a
}
fact-for-others = pour les autres services
for-others = { $what ->
    [mail] envoie leur courriel
   *[metrics] relève leurs mesures
}
fact-forever = ne change jamais
fact-forever-these = { $keys } : bien choisir avant la mise en service
fact-cannot = ce qu'il ne peut pas
cannot-go-on = continuer quand sa machine est perdue : il revient d'une copie
cannot-be-closed = tenir les inconnus dehors : qui le trouve peut s'en servir, quoi que dise `for`
fact-domain = domaine
fact-domain-this = NAME.{ $domain }, sauf si `domain` est donné

catalog-to-paste = À coller dans le manifeste
catalog-to-accept = À accepter
catalog-accept = `settings.{ $setting } = true` : { $kind ->
    [insecure] peu sûr
    [unfree] non libre
   *[other] { $kind }
}
catalog-needs = Ne marche bien qu'avec
catalog-need-mail = `settings.{ $setting }` : un serveur de courriel
catalog-need-upload = une ligne du site qui envoie { $rate }
catalog-settings = Réglages
catalog-setting = `{ $key }` : { $kind }{ $given ->
    [default] {" "}; par défaut `{ $value }`
    [required] {" "}; à donner
    [example] {" "}; non réglé, par exemple `{ $value }`
   *[unset] {" "}; non réglé
}
setting-kind = { $kind ->
    [bool] true ou false
    [int] un nombre entier
    [size] une taille, comme "4 GiB"
    [domain] un nom de domaine
    [path-in-repo] un chemin dans le dépôt
    [list] une liste de textes
    [members] une liste de noms de membres
    [enum] { $values }
   *[string] du texte
}
setting-range = { $range ->
    [both] { $kind } de { $min } à { $max }
    [least] { $kind } à partir de { $min }
    [most] { $kind } jusqu'à { $max }
   *[any] { $kind }
}
catalog-ports = Ports
catalog-port = `{ $name }` : { $number ->
    [given] un numéro que donne coloc
   *[fixed] { $number }
}, { $protocol } ; { $reach ->
    [public] ouvert sur internet
    [mesh] ouvert aux machines du collectif
    [everywhere] sur chaque machine, ouvert aux machines du collectif
   *[inside] dans la machine seulement
}
catalog-to-back-up = À sauvegarder
catalog-files = `{ $path }` : fichiers
catalog-database = `{ $database }` : base de données
catalog-database-file = `{ $database }`, `{ $path }` : base de données
catalog-moved = `{ $from }` à la place de `{ $to }`, sur les machines dont le state-version est antérieur à { $version }
catalog-not-copied = `{ $path }` : ne vaut pas la copie
catalog-stopped = `{ $unit }` : arrêté pendant ce temps
catalog-before = fait par root avant la copie
catalog-after = fait par root à la fin, quoi qu'il arrive
catalog-secrets = Secrets
catalog-secret = `{ $name }` : { $needed ->
    [always] toujours nécessaire
   *[with] nécessaire avec `settings.{ $setting }`
}{ $same ->
    [yes] {" "}; le même sur toutes ses machines
   *[no] {""}
}
catalog-secret-sign-on = `{ $name }` : nécessaire là où un service fournit le compte unique ; le même là-bas
catalog-secret-client = `{ $name }` : un par service dont les gens s'identifient ici ; le même là-bas
catalog-readme = Pour qui s'en occupe
