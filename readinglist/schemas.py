"""JSON Schemas of the entries, for editors: what the model says, in draft 7 of JSON Schema.

Draft 7 is what most editors read (https://json-schema.org/draft-07/json-schema-release-notes).
Beyond it stand annotations of VS Code's family of language servers, which others pass over:
`markdownDescription`, `enumDescriptions` and `defaultSnippets`.

What depends on the list, its ids, is kept in a file of its own, `ids.json`, and is offered without
being demanded: an id that is not there is no mistake to the editor, as the file may be older than
the list. `validate` knows the list as it is.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from readinglist.enrich import merge_essay, merge_paper
from readinglist.errors import StorageError
from readinglist.loading import FOLDERS, Library
from readinglist.model import (
    ClaimEntry,
    Evidence,
    NameParts,
    PaperEntry,
    Schema,
    Theme,
)
from readinglist.vocabulary import ClaimKind, Stance

DRAFT = "http://json-schema.org/draft-07/schema#"
#: The folder of the schemas, in the repository and on the site.
FOLDER = "schemas"
IDS = "ids.json"
_TITLES = {
    "papers": "Paper or other work",
    "essays": "Essay",
    "claims": "Claim",
    "paths": "Reading path",
    "themes": "Themes",
}
