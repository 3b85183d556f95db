//! What must not be seen is not seen, wherever it stands.

use super::*;

/// What must not be seen, and the part of it that would give it away.
const SECRETS: &[(&str, &str)] = &[
    (
        "AGE-SECRET-KEY-1QQPZRY9X8GF2TVDW0S3JN54KHCE6MUA7LQQPZRY9X8GF2TVDW0S3JN54",
        "GF2TVDW0S3JN54",
    ),
    (
        "b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtzc2gtZW",
        "AAAABG5vbmUAAAAEbm9uZQ",
    ),
    (
        "$6$rounds=5000$saltsalt$yKqrTzZ8YyXlP0yJvWmWkq3aTnXyZ1",
        "yKqrTzZ8YyXlP0",
    ),
    (
        "$y$j9T$F5Jx5fExrKuPp53xLKQ..1$X3DX6M94c7o.9agCG9G317fhZg9SqC",
        "X3DX6M94c7o",
    ),
    (
        "$2b$12$EixZaYVK1fsbw1ZfbX3OXePaWxn96p36WQoeG6Lruj3vjPGga31lW",
        "EixZaYVK1fsbw1",
    ),
    (
        "$argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHQ$RdescudvJCsgt3ub",
        "RdescudvJCsgt3ub",
    ),
    (
        "ghp_0123456789abcdefghijklmnopqrstuvwxyzAB",
        "456789abcdefghij",
    ),
    (
        "github_pat_11ABCDEFG0123456789_abcdefghijklmnopqrstuvwxyz",
        "9_abcdefghijkl",
    ),
    ("glpat-AbCdEfGhIjKlMnOpQrSt", "EfGhIjKlMnOp"),
    ("AKIAIOSFODNN7EXAMPLE", "IOSFODNN7"),
    ("https://alice:correcthorse@git.example/x", "correcthorse"),
];

const PEM: &str = "-----BEGIN OPENSSH PRIVATE KEY-----\nQyNTUxOQAAACBuS6zeHgFmNll1RieAsjUK\nkNViEZIDSIxdYn2No\n-----END OPENSSH PRIVATE KEY-----";

/// Places in a file, `@` standing for the secret. Some are no TOML: the text is kept from reports all the same.
const PLACES: &[&str] = &[
    "# @\n",
    "[members.alice]\nname = \"@\"\n",
    "[members.alice]\nname = '@'\n",
    "[members.alice]\nname = \"Alice\"\nssh-keys = [\"@\"]\n",
    "[members.alice]\nname = \"Alice\"\nage-keys = [\"a\", \"@ b\"]\n",
    "[members.alice]\nname = \"\"\"\n  @\n\"\"\"\n",
    "[members.alice]\nname = '''\n@'''\n",
    "[members.\"@\"]\nname = \"Alice\"\n",
    "[\"@\"]\n",
    "\"@\" = 1\n",
    "[members.alice]\n\"@\" = \"x\"\n",
    "[machines.ananas]\nsite = \"@\"\nmemory = \"@\"\nmesh-key = \"@\"\nhost-key = \"@\"\n",
    "[machines.ananas]\nmodules = [\"@\"]\n",
    "[machines.ananas]\nnixos.services.x.y = \"@\"\n",
    "[machines.ananas]\nnixos.services.\"@\".y = 1\n",
    "[machines.ananas]\nnixos = { a = [[\"@\"]] }\n",
    "[services.nuage]\ntype = \"@\"\nmachine = \"@\"\nfor = \"@\"\nsettings = { a = \"@\", \"@\" = 1 }\n",
    "[network]\ningress = [\"@\"]\nmesh = \"@\"\n",
    "members = \"@\"\n",
    "x = @\n",
    "x = \"@\n",
    "x = [\"@\"\n",
    "@",
    "= @ =\n",
];

#[test]
fn no_secret_is_ever_shown() -> Outcome {
    let pem_in_one_line = PEM.replace('\n', "\\n");
    let pems = [
        (PEM, "NViEZIDSIxdYn2No"),
        (pem_in_one_line.as_str(), "NTUxOQAAACBuS6zeHgFm"),
    ];
    for (secret, telltale) in SECRETS.iter().copied().chain(pems) {
        assert!(secret.contains(telltale), "{telltale}");
        for (at, place) in PLACES.iter().enumerate() {
            let others = [
                "coloc.lock",
                "catalog/x/service.toml",
                "catalog/x/module.nix.tera",
                "sites/deep/er/x.toml",
            ];
            progress::at(format_args!("{telltale} in place {at}"));
            for path in ["members/x.toml", others[at % others.len()]] {
                let repository = Repository::new(MAIN)?;
                repository.write(path, place.replace('@', secret))?;
                let reading = repository.read()?;
                let shown = dump(&reading)?;
                assert!(
                    !shown.contains(telltale),
                    "{telltale} is shown from {place:?} in {path}:\n{shown}"
                );
                let told = reading
                    .findings
                    .iter()
                    .any(|finding| finding.code.name == "key/private");
                assert!(told, "{telltale} in {place:?} in {path} is not told");
            }
        }
    }
    Ok(())
}

#[test]
fn secrets_are_known_by_the_names_of_their_keys() -> Outcome {
    let keys = [
        "nixos.services.x.password",
        "nixos.services.x.adminPassword",
        "nixos.services.x.admin_password",
        "nixos.services.x.secret",
        "nixos.services.x.client-secret",
        "nixos.services.x.apiKey",
        "nixos.services.x.hashedPassword",
        "nixos.services.x.\"auth-token\"",
        "nixos.networking.wireguard.interfaces.wg0.privateKey",
        "nixos.networking.wireless.networks.home.psk-password",
        "nixos.services.nextcloud.settings.mail_smtppassword",
        "nixos.networking.wireless.networks.home.psk",
        "nixos.services.x.dbpass",
        "nixos.services.x.api-pass",
        "deeper = [{ list = [1], password",
    ];
    for key in keys {
        progress::at(key);
        let close = if key.contains('{') { " }]" } else { "" };
        for value in [
            "\"correct horse\"",
            "'correct horse'",
            "\"\"\"correct horse\"\"\"",
            "'''\ncorrect horse'''",
        ] {
            let repository = Repository::new(&format!(
                "{MAIN}\n[machines.ananas]\n{key} = {value}{close}\n"
            ))?;
            let reading = repository.read()?;
            let shown = dump(&reading)?;
            assert!(
                !shown.contains("correct horse"),
                "{key} = {value} is shown:\n{shown}"
            );
        }
    }
    for told in [
        "password = \"$correct horse\"",
        "password = \"/correct horse\"",
        "environment = [\"DB_PASSWORD=correct horse\"]",
        "token = \"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.correct-horse-battery\"",
    ] {
        let repository = Repository::new(&format!(
            "{MAIN}\n[machines.ananas]\nnixos.services.x.{told}\n"
        ))?;
        let shown = dump(&repository.read()?)?;
        assert!(!shown.contains("correct"), "{told} is shown:\n{shown}");
    }
    for harmless in [
        "passwordFile = \"/run/secrets/x\"",
        "secret = \"/run/secrets/x\"",
        "enablePassword = true",
        "password = \"${config.x}\"",
        "admin_password = \"$__file{/run/secrets/grafana}\"",
        "password = \"optional\"",
        "password-policy = \"long words\"",
        "bypass = \"no thing\"",
        "compass = \"north\"",
        "environment = [\"TZ=Europe/Paris\", \"DB_PASSWORD_FILE=/run/secrets/db\"]",
    ] {
        let repository = Repository::new(&format!(
            "{MAIN}\n[machines.ananas]\nnixos.services.x.{harmless}\n"
        ))?;
        let private = repository
            .findings()?
            .iter()
            .any(|finding| finding.ends_with("key/private"));
        assert!(!private, "{harmless}");
    }
    Ok(())
}
