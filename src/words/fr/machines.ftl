no-machine-near = il n'y a pas de machine `{ $name }` dans le manifeste. S'agit-il de `{ $near }` ?
no-machine = il n'y a pas de machine `{ $name }` dans le manifeste. Il y a { $all }.
no-machines-made = Un manifeste avec des erreurs ne fait aucune machine ; il faut d'abord les corriger.
asking-machines = Interrogation { $count ->
    [one] { DE($host) }
   *[other] de { $count } machines
} par ssh…
asking-nix = { $machine } : question à Nix
nix-not-asked = Nix n'a pas été interrogé : corriger d'abord ceci, ou enlever --eval.
not-in-folder = Pas dans { $folder } : { $machines }.
of-machine = { $machine } : { $why }

why-host = `{ $host }` n'est pas un nom d'hôte
why-options = un guillemet de NIX_SSHOPTS n'est pas fermé
why-start = ssh n'a pas pu démarrer : { $why }
why-no-reason = ssh n'en donne pas la raison
why-slow = elle n'a pas répondu en { $seconds ->
    [one] { $seconds } seconde
   *[other] { $seconds } secondes
}
why-other = ce n'est pas une machine NixOS : elle exécute { $system }
why-nonsense = elle répond, mais pas comme une machine NixOS : { $why }
why-too-much = elle en dit trop
why-silent = elle ne dit rien
why-broke-off = elle s'est interrompue
why-no-store-path = `{ $path }` n'est pas un chemin du store
why-no-size = une taille n'est pas un nombre
why-no-name = elle ne dit pas son nom
why-nothing = elle répond, mais n'a pas de système NixOS
why-nothing-but = elle répond, mais n'a pas de système NixOS : { $troubles }
why-no-system = il n'y a pas de système à { $link }
why-no-system-but = il n'y a pas de système à { $link } ; il y a les générations { $there }
why-no-generation = il n'y a pas de génération { $number } ; il y a { $there }
generations-older = { $count ->
    [one] { $count } plus ancienne
   *[other] { $count } plus anciennes
}, { $numbers }
why-collected = la génération { $number } n'existe plus : le ramasse-miettes a emporté { $path }
why-collected-current = ce qu'elle devrait exécuter n'existe plus : le ramasse-miettes a emporté { $path }
why-empty = { $folder } n'a pas de génération : aucun lien nommé `system-N-link` ne s'y trouve
why-no-folder = { $folder } : ce dossier n'existe pas
why-not-in-folder = { $folder } n'a pas de dossier pour elle
why-one-system = { $path } est un seul système, sans générations à choisir
why-snapshot = { $file } : { $why }
why-snapshot-large = il dépasse 128 Mio
why-snapshot-syntax = ce n'est pas un instantané : { $why }
why-snapshot-version = il est de la version { $version } ; ce coloc lit la version 1
why-snapshot-path = il nomme `{ $path }`, qui n'est pas un chemin du store
why-packages-alone = l'instantané n'est pas de coloc et ne contient que des paquets ; on pourra les comparer une fois le nouveau système construit
why-not-asked = { $path } vient de la machine `{ $machine }`, qui n'est pas demandée ou n'est pas dans le manifeste
why-nameless = { $path } ne dit pas de quelle machine il s'agit : il faut nommer la machine
why-several = --between compare deux générations d'une seule machine : il faut la nommer, comme dans `coloc diff --between 11 12 NOM`

trouble-collected = le ramasse-miettes a emporté { $path }
trouble-lacks = il lui manque { $tools }
trouble-not-gnu = ses commandes find, tar, readlink ou stat ne sont pas celles de GNU, qui font partie de NixOS
trouble-no-room = elle n'a plus de place pour des fichiers temporaires
trouble-no-nix-store = elle n'a pas nix-store : ses paquets ne sont pas connus
trouble-no-packages = ses paquets ne sont pas connus : { $why }
trouble-too-large = sa configuration est trop grande : seule une partie a été lue
trouble-cut-off = ses fichiers ne sont arrivés qu'en partie : { $why }

stamp-long = il dépasse 1 Mio
stamp-folder = c'est un dossier
stamp-no-text = ce n'est pas du texte
stamp-version = il est de la version { $version }

closure-unknown = le store n'a pas { $path } : le ramasse-miettes l'a peut-être emporté
closure-database = { $path } ne peut pas être lu : { $why }
closure-start = `{ $command }` n'a pas pu démarrer : { $why }
closure-failed = `{ $command }` a échoué : { $why }
closure-silent = `{ $command }` a échoué, sans en donner la raison
closure-nonsense = `{ $command }` a dit quelque chose que coloc ne comprend pas

misfit = --new { $path } : { $why }
misfit-no-system = ce n'est pas un système : il n'y a pas de dossier `etc`
misfit-not-ours = coloc n'a pas fait ce système
misfit-not-asked = c'est un système { DE($machine) }, qui n'est pas demandée
misfit-second = { $machine } a deux systèmes
