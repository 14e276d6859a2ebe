//! Sections and their blocks, and the list of terms at the end.

use super::super::model::{Block, Figure, Section};
use super::super::plot::{Form, Plot, draw};
use super::super::text::Text;
use super::value::show;
use super::writer::Writer;

impl Writer {
    /// A numbered section with its footnotes.
    pub(super) fn section(&mut self, number: usize, section: &Section) {
        let heading = self.say(&section.heading);
        self.html(format_args!(
            "<section id=\"section-{number}\">\n<h2><span class=\"number\">{number}</span>{heading}</h2>\n"
        ));
        self.current_section = number;
        for block in &section.blocks {
            self.block(block);
        }
        self.flush_notes();
        self.raw("</section>\n");
    }

    /// One block.
    pub(super) fn block(&mut self, block: &Block) {
        match block {
            Block::Text(text) => {
                for paragraph in self.inline(text) {
                    self.html(format_args!("<p>{paragraph}</p>\n"));
                }
            }
            Block::Figures(figures) => self.figures(figures),
            Block::Table(table) => self.table(table),
            Block::Plot(plot) => self.plot(plot),
            Block::Pictures(pictures) => self.pictures(pictures),
            Block::Warning(text) => self.warning(text),
        }
    }

    fn figures(&mut self, figures: &[Figure]) {
        self.raw("<dl class=\"figures\">\n");
        for figure in figures {
            let label = self.say(&figure.label);
            let shown = show(self, &figure.value, 0);
            let class = if shown.is_missing { " class=\"missing\"" } else { "" };
            self.html(format_args!(
                "<div><dt>{label}</dt><dd{class}><b>{}{}</b>{}",
                shown.main,
                shown.note,
                shown.small()
            ));
            if !figure.note.is_empty() {
                let note = self.say(&figure.note);
                self.html(format_args!("<span class=\"meaning\">{note}</span>"));
            }
            self.raw("</dd></div>\n");
        }
        self.raw("</dl>\n");
    }

    fn plot(&mut self, plot: &Plot) {
        let n = self.next_plot();
        let title = self.say(&plot.title);
        for axis in [&plot.x, &plot.y] {
            self.say(&axis.label);
        }
        let svg = draw(plot, Form::Page).svg;
        self.html(format_args!(
            "<figure class=\"plot\">\n<p class=\"caption\"><b>Figure {n}.</b> {title}</p>\n{svg}"
        ));
        if !plot.note.is_empty() {
            let note = self.say(&plot.note);
            self.html(format_args!("<figcaption>{note}</figcaption>\n"));
        }
        self.raw("</figure>\n");
    }

    fn warning(&mut self, text: &Text) {
        let paragraphs = self.inline(text);
        let words: Vec<String> = text
            .runs()
            .iter()
            .filter_map(|run| match run {
                super::super::text::Run::Note(_) => None,
                super::super::text::Run::Plain(words)
                | super::super::text::Run::Strong(words)
                | super::super::text::Run::Code(words) => Some(words.clone()),
            })
            .collect();
        let anchor = self.add_warning(words.concat());
        self.html(format_args!("<aside class=\"warning\" id=\"{anchor}\">"));
        self.raw("<p class=\"sign\"><span>!</span>Warning</p>");
        for paragraph in paragraphs {
            self.html(format_args!("<p>{paragraph}</p>"));
        }
        self.raw("</aside>\n");
    }

    /// What the terms in the report mean.
    pub(super) fn terms(&mut self, terms: &[(&str, &str)]) {
        if terms.is_empty() {
            return;
        }
        self.raw("<section id=\"terms\" class=\"terms\">\n<h2>Terms</h2>\n<dl>\n");
        for (term, meaning) in terms {
            let (term, meaning) = (self.say(term), self.say(meaning));
            self.html(format_args!("<div><dt>{term}</dt><dd>{meaning}</dd></div>\n"));
        }
        self.raw("</dl>\n</section>\n");
    }
}
