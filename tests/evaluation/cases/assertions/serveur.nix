{ ... }:
{
  assertions = [
    {
      assertion = false;
      message = "The service `notes` needs services.nginx.virtualHosts.\"notes.les-lilas.example\".root.";
    }
    {
      assertion = false;
      message = "There is no boot loader.\nSet boot.loader.grub.device.";
    }
  ];
}
