"""Run code that may never end in a process that the system stops after some CPU time.

It is CPU time and not wall-clock time, so tests do not fail on a busy machine.
"""

import subprocess
import sys

import pytest

resource = pytest.importorskip("resource", reason="CPU time is limited by POSIX systems only")

# A process cannot raise a limit that is already lower, as in mutation testing.
_LIMIT = """
import resource
for what, soft, hard in (
    (resource.RLIMIT_CPU, {seconds}, {seconds} + 1), (resource.RLIMIT_AS, {memory}, {memory})
):
    most = resource.getrlimit(what)[1]
    if most == resource.RLIM_INFINITY or most > hard:
        resource.setrlimit(what, (soft, hard))
"""


def run_bounded(
    code: str, *args: str, seconds: int = 20, memory: int = 2 << 30, stdin: str = ""
) -> str:
    """What the code prints. The test fails if the code fails or exceeds its limits.

    `seconds` are CPU time including the interpreter's start; `memory` is in bytes.
    """
    done = subprocess.run(
        [sys.executable, "-c", _LIMIT.format(seconds=seconds, memory=memory) + code, *args],
        input=stdin, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        pytest.fail(f"ended with {done.returncode}: {done.stdout[-500:]}{done.stderr[-2000:]}")
    return done.stdout
