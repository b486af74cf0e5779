"""Python's collector of cyclic garbage, kept quiet while a whole list is made."""

import contextlib
import gc
from collections.abc import Iterator


@contextlib.contextmanager
def uncollected() -> Iterator[None]:
    """No search for cyclic garbage meanwhile.

    What is made of a list stays, so that each search would go through more and more objects and
    find nothing. The memory of what is dropped is given back all the same, cycles aside.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
