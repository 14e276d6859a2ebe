//! Pictures of faces out of clips, for tests that have real media beside the repository.

use std::path::{Path, PathBuf};

use image::{Rgb, RgbImage, imageops};
use tempfile::TempDir;

use crate::clip::early_frame;

/// Pictures made for one test, removed with it.
#[derive(Debug)]
pub struct Faces {
    data: PathBuf,
    folder: TempDir,
}

impl Faces {
    /// Faces out of the clips in `data`.
    pub fn of(data: &Path) -> Self {
        Self { data: data.to_owned(), folder: TempDir::new().expect("a temporary folder") }
    }

    /// A file of the media folder.
    pub fn clip(&self, name: &str) -> PathBuf {
        let path = self.data.join(name);
        assert!(path.is_file(), "the media folder lacks {name}");
        path
    }

    /// Where this test may put files.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// A frame of a clip as a picture.
    pub fn still(&self, name: &str) -> PathBuf {
        let to = self.folder.path().join(format!("{}.png", name.replace('/', "-")));
        if !to.exists() {
            early_frame(&self.clip(name), &to);
        }
        to
    }

    /// Two people side by side in one picture, equally large.
    pub fn two_people(&self, left: &str, right: &str) -> PathBuf {
        let open = |name| image::open(self.still(name)).expect("a still").into_rgb8();
        let (a, b) = (open(left), open(right));
        let mut both = RgbImage::from_pixel(
            a.width() + b.width(),
            a.height().max(b.height()),
            Rgb([128, 128, 128]),
        );
        imageops::replace(&mut both, &a, 0, 0);
        imageops::replace(&mut both, &b, i64::from(a.width()), 0);
        let to = self.folder.path().join("two-people.png");
        both.save(&to).expect("a picture");
        to
    }

    /// A plain grey picture.
    pub fn nobody(&self) -> PathBuf {
        let to = self.folder.path().join("nobody.png");
        RgbImage::from_pixel(320, 240, Rgb([128, 128, 128])).save(&to).expect("a picture");
        to
    }
}
