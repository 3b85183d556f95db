//! Rebuilds when a service, a core module or a file of messages is added: `include_dir!` alone does not notice new files.
//! Tells the binary which sources it was built from: what another coloc remembered is not believed.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash as _, Hasher as _};
use std::path::{Path, PathBuf};
use std::{fs, io};

#[allow(clippy::print_stdout, reason = "cargo reads a build script's stdout")]
fn main() -> io::Result<()> {
    // Without a seed: the same for the same sources.
    let mut hasher = DefaultHasher::new();
    for place in ["Cargo.lock", "Cargo.toml", "modules", "src"] {
        println!("cargo:rerun-if-changed={place}");
        add(Path::new(place), &mut hasher)?;
    }
    println!("cargo:rustc-env=COLOC_SOURCES={:016x}", hasher.finish());
    Ok(())
}

fn add(path: &Path, hasher: &mut DefaultHasher) -> io::Result<()> {
    if path.is_dir() {
        let entries = fs::read_dir(path)?.map(|entry| Ok(entry?.path()));
        let mut paths = entries.collect::<io::Result<Vec<PathBuf>>>()?;
        paths.sort();
        return paths.iter().try_for_each(|path| add(path, hasher));
    }
    path.hash(hasher);
    fs::read(path)?.hash(hasher);
    Ok(())
}
