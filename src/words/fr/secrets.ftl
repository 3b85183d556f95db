secret-mesh-key = Clé privée WireGuard : la moitié qui va avec `mesh-key` dans le manifeste
secret-provider = Partagé avec `{ $service }`, où l'on s'identifie : le même là-bas, sous le nom `{ $there }`
secret-client = Partagé avec `{ $service }`, dont les gens s'identifient ici : le même là-bas, sous le nom `{ $there }`
secret-half-of-pair = celle que vous avez faite pour `mesh-key` ; une nouvelle paire demande un nouveau `mesh-key`

secrets-nobody-there = Personne n'a accès à la machine.
secrets-made-by = À créer sur la machine, par { $names }.
secrets-no-caretaker = Personne ne peut les ouvrir : la machine n'a personne qui s'en occupe.
secrets-no-key = Personne ne peut les ouvrir : aucune clé age pour { $others } (`age-keys` d'un membre).
secrets-readers = Lisibles par { $names }.
secrets-some-readers = Lisibles par { $names } ; pas par { $others } : aucune clé age (`age-keys` d'un membre).

secret = `{ $name }` dans `{ $file }`{ $state ->
    [unknown] {" "}; on ne sait pas s'il y est
   *[known] {""}
}

secrets-to-make = Ce qu'il faut créer
secrets-tools = { $where ->
    [machine] Sur la machine elle-même, avec les outils que donne `{ $shell }` ; elle seule sait s'ils y sont. Les propriétaires qu'elle ne connaît pas encore y sont après la première mise en service :
   *[repository] Dans le dépôt, avec les outils que donne `{ $shell }` :
}
secret-step = `{ $name }` pour { $machine } : { $what }{ $typed ->
    [yes] {" "}; à taper ou à coller, puis Ctrl-D
   *[no] {""}
}
secret-same-as = le même que `{ $name }` pour { $machine }
secret-given = rien ne le crée : écrire ce que vous avez reçu
secrets-new-file = `{ $file }` n'existe pas encore : ceci ouvre un éditeur ; y écrire, à la place de ce qu'il montre, ces lignes, avec ce que chaque commande affiche à la place de chaque … ; s'il y a plusieurs lignes, les commencer toutes là où se trouve le …

secrets-take-care = Attention : { $problem }
secrets-leads-out = { $file } est un lien qui mène hors du dépôt.
secrets-no-file = { $file } n'est pas un fichier.
secrets-not-text = { $file } n'est pas du texte : sops écrit du texte.
secrets-odd = { $file }, ligne { $line }, n'est pas ce que sops écrit ({ $what ->
    [no-entry] pas de `clé: valeur`
    [below-nothing] une ligne en retrait sous aucune clé
    [more-than-text] une valeur qui est plus qu'un texte
    [below-value] une clé sous une valeur
   *[twice] une clé pour la seconde fois
}) : on ne sait pas ce qu'il contient.
secrets-not-encrypted = { $file } n'est pas chiffré : qui voit le dépôt le lit. Le retirer, et en faire un nouveau avec `agenix -e`.
secrets-plain = { $file } contient `{ $key }` en clair : qui voit le dépôt le lit. Créer un nouveau secret, et mettre celui-là avec sops.

secrets-all-there = Tous les secrets y sont.
secrets-none = Aucune machine ne lit de secret.
