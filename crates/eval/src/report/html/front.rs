//! The first page: what was measured, the few figures that matter, what to beware of, where to find the rest.

use super::super::escape::escape;
use super::super::model::{Block, Document};
use super::super::value::Value;
use super::writer::{Warning, Writer};

/// Title, key figures, and what a reader needs to repeat the measurement.
pub(super) fn head(writer: &mut Writer, document: &Document) {
    let title = writer.say(&document.title);
    writer.html(format_args!(
        "<header>\n<p class=\"kicker\">Likeness evaluation report</p>\n<h1>{title}</h1>\n"
    ));
    if !document.subtitle.is_empty() {
        let subtitle = writer.say(&document.subtitle);
        writer.html(format_args!("<p class=\"subtitle\">{subtitle}</p>\n"));
    }
    let mut is_explained = false;
    for block in &document.summary {
        writer.block(block);
        if has_interval(block) && !is_explained {
            writer.raw(
                "<p class=\"key\">In small: the 95 % interval, and the trials that the figure rests on.</p>\n",
            );
            is_explained = true;
        }
    }
    writer.flush_notes();
}

fn has_interval(block: &Block) -> bool {
    match block {
        Block::Figures(figures) => figures
            .iter()
            .any(|f| matches!(&f.value, Value::Share(share) if share.interval.is_some())),
        _ => false,
    }
}

/// Warnings from all sections, each leading to where it is explained; and a word on pictures of persons.
pub(super) fn warnings(writer: &mut Writer, document: &Document, found: &[Warning]) {
    let has_pictures = document
        .summary
        .iter()
        .chain(document.sections.iter().flat_map(|section| &section.blocks))
        .any(|block| matches!(block, Block::Pictures(pictures) if !pictures.is_empty()));
    if !found.is_empty() {
        let count = match found.len() {
            1 => "1 warning".to_owned(),
            n => format!("{n} warnings"),
        };
        writer.html(format_args!(
            "<aside class=\"warning\"><p class=\"sign\"><span>!</span>{count}</p>\n<ol>\n"
        ));
        for warning in found {
            let (anchor, words, n) = (&warning.anchor, escape(&warning.words), warning.section);
            writer.html(format_args!(
                "<li>{words} <a href=\"#{anchor}\">Section\u{a0}{n}</a></li>\n"
            ));
        }
        writer.raw("</ol></aside>\n");
    }
    if has_pictures {
        writer.raw(
            "<p class=\"handle\"><b>Handle with care.</b> This report holds pictures of persons: \
             whoever gets the file gets the pictures.</p>\n",
        );
    }
}

/// Facts and the table of contents.
pub(super) fn contents(writer: &mut Writer, document: &Document, has_terms: bool) {
    if !document.facts.is_empty() {
        writer.raw("<dl class=\"facts\">\n");
        for (name, value) in &document.facts {
            let (name, value) = (writer.say(name), writer.say(value));
            writer.html(format_args!("<div><dt>{name}</dt><dd><bdi>{value}</bdi></dd></div>\n"));
        }
        writer.raw("</dl>\n");
    }
    if !document.sections.is_empty() {
        writer.raw("<nav aria-label=\"Contents\">\n<h2>Contents</h2>\n<ol>\n");
        for (index, section) in document.sections.iter().enumerate() {
            let (n, heading) = (index + 1, escape(&section.heading));
            writer.html(format_args!("<li><a href=\"#section-{n}\">{heading}</a></li>\n"));
        }
        if has_terms {
            writer.raw("<li class=\"plain\"><a href=\"#terms\">Terms</a></li>\n");
        }
        writer.raw("</ol>\n</nav>\n");
    }
    writer.raw("</header>\n");
}
