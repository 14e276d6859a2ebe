//! The room behind a person: a coarse grid of edges and colours with the people masked out, so that two
//! sessions before the same wall can be told. Pure, and without a model.
//!
//! The longest side of a frame becomes [`ACROSS`] cells. A cell keeps how strong edges of eight directions
//! are in it, its brightness and its tint; not enough to see a room, and nothing of who sat in it. Cells
//! that a person may cover (by the boxes of all faces, over every frame looked at) and cells that changed
//! from one look to the next are left out.
//!
//! What says too little is not assessed: a picture that people mostly cover, a plain or blurred wall, a
//! camera that is carried about. What a picture laid behind a person shows is taken for the room, because
//! nothing here can tell the two apart.

mod compare;
mod mask;
mod watch;

pub use compare::{ROOM_BAR, RoomProbe};
pub use watch::RoomWatch;

/// Names the measure. Views of another one are never compared.
pub const ROOM_METHOD: &str = "edges-1";

/// Cells along the longest side.
pub(crate) const ACROSS: usize = 20;

/// Directions of edges, over half a turn.
pub(crate) const DIRECTIONS: usize = 8;

/// The strongest edge value that is kept apart; the square root of a mean change of light in doublings.
/// What is stronger is cut off, so that one lamp does not outweigh a room.
const STRONGEST: f32 = 0.8;

/// A cell's edges from which on it has texture: noise and codecs stay below on plain walls (a studio's wall
/// has 4 to 19 such cells, a furnished room 18 and more).
const TEXTURED: f32 = 0.01;

/// Cells in sight, and textured ones among them, below which a view says too little. Over pairs of the study
/// (docs/LINKS.md) with fewer, other rooms reached 0.80; of clips with as many, 0.69.
pub(crate) const LEAST_CELLS: usize = 24;
/// See [`LEAST_CELLS`].
pub(crate) const LEAST_TEXTURED: usize = 16;

/// One cell.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct RoomCell {
    /// Edges by direction, 0 to 255.
    edges: [u8; DIRECTIONS],
    /// Brightness, 0 to 255, in even steps of doublings of light.
    luma: u8,
    /// Blue and red over brightness, -127 to 127.
    tint: [i8; 2],
}

impl RoomCell {
    pub(crate) fn new(edges: [f32; DIRECTIONS], luma: f32, tint: [f32; 2]) -> Self {
        Self {
            edges: edges.map(|e| (e.max(0.0).sqrt() / STRONGEST * 255.0).round().min(255.0) as u8),
            luma: ((luma - LUMA_LOG_LOW) / (LUMA_LOG_HIGH - LUMA_LOG_LOW) * 255.0)
                .round()
                .clamp(0.0, 255.0) as u8,
            tint: tint.map(|t| (t * 127.0).round().clamp(-127.0, 127.0) as i8),
        }
    }

    pub(crate) fn edges(&self) -> [f32; DIRECTIONS] {
        self.edges.map(|e| f32::from(e) / 255.0 * STRONGEST)
    }

    fn is_textured(&self) -> bool {
        self.edges().iter().map(|e| e * e).sum::<f32>() > TEXTURED
    }

    /// Its mean colour as red, green and blue.
    pub fn colour(&self) -> [u8; 3] {
        let log = LUMA_LOG_LOW + f32::from(self.luma) / 255.0 * (LUMA_LOG_HIGH - LUMA_LOG_LOW);
        let lit = log.exp2();
        let luma = lit - DARK;
        let [blue, red] = self.tint.map(|t| f32::from(t) / 127.0 * lit);
        // BT.601, full range.
        [luma + 1.402 * red, luma - 0.344_136 * blue - 0.714_136 * red, luma + 1.772 * blue]
            .map(|v| v.round().clamp(0.0, 255.0) as u8)
    }
}

/// Added to luma before its logarithm: below it a camera's noise is as large as what it shows.
pub(crate) const DARK: f32 = 16.0;
/// The logarithm to base 2 of the darkest luma with [`DARK`] added.
const LUMA_LOG_LOW: f32 = 4.0;
/// Of the brightest.
const LUMA_LOG_HIGH: f32 = 8.083;

/// What is kept of a room. Does not print itself.
#[derive(Clone, PartialEq, Eq)]
pub struct RoomView {
    columns: usize,
    rows: usize,
    /// Row by row; none where nothing is known.
    cells: Vec<Option<RoomCell>>,
}

impl std::fmt::Debug for RoomView {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RoomView")
            .field("columns", &self.columns)
            .field("rows", &self.rows)
            .finish()
    }
}

impl RoomView {
    /// None when it says too little to be compared.
    pub(crate) fn new(columns: usize, rows: usize, cells: Vec<Option<RoomCell>>) -> Option<Self> {
        let view = Self { columns, rows, cells };
        let known = view.cells.iter().flatten();
        let textured = known.clone().filter(|c| c.is_textured()).count();
        (known.count() >= LEAST_CELLS && textured >= LEAST_TEXTURED).then_some(view)
    }

    /// Cells along a row.
    pub const fn columns(&self) -> usize {
        self.columns
    }

    /// Rows of cells.
    pub const fn rows(&self) -> usize {
        self.rows
    }

    /// The cells, row by row; none where nothing is known.
    pub fn cells(&self) -> &[Option<RoomCell>] {
        &self.cells
    }

    /// As bytes: columns, rows, and of every cell whether it is known and its values.
    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = vec![self.columns as u8, self.rows as u8];
        for cell in &self.cells {
            let Some(cell) = cell else {
                bytes.push(0);
                continue;
            };
            bytes.push(1);
            bytes.extend(cell.edges);
            bytes.push(cell.luma);
            bytes.extend(cell.tint.map(|t| t.to_le_bytes()[0]));
        }
        bytes
    }

    /// What [`encode`](Self::encode) made; none for anything else.
    pub fn decode(bytes: &[u8]) -> Option<Self> {
        let (&[columns, rows], mut rest) = bytes.split_first_chunk::<2>()?;
        let (columns, rows) = (usize::from(columns), usize::from(rows));
        if columns == 0 || rows == 0 || columns > ACROSS || rows > ACROSS {
            return None;
        }
        let mut cells = Vec::with_capacity(columns * rows);
        for _ in 0..columns * rows {
            let (known, behind) = rest.split_first()?;
            rest = behind;
            cells.push(match known {
                0 => None,
                1 => {
                    let (values, behind) = rest.split_first_chunk::<{ DIRECTIONS + 3 }>()?;
                    rest = behind;
                    let mut edges = [0; DIRECTIONS];
                    edges.copy_from_slice(&values[..DIRECTIONS]);
                    let tint = [values[DIRECTIONS + 1], values[DIRECTIONS + 2]];
                    let tint = tint.map(|t| i8::from_le_bytes([t]));
                    Some(RoomCell { edges, luma: values[DIRECTIONS], tint })
                }
                _ => return None,
            });
        }
        if rest.is_empty() { Self::new(columns, rows, cells) } else { None }
    }
}

#[cfg(test)]
mod tests;
