//! Long chains, circles, and many ways.

use super::{A, B, Store, differences};

/// A chain of files, each naming the next; the last ones differ or not.
fn chain(length: usize, end: &str) -> Store {
    let mut store = Store::default();
    for (hash, last) in [(A, "end"), (B, end)] {
        for at in 0..length {
            let text = format!("/nix/store/{hash}-link{}", at + 1);
            store = store.text(&format!("{hash}-link{at}"), text);
        }
        store = store.text(&format!("{hash}-link{length}"), last);
        store = store.text(&format!("{hash}-etc/f"), format!("/nix/store/{hash}-link0"));
    }
    store
}

#[test]
fn long_chains_hide_nothing() {
    assert_eq!(differences(&chain(60, "end")), [""; 0]);
    assert_eq!(differences(&chain(60, "other")).len(), 1);
    // What is too deep to follow counts as a difference.
    assert_eq!(differences(&chain(2000, "end")).len(), 1);
}

#[test]
fn circles_end_and_hide_nothing() {
    // a → b → c → a, and c differs; b is compared first through a, then by itself.
    let circle = |end: &str| {
        let mut store = Store::default();
        for (hash, last) in [(A, "x"), (B, end)] {
            for (name, next) in [("a", "b"), ("b", "c"), ("c", "a")] {
                let own = if name == "c" { last } else { "" };
                let text = format!("/nix/store/{hash}-{next} {own}");
                store = store.text(&format!("{hash}-{name}"), text);
            }
            for (file, name) in [("1", "a"), ("2", "b"), ("3", "c")] {
                store = store.text(
                    &format!("{hash}-etc/{file}"),
                    format!("/nix/store/{hash}-{name}"),
                );
            }
        }
        store
    };
    assert_eq!(differences(&circle("x")), [""; 0]);
    assert_eq!(
        differences(&circle("y")),
        ["1 (a, b, c)", "2 (b, c)", "3 (c)"]
    );
    // The one that is left out of the circle: d → a, where only a differs, but b was taken for the same first.
    let mut store = Store::default();
    for (hash, own) in [(A, "x"), (B, "y")] {
        store = store
            .text(
                &format!("{hash}-a"),
                format!("/nix/store/{hash}-b /nix/store/{hash}-e"),
            )
            .text(&format!("{hash}-b"), format!("/nix/store/{hash}-a"))
            .text(&format!("{hash}-e"), own)
            .text(&format!("{hash}-etc/1"), format!("/nix/store/{hash}-a"))
            .text(&format!("{hash}-etc/2"), format!("/nix/store/{hash}-b"));
    }
    assert_eq!(differences(&store), ["1 (a, e)", "2 (b, a, e)"]);
}

#[test]
fn many_ways_to_one_difference_are_one() {
    let mut store = Store::default();
    for (hash, last) in [(A, "x"), (B, "y")] {
        for level in 0..40 {
            for side in ["l", "r"] {
                let next = level + 1;
                let text = format!("/nix/store/{hash}-l{next} /nix/store/{hash}-r{next}");
                store = store.text(&format!("{hash}-{side}{level}"), text);
            }
        }
        for side in ["l", "r"] {
            store = store.text(
                &format!("{hash}-{side}40"),
                format!("/nix/store/{hash}-end"),
            );
        }
        store = store
            .text(&format!("{hash}-end"), last)
            .text(&format!("{hash}-etc/f"), format!("/nix/store/{hash}-l0"));
    }
    assert_eq!(differences(&store).len(), 1);
}
