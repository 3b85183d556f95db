# `import nixpkgs { inherit system; }`: every attribute that a module asks for is a name.
{ system }:
{
  inherit system;
  stub = true;
}
