//! Plots as PNG, drawn by resvg with the fonts of this machine.
//!
//! A missing font never fails a report: another family stands in, and on a machine without any font the
//! pictures have no words (the page has them all the same, its plots are SVG).

use std::sync::Arc;

use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{ExtendedColorType, ImageEncoder};
use resvg::usvg::fontdb::{Database, Family, Query};
use resvg::{render, tiny_skia, usvg};

use super::plot::Drawing;

/// Pixels of the picture for each pixel of the drawing: sharp on paper at half a page's width.
pub(super) const SCALE: u32 = 2;
/// Families to stand in for any other, best first.
const PREFERRED: [&str; 5] = ["Noto Sans", "DejaVu Sans", "Liberation Sans", "Arial", "Helvetica"];

/// The fonts of this machine, read once for all plots of a report.
pub(super) struct Fonts(Arc<Database>);

impl Fonts {
    /// Reads what is installed.
    pub(super) fn of_system() -> Self {
        let mut fonts = Database::new();
        fonts.load_system_fonts();
        Self::from(fonts)
    }

    /// Sets the family that stands in where a named one is missing.
    fn from(mut fonts: Database) -> Self {
        let is_there = |family: &&str| {
            let query = Query { families: &[Family::Name(family)], ..Query::default() };
            fonts.query(&query).is_some()
        };
        let any = || fonts.faces().find_map(|face| face.families.first().map(|f| f.0.clone()));
        let family = PREFERRED.iter().find(|f| is_there(f)).map(|f| (*f).to_owned()).or_else(any);
        match family {
            Some(family) => {
                fonts.set_sans_serif_family(family.clone());
                fonts.set_serif_family(family);
            }
            None => tracing::warn!(
                "no font is installed: PNG plots have no words; install fonts-noto-core or fonts-dejavu-core"
            ),
        }
        Self(Arc::new(fonts))
    }
}

/// Encodes a drawing, [`SCALE`] times as large, on white.
pub(super) fn encode(
    drawing: &Drawing,
    fonts: &Fonts,
) -> Result<Vec<u8>, Box<dyn std::error::Error + Send + Sync>> {
    let options = usvg::Options { fontdb: Arc::clone(&fonts.0), ..usvg::Options::default() };
    let tree = usvg::Tree::from_str(&drawing.svg, &options)?;
    let mut picture = tiny_skia::Pixmap::new(drawing.width * SCALE, drawing.height * SCALE)
        .ok_or("a picture of no size")?;
    picture.fill(tiny_skia::Color::WHITE);
    let scale = tiny_skia::Transform::from_scale(SCALE as f32, SCALE as f32);
    render(&tree, scale, &mut picture.as_mut());
    // Opaque, so that the fourth channel says nothing.
    let colours: Vec<u8> =
        picture.data().chunks_exact(4).flat_map(|p| [p[0], p[1], p[2]]).collect();
    let mut png = Vec::new();
    PngEncoder::new_with_quality(&mut png, CompressionType::Best, FilterType::Adaptive)
        .write_image(&colours, picture.width(), picture.height(), ExtendedColorType::Rgb8)?;
    Ok(png)
}

#[cfg(test)]
mod tests {
    use super::super::plot::{Axis, Form, Plot, Series, draw};
    use super::*;

    fn drawing() -> Drawing {
        let plot = Plot::new("p", "A plot", Axis::linear("x"), Axis::linear("y"))
            .series(Series::line("a", vec![(0.0, 0.0), (1.0, 1.0)]));
        draw(&plot, Form::File)
    }

    /// Decodes and returns the size and the number of dark pixels.
    fn decode(png: &[u8]) -> ((u32, u32), usize) {
        let picture = image::load_from_memory(png).unwrap().to_luma8();
        (picture.dimensions(), picture.pixels().filter(|p| p.0[0] < 100).count())
    }

    #[test]
    fn the_picture_decodes_and_has_the_stated_size() {
        let drawing = drawing();
        let (size, _) = decode(&encode(&drawing, &Fonts::of_system()).unwrap());
        assert_eq!(size, (drawing.width * SCALE, drawing.height * SCALE));
    }

    #[test]
    fn without_any_font_the_picture_is_drawn_all_the_same() {
        let drawing = drawing();
        let (size, dark) = decode(&encode(&drawing, &Fonts::from(Database::new())).unwrap());
        assert_eq!(size.0, 1440);
        let (_, with_words) = decode(&encode(&drawing, &Fonts::of_system()).unwrap());
        assert!(dark > 0 && with_words >= dark);
    }

    #[test]
    fn with_only_another_font_its_words_are_drawn() {
        let mut all = Database::new();
        all.load_system_fonts();
        let mono = all.faces().find(|f| f.monospaced).map(|f| (f.id, f.index));
        let Some((id, _)) = mono else {
            println!("skipped: needs a monospaced font");
            return;
        };
        let mut one = Database::new();
        one.load_font_source(all.face_source(id).unwrap().0);
        let bare = decode(&encode(&drawing(), &Fonts::from(Database::new())).unwrap()).1;
        let words = decode(&encode(&drawing(), &Fonts::from(one)).unwrap()).1;
        assert!(words > bare, "{words} against {bare}");
    }
}
