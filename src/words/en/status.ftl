## How machines stand.

status-machine = machine
status-state = state
status-generation = generation
status-made = made (UTC)
status-commit = commit
status-below = cause, and what to do
standing = { $standing ->
    [in-step] in step
    [needs-reboot] needs a restart
    [behind] behind
    [ahead] ahead
    [not-active] not active yet
    [rolled-back] rolled back
    [diverged] another branch
    [failing] something failed
    [edited-by-hand] changed by hand
    [unknown] unknown
   *[unreachable] unreachable
}

## What is so, and below each what to do. None has a full stop; what is so begins with a small letter.

cause-unreachable = it could not be asked: { $why }
cause-unreachable-do = Is it on, and does `ssh` reach it from here? Its keeper can look
cause-unknown = what runs there is not known: { $why }
cause-unknown-do = Look at it by hand
cause-uncommitted = it runs commit { $commit }, the newest; what changed here since is not committed
cause-uncommitted-do = `coloc diff { $machine }` says what differs. Commit it, then deploy
cause-behind = it runs commit { $commit }; { $count ->
    [one] 1 commit has
   *[other] { $count } commits have
} changed it since
cause-behind-do = `coloc diff { $machine }` says what differs; deploy it: `nixos-rebuild switch --flake .#{ $machine }`
cause-ahead = it runs commit { $commit }, which is later than yours
cause-ahead-do = Take it in before you deploy anything: `git pull`
cause-elsewhere = it runs commit { $commit } of another branch
cause-elsewhere-do = Ask who deployed it. Merge that branch first, or what it brought is undone
cause-nowhere = it runs what no commit has: somebody deployed without committing, or it is not fetched yet
cause-nowhere-do = `git fetch --all`, and ask who deployed. `coloc diff { $machine }` says what differs
cause-unplaced = it runs something else than the manifest says; its commit is not known: { $why }
cause-unplaced-do = `coloc diff { $machine }` says what differs
cause-not-in-manifest-do = Take it out of service, or bring its table back
cause-misplaced = it runs the system of `{ $other }`
cause-misplaced-do = Is `machines.{ $machine }.deploy-host` right? Else deploy it anew
cause-not-ours = coloc did not make what runs there
cause-not-ours-do = Deploy it once from here, and coloc knows it from then on
cause-rolled-back = somebody went back to generation { $to }; the newest is { $newest }
cause-rolled-back-do = Ask why. `coloc history { $machine }` says what { $newest } brought
cause-tried = what runs was only tried: the next start brings back generation { $next }
cause-tried-do = Keep it with `nixos-rebuild switch`, or start the machine anew
cause-not-active = generation { $active } is active, and the next start brings { $next }
cause-not-active-do = Make it active with `nixos-rebuild switch`, or start the machine anew
cause-replaced = changed by hand: { $files }
cause-replaced-do = Put what is needed into the manifest; the next deployment may undo the rest
cause-units-changed = units are changed beside the manifest: { $files }
cause-units-changed-do = `systemctl revert UNIT` takes that back
cause-strangers = accounts that the manifest does not know: { $accounts }
cause-strangers-do = Ask who made them. `userdel NAME` takes one away; its files stay
stranger-root = { $name } (is root)
cause-failed = failed: { $units }
cause-failed-do = On { $machine }, `systemctl status` and `journalctl -u UNIT` say why
cause-started-with = it was started with { $parts }
cause-started-with-do = Start it anew when nobody needs it
started-with = { $part ->
    [kernel] another kernel
    [initrd] another first stage of the boot
    [kernel-modules] other kernel modules
    [kernel-params] other parameters of the kernel
   *[other] something else
}
