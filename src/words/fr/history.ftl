history-generation = Génération { $number }, { $made } (UTC)
history-undated = Génération { $number }
history-mark = { $mark ->
    [active] active
    [started] au démarrage
    [next] prochaine
   *[gone] disparue
}
history-effects = { $count ->
    [one] { $count } fichier ou unité
   *[other] { $count } fichiers et unités
}
history-packages = paquets : { $counts }
history-both = { $effects } ; { $packages }
history-count = { $kind ->
    [added] { $count } { $count ->
        [one] nouveau
       *[other] nouveaux
    }
    [removed] { $count } { $count ->
        [one] disparu
       *[other] disparus
    }
    [changed] { $count } mis à jour
   *[rebuilt] { $count } { $count ->
        [one] reconstruit
       *[other] reconstruits
    }
}
history-quiet = rien à signaler
