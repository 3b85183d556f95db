# $all: names with commas between them; $last: one more.
list = { $all } and { $last }
# The end of a list that is too long to be written out.
list-cut = { $all } and { $more } more
# $all: names with commas between them; $last: one more; one of all these is meant.
list-or = { $all } or { $last }
