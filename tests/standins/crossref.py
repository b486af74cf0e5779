"""A stand-in for Crossref's REST API: `/works/{doi}`, with records that a test supplies.

Formats and headers follow https://api.crossref.org/swagger-ui/index.html.
"""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

from standins.server import Reply, Request, Server

JSON = {
    "Content-Type": "application/json",
    "x-rate-limit-limit": "5",
    "x-rate-limit-interval": "1s",
    "x-api-pool": "public",
}


def work(doi: str, title: str, /, *authors: str, **fields: Any) -> dict[str, Any]:
    """A record of a journal article; authors are written `Family, Given`."""
    return {
        "DOI": doi,
        "type": "journal-article",
        "title": [title],
        "author": [
            {"family": family, "given": given, "sequence": "additional", "affiliation": []}
            for family, given in (name.split(", ") for name in authors)
        ],
        "container-title": ["Journal of Examples"],
        "issued": {"date-parts": [[2017, 6, 12]]},
        "URL": f"https://doi.org/{doi}",
        "abstract": "<jats:p>An abstract, which is not ours to keep.</jats:p>",
        "prefix": doi.partition("/")[0],
        "publisher": "Example Press",
        "source": "Crossref",
        **{name.replace("_", "-"): value for name, value in fields.items()},
    }


class Crossref:
    """Answers for the works; DOIs are case-insensitive."""

    def __init__(self, *works: Mapping[str, Any]) -> None:
        self.works = {work["DOI"].lower(): work for work in works}

    def __call__(self, request: Request) -> Reply:
        start, _, rest = request.path.partition("/works/")
        message = self.works.get(unquote(rest).lower())
        if start or message is None:
            return Reply(404, b"Resource not found.", {"Content-Type": "text/plain"})
        answer = {
            "status": "ok",
            "message-type": "work",
            "message-version": "1.0.0",
            "message": message,
        }
        return Reply(200, json.dumps(answer).encode(), JSON)

    def server(self) -> Server:
        return Server(self)
