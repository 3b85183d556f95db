//! `service/insecure`: a service with a known weakness that nobody has accepted.

use super::{Facts, Rule};
use crate::catalog::setting::SettingValue;
use crate::finding::{Code, Finding, Findings, Severity};

/// Its code and its check.
pub const RULE: Rule = Rule { code: &CODE, check };

static CODE: Code = Code {
    name: "service/insecure",
    severity: Severity::Error,
    summary: "a service has a known weakness, and no caretaker has accepted it",
    explanation: "\
Some programs work, and stand on something that NixOS marks as insecure: a library that gets no more repairs, an
encryption that is known to be weak. NixOS refuses to build them until somebody says yes, and so does coloc. Whoever
says yes does so for all who use the service, in a line that all can read.

    [services.salon]
    type = \"jitsi-meet\"
    settings = { accept-insecure = true }      # after reading why

Way out: read the reason in the finding, and talk it over. Then either add the setting that it names, or take another
service: `coloc catalog` lists what there is.
",
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    findings.extend(not_accepted(
        facts,
        &CODE,
        "insecure",
        "is marked as insecure",
    ));
}

/// One finding for each service that asks for a kind of consent which its settings do not give.
pub(super) fn not_accepted(
    facts: &Facts<'_>,
    code: &'static Code,
    kind: &str,
    what: &str,
) -> Vec<Finding> {
    let mut found = Vec::new();
    for (name, service) in &facts.collective.services {
        for accept in service
            .entry
            .accept
            .iter()
            .filter(|accept| accept.kind == kind)
        {
            let value = service.settings.get(&accept.setting);
            if value.is_some_and(|value| value.value == SettingValue::Bool(true)) {
                continue;
            }
            let why = accept.why.en.as_ref().map_or("", |text| &text.value.0);
            let given = value.filter(|_| service.given().any(|key| key == accept.setting));
            let message = format!(
                "`{name}` is {}, which {what}, and nobody has accepted that.",
                service.entry.title
            );
            let finding = Finding::new(code, message);
            let finding = match given {
                Some(value) => finding.at(value.span, "not accepted here"),
                None => finding.at(service.type_span, what),
            };
            let setting = &accept.setting;
            let accept = match (given, service.given().next().is_none()) {
                (Some(_), _) => format!("write `{setting} = true`"),
                (None, true) => {
                    format!("add to `[services.{name}]`: `settings = {{ {setting} = true }}`")
                }
                (None, false) => format!("add to the settings of `{name}`: `{setting} = true`"),
            };
            found.push(finding.help(format!("{why}\nIf you accept that, {accept}.")));
        }
    }
    found
}
