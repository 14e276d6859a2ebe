//! Bad input: each case is refused with status 2, nothing on standard output and one sentence that names
//! the remedy.

use std::fs::{self, File};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use tests::clip::{self, Clip};
use tests::face::Faces;
use tests::program::temp_file;
use tests::{Likeness, paths, png};

/// A picture of somebody, with the folder for this test's own files.
fn somebody() -> Option<(Faces, PathBuf)> {
    let faces = Faces::of(&paths::faces()?);
    let still = faces.still("talking/grid-s1-01.mpg");
    Some((faces, still))
}

/// Writes a file and checks the refusal as the video.
fn check_video(name: &str, write: impl FnOnce(&Path), says: &[&str]) {
    let Some((faces, still)) = somebody() else { return };
    let video = faces.folder().join(name);
    write(&video);
    Likeness::verify(still, video).run().check_refused(says);
}

/// Writes a file and checks the refusal as the reference. The video is never opened.
fn check_reference(name: &str, write: impl FnOnce(&Path), says: &[&str]) {
    if paths::weights().is_none() {
        return;
    }
    let (_folder, picture) = temp_file(name);
    write(&picture);
    let refused = Likeness::verify(&picture, "unopened.mp4").run();
    refused.check_refused(says);
    // The sentence says which of the inputs it is about.
    refused.check_refused(&[name]);
}

fn bytes(content: &'static [u8]) -> impl FnOnce(&Path) {
    move |path| fs::write(path, content).unwrap()
}

/// A file that begins like something and is two gigabytes of nothing behind it.
fn sparse(start: &'static [u8], length: u64) -> impl FnOnce(&Path) {
    move |path| {
        fs::write(path, start).unwrap();
        File::options().write(true).open(path).unwrap().set_len(length).unwrap();
    }
}

const PNG_START: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\x10\0\0\0\x10\x08\0\0\0\0";
const TWO_GB: u64 = 2_000_000_000;

#[test]
fn a_missing_video() {
    check_video("absent.mp4", |_| (), &["--video", "absent.mp4", "there is no file at this path"]);
}

#[test]
fn an_empty_video() {
    check_video("empty.mp4", bytes(b""), &["the file is empty", "copy or record it again"]);
}

#[test]
fn a_folder_as_video() {
    check_video("folder", |p| fs::create_dir(p).unwrap(), &["is a folder", "give the video file"]);
}

#[test]
fn a_text_file_as_video() {
    let text = b"Dear candidate,\nthank you for the interview.\n";
    check_video("letter.mp4", bytes(text), &["this is not a video", "mp4, mov, webm"]);
}

#[test]
fn two_sparse_gigabytes_as_video() {
    check_video("sparse.mp4", sparse(b"", TWO_GB), &["this is not a video"]);
}

#[test]
fn an_unreadable_video() {
    if rustix::process::geteuid().is_root() {
        tests::skipped("a user whom permissions bind");
        return;
    }
    let write = |path: &Path| {
        fs::write(path, b"video").unwrap();
        fs::set_permissions(path, fs::Permissions::from_mode(0o000)).unwrap();
    };
    check_video("secret.mp4", write, &["cannot be read", "permissions"]);
}

#[test]
fn sound_without_a_picture() {
    let audio = "audiotestsrc num-buffers=40 ! audioconvert ! vorbisenc";
    for (name, muxer) in
        [("sound.ogg", "oggmux"), ("sound.mkv", "matroskamux"), ("sound.webm", "webmmux")]
    {
        check_video(
            name,
            |path| clip::gst(&format!("{audio} ! {muxer} ! {}", clip::sink(path))),
            &["there is no video track", "camera on"],
        );
    }
}

#[test]
fn an_mp4_cut_off_before_its_index() {
    check_video(
        "cut.mp4",
        |path| {
            Clip::default().write(path);
            cut(path, 60);
        },
        &["breaks off or is damaged before its first picture", "again"],
    );
}

/// Leaves so many hundredths of a file.
fn cut(path: &Path, hundredths: u64) {
    let length = fs::metadata(path).unwrap().len() * hundredths / 100;
    File::options().write(true).open(path).unwrap().set_len(length).unwrap();
}

#[test]
fn a_missing_reference() {
    check_reference("absent.jpg", |_| (), &["no such file", "check the path"]);
}

#[test]
fn an_empty_reference() {
    check_reference("empty.jpg", bytes(b""), &["is empty"]);
}

#[test]
fn a_folder_as_reference() {
    check_reference("folder", |p| fs::create_dir(p).unwrap(), &["is a folder", "name a picture"]);
}

#[test]
fn a_text_file_as_picture() {
    // Neither picture nor video: the sentence must not send people looking for a video only.
    check_reference("letter.jpg", bytes(b"Dear candidate,\nthank you.\n"), &["picture", "video"]);
}

#[test]
fn a_cut_off_picture() {
    let write = |path: &Path| {
        let (folder, whole) = temp_file("whole.jpg");
        clip::gst(&format!("videotestsrc num-buffers=1 ! jpegenc ! {}", clip::sink(&whole)));
        fs::copy(&whole, path).unwrap();
        cut(path, 50);
        drop(folder);
    };
    check_reference("cut.jpg", write, &["breaks off before its end"]);
}

#[test]
fn a_picture_that_claims_billions_of_pixels() {
    let write = |path: &Path| fs::write(path, png::claiming(60_000, 60_000)).unwrap();
    check_reference("bomb.png", write, &["60000x60000", "save it smaller"]);
}

#[test]
fn an_animated_picture() {
    let write = |path: &Path| fs::write(path, png::animated()).unwrap();
    check_reference("animated.png", write, &["animated", "still"]);
    check_reference("old.gif", bytes(b"GIF89a\x01\0\x01\0\0\0\0"), &["GIF", "JPEG, PNG or WebP"]);
}

#[test]
fn a_picture_of_more_than_twenty_megabytes() {
    let says = ["larger than 20 MB", "save it smaller"];
    check_reference("large.png", sparse(PNG_START, 20_000_001), &says);
    check_reference("sparse.png", sparse(PNG_START, TWO_GB), &says);
}

#[test]
fn an_id_without_a_face() {
    let Some((faces, _)) = somebody() else { return };
    let video = faces.clip("talking/grid-s1-00.mpg");
    let refused = Likeness::verify(faces.nobody(), &video).run();
    refused.check_refused(&["nobody.png", "face"]);
}

#[test]
fn an_id_with_two_people() {
    let Some((faces, _)) = somebody() else { return };
    let both = faces.two_people("talking/grid-s1-00.mpg", "talking/grid-other-02.mpg");
    let refused = Likeness::verify(both, faces.clip("talking/grid-s1-00.mpg")).run();
    refused.check_refused(&["two-people.png", "2 different faces of similar size", "one person"]);
}

#[test]
fn a_clip_without_a_face_as_reference() {
    let Some((faces, _)) = somebody() else { return };
    let nobody = faces.folder().join("pattern.mp4");
    Clip::default().write(&nobody);
    let refused = Likeness::verify(nobody, faces.clip("talking/grid-s1-00.mpg")).run();
    refused.check_refused(&["pattern.mp4", "no face good enough to compare"]);
}

#[test]
fn an_address_of_an_unknown_scheme() {
    let Some((_faces, still)) = somebody() else { return };
    let refused = Likeness::verify(&still, "gopher://example.org/clip").run();
    refused.check_refused(&["scheme gopher", "rtsp"]);
    Likeness::verify(&still, "http://").run().check_refused(&["not a valid address"]);
    Likeness::verify(&still, "").run().check_refused(&["address is empty"]);
}

#[test]
fn a_server_that_is_not_there() {
    let Some((_faces, still)) = somebody() else { return };
    // Nothing listens on port 1; the address is this machine's, so no network is needed.
    for scheme in ["rtsp", "http"] {
        let refused =
            Likeness::verify(&still, format!("{scheme}://user:secret@127.0.0.1:1/cam")).run();
        refused.check_refused(&["127.0.0.1", "cannot be reached", "check the address"]);
        assert!(!refused.stderr.contains("secret"), "{}", refused.stderr);
    }
}

#[test]
fn a_camera_that_is_not_there() {
    let Some((_faces, still)) = somebody() else { return };
    Likeness::verify(&still, "/dev/video987")
        .run()
        .check_refused(&["no capture device", "plug the camera in"]);
}

#[test]
fn an_unknown_policy_and_a_bad_policy_file() {
    let unknown = Likeness::verify("x.png", "x.mp4").args(["--policy", "lenient"]).run();
    unknown.check_refused(&["no policy `lenient`", "interview, login"]);
    let (_folder, file) = temp_file("mine.toml");
    fs::write(&file, "name = \"mine\"\nversion = 1\nfriendly = true\n").unwrap();
    let bad = Likeness::verify("x.png", "x.mp4").arg("--policy").arg(&file).run();
    // Several lines: the place in the file is shown.
    assert_eq!((bad.status, bad.stdout.as_str()), (Some(2), ""), "{bad:?}");
    for part in ["mine.toml", "line 3", "unknown field `friendly`", "docs/VERDICT.md"] {
        assert!(bad.stderr.contains(part), "{part:?} is missing: {}", bad.stderr);
    }
}

#[test]
fn an_impossible_sampling_rate() {
    let Some((faces, still)) = somebody() else { return };
    let video = faces.clip("talking/grid-s1-00.mpg");
    for rate in ["0", "NaN", "1000"] {
        let refused = Likeness::verify(&still, &video).args(["--sample-fps", rate]).run();
        refused.check_refused(&["--sample-fps", "sampling rate must be above 0"]);
        // A clip as reference is not blamed for the rate.
        let refused = Likeness::verify(&video, &video).args(["--sample-fps", rate]).run();
        refused.check_refused(&["--sample-fps"]);
        assert!(!refused.stderr.contains("reference"), "{}", refused.stderr);
    }
}
