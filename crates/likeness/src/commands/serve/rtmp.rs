//! The ports at which streams come by RTMP and RTMPS.

use std::net::TcpListener;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context as _, Result};
use app::App;
use media::{RtmpDoor, RtmpListener, TlsIdentity};

use crate::config::{Config, RtmpConfig};
use crate::context::Context;

/// RTMP connections that may be showing their key beside those that send. Each may take ten seconds for it.
const WAITING_SENDERS: usize = 16;

/// Bound before anything is made, like the HTTP interface.
#[derive(Default)]
pub(super) struct RtmpDoors(Vec<RtmpDoor>);

impl RtmpDoors {
    pub(super) fn open(config: &RtmpConfig) -> Result<Self> {
        let mut doors = Self::default();
        if let Some(listen) = config.listen {
            let socket = TcpListener::bind(listen).with_context(|| {
                format!("cannot listen on {listen}: name a free one in rtmp.listen")
            })?;
            doors.0.push(RtmpDoor { socket, tls: None });
        }
        if let (Some(listen), Some(certificate), Some(key)) =
            (config.tls_listen, &config.tls_certificate, &config.tls_key)
        {
            let tls = TlsIdentity::from_pem(
                &read(certificate, "rtmp.tls_certificate")?,
                &read(key, "rtmp.tls_key")?,
            )
            .context("rtmp.tls_certificate and rtmp.tls_key cannot be used")?;
            let socket = TcpListener::bind(listen).with_context(|| {
                format!("cannot listen on {listen}: name a free one in rtmp.tls_listen")
            })?;
            doors.0.push(RtmpDoor { socket, tls: Some(tls) });
        }
        Ok(doors)
    }

    /// The port of the plain or of the encrypted door.
    pub(super) fn port(&self, is_tls: bool) -> Option<u16> {
        let door = self.0.iter().find(|door| door.tls.is_some() == is_tls)?;
        door.socket.local_addr().ok().map(|at| at.port())
    }

    /// Takes senders, until what it returns is dropped.
    pub(super) fn listen(
        self,
        config: &Config,
        app: &App,
        context: &Context,
    ) -> Result<Vec<RtmpListener>> {
        let connections = config.sessions.max_running + WAITING_SENDERS;
        let mut listeners = Vec::new();
        for door in self.0 {
            let scheme = if door.tls.is_some() { "rtmps" } else { "rtmp" };
            let (clock, entropy) = (Arc::clone(&context.clock), Arc::clone(&context.entropy));
            let gate = Arc::new(app.clone());
            let listener = RtmpListener::start(door, connections, gate, clock, entropy)
                .with_context(|| format!("{scheme} is not available"))?;
            println!("Streams are taken at {scheme}://{}/live", listener.local_addr());
            listeners.push(listener);
        }
        Ok(listeners)
    }
}

fn read(path: &Path, key: &str) -> Result<Vec<u8>> {
    std::fs::read(path)
        .with_context(|| format!("cannot read {}: name a file in {key}", path.display()))
}
