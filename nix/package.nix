# The program with its completions and man pages; its tests run in the build.
{
  lib,
  stdenv,
  rustPlatform,
  installShellFiles,
  git,
  nix,
  openssh,
}:
let
  inherit (lib) fileset;
  inherit (lib.importTOML ../Cargo.toml) package;
in
rustPlatform.buildRustPackage {
  pname = package.name;
  inherit (package) version;

  # Only what the build and its tests read: an edit of README.md rebuilds nothing.
  src = fileset.toSource {
    root = ../.;
    fileset = fileset.unions [
      ../Cargo.lock
      ../Cargo.toml
      ../build.rs
      ../docs/templates.md
      ../examples
      ../modules
      ../nix/templates
      ../src
      ../tests
    ];
  };
  cargoLock.lockFile = ../Cargo.lock;

  nativeBuildInputs = [ installShellFiles ];

  # Some tests follow Linux's system calls.
  doCheck = stdenv.hostPlatform.isLinux;
  nativeCheckInputs = [
    git
    nix
    openssh
  ];
  # The tests bring stores of their own; they fail, instead of being skipped, if Nix does not run in the build.
  env.COLOC_REQUIRE_NIX = "1";
  # What pages say is for `.ci/run`: they are not here.
  checkFlags = [ "--skip=readme::" ];
  preCheck = "export HOME=$TMPDIR";

  postInstall = lib.optionalString (stdenv.buildPlatform.canExecute stdenv.hostPlatform) ''
    for shell in bash fish zsh; do
      $out/bin/coloc completions $shell > coloc.$shell
      installShellCompletion --cmd coloc --$shell coloc.$shell
    done
    mkdir man
    $out/bin/coloc man man
    installManPage man/*
  '';

  meta = {
    inherit (package) description;
    mainProgram = "coloc";
    license = [
      lib.licenses.mit
      lib.licenses.asl20
    ];
    platforms = lib.platforms.linux ++ lib.platforms.darwin;
  };
}
