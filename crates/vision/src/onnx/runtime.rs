//! The shared library and its environment, one per process.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use ort::environment::Environment;

use crate::RuntimeError;

/// The execution provider that runs every model. No other is registered, so none can be missed silently.
pub const PROVIDER: &str = "CPUExecutionProvider";

/// ONNX Runtime, loaded. Cheap to clone.
#[derive(Clone, Debug)]
pub struct OnnxRuntime {
    environment: Environment,
}

/// The one environment of this process with its library. The lock is held while loading only.
static LOADED: Mutex<Option<(PathBuf, OnnxRuntime)>> = Mutex::new(None);

impl OnnxRuntime {
    /// Loads the shared library at `path`. Loading the same library again gives the same runtime.
    ///
    /// # Errors
    /// When the library is missing, unusable or too old, or another one is loaded already.
    pub fn load(path: &Path) -> Result<Self, RuntimeError> {
        let path =
            path.canonicalize().map_err(|_| RuntimeError::Missing { path: path.to_path_buf() })?;
        let mut loaded = LOADED.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((library, runtime)) = &*loaded {
            return if *library == path {
                Ok(runtime.clone())
            } else {
                Err(RuntimeError::OtherLibrary { loaded: library.clone(), wanted: path })
            };
        }
        let unusable =
            |source: crate::error::Cause| RuntimeError::Unusable { path: path.clone(), source };
        let environment = ort::init_from(&path)
            .map_err(|e| unusable(Box::new(e)))?
            .with_name("likeness")
            .with_telemetry(false)
            .build()
            .map_err(|e| unusable(e.to_string().into()))?;
        // The runtime tells of every graph optimisation otherwise.
        environment.set_log_level(ort::logging::LogLevel::Warning);
        let runtime = Self { environment };
        *loaded = Some((path, runtime.clone()));
        Ok(runtime)
    }

    pub(super) const fn environment(&self) -> &Environment {
        &self.environment
    }
}
