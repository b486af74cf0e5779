"""Bibliographies made to keep an import busy, or to exhaust the memory by repetition.

The measure is linear growth: of CPU time for a text ten times as long, or of characters.
"""

import json
import random
import time

import pytest

from readinglist.intake.drafts import Draft, propose_id
from readinglist.intake.duplicates import Index, known_draft
from readinglist.intake.formats import parse_bibliography
from readinglist.values.names import Name
from readinglist.values.references import find_doi, parse_reference

WANG = (Name(family="Wang", given="Ada"),)


def csl(**fields):
    return json.dumps([{"title": "x", **fields}])


def bib(fields):
    return f"@misc{{a, title = {{x}}, {fields}}}\n"


QUOTES = "''"
#: Texts of about this many characters.
FILES = {
    "lines that go on": lambda size: "TY  - JOUR\nTI  - x\n" + "a\n" * (size // 2) + "ER  - \n",
    "lines of PubMed that go on": lambda size: "PMID- 1\nTI  - x\n" + "      a\n" * (size // 8),
    "identifiers of one paper": lambda size: (
        "PMID- 1\nTI  - x\n"
        + "".join(f"LID - 10.1/{number} [doi]\n" for number in range(3 * size // 20))
    ),
    "attributes that are declared once": lambda size: (
        f"<!DOCTYPE x [<!ATTLIST r {' '.join(f'a{n} CDATA {QUOTES}' for n in range(size // 25))}>]>"
        f"<x><record>{'<r/>' * (size // 8)}</record></x>"
    ),
    "elements": lambda size: f"<x><record>{'<r/>' * (size // 4)}</record></x>",
    "parts of one name": lambda size: bib(f"author = {{family=a{',b' * (size // 2)}}}"),
    "hyphens in a name": lambda size: bib(f"author = {{Ada {'1-' * (size // 2)} Fern}}"),
    "hyphens in a name of PubMed": lambda size: (
        f"PMID- 1\nTI  - x\nFAU - Ada {'1-' * (size // 2)} Fern\n"
    ),
    "hyphens outside of entries": lambda size: f"{'a-' * (size // 2)}\n@misc{{a, title = {{x}}}}\n",
    "dollars in a formula": lambda size: csl(
        title="<math><msqrt><mi>x</mi></msqrt><semantics><annotation encoding='tex'>"
        f"x{'$' * size}y</annotation></semantics></math>"
    ),
    "tags without a partner": lambda size: csl(title="<q>" * (size // 3)),
    "marks": lambda size: csl(URL="http://a" + "\u0301\u0323" * (size // 2) + ".b/"),
    "addresses in an address": lambda size: csl(URL=f"http://a?b={'http://a/' * (size // 9)}"),
    "addresses": lambda size: csl(URL="http://a? " * (size // 10)),
    "broken items": lambda size: f"[{'{x},' * (size // 4)}]",
    "broken and sound items": lambda size: "[" + '{x},{"title":"a"},' * (size // 18) + "]",
    "items that break at the end": lambda size: (
        "[" + '{"a":[{"title":1},' * min(900, size // 40) + "1," * (size // 4)
    ),
    "comments": lambda size: "@comment(" * (size // 9),
    "parents": lambda size: bib(f"crossref = {{{'a,' * (size // 2)}}}"),
}


def parsed(text):
    begun = time.process_time()
    reading = parse_bibliography(text, "f")
    said = [remark.message for remark in (*reading.notes, *reading.left_out)]
    said += [remark for draft in reading.drafts for remark in draft.remarks]
    return time.process_time() - begun, sum(map(len, said))


@pytest.mark.parametrize("name", FILES)
def test_imports_take_linear_time(name):
    make = FILES[name]
    (short, _), (long, said) = parsed(make(6_000)), parsed(make(60_000))
    assert long < max(30 * short, 0.3)
    assert said < 1_000_000


@pytest.mark.parametrize("size", [20_000])
def test_repetition_is_limited(size):
    text = "word " * (size // 5)
    many = "".join(f"@misc{{k{number}, title = s}}\n" for number in range(size // 20))
    reading = parse_bibliography(f"@string{{s = {{{text}}}}}\n{many}", "f")
    assert sum(len(draft.title) for draft in reading.drafts) < 3_000_000
    assert "is not expanded" in reading.notes[-1].message
    many = "".join(
        f"@inbook{{k{number}, title = {{x}}, crossref = {{p}}}}\n" for number in range(size // 20)
    )
    reading = parse_bibliography(f"{many}@book{{p, title = {{{text}}}}}\n", "f")
    assert len(reading.drafts) == size // 20 + 1
    assert sum(len(draft.venue) for draft in reading.drafts) < 3_000_000
    assert "nothing is inherited from 'p'" in reading.notes[-1].message


def test_many_papers_of_one_volume_are_within_the_limit():
    many = "".join(
        f"@inproceedings{{k{number}, title = {{Title {number}}}, author = {{Fern, Ada}},\n"
        "  year = 2020, pages = {1--9}, booktitle = b, crossref = {p}}\n"
        for number in range(500)
    )
    parent = f"@proceedings{{p, title = {{{'Proceedings of ' * 20}}}, publisher = {{Press}}}}\n"
    reading = parse_bibliography(f"@string{{b = {{{'Conference on ' * 20}}}}}\n{many}{parent}", "f")
    assert not reading.notes
    assert all(draft.venue for draft in reading.drafts)


def test_titles_that_are_made_to_look_alike_are_compared_in_bounded_time():
    """Each has the same letters as any other, in another order."""
    rnd = random.Random(1)
    index = Index()
    for number in range(60):
        letters = ["a", "b"] * 200
        rnd.shuffle(letters)
        index.add(known_draft(Draft(title="".join(letters), authors=WANG), f"k{number}"))
    begun = time.process_time()
    assert index.find(known_draft(Draft(title="ab" * 200, authors=WANG))) is None
    assert time.process_time() - begun < 0.5


def test_titles_are_compared_in_bounded_time():
    rnd = random.Random(1)
    index = Index()
    begun = time.process_time()
    for number in range(3):
        title = "".join(rnd.choice("ab") for _ in range(4_000))
        draft = Draft(title=title, authors=WANG)
        assert index.find(known_draft(draft)) is None
        index.add(known_draft(draft, f"k{number}"))
    assert time.process_time() - begun < 1
    for number in range(2_000):
        index.add(known_draft(Draft(title=f"{number} {number * 7919 % 10007}", authors=WANG), "k"))
    compared = []
    index._by_surname["wang"] = _Counted(index._by_surname["wang"], compared)
    index.find(known_draft(Draft(title="quite another one", authors=WANG)))
    assert len(compared) <= 400


class _Counted(list):
    """A list that counts its lookups."""

    def __init__(self, items, taken):
        super().__init__(items)
        self.taken = taken

    def __getitem__(self, key):
        items = super().__getitem__(key)
        self.taken += items
        return items

    def __iter__(self):
        for item in super().__iter__():
            self.taken.append(item)
            yield item


def test_ids_of_works_with_the_same_stem_are_found_quickly():
    class Asked(set):
        count = 0

        def __contains__(self, item):
            self.count += 1
            return super().__contains__(item)

    taken = Asked()
    for number in range(2_000):
        taken.add(propose_id(Draft(title=f"Shade tree {number}", authors=WANG), taken))
    assert len(taken) == 2_000
    assert {"wangshade", "wangshade-tree", "wangshadeb", "wangshade-2", "wangshade-1974"} <= taken
    assert taken.count < 2_000 * 60


@pytest.mark.parametrize("text", ["http://a" + "\u0301\u0323" * 30_000 + ".b/10.1234/x"])
def test_an_endless_host_is_not_a_reference(text):
    begun = time.process_time()
    assert find_doi(text) is None
    with pytest.raises(ValueError, match="characters"):
        parse_reference(text)
    assert time.process_time() - begun < 0.5
