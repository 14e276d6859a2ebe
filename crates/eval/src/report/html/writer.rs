//! The page in the making: its text so far, its counters, its footnotes.

use std::fmt;

use super::super::escape::escape;
use super::super::text::{Run, Text};

/// A warning as it is repeated on the first page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Warning {
    /// Anchor of the warning itself.
    pub(super) anchor: String,
    /// Without its footnotes.
    pub(super) words: String,
    /// Number of its section.
    pub(super) section: usize,
}

/// Collects the page from top to bottom.
#[derive(Debug, Default)]
pub(super) struct Writer {
    out: String,
    /// Everything readable, for finding the terms used.
    words: String,
    notes: Vec<(usize, String)>,
    note_count: usize,
    table_count: usize,
    plot_count: usize,
    warning_count: usize,
    /// Number of the section being written, 0 on the first page.
    pub(super) current_section: usize,
    warnings: Vec<Warning>,
}

impl Writer {
    pub(super) fn new() -> Self {
        Self::default()
    }

    /// Goes on counting where another one stopped.
    pub(super) fn continue_from(&mut self, other: &Self) {
        self.note_count = other.note_count;
        self.table_count = other.table_count;
        self.plot_count = other.plot_count;
        self.warning_count = other.warning_count;
    }

    pub(super) fn finish(self) -> String {
        self.out
    }

    pub(super) fn words(&self) -> &str {
        &self.words
    }

    pub(super) fn warnings(&self) -> &[Warning] {
        &self.warnings
    }

    /// Appends what is HTML already.
    pub(super) fn raw(&mut self, html: &str) {
        self.out.push_str(html);
    }

    /// Appends what is HTML already; foreign text in `args` must be escaped.
    pub(super) fn html(&mut self, args: fmt::Arguments<'_>) {
        // Writing to a string cannot fail.
        let _ = fmt::Write::write_fmt(&mut self.out, args);
    }

    /// Foreign text, escaped and remembered as words of the page.
    pub(super) fn say(&mut self, words: &str) -> String {
        self.words.push_str(words);
        self.words.push('\n');
        escape(words)
    }

    pub(super) fn next_table(&mut self) -> usize {
        self.table_count += 1;
        self.table_count
    }

    pub(super) fn next_plot(&mut self) -> usize {
        self.plot_count += 1;
        self.plot_count
    }

    /// Registers a warning and returns its anchor.
    pub(super) fn add_warning(&mut self, words: String) -> String {
        self.warning_count += 1;
        let anchor = format!("warning-{}", self.warning_count);
        let section = self.current_section;
        self.warnings.push(Warning { anchor: anchor.clone(), words, section });
        anchor
    }

    /// Keeps a footnote for [`Writer::flush_notes`] and returns its reference. The same words in the same
    /// section are the same footnote.
    pub(super) fn add_note(&mut self, words: &str) -> String {
        let words = self.say(words);
        if let Some((n, _)) = self.notes.iter().find(|(_, kept)| *kept == words) {
            return format!("<sup class=\"ref\"><a href=\"#note-{n}\">{n}</a></sup>");
        }
        self.note_count += 1;
        let n = self.note_count;
        self.notes.push((n, words));
        format!("<sup class=\"ref\"><a id=\"ref-{n}\" href=\"#note-{n}\">{n}</a></sup>")
    }

    /// Prints the footnotes kept since the last time.
    pub(super) fn flush_notes(&mut self) {
        let notes = std::mem::take(&mut self.notes);
        if notes.is_empty() {
            return;
        }
        self.raw("<div class=\"notes\">\n");
        for (n, words) in notes {
            self.html(format_args!(
                "<p id=\"note-{n}\"><a class=\"back\" href=\"#ref-{n}\">{n}</a><span>{words}</span></p>\n"
            ));
        }
        self.raw("</div>\n");
    }

    /// Running text as inline HTML; only the plain words are split, into paragraphs, at blank lines.
    pub(super) fn inline(&mut self, text: &Text) -> Vec<String> {
        let mut paragraphs = vec![String::new()];
        for run in text.runs() {
            let html = match run {
                Run::Plain(words) => {
                    for (i, part) in words.replace("\r\n", "\n").split("\n\n").enumerate() {
                        if i > 0 {
                            paragraphs.push(String::new());
                        }
                        let part = self.say(part);
                        paragraphs.last_mut().expect("there is always one").push_str(&part);
                    }
                    continue;
                }
                Run::Strong(words) => format!("<strong>{}</strong>", self.say(words)),
                Run::Code(words) => format!("<code>{}</code>", escape(words)),
                Run::Note(words) => self.add_note(words),
            };
            paragraphs.last_mut().expect("there is always one").push_str(&html);
        }
        paragraphs.retain(|paragraph| !paragraph.trim().is_empty());
        paragraphs
    }
}
