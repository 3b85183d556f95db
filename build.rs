//! Rebuilds when a service, a core module or a file of messages is added: `include_dir!` alone does not notice new files.

#[allow(clippy::print_stdout, reason = "cargo reads a build script's stdout")]
fn main() {
    println!("cargo:rerun-if-changed=modules");
    println!("cargo:rerun-if-changed=src/words");
}
