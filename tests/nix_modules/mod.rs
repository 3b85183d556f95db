//! Each folder beside this file has a `machine.nix`, and what it imports; `expected.txt` is what is wrong with them.
//! `UPDATE_EXPECT=1 cargo test --test folders nix_modules::` writes it anew. `# release 26.05` in the first line of
//! `machine.nix` asks for another release than that of the built-in list.

use std::fmt::Write as _;
use std::path::Path;

use camino::{Utf8Path, Utf8PathBuf};
use coloc::inspection::codes;
use coloc::options::check::{self, Against, Problem};
use coloc::options::graph::{At, Files};
use coloc::options::index::Index;
use coloc::source::{Sources, Span};

pub fn case(main: &Path) -> datatest_stable::Result<()> {
    let main = Utf8PathBuf::from_path_buf(main.canonicalize()?)
        .map_err(|path| path.display().to_string())?;
    let folder = main.parent().ok_or("a case is a folder")?;
    let text = std::fs::read_to_string(&main)?;
    let release = match text
        .lines()
        .next()
        .and_then(|line| line.strip_prefix("# release "))
    {
        Some(release) => release.replace('.', "").parse()?,
        None => 2411,
    };
    let index = Index::embedded_for(release);
    let roots = || [Utf8PathBuf::from("machine.nix")];
    let mut files = Files::wanting(roots());
    while !files.wanted().is_empty() {
        let wanted = files.wanted();
        files.give(wanted.into_iter().map(|path| look(folder, path)).collect());
    }
    let problems = check::machine(
        &files,
        roots(),
        Against {
            index,
            release,
            meant: &check::Meant::default(),
        },
    );
    let text = render(folder, &problems)?;
    expect_test::expect_file![folder.join("expected.txt").as_std_path()].assert_eq(&text);
    Ok(())
}

fn look(folder: &Utf8Path, path: Utf8PathBuf) -> (Utf8PathBuf, At) {
    let whole = folder.join(&path);
    let at = match std::fs::read_to_string(&whole) {
        Ok(text) => At::Text(text),
        Err(_) if whole.is_dir() => At::Folder,
        Err(_) => At::Nothing,
    };
    (path, at)
}

fn render(folder: &Utf8Path, problems: &[Problem]) -> Result<String, Box<dyn std::error::Error>> {
    let mut text = String::new();
    for problem in problems {
        let code = codes::of(problem.fault);
        writeln!(
            text,
            "{}[{}] {}",
            code.severity.as_str(),
            code.name,
            problem.message
        )?;
        writeln!(text, "  {}", place(folder, &problem.file, &problem.range)?)?;
        for other in &problem.related {
            writeln!(
                text,
                "  {} {}",
                place(folder, &other.file, &other.range)?,
                other.text
            )?;
        }
        writeln!(text, "  help: {}\n", problem.help)?;
    }
    Ok(text)
}

/// `machine.nix:3:5 "enabel"`
fn place(
    folder: &Utf8Path,
    file: &Utf8Path,
    range: &std::ops::Range<usize>,
) -> Result<String, Box<dyn std::error::Error>> {
    let text = std::fs::read_to_string(folder.join(file))?;
    let shown = text
        .get(range.clone())
        .ok_or("a range of whole characters")?
        .to_owned();
    let mut sources = Sources::default();
    let id = sources.add(file, text);
    let (start, _) = sources.positions(Span::new(id, range.start, range.end));
    let shown = shown.lines().next().unwrap_or_default();
    Ok(format!("{file}:{}:{} {shown:?}", start.line, start.column))
}
