//! The 37 characters of a machine readable zone, and sets of them.

/// `0`-`9`, `A`-`Z` and the filler, in this order everywhere in this crate.
pub const SYMBOLS: [u8; 37] = *b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ<";

/// Index of `<`.
pub const FILLER: usize = 36;

/// The index of a character in [`SYMBOLS`].
pub const fn symbol_of(character: u8) -> Option<usize> {
    match character {
        b'0'..=b'9' => Some((character - b'0') as usize),
        b'A'..=b'Z' => Some((character - b'A') as usize + 10),
        b'<' => Some(FILLER),
        _ => None,
    }
}

/// A set of characters, one bit for each of [`SYMBOLS`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Symbols(u64);

impl Symbols {
    /// `0`-`9`.
    pub const DIGITS: Self = Self((1 << 10) - 1);
    /// `A`-`Z`.
    pub const LETTERS: Self = Self(((1 << 26) - 1) << 10);
    /// Only `<`.
    pub const FILL: Self = Self(1 << FILLER);
    /// All 37.
    pub const ALL: Self = Self((1 << 37) - 1);

    /// These characters; others than the 37 are left out.
    pub const fn of(characters: &[u8]) -> Self {
        let (mut bits, mut i) = (0, 0);
        while i < characters.len() {
            if let Some(s) = symbol_of(characters[i]) {
                bits |= 1 << s;
            }
            i += 1;
        }
        Self(bits)
    }

    /// Both sets together.
    pub const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether it holds the character with this index.
    pub const fn holds(self, symbol: usize) -> bool {
        symbol < SYMBOLS.len() && self.0 >> symbol & 1 == 1
    }

    /// The indices it holds, rising.
    pub fn iter(self) -> impl Iterator<Item = usize> {
        (0..SYMBOLS.len()).filter(move |s| self.holds(*s))
    }
}
