"""The cost of a program: wall and CPU seconds, peak memory, bytes and files written."""

import contextlib
import datetime
import os
import platform
import statistics
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MEBI = 1024 * 1024
#: Headless ones first: an invisible window takes a third of a page's time.
BROWSERS = (
    "chromium-headless-shell", "chromium", "google-chrome", "chromium-browser",
    "google-chrome-stable",
)  # fmt: skip
#: Seconds between two samples of the memory of a process tree. Sampling stops the processes for
#: some milliseconds, so more samples would cost measured time.
_LOOK_EVERY = 0.5


@dataclass(frozen=True)
class Cost:
    """The cost of one run: seconds, and peak memory in bytes.

    `memory` is the resident set of the largest process of the tree, or the highest total of all of
    them at a time, whichever is more; shared pages count once.
    """

    wall: float
    cpu: float
    memory: int
    status: int


def measure(
    command: Sequence[str | Path],
    *,
    folder: Path,
    limit: float = 600.0,
    log: Path | None = None,
    environment: Mapping[str, str] | None = None,
) -> Cost:
    """Run a command in the folder to its end, or up to the limit in seconds.

    The calling process should be small: Linux counts its memory before the exec.
    """
    with contextlib.ExitStack() as stack:
        out = stack.enter_context(log.open("wb")) if log else subprocess.DEVNULL
        start = time.perf_counter()
        process = stack.enter_context(
            subprocess.Popen(
                [str(part) for part in command], cwd=folder, stdout=out, stderr=out,
                env={**os.environ, **(environment or {})}, start_new_session=True,
            )
        )  # fmt: skip
        watch = _Watch(process.pid, limit)
        watch.start()
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        watch.stop()
    memory = max(usage.ru_maxrss * 1024, watch.peak)
    return Cost(wall, usage.ru_utime + usage.ru_stime, memory, process.returncode)


class _Watch(threading.Thread):
    """Samples a process tree regularly, and ends it when its time is up."""

    def __init__(self, pid: int, limit: float) -> None:
        super().__init__(daemon=True)
        self.pid = pid
        self.deadline = time.monotonic() + limit
        self.over = threading.Event()
        self.peak = 0

    def run(self) -> None:
        while not self.over.wait(_LOOK_EVERY):
            tree = list(_tree(self.pid))
            if len(tree) > 1:
                self.peak = max(self.peak, sum(map(_share_of, tree)))
            if time.monotonic() > self.deadline:
                with contextlib.suppress(OSError):
                    os.killpg(self.pid, 9)

    def stop(self) -> None:
        self.over.set()
        self.join()


def _tree(pid: int) -> Iterator[int]:
    """The process and its descendants, as far as they still exist."""
    yield pid
    with contextlib.suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text("ascii").split():
                yield from _tree(int(child))


def _share_of(pid: int) -> int:
    """The bytes that the process holds, with its share of shared pages (proc(5), `Pss`)."""
    with contextlib.suppress(OSError, ValueError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text("ascii").splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    return 0


def size_of(folder: Path, *, without: Sequence[str] = ()) -> tuple[int, int]:
    """Bytes and number of the files below a folder, excluding some of its subfolders."""
    size = count = 0
    stack = [str(folder)] if folder.is_dir() else []
    left_out = {str(folder / name) for name in without}
    while stack:
        with os.scandir(stack.pop()) as items:
            for item in items:
                if item.is_dir(follow_symlinks=False):
                    if item.path not in left_out:
                        stack.append(item.path)
                else:
                    size += item.stat(follow_symlinks=False).st_size
                    count += 1
    return size, count


def middle(values: Sequence[float]) -> float:
    """The median."""
    return statistics.median(values)


def spread(values: Sequence[float], digits: int = 2) -> str:
    """The median, followed by minimum and maximum if there are several values."""
    text = f"{middle(values):.{digits}f}"
    if len(values) > 1:
        text += f" ({min(values):.{digits}f}–{max(values):.{digits}f})"
    return text


def table(heads: Sequence[str], rows: Sequence[Sequence[str]], left: int = 1) -> str:
    """A Markdown table, with the first columns left-aligned and the others right-aligned."""
    rules = ["---"] * left + ["---:"] * (len(heads) - left)
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (heads, rules, *rows)) + "\n"


def commit() -> str:
    """The current commit, with a plus sign if the package has been modified."""
    dirty = first_line("git", "-C", ROOT, "status", "--porcelain", "readinglist")
    return first_line("git", "-C", ROOT, "rev-parse", "--short", "HEAD") + ("+" if dirty else "")


def first_line(*command: str | Path) -> str:
    """The first line of a command's output; empty if there is no such command."""
    try:
        done = subprocess.run(list(command), capture_output=True, text=True, check=False)
    except OSError:
        return ""
    return done.stdout.strip().partition("\n")[0]


def machine() -> str:
    """Date, commit, machine and Python, as the start of a sentence."""
    today = datetime.datetime.now(datetime.UTC).date()
    return (
        f"Measured on {today} at commit {commit()}: {os.cpu_count()} cores ({_processor()}), "
        f"{platform.system()} {platform.release().partition('-')[0]}, Python "
        f"{sys.version.partition(' ')[0]}"
    )


def _processor() -> str:
    with contextlib.suppress(OSError):
        for line in Path("/proc/cpuinfo").read_text("utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.machine()


def wrapped(text: str) -> str:
    """A paragraph wrapped to the page's width."""
    return textwrap.fill(text, 130, break_on_hyphens=False, break_long_words=False)


def put_between(file: Path, name: str, text: str) -> None:
    """Put the text between the marks with this name in a Markdown file, which must have them."""
    begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    before, _, rest = file.read_text("utf-8").partition(begin)
    after = rest.partition(end)[2]
    file.write_text(f"{before}{begin}\n\n{text}\n{end}{after}", "utf-8")
