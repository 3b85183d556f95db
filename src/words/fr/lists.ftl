list = { $all } et { $last }
list-cut = { $all } et { $more ->
    [one] { $more } autre
   *[other] { $more } autres
}
list-or = { $all } ou { $last }
