//! What a report consists of, before it is rendered: plain data, no formatting and no numbers as text.

use super::plot::Plot;
use super::text::Text;
use super::value::Value;

/// A whole report. Build it with `..Document::default()`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Document {
    /// What was measured, in a few words.
    pub title: String,
    /// On what, in a line.
    pub subtitle: String,
    /// Name and value of what a reader needs to repeat the measurement: data, models, code, date, command.
    pub facts: Vec<(String, String)>,
    /// The first page: the few figures that matter and what they mean. Warnings of every section are
    /// listed there without being repeated here.
    pub summary: Vec<Block>,
    /// The rest, numbered in this order and listed in the table of contents.
    pub sections: Vec<Section>,
}

/// A numbered part of the report.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Section {
    /// Without a number; the page counts.
    pub heading: String,
    /// Its contents from top to bottom.
    pub blocks: Vec<Block>,
}

impl Section {
    /// An empty section.
    pub fn new(heading: impl Into<String>) -> Self {
        Self { heading: heading.into(), blocks: Vec::new() }
    }

    /// Appends a block.
    #[must_use]
    pub fn with(mut self, block: impl Into<Block>) -> Self {
        self.blocks.push(block.into());
        self
    }
}

/// One block of a section.
#[derive(Debug, Clone, PartialEq)]
pub enum Block {
    /// Running text; blank lines part paragraphs.
    Text(Text),
    /// A row of large figures.
    Figures(Vec<Figure>),
    /// A table.
    Table(Table),
    /// A plot, also written as SVG and PNG.
    Plot(Plot),
    /// Pictures in a grid. The report then says that it holds pictures of persons.
    Pictures(Vec<Picture>),
    /// What a reader must not miss; repeated in short on the first page.
    Warning(Text),
}

impl Block {
    /// Running text.
    pub fn text(words: impl Into<Text>) -> Self {
        Self::Text(words.into())
    }

    /// What a reader must not miss.
    pub fn warning(words: impl Into<Text>) -> Self {
        Self::Warning(words.into())
    }
}

impl From<Table> for Block {
    fn from(table: Table) -> Self {
        Self::Table(table)
    }
}

impl From<Plot> for Block {
    fn from(plot: Plot) -> Self {
        Self::Plot(plot)
    }
}

impl From<Vec<Figure>> for Block {
    fn from(figures: Vec<Figure>) -> Self {
        Self::Figures(figures)
    }
}

impl From<Vec<Picture>> for Block {
    fn from(pictures: Vec<Picture>) -> Self {
        Self::Pictures(pictures)
    }
}

/// A figure that matters.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// What it is: `FNMR at FMR 0.1 %`.
    pub label: String,
    /// The figure.
    pub value: Value,
    /// What it means, in a short sentence; may be empty.
    pub note: String,
}

impl Figure {
    /// A figure without a note.
    pub fn new(label: impl Into<String>, value: impl Into<Value>) -> Self {
        Self { label: label.into(), value: value.into(), note: String::new() }
    }

    /// With a short sentence on what it means.
    #[must_use]
    pub fn note(self, note: impl Into<String>) -> Self {
        Self { note: note.into(), ..self }
    }
}

/// A table. Columns of numbers are set to the right.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Table {
    /// Says what the table shows; numbered by the page.
    pub caption: String,
    /// One heading for each column.
    pub head: Vec<String>,
    /// Rows; a short one is filled up with empty cells, what is beyond the head is left out.
    pub rows: Vec<Row>,
    /// Under the table; may be empty.
    pub note: String,
}

/// A row of a table.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Row {
    /// Left to right.
    pub cells: Vec<Value>,
    /// True for the row a reader should see first: the worst species, a group outside the limit.
    pub is_marked: bool,
}

impl<V: Into<Value>> From<Vec<V>> for Row {
    fn from(cells: Vec<V>) -> Self {
        Self { cells: cells.into_iter().map(Into::into).collect(), is_marked: false }
    }
}

impl Table {
    /// A table without rows yet.
    pub fn new<H: Into<String>>(
        caption: impl Into<String>,
        head: impl IntoIterator<Item = H>,
    ) -> Self {
        Self {
            caption: caption.into(),
            head: head.into_iter().map(Into::into).collect(),
            ..Self::default()
        }
    }

    /// Appends a row.
    #[must_use]
    pub fn row(mut self, cells: Vec<Value>) -> Self {
        self.rows.push(cells.into());
        self
    }

    /// Appends a row that a reader should see first.
    #[must_use]
    pub fn marked_row(mut self, cells: Vec<Value>) -> Self {
        self.rows.push(Row { cells, is_marked: true });
        self
    }

    /// With words under it.
    #[must_use]
    pub fn note(self, note: impl Into<String>) -> Self {
        Self { note: note.into(), ..self }
    }
}

/// One or two pictures over one caption, such as both pictures of a pair.
#[derive(Debug, Clone, PartialEq)]
pub struct Picture {
    /// What it shows, and its score.
    pub caption: String,
    /// Encoded JPEG or PNG; anything else is shown as an empty frame.
    pub images: Vec<Vec<u8>>,
}

impl Picture {
    /// One picture.
    pub fn new(caption: impl Into<String>, image: Vec<u8>) -> Self {
        Self { caption: caption.into(), images: vec![image] }
    }

    /// Two pictures side by side.
    pub fn pair(caption: impl Into<String>, first: Vec<u8>, second: Vec<u8>) -> Self {
        Self { caption: caption.into(), images: vec![first, second] }
    }
}
