"""The program: `readinglist`, which is the same command as `python -m readinglist`."""

import contextlib
import os
import signal
import sys
import threading
from typing import NoReturn

from readinglist.cli import main


def run() -> NoReturn:
    """Run the command line, and end at once with its exit code.

    To free what was made of a large list object by object would take seconds, and the system takes
    the memory back as a whole. Where other threads are at work the end is Python's own.
    """
    for name in ("SIGTERM", "SIGHUP"):
        if number := getattr(signal, name, None):
            signal.signal(number, _end)
    code: object = 0
    try:
        main()
    except KeyboardInterrupt:
        code = 128 + signal.SIGINT
    except SystemExit as exit_:
        code = exit_.code or 0
    if isinstance(code, int) and threading.active_count() == 1:
        for stream in (sys.stdout, sys.stderr):
            with contextlib.suppress(OSError):  # `main` has told what it could
                stream.flush()
        os._exit(code)
    raise SystemExit(code)


def _end(number: int, frame: object) -> NoReturn:
    """End as Ctrl-C does, with all that is under way taken back, and as shells expect."""
    del frame
    raise SystemExit(128 + number)


if __name__ == "__main__":
    run()
