//! What tells series apart: colour, dash and symbol together, so that neither a printer nor an eye that sees
//! few colours loses one.

use super::canvas::{Canvas, short};

/// After Okabe and Ito's colours for all kinds of colour vision, darkened until text in them has a contrast
/// of at least 4.5 to 1 on white.
const COLOURS: [&str; 6] = ["#0b62a4", "#b84a00", "#00755a", "#8a3d74", "#7a5f00", "#3d4146"];
/// Dash patterns in pixels. Their number has no divisor in common with that of the colours, so that 30
/// series differ.
const DASHES: [&str; 5] = ["", "7 3", "2 2.5", "10 3 2 3", "4.5 2"];

/// How the series at that place looks.
#[derive(Debug, Clone, Copy)]
pub(super) struct Look {
    pub(super) colour: &'static str,
    index: usize,
}

impl Look {
    pub(super) fn of(index: usize) -> Self {
        Self { colour: COLOURS[index % COLOURS.len()], index }
    }

    /// The dash as an attribute, with a leading blank; empty for the first series.
    pub(super) fn dash(self) -> String {
        match DASHES[self.index % DASHES.len()] {
            "" => String::new(),
            dash => format!(r#" stroke-dasharray="{dash}""#),
        }
    }

    /// A symbol of about 8 pixels around that point.
    pub(super) fn symbol(self, canvas: &mut Canvas, (x, y): (f64, f64)) {
        let shape = match self.index % 4 {
            0 => format!(r#"<circle cx="{}" cy="{}" r="4""#, short(x), short(y)),
            1 => format!(
                r#"<rect x="{}" y="{}" width="7.2" height="7.2""#,
                short(x - 3.6),
                short(y - 3.6)
            ),
            2 => format!(r#"<path d="M{} {}l4.6 8h-9.2z""#, short(x), short(y - 5.0)),
            _ => {
                format!(r#"<path d="M{} {}l4.8 4.8l-4.8 4.8l-4.8 -4.8z""#, short(x), short(y - 4.8))
            }
        };
        let colour = self.colour;
        canvas
            .raw(format_args!(r##"{shape} fill="{colour}" stroke="#ffffff" stroke-width="1"/>"##));
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn thirty_series_look_different() {
        let looks: HashSet<_> = (0..30).map(|i| (Look::of(i).colour, Look::of(i).dash())).collect();
        assert_eq!(looks.len(), 30);
    }

    /// Relative luminance after WCAG 2.2.
    fn luminance(colour: &str) -> f64 {
        let channel = |at: usize| {
            let value = f64::from(u8::from_str_radix(&colour[at..at + 2], 16).unwrap()) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
    }

    #[test]
    fn every_colour_can_be_read_on_white() {
        for colour in COLOURS {
            let contrast = 1.05 / (luminance(colour) + 0.05);
            assert!(contrast >= 4.5, "{colour}: {contrast:.2}");
        }
    }
}
