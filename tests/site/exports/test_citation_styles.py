"""Works that lack what others have, and unusual names and numbers, in the styles of journals."""

import re
from dataclasses import replace

import pytest

from readinglist.entry.model import PaperEntry
from readinglist.library.merging import merge_paper
from readinglist.site.exports.references import render_references
from readinglist.site.exports.selection import Cited


def cited(**fields):
    entry = PaperEntry.model_validate({"themes": ["t"], "takeaway": "x", **fields})
    return Cited(merge_paper("w", entry, {}))


#: Works that lack what others have, and names, titles and numbers in unusual forms.
ODD = [
    {"title": "No author", "venue": "Journal of X", "volume": "3", "issue": "2", "pages": "1-9",
     "issued": "2001", "type": "article-journal", "doi": "10.5555/na"},
    {"title": "Edited volume", "editors": ["Bo Moss", "Cy Oak"], "publisher": "North", "edition":
     "2", "place": "Oslo", "issued": "1999", "type": "book"},
    {"title": "Chapter", "editors": ["Bo Moss"], "venue": "The Book", "publisher": "North", "pages":
     "12-20", "issued": "1999", "type": "chapter"},
    {"title": r"On $\ell_1$ in \emph{vivo}", "authors": ["王小明", "Ada Fern"], "issued": "2020-05",
     "venue": "J", "volume": "1", "type": "article-journal"},
    {"title": "Why now?", "authors": ["Šárka Nová"], "issued": "2020", "venue": "Science", "type":
     "article-journal"},
    {"title": "Ends in a dot.", "authors": ["Ada Fern Jr.", "Ludwig van Beethoven"], "issued":
     "2020-02-03", "publisher": "Acme Inc.", "type": "report", "number": "TR-12"},
    {"title": 'A "quoted" “word”', "issued": "1920", "venue": "Nature", "type": "article-journal",
     "authors": ["bell hooks", "أحمد محمد", "J. R. R. Tolkien"]},
    {"title": "Undated page", "authors": [{"literal": "Tree Consortium"}], "type": "webpage",
     "url": "https://a.example/x"},
    {"title": "BERT-Based k-means", "authors": ["Jean-Luc Z"], "arxiv": "hep-th/9901001", "issued":
     "1999-01-02", "type": "article"},
]  # fmt: skip

STYLES = (
    "apa ieee nature chicago-author-date modern-language-association acm-sig-proceedings "
    "american-medical-association elsevier-harvard iso690-author-date-en springer-basic-author-date"
).split()

#: `None`, TeX, tags, and marks that follow each other or a space.
WRONG = re.compile(r"None|[$\\<]|\.\.|,,|::| [.,;:](?= |$)|[.,;:?!] ?[.,;:](?= )|[?!]\.|\(\s*\)")


def odd_works():
    return [replace_id(cited(**fields), f"w{number}") for number, fields in enumerate(ODD)]


def replace_id(item, work_id):
    return replace(item, work=replace(item.work, id=work_id))


@pytest.mark.parametrize("style", STYLES)
def test_references_of_odd_works(style):
    pytest.importorskip("citeproc")
    text = render_references(odd_works(), style)
    assert len(text.splitlines()) == len(ODD)
    # `Jr.,` and `al.,` are abbreviations.
    assert WRONG.findall(re.sub(r"\b(\w+\.)[,;]", r"\1", text)) == []
    for fields in ODD:
        if len(fields["title"]) > 9:
            assert text.lower().count(fields["title"].lower()) <= 1
    assert "王小明" in text
    assert "ℓ₁" in text


def test_odd_works_in_the_style_of_apa():
    pytest.importorskip("citeproc")
    text = render_references(odd_works(), "apa").replace("9901001", "…")
    assert text.splitlines() == [
        "Fern, A., Jr., & van Beethoven, L. (2020). Ends in a dot. (TR-12). Acme Inc.",
        "hooks, bell, محمد, أحمد, & Tolkien, J. R. R. (1920). A “quoted” “word.” Nature.",
        "Moss, B. (Ed.). (1999). Chapter. In The Book (pp. 12–20). North.",
        "Moss, B., & Oak, C. (Eds.). (1999). Edited volume (2nd ed.). North.",
        "No author. (2001). Journal of X, 3(2), 1–9. https://doi.org/10.5555/na",
        "Nová, Š. (2020). Why now? Science.",
        "Tree Consortium. (n.d.). Undated page. Retrieved https://a.example/x",
        "Z, J.-L. (1999). BERT-Based k-means (arXiv:hep-th/…). arXiv. https://arxiv.org/abs/hep-th/…",
        "王小明, & Fern, A. (2020). On ℓ₁ in vivo. J, 1.",
    ]


def test_odd_works_in_the_style_of_chicago():
    pytest.importorskip("citeproc")
    text = render_references(odd_works(), "chicago-author-date")
    assert "Moss, Bo, and Cy Oak, eds. 1999. Edited Volume. 2nd ed. North.\n" in text
    assert "Nová, Šárka. 2020. “Why Now?” Science.\n" in text
    assert "“A ‘quoted’ ‘word.’” Nature.\n" in text
    assert "“No Author.” 2001. Journal of X 3 (2): 1–9. https://doi.org/10.5555/na.\n" in text


def test_odd_works_in_the_style_of_ieee():
    pytest.importorskip("citeproc")
    text = render_references(odd_works(), "ieee")
    assert "] A. Fern Jr. and L. van Beethoven, “Ends in a dot.” Acme Inc., TR-12, " in text
    assert "] bell hooks, أحمد محمد, and J. R. R. Tolkien, “A" in text
