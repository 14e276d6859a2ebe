//! Running text of a report: plain words, words that stand out, file names, and footnotes.
//!
//! There is no markup language: whatever a string holds is shown as it is, so a person's name or a file
//! name can never turn into formatting.

/// One stretch of running text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Run {
    /// As it is. A blank line begins a new paragraph.
    Plain(String),
    /// Stands out.
    Strong(String),
    /// A file name, a hash, a command.
    Code(String),
    /// A footnote, numbered through the document and printed at the end of its section.
    Note(String),
}

/// Running text. `Text::from("…")` for plain words; [`Text::strong`], [`Text::code`] and [`Text::note`]
/// append.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Text(Vec<Run>);

impl Text {
    /// Nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Appends plain words.
    #[must_use]
    pub fn plain(self, words: impl Into<String>) -> Self {
        self.with(Run::Plain(words.into()))
    }

    /// Appends words that stand out.
    #[must_use]
    pub fn strong(self, words: impl Into<String>) -> Self {
        self.with(Run::Strong(words.into()))
    }

    /// Appends a file name, a hash or a command.
    #[must_use]
    pub fn code(self, words: impl Into<String>) -> Self {
        self.with(Run::Code(words.into()))
    }

    /// Appends a footnote to the words before it.
    #[must_use]
    pub fn note(self, words: impl Into<String>) -> Self {
        self.with(Run::Note(words.into()))
    }

    /// Its stretches, in order.
    pub fn runs(&self) -> &[Run] {
        &self.0
    }

    /// True when there is nothing to show.
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|run| {
            let (Run::Plain(words) | Run::Strong(words) | Run::Code(words) | Run::Note(words)) =
                run;
            words.trim().is_empty()
        })
    }

    fn with(mut self, run: Run) -> Self {
        self.0.push(run);
        self
    }
}

impl From<&str> for Text {
    fn from(words: &str) -> Self {
        Self::new().plain(words)
    }
}

impl From<String> for Text {
    fn from(words: String) -> Self {
        Self::new().plain(words)
    }
}
