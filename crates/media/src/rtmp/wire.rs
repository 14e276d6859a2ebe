//! What a connection is read from and written to: plain TCP (RTMP), or TLS on top of it (RTMPS).
//!
//! Every read waits for one piece from the network and no more, also within a handshake, so that whoever
//! sends a byte at a time gains nothing by it: the caller's deadline is looked at in between.

use std::fmt;
use std::io::{Error, ErrorKind, Read, Result, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::time::Duration;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection};

/// What is encrypted and sent at once: a record of TLS (RFC 8446 section 5.1).
const PIECE: usize = 16 * 1024;

/// Why a certificate cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TlsError {
    /// No certificate in it.
    #[error("there is no certificate in the file: give the chain in PEM, the server's own first")]
    NoCertificate,
    /// No private key in it.
    #[error("there is no private key in the file: give it in PEM, without a passphrase")]
    NoKey,
    /// They are not of each other, or not of a kind that is known.
    #[error("the private key does not belong to the certificate, or is of an unknown kind")]
    Mismatch,
}

/// What an RTMPS port shows of itself: a chain of certificates and the first one's key.
#[derive(Clone)]
pub struct TlsIdentity(Arc<ServerConfig>);

impl TlsIdentity {
    /// From PEM, the server's own certificate first. Whether it is still valid and for which name is between
    /// the senders and whoever gave it out.
    ///
    /// # Errors
    /// When either is missing, or they do not belong together.
    pub fn from_pem(certificates: &[u8], key: &[u8]) -> std::result::Result<Self, TlsError> {
        let chain: Vec<CertificateDer<'static>> = CertificateDer::pem_slice_iter(certificates)
            .collect::<std::result::Result<_, _>>()
            .map_err(|_| TlsError::NoCertificate)?;
        if chain.is_empty() {
            return Err(TlsError::NoCertificate);
        }
        let key = PrivateKeyDer::from_pem_slice(key).map_err(|_| TlsError::NoKey)?;
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|_| TlsError::Mismatch)?
            .with_no_client_auth()
            .with_single_cert(chain, key)
            .map(|config| Self(Arc::new(config)))
            .map_err(|_| TlsError::Mismatch)
    }
}

impl fmt::Debug for TlsIdentity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TlsIdentity")
    }
}

/// What a read brought.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Came {
    /// So many bytes for the protocol above.
    Bytes(usize),
    /// Something for TLS alone.
    Nothing,
    /// The other side has closed.
    End,
}

/// One connection.
pub(super) struct Wire {
    socket: TcpStream,
    tls: Option<Box<ServerConnection>>,
}

impl Wire {
    pub(super) fn new(socket: TcpStream, identity: Option<&TlsIdentity>) -> Result<Self> {
        socket.set_nonblocking(false)?;
        let tls = identity
            .map(|TlsIdentity(config)| ServerConnection::new(Arc::clone(config)).map(Box::new))
            .transpose()
            .map_err(Error::other)?;
        Ok(Self { socket, tls })
    }

    /// How long a write may take.
    pub(super) fn write_within(&self, patience: Duration) -> Result<()> {
        self.socket.set_write_timeout(Some(patience))
    }

    /// Waits for one piece from the network, `patience` at most.
    ///
    /// # Errors
    /// `InvalidData` when it is not TLS, or none that is spoken here; `WouldBlock` or `TimedOut` when nothing
    /// came; others when the connection failed.
    pub(super) fn read(&mut self, buffer: &mut [u8], patience: Duration) -> Result<Came> {
        let Self { socket, tls } = self;
        let Some(tls) = tls else {
            socket.set_read_timeout(Some(patience))?;
            return socket.read(buffer).map(came);
        };
        // What the last piece brought beyond the buffer.
        match clear(tls, buffer)? {
            Came::Nothing => {}
            here => return Ok(here),
        }
        socket.set_read_timeout(Some(patience))?;
        if tls.read_tls(socket)? == 0 {
            return Ok(Came::End);
        }
        let understood = tls.process_new_packets();
        // The next step of the handshake, or why there is none.
        while tls.wants_write() {
            tls.write_tls(socket)?;
        }
        understood.map_err(|error| Error::new(ErrorKind::InvalidData, error))?;
        clear(tls, buffer)
    }

    /// Sends all of it.
    pub(super) fn write(&mut self, bytes: &[u8]) -> Result<()> {
        let Self { socket, tls } = self;
        let Some(tls) = tls else { return socket.write_all(bytes) };
        for piece in bytes.chunks(PIECE) {
            tls.writer().write_all(piece)?;
            while tls.wants_write() {
                tls.write_tls(socket)?;
            }
        }
        Ok(())
    }

    /// Says that nothing more will be written.
    pub(super) fn close(&mut self) {
        if let Some(tls) = &mut self.tls {
            tls.send_close_notify();
            // Whoever is gone already need not hear it.
            let _ = tls.write_tls(&mut self.socket);
        }
    }
}

const fn came(bytes: usize) -> Came {
    if bytes == 0 { Came::End } else { Came::Bytes(bytes) }
}

/// What is decrypted and not read yet.
fn clear(tls: &mut ServerConnection, buffer: &mut [u8]) -> Result<Came> {
    match tls.reader().read(buffer) {
        Ok(len) => Ok(came(len)),
        Err(error) if error.kind() == ErrorKind::WouldBlock => Ok(Came::Nothing),
        // Closed without a word of TLS, as most senders do.
        Err(error) if error.kind() == ErrorKind::UnexpectedEof => Ok(Came::End),
        Err(error) => Err(error),
    }
}
