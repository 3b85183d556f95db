status-machine = machine
status-state = état
status-generation = génération
status-made = faite le (UTC)
status-commit = commit
status-below = cause, et que faire
standing = { $standing ->
    [in-step] à jour
    [needs-reboot] à redémarrer
    [behind] en retard
    [ahead] en avance
    [not-active] pas encore active
    [rolled-back] revenue en arrière
    [diverged] autre branche
    [failing] quelque chose a échoué
    [edited-by-hand] modifiée à la main
    [unknown] inconnue
   *[unreachable] injoignable
}

cause-unreachable = elle n'a pas pu être interrogée : { $why }
cause-unreachable-do = Est-elle allumée, et `ssh` l'atteint-il d'ici ? La personne qui en a la clé peut aller voir
cause-unknown = ce qui y tourne n'est pas connu : { $why }
cause-unknown-do = À regarder à la main
cause-uncommitted = elle en est au commit { $commit }, le plus récent ; ce qui a changé ici depuis n'est dans aucun commit
cause-uncommitted-do = `coloc diff { $machine }` dit ce qui diffère. Faire un commit, puis déployer
cause-behind = elle en est au commit { $commit } ; { $count ->
    [one] { $count } commit l'a changée
   *[other] { $count } commits l'ont changée
} depuis
cause-behind-do = `coloc diff { $machine }` dit ce qui diffère ; pour la déployer : `nixos-rebuild switch --flake .#{ $machine }`
cause-ahead = elle en est au commit { $commit }, plus récent que les vôtres
cause-ahead-do = À intégrer avant de déployer quoi que ce soit : `git pull`
cause-elsewhere = elle en est au commit { $commit } d'une autre branche
cause-elsewhere-do = Demander qui l'a déployé. Fusionner d'abord cette branche, sinon ce qu'elle a apporté sera défait
cause-nowhere = ce qu'elle exécute n'est dans aucun commit : quelqu'un a déployé sans faire de commit, ou ce commit n'est pas encore rapatrié
cause-nowhere-do = `git fetch --all`, et demander qui a déployé. `coloc diff { $machine }` dit ce qui diffère
cause-unplaced = elle exécute autre chose que ce que dit le manifeste ; son commit n'est pas connu : { $why }
cause-unplaced-do = `coloc diff { $machine }` dit ce qui diffère
cause-not-in-manifest-do = La mettre hors service, ou rétablir sa table
cause-misplaced = elle exécute le système de `{ $other }`
cause-misplaced-do = `machines.{ $machine }.deploy-host` est-il juste ? Sinon la déployer à nouveau
cause-not-ours = ce qui y tourne n'a pas été fait par coloc
cause-not-ours-do = La déployer une fois d'ici, et coloc la connaîtra ensuite
cause-rolled-back = quelqu'un est revenu à la génération { $to } ; la plus récente est { $newest }
cause-rolled-back-do = Demander pourquoi. `coloc history { $machine }` dit ce que { $newest } a apporté
cause-tried = ce qui tourne n'est qu'un essai : le prochain démarrage ramène la génération { $next }
cause-tried-do = Le conserver avec `nixos-rebuild switch`, ou redémarrer la machine
cause-not-active = la génération { $active } est active, et le prochain démarrage amène la { $next }
cause-not-active-do = L'activer avec `nixos-rebuild switch`, ou redémarrer la machine
cause-replaced = modifié à la main : { $files }
cause-replaced-do = Mettre dans le manifeste ce qui est nécessaire ; le prochain déploiement peut défaire le reste
cause-units-changed = des unités sont modifiées à côté du manifeste : { $files }
cause-units-changed-do = `systemctl revert UNITÉ` annule cela
cause-strangers = des comptes que le manifeste ne connaît pas : { $accounts }
cause-strangers-do = Demander qui les a créés. `userdel NOM` en retire un ; ses fichiers restent
stranger-root = { $name } (est root)
cause-failed = en échec : { $units }
cause-failed-do = Sur { $machine }, `systemctl status` et `journalctl -u UNITÉ` disent pourquoi
cause-started-with = elle a démarré avec { $parts }
cause-started-with-do = La redémarrer quand personne n'en a besoin
started-with = { $part ->
    [kernel] un autre noyau
    [initrd] une autre première étape du démarrage
    [kernel-modules] d'autres modules du noyau
    [kernel-params] d'autres paramètres du noyau
   *[other] autre chose
}
