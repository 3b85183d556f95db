note-nothing-follows = rien n'en résulte sur la machine : { $change }
note-no-module-follows = aucun module généré n'en résulte : { $change }
note-module-unexplained = le module généré { $path } est différent, et rien dans le manifeste ne dit pourquoi : une autre version de coloc l'a fait, ou quelqu'un l'a modifié
note-only-a-build-tells = seule une construction dira si ceci change, ou est seulement reconstruit : { $parts }
note-for-good = `{ $key }` { DE($service) } ne peut plus changer une fois en service, et passerait { DE($from) } à { $to } : ce par quoi on le connaît, et ses données, restent à l'ancien nom
note-old-copies = { $at } garde les copies { DE($service) } qui s'y trouvent, et elles vieillissent : supprimez-les une fois les autres complètes
note-moves = { $service } passe { DE($from) } à { $to } : ses données ne suivent pas. Restaurez-y sa copie la plus récente avant qu'on s'en serve
