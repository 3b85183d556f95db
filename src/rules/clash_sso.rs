//! `clash/sso`: two services that both want to be where people sign in.

use super::{Facts, Rule};
use crate::catalog::facts::Role;
use crate::finding::{Code, Finding, Findings, Severity};

/// Its code and its check.
pub const RULE: Rule = Rule { code: &CODE, check };

static CODE: Code = Code {
    name: "clash/sso",
    severity: Severity::Error,
    summary: "two services provide single sign-on, or a service that uses it is called like a member",
    explanation: "\
With single sign-on, members have one account and one password for all services that can take part. One service keeps
these accounts, and coloc registers the others there. With two such services, nobody could tell which of them knows
whom, and a password that was changed in one would still be the old one in the other.

    [services.connexion]
    type = \"kanidm\"
    machine = \"ananas\"
    [services.comptes]
    type = \"kanidm\"             # a second one
    machine = \"citron\"

The service that keeps the accounts knows the others by their names, in the same list. So a service that takes part
cannot be called like a member.

Way out: keep the one in which people have their accounts, and remove the other. Of a service and a member with one
name, give the service another one.
",
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let mut providers = facts
        .collective
        .services
        .iter()
        .filter(|(_, service)| service.entry.provides.contains(&Role::Sso));
    let Some((first, one)) = providers.next() else {
        return;
    };
    for (name, service) in &facts.collective.services {
        let Some(member) = facts
            .collective
            .members
            .get(name)
            .filter(|member| member.is_here() && service.entry.oidc.is_some())
        else {
            continue;
        };
        let message =
            format!("`{name}` is a member and a service, and `{first}` keeps both in one list.");
        findings.push(
            Finding::new(&CODE, message)
                .at(service.span, "this service signs people in there")
                .at(member.span, "this member signs in there")
                .help("Give the service another name."),
        );
    }
    for (name, service) in providers {
        let message = format!("`{first}` and `{name}` both provide single sign-on.");
        findings.push(
            Finding::new(&CODE, message)
                .at(service.type_span, "one too many")
                .at(one.type_span, format!("`{first}` provides it already"))
                .help("Keep the one in which people have their accounts, and remove the other."),
        );
    }
}
