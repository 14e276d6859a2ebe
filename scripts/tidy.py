#!/usr/bin/env python3
"""Enforces what the compiler cannot: the invariants of docs/ARCHITECTURE.md and the house rules.

One function per rule, each returns the problems it found; every rule counts as one test. Reads text
only and builds nothing. Exceptions are named in the tables below, with their reason.
"""

import fnmatch
import hashlib
import itertools
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

# Which crates of the workspace a crate may name in [dependencies]. The arrows of the architecture.
ARROWS: dict[str, set[str]] = {
    "domain": set(),
    "conversion": set(),
    "gallery": set(),
    "rates": set(),
    "documents": {"domain"},
    "signals": {"domain"},
    "dossier": {"documents", "domain"},
    "verdict": {"domain", "signals"},
    "session": {"domain", "verdict"},
    "vision": {"documents", "domain", "signals"},
    "media": {"domain"},
    "oidc": {"domain"},
    "storage": {"domain"},
    "app": {"documents", "domain", "dossier", "gallery", "verdict", "session", "vision", "media", "oidc",
            "storage"},
    "api": {"app", "domain"},
    "eval": {"documents", "domain", "gallery", "verdict", "session", "vision", "media", "app", "rates"},
    "testkit": {"domain"},
    "likeness": {"conversion", "documents", "domain", "verdict", "session", "vision", "media", "storage", "app",
                 "api", "eval"},
}
# Members that use the system from outside, as a user or a stopwatch does.
OUTSIDE = {"tests", "benches"}

# Third-party crates with one owner (pattern: owners). Of the first ones not even a test may name another's.
OWNED_IN_TESTS_TOO: dict[str, set[str]] = {
    "gstreamer*": {"media", "benches"},
    "ort": {"vision", "benches"},
    "str0m": {"media"},
    "sqlx*": {"storage"},
    "phonenumber": {"dossier"},
    "pulp": {"gallery"},
    "rxing": {"vision"},
}
OWNED: dict[str, set[str]] = {
    "chacha20poly1305": {"storage"},
    "jsonwebtoken": {"oidc"},
    "rcgen": {"oidc"},
    # The binary only starts the server that api describes.
    "axum": {"api", "likeness"},
    "utoipa*": {"api"},
    "tower-http": {"api"},
    "clap": {"likeness", "benches"},
    "anyhow": {"likeness", "testkit", "tests", "benches"},
    "tracing-subscriber": {"likeness", "tests"},
}
# What the pure crates may use besides each other: types and parsing, nothing that can do I/O.
PURE = {"conversion", "documents", "domain", "dossier", "gallery", "oidc", "verdict", "session", "signals"}
PURE_MAY_USE = {"base64", "bytes", "jiff", "jsonwebtoken", "phonenumber", "pulp", "rcgen", "serde", "serde_json", "sha2",
                "subtle", "thiserror", "toml", "url", "uuid", "zeroize"}


class Ban(NamedTuple):
    """A pattern that may occur only in some Rust files."""

    name: str
    pattern: re.Pattern[str]
    only_in: tuple[str, ...]
    remedy: str


BANS = (
    Ban("gstreamer", re.compile(r"\b(gst|gstreamer|gstreamer_\w+)::"),
        ("crates/media/*", "benches/*"), "frames come from media's seam"),
    Ban("ort", re.compile(r"\bort::|\bextern crate ort\b|\buse ort\b"),
        ("crates/vision/src/onnx/*", "benches/*"), "models are called through vision's traits"),
    Ban("sql", re.compile(r"\bsqlx::|\b(SELECT\s.+\sFROM|INSERT\s(OR\s\w+\s)?INTO|DELETE\sFROM|UPDATE\s\w+\sSET|CREATE\sTABLE)\b"),
        ("crates/storage/src/sqlite/*", "crates/storage/src/sqlite.rs"), "go through storage's repository traits"),
    Ban("serialisation", re.compile(r"derive\([^)]*\b(Serialize|Deserialize)\b"),
        ("crates/api/*",
         "crates/likeness/src/config*",    # configuration file
         "crates/verdict/src/policy*",     # policy files
         "crates/vision/src/manifest*",    # models/manifest.toml
         "crates/storage/src/codec*",      # mirror structs of what is sealed
         "crates/rates/*",                 # figures of an evaluation report
         "crates/eval/*",                  # the report itself, and its cache
         "tests/*", "benches/*"),
        "wire types live in api; files have their own mirror structs"),
    Ban("ambient I/O in a pure crate", re.compile(r"\b(std::(fs|net|process|thread|env)|tokio)::|\bprintln!"),
        tuple(f"crates/{c}/*" for c in sorted(set(ARROWS) - PURE)) + ("tests/*", "benches/*"),
        "domain, verdict and session get everything as data"),
)
LEFT_IN_CODE = re.compile(r"\b(todo|unimplemented|dbg)!\s*[(\[{]|\b(FIXM[E]|XX[X]|HAC[K])\b")
SWITCHED_OFF = re.compile(r"#\[ignore|#\[should_panic|thread::sleep|\bwaitForTimeout\b|\b(it|test|describe)\.skip\(")

# Lines before the inline tests.
WARN_LINES, MAX_LINES = 400, 600
# Written so that this file does not hold the names it looks for.
REGISTRY_HOST = re.compile(r"(pyp[i]|npmj[s]|yarnpk[g]|crate[s]|debia[n]|pythonhoste[d])\.(org|io|com)")
LOCK_FILES = ("*.lock", "*package-lock.json")
# A path of the machine somebody worked on has no meaning for a reader.
MACHINE_PATH = re.compile(r"(?<![\w.])/(wor[k]|far[m]|roo[t])/\w|/tmp/bash_job[s]")

BINARY = ("png", "jpg", "jpeg", "webp", "gif", "ico", "onnx", "bin", "dat", "npy", "mp4", "webm", "mov",
          "mkv", "mpg", "avi", "ts.bin", "wav", "flac", "woff", "woff2", "pdf", "zip", "gz", "zst", "so")
# Binary files that may be in the repository. Nobody's face: only synthetic pictures and tiny graphs.
BINARY_ALLOWED = (
    "crates/*/testdata/*.onnx",      # graphs of a few nodes, with the script that made them beside them
    "crates/*/tests/data/*.onnx",
    "models/bundled/*.onnx",         # weights of our own, each with its card
    "web/public/*.ico", "web/public/*.png", "web/public/*.woff2",
    "tests/cast/media/*",            # computer-made people, with the truth of every frame beside them
    "tests/documents/*.png",        # the barcode of a licence that nobody holds
    "docs/img/*.png",                # screenshots with synthetic people only
)


class Tree:
    """The files that are, or would be, in the repository."""

    def __init__(self, root: Path, files: Iterable[str] | None = None):
        self.root = root
        self.files = sorted(files if files is not None else tracked(root))

    def matching(self, *patterns: str) -> list[str]:
        return [f for f in self.files if matches(f, patterns)]

    def text(self, name: str) -> str:
        return (self.root / name).read_text(encoding="utf-8", errors="replace")

    def members(self) -> dict[str, dict]:
        """Cargo manifests of the workspace by package name."""
        found = {}
        for name in self.matching("crates/*/Cargo.toml", "tests/Cargo.toml", "benches/Cargo.toml"):
            manifest = tomllib.loads(self.text(name))
            found[manifest["package"]["name"]] = manifest
        return found


def tracked(root: Path) -> list[str]:
    """Tracked files and new ones that git does not ignore."""
    out = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=root, capture_output=True, check=True, text=True).stdout
    return [f for f in out.split("\0") if f and (root / f).is_file()]


def matches(name: str, patterns: Iterable[str]) -> bool:
    return any(fnmatch.fnmatch(name, p) for p in patterns)


def code_lines(text: str) -> list[tuple[int, str]]:
    """Numbered lines without line comments: prose may name what code must not."""
    return [(i, re.sub(r"(^|\s)//.*", "", line)) for i, line in enumerate(text.splitlines(), 1)]


def dependencies(manifest: dict) -> tuple[set[str], set[str]]:
    """Names in (dependencies and build-dependencies, dev-dependencies), for every target."""
    normal, dev = set(), set()
    for table in [manifest, *manifest.get("target", {}).values()]:
        normal |= set(table.get("dependencies", {})) | set(table.get("build-dependencies", {}))
        dev |= set(table.get("dev-dependencies", {}))
    return normal, dev


def is_optional(manifest: dict, dependency: str) -> bool:
    spec = manifest.get("dependencies", {}).get(dependency)
    return isinstance(spec, dict) and spec.get("optional") is True


def below(name: str) -> set[str]:
    """Every crate a crate reaches through the arrows."""
    reached: set[str] = set()
    queue = list(ARROWS[name])
    while queue:
        one = queue.pop()
        if one not in reached:
            reached.add(one)
            queue += ARROWS[one]
    return reached


def check_arrows(tree: Tree) -> list[str]:
    """Dependencies point one way; testkit is for tests only."""
    problems = []
    members = tree.members()
    for name, manifest in members.items():
        if name in OUTSIDE:
            continue
        if name not in ARROWS:
            problems.append(f"crate {name} is not in the table of arrows: add it to docs/ARCHITECTURE.md and to tidy.py")
            continue
        normal, dev = dependencies(manifest)
        allowed = set(ARROWS[name])
        if is_optional(manifest, "testkit"):
            # A contract suite for other crates' tests, behind a feature that no other manifest turns on
            # outside its dev-dependencies.
            allowed.add("testkit")
        for other in sorted(normal & set(members) - allowed):
            problems.append(f"{name} depends on {other}: the arrows allow {sorted(ARROWS[name])}")
        for other in sorted(dev & set(members) - below(name) - {name, "testkit"}):
            problems.append(f"{name}'s tests depend on {other}, which lies above it")
    return problems


def check_owned(tree: Tree) -> list[str]:
    """Third-party crates with one owner stay with it; pure crates use none that do I/O."""
    problems = []
    for name, manifest in tree.members().items():
        normal, dev = dependencies(manifest)
        for deps, table in ((normal | dev, OWNED_IN_TESTS_TOO), (normal, OWNED)):
            for dep, (pattern, owners) in itertools.product(sorted(deps), table.items()):
                if fnmatch.fnmatch(dep, pattern) and name not in owners:
                    problems.append(f"{name} depends on {dep}, which belongs to {' and '.join(sorted(owners))}")
        if name in PURE:
            for dep in sorted(normal - PURE_MAY_USE - set(ARROWS)):
                problems.append(f"{name} is pure and depends on {dep}: allowed are {sorted(PURE_MAY_USE)}")
    return problems


def check_versions(tree: Tree) -> list[str]:
    """Members take versions, lints and edition from the workspace, and none can be published."""
    problems = []
    for name, manifest in tree.members().items():
        for table in [manifest, *manifest.get("target", {}).values()]:
            for kind in ("dependencies", "dev-dependencies", "build-dependencies"):
                for dep, spec in table.get(kind, {}).items():
                    if not (isinstance(spec, dict) and spec.get("workspace")):
                        problems.append(f"{name}: {dep} states its own version; put it into [workspace.dependencies]")
        if manifest.get("lints") != {"workspace": True}:
            problems.append(f"{name}: [lints] must say workspace = true")
        if manifest["package"].get("publish") not in (False, {"workspace": True}):
            problems.append(f"{name}: publish must be false")
    return problems


def check_ban(ban: Ban, tree: Tree) -> list[str]:
    """A pattern only where its owner lives."""
    return [
        f"{name}:{i}: {ban.name} outside its place: {ban.remedy}"
        for name in tree.matching("*.rs") if not matches(name, ban.only_in)
        for i, line in code_lines(tree.text(name)) if ban.pattern.search(line)
    ]


def lines_before_tests(text: str) -> int:
    """Lines before the first `#[cfg(test)]` at the margin that opens a module."""
    return len(re.split(r"^#\[cfg\(test\)\]\n(?:#\[.*\]\n)*mod \w+ \{", text, maxsplit=1, flags=re.M)[0].splitlines())


def check_sizes(tree: Tree) -> list[str]:
    """Files stay small enough to read at a sitting."""
    problems = []
    for name in tree.matching("*.rs"):
        if matches(name, ("*tests.rs", "*/tests/*", "tests/*", "*/contract/*")):
            continue
        n = lines_before_tests(tree.text(name))
        if n > MAX_LINES:
            problems.append(f"{name}: {n} lines before its tests, {MAX_LINES} allowed: split it by responsibility")
        elif n > WARN_LINES:
            print(f"tidy: warning: {name}: {n} lines before its tests; say in review why it is one file")
    return problems


def check_headers(tree: Tree) -> list[str]:
    """Every Rust file says first what lives in it; `tests.rs` says it by its name."""
    return [f"{name}: must begin with a //! paragraph: what lives here, what does not"
            for name in tree.matching("*.rs")
            if not name.endswith("/tests.rs") and not tree.text(name).startswith("//!")]


def check_leftovers(tree: Tree) -> list[str]:
    """Nothing half-done, and no test switched off or waiting on a clock."""
    problems = []
    for name in tree.matching("*.rs", "*.ts", "*.tsx", "*.py", "*.sh"):
        if name == "scripts/tidy.py" or name.startswith("scripts/tests/"):
            continue
        for i, line in enumerate(tree.text(name).splitlines(), 1):
            if LEFT_IN_CODE.search(line):
                problems.append(f"{name}:{i}: left in code: finish it, or file an issue")
            if SWITCHED_OFF.search(line):
                problems.append(f"{name}:{i}: a test switched off, or waiting for time instead of for the event")
    return problems


def check_places(tree: Tree) -> list[str]:
    """No registry host and no path of somebody's machine in any file."""
    problems = []
    for name in tree.files:
        if matches(name, LOCK_FILES) or is_binary(name):
            continue
        for i, line in enumerate(tree.text(name).splitlines(), 1):
            if REGISTRY_HOST.search(line):
                problems.append(f"{name}:{i}: names a registry host: use the package name, clients know their registry")
            if MACHINE_PATH.search(line):
                problems.append(f"{name}:{i}: names a path of one machine")
    return problems


def is_binary(name: str) -> bool:
    return name.lower().rsplit(".", 1)[-1] in BINARY


def check_binaries(tree: Tree) -> list[str]:
    """No picture of a person, no weights, no build output: binary files only by name."""
    problems = []
    for name in tree.files:
        if matches(name, BINARY_ALLOWED):
            continue
        if is_binary(name):
            problems.append(f"{name}: binary files need a line in tidy.py's BINARY_ALLOWED that says what they are")
        elif b"\0" in (tree.root / name).read_bytes()[:8000]:
            problems.append(f"{name}: looks binary; add its kind to tidy.py or take it out")
    return problems


def check_shared(tree: Tree, shared: Path) -> list[str]:
    """Media and weights that lie beside the checkout stay there."""
    if not shared.is_dir():
        return []
    by_size: dict[int, list[str]] = {}
    for name in tree.files:
        size = (tree.root / name).stat().st_size
        if size > 1000:
            by_size.setdefault(size, []).append(name)
    problems = []
    for theirs in (p for folder in ("models", "data", "assets") for p in (shared / folder).rglob("*") if p.is_file()):
        for name in by_size.get(theirs.stat().st_size, []):
            if digest(theirs) == digest(tree.root / name):
                problems.append(f"{name}: is ../shared/{theirs.relative_to(shared)}, which must never be committed")
    return problems


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def check_links(tree: Tree) -> list[str]:
    """Relative links in Markdown lead somewhere."""
    problems = []
    for name in tree.matching("*.md"):
        prose = re.sub(r"```.*?```", "", tree.text(name), flags=re.S)
        for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", prose):
            if "://" in target or target.startswith(("mailto:", "/")):
                continue
            if not ((tree.root / name).parent / target).exists():
                problems.append(f"{name}: link to {target} leads nowhere")
    return problems


def check_cards(tree: Tree) -> list[str]:
    """Every model of the manifest has a card with its id, its file and the hash that is checked."""
    manifest, problems = "models/manifest.toml", []
    if manifest not in tree.files:
        return problems
    for model, entry in tomllib.loads(tree.text(manifest)).get("models", {}).items():
        card = f"models/cards/{model}.md"
        if card not in tree.files:
            problems.append(f"{manifest}: {model} has no card; write {card}")
            continue
        text = tree.text(card)
        problems += [
            f"{card}: does not name {what} `{entry[key]}` as the manifest does"
            for key, what in (("file", "the file"), ("sha256", "its SHA-256"))
            if f"`{entry[key]}`" not in text
        ]
        if f"`{model}`" not in text:
            problems.append(f"{card}: does not name the id `{model}`")
    return problems


def main() -> int:
    root = Path(__file__).resolve().parent.parent
    tree = Tree(root)
    rules = [
        ("arrows between crates", lambda: check_arrows(tree)),
        ("owners of third-party crates", lambda: check_owned(tree)),
        ("one place for versions", lambda: check_versions(tree)),
        *((f"only in its place: {ban.name}", lambda ban=ban: check_ban(ban, tree)) for ban in BANS),
        ("file sizes", lambda: check_sizes(tree)),
        ("file headers", lambda: check_headers(tree)),
        ("leftovers and switched-off tests", lambda: check_leftovers(tree)),
        ("hosts and machine paths", lambda: check_places(tree)),
        ("binary files", lambda: check_binaries(tree)),
        ("nothing of ../shared", lambda: check_shared(tree, root.parent / "shared")),
        ("links in documents", lambda: check_links(tree)),
        ("a card for every model", lambda: check_cards(tree)),
    ]
    failed = 0
    for name, rule in rules:
        problems = rule()
        failed += bool(problems)
        for problem in problems:
            print(f"tidy: {name}: {problem}")
    print(f"{len(rules) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
