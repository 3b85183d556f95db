//! `service/needs`: a service without the mail server or the line that it works badly without.

use std::collections::BTreeMap;

use super::{Facts, Rule};
use crate::catalog::Wanted;
use crate::catalog::facts::Role;
use crate::collective::{Collective, Service};
use crate::finding::{Code, Finding, Findings, Severity};
use crate::manifest::types::{Language, Name, Rate, SiteKind};
use crate::source::Spanned;

/// Its code and its check.
pub const RULE: Rule = Rule { code: &CODE, check };

static CODE: Code = Code {
    name: "service/needs",
    severity: Severity::Warning,
    summary: "a service lacks something that it works badly without: a mail server, a fast line",
    explanation: "\
Some services start without it, and disappoint people then. Where members must confirm their address, nobody comes in
while the server cannot send mail. Videos that leave a house through a slow line stop every few seconds for all who
watch, and slow down the whole house. The catalog says what a type of service wants besides its machine.

    [services.videos]
    type = \"peertube\"           # wants a line that sends 10 Mbit/s
    machine = \"citron\"
    [sites.lyon]
    upload = \"2 Mbit/s\"         # and `citron` is at lyon

For a house or a third place, an `upload` that is not written down counts as not known, and is asked for. Lines of data
centres are fast enough unless you write otherwise.

Way out: add the setting that the finding names; for a line, put the service where the line is faster, or measure
what yours sends and write it down. The warning stops nothing.
",
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let collective = facts.collective;
    for (name, service) in &collective.services {
        for need in &service.entry.needs {
            let why = need.why.text(Language::En).trim_end_matches('.');
            match &need.what {
                Wanted::Mail(key) => {
                    if !service.asks(Some(key)) {
                        findings.push(mail(collective, name, service, key, why));
                    }
                }
                Wanted::Upload(rate) => {
                    findings.extend(upload(collective, (name, service), *rate, why));
                }
            }
        }
    }
}

fn mail(collective: &Collective, name: &Name, service: &Service, key: &str, why: &str) -> Finding {
    let own = collective.services.iter().find_map(|(name, service)| {
        let domain = service.domain.as_ref()?;
        let sends = service.entry.provides.contains(&Role::Mail);
        sends.then(|| format!(" Your own is `{name}`, at {}.", domain.value))
    });
    let (own, entry) = (own.unwrap_or_default(), &service.entry);
    let message = format!("`{name}` can send no mail, and {} wants to.", entry.title);
    Finding::new(&CODE, message)
        .at(service.type_span, format!("no `settings.{key}`"))
        .help(format!(
            "{why}.\nAdd `settings.{key}`: the mail server that takes its mail.{own} `coloc catalog {}` describes the \
             settings that go with it.",
            entry.name
        ))
}

/// One finding for each site whose line is too slow, or not known.
fn upload(
    collective: &Collective,
    (name, service): (&Name, &Service),
    rate: u64,
    why: &str,
) -> Vec<Finding> {
    let mut sites: BTreeMap<&Name, &Spanned<Name>> = BTreeMap::new();
    for on in &service.machines {
        if let Some(machine) = collective.machines.get(&on.value) {
            sites.entry(&machine.site).or_insert(on);
        }
    }
    let (wanted, title) = (Rate(rate), &service.entry.title);
    let finding = |(at, on): (&Name, &Spanned<Name>)| {
        let site = collective.sites.get(at)?;
        let fast = matches!(*site.kind, SiteKind::Datacenter | SiteKind::Cloud);
        let (message, label, mend) = match site.upload {
            Some(upload) if *upload >= wanted => return None,
            Some(upload) => (
                format!(
                    "`{name}` is at `{at}`, whose line sends {upload}; {title} wants {wanted}."
                ),
                format!("its line sends {upload}"),
                format!(
                    "If it sends more than what is written, mend `upload` under `[sites.{at}]`."
                ),
            ),
            None if fast => return None,
            None => (
                format!(
                    "{title} wants a line that sends {wanted}, and nobody has written down what that of `{at}` sends."
                ),
                "no `upload`".to_owned(),
                format!(
                    "Measure what it sends, and write it under `[sites.{at}]`, as in `upload = \"20 Mbit/s\"`."
                ),
            ),
        };
        let help = format!("{why}.\n{mend} Or let `{name}` run where the line is faster.");
        let finding = Finding::new(&CODE, message).at(on.span, format!("`{name}` runs here"));
        Some(finding.at(site.span, label).help(help))
    };
    sites.into_iter().filter_map(finding).collect()
}
