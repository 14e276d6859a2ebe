//! `GET /v1/sessions/{id}/bundle`: everything about one session in one ZIP file that stands on its own.

use std::io::{Cursor, Write};

use app::{BundleParts, Scope};
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use domain::SessionId;
use serde::Serialize;
use sha2::{Digest, Sha256};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::auth::Caller;
use crate::extract::Id;
use crate::problem::Problem;
use crate::state::ApiState;
use crate::wire::{DecisionsView, EvidenceView, SessionView, TimelinePointView};

/// Version of what the bundle holds. Changes when a reader of the one before would be wrong.
const FORMAT: u32 = 1;

/// `bundle.json`.
#[derive(Serialize)]
struct Contents {
    format: u32,
    likeness: &'static str,
    session: SessionView,
    decisions: DecisionsView,
    evidence: Vec<EvidenceFile>,
    timeline: Vec<TimelinePointView>,
}

/// One evidence picture and where it lies in the bundle.
#[derive(Serialize)]
struct EvidenceFile {
    file: String,
    #[serde(flatten)]
    evidence: EvidenceView,
}

#[utoipa::path(get, path = "/v1/sessions/{id}/bundle", tag = "sessions",
    summary = "Evidence bundle",
    description = "A ZIP file: `bundle.json` with the session, its verdict, the humans' decisions and the timeline; the ID portrait; \
        the evidence pictures; `SHA256SUMS` over all of them. It holds personal data and no template. Every export is audited.",
    params(("id" = uuid::Uuid, Path, description = "The session")),
    security(("api_key" = ["sessions:read"]), ("browser" = ["sessions:read"])),
    responses(
        (status = 200, description = "The bundle", body = [u8], content_type = "application/zip"),
        (status = 404, description = "`not_found`"),
        (status = 409, description = "`conflict`: it still runs"),
    ))]
pub(crate) async fn bundle(
    caller: Caller,
    State(state): State<ApiState>,
    Id(id): Id<SessionId>,
) -> Result<Response, Problem> {
    let actor = caller.needs(Scope::SessionsRead)?;
    let parts = state.app.bundle(actor, id).await?;
    let version = state.app.about().version;
    let zip = tokio::task::spawn_blocking(move || packed(&parts, version)).await;
    let zip = zip.map_err(std::io::Error::from).and_then(|packed| packed).map_err(|error| {
        tracing::error!(session.id = %id, %error, "packing a bundle failed");
        Problem::from(app::AppError::Internal)
    })?;
    let name = format!("attachment; filename=\"likeness-{id}.zip\"");
    let headers = [
        (header::CONTENT_TYPE, "application/zip"),
        (header::CONTENT_DISPOSITION, name.as_str()),
        (header::CACHE_CONTROL, "no-store"),
    ];
    Ok((headers, zip).into_response())
}

/// The files, and their hashes last.
fn packed(parts: &BundleParts, version: &'static str) -> std::io::Result<Vec<u8>> {
    let mut files: Vec<(String, Vec<u8>)> = Vec::new();
    let mut evidence = Vec::new();
    for (n, (details, jpeg)) in (1..).zip(&parts.evidence) {
        let file = format!("evidence/{n:03}-{}.jpg", details.code.as_str());
        files.push((file.clone(), jpeg.to_vec()));
        evidence.push(EvidenceFile { file, evidence: details.into() });
    }
    if let Some(portrait) = &parts.portrait {
        files.push(("portrait.jpg".to_owned(), portrait.to_vec()));
    }
    let verdict = parts.session.verdict.as_ref().map(|report| report.verdict.outcome);
    let contents = Contents {
        format: FORMAT,
        likeness: version,
        session: (&parts.session).into(),
        decisions: DecisionsView::of(verdict, &parts.decisions),
        evidence,
        timeline: parts.timeline.iter().map(Into::into).collect(),
    };
    let json = serde_json::to_vec_pretty(&contents)?;
    files.insert(0, ("bundle.json".to_owned(), json));
    let sums: String = files
        .iter()
        .map(|(name, bytes)| format!("{}  {name}\n", hex::encode(Sha256::digest(bytes))))
        .collect();
    files.push(("SHA256SUMS".to_owned(), sums.into_bytes()));

    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    // Pictures are compressed already; everything else is small.
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (name, bytes) in &files {
        zip.start_file(name.as_str(), options)?;
        zip.write_all(bytes)?;
    }
    Ok(zip.finish()?.into_inner())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::io::{Cursor, Read};

    use sha2::{Digest, Sha256};
    use zip::ZipArchive;

    use crate::testing::TestApi;

    #[tokio::test]
    async fn a_bundle_holds_what_its_sums_say_and_names_no_template() {
        let api = TestApi::start().await;
        let person = api.enrolled_person().await;
        let id = api.finished_session(&person).await;
        let answer = api.get(&format!("/v1/sessions/{id}/bundle")).await;
        answer.status(200);
        assert_eq!(answer.header("content-type"), "application/zip");
        assert!(answer.header("content-disposition").contains(&id));
        let mut zip = ZipArchive::new(Cursor::new(answer.body.to_vec())).unwrap();
        let files: BTreeMap<String, Vec<u8>> = (0..zip.len())
            .map(|n| {
                let mut file = zip.by_index(n).unwrap();
                let mut bytes = Vec::new();
                file.read_to_end(&mut bytes).unwrap();
                (file.name().unwrap().into_owned(), bytes)
            })
            .collect();
        let sums = String::from_utf8(files["SHA256SUMS"].clone()).unwrap();
        let listed: Vec<_> = sums.lines().map(|line| line.split_once("  ").unwrap()).collect();
        assert_eq!(listed.len() + 1, files.len());
        for (sum, name) in listed {
            assert_eq!(hex::encode(Sha256::digest(&files[name])), sum, "{name}");
        }
        assert!(files["portrait.jpg"].starts_with(&[0xff, 0xd8]));
        let text = String::from_utf8(files["bundle.json"].clone()).unwrap();
        assert!(!text.contains("template") && !text.contains("features"));
        let json: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(json["session"]["id"], id);
        assert!(!json["timeline"].as_array().unwrap().is_empty());
        let evidence = json["evidence"].as_array().unwrap();
        assert!(!evidence.is_empty());
        for picture in evidence {
            let bytes = &files[picture["file"].as_str().unwrap()];
            let sum = hex::encode(Sha256::digest(bytes));
            assert_eq!(picture["sha256"].as_str().unwrap(), sum);
        }
    }

    #[tokio::test]
    async fn a_running_session_has_no_bundle() {
        let api = TestApi::start().await;
        let person = api.enrolled_person().await;
        let running = api.start_camera(&person).await.json(201);
        let path = format!("/v1/sessions/{}/bundle", running["id"].as_str().unwrap());
        api.get(&path).await.problem(409, "conflict");
    }
}
