"""What no registry has is remembered for a while, between runs and together with others."""

import json

import pytest

from readinglist.enrichment.registries.absences import Absences
from readinglist.errors import StorageError

ONE, OTHER = "10.1000/x", "1706.03762"


@pytest.fixture
def file(tmp_path):
    return tmp_path / "state/absences.json"


def test_an_absence_is_remembered_between_runs(file):
    absences = Absences(file, since=100.0)
    assert ONE not in absences
    absences.add(ONE, 100.5)
    assert ONE in absences
    absences.save()
    assert ONE in Absences(file, since=100.0)
    assert OTHER not in Absences(file, since=100.0)


def test_it_is_forgotten_from_its_time_on(file):
    absences = Absences(file, since=0.0)
    absences.add(ONE, 100.0)
    absences.save()
    assert ONE in Absences(file, since=99.9)
    assert ONE not in Absences(file, since=100.0)


def test_what_a_registry_has_now_is_forgotten(file):
    first = Absences(file, since=0.0)
    first.add(ONE, 1.0)
    first.add(OTHER, 2.0)
    first.save()
    second = Absences(file, since=0.0)
    second.discard(ONE)
    second.discard("10.1000/never-added")
    second.save()
    assert json.loads(file.read_text("utf-8")) == {OTHER: 2.0}


def test_what_other_runs_write_meanwhile_is_kept(file):
    one, other = Absences(file, since=0.0), Absences(file, since=0.0)
    one.add(ONE, 1.0)
    one.save()
    other.add(OTHER, 2.0)
    other.save()
    # Sorted, so that the same absences give the same file.
    assert list(json.loads(file.read_text("utf-8")).items()) == [(ONE, 1.0), (OTHER, 2.0)]


def test_nothing_is_written_without_a_change(file):
    absences = Absences(file, since=0.0)
    absences.discard(ONE)
    absences.save()
    assert not file.exists()


def test_without_a_file_a_run_remembers_for_itself():
    absences = Absences(None, since=0.0)
    absences.add(ONE, 1.0)
    absences.save()
    assert ONE in absences
    assert ONE not in Absences(None, since=0.0)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('{"10.1000/x": 5, "1706.03762": 5.5}', {ONE, OTHER}),
        ('{"10.1000/x": "5", "1706.03762": 5.5}', {OTHER}),
        ('{"10.1000/x": null}', set()),
        ('["10.1000/x"]', set()),
        ("null", set()),
        ("{", set()),
        ("\xff", set()),
        ('{"10.1000/x": ' + "9" * 400 + "}", set()),
    ],
)
def test_a_damaged_file_costs_only_requests(file, text, found):
    file.parent.mkdir()
    file.write_bytes(text.encode("latin-1"))
    absences = Absences(file, since=0.0)
    assert {subject for subject in (ONE, OTHER) if subject in absences} == found


def test_a_file_that_cannot_be_written_is_an_error(tmp_path):
    (tmp_path / "state").write_text("a file", "utf-8")
    absences = Absences(tmp_path / "state/absences.json", since=0.0)
    absences.add(ONE, 1.0)
    with pytest.raises(StorageError):
        absences.save()
