//! A small SVG writer: shapes and text with presentation attributes, no style sheet, no script.

use std::fmt::Write;

use crate::report::escape::escape;

/// A monochrome hierarchy: words, numbers at axes, the axes themselves, the grid behind.
pub(super) const INK: &str = "#1b1d1f";
pub(super) const MUTED: &str = "#55595d";
pub(super) const AXIS: &str = "#8b8f92";
pub(super) const GRID: &str = "#e7e7e2";

/// Where text stands from its anchor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

impl Anchor {
    /// The left edge of text of that width anchored at `x`.
    pub(super) fn left(self, x: f64, width: f64) -> f64 {
        match self {
            Self::Start => x,
            Self::Middle => x - width / 2.0,
            Self::End => x - width,
        }
    }
}

/// An SVG fragment in the making. Coordinates are pixels, y downwards.
#[derive(Debug, Default)]
pub(super) struct Canvas {
    out: String,
}

impl Canvas {
    pub(super) fn finish(self) -> String {
        self.out
    }

    /// Appends what is SVG already; `args` must hold nothing foreign.
    pub(super) fn raw(&mut self, args: std::fmt::Arguments<'_>) {
        // Writing to a string cannot fail.
        let _ = self.out.write_fmt(args);
        self.out.push('\n');
    }

    /// A straight line.
    pub(super) fn line(&mut self, from: (f64, f64), to: (f64, f64), stroke: &str, width: f64) {
        self.raw(format_args!(
            r#"<line x1="{}" y1="{}" x2="{}" y2="{}" stroke="{stroke}" stroke-width="{width}"/>"#,
            short(from.0),
            short(from.1),
            short(to.0),
            short(to.1)
        ));
    }

    /// Text in one colour.
    pub(super) fn text(&mut self, at: (f64, f64), anchor: Anchor, fill: &str, words: &str) {
        self.styled_text(at, anchor, fill, "", words);
    }

    /// Text with a white rim that keeps it readable over lines.
    pub(super) fn rimmed_text(&mut self, at: (f64, f64), anchor: Anchor, fill: &str, words: &str) {
        const RIM: &str =
            r##" stroke="#ffffff" stroke-width="3" stroke-linejoin="round" paint-order="stroke""##;
        self.styled_text(at, anchor, fill, RIM, words);
    }

    /// Text with further attributes, which must hold nothing foreign.
    pub(super) fn styled_text(
        &mut self,
        at: (f64, f64),
        anchor: Anchor,
        fill: &str,
        attributes: &str,
        words: &str,
    ) {
        let anchor = match anchor {
            Anchor::Start => "",
            Anchor::Middle => r#" text-anchor="middle""#,
            Anchor::End => r#" text-anchor="end""#,
        };
        let (x, y) = (short(at.0), short(at.1));
        let words = escape(words);
        self.raw(format_args!(
            r#"<text x="{x}" y="{y}"{anchor} fill="{fill}"{attributes}>{words}</text>"#
        ));
    }
}

/// `M x y L x y …` through the points.
pub(super) fn path(points: impl IntoIterator<Item = (f64, f64)>) -> String {
    let mut out = String::new();
    for (i, (x, y)) in points.into_iter().enumerate() {
        let command = if i == 0 { 'M' } else { 'L' };
        let _ = write!(out, "{command}{} {}", short(x), short(y));
    }
    out
}

/// A coordinate to a tenth of a pixel, without needless zeros.
pub(super) fn short(value: f64) -> String {
    let text = format!("{value:.1}");
    let text = text.strip_suffix(".0").unwrap_or(&text);
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

/// About how wide text is, in pixels, at that font size: for keeping labels apart, whatever font is there.
pub(super) fn width(text: &str, size: f64) -> f64 {
    let ems: f64 = text
        .chars()
        .map(|c| match c {
            'i' | 'j' | 'l' | 'I' | '.' | ',' | ':' | ';' | '|' | '\'' | '!' | '(' | ')' => 0.32,
            'f' | 't' | 'r' | ' ' | '-' => 0.38,
            '\u{202f}' => 0.22,
            'm' | 'w' | 'M' | 'W' | '%' | '@' => 0.9,
            'A'..='Z' => 0.68,
            '\u{1100}'..='\u{11ff}' | '\u{2e80}'..='\u{ffef}' => 1.05,
            _ => 0.585,
        })
        .sum();
    ems * size
}

/// `text`, or as much of it as fits into `room` pixels with an ellipsis.
pub(super) fn shorten(text: &str, size: f64, room: f64) -> String {
    if width(text, size) <= room {
        return text.to_owned();
    }
    let mut kept = String::new();
    for c in text.chars() {
        kept.push(c);
        if width(&kept, size) + size > room {
            kept.pop();
            break;
        }
    }
    format!("{}\u{2026}", kept.trim_end())
}

/// `text` in at most `lines` lines of `room` pixels, the last one shortened.
pub(super) fn wrap(text: &str, size: f64, room: f64, lines: usize) -> Vec<String> {
    let mut out: Vec<String> = vec![String::new()];
    for word in text.split_whitespace() {
        let is_last = out.len() >= lines;
        let line = out.last_mut().expect("there is always a line");
        let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
        if line.is_empty() || is_last || width(&longer, size) <= room {
            *line = longer;
        } else {
            out.push(word.to_owned());
        }
    }
    out.into_iter().map(|line| shorten(&line, size, room)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn coordinates_are_short() {
        assert_eq!(path([(0.04, 1.26), (-0.01, 100.0)]), "M0 1.3L0 100");
    }

    #[test]
    fn text_is_escaped() {
        let mut canvas = Canvas::default();
        canvas.text((1.0, 2.0), Anchor::End, INK, "a<b\u{202e}");
        assert_eq!(
            canvas.finish(),
            "<text x=\"1\" y=\"2\" text-anchor=\"end\" fill=\"#1b1d1f\">a&lt;b[U+202E]</text>\n"
        );
    }

    #[test]
    fn long_names_are_shortened_and_wrapped() {
        assert_eq!(shorten("short", 12.0, 100.0), "short");
        assert!(shorten(&"long ".repeat(20), 12.0, 100.0).ends_with('\u{2026}'));
        assert_eq!(wrap("printed photo", 12.0, 60.0, 2), ["printed", "photo"]);
        assert_eq!(wrap("", 12.0, 60.0, 2), [""]);
        let lines = wrap("one two three four five six", 12.0, 40.0, 2);
        assert_eq!(lines.len(), 2);
        assert!(lines[1].ends_with('\u{2026}'), "{lines:?}");
    }
}
