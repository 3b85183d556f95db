//! git must know new files before Nix sees them.

use std::process::Command;

use camino::Utf8Path;

/// What became of the new files: git must know them before Nix sees them.
pub(super) enum Git {
    /// There is no git here.
    NoRepository,
    /// So many new files.
    Told(usize),
    /// A `.gitignore` hides them.
    Ignored,
    /// git could not be asked; why.
    Failed(String),
}

/// Tells git of new files (`git add --intent-to-add`), so that a flake in this repository sees them.
pub(super) fn tell_git(root: &Utf8Path) -> Git {
    if !root
        .ancestors()
        .any(|folder| folder.join(".git").symlink_metadata().is_ok())
    {
        return Git::NoRepository;
    }
    let paths = ["flake.nix", "coloc.lock", "generated"];
    let git = |arguments: &[&str]| {
        let output = Command::new("git")
            .current_dir(root)
            .args(arguments)
            .args(["--"])
            .args(paths)
            .output();
        match output {
            Ok(output) if output.status.success() => Ok(output.stdout),
            Ok(output) => Err(String::from_utf8_lossy(&output.stderr).trim().to_owned()),
            Err(error) => Err(error.to_string()),
        }
    };
    // 0: at least one of them is ignored; 1: none is.
    if git(&["check-ignore", "--quiet"]).is_ok() {
        return Git::Ignored;
    }
    match git(&["ls-files", "--others", "--exclude-standard", "-z"]) {
        Err(why) => Git::Failed(why),
        Ok(unknown) if unknown.is_empty() => Git::Told(0),
        Ok(unknown) => match git(&["add", "--intent-to-add"]) {
            Ok(_) => Git::Told(
                unknown
                    .split(|byte| *byte == 0)
                    .filter(|path| !path.is_empty())
                    .count(),
            ),
            Err(why) => Git::Failed(why),
        },
    }
}
