# Carried along by coloc, so that the repository builds without fetching it. Do not edit.
#
# PostgreSQL makes no database while its template, which is empty, was sorted by another version of glibc: after an
# upgrade of NixOS the first new service would stop those of all. What sorts template1 is noted anew before.
{ config, lib, ... }:
let
  cfg = config.services.postgresql;
  refresh = ''
    psql --no-psqlrc --port ${toString cfg.settings.port} --dbname postgres --set ON_ERROR_STOP=1 <<'EOF'
      SELECT 'ALTER DATABASE template1 REFRESH COLLATION VERSION'
        FROM pg_database
        WHERE datname = 'template1'
          AND datcollversion <> pg_database_collation_actual_version(oid)
          AND NOT pg_is_in_recovery()
      \gexec
    EOF
  '';
in
{
  # Versions before 15 do not look.
  config.systemd.services = lib.mkIf (cfg.enable && lib.versionAtLeast cfg.package.version "15") (
    if lib.versionAtLeast lib.trivial.release "25.11" then
      { postgresql-setup.preStart = refresh; }
    else
      { postgresql.postStart = lib.mkBefore refresh; }
  );
}
