//! Each folder `tests/cases/AREA/WHAT/[VARIANT/]` is a manifest with something wrong in it; `expected.txt` beside it is
//! what coloc says. `UPDATE_EXPECT=1 cargo test --test folders cases::` writes it anew.

use std::fmt::Write as _;
use std::path::Path;

use camino::{Utf8Path, Utf8PathBuf};
use coloc::finding::Finding;
use coloc::pipeline::{self, Reading};
use coloc::source::Span;

pub const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cases");

pub fn case(main: &Path) -> datatest_stable::Result<()> {
    let main = Utf8PathBuf::from_path_buf(main.canonicalize()?)
        .map_err(|path| path.display().to_string())?;
    let folder = main.parent().ok_or("a case is a folder")?;
    let (mut reading, _) = pipeline::check(folder, coloc::emit::Scope::All)?;
    reading.findings.sort(&reading.sources);
    let text = render(&reading)?;
    expect_test::expect_file![folder.join("expected.txt").as_std_path()].assert_eq(&text);
    let code = code(folder.strip_prefix(Utf8Path::new(ROOT))?);
    if !reading
        .findings
        .iter()
        .any(|finding| finding.code.name == code)
    {
        return Err(format!("{folder} should show {code}").into());
    }
    Ok(())
}

/// `clash/port` of `clash/port/behind-one-box`.
fn code(folder: &Utf8Path) -> String {
    folder
        .components()
        .take(2)
        .map(|part| part.as_str())
        .collect::<Vec<_>>()
        .join("/")
}

fn render(reading: &Reading) -> Result<String, std::fmt::Error> {
    let mut text = String::new();
    for finding in reading.findings.iter() {
        let Finding {
            code,
            message,
            labels,
            help,
            ..
        } = finding;
        writeln!(
            text,
            "{}[{}] {message}",
            finding.severity().as_str(),
            code.name
        )?;
        for label in labels {
            writeln!(text, "  {}", place(reading, label.span, &label.text))?;
        }
        for line in help.iter().flat_map(|help| help.lines()) {
            writeln!(text, "  help: {line}")?;
        }
        writeln!(text)?;
    }
    Ok(text)
}

/// `coloc.toml:3:1-3:10 «caretaker» did you mean …`: the text that is marked makes a wrong column seen.
fn place(reading: &Reading, span: Span, words: &str) -> String {
    let (start, end) = reading.sources.positions(span);
    let visible = |c: char| {
        if c == '\n' {
            "⏎".to_owned()
        } else {
            c.escape_debug().to_string()
        }
    };
    let marked: String = reading
        .sources
        .text(span)
        .chars()
        .map(|c| if c == '"' { c.to_string() } else { visible(c) })
        .collect();
    let marked = match marked.char_indices().nth(40) {
        Some((at, _)) => format!("{}…", &marked[..at]),
        None => marked,
    };
    let path = reading.sources.path(span);
    format!(
        "{path}:{}:{}-{}:{} «{marked}» {words}",
        start.line, start.column, end.line, end.column
    )
}
