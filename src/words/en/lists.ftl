# $all: names with commas between them; $last: one more.
list = { $all } and { $last }
# The end of a list that is too long to be written out.
list-cut = { $all } and { $more } more
