//! What to do with a picture of a document, and which side of it is still wanted. Pure.
//!
//! A passport has everything on one page. A card may have its portrait on one side and its lines, or the barcode
//! of a licence, on the other: then each side is shown by itself, in any order.

use documents::{PrintedLines, Source};
use storage::DocumentSide;

use super::view::DocumentIssue;
use crate::analyst::{DocumentPicture, DocumentProblem, NOT_READ, PictureRefusal};

/// Nothing to read was found: on a card it may be on the other side.
const NO_ZONE: &str = "no_zone";
/// No portrait was found: on a card it may be on the other side.
const NO_FACE: &str = "no_face";
/// What is wrong with a portrait, which another side may have.
const OF_PORTRAIT: [&str; 6] = [
    NO_FACE,
    "several_faces",
    "face_too_small",
    "portrait_quality",
    "ghost_differs",
    "not_assessed",
];
/// What is wrong with the text, which another side may have.
const OF_TEXT: [&str; 6] = [
    NO_ZONE,
    "zone_not_legible",
    "wrong_check_digits",
    "barcode_incomplete",
    "names_unclear",
    "too_small",
];

/// What to do with a picture.
pub(super) enum Judged {
    /// Another picture of the same.
    Again(Vec<DocumentIssue>),
    /// This side is there: now the other one.
    Side { side: DocumentSide, picture: Box<DocumentPicture>, issues: Vec<DocumentIssue> },
    /// Go on. There is a portrait on the picture unless the front was taken before.
    Accepted { picture: Box<DocumentPicture>, issues: Vec<DocumentIssue> },
    /// No portrait and no try left: a human must look.
    Hopeless(Vec<DocumentIssue>),
}

/// Judges a picture, given the side that was taken before it.
pub(super) fn judged(
    read: Result<DocumentPicture, PictureRefusal>,
    before: Option<DocumentSide>,
    is_last: bool,
) -> Judged {
    let mut picture = match read {
        Ok(picture) => picture,
        Err(refusal) => {
            let issues = vec![DocumentIssue { code: refusal.code, is_worth_a_retry: !is_last }];
            return match (is_last, before) {
                (false, _) => Judged::Again(issues),
                // The portrait is there: a human reads what the other side says.
                (true, Some(DocumentSide::Front)) => Judged::Accepted {
                    picture: Box::new(DocumentPicture {
                        portrait: None,
                        text: None,
                        lines: PrintedLines::default(),
                        problems: Vec::new(),
                    }),
                    issues,
                },
                (true, _) => Judged::Hopeless(issues),
            };
        }
    };
    match before {
        None => {
            if !is_last && let Some(side) = one_side(&picture) {
                let issues = issues(&picture.problems, false, Some(side));
                return Judged::Side { side, picture: Box::new(picture), issues };
            }
        }
        Some(DocumentSide::Front) => {
            picture.problems.retain(|p| !OF_PORTRAIT.contains(&p.code));
            if picture.text.is_none() && !picture.problems.iter().any(|p| OF_TEXT.contains(&p.code))
            {
                picture.problems.push(DocumentProblem { code: NO_ZONE, is_worth_a_retry: true });
            }
        }
        Some(DocumentSide::Back) => picture.problems.retain(|p| !OF_TEXT.contains(&p.code)),
    }
    let has_portrait = picture.portrait.is_some() || before == Some(DocumentSide::Front);
    let may_mend = picture.problems.iter().any(|p| p.is_worth_a_retry);
    let issues = |more| issues(&picture.problems, more, None);
    if has_portrait && (!may_mend || is_last) {
        let issues = issues(false);
        Judged::Accepted { picture: Box::new(picture), issues }
    } else if is_last {
        Judged::Hopeless(issues(false))
    } else {
        Judged::Again(issues(true))
    }
}

/// The side that a picture shows well, where nothing but the other side is missing.
fn one_side(picture: &DocumentPicture) -> Option<DocumentSide> {
    let only = |codes: &[&str]| {
        let mut mendable = picture.problems.iter().filter(|p| p.is_worth_a_retry).peekable();
        mendable.peek().is_some() && mendable.all(|p| codes.contains(&p.code))
    };
    match (&picture.portrait, &picture.text) {
        (Some(_), None) if only(&[NO_ZONE]) && is_printed(picture) => Some(DocumentSide::Front),
        // Nothing on the side with the barcode is a portrait, whatever a detector takes for a small face.
        (None, Some(text)) if text.fields.source == Source::Barcode && only(&OF_PORTRAIT) => {
            Some(DocumentSide::Back)
        }
        (None, Some(_)) if only(&[NO_FACE]) => Some(DocumentSide::Back),
        _ => None,
    }
}

/// Fewest lines of text beside the portrait of a card: its holder's name and its number.
const LINES_OF_A_FRONT: usize = 2;

/// Whether there is text beside the portrait: a picture of the person alone is no side of a document.
fn is_printed(picture: &DocumentPicture) -> bool {
    picture.lines.texts().len() >= LINES_OF_A_FRONT
}

/// What is wrong, without what the other side has.
fn issues(
    problems: &[DocumentProblem],
    more: bool,
    side: Option<DocumentSide>,
) -> Vec<DocumentIssue> {
    let elsewhere = |p: &&DocumentProblem| match side {
        Some(DocumentSide::Front) => p.code != NO_ZONE,
        Some(DocumentSide::Back) => !OF_PORTRAIT.contains(&p.code),
        None => true,
    };
    let issue = |p: &DocumentProblem| DocumentIssue {
        code: p.code,
        is_worth_a_retry: more && p.is_worth_a_retry && p.code != NOT_READ,
    };
    problems.iter().filter(elsewhere).map(issue).collect()
}

#[cfg(test)]
mod tests {
    use documents::{Day, Fields, Mrz};

    use super::*;
    use crate::FrameAnalyst;
    use crate::analyst::DocumentText;
    use crate::fakes::{FakeAnalyst, picture_of};

    /// The specimen of Doc 9303-5, appendix B.
    fn text() -> DocumentText {
        let mrz = Mrz::parse(&[
            "I<UTOD231458907<<<<<<<<<<<<<<<",
            "7408122F1204159UTO<<<<<<<<<<<6",
            "ERIKSSON<<ANNA<MARIA<<<<<<<<<<",
        ])
        .unwrap();
        let fields = Fields::of_zone(&mrz, Day::new(2011, 1, 1).unwrap());
        DocumentText { fields, names_are_clear: true }
    }

    fn picture(portrait: bool, reads: bool, codes: &[(&'static str, bool)]) -> DocumentPicture {
        let problem = |(code, is_worth_a_retry): &(&'static str, bool)| DocumentProblem {
            code,
            is_worth_a_retry: *is_worth_a_retry,
        };
        DocumentPicture {
            portrait: portrait
                .then(|| FakeAnalyst::default().enrol_picture(&picture_of(1)).unwrap()),
            text: reads.then(text),
            lines: PrintedLines::from_texts(["UTOPIA", "D23145890"].map(str::to_owned)),
            problems: codes.iter().map(problem).collect(),
        }
    }

    fn name(judged: &Judged) -> (&'static str, Vec<&'static str>) {
        let (name, issues) = match judged {
            Judged::Again(issues) => ("again", issues),
            Judged::Side { side: DocumentSide::Front, issues, .. } => ("front", issues),
            Judged::Side { side: DocumentSide::Back, issues, .. } => ("back", issues),
            Judged::Accepted { issues, .. } => ("accepted", issues),
            Judged::Hopeless(issues) => ("hopeless", issues),
        };
        assert!(name == "again" || issues.iter().all(|i| !i.is_worth_a_retry), "{name}");
        (name, issues.iter().map(|i| i.code).collect())
    }

    #[test]
    fn a_document_goes_on_when_nothing_is_to_be_mended_or_nothing_is_left_to_try() {
        let check = |portrait, reads, codes: &[(&'static str, bool)], is_last, expected: &str| {
            let judged = judged(Ok(picture(portrait, reads, codes)), None, is_last);
            let (found, issues) = name(&judged);
            assert_eq!(found, expected, "{portrait} {reads} {codes:?} {is_last}");
            if !["front", "back"].contains(&expected) {
                assert_eq!(issues.len(), codes.len());
            }
        };
        check(true, true, &[], false, "accepted");
        check(true, true, &[("unknown_issuer", false)], false, "accepted");
        check(true, false, &[(NOT_READ, false)], false, "accepted");
        check(true, false, &[("no_zone", true)], false, "front");
        check(true, false, &[("no_zone", true), ("ghost_differs", false)], false, "front");
        check(true, false, &[("no_zone", true), ("portrait_quality", true)], false, "again");
        check(true, false, &[("zone_not_legible", true)], false, "again");
        check(true, false, &[("no_zone", true)], true, "accepted");
        check(false, true, &[("no_face", true)], false, "back");
        check(false, true, &[("no_face", true), ("expired", true)], false, "again");
        check(false, false, &[("no_zone", true), ("no_face", true)], false, "again");
        check(false, true, &[("no_face", true)], true, "hopeless");
        let refusal = || PictureRefusal { code: "not_a_picture", detail: String::new() };
        assert_eq!(name(&judged(Err(refusal()), None, false)).0, "again");
        assert_eq!(name(&judged(Err(refusal()), None, true)).0, "hopeless");
    }

    #[test]
    fn a_picture_of_the_person_alone_is_no_front_of_a_card() {
        let with = |lines: &[&str]| {
            let mut picture = picture(true, false, &[("no_zone", true)]);
            picture.lines = PrintedLines::from_texts(lines.iter().map(|l| (*l).to_owned()));
            picture
        };
        let check = |lines: &[&str], is_last, expected: (&str, &[&str])| {
            let judged = judged(Ok(with(lines)), None, is_last);
            let (found, codes) = name(&judged);
            assert_eq!((found, codes.as_slice()), expected, "{lines:?} {is_last}");
        };
        check(&["UTOPIA", "D23145890"], false, ("front", &[]));
        check(&[], false, ("again", &["no_zone"]));
        // What a shirt says.
        check(&["NORDWIND"], false, ("again", &["no_zone"]));
        // A human looks at what nothing better came of.
        check(&[], true, ("accepted", &["no_zone"]));
    }

    #[test]
    fn a_small_face_in_a_barcode_is_no_portrait() {
        let seen = |source| {
            let mut picture = picture(false, true, &[("face_too_small", true)]);
            picture.text = Some(DocumentText {
                fields: Fields { source, ..text().fields },
                names_are_clear: true,
            });
            name(&judged(Ok(picture), None, false)).0
        };
        assert_eq!((seen(Source::Barcode), seen(Source::Zone)), ("back", "again"));
    }

    #[test]
    fn the_other_side_is_asked_for_what_it_has() {
        let check = |before, picture: DocumentPicture, is_last, expected: (&str, &[&str])| {
            let judged = judged(Ok(picture), Some(before), is_last);
            let (found, codes) = name(&judged);
            assert_eq!((found, codes.as_slice()), expected, "{before:?} {is_last}");
        };
        let (front, back) = (DocumentSide::Front, DocumentSide::Back);
        check(front, picture(false, true, &[("no_face", true)]), false, ("accepted", &[]));
        check(front, picture(true, true, &[]), false, ("accepted", &[]));
        check(front, picture(false, true, &[("expired", true)]), false, ("again", &["expired"]));
        // The front again, and the back of a card that has nothing on it.
        check(front, picture(true, false, &[("no_zone", true)]), false, ("again", &["no_zone"]));
        check(front, picture(false, false, &[("no_face", true)]), false, ("again", &["no_zone"]));
        check(front, picture(false, false, &[("no_zone", true)]), true, ("accepted", &["no_zone"]));
        check(back, picture(true, false, &[("no_zone", true)]), false, ("accepted", &[]));
        check(back, picture(false, true, &[("no_face", true)]), false, ("again", &["no_face"]));
        check(back, picture(false, false, &[("no_face", true)]), true, ("hopeless", &["no_face"]));
        let refusal = || PictureRefusal { code: "not_a_picture", detail: String::new() };
        assert_eq!(name(&judged(Err(refusal()), Some(front), true)).0, "accepted");
        assert_eq!(name(&judged(Err(refusal()), Some(back), true)).0, "hopeless");
    }
}
