"""Code that may never end, run in a process of its own that the system stops after some CPU time.

CPU time is counted, not time on the wall, so a busy machine does not fail a test.
"""

import subprocess
import sys

import pytest

resource = pytest.importorskip("resource", reason="CPU time is limited by POSIX systems only")

_LIMIT = """
import resource
resource.setrlimit(resource.RLIMIT_CPU, ({seconds}, {seconds} + 1))
resource.setrlimit(resource.RLIMIT_AS, ({memory}, {memory}))
"""


def run_bounded(
    code: str, *args: str, seconds: int = 20, memory: int = 2 << 30, stdin: str = ""
) -> str:
    """What the code prints. Fails the test when it fails or takes more than is allowed.

    `seconds` are of CPU time and include the start of the interpreter, `memory` is in bytes.
    """
    done = subprocess.run(
        [sys.executable, "-c", _LIMIT.format(seconds=seconds, memory=memory) + code, *args],
        input=stdin, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        pytest.fail(f"ended with {done.returncode}: {done.stdout[-500:]}{done.stderr[-2000:]}")
    return done.stdout
