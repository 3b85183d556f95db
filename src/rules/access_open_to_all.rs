//! `access/open-to-all`: a service is meant for some, and everybody can use it.

use super::{Facts, Rule};
use crate::finding::{Code, Finding, Findings, Severity};
use crate::manifest::types::Audience;

/// Its code and its check.
pub const RULE: Rule = Rule { code: &CODE, check };

static CODE: Code = Code {
    name: "access/open-to-all",
    severity: Severity::Warning,
    summary: "a service is meant for some people, and everybody can use it",
    explanation: "\
Some services cannot ask who is there: plain pages, for example, are shown to whoever finds their address. `for` does
not change that, so a page that is meant for one group is read by everybody, search engines included.

    [services.proces-verbaux]
    type = \"static-site\"
    for = [\"bureau\"]             # everybody reads it all the same

Way out: if everybody may read it, write `for = \"public\"`. If not, take a service with accounts, such as a folder of
Nextcloud that is shared with a group.
",
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for (name, service) in &facts.collective.services {
        if !service.entry.open || service.audience.value == Audience::Public {
            continue;
        }
        let title = &service.entry.title;
        let meant = match &service.audience.value {
            Audience::Groups(_) => "some groups",
            Audience::Members | Audience::Public => "members",
        };
        findings.push(
            Finding::new(&CODE, format!("`{name}` is meant for {meant}, and everybody can use it."))
                .at(service.type_span, format!("{title}: open to all, whoever they are"))
                .help("Write `for = \"public\"` if that is all right; if not, take a service with accounts."),
        );
    }
}
