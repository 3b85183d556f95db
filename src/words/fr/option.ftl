option-none = nommer une option, comme services.openssh.enable
option-manifest-errors = Le manifeste a des erreurs, on ne sait donc pas quelles machines règlent l'option : `coloc check`.
option-old-list = coloc connaît les options de NixOS 24.11 et 26.05, et celles de votre version en partie : `coloc option import FILE` lui donne les vôtres.
option-unknown = NixOS n'a pas d'option `{ $option }`, que coloc sache.
option-near = presque pareil : `{ $option }`
option-free = C'est un nom de votre choix dans `{ $option }`.
option-renamed = C'est un ancien nom : maintenant, c'est `{ $option }`.
option-removed = Elle n'existe plus : { $why }
option-obsolete = NixOS l'accepte encore, sans aucun effet : { $why }
option-type = type
option-default = par défaut
option-read-only = Elle ne peut qu'être lue : NixOS la calcule.
option-more = et { $count ->
    [one] { $count } autre
   *[other] { $count } autres
}
option-set = réglée par { $machine } : `{ $value }`{ $certain ->
    [no] {" "}(dans certains cas)
   *[yes] {""}
}

option-no-release = le manifeste n'a pas de `nixos.release` : donner `--release`, comme `--release 26.05`
option-too-large = { $path } : plus grand que toute liste d'options
option-waiting = Un autre coloc travaille ici ; on l'attend.
option-imported = { $path } : { $count } options de NixOS { $release }.
option-unknown-types = { $count ->
    [one] Une sorte de valeurs est inconnue
   *[other] { $count } sortes de valeurs sont inconnues
} de coloc : ce qui y est réglé n'est pas vérifié. `--format json` en donne la liste.
