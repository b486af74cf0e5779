"""What `enrich` prints about the registries' answers."""

import pytest

from readinglist.cli import registry_output
from readinglist.cli.registry_output import URL_VARIABLES, ask_registries, print_proposals
from readinglist.enrichment.registries.asking import Lookup, Outcome
from readinglist.enrichment.registries.proposals import Proposal, ProposalKind
from readinglist.enrichment.registries.update import Change, Report
from readinglist.library.lock.registry_records import Registry
from readinglist.library.reading import read_library
from readinglist.system.clock import read_clock

PAPER = "title: T\nauthors: [Ada Fern]\nthemes: [objectives]\ntakeaway: x\ndoi: 10.1000/{}\n"


@pytest.fixture
def library(small_project):
    for name in ("one", "two"):
        (small_project / f"entries/papers/{name}.yml").write_text(PAPER.format(name), "utf-8")
    return read_library(small_project)


@pytest.fixture
def ask(library, monkeypatch, capsys):
    """Print a report as if the registries had given it; the exit code and what was printed."""

    def run(report, *, check=False):
        seen = []
        monkeypatch.setattr(
            registry_output,
            "fetch_registries",
            lambda _, settings, __: seen.append(settings) or report,
        )
        code = ask_registries(
            library, [], read_clock(), contact="", budget=9.0, state=None, refresh=None, check=check
        )
        assert seen[0].write is not check
        return code, capsys.readouterr()

    return run


def found(subject, registry=Registry.CROSSREF):
    return Lookup(subject, registry, Outcome.FOUND)


def test_nothing_to_look_up(ask):
    code, shown = ask(Report())
    assert (code, shown.out, shown.err) == (0, "", "")


def test_counts_of_look_ups_requests_and_records(ask):
    report = Report(
        [found("10.1000/one"), found("10.1000/two")],
        {"10.1000/one": Change.NEW, "10.1000/two": Change.SAME},
        {Registry.CROSSREF: 3, Registry.DBLP: 0},
    )
    code, shown = ask(report)
    assert code == 0
    assert shown.out == (
        "Registries: 2 found; requests: Crossref 3\n1 record written, 1 unchanged\n"
    )
    code, shown = ask(report, check=True)
    assert code == 1, "what would change is a difference"
    assert "1 record would be written" in shown.out


def test_a_work_that_a_registry_does_not_have_is_named_with_its_entry(ask):
    code, shown = ask(
        Report(
            [
                Lookup("10.1000/one", Registry.CROSSREF, Outcome.MISSING, "there is no such DOI"),
                Lookup("10.1000/two", Registry.DATACITE, Outcome.MALFORMED, "it has no title"),
                # Most preprints are not in DBLP.
                Lookup("1706.03762", Registry.DBLP, Outcome.MISSING, "not listed"),
            ]
        )
    )
    assert code == 0
    assert shown.out.splitlines()[:3] == [
        "entries/papers/one.yml 10.1000/one is missing, there is no such DOI",
        "entries/papers/two.yml 10.1000/two is malformed, DataCite: it has no title",
        "Registries: 2 missing, 1 malformed; requests: none",
    ]


def test_registries_that_did_not_answer(ask):
    lookups = [
        Lookup(f"10.1000/{n}", Registry.CROSSREF, Outcome.UNANSWERED, "down") for n in range(4)
    ]
    code, shown = ask(Report(lookups), check=True)
    assert code == 3
    assert shown.err.splitlines()[0] == (
        "error no answer of Crossref for 4 works: down (10.1000/0, 10.1000/1, 10.1000/2 and 1 more)"
    )


def test_proposals_are_on_one_line_with_the_entrys_file(library, capsys):
    print_proposals(
        library,
        [
            Proposal("one", ProposalKind.PUBLISHED, "it appeared\n in [J]"),
            Proposal("two", ProposalKind.TAKEN_BACK, "gone"),
        ],
    )
    assert capsys.readouterr().out == (
        "entries/papers/one.yml published it appeared in [J]\n"
        "entries/papers/two.yml taken back gone\n"
    )


def test_every_registry_has_a_variable_for_its_address():
    assert set(URL_VARIABLES) == set(Registry)
    assert len(set(URL_VARIABLES.values())) == len(Registry)
