//! Standard output. A reader that has seen enough (`| head`) ends the program quietly.

use std::fmt::Arguments;
use std::io::{ErrorKind, Write as _};

/// Writes a line to standard output; see [`write_line`].
macro_rules! outln {
    ($($arg:tt)*) => { $crate::output::write_line(format_args!($($arg)*)) };
}

/// Writes a line. A closed pipe ends the program as if it had been told to stop; a full disk behind
/// standard output is said on standard error.
pub(crate) fn write_line(line: Arguments<'_>) {
    let mut out = std::io::stdout().lock();
    let written =
        out.write_fmt(line).and_then(|()| out.write_all(b"\n")).and_then(|()| out.flush());
    match written {
        Ok(()) => {}
        Err(error) if error.kind() == ErrorKind::BrokenPipe => std::process::exit(0),
        Err(error) => {
            eprintln!("likeness: cannot write to standard output: {error}");
            std::process::exit(2);
        }
    }
}
