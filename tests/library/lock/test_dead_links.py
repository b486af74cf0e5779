"""The record of dead links: written, read back, and what is wrong with it."""

import pytest

from readinglist.library.lock.dead_links import (
    DeadLink,
    DeadLinks,
    parse_dead_links,
    read_dead_links,
    render_dead_links,
)
from readinglist.values.dates import PartialDate


def test_dead_links_round_trip(tmp_path):
    links = {
        "https://b.example/": DeadLink(PartialDate(2026, 11, 1), is_confirmed=True),
        "https://a.example/": DeadLink(PartialDate(2026, 11, 2), is_confirmed=False),
    }
    text = render_dead_links(links)
    assert parse_dead_links(text) == links
    assert text == render_dead_links(dict(reversed(links.items())))
    (tmp_path / "links.json").write_text(text, "utf-8")
    found = read_dead_links(tmp_path, tmp_path)
    assert found.get("https://b.example/#x") == links["https://b.example/"]
    assert found.get("https://c.example/") is None


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"dead": {"x": {}}}', "\udcff", "[" * 99999])
def test_an_invalid_record_of_dead_links_is_a_finding(tmp_path, content):
    (tmp_path / "links.json").write_bytes(content.encode("utf-8", "surrogateescape"))
    assert [finding.code for finding in read_dead_links(tmp_path, tmp_path).findings] == ["E010"]


SINCE = PartialDate(2026, 11, 1)


def test_only_what_is_stated_is_confirmed():
    """Whatever else stands in its place is not taken for a confirmation."""
    for stated, is_confirmed in (("true", True), ("false", False), ("1", False), ('"true"', False)):
        link = f'{{"since": "2026-11-01", "confirmed": {stated}}}'
        assert parse_dead_links(f'{{"dead": {{"https://a.example/": {link}}}}}') == {
            "https://a.example/": DeadLink(SINCE, is_confirmed)
        }


def test_addresses_are_known_without_their_fragments():
    links = DeadLinks({"https://a.example/": DeadLink(SINCE, is_confirmed=True)})
    assert links.get("https://a.example/") is links.get("https://a.example/#a#b") is not None
    assert links.get("https://a.example/x") is None
    assert links.get("https://a.example") is None
    assert DeadLinks().get("") is None


def test_a_list_without_dead_links(tmp_path):
    assert read_dead_links(tmp_path, tmp_path) == DeadLinks()
    assert parse_dead_links(render_dead_links({})) == {}


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("{", "not a record of dead links: "),
        ("{}", "not a record of dead links: there is no field 'dead'"),
        ('{"dead": {"x": {"since": "2026-11", "confirmed": true}}}',
         "not a record of dead links: '2026-11' does not name a day"),
        ('{"dead": {"x": {"since": "2026-11-01"}}}',
         "not a record of dead links: there is no field 'confirmed'"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_the_file(tmp_path, content, reason):
    (tmp_path / "entries/metadata").mkdir(parents=True)
    (tmp_path / "entries/metadata/links.json").write_text(content, "utf-8")
    read = read_dead_links(tmp_path / "entries/metadata", tmp_path)
    (finding,) = read.findings
    assert (str(finding.location), finding.code) == ("entries/metadata/links.json:1:1", "E010")
    assert finding.message.startswith(reason)
    assert "\n" not in finding.message
    assert finding.hint == "Delete the file and run 'readinglist links --record'."
    assert read.links == {}
