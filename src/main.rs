//! `coloc`: arguments in, exit code out. Everything else is the library's.

fn main() -> std::process::ExitCode {
    coloc::cli::run(std::env::args_os())
}
