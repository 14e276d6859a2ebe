//! A certificate for a port behind TLS, signed by nobody but itself. Named by the media crate's tests as well.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Makes one for `localhost` in `folder`: the files of its certificate and of its key.
pub fn self_signed(folder: &Path) -> (PathBuf, PathBuf) {
    let (certificate, key) = (folder.join("certificate.pem"), folder.join("key.pem"));
    let made = Command::new("openssl")
        .args(
            "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2".split(' '),
        )
        .args(["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"])
        .arg("-out")
        .arg(&certificate)
        .arg("-keyout")
        .arg(&key)
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .expect("openssl starts; `make setup` installs it");
    assert!(made.success(), "no certificate can be made");
    (certificate, key)
}
