"""Feeds: recent events in both formats, read by strict readers and a real one."""

import dataclasses
import datetime
import json
import re
import xml.etree.ElementTree as ET
from urllib.parse import urlsplit

import feedparser
import pytest
from histories import FakeHistory, text_of
from hypothesis import given
from hypothesis import strategies as st

from readinglist.site.pages.feeds import ITEMS, FeedWriter, feed_files, plan_feeds
from readinglist.site.pages.render import Pages, Site

ATOM = "{http://www.w3.org/2005/Atom}"
SITE = Site("The <list> & more", "D", url="https://list.example/site/")


def render_feeds(graph, site, feeds):
    writer = FeedWriter(graph, site)
    return {
        file: text
        for feed in feeds
        for file, text in zip(feed_files(feed), writer.render(feed), strict=True)
    }


def claim(stances, **values):
    return {
        "themes": ["t"],
        "claim": "Longer helps.",
        "kind": "claim",
        "source": {"essay": "e", "section": "One", "quote": "longer & longer"},
        "evidence": [{"work": work, "stance": stance} for work, stance in stances],
        "added": "2024-03-01",
        **values,
    }


@pytest.fixture
def graph(graph_of):
    return graph_of(
        papers={
            "one": {"title": "One: <b>&amp;", "added": "2024-01-01", "tags": ["x & y"]},
            "two": {"title": "Two", "added": "2024-02-01", "note": "See [@one]."},
            "undated": {"title": "Three"},
        },
        essays={"e": {"sections": [{"title": "One"}], "added": "2024-01-01"}},
        claims={"c": claim([("one", "supports"), ("two", "opposes")])},
        themes=[{"id": "t", "title": "T & t", "lead": "L.", "introduction": "I."}],
    )


def test_without_history_the_field_added_counts(graph):
    feeds = {feed.name: feed for feed in plan_feeds(graph, None)}
    assert set(feeds) == {"all", "themes/t", "claims/c"}
    assert [event.item.id for event in feeds["all"].events] == ["c", "two", "e", "one"]
    assert [event.moment.isoformat() for event in feeds["claims/c"].events] == [
        "2024-03-01T00:00:00+00:00"
    ]


def check_atom(text):
    """Check the requirements of RFC 4287, as far as our feeds use it."""
    root = ET.fromstring(text)
    assert root.tag == f"{ATOM}feed"
    moment = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
    ids = []
    for parent in (root, *root.findall(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            (element,) = parent.findall(f"{ATOM}{name}")
            assert (element.text or "").strip(), name
        assert moment.fullmatch(parent.findtext(f"{ATOM}updated"))
        assert urlsplit(parent.findtext(f"{ATOM}id")).scheme == "https"
        (alternate,) = [
            link for link in parent.findall(f"{ATOM}link") if link.get("rel") == "alternate"
        ]
        assert urlsplit(alternate.get("href")).netloc
        for author in parent.findall(f"{ATOM}author"):
            assert author.findtext(f"{ATOM}name")
        ids.append(parent.findtext(f"{ATOM}id"))
    assert len(ids) == len(set(ids)), "ids are unique"
    updated = [entry.findtext(f"{ATOM}updated") for entry in root.findall(f"{ATOM}entry")]
    assert updated == sorted(updated, reverse=True)
    assert root.findtext(f"{ATOM}updated") == updated[0]
    assert root.findall(f"{ATOM}author")
    (own,) = [link for link in root.findall(f"{ATOM}link") if link.get("rel") == "self"]
    assert own.get("href") == root.findtext(f"{ATOM}id")
    return root


def check_json_feed(text):
    """Check the requirements of jsonfeed.org/version/1.1, as far as our feeds use it."""
    feed = json.loads(text)
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["title"]
    assert feed["feed_url"].endswith(".json")
    assert len({item["id"] for item in feed["items"]}) == len(feed["items"])
    for item in feed["items"]:
        assert item["content_html"]
        assert isinstance(item["id"], str)
        datetime.datetime.fromisoformat(item["date_published"])
        assert all(author["name"] for author in item.get("authors", ()))
        assert set(item) <= {
            "id", "url", "title", "content_html", "date_published", "authors", "tags",
        }  # fmt: skip
    return feed


def check_feeds(files):
    for file, text in files.items():
        if file.endswith(".json"):
            check_json_feed(text)
            continue
        check_atom(text)
        read = feedparser.parse(text)
        assert not read.bozo, read.get("bozo_exception")
        assert read.version == "atom10"
        twin = json.loads(files[file.replace(".atom", ".json")])
        assert [entry.id for entry in read.entries] == [item["id"] for item in twin["items"]]
        assert [entry.link for entry in read.entries] == [item["url"] for item in twin["items"]]


def test_both_formats_agree_in_strict_and_real_readers(graph):
    graph.library.__dict__["_paths"] = {"c": "entries/claims/c.yml"}
    history = FakeHistory(c=[text_of(), text_of(("one", "supports")), text_of(("one", "opposes"))])
    files = render_feeds(graph, SITE, plan_feeds(graph, history))
    assert len(files) == 6
    check_feeds(files)
    read = feedparser.parse(files["feeds/claims/c.atom"], sanitize_html=False)
    assert read.feed.title == "The <list> & more: Longer helps."
    assert [entry.title.split(":")[0] for entry in read.entries] == [
        "Verdict changed", "New evidence, against", "Verdict changed", "New evidence, for",
        "Longer helps.",
    ]  # fmt: skip
    added = json.loads(files["feeds/all.json"])["items"]
    two = next(item for item in added if item["url"].endswith("papers/two/"))
    # Links lead to the site wherever the feed is read.
    assert 'href="https://list.example/site/papers/one/"' in two["content_html"]


@given(st.text(min_size=1), st.text())
def test_any_text_gives_valid_feeds(graph_of, title, name):
    title = title.encode("utf-8", "replace").decode().strip() or "x"
    graph = graph_of(papers={"p": {"title": title, "added": "2024-01-01", "tags": ["t"]}})
    site = Site(name.encode("utf-8", "replace").decode().strip() or "S", "D", url=SITE.url)
    for file, text in render_feeds(graph, site, plan_feeds(graph, None)).items():
        if file.endswith(".json"):
            check_json_feed(text)
        else:
            ET.fromstring(text.encode("utf-8"))


def test_a_long_list_gives_the_latest(graph_of):
    papers = {
        f"p{i:03}": {"title": f"T{i}", "added": f"2024-01-{i % 28 + 1:02}"} for i in range(90)
    }
    feeds = plan_feeds(graph_of(papers=papers), None)
    assert len(feeds[0].events) == ITEMS
    assert feeds[0].events[0].moment > feeds[0].events[-1].moment


def test_pages_name_their_feeds(graph):
    names = frozenset(feed.name for feed in plan_feeds(graph, None))
    site = dataclasses.replace(SITE, feeds=names)
    head = Pages(graph, site).render("claims/c").head
    links = re.findall(
        r'<link rel="alternate feed" type="([^"]+)" title="[^"]*" href="([^"]+)">', head
    )
    base = "https://list.example/site/feeds/"
    assert links == [
        ("application/atom+xml", f"{base}claims/c.atom"),
        ("application/feed+json", f"{base}claims/c.json"),
        ("application/atom+xml", f"{base}all.atom"),
        ("application/feed+json", f"{base}all.json"),
    ]
    assert "feeds/claims/c.atom" in Pages(graph, site).render("claims/c").body
    assert "feeds/" not in Pages(graph, Site("L", "D")).render("claims/c").body
