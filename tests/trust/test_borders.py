"""Exceptions caused by untrusted content become messages with their place."""

import contextlib
import datetime
import json
import shutil
import sqlite3

import pytest
from targets import make_target

from readinglist.enrichment.arxiv.feed import _is_moment
from readinglist.errors import StorageError
from readinglist.intake.csl_json import parse_csl_json
from readinglist.library.checks import check_library
from readinglist.library.lock.arxiv_records import UnreadableLine, parse_bulk
from readinglist.library.lock.dead_links import parse_dead_links
from readinglist.library.reading import read_library
from readinglist.links.history import History
from readinglist.links.tell.report import parse_run
from readinglist.links.verdicts import Reason, Result, Verdict
from readinglist.values.strict_json import load_json

NOW = datetime.datetime(2026, 11, 30, tzinfo=datetime.UTC)
ODD_JSON = [
    "", "[", "null", "[]", "1", '"x"', "9" * 5_000, "[" * 100_000, '{"a":' * 50_000,
    '{"x": ' + "9" * 5_000 + "}", '{"x": "\\ud800"}', '{"\\uDFFF": 1}', "NaN", '{"x": 1e999}',
    '{"dead": {"https://a.org/": null}}', '{"dead": {"https://a.org/": {"since": "0000-00-00"}}}',
    '{"dead": {"https://a.org/": {"since": 5, "confirmed": true}}}', '{"dead": 5}',
    '{"verdicts": {"ok": "x"}}', '{"verdicts": 1, "links": 1, "others": 1}', "\0", "\ud800",
]  # fmt: skip


@pytest.mark.parametrize("text", ODD_JSON, ids=range(len(ODD_JSON)))
def test_odd_json_gives_a_value_error_or_a_value(text):
    for load in (load_json, parse_dead_links):
        with contextlib.suppress(ValueError):
            load(text)
    with pytest.raises(StorageError, match="not the JSON of a run"):
        parse_run(text, "run.json")
    ((_, line),) = parse_bulk(iter([text or "?"]), "bulk", NOW)
    assert isinstance(line, UnreadableLine)
    assert line.reason


def _bulk(**changes):
    return json.dumps({
        "id": "1706.03762", "title": "A title", "authors": "A. Author", "categories": "cs.CL",
        "authors_parsed": [["Author", "A.", ""]], "abstract": "Text.", "update_date": "2017-06-12",
        "versions": [{"version": "v1", "created": "Mon, 12 Jun 2017 17:57:34 GMT"}], **changes,
    })  # fmt: skip


@pytest.mark.parametrize(
    "changes",
    [{"categories": "cs.\ud800"}, {"title": "\udfff"}, {"versions": [{"created": "x" * 9_000}]},
     {"versions": [{"created": "Mon, 01 Jan 99999999999 00:00:00 GMT"}]}, {"versions": 5},
     {"versions": [5]}, {"authors_parsed": [[]]}, {"authors_parsed": [5]}, {"id": 5},
     {"update_date": [1]}, {"categories": {}}, {"comments": ["x"]}],
    ids=range(12),
)  # fmt: skip
def test_an_odd_bulk_line_is_skipped_or_written(changes):
    ((_, line),) = parse_bulk(iter([_bulk(**changes)]), "bulk", NOW)
    if not isinstance(line, UnreadableLine):
        json.dumps(line.as_dict(), ensure_ascii=False).encode()


@pytest.mark.parametrize(
    "moment",
    ["2017-06-12T17:57:34\u3000Z", "2017-06-12\u3000T17:57:34Z", "20170612T175734Z",
     "2017-W24-1T10",
     "2017-06-12T17:57:34+99:99", "9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00+14:00",
     "2017-06-12T17:57:34Z ", "２017-06-12T17:57:34Z", "T"],
)  # fmt: skip
def test_an_odd_time_in_a_feed_is_a_flaw(moment):
    assert not _is_moment(moment)


def test_usual_times_are_valid():
    assert _is_moment("2017-06-12T17:57:34Z")
    assert _is_moment("2017-06-12T17:57:34-04:00")


CSL = [
    '[{"title": "A", "issued": {"date-parts": [[%s]]}}]' % ("9" * 5_000),
    '[{"title": "A", "issued": {"date-parts": [["%s"]]}}]' % ("9" * 5_000),
    '[{"title": "A &#%s; B"}]' % ("9" * 5_000),
    '[{"title": "A &#x%s; B"}]' % ("f" * 5_000),
    '[{"title": {"a": []}, "author": 5}]', '[{"title": "A", "author": [5, null, {"family": []}]}]',
    '[{"title": "A", "type": []}]', '[{"title": "A", "custom": {"x": [1]}, "note": {}}]',
    '[{"title": "\\ud800", "DOI": "10.1234/\\ud800"}]',
    '[{"title": "A"}, {"title": %s]' % ("[" * 99),
    "[" * 100_000, '{"items": [' * 50_000, '[{"title": "A", "URL": "http://[::1]@/"}]',
]  # fmt: skip


@pytest.mark.parametrize("text", CSL, ids=range(len(CSL)))
def test_an_odd_csl_item_is_left_out_or_drafted(text):
    reading = parse_csl_json(text, "works.json")
    assert reading.drafts or reading.left_out
    assert all(remark.place.startswith("works.json:") for remark in reading.left_out)


def test_a_valid_item_after_an_odd_one_is_kept():
    text = '[{"title": "A", "issued": {"x": %s}}, {"title": "B"}]' % ("9" * 5_000)
    assert "B" in [draft.title for draft in parse_csl_json(text, "w").drafts]


@pytest.mark.parametrize(
    ("column", "value"),
    [("redirects", "5"), ("redirects", "[[1]]"), ("redirects", "{"), ("redirects", b"\xff"),
     ("status", "x"), ("seconds", "x"), ("checked_at", "x"), ("checked_at", b"\0"),
     ("checked_at", float("inf")), ("first_broken", "x"), ("broken_runs", "many"),
     ("unknown_runs", 1.5), ("good_at", "x"), ("etag", b"\xff"), ("verdict", b"\xff"),
     ("moved_to", b"x"),
     ("final_url", b"\xff")],
)  # fmt: skip
def test_rows_of_wrong_types_are_not_remembered(tmp_path, column, value):
    file = tmp_path / "links.sqlite"
    target = make_target("https://example.org/")
    good = Result(target.url, Verdict.OK, Reason.OK, final_url=target.url, checked_at=1e9)
    with History(file) as history:
        history.record(target, good)
    with sqlite3.connect(file) as db:
        db.execute(f"UPDATE links SET {column} = ?", (value,))
        db.execute("UPDATE checks SET detail = 5, seconds = 'x'")
    db.close()
    with History(file) as history:
        assert history.recall(target, 1e9 + 1) is None
        assert history.etag(target) == ""
        assert history.urgency(target.url) == 0.0
        assert history.checks(target.url) == []
        assert history.standing(target.url).broken_runs == 0
        history.record(target, good)
        assert history.recall(target, 1e9 + 1) is not None


THEMES = ["-\n", "- - x\n", "- 5\n", "- []\n", "- {}\n", "- ~\n", "- id:\n", "- id: a/b\n",
          "- [[]]\n", "- {id: {a: b}}\n", "- - - - x\n", "-\n-\n", "- id: [x]\n"]  # fmt: skip


@pytest.mark.parametrize("end", THEMES, ids=range(len(THEMES)))
def test_odd_themes_are_findings(enriched_project, tmp_path, end):
    root = tmp_path / "list"
    shutil.copytree(enriched_project / "entries", root / "entries")
    file = root / "entries" / "themes.yml"
    file.write_text(file.read_text("utf-8") + end, "utf-8")
    findings = check_library(read_library(root))
    assert any(finding.location.path == "entries/themes.yml" for finding in findings)
