{ ... }:
{
  services.postfix.sslCert = "/var/lib/acme/mail/cert.pem";
}
