"""Fuzzing targets, and what counts as a failure.

A target reads one input and checks the result. It fails if it raises anything, including `Broken`,
if it exceeds its CPU time, or if it ends its process. The target itself catches the exceptions that
a parser documents. With `READINGLIST_DEBUG` set, borders let unexpected exceptions through, so that
no bug of ours is disguised as a finding.
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

#: Inputs that once failed are kept here, in a folder per target.
CORPUS = Path(__file__).parents[1] / "corpus"
_PACKAGE = f"{os.sep}readinglist{os.sep}"


class Broken(AssertionError):
    """The result of an input is wrong."""


class TooSlowError(BaseException):
    """An input exceeded its CPU time. No border catches this."""


def require(condition: object, what: str) -> None:
    """Raise `Broken` unless the condition is true."""
    if not condition:
        raise Broken(what)


@dataclass(frozen=True)
class Target:
    """A reader: its name, and a function that tries an input.

    `seeds` are inputs of the intended kind, `tokens` pieces with a meaning in them. `seconds` is
    the CPU time allowed per input, `few` the number of inputs in a short run. `inputs` and
    `by_chance` generate inputs if seeds and tokens are not enough: by hypothesis, and from a number
    and pieces.
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
    """The input as text. Lone surrogates, which JSON can express, are those that UTF-8 would
    encode.
    """
    try:
        return data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return data.decode("utf-8", "replace")


def as_bytes(text: str) -> bytes:
    """The input for a text."""
    return text.encode("utf-8", "surrogatepass")


@contextlib.contextmanager
def limited(seconds: float) -> Iterator[None]:
    """A block that may take this many seconds of CPU time.

    `TooSlowError` stops Python code. Native code cannot be stopped; if it takes ten times as long,
    the system ends the process.
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
    """Try an input: None if all is well, otherwise the kind of failure and its traceback.

    Failures of one kind share the exception and the place in the package, or in the target.
    """
    os.environ[DEBUG] = "1"
    try:
        with limited(target.seconds):
            target.run(data)
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: BLE001 - any exception is a failure
        return _kind(error), "".join(traceback.format_exception(error))
    return None


def _kind(error: BaseException) -> str:
    if isinstance(error, Broken):
        return f"Broken: {' '.join(str(error).split())[:60]}"
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if _PACKAGE in frame.filename] or frames
    place = f"{Path(ours[-1].filename).name}:{ours[-1].name}" if ours else "?"
    return (
        type(error).__name__
        if isinstance(error, TooSlowError)
        else (f"{type(error).__name__} in {place}")
    )
