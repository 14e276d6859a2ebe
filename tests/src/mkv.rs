//! A minimal Matroska writer: JPEG pictures at the times one says. With it a clip can have gaps, stand
//! still or change its size, to the millisecond, without a camera that misbehaves.

/// A Motion-JPEG clip in Matroska.
pub fn motion_jpeg(size: (u32, u32), pictures: &[(u64, &[u8])]) -> Vec<u8> {
    let mut out = element(
        &[0x1a, 0x45, 0xdf, 0xa3],
        &[
            element(&[0x42, 0x82], b"matroska"), // DocType
            element(&[0x42, 0x87], &[4]),        // DocTypeVersion
            element(&[0x42, 0x85], &[2]),        // DocTypeReadVersion
        ]
        .concat(),
    );
    let last_ms = pictures.last().map_or(0, |(at, _)| *at) as f64;
    let info = element(
        &[0x15, 0x49, 0xa9, 0x66],
        &[
            element(&[0x2a, 0xd7, 0xb1], &1_000_000_u32.to_be_bytes()), // a tick is a millisecond
            element(&[0x44, 0x89], &last_ms.to_be_bytes()),             // Duration
        ]
        .concat(),
    );
    let video =
        [element(&[0xb0], &size.0.to_be_bytes()), element(&[0xba], &size.1.to_be_bytes())].concat();
    let track = [
        element(&[0xd7], &[1]),       // TrackNumber
        element(&[0x73, 0xc5], &[1]), // TrackUID
        element(&[0x83], &[1]),       // video
        element(&[0x86], b"V_MJPEG"), // CodecID
        element(&[0xe0], &video),     // Video
    ]
    .concat();
    let tracks = element(&[0x16, 0x54, 0xae, 0x6b], &element(&[0xae], &track));
    let mut segment = [info, tracks].concat();
    for (at_ms, jpeg) in pictures {
        // Track 1, at the cluster's own time, a key frame.
        let block = [&[0x81, 0, 0, 0x80], *jpeg].concat();
        let cluster = [element(&[0xe7], &at_ms.to_be_bytes()), element(&[0xa3], &block)].concat();
        segment.extend(element(&[0x1f, 0x43, 0xb6, 0x75], &cluster));
    }
    out.extend(element(&[0x18, 0x53, 0x80, 0x67], &segment));
    out
}

/// Id, eight-byte size, body.
fn element(id: &[u8], body: &[u8]) -> Vec<u8> {
    let mut out = id.to_vec();
    out.extend((body.len() as u64 | 0x0100_0000_0000_0000).to_be_bytes());
    out.extend(body);
    out
}

/// Pictures at a steady rate from `from_ms` on.
pub fn steadily(from_ms: u64, fps: u64, pictures: &[Vec<u8>]) -> Vec<(u64, &[u8])> {
    (0..).zip(pictures).map(|(i, p)| (from_ms + i * 1000 / fps, p.as_slice())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_carry_their_size() {
        assert_eq!(element(&[0xd7], &[1]), [0xd7, 1, 0, 0, 0, 0, 0, 0, 1, 1]);
        let pictures = vec![vec![7], vec![8]];
        assert_eq!(steadily(500, 5, &pictures), [(500, &[7][..]), (700, &[8][..])]);
    }
}
