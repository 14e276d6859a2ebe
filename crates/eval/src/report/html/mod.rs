//! The page: one HTML file with its style, plots and pictures inside, made to be read and printed.
//!
//! No script, no outside address, and a content policy that would refuse both.

mod blocks;
mod front;
mod picture;
mod table;
mod value;
mod writer;

use super::escape::{css_string, escape};
use super::files::page_mark;
use super::model::Document;
use super::terms;
use writer::Writer;

/// Typography, spacing, print.
const STYLE: &str = include_str!("style.css");
/// Nothing is loaded and nothing runs; styles and pictures are part of the page.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

/// The page of a report of that kind.
pub(super) fn page(document: &Document, kind: &str) -> String {
    let title = escape(&document.title);
    let mark = page_mark(kind);
    let running = css_string(&document.title);
    let body = body(document);
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n{mark}\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n<title>{title}</title>\n\
         <style>\n{STYLE}@page {{ @bottom-left {{ content: {running} }} }}\n</style>\n</head>\n\
         <body>\n{body}</body>\n</html>\n"
    )
}

fn body(document: &Document) -> String {
    let mut sections = Writer::new();
    let mut front = Writer::new();
    // Footnotes and tables are numbered in reading order, and the front is read first.
    front::head(&mut front, document);
    sections.continue_from(&front);
    for (index, section) in document.sections.iter().enumerate() {
        sections.section(index + 1, section);
    }
    let words = front.words().to_owned() + sections.words();
    let terms = terms::used_in(&words);
    front::warnings(&mut front, document, sections.warnings());
    front::contents(&mut front, document, !terms.is_empty());
    sections.terms(&terms);
    format!("{}<main>\n{}</main>\n", front.finish(), sections.finish())
}

#[cfg(test)]
mod tests;
