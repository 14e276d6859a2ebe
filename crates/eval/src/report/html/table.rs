//! Tables: numbers to the right with their points in line, what a rate rests on in small under it.

use super::super::model::{Row, Table};
use super::super::value::Value;
use super::value::{decimals, is_neutral, is_numeric, show};
use super::writer::Writer;

/// A table of at most so many rows is kept on one page.
const SHORT: usize = 14;
/// A table of at least so many columns is set smaller.
const WIDE: usize = 8;

/// How a column is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Column {
    is_numeric: bool,
    /// Decimals of its most finely measured rate.
    decimals: usize,
}

impl Writer {
    /// A table with its number, caption, note and footnotes.
    pub(super) fn table(&mut self, table: &Table) {
        let n = self.next_table();
        let caption = self.say(&table.caption);
        let short = if table.rows.len() <= SHORT { " short" } else { "" };
        let wide = if table.head.len() >= WIDE { " wide" } else { "" };
        // A caption element may be parted from its rows by a page break; a paragraph can refuse that.
        self.html(format_args!(
            "<figure class=\"table{short}{wide}\">\n<p class=\"caption\" id=\"table-{n}\"><b>Table {n}.</b> \
             {caption}</p>\n<table aria-labelledby=\"table-{n}\">\n"
        ));
        let columns: Vec<Column> = (0..table.head.len()).map(|i| column(table, i)).collect();
        self.raw("<thead><tr>");
        for (heading, column) in table.head.iter().zip(&columns) {
            let heading = self.say(heading);
            self.html(format_args!("<th scope=\"col\"{}>{heading}</th>", class(*column, false)));
        }
        self.raw("</tr></thead>\n<tbody>\n");
        for row in &table.rows {
            self.row(row, &columns);
        }
        if table.rows.is_empty() {
            self.html(format_args!(
                "<tr><td class=\"empty\" colspan=\"{}\">nothing to list</td></tr>\n",
                columns.len().max(1)
            ));
        }
        self.raw("</tbody>\n</table>\n");
        if !table.note.is_empty() {
            let note = self.say(&table.note);
            self.html(format_args!("<figcaption>{note}</figcaption>\n"));
        }
        self.raw("</figure>\n");
    }

    fn row(&mut self, row: &Row, columns: &[Column]) {
        self.raw(if row.is_marked { "<tr class=\"marked\">" } else { "<tr>" });
        let empty = Value::Text(String::new());
        for (i, column) in columns.iter().enumerate() {
            let value = row.cells.get(i).unwrap_or(&empty);
            let shown = show(self, value, column.decimals);
            let class = class(*column, shown.is_missing);
            // The first column names the row.
            let tag = if i == 0 && !column.is_numeric { "th scope=\"row\"" } else { "td" };
            let end = if tag == "td" { "td" } else { "th" };
            let mark = if i == 0 && row.is_marked { "<i class=\"mark\">\u{25b6}</i>" } else { "" };
            let (main, note, small) = (&shown.main, &shown.note, shown.small());
            self.html(format_args!("<{tag}{class}>{mark}{main}{note}{small}</{end}>"));
        }
        self.raw("</tr>\n");
    }
}

fn column(table: &Table, index: usize) -> Column {
    let cells = || table.rows.iter().filter_map(|row| row.cells.get(index));
    let mut telling = cells().filter(|value| !is_neutral(value)).peekable();
    Column {
        is_numeric: telling.peek().is_some() && telling.all(is_numeric),
        decimals: cells().filter_map(decimals).max().unwrap_or(0),
    }
}

fn class(column: Column, is_missing: bool) -> String {
    let mut names = Vec::new();
    names.extend(column.is_numeric.then_some("n"));
    names.extend(is_missing.then_some("missing"));
    if names.is_empty() { String::new() } else { format!(" class=\"{}\"", names.join(" ")) }
}
