each-machine = chacune d'elles
these-machines = ces machines

change-account = { $what ->
    [new-root] { $member } reçoit un compte sur { $these }, et peut devenir root
    [new] { $member } reçoit un compte sur { $these }
    [gone] { $member } n'a plus accès à { $these }
    [root] { $member } peut devenir root sur { $these }
   *[no-root] { $member } ne peut plus devenir root sur { $these }, et garde un compte
}
change-key = { $action ->
    [added] { $member } a accès à { $these } avec une clé de plus, { $to }
    [removed] { $member } n'a plus accès à { $these } avec la clé { $from }
   *[changed] le commentaire d'une clé { DE($member) } passe de { $from } à { $to }
}
change-expires = { $action ->
    [added] { $member } n'a accès à { $these } que jusqu'au { $to }, ce jour non compris
    [removed] l'accès { DE($member) } à { $these } ne prend plus fin (c'était le { $from })
   *[changed] l'accès { DE($member) } à { $these } prend fin le { $to }, et non le { $from }
}
change-caretaker = { $action ->
    [added] { $member } devient responsable { DE($what) }
   *[removed] { $member } n'est plus responsable { DE($what) }
}
change-open = { $action ->
    [added] le port { $protocol } { $port } { DE($these) } s'ouvre { $whom }
   *[removed] le port { $protocol } { $port } { DE($these) } se ferme { $whom }
}
port-users = { $to ->
    [mesh] aux machines du collectif
    [ingress] aux machines qui transmettent les visites
   *[everybody] à internet
}
change-open-other = { $action ->
    [added] { $port } { DE($these) } s'ouvre
   *[removed] { $port } { DE($these) } se ferme
}
change-serves = { $action ->
    [added] { $each } répond pour { $domain }
   *[removed] { $each } ne répond plus pour { $domain }
}
change-passes = { $action ->
    [added] { $each } transmet les visites de { $domain } à { $to }
    [removed] { $each } ne transmet plus les visites de { $domain } à { $from }
   *[changed] { $each } transmet les visites de { $domain } à { $to }, et non plus à { $from }
}
change-behind = { $action ->
    [added] les visites arrivent à { $these } par { $other }
   *[removed] les visites n'arrivent plus à { $these } par { $other }
}
change-public = { $action ->
    [added] { $each } reçoit du trafic d'internet
   *[removed] { $each } ne reçoit plus de trafic d'internet
}
change-peer = { $action ->
    [added] { $each } parle directement avec { $peer } sur le maillage
    [removed] { $each } ne parle plus directement avec { $peer } sur le maillage
   *[changed] { $each } connaît { $peer } sur le maillage par une autre clé, { $to }, et non plus { $from }
}
change-peer-address = { $each } connaît { $peer } sur le maillage par une autre adresse, { $to }, et non plus { $from }
change-peer-found = { $action ->
    [added] { $each } trouve { $peer } par son nom public
   *[removed] { $each } ne trouve plus { $peer } par un nom public ; à { $peer } d'appeler
}
change-relayed = { $what ->
    [through] { $each } atteint { $peer } sur le maillage par { $relay }
    [cut-off] { $each } ne peut pas atteindre { $peer } sur le maillage : aucune machine publique entre les deux
    [not-through] { $each } n'atteint plus { $peer } sur le maillage par { $relay }
   *[unknown] { $each } ne connaît plus { $peer } sur le maillage
}
change-known = { $action ->
    [added] { $each } connaît { $other } par sa clé d'hôte ssh
    [removed] { $each } ne connaît plus { $other } par sa clé d'hôte ssh
   *[changed] { $each } connaît { $other } par une autre clé d'hôte ssh, { $to }, et non plus { $from }
}
change-known-as = { $each } connaît { $other } pour ssh par { $to }, et non plus par { $from }
usual-name = son nom habituel
change-secrets-backend = { $action ->
    [added] les secrets arrivent à { $these } par { $to }
    [removed] plus aucun secret n'arrive à { $these }
   *[changed] les secrets arrivent à { $these } par { $to }, et non plus par { $from }
}
change-mesh-address = { $action ->
    [added] { $each } entre dans le maillage, à l'adresse { $to }
    [removed] { $each } quitte le maillage (c'était { $from })
   *[changed] { $each } change d'adresse sur le maillage, de { $from } à { $to }
}
change-mesh-key = la clé { DE($these) } sur le maillage passe de { $from } à { $to }
change-relays = { $action ->
    [added] { $each } fait passer le trafic du maillage entre les machines derrière un NAT
   *[removed] { $each } ne fait plus passer le trafic du maillage
}
change-host-key = { $action ->
    [added] on connaît la clé d'hôte ssh { DE($these) } : { $to }
    [removed] on ne connaît plus la clé d'hôte ssh { DE($these) } ; c'était { $from }
   *[changed] la clé d'hôte ssh { DE($these) } passe de { $from } à { $to }
}
change-site = { $each } déménage { DE($from) } à { $to }
change-secret = { $action ->
    [added] { $each } lit un secret de plus, { $secret }
   *[removed] { $each } ne lit plus le secret { $secret }
}
change-module = { $action ->
    [added] le module { $path }, écrit à la main, s'ajoute à { $these }
   *[removed] le module { $path }, écrit à la main, ne fait plus partie { DE($these) }
}
change-service = { $action ->
    [added] { $service } ({ $to }) tourne sur { $these }
    [removed] { $service } ({ $from }) ne tourne plus sur { $these } ; ses données restent sur le disque
   *[changed] { $service } sur { $these } est { $to }, et non plus { $from } ; rien ne convertit les données de l'un pour l'autre
}
change-part = { $action ->
    [added] { $each } fait tourner sa part { DE($service) }
   *[removed] { $each } ne fait plus tourner sa part { DE($service) }
}
change-for = { $service } est pour { $to }, et non plus pour { $from }
users = { $users ->
    [members] tous les membres
   *[public] tout le monde
}
user-groups = { $count ->
    [one] le groupe { $groups }
   *[other] les groupes { $groups }
}
change-backup = { $action ->
    [added] { $other } reçoit des copies { DE($service) } depuis { $these }
   *[removed] { $other } ne reçoit plus de copies { DE($service) } ; ses anciennes copies y restent
}
change-sign-on = { $action ->
    [added] la connexion à { $service } se fait par { $to }
    [removed] la connexion à { $service } ne se fait plus par { $from }
   *[changed] la connexion à { $service } se fait par { $to }, et non plus par { $from }
}
change-client = { $action ->
    [added] { $service } gère la connexion à { $client } : { $to }
    [removed] { $service } ne gère plus la connexion à { $client }
   *[changed] { $service } laisse d'autres personnes entrer dans { $client } : { $to }, et non plus { $from }
}

property = { $property ->
    [collective] le nom du collectif
    [domain] le domaine du collectif
    [keep-logs-days] le nombre de jours pendant lesquels les journaux sont gardés
    [contact] l'adresse à laquelle écrivent les autorités de certification
    [mesh-port] le port UDP du maillage
    [deploy-host] le nom par lequel ssh atteint { $these }
    [nixpkgs] le nixpkgs dont { $count ->
        [one] part
       *[other] partent
    } { $these }
    [release] la version de NixOS { DE($these) }
    [state-version] la version d'origine (state-version) { DE($these) }, qui ne devrait jamais changer,
    [hardware] le matériel { DE($these) }
   *[system] le système { DE($these) }
}
property-uid = l'uid { DE($member) } sur { $these }
property-full-name = le nom { DE($member) }
property-option = l'option { $path } { DE($owner) }
service-domain = le domaine { DE($service) }
service-port = le port `{ $port }` { DE($service) }
service-setting = `{ $setting }` { DE($service) }
service-shows = { $key ->
    [title] le titre
    [language] la langue
    [contact] l'adresse de contact
   *[other] l'entrée { $key }
} que montre { $service }

change-value = { $action ->
    [added] { $what } prend la valeur { $to }
    [removed] { $what } n'a plus de valeur (c'était { $from })
   *[changed] { $what } passe { DE($from) } à { $to }
}
change-value-hidden = { $action ->
    [added] { $what } prend une valeur (non montrée)
    [removed] { $what } n'a plus de valeur (l'ancienne n'est pas montrée)
   *[changed] { $what } change de valeur (non montrée)
}
nothing = rien

part = { $part ->
    [accounts] la liste des comptes et des groupes
    [activation] ce qui est fait à l'activation
    [unit] l'unité { $name }
   *[file] le fichier /etc/{ $name }
}
part-start = le lien qui démarre { $unit } avec { $with }
change-part-of-system = { $what ->
    [added] { $part } apparaît
    [removed] { $part } disparaît
    [may-change] { $part } change peut-être
   *[changed] { $part } change
}
changed-in = dans { $name }
only-a-build-tells = { $what } ; seule une construction dira comment
