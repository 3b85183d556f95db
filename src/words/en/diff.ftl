# What differs on machines: the page around the changes.

# What stands above the changes of one kind.
diff-heading = { $about ->
    [effect] On the machine
    [access] Who can get in
    [exposure] What can be reached
    [data] Data
    [reboot] Needs a reboot
    [restart] Services
   *[cosmetic] Names
}
# How a machine stands.
diff-state = { $state ->
    [in-step] in step
    [as-far-as] as the manifest says, as far as was compared
    [rewritten] in step, but its modules are written differently today
    [behind] behind the manifest
    [ahead] ahead of the manifest
    [diverged] differs from the manifest
    [edited-by-hand] changed by hand
    [unknown] runs a system that coloc did not make
    [not-known] what it runs is not known
   *[unreachable] cannot be reached
}
diff-generation = { $state } (generation { $number })
diff-between = from generation { $old } to { $new }
# Behind the state of a machine of which more is told further up.
diff-see-above = { $state }; see above

# Behind a file or unit.
not-explained = not explained by the manifest
diff-more-changes = { $unexplained ->
    [0] and { $more } more
   *[other] and { $more } more, { $unexplained } of them not explained by the manifest
}
diff-modules = Generated modules
diff-more-modules = and { $more } more
diff-shared = Files that machines share, against commit { $commit }, the newest that has what { $machines } { $count ->
    [one] runs
   *[other] run
}
diff-shared-same = none differs

diff-packages = Packages ({ $growth ->
    [larger] { $size } larger
    [smaller] { $size } smaller
   *[same] as large as before
})
# $packages: names with versions; of those built anew, how many.
diff-packages-list = { $list ->
    [added] new: { $packages }
    [removed] gone: { $packages }
    [changed] other version: { $packages }
   *[rebuilt] built anew at the same version: { $packages }
}
diff-roots = begins with: { $packages }
# In the place of the version of a package that has none.
no-version = (none)
# $whole and $tenths: of a number before and behind the point.
size = { $whole }.{ $tenths } { $unit }
diff-units = { $what ->
    [restart] Restarts: { $units }
    [reload] Reads its configuration again, without a pause: { $units }
    [start] Starts: { $units }
    [stop] Stops: { $units }
   *[keep] Changes, and goes on as it was until it is restarted: { $units }
}
diff-reboot = Needs a reboot: { $parts } { $count ->
    [one] changes
   *[other] change
}
# What only a reboot brings into force.
at-boot = { $part ->
    [initrd] the first stage of the boot
    [kernel-modules] kernel modules
    [kernel-params] parameters of the kernel
    [init-interface-version] the init system
   *[kernel] the kernel
}
