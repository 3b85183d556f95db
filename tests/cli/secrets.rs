//! `coloc secrets`

use expect_test::{expect, expect_file};

use crate::cli::harness::{Place, SMALL};

const AGE: &str = "age1h2tfptjqhxn4wanmjl8tsrgs02hkdy5t5rfvp2epxp2ezza85acq25svsx";

/// A wiki that two machines share, with a secret that is the same on both, and one of each machine.
const WIKI: &str = "\
name = \"wiki\"
title = \"Wiki\"
module = \"services.wiki\"
memory = \"1 MiB\"
disk = \"1 MB\"
instances = \"one\"
spread = \"replicated\"
sso = \"none\"
systems = [\"x86_64-linux\"]
summary = { en = \"Pages\", fr = \"Des pages\" }

[[secrets]]
name = \"cluster-key\"
make = \"openssl rand -hex 32\"
same = true
what = { en = \"Key that its machines share\", fr = \"Clé que ses machines partagent\" }

[[secrets]]
name = \"admin-password\"
make = \"openssl rand -base64 24\"
owner = \"wiki\"
group = \"wiki\"
mode = \"0440\"
what = { en = \"Password of admin\", fr = \"Mot de passe d'admin\" }
";

fn place(backend: &str, age: bool) -> Place {
    let manifest = SMALL
        .replace(
            "[policy]\n",
            &format!("[policy]\nsecrets = \"{backend}\"\n"),
        )
        .replace(
            "[members.alice]\n",
            &if age {
                format!("[members.alice]\nage-keys = [\"{AGE}\"]\n")
            } else {
                "[members.alice]\n".to_owned()
            },
        );
    let manifest = format!(
        "{manifest}
[machines.reserve]
site = \"maison\"
caretakers = [\"alice\"]

[services.pages]
type = \"wiki\"
machines = [\"reserve\", \"serveur\"]
caretakers = [\"alice\"]
"
    );
    Place::empty()
        .with("coloc.toml", &manifest)
        .with("catalog/wiki/service.toml", WIKI)
        .with("catalog/wiki/README.md", "# Wiki\n")
        .with("catalog/wiki/module.nix.tera", "{ }\n")
}

const HALF: &str = "\
pages:
    cluster-key: ENC[AES256_GCM,data:abc=,iv:x=,tag:y=,type:str]
sops:
    mac: ENC[AES256_GCM,data:abc=,type:str]
";

#[test]
fn a_new_file_of_sops_is_shown_and_a_known_one_gets_commands() {
    let place = place("sops", true).with("secrets/serveur.yaml", HALF);
    place
        .coloc(["secrets"])
        .code(0)
        .stdout_is(expect_file!["secrets/sops.txt"])
        .stderr(expect![""]);
    place
        .coloc(["secrets", "--missing", "serveur", "--format", "markdown"])
        .code(1)
        .stdout_is(expect_file!["secrets/sops.md"])
        .stderr(expect![""]);
    place
        .coloc(["secrets", "--format", "json"])
        .code(0)
        .stdout_is(expect_file!["secrets/sops.json"])
        .stderr(expect![""]);
}

#[test]
fn whatever_is_there_is_not_missing() {
    let whole = HALF.replace("sops:", "    admin-password: ENC[x]\nsops:");
    let place = place("sops", true)
        .with("secrets/serveur.yaml", &whole)
        .with("secrets/reserve.yaml", &whole);
    place
        .coloc(["secrets", "--missing"])
        .code(0)
        .stdout(expect![""])
        .stderr(expect![[r#"
            All secrets are there.
        "#]]);
}

#[test]
fn what_everybody_can_read_is_no_secret() {
    let plain = HALF.replace("sops:", "    admin-password: hunter2\nsops:");
    let place = place("sops", true).with("secrets/serveur.yaml", &plain);
    let run = place.coloc(["secrets", "--missing", "serveur"]).code(1);
    assert!(!run.stdout.contains("hunter2") && !run.stderr.contains("hunter2"));
    run.stderr(expect![[r#"
        Take care: secrets/serveur.yaml holds `pages/admin-password` in plain text: whoever sees the repository reads it. Make a new secret, and put that one there with sops.
    "#]]);
}

#[test]
fn odd_files_are_told_and_nothing_is_guessed() {
    let place = place("sops", false)
        .with("secrets/serveur.yaml", "pages: &all {cluster-key: \"*\"}\n")
        .with("secrets/reserve.yaml", "\u{1b}[31m: x\n");
    place
        .coloc(["secrets", "--missing"])
        .code(1)
        .stdout_is(expect_file!["secrets/odd.txt"])
        .stderr(expect![[r#"
            Take care: secrets/reserve.yaml, line 1, is not as sops writes it (no `key: value`): what it holds is not known.
            Take care: secrets/serveur.yaml, line 1, is not as sops writes it (a value that is more than a text): what it holds is not known.
        "#]]);
}

#[test]
fn age_files_are_there_or_not() {
    let place = place("agenix", true)
        .with(
            "secrets/serveur/pages.cluster-key.age",
            "age-encryption.org/v1\n-> x\n",
        )
        .with("secrets/reserve/pages.cluster-key.age", "hunter2\n");
    let run = place.coloc(["secrets"]).code(0);
    assert!(!run.stdout.contains("hunter2") && !run.stderr.contains("hunter2"));
    run.stdout_is(expect_file!["secrets/agenix.txt"])
        .stderr(expect![[r#"
            Take care: secrets/reserve/pages.cluster-key.age is not encrypted: whoever sees the repository reads it. Remove it, and make a new one with `agenix -e`.
        "#]]);
}

#[test]
fn without_a_backend_they_are_made_on_the_machines() {
    place("none", true)
        .coloc(["secrets", "--missing"])
        .code(0)
        .stdout_is(expect_file!["secrets/none.txt"])
        .stderr(expect![""]);
}

#[test]
fn a_machine_that_is_not_there() {
    place("sops", true)
        .coloc(["secrets", "serveurs"])
        .code(2)
        .stdout(expect![""])
        .stderr(expect![[r#"
            coloc: there is no machine `serveurs` in the manifest. Did you mean `serveur`?
        "#]]);
}
