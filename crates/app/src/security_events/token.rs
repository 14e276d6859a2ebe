//! What a token says. Pure: records in, claims out.

use serde_json::{Value, json};
use storage::{EventDeliveryRecord, EventStreamRecord, SecurityEvent, SubjectFormat};

/// Where the types of CAEP are.
const CAEP: &str = "https://schemas.openid.net/secevent/caep/event-type/";

/// Where the types of the framework itself are.
const SSF: &str = "https://schemas.openid.net/secevent/ssf/event-type/";

/// The type of an event as receivers know it.
pub(super) fn event_type(event: SecurityEvent) -> String {
    let base = match event {
        SecurityEvent::SessionRevoked | SecurityEvent::AssuranceLevelChange => CAEP,
        SecurityEvent::Verification => SSF,
    };
    format!("{base}{}", event.as_str())
}

/// Whom an event is about (RFC 9493), by the external reference; none when that is no name of the receiver's
/// kind.
pub(super) fn subject(stream: &EventStreamRecord, external_ref: Option<&str>) -> Option<Value> {
    let name = external_ref?;
    match stream.subject {
        SubjectFormat::Opaque => Some(json!({ "format": "opaque", "id": name })),
        SubjectFormat::IssSub => {
            let issuer = stream.subject_issuer.as_deref()?;
            Some(json!({ "format": "iss_sub", "iss": issuer, "sub": name }))
        }
        SubjectFormat::Email => {
            let (local, domain) = name.rsplit_once('@')?;
            let is_address = !local.is_empty() && domain.contains('.') && !name.contains(' ');
            is_address.then(|| json!({ "format": "email", "email": name }))
        }
    }
}

/// The stream itself, as the subject of a verification.
pub(super) fn stream_subject(stream: &EventStreamRecord) -> Value {
    json!({ "format": "opaque", "id": stream.id.to_string() })
}

/// The claims of a token. None when what is stored of the event is no JSON object.
pub(super) fn claims(
    issuer: &str,
    stream: &EventStreamRecord,
    delivery: &EventDeliveryRecord,
    subject: &Value,
) -> Option<Value> {
    let data: Value = serde_json::from_str(&delivery.data).ok()?;
    let event = data.is_object().then_some(data)?;
    Some(json!({
        "iss": issuer,
        "aud": stream.audience,
        "iat": delivery.created_at.unix_millis().div_euclid(1_000),
        "jti": delivery.id.to_string(),
        "sub_id": subject,
        "events": { event_type(delivery.event): event },
    }))
}

#[cfg(test)]
mod tests {
    use domain::{DeliveryId, EventStreamId, UtcTime};

    use super::*;

    fn stream(subject: SubjectFormat) -> EventStreamRecord {
        EventStreamRecord {
            id: "0198f3a0-0000-7000-8000-000000000001".parse::<EventStreamId>().unwrap(),
            url: None,
            push_header: None,
            audience: "https://receiver.example".into(),
            subject,
            subject_issuer: Some("https://idp.example".into()),
            secret_sha256: [0; 32],
            created_at: UtcTime::from_unix_millis(0),
        }
    }

    #[test]
    fn people_are_named_as_the_receiver_knows_them_or_not_at_all() {
        let check = |format, name, wanted: Option<Value>| {
            assert_eq!(subject(&stream(format), name), wanted, "{format:?} {name:?}");
        };
        check(SubjectFormat::Opaque, Some("HR-7"), Some(json!({"format": "opaque", "id": "HR-7"})));
        check(
            SubjectFormat::IssSub,
            Some("HR-7"),
            Some(json!({"format": "iss_sub", "iss": "https://idp.example", "sub": "HR-7"})),
        );
        check(
            SubjectFormat::Email,
            Some("ada@example.org"),
            Some(json!({"format": "email", "email": "ada@example.org"})),
        );
        for bad in ["HR-7", "@example.org", "ada@example", "a da@example.org"] {
            check(SubjectFormat::Email, Some(bad), None);
        }
        for format in SubjectFormat::ALL {
            check(*format, None, None);
        }
    }

    #[test]
    fn a_token_says_who_to_whom_when_and_what() {
        let delivery = EventDeliveryRecord {
            id: "0198f3a0-0000-7000-8000-000000000002".parse::<DeliveryId>().unwrap(),
            stream: stream(SubjectFormat::Opaque).id,
            person: None,
            event: SecurityEvent::SessionRevoked,
            data: r#"{"event_timestamp":1}"#.into(),
            created_at: UtcTime::from_unix_millis(1_999),
            attempts: 0,
            next_attempt_at: None,
            delivered_at: None,
            last_status: None,
            last_error: None,
        };
        let stream = stream(SubjectFormat::Opaque);
        let about = subject(&stream, Some("HR-7")).unwrap();
        let made = claims("https://likeness.example", &stream, &delivery, &about).unwrap();
        assert_eq!(
            made,
            json!({
                "iss": "https://likeness.example",
                "aud": "https://receiver.example",
                "iat": 1,
                "jti": "0198f3a0-0000-7000-8000-000000000002",
                "sub_id": {"format": "opaque", "id": "HR-7"},
                "events": {
                    "https://schemas.openid.net/secevent/caep/event-type/session-revoked":
                        {"event_timestamp": 1},
                },
            })
        );
        // SET is told from other tokens by its type; `exp` and `sub` would make it look like an ID token.
        assert!(made.get("exp").is_none() && made.get("sub").is_none());
        let broken = EventDeliveryRecord { data: "[]".into(), ..delivery };
        assert_eq!(claims("x", &stream, &broken, &about), None);
    }
}
