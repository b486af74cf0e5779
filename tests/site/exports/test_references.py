"""References as text, using the packages of the extra `citations`."""

import sys

import pytest

from readinglist.entry.model import PaperEntry
from readinglist.entry.vocabulary import WorkType
from readinglist.errors import ToolError, UsageError
from readinglist.library.merging import merge_paper
from readinglist.site.exports.references import render_references
from readinglist.site.exports.selection import Cited

ARTICLE = {
    "title": "Time & Clocks", "authors": ["Ada Fern", "Bo van der Moss", {"literal": "Tidal Lab"}],
    "issued": "1978-07-03", "venue": "Commun. <i>ACM</i>", "volume": "21", "issue": "7",
    "pages": "558-565", "doi": "10.5555/lam", "type": "article-journal",
}  # fmt: skip


def cited(**fields):
    entry = PaperEntry.model_validate({"themes": ["t"], "takeaway": "x", **fields})
    return Cited(merge_paper("w", entry, {}))


def test_an_article_in_the_style_of_apa():
    pytest.importorskip("citeproc")
    assert render_references([cited(**ARTICLE)], "apa") == (
        "Fern, A., van der Moss, B., & Tidal Lab. (1978). Time & Clocks. Commun. <i>ACM</i>, "
        "21(7), 558–565. https://doi.org/10.5555/lam\n"
    )


@pytest.mark.parametrize("kind", WorkType)
def test_every_type_of_work_has_a_reference(kind):
    pytest.importorskip("citeproc")
    text = render_references([cited(type=kind.value, title="A Book", publisher="North")], "ieee")
    assert "Book" in text


def test_a_style_without_bibliography():
    pytest.importorskip("citeproc")
    with pytest.raises(UsageError, match="has no bibliography"):
        render_references([cited(**ARTICLE)], "bluebook-law-review")


def test_an_unknown_style():
    pytest.importorskip("citeproc")
    with pytest.raises(UsageError, match="no style 'nosuch'"):
        render_references([cited(**ARTICLE)], "nosuch")


def test_without_the_extra_its_name_is_given(monkeypatch):
    monkeypatch.setitem(sys.modules, "citeproc", None)
    with pytest.raises(ToolError, match="not installed") as raised:
        render_references([cited(**ARTICLE)], "apa")
    assert "readinglist-site[citations]" in raised.value.hint
