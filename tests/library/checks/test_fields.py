"""Names in forms that YAML reads differently, and identifiers in the wrong field."""

import dataclasses

import pytest

from readinglist.entry.catalogue import BASE, write_example
from readinglist.entry.findings import Severity
from readinglist.library.checks import check_library, fields
from readinglist.library.checks.scope import Scope
from readinglist.library.reading import read_library

ENTRY = """\
title: T
venue: V
{fields}
themes: [trees]
takeaway: X.
"""
THEMES = "- {id: trees, title: Trees, lead: L., introduction: I.}\n"


def found_in(folder, lines):
    """The findings in an entry with these fields: place, code and full message."""
    (folder / "entries/papers").mkdir(parents=True)
    (folder / "entries/themes.yml").write_text(THEMES, "utf-8")
    entry = ENTRY.format(fields=lines)
    (folder / "entries/papers/fern.yml").write_text(entry, "utf-8")
    return [
        (
            f"{finding.location.line}:{finding.location.column}",
            finding.code,
            f"{finding.message}. {finding.hint}",
        )
        for finding in check_library(read_library(folder))
        if finding.severity is not Severity.NOTICE
    ]


@pytest.mark.parametrize(
    ("fields", "place", "code", "said"),
    [
        ("authors:\n  - [Fern, Ada]", "4:5", "E112",
         'a list stands where one name belongs. Write Ada Fern, or "Fern, Ada" in quotes.'),
        ("authors: [[Ada Fern]]", "3:11", "E112", "Write Ada Fern without the inner brackets."),
        ("authors: [[Ada Fern, Bo Moss]]", "3:11", "E112", "each name as an item of its own"),
        ("authors: [[[Fern]]]", "3:11", "E112", "Write a name as a text"),
        ("editors:\n  - Moss: Bo", "4:5", "E112", 'Write Bo Moss, or "Moss, Bo" in quotes.'),
        ("authors: [Ada Fern]\nnames: {Ada Fern: [Fern, Ada]}", "4:19", "E112", "Ada Fern"),
        ("authors: [{famly: Fern}]", "3:12", "E101", "Did you mean 'family'?"),
        ("authors: Fern, Ada", "3:10", "E103", 'Write one name as ["Fern, Ada"]; several as ['),
        ("authors: Ada Fern", "3:10", "E103", "Write one name as [Ada Fern]."),
        ("authors: {family: Fern}", "3:10", "E103", "[{family: …, given: …}]"),
        ("authors: [Fern, A. B.]", "3:17", "E112", 'in quotes: "Lovelace, A. B.".'),
        ('authors: ["Fern, Ada, Moss, Bo"]', "3:11", "E112", "holds several names"),
        ("authors: [Fern, Ada]", "3:11", "W404",
         'whose name is cut. Write "Fern, Ada" in quotes, or Ada Fern; names of one word as {lit'),
        ("authors: [Cy Oak, Fern, Ada B.]", "3:19", "W404", 'Write "Fern, Ada B." in quotes'),
        ("editors:\n  - van der Oak\n  - Cy", "4:5", "W404", "are two editors"),
    ],
)  # fmt: skip
def test_invalid_lists_of_names(tmp_path, fields, place, code, said):
    ((found, of_code, message),) = found_in(tmp_path, fields)
    assert (found, of_code) == (place, code)
    assert said in message


@pytest.mark.parametrize("field", ["volume", "issue", "number", "pages", "edition"])
@pytest.mark.parametrize(("value", "codes"), [("12", []), ("1.50", ["E106"]), ("[1]", ["E103"])])
def test_counts_need_no_quotes(tmp_path, field, value, codes):
    assert [code for _, code, _ in found_in(tmp_path, f"{field}: {value}")] == codes


@pytest.mark.parametrize(
    "fields",
    [
        'authors: ["Fern, Ada", Bo Moss]',
        "authors: [OpenAI, DeepSeek-AI]",
        "authors: [{literal: Plato}, {literal: Aristotle}]",
        "authors: [Plato]",
        'authors: ["King, Martin Luther, Jr.", "Gemini Team, Google"]',
        "authors: [王小明, 李飞飞]",
    ],
)
def test_single_names_that_are_lists(tmp_path, fields):
    assert found_in(tmp_path, fields) == []


@pytest.mark.parametrize(
    ("field", "code", "said"),
    [
        ("doi: https://arxiv.org/abs/1706.03762", "E108", 'write arxiv: "1706.03762"'),
        ("arxiv: https://doi.org/10.1038/NATURE14539", "E107", "write doi: 10.1038/nature14539"),
        ("url: 10.1038/nature14539", "E110", "write doi: 10.1038/nature14539"),
        ("url: arXiv:1706.03762", "E110", 'write arxiv: "1706.03762"'),
        ("url: https://www.alphaxiv.org/abs/1706.03762", "W403", 'Write arxiv: "1706.03762"'),
    ],
)
def test_an_identifier_in_another_field_is_recognised(tmp_path, field, code, said):
    ((place, of_code, message),) = found_in(tmp_path, f"{field}\nauthors: [A B]")
    assert (place[:2], of_code) == ("3:", code)
    assert said in message


@pytest.mark.parametrize(
    ("fields", "place", "said"),
    [
        ("issued: 2099", "3:9", "'2099' is more than a year ahead"),
        ("issued: 2099-05-03", "3:9", "'2099-05-03' is more than a year ahead"),
        ("added: 2099-05-03", "3:8", "'2099-05-03' is in the future"),
    ],
)
def test_a_date_of_years_to_come(tmp_path, fields, place, said):
    ((found, code, message),) = found_in(tmp_path, fields)
    assert (found, code) == (place, "E114")
    assert said in message


def test_journals_date_their_issues_in_advance(tmp_path, monkeypatch):
    # 2026-11-30.
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1796000000")
    assert found_in(tmp_path, "issued: 2027-03\nadded: 2026-12-01") == []


# Fields of single entries, each check by itself


@pytest.mark.parametrize(
    ("file", "text", "expected"),
    [
        ("papers/a.yml", "title: yes\n",
         'title: without quotes YAML reads yes as a yes/no value. Write "yes".'),
        ("papers/a.yml", "title: 1.5\n",
         'title: without quotes YAML reads 1.5 as a number. Write "1.5".'),
        ("papers/a.yml", "title: 5\n",
         'title: without quotes YAML reads 5 as a number. Write "5".'),
        ("papers/a.yml", "title: 2017-06-12\n",
         'title: without quotes YAML reads 2017-06-12 as a date. Write "2017-06-12".'),
        ("papers/a.yml", "title: null\n",
         'title: without quotes YAML reads null as nothing. Write "null".'),
        ("papers/a.yml", "tags: [x, 5]\n",
         'tags[2]: without quotes YAML reads 5 as a number. Write "5".'),
        ("papers/a.yml", "volume: 007\n",
         'volume: without quotes YAML reads 007 as a number. Write "007".'),
        ("papers/a.yml", "volume: 1.50\n",
         'volume: without quotes YAML reads 1.50 as a number. Write "1.50".'),
        ("papers/a.yml", "volume: yes\n",
         'volume: without quotes YAML reads yes as a yes/no value. Write "yes".'),
        ("papers/a.yml", "volume: 7\npages: 12\nissued: 2017-06-12\nadded: 2017\ndraft: on\n", ""),
        ("papers/a.yml", 'title: "5"\n', ""),
        ("papers/a.yml", "title:\n", ""),
        ("themes.yml", BASE["themes.yml"].replace("title: Serving", "title: 5"),
         '[2].title: without quotes YAML reads 5 as a number. Write "5".'),
    ],
)  # fmt: skip
def test_texts_without_quotes(findings, file, text, expected):
    said = findings({file: text}, fields.check_unquoted)
    assert [line.partition(" E106 ")[2] for line in said] == ([expected] if expected else [])


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ('arxiv: "2405.00001"\n', []),
        ("doi: 10.5555/x\n", []),
        *((f"title: T\n{name}: x\n", []) for name in ("url", "isbn", "publisher", "venue")),
        ("title: T\n", [("url: nothing says where to find the work. "
                        "Add url, doi, isbn or arxiv, or else its publisher or venue.")]),
        ("url: x\n", [("title: the field 'title' is missing. "
                      "Add it, or give the arXiv id or the DOI.")]),
    ],
)  # fmt: skip
def test_fields_that_are_needed_together(findings, text, missing):
    said = findings({"papers/a.yml": text}, fields.check_needed_together)
    assert said == [f"papers/a.yml:1:1 error E102 {line}" for line in missing]


def test_a_work_with_an_identifier_stops_nothing(findings):
    files = {"papers/a.yml": "doi: 10.5555/x\n", "papers/b.yml": "note: x\n"}
    said = findings(files, fields.check_needed_together)
    assert [line.split()[3] for line in said] == ["title:", "url:"]


HELD = "Leave it out: the identifier says it."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("url: https://arxiv.org/abs/1706.03762v5\n",
         'arXiv id 1706.03762. Write arxiv: "1706.03762" in place of url.'),
        ("url: https://doi.org/10.5555/X\n",
         "DOI 10.5555/x. Write doi: 10.5555/x in place of url."),
        ('arxiv: "1706.03762"\nurl: https://arxiv.org/abs/1706.03762\n',
         f"arXiv id 1706.03762. {HELD}"),
        ("doi: 10.5555/X\nurl: https://dx.doi.org/10.5555/x\n", f"DOI 10.5555/x. {HELD}"),
        ("doi: 10.5555/X\nurl: http://www.doi.org/10.5555/x\n", f"DOI 10.5555/x. {HELD}"),
        ("doi: 10.5555/X\nurl: HTTPS://DOI.org/10.5555/x\n", f"DOI 10.5555/x. {HELD}"),
        ('arxiv: "1706.03762"\nurl: https://export.arxiv.org/abs/1706.03762\n',
         f"arXiv id 1706.03762. {HELD}"),
        # Another identifier than the entry's own.
        ('arxiv: "1706.03762"\nurl: https://arxiv.org/abs/1706.03763\n', ""),
        # A publisher's page beside the identifier.
        ("doi: 10.5555/x\nurl: https://dl.acm.example/doi/10.5555/x\n", ""),
        ("url: https://a.example/page\n", ""),
        ("url: odd\n", ""),
        ("title: T\n", ""),
    ],
)  # fmt: skip
def test_addresses_of_identifiers(findings, text, expected):
    said = findings({"papers/a.yml": text}, fields.check_addresses)
    assert [line.partition("the address holds the ")[2] for line in said] == (
        [expected] if expected else []
    )
    assert all(" warning W403 url: " in line for line in said)


def test_a_good_address_stops_nothing(findings):
    files = {
        "papers/a.yml": "url: odd\n",
        "papers/b.yml": "url: https://a.example/\n",
        "papers/c.yml": "url: https://doi.org/10.5555/x\n",
    }
    assert [line[:12] for line in findings(files, fields.check_addresses)] == ["papers/c.yml"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("authors: [Fern, Ada, Moss, Bo]\n", ["authors[1]: 'Fern' and 'Ada' are two authors"]),
        ("authors: [{literal: Plato}, Fern, Ada]\neditors: [Moss, Bo]\n",
         ["authors[2]: 'Fern' and 'Ada' are two authors",
          "editors[1]: 'Moss' and 'Bo' are two editors"]),
        ("authors: [Ada Fern, Bo Moss]\n", []),
        ("authors: [Plato]\n", []),
    ],
)  # fmt: skip
def test_names_that_may_be_cut(findings, text, expected):
    said = findings({"papers/a.yml": text, "essays/b.yml": text}, fields.check_cut_names)
    assert [line.partition(" W404 ")[2].partition(", or one")[0] for line in said] == expected * 2


DUE = "Say by which day the prediction can be judged, like 2025-12-31."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("kind: prediction\nresolves-by: 2027-12-31\noutcome: {result: held}\n", []),
        ("kind: prediction\nopposition-sought: []\n",
         [f"1:1 error E102 resolves-by: the field 'resolves-by' is missing. {DUE}"]),
        ("kind: claim\nopposition-sought: []\n", []),
        *(
            (f"kind: {kind}\nresolves-by: 2027-12-31\noutcome: {{result: held}}\n",
             [(f"2:1 error E111 resolves-by: a {kind} has no 'resolves-by'. "
              "Only a prediction has one."),
              f"3:1 error E111 outcome: a {kind} has no 'outcome'. Only a prediction has one."])
            for kind in ("claim", "question", "definition")
        ),
        *(
            (f"kind: {kind}\nopposition-sought: []\n",
             [(f"2:1 error E111 opposition-sought: a {kind} has no 'opposition-sought'. "
              "Only a claim or a prediction has one.")])
            for kind in ("question", "definition")
        ),
        ("kind: odd\nresolves-by: 2027-12-31\n", []),
        ("resolves-by: 2027-12-31\n", []),
    ],
)  # fmt: skip
def test_fields_for_kinds_of_claims(findings, text, expected):
    said = findings({"claims/a.yml": text}, fields.check_field_for_kind)
    assert said == [f"claims/a.yml:{line}" for line in expected]


def test_a_prediction_stops_nothing(findings):
    files = {"claims/a.yml": "kind: prediction\nresolves-by: 2027\n",
             "claims/b.yml": "kind: claim\noutcome: {}\n"}  # fmt: skip
    assert [line[:12] for line in findings(files, fields.check_field_for_kind)] == ["claims/b.yml"]


def test_a_mode_and_its_reason(findings):
    files = {
        "papers/a.yml": "mode: structural\nmode-reason: x\n",
        "papers/b.yml": "mode: structural\n",
        "papers/c.yml": "title: T\nmode-reason: x\n",
    }
    assert findings(files, fields.check_field_for_kind) == [
        (
            "papers/c.yml:2:1 error E111 mode-reason: there is a reason for a mode, but no mode. "
            "Add mode."
        )
    ]


DEEP = f"${'(' * 70}x$"


def test_formulas_that_are_not_drawn(findings):
    files = {
        "papers/a.yml": f"title: '{DEEP}'\nnote: 'Plain $x^2$ and {DEEP}, {DEEP}.'\n"
        f"tags: ['x', '{DEEP}']\nlinks: {{code: '{DEEP}'}}\n",
        "papers/b.yml": "title: $x^2$ and \\(y\\)\nnote:\n",
        "claims/c.yml": f"claim: '{DEEP.strip('$')}'\n",
        "essays/d.yml": rf"title: '\({DEEP.strip('$')}\)'",
    }
    shown = f"{DEEP[:59]}…"
    expected = (
        f"the formula '{shown}' is not drawn. "
        "Write it with fewer delimiters, or without macros of its own."
    )
    said = findings(files, fields.check_formulas)
    assert [line for line in said if line.startswith("papers")] == [
        f"papers/a.yml:{at}: {expected}"
        for at in ("1:8 notice N506 title", "2:7 notice N506 note", "3:13 notice N506 tags[2]",
                   "4:15 notice N506 links.code")
    ]  # fmt: skip
    assert [line[:12] for line in said if not line.startswith("papers")] == ["essays/d.yml"]


def test_a_short_formula_is_shown_whole(findings):
    said = findings({"papers/a.yml": "title: $\\def\\a{x}\\a$\n"}, fields.check_formulas)
    assert [line.partition("N506 ")[2].partition(" is not")[0] for line in said] == [
        "title: the formula '$\\def\\a{x}\\a$'"
    ]


@pytest.mark.parametrize(
    ("file", "text", "expected"),
    [
        ("papers/a.yml", "added: 2026-12-01\n", ""),
        ("papers/a.yml", "added: 2026-12\n", ""),
        ("papers/a.yml", "added: odd\n", ""),
        ("papers/a.yml", "added: 2027-13-01\n", ""),
        ("papers/a.yml", "added: 2026-12-02\n", ("added: '2026-12-02' is in the future. "
         "Give the day on which it was added.")),
        ("essays/a.yml", "added: 2027\n", ("added: '2027' is in the future. "
         "Give the day on which it was added.")),
        ("papers/a.yml", "issued: 2027-11-30\n", ""),
        ("papers/a.yml", "issued: 2027\n", ""),
        ("papers/a.yml", "issued: 2027-12\n", ("issued: '2027-12' is more than a year ahead. "
         "Give the date of its first public version, or leave it out.")),
        ("essays/a.yml", "issued: 2028\n", ("issued: '2028' is more than a year ahead. "
         "Give the date of its first public version, or leave it out.")),
        ("claims/a.yml", "issued: 2028\n", ""),
        ("claims/a.yml", "opposition-sought:\n  - on: 2026-11-30\n  - on: 2026-12-02\n",
         ("opposition-sought[2].on: '2026-12-02' is in the future. "
         "Give the day on which it was done or known.")),
        ("claims/a.yml", "outcome: {on: 2027-01}\n", ("outcome.on: '2027-01' is in the future. "
         "Give the day on which it was done or known.")),
        ("papers/a.yml", "outcome: {on: 2027-01}\n", ""),
        ("paths/a.yml", "added: 2027-01-01\n", ""),
    ],
)  # fmt: skip
def test_days_that_have_not_come(findings, monkeypatch, file, text, expected):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1796000000")  # 2026-11-30
    said = findings({file: text}, fields.check_not_ahead)
    assert [line.partition(" E114 ")[2] for line in said] == ([expected] if expected else [])


def test_no_day_is_ahead_of_an_unknown_one(tmp_path):
    write_example(tmp_path, {"papers/a.yml": "added: 2999-01-01\n"})
    library = dataclasses.replace(read_library(tmp_path), read_on=None)
    assert list(fields.check_not_ahead(Scope.whole(library))) == []
