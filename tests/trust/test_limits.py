"""Values have documented limits, and names of any length are parsed in time."""

import datetime
import json
import shutil
from types import SimpleNamespace

import pytest
from bounded import run_bounded

from readinglist.enrichment.arxiv.client import WITNESS, Client, Outcome
from readinglist.enrichment.registries import crossref, datacite, dblp
from readinglist.enrichment.registries.answers import MalformedRecordError
from readinglist.entry.json_schema import as_schemas
from readinglist.library.checks import check_library
from readinglist.library.lock.arxiv_records import UnreadableLine, parse_bulk, parse_record
from readinglist.library.lock.files import BrokenRecordError, read_record_file
from readinglist.library.reading import read_library
from readinglist.values import limits
from readinglist.values.identifiers import ArxivId
from readinglist.values.names import parse_name

DOI = "10.1234/abc"
NOW = datetime.datetime(2026, 11, 30, tzinfo=datetime.UTC)
PAPER = """\
title: {title}
authors: [{author}]
url: {url}
themes: [scaling]
takeaway: {takeaway}
tags: [{tag}]
"""
SOUND = {
    "title": "A title", "author": "Ada Lovelace", "url": "https://example.org/x",
    "takeaway": "It is so.", "tag": "patience",
}  # fmt: skip


def _findings(project, tmp_path, **changes):
    root = tmp_path / "list"
    shutil.copytree(project / "entries", root / "entries")
    text = PAPER.format(**(SOUND | changes))
    (root / "entries" / "papers" / "long.yml").write_text(text, "utf-8")
    found = check_library(read_library(root))
    return [finding for finding in found if finding.location.path.endswith("/long.yml")]


@pytest.mark.parametrize(
    ("field", "most", "make"),
    [
        ("title", limits.TEXT, lambda n: "x" * n),
        ("author", limits.NAME, lambda n: "A " + "x" * (n - 2)),
        ("url", limits.URL, lambda n: "https://example.org/" + "x" * (n - 20)),
        ("takeaway", limits.PROSE, lambda n: "x" * n),
        ("tag", limits.TAG, lambda n: "x" * n),
    ],
)
def test_findings_begin_exactly_at_the_limits(enriched_project, tmp_path, field, most, make):
    fits = _findings(enriched_project, tmp_path / "fits", **{field: make(most)})
    assert "E115" not in [finding.code for finding in fits]
    (found,) = [
        finding
        for finding in _findings(enriched_project, tmp_path / "long", **{field: make(most + 1)})
        if finding.code == "E115"
    ]
    assert found.message == f"the text has more than {most:,} characters"
    assert len(found.text) < 200


def test_a_list_has_a_limit(enriched_project, tmp_path):
    many = ", ".join(f"t{i}" for i in range(limits.ITEMS + 1))
    codes = [finding.code for finding in _findings(enriched_project, tmp_path, tag=many)]
    assert "E115" in codes


def test_schemas_state_the_limits():
    text = json.dumps(as_schemas())
    for most in (limits.TEXT, limits.NAME, limits.TAG, limits.URL, limits.DOI, limits.PROSE):
        assert f'"maxLength": {most}' in text
    assert f'"maxItems": {limits.ITEMS}' in text


@pytest.mark.parametrize(
    "name",
    ["van " * 20_000 + "x", "a. " * 20_000 + "x", "van a. " * 10_000 + "x", "x, " * 20_000 + "y",
     "De " * 20_000, "de " * 20_000 + "x, y", "- " * 20_000 + "x"],
    ids=range(7),
)  # fmt: skip
def test_names_of_any_length_are_parsed_in_time(name):
    code = (
        "import sys; from readinglist.values.names import parse_name; parse_name(sys.stdin.read())"
    )
    run_bounded(code, stdin=name, seconds=6)


@pytest.mark.parametrize(
    ("text", "parts"),
    [("Luciano da F. Costa", ("Luciano da F.", "", "Costa")),
     ("Laurens van der Maaten", ("Laurens", "van der", "Maaten")),
     ("Luc Van Gool", ("Luc", "", "Van Gool")),
     ("A. van B. de Vries", ("A. van B.", "de", "Vries")),
     ("J. de la Cruz", ("J.", "de la", "Cruz"))],
)  # fmt: skip
def test_particles_are_parsed_as_before(text, parts):
    name = parse_name(text)
    assert (name.given, name.particle, name.family) == parts


LONG = {
    "title": "x" * 1_000_000,
    "authors": [f"A. Fern{i}" for i in range(limits.ITEMS + 1)],
    "name": ["A " + "x" * 1_000],
}  # fmt: skip


def _answer(service, long):
    """A response that is valid except for something too long."""
    title = LONG["title"] if long == "title" else "A title"
    names = LONG[long] if long in ("authors", "name") else ["A. Fern"]
    if service == "crossref":
        people = [{"literal": name, "family": name} for name in names]
        message = {"DOI": DOI, "title": [title], "author": people}
        return json.dumps({"message-type": "work", "message": message}).encode()
    if service == "datacite":
        attributes = {"doi": DOI, "titles": [{"title": title}],
                      "creators": [{"name": name} for name in names]}  # fmt: skip
        return json.dumps({"data": {"type": "dois", "attributes": attributes}}).encode()
    if service == "dblp":
        info = {"title": title, "type": "Journal Articles", "key": "journals/x/y", "year": "2017",
                "authors": {"author": names}}  # fmt: skip
        hits = {"@total": "1", "@sent": "1", "hit": [{"info": info}]}
        return json.dumps({"result": {"status": {"@code": "200"}, "hits": hits}}).encode()
    if service == "bulk":
        return json.dumps({"id": "1706.03762", "title": title, "authors": names})
    people = "".join(f"<author><name>{name}</name></author>" for name in names)
    return (
        '<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>http://arxiv.org/abs/1706.03762v1</id>'
        f"<updated>2017-06-12T17:57:34Z</updated><published>2017-06-12T17:57:34Z</published>"
        f"<title>{title}</title><summary>Text.</summary>{people}"
        '<primary_category xmlns="http://arxiv.org/schemas/atom" term="cs.CL"/></entry></feed>'
    ).encode()


@pytest.mark.parametrize("long", [*LONG, ""])
@pytest.mark.parametrize("service", ["crossref", "datacite"])
def test_a_registrys_record_that_is_too_long_is_rejected(service, long):
    parse = {"crossref": crossref, "datacite": datacite}[service].parse_work
    if not long:
        assert parse(_answer(service, long), DOI, NOW, "https://api.example").title == "A title"
        return
    with pytest.raises(MalformedRecordError, match="has more than"):
        parse(_answer(service, long), DOI, NOW, "https://api.example")


@pytest.mark.parametrize("long", [*LONG, ""])
def test_a_dblp_hit_that_is_too_long_is_unreadable(long):
    answer = json.loads(_answer("dblp", long))
    info = answer["result"]["hits"]["hit"][0]["info"]
    names = info["authors"]["author"]
    wanted = dblp.Wanted(ArxivId("1706.03762"), info["title"], tuple(map(parse_name, names)))
    hits = dblp.parse_hits(json.dumps(answer).encode(), wanted, NOW, "https://dblp.example")
    assert (len(hits.published), hits.unreadable) == ((0, 1) if long else (1, 0))


@pytest.mark.parametrize("long", [*LONG, ""])
def test_an_arxiv_record_that_is_too_long_is_reported(long):
    body = _answer("arxiv", long)
    client = Client(SimpleNamespace(get=lambda _url, parse, **_: _parsed(parse, body)), NOW)
    (answer,) = [answer for some in client.fetch([ArxivId("1706.03762")]) for answer in some]
    if long:
        assert answer.record is None
        assert answer.outcome is Outcome.MALFORMED
        assert "has more than" in answer.reason
    else:
        assert answer.record.title == "A title"


def _parsed(parse, body):
    """Parsed like a fetcher does, with the probe paper in the response."""
    witness = _answer("arxiv", "").replace(b"1706.03762", WITNESS.value.encode())
    entry = witness.partition(b"<entry>")[2].partition(b"</entry>")[0]
    return parse(body.replace(b"</feed>", b"<entry>" + entry + b"</entry></feed>"))


@pytest.mark.parametrize("long", [*LONG, ""])
def test_a_bulk_line_that_is_too_long_is_reported(long):
    ((_, item),) = parse_bulk(iter([_answer("bulk", long)]), "bulk", NOW)
    assert isinstance(item, UnreadableLine) is bool(long)
    if long:
        assert "has more than" in item.reason


@pytest.mark.parametrize("long", [*LONG, ""])
def test_a_lock_file_that_is_too_long_is_reported(long, tmp_path):
    provenance = {"route": "api", "read": "2026-01-01T00:00:00Z"}
    values = json.loads(_answer("bulk", long)) | {"provenance": provenance}
    file = tmp_path / "record.json"
    file.write_text(json.dumps(values), "utf-8")
    if not long:
        assert read_record_file(file, parse_record).title == "A title"
        return
    with pytest.raises(BrokenRecordError, match="has more than"):
        read_record_file(file, parse_record)


@pytest.mark.parametrize("char", ["\x1b", "\x17", "\x7f", "\x9b"])
@pytest.mark.parametrize("field", ["type", "URL"])
def test_a_record_with_a_control_character_is_rejected_early(field, char):
    """It would be written to the lock, and could not be read back."""
    message = {"DOI": DOI, "title": ["A title"], field: f"a{char}b"}
    answer = json.dumps({"message-type": "work", "message": message}).encode()
    with pytest.raises(MalformedRecordError, match=f"the control character #x{ord(char):02x}"):
        crossref.parse_work(answer, DOI, NOW, "https://api.example")
