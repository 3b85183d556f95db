//! `service/forever`: a name was changed that can never change.

use super::{Facts, Rule};
use crate::finding::{Code, Finding, Findings, Severity};
use crate::lock::{PATH, forever};
use crate::manifest::literal;

/// Its code and its check.
pub const RULE: Rule = Rule { code: &CODE, check };

static CODE: Code = Code {
    name: "service/forever",
    severity: Severity::Warning,
    summary: "a name was changed that a service keeps for good",
    explanation: "\
Some services build a name into everything that they keep. A Matrix server called `maisons.example` signs every message
with that name, and every member is `@alice:maisons.example` on all servers of the world. With another name it does not
start on its old data, or starts as a stranger: accounts, rooms and links from elsewhere stay behind.

So `coloc generate` writes such a name into `coloc.lock` when the service is there for the first time, and keeps it:

    [forever.salon]
    server-name = \"maisons.example\"       # what it began with

    [services.salon]
    settings.server-name = \"m.example\"    # what the manifest says now

Way out: write the old name again. It may be a default that changed with something else: with `collective.domain`, or
with the service's own name. Then write it as a setting, so that it stays. If you do begin anew, with empty data, or
have moved the data by hand as the service's own handbook says, delete its line in `coloc.lock` and run
`coloc generate`: the new name is kept from then on.
",
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for (name, service) in &facts.collective.services {
        let Some(kept) = facts.lock.forever.get(name.as_str()) else {
            continue;
        };
        for key in &service.entry.forever {
            let Some(was) = kept.get(key) else { continue };
            let now = forever::value(service, key);
            if now.as_ref().is_some_and(|(now, _)| now == was) {
                continue;
            }
            let (now, span) = now.map_or((None, service.span), |(now, span)| (Some(now), span));
            let is = now.map_or_else(
                || "has none now".to_owned(),
                |now| format!("is now `{now}`"),
            );
            let setting = service.entry.settings.get(key);
            let line = match setting {
                Some(_) => format!("settings.{}", literal::key(key)),
                None => key.clone(),
            };
            let what = setting
                .and_then(|setting| setting.description.en.as_ref())
                .map(|text| format!("{}.\n", text.value.0.trim_end_matches('.')));
            let message = format!(
                "`{key}` of `{name}` was `{was}` when it began, and {is}: {} keeps it for good.",
                service.entry.title
            );
            findings.push(
                Finding::new(&CODE, message)
                    .at(span, format!("`{was}` in {PATH}"))
                    .help(format!(
                        "{}Accounts, addresses and links under the old name do not follow. Write `{line} = {}` for \
                         `{name}`. Only if it begins anew with empty data: delete `{key}` under `[forever.{name}]` \
                         in {PATH}, and run `coloc generate`.",
                        what.unwrap_or_default(),
                        literal::text(was),
                    )),
            );
        }
    }
}
