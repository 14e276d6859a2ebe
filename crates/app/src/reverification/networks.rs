//! Where an address belongs, by a database in MaxMind's format that the customer brings. Optional: without
//! one nothing is known of addresses, and nothing is assumed.
//!
//! Addresses come in, country and kind of network go out; none is kept, logged or sent anywhere.

use std::fmt;
use std::net::IpAddr;
use std::path::{Path, PathBuf};

use maxminddb::{Reader, path};

/// What a database says of an address. Absent: it does not say.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AddressFacts {
    /// ISO 3166-1, two letters.
    pub country: Option<String>,
    /// Whether the network is one of servers, proxies or VPNs.
    pub is_hosting: Option<bool>,
}

/// A database cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("{} is no database in MaxMind's format, or cannot be read", path.display())]
pub struct NetworksError {
    path: PathBuf,
    #[source]
    source: maxminddb::MaxMindDbError,
}

/// Databases in MaxMind's format. Several are asked in order; the first that knows something says it.
pub struct Networks(Vec<Reader<Vec<u8>>>);

/// Fields of GeoIP2 Anonymous IP and of the databases that follow it. One that is true is enough.
const HOSTING_FIELDS: [&str; 6] = [
    "is_hosting_provider",
    "is_anonymous_vpn",
    "is_public_proxy",
    "is_residential_proxy",
    "is_tor_exit_node",
    "is_anonymous",
];

impl Networks {
    /// Reads the databases into memory.
    ///
    /// # Errors
    /// Which file is none.
    pub fn open(files: &[PathBuf]) -> Result<Self, NetworksError> {
        files.iter().map(|file| open_one(file)).collect::<Result<_, _>>().map(Self)
    }

    /// What the databases say of an address.
    pub fn facts(&self, address: IpAddr) -> AddressFacts {
        let mut facts = AddressFacts::default();
        for reader in &self.0 {
            // A record of another form says nothing, as a missing one does.
            let Ok(found) = reader.lookup(address) else { continue };
            if facts.country.is_none() {
                let code: Option<String> =
                    found.decode_path(&path!["country", "iso_code"]).ok().flatten();
                facts.country =
                    code.filter(|c| c.len() == 2 && c.bytes().all(|b| b.is_ascii_uppercase()));
            }
            for field in HOSTING_FIELDS {
                let is: Option<bool> = found.decode_path(&path![field]).ok().flatten();
                if let Some(is) = is {
                    facts.is_hosting = Some(facts.is_hosting.unwrap_or(false) || is);
                }
            }
        }
        facts
    }
}

fn open_one(file: &Path) -> Result<Reader<Vec<u8>>, NetworksError> {
    Reader::open_readfile(file).map_err(|source| NetworksError { path: file.to_owned(), source })
}

impl fmt::Debug for Networks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Networks").field("databases", &self.0.len()).finish()
    }
}
