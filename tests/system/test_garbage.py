"""Garbage collection is paused for a while, and then as it was."""

import gc

import pytest

from readinglist.system.garbage import uncollected


@pytest.fixture(params=[True, False], ids=["enabled", "disabled"])
def was_enabled(request):
    """Whether collection is enabled before the pause."""
    before = gc.isenabled()
    (gc.enable if request.param else gc.disable)()
    yield request.param
    (gc.enable if before else gc.disable)()


def test_collection_is_paused_and_restored(was_enabled):
    with uncollected():
        assert not gc.isenabled()
        with uncollected():
            pass
        assert not gc.isenabled()
    assert gc.isenabled() is was_enabled


def test_an_exception_ends_the_pause(was_enabled):
    with pytest.raises(ZeroDivisionError), uncollected():
        raise ZeroDivisionError
    assert gc.isenabled() is was_enabled
