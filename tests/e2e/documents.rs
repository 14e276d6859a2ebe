//! `likeness document` on the cast's own cards and on specimens: what is read, what is refused.

use std::path::PathBuf;

use serde_json::Value;
use tests::{Likeness, cast, paths};

use crate::schema;

/// A folder with the two models that read text beside the others.
fn text_weights() -> Option<PathBuf> {
    let has_text = |folder: &PathBuf| folder.join("ppocrv6_rec.onnx").is_file();
    paths::weights().filter(has_text).or_else(|| paths::shared("models").filter(has_text))
}

fn read(picture: &std::path::Path, more: &[&str]) -> Option<Value> {
    let weights = text_weights()?;
    let document = Likeness::new("document")
        .arg("--json")
        .arg(picture)
        .arg("--models")
        .arg(weights)
        .args(more)
        .run()
        .object();
    schema::check_document(&document);
    Some(document)
}

#[test]
fn the_cards_of_the_cast_are_read() {
    for (name, person) in [("mei", "Mei Quillan"), ("tomas", "Tomas Vesely")] {
        let claim = ["--name", person, "--issuer", "UTO", "--on", "2026-11-21"];
        let Some(document) = read(&cast::still(&format!("id-{name}.jpg")), &claim) else { return };
        let truth = std::fs::read_to_string(cast::media().join(format!("id-{name}.json"))).unwrap();
        let truth: Value = serde_json::from_str(&truth).unwrap();
        let zone = &document["zone"];
        let lines: Vec<_> =
            zone["lines"].as_array().unwrap().iter().map(|l| l["text"].clone()).collect();
        assert_eq!(Value::from(lines), truth["mrz"]);
        assert_eq!((&zone["number"], &zone["format"]), (&truth["number"], &"TD1".into()));
        assert_eq!((&zone["names_are_clear"], &zone["expired"]), (&true.into(), &false.into()));
        assert_eq!(document["claim"]["name"], "same");
        assert_eq!(document["claim"]["issuer"], "same");
        assert!(document["portrait"]["quality"].as_f64().unwrap() > 50.0);
        assert_eq!(document["problems"], Value::Array(Vec::new()), "{document}");
    }
}

#[test]
fn an_expired_document_of_somebody_else_is_read_and_says_so() {
    let card = cast::still("id-mei.jpg");
    let claim = ["--name", "Tomas Vesely", "--birth", "1993-04-12", "--on", "2034-01-01"];
    let Some(document) = read(&card, &claim) else { return };
    assert_eq!(document["zone"]["expired"], true);
    assert_eq!(document["claim"]["name"], "different");
    assert_eq!(document["claim"]["birth"], "different");
    assert_eq!(document["problems"][0]["code"], "expired");
    assert_eq!(document["problems"][0]["retry"], false);
}

#[test]
fn a_card_without_a_zone_has_none() {
    let Some(card) = paths::shared("data/documents/fm-nomrz.jpg") else { return };
    let Some(document) = read(&card, &[]) else { return };
    assert_eq!((&document["zone"], &document["portrait"]), (&Value::Null, &Value::Null));
    let codes: Vec<_> =
        document["problems"].as_array().unwrap().iter().map(|p| p["code"].clone()).collect();
    assert_eq!(codes, ["no_zone", "no_face"]);
}

#[test]
fn a_day_that_is_none_is_refused() {
    let Some(weights) = text_weights() else { return };
    let ran = Likeness::new("document")
        .arg(cast::still("id-mei.jpg"))
        .arg("--models")
        .arg(weights)
        .args(["--on", "2026-02-30"])
        .run();
    ran.check_refused(&["--on 2026-02-30", "YYYY-MM-DD"]);
}
