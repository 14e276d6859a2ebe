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
    for text in Policy::BUILT_IN.into_iter().chain([Policy::DEMONSTRATION]) {
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

/// As [`find`], for studies of error rates: the demonstration's policy leaves presence undecided, and a rate
/// under it would say nothing.
pub(crate) fn find_judging(name: &str) -> Result<NamedPolicy> {
    let named = find(name)?;
    if let Some(banner) = named.policy.banner() {
        bail!("no error rate can be measured under `{name}` ({banner}): name another policy");
    }
    Ok(named)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_demonstration_judges_clips_and_measures_no_rates() {
        let name = Policy::DEMONSTRATION_NAME;
        assert!(find(name).is_ok_and(|named| named.policy.banner().is_some()));
        let refused = find_judging(name).err().expect("no rates");
        assert!(refused.to_string().contains("presence is shown, not judged"), "{refused}");
        assert!(find_judging("login").is_ok());
    }

    const OPEN: &str = "```toml\n";

    /// The policy that docs/VERDICT.md shows whole is the built-in one; it is written anew when it is not.
    #[test]
    fn the_documented_policy_is_the_built_in_one() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/VERDICT.md");
        let text = std::fs::read_to_string(&path).expect("the document");
        let begin = text.find(OPEN).expect("a policy in the document") + OPEN.len();
        let end = begin + text[begin..].find("```").expect("the end of the policy");
        if text[begin..end] != *Policy::BUILT_IN[0] {
            let fresh = format!("{}{}{}", &text[..begin], Policy::BUILT_IN[0], &text[end..]);
            std::fs::write(&path, fresh).expect("a writable document");
            panic!("docs/VERDICT.md was out of date and has been written anew");
        }
    }
}
