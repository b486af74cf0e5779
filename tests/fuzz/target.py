"""What is fuzzed, and what counts as a failure.

A target reads one input and looks at what came of it. It fails where it raises anything, `Broken`
included, where it takes more CPU time than an input may, and where it ends its process. What a
parser says it raises is caught by the target itself. Run with `READINGLIST_DEBUG` set, borders let
through what they did not expect, so that no fault of ours hides behind a finding.
"""

import contextlib
import os
import signal
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from hypothesis.strategies import SearchStrategy

from readinglist.system.borders import DEBUG

#: What failed once stays here, below a folder of the target's name.
CORPUS = Path(__file__).parents[1] / "corpus"
_PACKAGE = f"{os.sep}readinglist{os.sep}"


class Broken(AssertionError):
    """What came of an input is not as it has to be."""


class TooSlowError(BaseException):
    """An input took more CPU time than it may. No border catches this."""


def require(condition: object, what: str) -> None:
    """Raise `Broken` unless the condition holds."""
    if not condition:
        raise Broken(what)


@dataclass(frozen=True)
class Target:
    """A reader: its name, and what is done with an input.

    `seeds` are inputs of the kind it is made for, `tokens` pieces that mean something in them.
    `seconds` of CPU time are what one input may take, `few` inputs what a short run tries. `inputs`
    and `by_chance` make them where that needs more than seeds and tokens: by hypothesis, and from a
    number and pieces.
    """

    name: str
    run: Callable[[bytes], object]
    seeds: tuple[str, ...]
    tokens: tuple[str, ...] = ()
    seconds: float = 2.0
    few: int = 150
    is_pipeline: bool = False
    inputs: Callable[[], SearchStrategy[bytes]] | None = None
    by_chance: Callable[[int, list[str]], str] | None = None


def as_text(data: bytes) -> str:
    """The text of an input. Lone surrogates, which JSON can spell, stand as UTF-8 would have them."""
    try:
        return data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return data.decode("utf-8", "replace")


def as_bytes(text: str) -> bytes:
    """The input that is this text."""
    return text.encode("utf-8", "surrogatepass")


@contextlib.contextmanager
def limited(seconds: float) -> Iterator[None]:
    """A block that may take so many seconds of CPU time.

    Python code is stopped by `TooSlowError`. Native code cannot be; where that goes on for ten
    times as long, the system ends the process.
    """
    signal.signal(signal.SIGVTALRM, _stop)
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_PROF, 10 * seconds)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.setitimer(signal.ITIMER_PROF, 0)


def _stop(*_: object) -> None:
    raise TooSlowError


def attempt(target: Target, data: bytes) -> tuple[str, str] | None:
    """Try an input: None where all is well, else the kind of failure and its traceback.

    Failures of one kind have the exception and the place in the package, or in the target, in
    common.
    """
    os.environ[DEBUG] = "1"
    try:
        with limited(target.seconds):
            target.run(data)
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: BLE001 - whatever it is, it is what we look for
        return _kind(error), "".join(traceback.format_exception(error))
    return None


def _kind(error: BaseException) -> str:
    if isinstance(error, Broken):
        return f"Broken: {' '.join(str(error).split())[:60]}"
    frames = traceback.extract_tb(error.__traceback__)
    ours = [one for one in frames if _PACKAGE in one.filename] or frames
    place = f"{Path(ours[-1].filename).name}:{ours[-1].name}" if ours else "?"
    return (
        type(error).__name__
        if isinstance(error, TooSlowError)
        else (f"{type(error).__name__} in {place}")
    )
