note = Remarque : { $text }.
titled = { $title } : { $text }
diff-hidden = `{ $path }` : ce qui diffère ressemble à un secret, et n'est pas montré
part-too-long = (trop long pour être montré ici)
parts-left-out = { $count ->
    [one] Une partie manque ici : un terminal les montre toutes.
   *[other] { $count } parties manquent ici : un terminal les montre toutes.
}
