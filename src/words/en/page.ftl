# What people must know besides; $text has no full stop.
note = Note: { $text }.
# A title or a word, and what is said of it.
titled = { $title }: { $text }
# A file whose difference is not shown.
diff-hidden = `{ $path }`: what differs looks like a secret, and is not shown
# In the place of a part of a report that is longer than forges take.
part-too-long = (too long to be shown here)
parts-left-out = { $count ->
    [one] One part is left out here: a terminal shows them all.
   *[other] { $count } parts are left out here: a terminal shows them all.
}
