"""Pauses Python's cyclic garbage collector while a whole list is processed."""

import contextlib
import gc
from collections.abc import Iterator


@contextlib.contextmanager
def uncollected() -> Iterator[None]:
    """Pause garbage collection in this block.

    The objects of a list are kept, so each collection would search more and more objects and find
    nothing. Reference counting still frees memory, except for cycles.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
