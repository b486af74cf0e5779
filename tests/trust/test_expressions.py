"""All regular expressions of the package take linear time.

See `expressions.py` for how this is tested. The other tests check what rewritten expressions must
still find.
"""

import re
from pathlib import Path

import pytest
from bounded import run_bounded
from hypothesis import given
from hypothesis import strategies as st

from readinglist.site.slim import slim
from readinglist.values.identifiers import parse_dois
from readinglist.values.name_lists import parse_name_list
from readinglist.values.references import find_arxiv_id, find_doi, parse_reference

SCRIPT = Path(__file__).with_name("expressions.py")


def test_all_expressions_take_linear_time():
    code = f"import runpy; runpy.run_path({str(SCRIPT)!r}, run_name='__main__')"
    printed = run_bounded(code, seconds=200)
    assert "GROWS" not in printed
    # The script must find the expressions.
    assert int(re.search(r"(\d+) expressions", printed)[1]) > 190


@pytest.mark.parametrize(
    "text",
    [
        "https://x.org/10.1234/a" + "/pdf" * 40 + "/q/b",
        "https://x.org/10.1234/a" + "/pdf" * 50_000 + "/q/b",
        "10.1234/" * 50_000,
        "https://x.org/10.1234/a" + "/full/html.pdf" * 20_000,
        "x" + "10.1234/" * 50_000 + " 10.1",
        "arXiv:1706.03762v5" + " " * 100_000 + "[cs.CL",
        "arXiv:1706.03762v5" + "[cs.CL]" * 20_000 + "\n",
        "10.1234/a" + "," * 60_000 + "x",
    ],
    ids=range(8),
)
def test_references_of_any_length_terminate(text):
    code = (
        "import sys, contextlib\n"
        "from readinglist.values.identifiers import parse_dois\n"
        "from readinglist.values.references import parse_reference\n"
        "text = sys.stdin.read()\n"
        "parse_dois(text)\n"
        "with contextlib.suppress(ValueError): parse_reference(text)\n"
        "print('done')"
    )
    assert run_bounded(code, stdin=text, seconds=6) == "done\n"


# The former implementation, for comparison.
_VIEW = re.compile(
    r"(?:/(?:abstract|full|fulltext|html|pdf|epdf|epub|meta|references|figures|summary|download"
    r"|full/html|pdf/[^/]*)|\.pdf|\.full|\.full-text|\.abstract|/)+$",
    re.IGNORECASE,
)


@given(st.lists(st.sampled_from(
    ["/pdf", "/PDF", "/full", "/html", "/a", ".pdf", ".full", ".full-text", "/", "x", "/abstract"]
), max_size=8))  # fmt: skip
def test_views_are_left_out_as_before(parts):
    text = "10.1234/q" + "".join(parts)
    found = find_doi(f"https://example.org/{text}")
    assert found == _VIEW.sub("", text).lower()


@pytest.mark.parametrize(
    ("text", "doi"),
    [
        ("10.1234/a, 10.5678/b", "10.1234/a"),
        ("10.1234/a;10.5678/b", "10.1234/a"),
        ("10.1234/a b", None),
        ("see 10.1234/a", None),
        ("10.1234/a/b", "10.1234/a/b"),
    ],
)
def test_the_first_of_several_dois_counts(text, doi):
    assert find_doi(text) == doi


def test_a_stamp_is_left_out():
    assert find_arxiv_id("arXiv:1706.03762v5 [cs.CL] 6 Dec 2017").value == "1706.03762"
    assert parse_reference("arXiv:1706.03762v5 [cs.CL]\n6 Dec 2017").arxiv.value == "1706.03762"


def test_several_dois_are_split():
    assert parse_dois(" 10.1/x 10.1234/A,10.5678/b;  doi:10.9012/c. ") == [
        "10.1234/a", "10.5678/b", "10.9012/c",
    ]  # fmt: skip


@pytest.mark.parametrize("source", ["and Ada Lovelace and", " and  and Ada Lovelace", "And\nand"])
def test_stray_ands_do_not_split(source):
    found = parse_name_list(source)
    assert [name.display for name in found.names] == (["Ada Lovelace"] if "Ada" in source else [])
    assert not found.has_more


@pytest.mark.parametrize(
    "page",
    ["<!--" * 50_000, "<pre" * 50_000, "<pre>" * 40_000, '<a "' * 50_000, "<article" * 30_000,
     "<article>" + " " * 200_000, "<!" * 90_000, "<a" * 90_000, "<" * 200_000],
    ids=range(9),
)  # fmt: skip
def test_pages_of_any_length_are_slimmed(page):
    code = "import sys; from readinglist.site.slim import slim; slim(sys.stdin.read())"
    run_bounded(code, stdin=page, seconds=5)


def test_slimming_keeps_visible_content():
    assert slim("<p  a='x  y'\n b>x\n  y <!-- c --><pre> a  b</pre></p>") == (
        "<p a='x  y' b>x y <pre> a  b</pre></p>"
    )
    assert slim("<p>a  b <!-- c  d") == "<p>a b <!-- c d"
