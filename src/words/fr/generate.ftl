generate-up-to-date = Tout est à jour : { $unchanged } fichiers.
generate-wrote = { $written ->
    [one] { $written } fichier écrit
   *[other] { $written } fichiers écrits
}, { $removed ->
    [one] { $removed } retiré
   *[other] { $removed } retirés
}, { $unchanged ->
    [one] { $unchanged } laissé tel quel
   *[other] { $unchanged } laissés tels quels
}.
generate-saved = Votre version de { $file } s'appelle maintenant { $copy }.
generate-left-over = N'est pas à coloc, et reste : { $path }.
generate-nothing-written = Rien n'a été écrit.
generate-current = Les { $count } fichiers générés sont ceux du manifeste.
generate-would-change = { $count ->
    [0] Rien ne changerait.
    [one] Un fichier changerait. Rien n'a été écrit.
   *[other] { $count } fichiers changeraient. Rien n'a été écrit.
}
generate-in-the-way = Certains ont été changés à la main, et arrêteraient `coloc generate` : `--check` dit lesquels.
generate-interrupted = Un `coloc generate` a été interrompu ; le prochain le termine.
generate-waiting = Un autre coloc écrit ici ; on l'attend.
generate-numbers-change = d'autres coloc changent sans cesse coloc.lock ; réessayer quand ils auront fini

generate-git-told = { $count ->
    [one] Un nouveau fichier annoncé à git
   *[other] { $count } nouveaux fichiers annoncés à git
} (`git add --intent-to-add`), pour que Nix les voie.
generate-git-ignored = Un .gitignore cache des fichiers générés à git, et donc à Nix : en retirer flake.nix, coloc.lock et generated.
generate-git-failed = Les nouveaux fichiers n'ont pas pu être annoncés à git ({ $why }). Nix les voit après ceci :

generate-data-stays = Les données de `{ $service }` restent sur { $machine } : coloc n'en déplace ni n'en supprime aucune.
generate-new-machine = `{ $machine }` est une nouvelle machine, avec le state-version { $version }. Si c'est une ancienne sous un nouveau nom, écrire le `state-version` qu'elle avait (`git diff coloc.lock`).
generate-new-member = `{ $member }` est un nouveau membre, avec le numéro { $uid }. Les fichiers d'un membre qui avait un autre nom gardent l'ancien numéro.

generate-dns = Enregistrements DNS qui doivent exister (aussi dans generated/DNS.md)
generate-dns-as-before = Les enregistrements DNS qui doivent exister sont les mêmes qu'avant : generated/DNS.md.
generate-dns-address = l'adresse publique du site { $site }
generate-secrets = Secrets qui doivent exister avant la mise en service d'une machine{ $backend ->
    [sops] {" "}(`sops secrets/NAME.yaml` en ouvre)
    [agenix] {" "}(`agenix -e FILE` en fait un)
   *[none] {""}
}
generate-secret = { $backend ->
    [sops] `{ $file }`, clé `{ $name }`
    [agenix] `{ $file }`
   *[none] `{ $file }` sur { $machine }
} : { $what }
generate-secrets-missing = `coloc secrets --missing` dit quels secrets manquent encore, et comment les créer.
generate-deploy = Faire un commit, puis :
generate-and-so-on = et ainsi de suite pour { $machines }.
generate-ingress-first = { $machine } vient en premier : les visites vers les machines cachées passent par elle, et l'autorité qui fait leurs certificats aussi.
generate-hidden = Pas publiques, donc à joindre depuis leur maison ou à travers une machine publique (`ssh -J`) : { $machines }.
