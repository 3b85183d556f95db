format-refused = `{ $command }` n'existe pas au format { $format }, seulement en { $others }
no-folder = -C { $folder } : ce dossier n'existe pas
no-manifest = aucun coloc.toml dans { $folder } ni dans un dossier au-dessus ; `coloc init` en écrit un

explain-unknown = aucun constat ne s'appelle `{ $name }`. { $near ->
    [none] `coloc explain` en donne la liste
   *[other] Peut-être { $near } ? `coloc explain` en donne la liste
}
column-code = code
column-severity = gravité
column-wrong = ce qui ne va pas

check-fine = Rien à redire : { $members ->
    [one] { $members } membre
   *[other] { $members } membres
}, { $machines ->
    [one] { $machines } machine
   *[other] { $machines } machines
}, { $services ->
    [one] { $services } service
   *[other] { $services } services
}.
check-not-asked = On n'a pas demandé à Nix : corriger ceci d'abord.
check-asking = { $machine } : on demande à Nix
check-asked = { $machine } : { $how ->
    [fine] bien
    [warned] bien, avec des avertissements
    [refused] pas bien
   *[not-asked] Nix n'a pas pu être lancé
}, { $seconds } s ({ $done } sur { $all })
