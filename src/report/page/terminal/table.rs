//! Rows and columns.

use anstyle::Style;

use super::{GAP, MOST_ASIDE, MOST_TEXT, Terminal, cell};
use crate::report::page::{Table, Tone};
use crate::say;
use crate::visible::{self, Long};
use crate::words::Text;

/// A column is no narrower when its texts are set on several lines.
const LEAST_COLUMN: usize = 24;

/// What is in one row, as it is drawn.
struct Cells<'t> {
    texts: &'t [String],
    tone: Option<(usize, Tone)>,
    /// So many of them are titles.
    titles: usize,
}

impl Terminal<'_> {
    /// Side by side where there is room for it, texts of the last column on several lines; else a row is its first cell,
    /// and what the others say below.
    pub(super) fn table(&mut self, table: &Table) {
        if table.rows.is_empty() {
            return;
        }
        let indent = self.indent();
        let titles: Vec<String> = table
            .columns
            .iter()
            .map(|title| cell(title, MOST_ASIDE))
            .collect();
        let above: Vec<String> = titles.iter().map(|title| title.to_uppercase()).collect();
        let rows: Vec<Vec<String>> = table
            .rows
            .iter()
            .map(|row| row.cells.iter().map(|text| cell(text, MOST_TEXT)).collect())
            .collect();
        let mut widths: Vec<usize> = (0..titles.len())
            .map(|at| {
                let cells = rows.iter().chain([&above]).filter_map(|row| row.get(at));
                cells.map(|cell| visible::width(cell)).max().unwrap_or(0)
            })
            .collect();
        let last = widths.pop().unwrap_or(0);
        let before: usize = widths.iter().map(|width| width + GAP).sum();
        let room = self.width.saturating_sub(indent + before);
        let side_by_side = room >= last.min(LEAST_COLUMN);
        widths.push(last.min(room));
        if side_by_side {
            let heads = Cells {
                texts: &above,
                tone: None,
                titles: above.len(),
            };
            self.row(indent, &heads, &widths);
        }
        for (row, texts) in table.rows.iter().zip(&rows) {
            let cells = Cells {
                texts,
                tone: row.tone,
                titles: usize::from(!row.below.is_empty()),
            };
            if side_by_side {
                self.row(indent, &cells, &widths);
            } else {
                self.stacked(indent, &titles, &cells);
            }
            self.below(&row.below, indent + 4);
        }
    }

    fn row(&mut self, indent: usize, cells: &Cells<'_>, widths: &[usize]) {
        let mut line = " ".repeat(indent);
        for (at, (cell, width)) in cells.texts.iter().zip(widths).enumerate() {
            let style = cells.style(at);
            let wrapped = visible::wrap(cell, *width, Long::Whole);
            for (number, part) in wrapped.lines().enumerate() {
                if number > 0 {
                    let column =
                        indent + widths[..at].iter().map(|width| width + GAP).sum::<usize>();
                    self.out.push_str(line.trim_end());
                    self.out.push('\n');
                    line = " ".repeat(column);
                }
                line.push_str(&self.paint(part, style));
            }
            let used = wrapped.lines().last().map_or(0, visible::width);
            line.push_str(&" ".repeat(width.saturating_sub(used) + GAP));
        }
        self.out.push_str(line.trim_end());
        self.out.push('\n');
    }

    fn stacked(&mut self, indent: usize, titles: &[String], cells: &Cells<'_>) {
        for (at, (title, cell)) in titles.iter().zip(cells.texts).enumerate() {
            if at == 0 {
                self.wrapped(indent, indent + 2, &Text::plain(cell), Style::new().bold());
            } else if !cell.is_empty() && cell != "-" {
                let text = say!(self.words, "titled", title, text = cell);
                self.wrapped(indent + 2, indent + 4, &text, cells.style(at));
            }
        }
    }
}

impl Cells<'_> {
    fn style(&self, at: usize) -> Style {
        match self.tone {
            Some((of, tone)) if of == at => tone.style(),
            _ if at < self.titles => Style::new().bold(),
            _ => Style::new(),
        }
    }
}
