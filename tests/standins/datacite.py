"""A stand-in for DataCite's REST API: `/dois/{doi}`, with records that a test supplies.

Formats follow https://support.datacite.org/docs/api-get-doi.
"""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

from standins.server import Reply, Request, Server


def deposit(doi: str, title: str, /, *authors: str, **fields: Any) -> dict[str, Any]:
    """The attributes of a software deposit; authors are written `Family, Given`."""
    return {
        "doi": doi.lower(),
        "creators": [
            {
                "name": name,
                "nameType": "Personal",
                "givenName": name.partition(", ")[2],
                "familyName": name.partition(", ")[0],
                "affiliation": [],
                "nameIdentifiers": [],
            }
            for name in authors
        ],
        "titles": [{"title": title}],
        "publisher": "Zenodo",
        "container": {},
        "publicationYear": 2021,
        "dates": [{"date": "2021-03-04", "dateType": "Issued"}],
        "types": {"resourceTypeGeneral": "Software", "citeproc": "article"},
        "relatedIdentifiers": [],
        "descriptions": [{"description": "Not ours.", "descriptionType": "Abstract"}],
        "url": "https://example.org/deposit",
        "state": "findable",
        **fields,
    }


class DataCite:
    """Answers for the deposits; DOIs are case-insensitive."""

    def __init__(self, *deposits: Mapping[str, Any]) -> None:
        self.deposits = {deposit["doi"]: deposit for deposit in deposits}

    def __call__(self, request: Request) -> Reply:
        headers = {"Content-Type": "application/vnd.api+json; charset=utf-8"}
        start, _, rest = request.path.partition("/dois/")
        attributes = self.deposits.get(unquote(rest).lower())
        if start or attributes is None:
            error = {"status": "404", "title": "The resource you are looking for doesn't exist."}
            return Reply(404, json.dumps({"errors": [error]}).encode(), headers)
        data = {"id": attributes["doi"], "type": "dois", "attributes": attributes}
        return Reply(200, json.dumps({"data": data}).encode(), headers)

    def server(self) -> Server:
        return Server(self)
