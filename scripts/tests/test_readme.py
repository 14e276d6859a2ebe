"""The Python of README.md runs as it stands, against a stub of the service."""

import contextlib
import io
import os
import re
import runpy
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(HERE.parent))
import demo  # noqa: E402

ADDRESS = "http://127.0.0.1:8080"


class Readme(unittest.TestCase):
    def test_the_example_is_complete(self):
        (example,) = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
        self.assertIn(ADDRESS, example)
        port = demo.free_port(0)
        stub = subprocess.Popen([HERE / "stub_service.py", "serve", "--listen", f"127.0.0.1:{port}"],
                                stdout=subprocess.PIPE, text=True)
        self.addCleanup(stub.wait)
        self.addCleanup(stub.terminate)
        self.addCleanup(stub.stdout.close)
        for _ in range(2):
            key = stub.stdout.readline().split()[-1]
        with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
            Path("ID.jpg").write_bytes(b"picture")
            Path("interview.mp4").write_text("accept")
            Path("example.py").write_text(example.replace(ADDRESS, f"http://127.0.0.1:{port}"))
            os.environ["LIKENESS_KEY"] = key
            self.addCleanup(os.environ.pop, "LIKENESS_KEY")
            with contextlib.redirect_stdout(io.StringIO()) as out:
                runpy.run_path("example.py")
        self.assertEqual(out.getvalue(), "500 accept\n")


if __name__ == "__main__":
    unittest.main()
