"""RIS: the tags of a work."""

from readinglist.site.exports.ris import render_ris
from readinglist.site.exports.selection import Cited, select
from readinglist.values.names import Name


def test_ris(graph):
    text = render_ris(select(graph, "claims/c")[:1])
    assert text == (
        "TY  - JOUR\n"
        "ID  - new\n"
        'TI  - A "quoted", odd; title: {x} <i>100%</i>\n'
        "AU  - van der Maaten, Laurens\n"
        "AU  - Ho, Jonathan, Jr.\n"
        "AU  - OpenAI\n"
        "PY  - 2020\n"
        "DA  - 2020/02//\n"
        "T2  - Journal & Co.\n"
        "DO  - 10.1000/x_y\n"
        "UR  - https://a.example/x\n"
        "KW  - one\n"
        "KW  - two\n"
        "N1  - Supports (section 2): “C.” Mixed: “C.”\n"
        "ER  - \n"
        "\n"
    )
    preprint = render_ris(select(graph, "papers/preprint"))
    assert "TY  - UNPB\n" in preprint
    assert "AN  - arXiv:2101.00001\n" in preprint
    assert "PY" not in render_ris(select(graph, "papers/undated"))


def test_a_suffix_without_a_given_name_stays_a_suffix(graph):
    (item,) = select(graph, "papers/new")
    work = type(item.work)(**{**vars(item.work), "authors": (Name("Ho", suffix="Jr."),)})
    assert "AU  - Ho Jr.\n" in render_ris([Cited(work)])
