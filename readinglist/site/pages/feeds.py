"""Feeds: what is new, for feed readers, as Atom (RFC 4287) and JSON Feed 1.1 (jsonfeed.org).

A feed's addresses are absolute, so a site with an unknown address has no feeds. The id of an item
is the address of its page, with a fragment that distinguishes several events of one entry.
"""

import datetime
import json
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from readinglist.entry.theme_ids import theme_of
from readinglist.graph.claims import Claim
from readinglist.graph.events import Event, EventKind, additions, claim_events
from readinglist.graph.graph import Graph
from readinglist.graph.verdicts import verdict
from readinglist.library.works import Work
from readinglist.site.pages.quotes import with_cuts
from readinglist.site.pages.render import Site
from readinglist.site.pages.views import STANCE_WORDS, View, citation_label, titled
from readinglist.system.git.history import History
from readinglist.values.characters import clean
from readinglist.values.names import Name

#: Items in one feed.
ITEMS = 50


@dataclass(frozen=True)
class Feed:
    """A feed: its name (`feeds/<name>.atom`, `.json`), title, page and items, latest first."""

    name: str
    title: str
    page: str
    events: tuple[Event, ...]


def plan_feeds(graph: Graph, history: History | None) -> list[Feed]:
    """The feeds of the whole list, of each theme and of each claim, except empty ones."""
    added = additions(graph, history)
    feeds = [Feed("all", "New entries", "index", tuple(added[:ITEMS]))]
    by_theme: dict[str, list[Event]] = {theme_id: [] for theme_id in graph.themes}
    for event in added:
        for theme_id in set(map(theme_of, event.item.entry.themes)):
            mine = by_theme.get(theme_id)
            if mine is not None and len(mine) < ITEMS:
                mine.append(event)
    for theme_id, mine in by_theme.items():
        title = graph.themes[theme_id].theme.title
        feeds.append(Feed(f"themes/{theme_id}", title, f"themes/{theme_id}", tuple(mine)))
    for claim_id, events in claim_events(graph, history, added).items():
        title = graph.claims[claim_id].title
        feeds.append(Feed(f"claims/{claim_id}", title, f"claims/{claim_id}", tuple(events[:ITEMS])))
    return [feed for feed in feeds if feed.events]


def feed_files(feed: Feed) -> tuple[str, str]:
    """The files of the feed: Atom, JSON Feed."""
    return f"feeds/{feed.name}.atom", f"feeds/{feed.name}.json"


def _moment(moment: datetime.datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass(frozen=True)
class _Item:
    """An item of a feed, with what both formats need."""

    id: str
    url: str
    title: str
    moment: str
    html: str
    authors: tuple[str, ...]
    tags: tuple[str, ...]


class FeedWriter:
    """Renders the feeds of a site with a known address."""

    def __init__(self, graph: Graph, site: Site) -> None:
        self.site = site
        self.view = View(graph, site.urls, "index", base=site.url)

    def render(self, feed: Feed) -> tuple[str, str]:
        """The contents of the feed's files: Atom, JSON Feed."""
        items = [self._item(event) for event in feed.events]
        # Atom requires unique ids, so duplicate entries of a list are dropped.
        items = list({item.id: item for item in reversed(items)}.values())[::-1]
        return self._atom(feed, items), self._json(feed, items)

    def _item(self, event: Event) -> _Item:
        item = event.item
        url = self.view.href_of(item)
        moment = _moment(event.moment)
        fragment = ""
        if event.kind is EventKind.EVIDENCE and event.work and event.stance:
            fragment = f"#{moment}-{event.work.id}-{event.stance}"
            title = f"New evidence, {STANCE_WORDS[event.stance]}: {titled(event.work)}"
            href, work = escape(self.view.href_of(event.work)), escape(titled(event.work))
            label = escape(citation_label(event.work))
            html = f'<p>{escape(item.title)}</p><p><a href="{href}">{work}</a> ({label})</p>'
        elif event.kind is EventKind.STANDING:
            fragment = f"#{moment}-standing"
            title = f"Verdict changed: {event.before} → {event.after}"
            html = f"<p>{escape(item.title)}</p>"
        else:
            title, html = self._added(item)
        tags = dict.fromkeys(
            [*(title for title, _ in self.view.theme_marks(item)), *item.entry.tags]
        )
        return _Item(f"{url}{fragment}", url, title, moment, html, self._authors(item), tuple(tags))

    def _added(self, item: Work | Claim) -> tuple[str, str]:
        entry = item.entry
        if isinstance(item, Claim):
            html = f"<blockquote><p>{escape(with_cuts(item.entry.source.quote))}</p></blockquote>"
            if item.essay:
                html += f"<p>{escape(item.essay.title)}: {item.entry.kind}, {verdict(item)}</p>"
            return item.title, html + str(self.view.markdown(entry.note))
        html = f"<p>{self.view.inline(item.entry.takeaway)}</p>{self.view.markdown(entry.note)}"
        return titled(item), html + f"<p>{escape(citation_label(item))}</p>"

    def _authors(self, item: Work | Claim) -> tuple[str, ...]:
        names: Iterable[Name] = ()
        if isinstance(item, Claim):
            names = item.essay.authors if item.essay else ()
        else:
            names = item.authors
        return tuple(name.display for name in names)

    def _facts(self, feed: Feed) -> tuple[str, str]:
        title = self.site.name if feed.name == "all" else f"{self.site.name}: {feed.title}"
        page = self.site.url if feed.page == "index" else self.view.href(feed.page)
        # A feed must have a title, even if the list's is empty.
        return clean(title).strip() or "Reading list", page

    def _atom(self, feed: Feed, items: Iterable[_Item]) -> str:
        title, page = self._facts(feed)
        own = f"{self.site.url}{feed_files(feed)[0]}"
        lines = [
            '<?xml version="1.0" encoding="utf-8"?>',
            '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">',
            f"<id>{_xml(own)}</id>",
            f"<title>{_xml(title)}</title>",
            f"<updated>{_moment(feed.events[0].moment)}</updated>",
            f'<link rel="self" type="application/atom+xml" href="{_xml(own)}"/>',
            f'<link rel="alternate" type="text/html" href="{_xml(page)}"/>',
            f"<author><name>{_xml(self.site.name)}</name></author>",
        ]
        for item in items:
            lines += [
                "<entry>",
                f"<id>{_xml(item.id)}</id>",
                f"<title>{_xml(item.title)}</title>",
                f"<published>{item.moment}</published>",
                f"<updated>{item.moment}</updated>",
                f'<link rel="alternate" type="text/html" href="{_xml(item.url)}"/>',
                *(f"<author><name>{_xml(name)}</name></author>" for name in item.authors),
                *(f'<category term="{_xml(tag)}"/>' for tag in item.tags),
                f'<content type="html">{_xml(item.html)}</content>',
                "</entry>",
            ]
        return "\n".join([*lines, "</feed>", ""])

    def _json(self, feed: Feed, items: Iterable[_Item]) -> str:
        title, page = self._facts(feed)
        lines = [
            _line(" ", "version", "https://jsonfeed.org/version/1.1"),
            _line(" ", "title", title),
            _line(" ", "home_page_url", page),
            _line(" ", "feed_url", f"{self.site.url}{feed_files(feed)[1]}"),
            _line(" ", "language", "en"),
        ]
        listed = ",\n".join(f"  {{\n{self._json_item(item)}\n  }}" for item in items)
        return "{\n" + ",\n".join([*lines, f' "items": [\n{listed}\n ]']) + "\n}\n"

    def _json_item(self, item: _Item) -> str:
        lines = [
            _line("   ", "id", item.id),
            _line("   ", "url", item.url),
            _line("   ", "title", item.title),
            _line("   ", "content_html", item.html),
            _line("   ", "date_published", item.moment),
        ]
        if item.authors:
            names = [_line("     ", "name", name) for name in item.authors]
            listed = ",\n".join(f"    {{\n{name}\n    }}" for name in names)
            lines.append(f'   "authors": [\n{listed}\n   ]')
        if item.tags:
            tags = ",\n".join(f"    {_ENCODER.encode(clean(tag))}" for tag in item.tags)
            lines.append(f'   "tags": [\n{tags}\n   ]')
        return ",\n".join(lines)


_ENCODER = json.JSONEncoder(ensure_ascii=False)


def _line(pad: str, key: str, value: str) -> str:
    """A line of an object as `json.dumps` formats it, only faster."""
    return f'{pad}"{key}": {_ENCODER.encode(clean(value))}'


def _xml(text: str) -> str:
    """The text for XML 1.0, which does not allow most control characters."""
    return escape(clean(text))
