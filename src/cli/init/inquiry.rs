//! Facts that are given, offered or asked for, each taken only if it is right.

use camino::Utf8Path;

use super::around::Surroundings;
use super::ask::{ask, reason};
use super::facts::{FACTS, Fact};
use super::{Arguments, key};
use crate::cli::{Failure, Output};
use crate::finding::{Finding, Severity};
use crate::manifest::begin::Beginning;
use crate::manifest::codes::PRIVATE;
use crate::pipeline;
use crate::say;
use crate::visible::{self, Long};
use crate::words::Text;

/// A call that needs nothing else.
const EXAMPLE: &str = "  coloc init les-lilas --domain les-lilas.example --contact bonjour@les-lilas.example \\
      --member alice --ssh-key ~/.ssh/id_ed25519.pub";

pub(super) struct Inquiry<'a> {
    pub arguments: &'a Arguments,
    pub directory: &'a Utf8Path,
    pub home: Option<&'a str>,
    pub around: Surroundings,
    pub output: &'a Output,
}

impl Inquiry<'_> {
    /// Takes what flags say, and what is offered otherwise; says all that is wrong and missing.
    pub(super) fn collect(&self) -> Result<Beginning, Failure> {
        let mut beginning = Beginning::default();
        let (mut wrong, mut missing) = (Vec::new(), Vec::new());
        for fact in FACTS {
            let given = (fact.given)(self.arguments);
            let offer = || self.offer(fact, &beginning);
            let Some(text) = given.cloned().or_else(offer) else {
                missing.push(fact.flag);
                continue;
            };
            match self.take(fact, &beginning, &text) {
                Ok(better) => beginning = better,
                Err(why) => wrong.push(self.wrong(fact, why).to_string()),
            }
        }
        if !missing.is_empty() {
            let flags = missing.join(", ");
            let nobody = say!(self.output.words(), "init-nobody", flags = flags);
            wrong.push(format!("{nobody}\n{EXAMPLE}"));
        }
        if wrong.is_empty() {
            return Ok(beginning);
        }
        Err(Failure::Usage(wrong.join("\ncoloc: ")))
    }

    /// Asks for what flags do not say.
    pub(super) fn ask(&self) -> Result<Beginning, Failure> {
        let words = self.output.words();
        let mut beginning = Beginning::default();
        self.output.tell(&say!(words, "init-begin"));
        self.output.note("");
        for fact in FACTS {
            if let Some(text) = (fact.given)(self.arguments) {
                let taken = self.take(fact, &beginning, text);
                beginning = taken.map_err(|why| Failure::Said(self.wrong(fact, why)))?;
                continue;
            }
            let offer = self.offer(fact, &beginning);
            let prompt = say!(
                words,
                "init-prompt",
                question = (fact.question)(words),
                offered = if offer.is_some() { "yes" } else { "no" },
                offer = offer.as_deref().unwrap_or_default()
            );
            let fitting = |text: &Text| {
                let text = visible::text(&text.to_string()).into_owned();
                visible::wrap(&text, self.output.screen.width, Long::Whole)
            };
            let taken = ask(
                &mut std::io::stdin().lock(),
                &mut std::io::stderr().lock(),
                &fitting(&prompt),
                offer.as_deref(),
                |answer| {
                    let taken = self.take(fact, &beginning, answer);
                    taken.map_err(|why| fitting(&why))
                },
            )?;
            beginning = taken.ok_or_else(|| Failure::Said(say!(words, "init-no-answer")))?;
        }
        self.output.note("");
        Ok(beginning)
    }

    fn wrong(&self, fact: &Fact, why: Text) -> Text {
        say!(
            self.output.words(),
            "init-wrong",
            flag = fact.flag,
            why = why
        )
    }

    /// What is offered, if it would be taken.
    fn offer(&self, fact: &Fact, beginning: &Beginning) -> Option<String> {
        let offer = (fact.offer)(beginning, &self.around)?;
        self.take(fact, beginning, &offer).is_ok().then_some(offer)
    }

    /// The facts with one more among them; `Err` says what is wrong with it, as `coloc check` would.
    fn take(&self, fact: &Fact, beginning: &Beginning, text: &str) -> Result<Beginning, Text> {
        let words = || self.output.words();
        let is_key = fact.flag == "--ssh-key";
        let text = if is_key {
            key::resolve(text, self.directory, self.home).map_err(|why| why.said(words()))?
        } else {
            text.trim().to_owned()
        };
        let mut better = beginning.clone();
        *(fact.slot)(&mut better) = text;
        let findings = pipeline::draft(&better.manifest());
        let error = |finding: &&Finding| finding.severity() == Severity::Error;
        if is_key && findings.iter().any(|finding| finding.code == &PRIVATE) {
            return Err(key::Refusal::Private.said(words()));
        }
        match findings.iter().find(error) {
            None => Ok(better),
            Some(finding) => Err(Text::from_markup(&reason(finding))),
        }
    }
}
