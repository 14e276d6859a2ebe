//! WHIP as senders meet it: every status of RFC 9725, and the key that lets one session in and nothing else.

use serde_json::{Value, json};

use crate::testing::{Answer, Call, TestApi};

const SDP: &str = "application/sdp";
const FRAGMENT: &str = "application/trickle-ice-sdpfrag";
const PASSWORD: &str = "0123456789abcdefghijklmn";

/// What a browser offers, cut down to one codec.
fn offer() -> String {
    let fingerprint = ["AB"; 32].join(":");
    [
        "v=0",
        "o=- 4611731400430051336 2 IN IP4 127.0.0.1",
        "s=-",
        "t=0 0",
        "a=group:BUNDLE 0",
        "a=msid-semantic: WMS",
        "m=video 9 UDP/TLS/RTP/SAVPF 96",
        "c=IN IP4 0.0.0.0",
        "a=rtcp:9 IN IP4 0.0.0.0",
        "a=candidate:1 1 udp 2113937151 192.0.2.9 9 typ host generation 0",
        "a=ice-ufrag:abcd",
        &format!("a=ice-pwd:{PASSWORD}"),
        "a=ice-options:trickle",
        &format!("a=fingerprint:sha-256 {fingerprint}"),
        "a=setup:actpass",
        "a=mid:0",
        "a=sendonly",
        "a=msid:- 5f6cb3d0",
        "a=rtcp-mux",
        "a=rtpmap:96 VP8/90000",
        "a=rtcp-fb:96 nack",
        "a=rtcp-fb:96 nack pli",
        "a=ssrc:1001 cname:x",
        "",
    ]
    .join("\r\n")
}

fn fragment(ufrag: &str) -> String {
    format!("a=ice-ufrag:{ufrag}\r\na=ice-pwd:{PASSWORD}\r\nm=video 9 X 96\r\na=mid:0\r\n")
}

async fn started(api: &TestApi, kind: &str) -> Value {
    let person = api.enrolled_person().await;
    let body = json!({"person_id": person, "kind": "interview", "source": {"type": kind}});
    let answer = api.post("/v1/sessions", &body).await;
    assert_eq!(answer.header("cache-control"), "no-store");
    answer.json(201)
}

/// A session's id and the key of its stream.
async fn stream(api: &TestApi) -> (String, String) {
    let session = started(api, "stream").await;
    let id = session["id"].as_str().unwrap().to_owned();
    (id, session["stream"]["key"].as_str().unwrap().to_owned())
}

fn post(api: &TestApi, id: &str, key: &str) -> Call {
    api.anonymous("POST", &format!("/v1/sessions/{id}/whip"))
        .bearer(key)
        .header("content-type", SDP)
        .body(offer())
}

fn patch(api: &TestApi, at: &str, key: &str, if_match: &str, ufrag: &str) -> Call {
    api.anonymous("PATCH", at)
        .bearer(key)
        .header("content-type", FRAGMENT)
        .header("if-match", if_match)
        .body(fragment(ufrag))
}

#[tokio::test]
async fn the_key_is_told_once_and_with_it_where_to_send() {
    let api = TestApi::start().await;
    let session = started(&api, "stream").await;
    let id = session["id"].as_str().unwrap();
    assert_eq!(session["source"], "stream");
    let stream = &session["stream"];
    assert!(stream["key"].as_str().unwrap().starts_with("ls_"), "{stream}");
    assert_eq!(stream["whip_path"], format!("/v1/sessions/{id}/whip"));
    assert_eq!((&stream["rtmp_port"], &stream["rtmps_port"]), (&1935.into(), &Value::Null));
    let again = api.get(&format!("/v1/sessions/{id}")).await.json(200);
    assert!(again.get("stream").is_none(), "{again}");
    let camera = started(&api, "camera").await;
    assert!(camera.get("stream").is_none(), "{camera}");
    let about = api.get("/v1/about").await.json(200);
    assert_eq!((&about["whip"], &about["rtmp_port"]), (&true.into(), &1935.into()));
}

#[tokio::test]
async fn a_publication_lives_from_its_offer_to_its_end() {
    let api = TestApi::start().await;
    let (id, key) = stream(&api).await;
    let answer = post(&api, &id, &key).send().await;
    answer.status(201);
    assert_eq!((answer.header("content-type"), answer.header("etag")), (SDP, "\"1\""));
    let at = answer.header("location").to_owned();
    assert!(at.starts_with(&format!("/v1/sessions/{id}/whip/")), "{at}");
    let sdp = answer.text(201);
    for line in ["a=ice-lite", "a=recvonly", "a=candidate:", "VP8/90000"] {
        assert!(sdp.contains(line), "{line} is missing in {sdp}");
    }
    assert!(!sdp.contains("192.0.2.9"), "{sdp}");

    post(&api, &id, &key).send().await.problem(409, "conflict");

    patch(&api, &at, &key, "\"1\"", "abcd").send().await.status(204);
    patch(&api, &at, &key, "\"7\"", "abcd").send().await.problem(412, "etag_mismatch");
    let without = api.anonymous("PATCH", &at).bearer(&key).header("content-type", FRAGMENT);
    without.body(fragment("abcd")).send().await.problem(428, "etag_missing");
    let other = api.anonymous("PATCH", &at).bearer(&key).header("content-type", SDP);
    other.body(fragment("abcd")).send().await.problem(415, "unsupported_media_type");
    let rubbish = api.anonymous("PATCH", &at).bearer(&key).header("content-type", FRAGMENT);
    let rubbish = rubbish.header("if-match", "*").body("Marker").send().await;
    assert!(!rubbish.problem(400, "sdp_invalid").contains("Marker"));
    let restarted = patch(&api, &at, &key, "*", "efgh").send().await;
    assert_eq!((restarted.header("content-type"), restarted.header("etag")), (FRAGMENT, "\"2\""));
    assert!(restarted.text(200).contains("a=ice-ufrag:"));

    api.anonymous("DELETE", &at).bearer(&key).send().await.status(200);
    api.anonymous("DELETE", &at).bearer(&key).send().await.problem(404, "not_found");
    // Whoever is late, or comes in the wrong order, finds nobody.
    patch(&api, &at, &key, "*", "ijkl").send().await.problem(404, "not_found");
    let nobody = format!("/v1/sessions/{id}/whip/0198f3a0-0000-7000-8000-000000000001");
    patch(&api, &nobody, &key, "*", "ijkl").send().await.problem(404, "not_found");
    // Nothing had been sent, so the session still waits.
    post(&api, &id, &key).send().await.status(201);
}

/// What OBS offers (its plugin obs-webrtc over libdatachannel): sound first, the fingerprint for the whole
/// session, no header extensions, one codec of each kind.
fn offer_of_obs(codec: &str, parameters: &str) -> String {
    let fingerprint = ["AB"; 32].join(":");
    let ice =
        ["a=setup:actpass", "a=ice-ufrag:Obs1", &format!("a=ice-pwd:{PASSWORD}")].join("\r\n");
    let track = |kind: &str, number: u8, payload: u8, map: &str, more: &str| {
        format!(
            "m={kind} 9 UDP/TLS/RTP/SAVPF {payload}\r\nc=IN IP4 0.0.0.0\r\na=mid:{number}\r\na=sendonly\r\n\
             a=ssrc:{number}77 cname:qHs1\r\na=ssrc:{number}77 msid:Wq2 Wq2-{kind}\r\na=msid:Wq2 Wq2-{kind}\r\n\
             a=rtcp-mux\r\na=rtpmap:{payload} {map}\r\n{more}{ice}\r\n"
        )
    };
    let sound = track("audio", 0, 111, "opus/48000/2", "a=fmtp:111 minptime=10;useinbandfec=1\r\n");
    let feedback = "a=rtcp-fb:96 nack\r\na=rtcp-fb:96 nack pli\r\na=rtcp-fb:96 goog-remb\r\n";
    let video =
        track("video", 1, 96, &format!("{codec}/90000"), &format!("{feedback}{parameters}"));
    format!(
        "v=0\r\no=rtc 3767197920 0 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE 0 1\r\na=group:LS 0 1\r\n\
         a=msid-semantic:WMS *\r\na=ice-options:ice2,trickle\r\na=fingerprint:sha-256 {fingerprint}\r\n\
         {sound}{video}"
    )
}

#[tokio::test]
async fn the_offer_of_obs_is_answered_in_its_own_order() {
    let api = TestApi::start().await;
    let (id, key) = stream(&api).await;
    let h264 =
        "a=fmtp:96 profile-level-id=42e01f;packetization-mode=1;level-asymmetry-allowed=1\r\n";
    let hevc = post(&api, &id, &key).body(offer_of_obs("H265", "")).send().await;
    assert!(hevc.problem(422, "offer_unusable").contains("H.264"), "and is told what to offer");
    let answer = post(&api, &id, &key).body(offer_of_obs("H264", h264)).send().await;
    let sdp = answer.text(201);
    let places: Vec<_> = ["m=audio 9", "opus/48000/2", "m=video 9", "H264/90000"]
        .map(|part| sdp.find(part).unwrap_or_else(|| panic!("{part} is missing in {sdp}")))
        .into();
    assert!(places.is_sorted(), "{sdp}");
    assert_eq!(sdp.matches("a=recvonly").count(), 2, "{sdp}");
    assert!(sdp.contains("a=rtcp-fb:96 nack pli"), "{sdp}");
    // It takes the path of the answer's Location, and wants a 200 for its end.
    let at = answer.header("location").to_owned();
    assert!(at.starts_with("/v1/"), "{at}");
    api.anonymous("DELETE", &at).bearer(&key).send().await.status(200);
}

#[tokio::test]
async fn who_may_not_send_is_refused() {
    let api = TestApi::start().await;
    let (id, key) = stream(&api).await;
    let (other, _) = stream(&api).await;
    let nowhere = "0198f3a0-0000-7000-8000-000000000001";
    let wrong = format!("{}00", &key[..key.len() - 2]);
    for (session, key, status, code) in [
        (id.as_str(), wrong.as_str(), 401, "unauthenticated"),
        (&id, "ls_Marker_Marker", 401, "unauthenticated"),
        (&id, "lk_Marker_Marker", 401, "unauthenticated"),
        (&other, &key, 401, "unauthenticated"),
        (nowhere, &key, 404, "not_found"),
        ("Marker", &key, 404, "not_found"),
    ] {
        let text = post(&api, session, key).send().await.problem(status, code);
        assert!(!text.contains("Marker"), "{text}");
    }
    // The key of a stream opens nothing else.
    let call = api.anonymous("GET", &format!("/v1/sessions/{id}")).bearer(&key);
    call.send().await.problem(401, "unauthenticated");
    // A key of the API with the right scope does open it.
    post(&api, &id, &api.key).send().await.status(201);
}

#[tokio::test]
async fn offers_that_are_none_are_refused() {
    let api = TestApi::start().await;
    let (id, key) = stream(&api).await;
    let at = format!("/v1/sessions/{id}/whip");
    let send = async |kind: &str, body: String| -> Answer {
        api.anonymous("POST", &at).bearer(&key).header("content-type", kind).body(body).send().await
    };
    send("text/plain", offer()).await.problem(415, "unsupported_media_type");
    send(SDP, "Marker".to_owned()).await.problem(400, "sdp_invalid");
    send(SDP, offer().replace("m=video 9 UDP/TLS/RTP/SAVPF 96", "m=video"))
        .await
        .problem(400, "sdp_invalid");
    send(SDP, offer().replace("a=ice-ufrag:abcd\r\n", "")).await.problem(400, "sdp_invalid");
    send(SDP, offer().replace("VP8/", "X-OWN/")).await.problem(422, "offer_unusable");
    let sound = offer().replace("m=video", "m=audio").replace("VP8/90000", "opus/48000/2");
    send(SDP, sound).await.problem(422, "offer_unusable");
    let (head, track) =
        offer().split_once("m=").map(|(a, b)| (a.to_owned(), format!("m={b}"))).unwrap();
    send(SDP, head + &track.repeat(100)).await.problem(422, "offer_unusable");
    send(SDP, "v=0\r\n".repeat(20_000)).await.problem(413, "body_too_large");
    // None of them took the place.
    send("application/sdp; charset=utf-8", offer()).await.status(201);
}

#[tokio::test]
async fn only_sessions_that_wait_for_it_take_a_stream() {
    let api = TestApi::start().await;
    let camera = started(&api, "camera").await;
    let id = camera["id"].as_str().unwrap();
    post(&api, id, &api.key).send().await.status(201);
    let frames = api.anonymous("GET", &format!("/v1/sessions/{id}/stop"));
    drop(frames);
    api.request("POST", &format!("/v1/sessions/{id}/stop")).send().await.status(202);
    let person = api.enrolled_person().await;
    let over = api.finished_session(&person).await;
    post(&api, &over, &api.key).send().await.problem(409, "conflict");
}

#[tokio::test]
async fn an_ended_session_s_key_opens_nothing() {
    let api = TestApi::start().await;
    let (id, key) = stream(&api).await;
    api.request("POST", &format!("/v1/sessions/{id}/stop")).send().await.status(202);
    // The stream of its events ends with it.
    api.get(&format!("/v1/sessions/{id}/events")).await.text(200);
    post(&api, &id, &key).send().await.problem(401, "unauthenticated");
}

#[tokio::test]
async fn options_say_what_can_be_sent_to_pages_of_every_origin() {
    let api = TestApi::start().await;
    let (id, key) = stream(&api).await;
    let at = format!("/v1/sessions/{id}/whip");
    let options = api.anonymous("OPTIONS", &at).header("origin", "https://meet.test").send().await;
    options.status(204);
    assert_eq!(options.header("accept-post"), SDP);
    assert_eq!(options.header("access-control-allow-origin"), "*");
    assert!(options.header("access-control-allow-headers").contains("authorization"));
    let of_one = api.anonymous("OPTIONS", &format!("{at}/{id}")).send().await;
    assert_eq!(
        (of_one.header("accept-patch"), of_one.header("allow")),
        (FRAGMENT, "PATCH, DELETE, OPTIONS")
    );
    let refused = post(&api, &id, "ls_x_y").send().await;
    assert_eq!(refused.header("access-control-allow-origin"), "*", "refusals can be read as well");
    let answer = post(&api, &id, &key).send().await;
    assert!(answer.header("access-control-expose-headers").contains("location"));
    api.anonymous("GET", &at).send().await.problem(405, "method_not_allowed");
}
