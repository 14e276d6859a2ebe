//! What every command shares: where things lie, time and randomness.

use std::path::PathBuf;
use std::sync::Arc;

use domain::{Clock, Entropy};

use crate::clock::{OsEntropy, SystemClock};
use crate::runtime::RuntimeFolders;

/// Made once in `main`.
pub(crate) struct Context {
    pub(crate) folders: RuntimeFolders,
    pub(crate) onnxruntime: Option<PathBuf>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) entropy: Arc<dyn Entropy>,
}

impl Context {
    pub(crate) fn new(onnxruntime: Option<PathBuf>) -> Self {
        Self {
            folders: RuntimeFolders::discover(),
            onnxruntime,
            clock: Arc::new(SystemClock),
            entropy: Arc::new(OsEntropy),
        }
    }
}
