"""The parts of the link checker that need no network."""

from pathlib import Path

import pytest

from readinglist.library.reading import read_library
from readinglist.links.gather.gathering import gather_targets
from readinglist.values.identifiers import ArxivId

# Where addresses are found


def places(project: Path, files: dict[str, str]) -> list[tuple[str, str, bool]]:
    for name, content in files.items():
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        (project / name).write_text(content, "utf-8", newline="")
    gathered = gather_targets(read_library(project), project / "docs")
    return sorted(
        (str(place.location), place.written, place.is_exact)
        for target in gathered.all()
        for place in target.places
        if place.location.path in files
    )


PAPER = "entries/papers/a.yml"
HEAD = "title: A\nauthors: [Ada Lovelace]\nthemes: [objectives]\ntakeaway: x\n"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("url: https://a.example/x\n", [("5:6", "https://a.example/x", True)]),
        ("url: 'https://a.example/x'\n", [("5:7", "https://a.example/x", True)]),
        ("url: >-\n  https://a.example/x\n", [("6:3", "https://a.example/x", True)]),
        ("url: |\n\n  https://a.example/x\n", [("7:3", "https://a.example/x", True)]),
        # An escape: the address differs from the text in the file.
        ('url: "https:\\/\\/a.example/x"\n', [("5:6", "https://a.example/x", False)]),
        ('url: "https://a.exam\\\n  ple/x"\n', [("5:6", "https://a.example/x", False)]),
        (
            "url: &u https://a.example/x\nlinks: {code: *u}\n",
            [("5:9", "https://a.example/x", True), ("5:9", "https://a.example/x", True)],
        ),
        (
            "url: https://a.example/x\nlinks: {code: https://a.example/x/y}\n",
            [("5:6", "https://a.example/x", True), ("6:15", "https://a.example/x/y", True)],
        ),
        ("# https://a.example/comment\nurl: https://a.example/x\n",
         [("6:6", "https://a.example/x", True)]),
        (
            "note: >-\n  See [it](https://a.example/x)\n  and\n  https://a.example/y.\n",
            [("6:12", "https://a.example/x", True), ("8:3", "https://a.example/y", True)],
        ),
        ("note: Not `https://a.example/x` but code.\n", []),
        ("note: https://en.wiki.example/A_(b) and (https://a.example/z)\n",
         [("5:42", "https://a.example/z", True), ("5:7", "https://en.wiki.example/A_(b)", True)]),
        ("note: Serve it at http://localhost:8000/.\n", []),
        ("url: https://a.example/ä%20b\n", [("5:6", "https://a.example/ä%20b", True)]),
        ("url: https://a.example/x\r\nnote: é [x](https://b.example/y)\r\n",
         [("5:6", "https://a.example/x", True), ("6:13", "https://b.example/y", True)]),
    ],
)  # fmt: skip
def test_places_in_yaml(lines, expected, small_project):
    found = places(small_project, {PAPER: HEAD + lines})
    assert found == sorted((f"{PAPER}:{at}", url, exact) for at, url, exact in expected)


def test_a_place_reached_by_two_fields_is_reported_for_each(small_project):
    content = HEAD + "url: &u https://a.example/x\nlinks: {code: *u}\n"
    (small_project / PAPER).write_text(content, "utf-8")
    target = next(
        page for page in gather_targets(read_library(small_project)).pages
        if page.url == "https://a.example/x"
    )  # fmt: skip
    assert [place.field for place in target.places] == ["links.code", "url"]


def test_an_entry_with_mistakes_is_still_checked(small_project):
    assert places(small_project, {PAPER: "url: https://a.example/x\nnonsense: 1\n"})


def test_unreadable_yaml_gives_no_places(small_project):
    assert places(small_project, {PAPER: "url: [https://a.example/x\n"}) == []


MARKDOWN = """\
# Heading

A [link](https://a.example/x "title") and <https://a.example/y>, twice <https://a.example/y>.

![picture](https://a.example/p.png) and <a href="https://a.example/h">html</a>

[used] and https://bare.example/path.

```
https://a.example/code
```

[used]: https://a.example/reference
"""


def test_places_in_markdown(small_project):
    found = places(small_project, {"docs/page.md": MARKDOWN})
    lines = MARKDOWN.splitlines()
    for place, url, exact in found:
        _, line, column = place.rsplit(":", 2)
        assert exact
        assert lines[int(line) - 1][int(column) - 1 :].startswith(url)
    assert sorted(url for _, url, _ in found) == [
        "https://a.example/h", "https://a.example/p.png", "https://a.example/reference",
        "https://a.example/x", "https://a.example/y", "https://a.example/y",
        "https://bare.example/path",
    ]  # fmt: skip


def test_works_are_identified_by_their_identifiers(small_project):
    content = HEAD + (
        "doi: 10.5555/ABC\n"
        "links:\n"
        "  pdf: https://arxiv.org/pdf/2301.00010v2.pdf\n"
        "  post: https://doi.org/10.5555/abc\n"
        "  data: https://doi.org/10.48550/arXiv.2301.00010\n"
        "url: https://arxiv.org/list/cs.LG/recent\n"
    )
    (small_project / PAPER).write_text(content, "utf-8")
    gathered = gather_targets(read_library(small_project))
    assert {page.url for page in gathered.pages} == {
        "https://arxiv.org/list/cs.LG/recent", "https://essay.example/thoughts",
    }  # fmt: skip
    assert set(gathered.arxiv) == {ArxivId("1706.03762"), ArxivId("2301.00010")}
    assert len(gathered.arxiv[ArxivId("2301.00010")].places) == 2
    assert {doi: len(target.places) for doi, target in gathered.dois.items()} == {"10.5555/abc": 2}


# Verdicts


# Pages


# Safety


# Scheduling


# Shards


# Identifiers


# Archive
