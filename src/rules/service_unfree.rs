//! `service/unfree`: a service that is not free software, and nobody has accepted that.

use super::{Facts, Rule, service_insecure};
use crate::finding::{Code, Findings, Severity};

/// Its code and its check.
pub const RULE: Rule = Rule { code: &CODE, check };

static CODE: Code = Code {
    name: "service/unfree",
    severity: Severity::Error,
    summary: "a service is not free software, and no caretaker has accepted that",
    explanation: "\
Free software may be used, read, changed and passed on by everybody. Some programs of the catalog may not: their licence
forbids one of these. Many collectives have promised their members to run free software only (it is in the charter of
CHATONS, for one), so coloc asks before it installs anything else, as NixOS does.

    [services.jeu]
    type = \"game\"                            # of your own catalog/
    settings = { accept-unfree = true }        # after talking it over

Way out: read the reason in the finding. Then either add the setting that it names, or take another service: `coloc
catalog` lists what there is.
",
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    findings.extend(service_insecure::not_accepted(
        facts,
        &CODE,
        "unfree",
        "is not free software",
    ));
}
