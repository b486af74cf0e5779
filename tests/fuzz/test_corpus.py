"""Inputs that once failed are tried again, and a few new ones are generated for each target.

`run.py` generates millions of them.
"""

import itertools
import os

import hypothesis
import pytest

from fuzz.inputs import made_by_chance, made_for
from fuzz.lists import LISTS
from fuzz.parsers import PARSERS
from fuzz.target import CORPUS, Target, as_bytes, attempt, limited

pytestmark = pytest.mark.skipif(os.name == "nt", reason="CPU time is limited by POSIX systems only")

TARGETS = {target.name: target for target in (*PARSERS, LISTS)}
FAILED = sorted(file for file in CORPUS.glob("*/*") if file.is_file())


def check(target, data):
    failure = attempt(target, data)
    assert failure is None, f"{data!r}\n{failure[1]}"


@pytest.fixture(autouse=True)
def _debug(monkeypatch):
    """Restores the variable that `attempt` sets."""
    monkeypatch.setenv("READINGLIST_DEBUG", "1")


@pytest.mark.parametrize("file", FAILED, ids=lambda one: f"{one.parent.name}/{one.name}")
def test_inputs_that_once_failed(file):
    check(TARGETS[file.parent.name], file.read_bytes())


@pytest.mark.parametrize("target", TARGETS.values(), ids=TARGETS)
def test_random_inputs(target):
    for seed in target.seeds:
        check(target, as_bytes(seed))
    for data in itertools.islice(made_by_chance(target, 1), target.few):
        check(target, data)


@pytest.mark.parametrize("name", ["names", "urls", "csl-json", "readers"])
def test_inputs_of_hypothesis(name):
    @hypothesis.settings(
        max_examples=30, database=None, deadline=None, derandomize=True,
        phases=[hypothesis.Phase.generate], suppress_health_check=list(hypothesis.HealthCheck),
    )  # fmt: skip
    @hypothesis.given(made_for(TARGETS[name]))
    def run(data):
        check(TARGETS[name], data)

    run()


# What counts as a failure


def _target(run):
    return Target("x", run, ("x",), seconds=0.05)


def test_exceptions_and_time_outs_are_failures():
    def raises(_):
        raise KeyError(1)

    def lasts(_):
        while True:
            pass

    def catches(_):
        try:
            lasts(_)
        except Exception:  # noqa: BLE001
            return

    assert attempt(_target(raises), b"")[0] == "KeyError in test_corpus.py:raises"
    assert attempt(_target(lasts), b"")[0] == "TooSlowError"
    assert attempt(_target(catches), b"")[0] == "TooSlowError"
    assert attempt(_target(bool), b"") is None


def test_a_time_limit_ends_with_its_block():
    with limited(0.05):
        pass
    sum(range(5_000_000))
