diff-heading = { $about ->
    [effect] Sur la machine
    [access] Qui peut entrer
    [exposure] Ce qu'on peut atteindre
    [data] Données
    [reboot] Demande un redémarrage
    [restart] Services
   *[cosmetic] Noms
}
diff-state = { $state ->
    [in-step] conforme au manifeste
    [as-far-as] conforme au manifeste, pour ce qui est comparé
    [rewritten] conforme au manifeste, mais ses modules s'écrivent autrement aujourd'hui
    [behind] en retard sur le manifeste
    [ahead] en avance sur le manifeste
    [diverged] différente du manifeste
    [edited-by-hand] modifiée à la main
    [unknown] fait tourner un système que coloc n'a pas produit
    [not-known] on ne sait pas ce qui y tourne
   *[unreachable] injoignable
}
diff-generation = { $state } (génération { $number })
diff-between = de la génération { $old } à la { $new }
diff-see-above = { $state } ; voir plus haut

not-explained = pas expliqué par le manifeste
diff-more-changes = et { $more ->
    [one] { $more } autre
   *[other] { $more } autres
}{ $unexplained ->
    [0] { "" }
    [one] , dont { $unexplained } que le manifeste n'explique pas
   *[other] , dont { $unexplained } que le manifeste n'explique pas
}
diff-modules = Modules générés
diff-more-modules = et { $more ->
    [one] { $more } autre
   *[other] { $more } autres
}
diff-shared = Fichiers que les machines partagent, par rapport au commit { $commit }, le plus récent à avoir ce que { $count ->
    [one] fait tourner
   *[other] font tourner
} { $machines }
diff-shared-same = aucun ne diffère

diff-packages = Paquets ({ $growth ->
    [larger] { $size } de plus
    [smaller] { $size } de moins
   *[same] même taille qu'avant
})
diff-packages-list = { $list ->
    [added] nouveaux : { $packages }
    [removed] disparus : { $packages }
    [changed] autre version : { $packages }
   *[rebuilt] reconstruits, même version : { $packages }
}
diff-roots = à commencer par : { $packages }
no-version = (aucune)
size = { $whole },{ $tenths } { $unit }
diff-units = { $what ->
    [restart] Redémarre : { $units }
    [reload] Relit sa configuration, sans interruption : { $units }
    [start] Démarre : { $units }
    [stop] S'arrête : { $units }
   *[keep] Change, et continue comme avant jusqu'à son redémarrage : { $units }
}
diff-reboot = Demande un redémarrage : { $parts } { $count ->
    [one] change
   *[other] changent
}
at-boot = { $part ->
    [initrd] la première étape du démarrage
    [kernel-modules] les modules du noyau
    [kernel-params] les paramètres du noyau
    [init-interface-version] le système d'init
   *[kernel] le noyau
}
