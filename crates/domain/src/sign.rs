//! Signs: what was noticed around a stream rather than in its pictures.
//!
//! A sign only ever sends a session to a human. Its absence says nothing: whoever attacks leaves it out.

use crate::MediaTime;

/// What was noticed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SignKind {
    /// The browser names a camera that is software.
    VirtualCamera,
    /// The browser says that a program steers it.
    AutomatedBrowser,
    /// The camera was changed while it was watched.
    CameraChanged,
    /// The changing colours were refused or stopped.
    ColoursDeclined,
    /// The document of the portrait could not be read, or nobody here reads documents.
    DocumentUnread,
    /// Something about the document is for a human to look at.
    DocumentDoubtful,
    /// The person's face is tied to another identity, and no two humans have said that they differ.
    OtherIdentity,
}

impl SignKind {
    /// Every kind.
    pub const ALL: [Self; 7] = [
        Self::VirtualCamera,
        Self::AutomatedBrowser,
        Self::CameraChanged,
        Self::ColoursDeclined,
        Self::DocumentUnread,
        Self::DocumentDoubtful,
        Self::OtherIdentity,
    ];

    /// The name in records and on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::VirtualCamera => "virtual_camera",
            Self::AutomatedBrowser => "automated_browser",
            Self::CameraChanged => "camera_changed",
            Self::ColoursDeclined => "colours_declined",
            Self::DocumentUnread => "document_unread",
            Self::DocumentDoubtful => "document_doubtful",
            Self::OtherIdentity => "other_identity",
        }
    }

    /// The kind with that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }
}

/// A sign, and where the stream was when it was noticed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sign {
    /// Position in the stream.
    pub at: MediaTime,
    /// What was noticed.
    pub kind: SignKind,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_read_back() {
        for kind in SignKind::ALL {
            assert_eq!(SignKind::from_name(kind.as_str()), Some(kind));
        }
        assert_eq!(SignKind::from_name("clean"), None);
    }
}
