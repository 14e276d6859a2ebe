//! The progress bar of a measurement: on standard error, and only where somebody watches.

use std::sync::Mutex;

use eval::progress::Progress;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A bar per stage. Draws nothing when standard error is no terminal.
pub(crate) struct Bar {
    /// The bar of the running stage. Held to swap or to step it, no longer.
    bar: Mutex<ProgressBar>,
}

impl Bar {
    pub(crate) fn new() -> Self {
        Self { bar: Mutex::new(ProgressBar::hidden()) }
    }

    fn with(&self, f: impl FnOnce(&mut ProgressBar)) {
        f(&mut self.bar.lock().unwrap_or_else(std::sync::PoisonError::into_inner));
    }

    /// Removes the bar, so that what follows starts on a clean line.
    pub(crate) fn clear(&self) {
        self.with(|bar| bar.finish_and_clear());
    }
}

impl Progress for Bar {
    fn start(&self, total: u64, what: &str) {
        let style =
            ProgressStyle::with_template("{msg} [{bar:32}] {pos}/{len}  {elapsed} (left {eta})")
                .unwrap_or_else(|_| ProgressStyle::default_bar());
        // indicatif's terminal target hides itself when standard error is no terminal.
        let next = ProgressBar::with_draw_target(Some(total), ProgressDrawTarget::stderr())
            .with_style(style.progress_chars("=> "))
            .with_message(what.to_owned());
        self.with(|bar| {
            bar.finish_and_clear();
            *bar = next;
        });
    }

    fn step(&self) {
        self.with(|bar| bar.inc(1));
    }
}
