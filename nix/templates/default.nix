# What `nix flake init -t` offers. tests/templates.rs checks every folder here.
rec {
  collective = {
    path = ./collective;
    description = "A collective of two people, two houses and two services";
    welcomeText = ''
      # A collective for coloc

      Put your own names, domain and keys into `coloc.toml`, then run `coloc check` and
      `coloc generate`. README.md beside it goes on from there.
    '';
  };
  default = collective;
}
