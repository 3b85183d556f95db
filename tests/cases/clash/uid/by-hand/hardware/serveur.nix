{ ... }:
{
  users.users.camera = {
    isNormalUser = true;
    uid = 2000;
  };
  users.users.printer.uid = 1500;
}
