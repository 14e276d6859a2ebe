"""Each rule of tidy.py on a small tree: what it lets through and what it finds."""

import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
import tidy  # noqa: E402

MANIFEST = '[package]\nname = "{name}"\npublish.workspace = true\n[lints]\nworkspace = true\n'


class Rules(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name, "checkout")

    def tree_of(self, files: dict[str, str | bytes]) -> tidy.Tree:
        for name, content in files.items():
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return tidy.Tree(self.root, files)

    def crate(self, name: str, rest: str = "") -> dict[str, str]:
        return {f"crates/{name}/Cargo.toml": MANIFEST.format(name=name) + rest}

    def check(self, problems: list[str], *expected: str) -> None:
        self.assertEqual(len(problems), len(expected), problems)
        for problem, part in zip(problems, expected):
            self.assertIn(part, problem)

    def test_arrows_point_one_way(self):
        files = self.crate("domain") | self.crate("session", "[dependencies]\ndomain.workspace = true\n")
        self.check(tidy.check_arrows(self.tree_of(files)))
        files |= self.crate("domain", "[dependencies]\nsession.workspace = true\n")
        self.check(tidy.check_arrows(self.tree_of(files)), "domain depends on session")

    def test_testkit_is_for_tests_or_behind_a_feature(self):
        kit = self.crate("testkit") | self.crate("domain")
        self.check(tidy.check_arrows(self.tree_of(kit | self.crate("media", "[dev-dependencies]\ntestkit.workspace = true\n"))))
        optional = "[dependencies]\ntestkit = { workspace = true, optional = true }\n"
        self.check(tidy.check_arrows(self.tree_of(kit | self.crate("storage", optional))))
        always = "[dependencies]\ntestkit.workspace = true\n"
        self.check(tidy.check_arrows(self.tree_of(kit | self.crate("media", always))), "media depends on testkit")

    def test_tests_may_look_down_but_not_up(self):
        files = self.crate("app") | self.crate("domain") | self.crate("api", "[dev-dependencies]\ndomain.workspace = true\n")
        self.check(tidy.check_arrows(self.tree_of(files)))
        files |= self.crate("domain", "[dev-dependencies]\napp.workspace = true\n")
        self.check(tidy.check_arrows(self.tree_of(files)), "domain's tests depend on app")

    def test_an_unknown_crate_needs_a_place(self):
        self.check(tidy.check_arrows(self.tree_of(self.crate("extras"))), "not in the table")

    def test_third_party_crates_have_owners(self):
        gst = "[dependencies]\ngstreamer-app.workspace = true\n"
        self.check(tidy.check_owned(self.tree_of(self.crate("media", gst))))
        self.check(tidy.check_owned(self.tree_of(self.crate("app", gst))), "belongs to benches and media")
        dev = "[dev-dependencies]\n{}.workspace = true\n"
        self.check(tidy.check_owned(self.tree_of(self.crate("app", dev.format("ort")))), "belongs to benches and vision")
        self.check(tidy.check_owned(self.tree_of(self.crate("app", dev.format("anyhow")))))

    def test_target_tables_count_too(self):
        linux = "[target.'cfg(unix)'.dependencies]\nsqlx.workspace = true\n"
        self.check(tidy.check_owned(self.tree_of(self.crate("api", linux))), "belongs to storage")

    def test_pure_crates_use_nothing_that_does_io(self):
        self.check(tidy.check_owned(self.tree_of(self.crate("verdict", "[dependencies]\ntokio.workspace = true\n"))), "is pure")

    def test_versions_live_in_one_place(self):
        self.check(tidy.check_versions(self.tree_of(self.crate("app", "[dependencies]\nhex.workspace = true\n"))))
        self.check(tidy.check_versions(self.tree_of(self.crate("app", '[dependencies]\nhex = "0.4"\n'))), "states its own version")

    def ban(self, name: str) -> tidy.Ban:
        return next(b for b in tidy.BANS if b.name.startswith(name))

    def check_ban(self, name: str, path: str, code: str, found: bool) -> None:
        problems = tidy.check_ban(self.ban(name), self.tree_of({path: code}))
        self.assertEqual(bool(problems), found, (path, code))

    def test_patterns_only_in_their_place(self):
        self.check_ban("gstreamer", "crates/app/src/a.rs", "use gstreamer::prelude::*;", True)
        self.check_ban("gstreamer", "crates/media/src/a.rs", "use gstreamer::prelude::*;", False)
        self.check_ban("gstreamer", "crates/app/src/a.rs", "// not gstreamer::Element here", False)
        self.check_ban("ort", "crates/vision/src/onnx/a.rs", "let s: ort::Session;", False)
        self.check_ban("ort", "crates/vision/src/align.rs", "let s: ort::Session;", True)
        self.check_ban("ort", "crates/vision/src/align.rs", "let s = port::Session;", False)
        self.check_ban("sql", "crates/app/src/a.rs", 'let q = "SELECT id FROM person";', True)
        self.check_ban("sql", "crates/storage/src/sqlite/a.rs", 'let q = "SELECT id FROM person";', False)
        self.check_ban("serialisation", "crates/domain/src/a.rs", "#[derive(Debug, Serialize)]", True)
        self.check_ban("serialisation", "crates/storage/src/codec/a.rs", "#[derive(Debug, Serialize)]", False)
        self.check_ban("ambient", "crates/verdict/src/a.rs", "let t = std::fs::read(p);", True)
        self.check_ban("ambient", "crates/app/src/a.rs", "let t = std::fs::read(p);", False)

    def test_sizes_are_counted_before_the_tests(self):
        long_tests = "//! A.\n" + "#[cfg(test)]\nmod tests {\n" + "// line\n" * 700 + "}\n"
        self.check(tidy.check_sizes(self.tree_of({"crates/a/src/a.rs": long_tests})))
        self.check(tidy.check_sizes(self.tree_of({"crates/a/src/a.rs": "//! A.\n" + "fn f() {}\n" * 601})), "602 lines")

    def test_headers(self):
        self.check(tidy.check_headers(self.tree_of({"a.rs": "//! Lives here.\n"})))
        self.check(tidy.check_headers(self.tree_of({"a.rs": "use b;\n"})), "a.rs")

    def test_leftovers(self):
        self.check(tidy.check_leftovers(self.tree_of({"a.rs": "fn f() { todo!() }\n", "b.ts": "it.skip('x')"})), "a.rs:1", "b.ts:1")

    def test_hosts_and_paths(self):
        host = "crate" + "s.io"
        path = "/wor" + "k/main"
        self.check(tidy.check_places(self.tree_of({"Cargo.lock": host, "README.md": "crates in a workspace/member"})))
        self.check(tidy.check_places(self.tree_of({"README.md": f"see {host}\ncd {path}\n"})), "README.md:1", "README.md:2")

    def test_binary_files_are_named(self):
        self.check(tidy.check_binaries(self.tree_of({"web/public/icon.png": b"\x89PNG\0"})))
        self.check(tidy.check_binaries(self.tree_of({"face.jpg": b"\xff\xd8\0", "notes": b"a\0b"})), "face.jpg", "looks binary")

    def test_nothing_of_the_shared_folder(self):
        theirs = self.root.parent / "shared" / "models"
        theirs.mkdir(parents=True)
        (theirs / "big.onnx").write_bytes(b"w" * 2000)
        tree = self.tree_of({"models/bundled/mine.onnx": b"w" * 2000, "other.bin": b"v" * 2000})
        self.check(tidy.check_shared(tree, theirs.parent), "models/bundled/mine.onnx")
        self.check(tidy.check_shared(tree, self.root / "absent"))

    def test_links_lead_somewhere(self):
        tree = self.tree_of({"docs/A.md": "[b](B.md) [c](C.md#part) [w](https://example.org) `[x](y)`\n```\n[n](o)\n```\n", "docs/B.md": ""})
        self.check(tidy.check_links(tree), "docs/A.md: link to C.md", "link to y")

    def test_every_model_has_a_card(self):
        manifest = '[models.a]\nfile = "a.onnx"\nsha256 = "00ff"\n'
        files = {"models/manifest.toml": manifest}
        self.check(tidy.check_cards(self.tree_of({})))
        self.check(tidy.check_cards(self.tree_of(files)), "a has no card; write models/cards/a.md")
        good = files | {"models/cards/a.md": "`a`, `a.onnx`, `00ff`"}
        self.check(tidy.check_cards(self.tree_of(good)))
        other = files | {"models/cards/a.md": "`a`, `a.onnx`, `00fe`"}
        self.check(tidy.check_cards(self.tree_of(other)), "its SHA-256 `00ff`")
        none = files | {"models/cards/a.md": "a card"}
        self.check(tidy.check_cards(self.tree_of(none)), "the file", "its SHA-256", "the id")


if __name__ == "__main__":
    unittest.main()
