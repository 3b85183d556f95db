## What each generation of a machine changed.

history-generation = Generation { $number }, { $made } (UTC)
history-undated = Generation { $number }
history-mark = { $mark ->
    [active] active
    [started] started
    [next] next
   *[gone] gone
}
history-effects = { $count ->
    [one] 1 file or unit
   *[other] { $count } files and units
}
history-packages = packages: { $counts }
history-both = { $effects }; { $packages }
history-count = { $kind ->
    [added] { $count } new
    [removed] { $count } gone
    [changed] { $count } updated
   *[rebuilt] { $count } rebuilt
}
history-quiet = nothing that can be told
