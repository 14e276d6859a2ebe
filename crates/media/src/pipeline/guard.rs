//! The HTTP source of every pipeline: GStreamer's own, behind a door.
//!
//! Adaptive streams name further addresses: variants, segments, keys. Some are fetched by elements outside
//! the pipeline, and one element is given address after address. All of them are made here, and none starts
//! before the access policy of the source it belongs to has admitted the address. An element whose source
//! cannot be told (a playlist's or a key's) needs a running source whose policy admits it.

use std::sync::{Mutex, OnceLock, PoisonError, Weak};

use gstreamer as gst;
use gstreamer::glib;
use gstreamer::prelude::*;
use gstreamer::subclass::prelude::*;
use url::Url;

use super::decode::Connection;

const NAME: &str = "likenesshttpsrc";
/// What does the work.
const SOUP: &str = "souphttpsrc";

/// The connections of this process that may be asked.
static CONNECTIONS: Mutex<Vec<Weak<Connection>>> = Mutex::new(Vec::new());

/// Puts the door before GStreamer's HTTP source, where that is installed.
pub(super) fn register() -> Result<(), glib::BoolError> {
    static DONE: OnceLock<Result<(), glib::BoolError>> = OnceLock::new();
    DONE.get_or_init(|| match gst::ElementFactory::find(SOUP) {
        // Chosen before every other source of http addresses.
        Some(soup) => gst::Element::register(None, NAME, soup.rank() + 1, Door::static_type()),
        None => Ok(()),
    })
    .clone()
}

/// From now on this connection's policy counts, until it is dropped.
pub(super) fn admit(connection: Weak<Connection>) {
    let mut all = CONNECTIONS.lock().unwrap_or_else(PoisonError::into_inner);
    all.retain(|known| known.strong_count() > 0);
    all.push(connection);
}

/// What may be done with an address.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Entry {
    Refused,
    /// Fetched, but a redirect is not followed: where it leads, nobody has checked.
    Fetched,
    /// Fetched wherever it leads.
    Followed,
}

/// What `element` may do with an address. The source that it belongs to hears of a refusal.
fn entry(element: &gst::Element, url: &Url) -> Entry {
    let all = CONNECTIONS.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let all: Vec<_> = all.iter().filter_map(Weak::upgrade).collect();
    let top = std::iter::successors(element.parent(), GstObjectExt::parent).last();
    match all.iter().find(|c| top.is_some() && c.pipeline() == top) {
        Some(own) if !own.admits_part(url) => Entry::Refused,
        Some(own) if own.follows(url) => Entry::Followed,
        Some(_) => Entry::Fetched,
        None => {
            // All of them: each one that refuses keeps why, should its stream fail now.
            let admitting: Vec<_> = all.iter().filter(|c| c.admits_unseen(url)).collect();
            match &admitting[..] {
                [] => Entry::Refused,
                some if some.iter().any(|c| c.follows(url)) => Entry::Followed,
                _ => Entry::Fetched,
            }
        }
    }
}

glib::wrapper! {
    pub struct Door(ObjectSubclass<imp::Door>)
        @extends gst::Bin, gst::Element, gst::Object,
        @implements gst::URIHandler;
}

mod imp {
    use super::*;

    #[derive(Default)]
    pub struct Door {
        soup: OnceLock<gst::Element>,
        uri: Mutex<Option<String>>,
    }

    #[glib::object_subclass]
    impl ObjectSubclass for Door {
        const NAME: &'static str = "LikenessHttpSrc";
        type Type = super::Door;
        type ParentType = gst::Bin;
        type Interfaces = (gst::URIHandler,);
    }

    impl ObjectImpl for Door {
        fn constructed(&self) {
            self.parent_constructed();
            let door = self.obj();
            door.set_element_flags(gst::ElementFlags::SOURCE);
            let template = Self::pad_templates().first();
            let (Ok(soup), Some(template)) = (gst::ElementFactory::make(SOUP).build(), template)
            else {
                return;
            };
            let exit = soup.static_pad("src").filter(|_| door.add(&soup).is_ok());
            let ghost = exit.and_then(|pad| {
                gst::GhostPad::builder_from_template_with_target(template, &pad).ok()
            });
            // Without its pad nobody can use it, and so nothing is fetched.
            if ghost.is_some_and(|ghost| door.add_pad(&ghost.build()).is_ok()) {
                let _ = self.soup.set(soup);
            }
        }
    }

    impl GstObjectImpl for Door {}

    impl ElementImpl for Door {
        fn metadata() -> Option<&'static gst::subclass::ElementMetadata> {
            static METADATA: OnceLock<gst::subclass::ElementMetadata> = OnceLock::new();
            Some(METADATA.get_or_init(|| {
                gst::subclass::ElementMetadata::new(
                    "HTTP source behind an access policy",
                    "Source/Network",
                    "Fetches only addresses that the policy admits",
                    "Likeness",
                )
            }))
        }

        fn pad_templates() -> &'static [gst::PadTemplate] {
            static TEMPLATES: OnceLock<Vec<gst::PadTemplate>> = OnceLock::new();
            TEMPLATES.get_or_init(|| {
                let any = gst::Caps::new_any();
                let (src, always) = (gst::PadDirection::Src, gst::PadPresence::Always);
                gst::PadTemplate::new("src", src, always, &any).into_iter().collect()
            })
        }

        fn change_state(
            &self,
            change: gst::StateChange,
        ) -> Result<gst::StateChangeSuccess, gst::StateChangeError> {
            if change == gst::StateChange::ReadyToPaused && !self.may_start() {
                // Known to the supervisor with its reason; this one is for whoever fetches.
                gst::element_imp_error!(
                    self,
                    gst::ResourceError::NotAuthorized,
                    ["the access policy refuses the address"]
                );
                return Err(gst::StateChangeError);
            }
            self.parent_change_state(change)
        }

        /// Where a redirect led, for instance.
        fn query(&self, query: &mut gst::QueryRef) -> bool {
            self.soup.get().is_some_and(|soup| soup.query(query))
        }
    }

    impl BinImpl for Door {}

    impl URIHandlerImpl for Door {
        const URI_TYPE: gst::URIType = gst::URIType::Src;

        fn protocols() -> &'static [&'static str] {
            &["http", "https"]
        }

        fn uri(&self) -> Option<String> {
            self.uri.lock().unwrap_or_else(PoisonError::into_inner).clone()
        }

        /// Takes any address: a refusal here would only make GStreamer try another element.
        fn set_uri(&self, uri: &str) -> Result<(), glib::Error> {
            *self.uri.lock().unwrap_or_else(PoisonError::into_inner) = Some(uri.to_owned());
            match self.soup.get().and_then(|soup| soup.dynamic_cast_ref::<gst::URIHandler>()) {
                Some(soup) => soup.set_uri(uri),
                None => Err(glib::Error::new(gst::URIError::UnsupportedProtocol, "no HTTP source")),
            }
        }
    }

    impl Door {
        fn may_start(&self) -> bool {
            let url = self.uri().and_then(|uri| Url::parse(&uri).ok());
            let entry = url.map_or(Entry::Refused, |url| entry(self.obj().upcast_ref(), &url));
            if let Some(soup) = self.soup.get() {
                soup.set_property("automatic-redirect", entry == Entry::Followed);
            }
            entry != Entry::Refused
        }
    }
}
