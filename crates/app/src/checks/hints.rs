//! What a page says of its surroundings: kept sealed, looked at for signs, believed by nobody.

use domain::{HintId, InvitationId, PersonId, SignKind};
use serde_json::Value;
use storage::{HintRecord, SealContext};
use verdict::is_software_camera;

use crate::facade::App;

/// Longest label that is looked at.
const LABEL_CHARS: usize = 200;

/// Signs in what a page says when an attempt begins.
pub(crate) fn signs_of(hints: &Value) -> Vec<SignKind> {
    let mut signs = Vec::new();
    if label_of(hints).is_some_and(|label| is_software_camera(&label)) {
        signs.push(SignKind::VirtualCamera);
    }
    if hints.get("webdriver").and_then(Value::as_bool) == Some(true) {
        signs.push(SignKind::AutomatedBrowser);
    }
    signs
}

/// Signs in what a page says when the camera was changed.
pub(crate) fn camera_signs(data: &Value) -> impl Iterator<Item = SignKind> + use<> {
    let is_software = label_of(data).is_some_and(|label| is_software_camera(&label));
    [Some(SignKind::CameraChanged), is_software.then_some(SignKind::VirtualCamera)]
        .into_iter()
        .flatten()
}

/// The camera's label.
fn label_of(hints: &Value) -> Option<String> {
    let label = hints.get("camera_label")?.as_str()?.trim();
    (!label.is_empty()).then(|| label.chars().take(LABEL_CHARS).collect())
}

impl App {
    /// What a page said, sealed.
    pub(super) fn sealed_hint(
        &self,
        invitation: InvitationId,
        person: PersonId,
        kind: &str,
        data: &Value,
    ) -> HintRecord {
        let at = self.clock().utc();
        let id = HintId::generate(at, self.entropy());
        let context = SealContext::CheckHint { hint: id, invitation, person };
        let data = self.sealer().seal(&context, data.to_string().as_bytes());
        HintRecord { id, invitation, at, kind: kind.to_owned(), data }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn signs_only_come_from_what_is_there() {
        let check = |hints: Value, expected: &[SignKind]| assert_eq!(signs_of(&hints), expected);
        check(json!({}), &[]);
        check(json!(null), &[]);
        check(json!([1, 2]), &[]);
        check(json!({"camera_label": 7, "webdriver": "yes"}), &[]);
        check(json!({"camera_label": "", "webdriver": false}), &[]);
        check(json!({"webdriver": true}), &[SignKind::AutomatedBrowser]);
        let both = [SignKind::VirtualCamera, SignKind::AutomatedBrowser];
        check(json!({"camera_label": "OBS Virtual Camera", "webdriver": true}), &both);
    }
}
