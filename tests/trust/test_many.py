"""Mistakes in their thousands take a time that grows with the list, and so does what is said."""

import json

import pytest
from bounded import run_bounded

from readinglist.entry.catalogue import write_example

MANY = 600
CODE = """
import sys
from pathlib import Path
from readinglist.graph.linking import link_graph
from readinglist.library.checks import check_library
from readinglist.library.fixing import apply_fixes
from readinglist.library.reading import read_library
library = read_library(Path(sys.argv[1]))
findings = check_library(library)
apply_fixes(library, findings, write=False)
link_graph(library)
said = sum(len(str(finding)) for finding in findings)
print(len(findings), said)
"""
_PAPER = "themes: [reading]\ntakeaway: Rows of trees.\nurl: https://a.example/{0}\n"
_CLAIM = "kind: claim\nclaim: Rows {0}.\nthemes: [reading]\nsource: {{essay: e, quote: a}}\n"


def _names(count: int, start: str = "x") -> list[str]:
    """Different words of seven letters."""
    letters = "abcdefghij"
    return [
        start + "".join(letters[int(digit)] for digit in f"{number:06}") for number in range(count)
    ]


def _papers() -> dict[str, str]:
    return {f"papers/{name}.yml": f"title: {name}\n{_PAPER.format(name)}" for name in _names(MANY)}


def many_themes() -> dict[str, str]:
    themes = "".join(f"- {{id: {name}, title: T}}\n" for name in _names(MANY))
    wrong = f"[{', '.join(_names(MANY, 'y'))}]"
    return {"themes.yml": themes, "papers/p.yml": f"title: S\nthemes: {wrong}\n"}


def almost_themes() -> dict[str, str]:
    themes = "".join(f"- {{id: {name}, title: T}}\n" for name in _names(MANY))
    wrong = f"[{', '.join(name[1:] for name in _names(MANY))}]"
    return {"themes.yml": themes, "papers/p.yml": f"title: S\nthemes: {wrong}\n"}


def many_corrected_names() -> dict[str, str]:
    authors = ", ".join(f"Ada {name.title()}" for name in _names(MANY))
    wrong = "".join(f"  Bo {name.title()}: {{family: Moss}}\n" for name in _names(MANY))
    return {"papers/p.yml": f"title: S\nauthors: [{authors}]\nnames:\n{wrong}"}


def many_of_one_title() -> dict[str, str]:
    same = ", ".join(f"Ada {name.title()}" for name in _names(9))
    return {
        f"papers/{name}.yml": f"title: S\nauthors: [{same}, {name}]\n{_PAPER.format(name)}"
        for name in _names(MANY)
    }


def many_unknown_works() -> dict[str, str]:
    evidence = "".join(f"  - {{work: y{name}, stance: supports}}\n" for name in _names(MANY))
    return _papers() | {"claims/c.yml": f"{_CLAIM.format(1)}evidence:\n{evidence}"}


def many_unknown_citations() -> dict[str, str]:
    cited = " ".join(f"[@y{name}]" for name in _names(MANY))
    return _papers() | {"papers/p.yml": f'title: P\nnote: "{cited}"\n{_PAPER.format("p")}'}


def many_related_to_one() -> dict[str, str]:
    relation = "relations: [{type: refines, claim: hub}]\n"
    claims = {f"claims/{name}.yml": _CLAIM.format(name) + relation for name in _names(MANY)}
    essay = f"title: E\nauthors: [Ada Fern]\nissued: 2020\n{_PAPER.format('e')}"
    return claims | {"claims/hub.yml": _CLAIM.format("hub"), "essays/e.yml": essay}


def one_long_circle() -> dict[str, str]:
    names = _names(MANY)
    return {
        f"papers/{name}.yml": f"title: {name}\n{_PAPER.format(name)}builds-on: [{before}]\n"
        for name, before in zip(names, [names[-1], *names], strict=False)
    }


@pytest.mark.parametrize(
    "files",
    [
        many_themes, almost_themes, many_corrected_names, many_of_one_title, many_unknown_works,
        many_unknown_citations, many_related_to_one, one_long_circle,
    ],
)  # fmt: skip
def test_thousands_of_mistakes(tmp_path, files):
    contents = files()
    write_example(tmp_path, contents)
    count, said = json.loads(f"[{run_bounded(CODE, str(tmp_path), seconds=15).replace(' ', ',')}]")
    assert count <= 6 * MANY
    assert said <= 30 * sum(map(len, contents.values())) + 100_000
