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

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Vec<u8> {
        let mut bytes = vec![0x40 | u8::try_from(text.len()).unwrap()];
        bytes.extend(text.as_bytes());
        bytes
    }

    fn map(entries: &[(&str, Vec<u8>)]) -> Vec<u8> {
        let mut bytes = vec![0xe0 | u8::try_from(entries.len()).unwrap()];
        for (key, value) in entries {
            bytes.extend(text(key));
            bytes.extend(value);
        }
        bytes
    }

    fn uint16(value: u16) -> Vec<u8> {
        let mut bytes = vec![0xa2];
        bytes.extend(value.to_be_bytes());
        bytes
    }

    fn boolean(value: bool) -> Vec<u8> {
        vec![u8::from(value), 0x07]
    }

    /// A database of the network 203.0.0.0/8 alone, by the MaxMind DB file format, version 2.0.
    fn database(data: &[u8]) -> Vec<u8> {
        const NODES: u32 = 8;
        let mut file = Vec::new();
        for bit in 0..NODES {
            let inside = if bit + 1 == NODES { NODES + 16 } else { bit + 1 };
            let is_right = (203_u8 >> (7 - bit)) & 1 == 1;
            let (left, right) = if is_right { (NODES, inside) } else { (inside, NODES) };
            file.extend(&left.to_be_bytes()[1..]);
            file.extend(&right.to_be_bytes()[1..]);
        }
        file.extend([0; 16]);
        file.extend(data);
        file.extend(b"\xab\xcd\xefMaxMind.com");
        file.extend(map(&[
            ("node_count", vec![0xc4, 0, 0, 0, 8]),
            ("record_size", uint16(24)),
            ("ip_version", uint16(4)),
            ("database_type", text("Test")),
            ("languages", vec![0x00, 0x04]),
            ("binary_format_major_version", uint16(2)),
            ("binary_format_minor_version", uint16(0)),
            ("build_epoch", vec![0x01, 0x02, 0x01]),
            ("description", map(&[])),
        ]));
        file
    }

    fn networks(databases: &[Vec<u8>]) -> Networks {
        let folder = tempfile::tempdir().unwrap();
        let mut files = Vec::new();
        for (bytes, n) in databases.iter().zip(0..) {
            let file = folder.path().join(format!("{n}.mmdb"));
            std::fs::write(&file, bytes).unwrap();
            files.push(file);
        }
        Networks::open(&files).unwrap()
    }

    fn country(code: &str) -> Vec<u8> {
        database(&map(&[("country", map(&[("iso_code", text(code))]))]))
    }

    #[test]
    fn several_databases_say_together_what_each_knows() {
        let hosting = database(&map(&[
            ("is_anonymous", boolean(true)),
            ("is_tor_exit_node", boolean(false)),
        ]));
        let both = networks(&[country("NL"), hosting]);
        let inside = both.facts("203.0.113.7".parse().unwrap());
        assert_eq!(inside.country.as_deref(), Some("NL"));
        assert_eq!(inside.is_hosting, Some(true));
        for outside in ["198.51.100.1", "2001:db8::1"] {
            assert_eq!(both.facts(outside.parse().unwrap()), AddressFacts::default(), "{outside}");
        }
        assert_eq!(networks(&[]).facts("203.0.113.7".parse().unwrap()), AddressFacts::default());
    }

    #[test]
    fn what_is_no_country_and_what_is_no_database_is_refused() {
        let odd = networks(&[country("Nl"), country("BE")]);
        assert_eq!(odd.facts("203.0.113.7".parse().unwrap()).country.as_deref(), Some("BE"));
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("broken.mmdb");
        for bytes in [&b""[..], b"no database"] {
            std::fs::write(&file, bytes).unwrap();
            let error = Networks::open(std::slice::from_ref(&file)).unwrap_err();
            assert!(error.to_string().contains("broken.mmdb"), "{error}");
        }
        assert!(Networks::open(&[folder.path().join("missing.mmdb")]).is_err());
        // A truncated one either is refused or knows nothing; it never panics.
        let whole = country("NL");
        for length in 0..whole.len() {
            std::fs::write(&file, &whole[..length]).unwrap();
            if let Ok(networks) = Networks::open(std::slice::from_ref(&file)) {
                networks.facts("203.0.113.7".parse().unwrap());
            }
        }
    }
}
