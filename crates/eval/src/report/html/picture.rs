//! Pictures inside the page, as data addresses.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use image::ImageFormat;

use super::super::escape::escape;
use super::super::model::Picture;
use super::writer::Writer;

impl Writer {
    /// A grid of pictures with their captions.
    pub(super) fn pictures(&mut self, pictures: &[Picture]) {
        self.raw("<div class=\"pictures\">\n");
        for picture in pictures {
            self.raw("<figure>");
            let caption = self.say(&picture.caption);
            self.html(format_args!("<div class=\"images of-{}\">", picture.images.len().min(2)));
            for image in &picture.images {
                match address(image) {
                    Some(address) => {
                        let alt = escape(&picture.caption);
                        self.html(format_args!("<img src=\"{address}\" alt=\"{alt}\">"));
                    }
                    None => self.raw("<span class=\"no-image\">cannot be shown</span>"),
                }
            }
            self.html(format_args!(
                "</div><figcaption><bdi>{caption}</bdi></figcaption></figure>\n"
            ));
        }
        self.raw("</div>\n");
    }
}

/// The picture as an address; `None` for what is neither JPEG nor PNG.
fn address(image: &[u8]) -> Option<String> {
    let media_type = match image::guess_format(image).ok()? {
        ImageFormat::Jpeg => "image/jpeg",
        ImageFormat::Png => "image/png",
        _ => return None,
    };
    Some(format!("data:{media_type};base64,{}", STANDARD.encode(image)))
}
