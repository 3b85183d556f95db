{ ... }:
{
  boot.loader.grub.version = 2;
  services.postfix.sslCert = "/var/lib/acme/mail/cert.pem";
}
