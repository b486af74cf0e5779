"""RIS: the tags of a work."""

import pytest

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


def lines_of(graph_of, **work):
    (item,) = select(graph_of({"w": work}), "papers/w")
    return render_ris([item]).splitlines()


@pytest.mark.parametrize(
    ("issued", "day"),
    [("2020", "2020///"), ("2020-02", "2020/02//"), ("2020-02-03", "2020/02/03/")],
)
def test_unknown_parts_of_a_date_keep_their_slashes(graph_of, issued, day):
    lines = lines_of(graph_of, issued=issued)
    assert "PY  - 2020" in lines
    assert f"DA  - {day}" in lines


@pytest.mark.parametrize(
    ("work", "there", "not_there"),
    [
        # A conference has its event, and its proceedings behind it.
        ({"type": "paper-conference", "venue": "Proc. X", "event": "X 2020"},
         ["T2  - X 2020", "C3  - Proc. X"], "U2"),
        ({"type": "paper-conference", "venue": "Proc. X"}, ["T2  - Proc. X"], "C3"),
        ({"type": "article-journal", "venue": "J", "event": "X"}, ["T2  - J", "U2  - Event: X"],
         "C3"),
        # The container of a whole is no series; without a publisher it is the publisher.
        ({"type": "report", "venue": "Reports", "publisher": "North"},
         ["C3  - Reports", "PB  - North", "TY  - RPRT"], "T2"),
        ({"type": "report", "venue": "Reports"}, ["PB  - Reports"], "C3"),
        ({"type": "dataset"}, ["TY  - GEN", "M3  - dataset"], "T2"),
        ({"type": "book"}, ["TY  - BOOK"], "M3"),
        ({"type": "article-journal", "venue": "J", "pages": "3-9"}, ["SP  - 3", "EP  - 9"], "M3"),
        ({"type": "article-journal", "venue": "J", "pages": "e17"}, ["SP  - e17"], "EP"),
    ],
)  # fmt: skip
def test_tags_by_type(graph_of, work, there, not_there):
    lines = lines_of(graph_of, **work)
    assert set(there) <= set(lines)
    assert not [line for line in lines if line.startswith(f"{not_there}  -")]


def test_no_value_begins_a_line_of_its_own(graph_of):
    lines = lines_of(graph_of, title="One\nER  - \nTY  - BOOK")
    assert [line[:2] for line in lines if line].count("TY") == 1
    assert lines[-2:] == ["ER  - ", ""]
