//! Errors as they leave: RFC 9457 problem details with a stable code and a sentence that names the
//! remedy. Internal causes are logged once, where they happen, and never get here.

use std::borrow::Cow;

use app::AppError;
use axum::Json;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use crate::catalogue::{self, ProblemKind};

/// A refused or failed request.
#[derive(Debug, Clone)]
pub(crate) struct Problem {
    kind: &'static ProblemKind,
    /// Differs from the kind's own for picture codes that the catalogue does not list.
    code: &'static str,
    detail: Cow<'static, str>,
    header: Option<(HeaderName, HeaderValue)>,
}

/// The body of a problem response.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ProblemView {
    /// Address of a page about this kind of problem, relative to the service.
    #[serde(rename = "type")]
    pub kind: String,
    /// The kind of problem in a few words.
    pub title: &'static str,
    /// The HTTP status.
    pub status: u16,
    /// Stable machine-readable code.
    pub code: &'static str,
    /// A sentence about this very case that names the remedy.
    pub detail: String,
}

impl Problem {
    /// A problem of `kind`.
    pub fn new(kind: &'static ProblemKind, detail: impl Into<Cow<'static, str>>) -> Self {
        Self { kind, code: kind.code, detail: detail.into(), header: None }
    }

    /// Tells the client when to come again.
    #[must_use]
    pub fn retry_after(mut self, seconds: u64) -> Self {
        self.header = Some((header::RETRY_AFTER, HeaderValue::from(seconds)));
        self
    }

    /// The stable code.
    #[cfg(test)]
    pub fn code(&self) -> &'static str {
        self.code
    }

    /// The sentence about this very case.
    #[cfg(test)]
    pub fn detail(&self) -> &str {
        &self.detail
    }
}

impl From<AppError> for Problem {
    fn from(error: AppError) -> Self {
        let kind = match &error {
            AppError::NoSuchPerson(_)
            | AppError::NoSuchSession(_)
            | AppError::NoSuchEvidence(_)
            | AppError::NoSuchInvitation(_)
            | AppError::NoSuchLink(_)
            | AppError::NoSuchKey(_)
            | AppError::NotThere(_) => &catalogue::NOT_FOUND,
            AppError::Conflict(_) => &catalogue::CONFLICT,
            AppError::LastAdminKey => &catalogue::LAST_ADMIN_KEY,
            AppError::Invalid(_) => &catalogue::INVALID,
            AppError::DemonstrationOnly => &catalogue::DEMO_POLICY_REFUSED,
            AppError::NoPortrait => &catalogue::NO_PORTRAIT,
            AppError::ReferencesOfAnotherModel => &catalogue::NEEDS_RE_ENROLMENT,
            AppError::Picture { code, .. } => {
                catalogue::find(code).unwrap_or(&catalogue::PICTURE_REFUSED)
            }
            AppError::AddressRefused(_) => &catalogue::ADDRESS_REFUSED,
            AppError::SourceUnusable(_) => &catalogue::SOURCE_UNUSABLE,
            AppError::Publication(_) => {
                catalogue::find(error.code()).unwrap_or(&catalogue::INTERNAL)
            }
            AppError::Invitation(problem) => {
                catalogue::find(problem.code()).unwrap_or(&catalogue::INTERNAL)
            }
            AppError::Login(problem) => {
                catalogue::find(problem.code()).unwrap_or(&catalogue::INTERNAL)
            }
            AppError::Busy(_) => &catalogue::BUSY,
            AppError::DiskFull => &catalogue::DISK_FULL,
            AppError::ShuttingDown => &catalogue::SHUTTING_DOWN,
            AppError::Internal => &catalogue::INTERNAL,
        };
        let code = error.code();
        let problem = Self { code, ..Self::new(kind, error.to_string()) };
        match error {
            AppError::Busy(_) | AppError::ShuttingDown => problem.retry_after(5),
            _ => problem,
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let body = ProblemView {
            kind: format!("/docs/problems/{}", self.code),
            title: self.kind.title,
            status: self.kind.status.as_u16(),
            code: self.code,
            detail: self.detail.into_owned(),
        };
        let mut response = (self.kind.status, Json(body)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if self.kind.status == StatusCode::UNAUTHORIZED {
            headers.insert(
                header::WWW_AUTHENTICATE,
                HeaderValue::from_static("Bearer realm=\"likeness\""),
            );
        }
        if let Some((name, value)) = self.header {
            headers.insert(name, value);
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use http_body_util::BodyExt;

    use super::*;

    async fn body(problem: Problem) -> (Response<()>, serde_json::Value) {
        let (parts, body) = problem.into_response().into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        (Response::from_parts(parts, ()), serde_json::from_slice(&bytes).unwrap())
    }

    #[tokio::test]
    async fn a_problem_leaves_with_its_code_and_an_address_that_explains_it() {
        let (response, json) =
            body(Problem::new(&catalogue::NO_PORTRAIT, "set one before starting")).await;
        assert_eq!(response.status(), 422);
        assert_eq!(response.headers()[header::CONTENT_TYPE], "application/problem+json");
        assert_eq!(
            json,
            serde_json::json!({
                "type": "/docs/problems/no_portrait", "title": "No ID photo yet", "status": 422,
                "code": "no_portrait", "detail": "set one before starting"
            })
        );
    }

    #[tokio::test]
    async fn an_unauthenticated_request_is_told_how_to_authenticate() {
        let (response, _) = body(Problem::new(&catalogue::UNAUTHENTICATED, "who is it")).await;
        assert_eq!(response.headers()[header::WWW_AUTHENTICATE], "Bearer realm=\"likeness\"");
    }

    #[tokio::test]
    async fn picture_codes_that_the_catalogue_does_not_know_keep_their_name() {
        let error = AppError::Picture { code: "wears_a_mask", detail: "take it off".into() };
        let (response, json) = body(error.into()).await;
        assert_eq!(response.status(), 422);
        assert_eq!(json["code"], "wears_a_mask");
    }

    #[tokio::test]
    async fn every_refusal_of_the_application_has_its_status() {
        let cases = [
            (AppError::NotThere("nothing"), 404, "not_found"),
            (AppError::Conflict("no"), 409, "conflict"),
            (AppError::Invalid("no".into()), 422, "invalid"),
            (AppError::DemonstrationOnly, 422, "demo_policy_refused"),
            (AppError::NoPortrait, 422, "no_portrait"),
            (AppError::ReferencesOfAnotherModel, 422, "needs_re_enrolment"),
            (AppError::AddressRefused("no".into()), 422, "address_refused"),
            (AppError::SourceUnusable("no".into()), 422, "source_unusable"),
            (AppError::Busy("no"), 503, "busy"),
            (AppError::DiskFull, 507, "disk_full"),
            (AppError::ShuttingDown, 503, "shutting_down"),
            (AppError::Internal, 500, "internal"),
        ];
        for (error, status, code) in cases {
            let (response, json) = body(error.into()).await;
            assert_eq!(
                (response.status().as_u16(), json["code"].as_str().unwrap()),
                (status, code)
            );
        }
    }
}
