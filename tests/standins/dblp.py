"""A stand-in for DBLP's search: `/search/publ/api`, with publications that a test supplies.

As at DBLP, every word of the query must start a word of the publication, numbers are strings, a
single author is not in a list, and without hits there is no `hit`
(https://dblp.org/faq/How+to+use+the+dblp+search+API.html).
"""

import html
import json
import re
from collections.abc import Mapping
from typing import Any

from readinglist.values.folding import strip_accents
from standins.server import Reply, Request, Server

CONFERENCE = "Conference and Workshop Papers"
JOURNAL = "Journal Articles"
INFORMAL = "Informal and Other Publications"


def publication(key: str, title: str, /, *authors: str, **fields: Any) -> dict[str, Any]:
    """DBLP's record of a publication; the kind depends on the key."""
    kind = JOURNAL if key.startswith("journals/") else CONFERENCE
    is_informal = key.startswith("journals/corr/")
    people = [{"@pid": f"{n}/1", "text": html.escape(name)} for n, name in enumerate(authors)]
    return {
        "authors": {"author": people if len(people) != 1 else people[0]},
        "title": f"{html.escape(title, quote=False)}.",
        "venue": "CoRR" if is_informal else key.split("/")[1].upper(),
        "pages": "1-10",
        "year": "2017",
        "type": INFORMAL if is_informal else kind,
        "access": "open",
        "key": key,
        "ee": "https://example.org/paper",
        "url": f"https://dblp.org/rec/{key}",
        **fields,
    }


class Dblp:
    """Answers with the publications that match every word of the query."""

    def __init__(self, *publications: Mapping[str, Any]) -> None:
        self.publications = publications

    def __call__(self, request: Request) -> Reply:
        query = request.query
        if request.path != "/search/publ/api" or "q" not in query:
            return Reply(404, b"<html>Not found</html>", {"Content-Type": "text/html"})
        words = _words(query["q"])
        found = [publication for publication in self.publications if _holds(publication, words)]
        sent = found[: int(query.get("h", "30"))]
        hits: dict[str, Any] = {
            "@total": str(len(found)),
            "@computed": str(len(sent)),
            "@sent": str(len(sent)),
            "@first": "0",
        }
        if sent:
            hits["hit"] = [
                {"@score": "9", "@id": str(n), "info": info, "url": f"URL#{n}"}
                for n, info in enumerate(sent)
            ]
        result = {
            "query": " ".join(f"{word}*" for word in words),
            "status": {"@code": "200", "text": "OK"},
            "time": {"@unit": "msecs", "text": "2.6"},
            "completions": {"@total": "0", "@computed": "0", "@sent": "0"},
            "hits": hits,
        }
        body = json.dumps({"result": result}).encode()
        return Reply(200, body, {"Content-Type": "application/json;charset=UTF-8"})

    def server(self) -> Server:
        return Server(self)


def _words(text: object) -> list[str]:
    return re.findall(r"[^\W_]+", strip_accents(html.unescape(str(text))).casefold())


def _holds(info: Mapping[str, Any], words: list[str]) -> bool:
    have = _words(info)
    return all(any(known.startswith(word) for known in have) for word in words)
