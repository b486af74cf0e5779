"""`readinglist enrich` with Crossref, DataCite and DBLP."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from standins import server as faults
from standins.crossref import Crossref, work
from standins.datacite import DataCite, deposit
from standins.dblp import Dblp, publication
from standins.server import Server

from readinglist.library.lock.registry_records import Registry

CROSSREF, DATACITE, DBLP = Registry
PAPER = "1706.03762"
OTHERS = ("--source", "crossref", "--source", "datacite", "--source", "dblp")
ENTRY = "themes: [learning]\ntakeaway: A takeaway.\n"


class Net:
    def __init__(self, stack: ExitStack) -> None:
        self.crossref, self.datacite, self.dblp = Crossref(), DataCite(), Dblp()
        answers = (self.crossref, self.datacite, self.dblp)
        self.servers: dict[Registry, Server] = {
            registry: stack.enter_context(answer.server())
            for registry, answer in zip(Registry, answers, strict=True)
        }

    @property
    def asked(self) -> list[int]:
        return [len(self.servers[registry].log) for registry in Registry]


@pytest.fixture
def net(monkeypatch, tmp_path) -> Iterator[Net]:
    monkeypatch.setenv("READINGLIST_STATE", str(tmp_path / "state"))
    with ExitStack() as stack:
        net = Net(stack)
        for registry, server in net.servers.items():
            monkeypatch.setenv(f"READINGLIST_{registry.name}_URL", server.url)
        yield net


@pytest.fixture
def root(make_list) -> Path:
    return make_list([], {"papers/ada.yml": f"doi: 10.1000/x\n{ENTRY}"})


def lock_files(root: Path) -> list[str]:
    folder = root / "entries/metadata"
    return sorted(f.relative_to(folder).as_posix() for f in folder.rglob("*") if f.is_file())


def test_all_sources(cli, arxiv, make_paper, make_list, net):
    """arXiv first, then the registries for what it has just returned."""
    root = make_list([PAPER], {"papers/ada.yml": f"doi: 10.1000/x\n{ENTRY}"})
    arxiv.put(make_paper(PAPER, title="Attention", authors=("Ashish Vaswani",)))
    net.crossref.works["10.1000/x"] = work("10.1000/x", "On Examples", "Lovelace, Ada")
    net.dblp.publications = [publication("conf/nips/V17", "Attention", "Ashish Vaswani")]
    command = ("enrich", "-p", root, "--base-url", arxiv.api, "--source", "arxiv", *OTHERS)
    result = cli(*command)
    assert result.code == 0, result.err
    assert lock_files(root) == [
        f"arxiv/{PAPER}.json",
        f"dblp/{PAPER}.json",
        "doi/10.1000%2Fx.json",
    ]
    assert result.out.splitlines()[-3:] == [
        (
            "entries/papers/p170603762.yml published arXiv 1706.03762 was published: NIPS 2017, "
            "DBLP conf/nips/V17"
        ),
        "Registries: 2 found; requests: Crossref 1, DBLP 1",
        "2 records written, 0 unchanged",
    ]
    assert cli("validate", "-p", root).code == 0
    shown = cli("show", "-p", root, "ada")
    assert "On Examples" in shown.out
    assert "Journal of Examples" in shown.out
    again = cli(*command)
    assert again.code == 0
    assert "Registries" not in again.out
    assert net.asked == [1, 0, 1]


def test_check_writes_nothing(cli, root, net):
    net.crossref.works["10.1000/x"] = work("10.1000/x", "On Examples", "Lovelace, Ada")
    result = cli("enrich", "-p", root, "--check", *OTHERS)
    assert result.code == 1
    assert "1 record would be written, 0 unchanged" in result.out
    assert lock_files(root) == []


def test_a_retraction_is_reported_and_validated(cli, root, net):
    notice = {"DOI": "10.1000/n", "type": "retraction", "updated": {"date-parts": [[2020, 5, 2]]}}
    net.crossref.works["10.1000/x"] = work(
        "10.1000/x", "On Examples", "Lovelace, Ada", updated_by=[notice]
    )
    result = cli("enrich", "-p", root, *OTHERS)
    assert (
        "entries/papers/ada.yml taken back 10.1000/x was retracted on 2 May 2020 (notice 10.1000/n)"
    ) in result.out
    assert "10.1000/n" in cli("show", "-p", root, "ada").out


def test_works_that_registries_do_not_have(cli, net, make_list):
    entries = {
        "papers/a.yml": f"doi: 10.1000/none\ntitle: A\nauthors: [Ada Lovelace]\n{ENTRY}",
        "papers/b.yml": f"doi: 10.1000/bad\ntitle: B\nauthors: [Ada Lovelace]\n{ENTRY}",
        "papers/c.yml": f"doi: 10.1000/soft\ntitle: C\nauthors: [Ada Lovelace]\n{ENTRY}",
    }
    root = make_list([], entries)
    net.crossref.works["10.1000/bad"] = work("10.1000/bad", "B", title=[])
    net.datacite.deposits["10.1000/soft"] = deposit("10.1000/soft", "C", "Lovelace, Ada")
    result = cli("enrich", "-p", root, *OTHERS)
    assert result.code == 0
    assert result.out.splitlines() == [
        "entries/papers/a.yml 10.1000/none is missing, neither Crossref nor DataCite has it",
        "entries/papers/b.yml 10.1000/bad is malformed, Crossref: the record has no title",
        "Registries: 1 found, 1 missing, 1 malformed; requests: Crossref 3, DataCite 2",
        "1 record written, 0 unchanged",
    ]


def test_a_registry_that_does_not_respond(cli, root, net):
    net.servers[CROSSREF].always = faults.status(403)
    result = cli("enrich", "-p", root, *OTHERS)
    assert result.code == 3
    assert "no answer of Crossref for 1 work: HTTP status 403 (10.1000/x)" in result.err
    assert "it continues from there" in result.err
    net.servers[CROSSREF].always = None
    net.crossref.works["10.1000/x"] = work("10.1000/x", "On Examples", "Lovelace, Ada")
    assert cli("enrich", "-p", root, *OTHERS).code == 0


def test_proposals_from_the_lock(cli, root, net):
    net.crossref.works["10.1000/x"] = work(
        "10.1000/x",
        "On Examples",
        "Lovelace, Ada",
        updated_by=[{"DOI": "10.1000/n", "type": "correction"}],
    )
    cli("enrich", "-p", root, *OTHERS)
    asked = net.asked
    result = cli("enrich", "-p", root, "--proposals")
    assert (result.code, result.out) == (
        0,
        "entries/papers/ada.yml update 10.1000/x has a correction (notice 10.1000/n)\n",
    )
    assert net.asked == asked


def test_sources_from_the_environment(cli, root, net, monkeypatch):
    monkeypatch.setenv("READINGLIST_SOURCES", "crossref dblp")
    assert cli("enrich", "-p", root).code == 0
    assert net.asked == [1, 0, 0]


def test_an_invalid_address(cli, root, monkeypatch):
    monkeypatch.setenv("READINGLIST_CROSSREF_URL", "crossref")
    result = cli("enrich", "-p", root, *OTHERS)
    assert result.code == 2
    assert "'crossref' is not an address" in result.err


def test_an_invalid_source(cli: Callable, root):
    assert cli("enrich", "-p", root, "--source", "scholar").code == 2
