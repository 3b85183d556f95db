//! Questions at a terminal, and why an answer is not taken.

use std::io::{BufRead, Write};

use crate::finding::Finding;
use crate::manifest::codes::BAD_VALUE;
use crate::visible;

/// Asks until an answer is taken. An empty answer is what is offered, if something is. `None`: no more answers.
pub fn ask<T>(
    answers: &mut impl BufRead,
    questions: &mut impl Write,
    prompt: &str,
    offer: Option<&str>,
    mut take: impl FnMut(&str) -> Result<T, String>,
) -> std::io::Result<Option<T>> {
    loop {
        write!(questions, "{prompt} ")?;
        questions.flush()?;
        let mut line = String::new();
        if answers.read_line(&mut line)? == 0 {
            writeln!(questions)?;
            return Ok(None);
        }
        let answer = match (line.trim(), offer) {
            ("", None) => continue,
            ("", Some(offer)) => offer,
            (answer, _) => answer,
        };
        match take(answer) {
            Ok(taken) => return Ok(Some(taken)),
            Err(why) => writeln!(questions, "  {why}")?,
        }
    }
}

/// A finding on one line, as the answer to a question.
pub(super) fn reason(finding: &Finding) -> String {
    let mut reason = finding.message.trim_end_matches('.').to_owned();
    // The key's path is right in a manifest; here, it would name what has no name yet.
    if finding.code == &BAD_VALUE
        && let Some((_, rest)) = reason.split_once("` ")
    {
        reason = format!("this {rest}");
    }
    if let Some(label) = finding
        .labels
        .first()
        .filter(|label| !label.text.is_empty())
    {
        reason = format!("{reason}: {}", label.text);
    }
    if let Some(help) = &finding.help {
        reason = format!("{reason}. {help}");
    }
    visible::line(&reason.replace('\n', " ")).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(typed: &str, offer: Option<&str>) -> std::io::Result<(Option<String>, String)> {
        let mut shown = Vec::new();
        let taken = ask(
            &mut typed.as_bytes(),
            &mut shown,
            "Name:",
            offer,
            |answer| match answer {
                "bad" => Err("not that".to_owned()),
                good => Ok(good.to_owned()),
            },
        )?;
        Ok((taken, String::from_utf8_lossy(&shown).into_owned()))
    }

    #[test]
    fn bad_answers_are_asked_again() -> std::io::Result<()> {
        let (taken, shown) = run("\nbad\n good \n", None)?;
        assert_eq!(taken.as_deref(), Some("good"));
        assert_eq!(shown, "Name: Name:   not that\nName: ");
        Ok(())
    }

    #[test]
    fn an_empty_answer_takes_what_is_offered() -> std::io::Result<()> {
        assert_eq!(run("\n", Some("home"))?.0.as_deref(), Some("home"));
        Ok(())
    }

    #[test]
    fn the_end_of_answers_is_no_answer() -> std::io::Result<()> {
        assert_eq!(run("bad\n", None)?.0, None);
        Ok(())
    }
}
