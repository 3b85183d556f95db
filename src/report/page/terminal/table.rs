//! Rows and columns.

use anstyle::Style;

use super::{GAP, MOST_ASIDE, MOST_TEXT, Terminal, shown};
use crate::report::page::{Table, Tone};
use crate::visible;
use crate::words::Text;

impl Terminal<'_> {
    /// Side by side where there is room for it; else a row is its first cell, and what the others say below.
    pub(super) fn table(&mut self, table: &Table) {
        if table.rows.is_empty() {
            return;
        }
        let indent = self.indent();
        let titles: Vec<String> = table
            .columns
            .iter()
            .map(|title| shown(title, MOST_ASIDE).to_uppercase())
            .collect();
        let rows: Vec<Vec<String>> = table
            .rows
            .iter()
            .map(|row| {
                row.cells
                    .iter()
                    .map(|cell| shown(cell, MOST_TEXT))
                    .collect()
            })
            .collect();
        let widths: Vec<usize> = (0..titles.len())
            .map(|at| {
                let cells = rows.iter().chain([&titles]).filter_map(|row| row.get(at));
                cells.map(|cell| visible::width(cell)).max().unwrap_or(0)
            })
            .collect();
        let total: usize = widths.iter().map(|width| width + GAP).sum();
        let side_by_side = indent + total.saturating_sub(GAP) <= self.width;
        if side_by_side {
            self.row(indent, &titles, &widths, None);
        }
        for (row, cells) in table.rows.iter().zip(&rows) {
            if side_by_side {
                self.row(indent, cells, &widths, row.tone);
            } else {
                self.stacked(indent, &titles, cells, row.tone);
            }
            self.below(&row.below, indent + 4);
        }
    }

    fn row(
        &mut self,
        indent: usize,
        cells: &[String],
        widths: &[usize],
        tone: Option<(usize, Tone)>,
    ) {
        let mut line = " ".repeat(indent);
        for (at, (cell, width)) in cells.iter().zip(widths).enumerate() {
            let style = tone
                .filter(|(of, _)| *of == at)
                .map_or(Style::new(), |(_, tone)| tone.style());
            line.push_str(&self.paint(cell, style));
            line.push_str(&" ".repeat(width - visible::width(cell) + GAP));
        }
        self.out.push_str(line.trim_end());
        self.out.push('\n');
    }

    fn stacked(
        &mut self,
        indent: usize,
        titles: &[String],
        cells: &[String],
        tone: Option<(usize, Tone)>,
    ) {
        for (at, (title, cell)) in titles.iter().zip(cells).enumerate() {
            let style = tone
                .filter(|(of, _)| *of == at)
                .map_or(Style::new(), |(_, tone)| tone.style());
            if at == 0 {
                self.wrapped(indent, indent + 2, &Text::plain(cell), Style::new().bold());
            } else if !cell.is_empty() && cell != "-" {
                let text = Text::plain(format!("{}: {cell}", title.to_lowercase()));
                self.wrapped(indent + 2, indent + 4, &text, style);
            }
        }
    }
}
