init-begin = Quelques questions, puis coloc écrit un premier manifeste. Entrée prend ce qui est entre [ ].
init-prompt = { $offered ->
    [yes] { $question } [{ $offer }] :
   *[no] { $question } :
}
init-name = Un nom court pour votre collectif, pour toujours (minuscules, chiffres et -)
init-title = Son nom, comme on le dit
init-domain = Le domaine sous lequel vivent ses machines et ses services
init-contact = Une adresse de courriel pour les certificats et les plaintes
init-language = Langue des pages pour les membres (en ou fr)
init-member = Le premier membre, c'est vous : votre compte sur les machines
init-member-name = Votre nom, comme on le dit
init-ssh-key = Votre clé ssh publique, ou le chemin de son fichier .pub
init-site = Le premier lieu où se trouve une machine : un nom court
init-machine = La première machine : son nom
init-hardware = Ce que c'est (pc, raspberry-pi, vps, dedicated ou vm)
init-system = Son processeur (x86_64-linux : Intel et AMD ; aarch64-linux : ARM)
init-release = Version de NixOS

init-already = { $path } existe déjà, et `coloc init` n'écrase jamais rien ; `coloc check` le lit
init-no-folder = { $folder } n'est pas un dossier
init-wrong = { $flag } : { $why }
init-nobody = il n'y a personne à qui demander, donc il faut donner : { $flags }. Par exemple :
init-no-answer = pas de réponse ; rien n'a été écrit
init-private-key = ceci est une clé privée, qui ne quitte jamais l'ordinateur où elle a été faite. La publique est la ligne du fichier à côté qui finit par `.pub`
init-no-key = ce n'est ni une clé publique (`ssh-ed25519 AAAA…`) ni un fichier qui en contient une : { $why ->
    [not-there] ce fichier n'existe pas
    [not-allowed] vous ne pouvez pas le lire
    [no-file] ce n'est pas un fichier
    [too-large] il est trop grand
    [no-text] ce n'est pas du texte
   *[unreadable] il ne peut pas être lu
}
init-key-empty = le fichier est vide
init-key-lines = le fichier a plus d'une ligne : donner la seule ligne de votre clé

init-wrote = { $path } est écrit. La suite :
init-git = Nix ne voit que ce que git connaît
init-check = dit ce qui ne va pas, et ce qui manque encore
init-generate = écrit flake.nix et les modules NixOS
init-catalog = donne la liste des services à ajouter
init-hardware-module = Avant de construire { $machine }, il lui faut un module pour ses disques et son chargeur de démarrage. Sur { $machine } :
init-hardware-named = Mettre ce que cela affiche dans hardware/{ $machine }.nix, et nommer ce fichier dans coloc.toml :
init-others-do-not-fit = Les fichiers qui étaient déjà là sont lus avec lui, et ne vont pas ensemble : `coloc check` dit pourquoi.
