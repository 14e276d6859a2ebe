//! Log output. Commands are quiet unless something is wrong; the service tells its story as JSON lines.

use tracing_subscriber::EnvFilter;

/// Log levels for the two ways of running; `LIKENESS_LOG` overrides them.
const COMMAND: &str = "error";
// ONNX Runtime's own chatter says nothing an operator can act on.
const SERVICE: &str = "info,ort=warn";

/// Starts logging to standard error.
pub(crate) fn start(is_service: bool) {
    let filter = EnvFilter::try_from_env("LIKENESS_LOG")
        .unwrap_or_else(|_| EnvFilter::new(if is_service { SERVICE } else { COMMAND }));
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    if is_service {
        builder.json().init();
    } else {
        builder.without_time().init();
    }
}
