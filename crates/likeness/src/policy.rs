//! `--policy NAME|FILE`.

use std::path::Path;

use anyhow::{Context as _, Result, bail};
use verdict::Policy;

/// A policy and its own text, which travels with the measurement log.
pub(crate) struct NamedPolicy {
    pub(crate) policy: Policy,
    pub(crate) text: String,
}

/// A built-in policy by name, or a policy file by path.
pub(crate) fn find(name: &str) -> Result<NamedPolicy> {
    let mut names = Vec::new();
    for text in Policy::BUILT_IN {
        let policy = Policy::parse(text)?;
        if policy.name == name {
            return Ok(NamedPolicy { policy, text: text.to_owned() });
        }
        names.push(policy.name);
    }
    let path = Path::new(name);
    if !path.is_file() {
        bail!(
            "there is no policy `{name}`: name a policy file, or one of the built-in ones ({})",
            names.join(", ")
        );
    }
    let text =
        std::fs::read_to_string(path).with_context(|| format!("cannot read policy file {name}"))?;
    let policy = Policy::parse(&text).with_context(|| format!("policy file {name}"))?;
    Ok(NamedPolicy { policy, text })
}
