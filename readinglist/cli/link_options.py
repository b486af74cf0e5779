"""The options of `links` and `links merge`."""

from pathlib import Path
from typing import Annotated

import typer

#: Where the checker keeps its history, within the project.
CACHE = Path(".cache/links.sqlite")

Strict = Annotated[bool, typer.Option("--strict", help="Warnings count as errors.")]
Cache = Annotated[
    Path | None,
    typer.Option(
        "--cache", metavar="FILE", help="The history's file.", show_default=CACHE.as_posix()
    ),
]
Report = Annotated[
    Path | None,
    typer.Option("--report", metavar="FILE", help="Write a report in Markdown to this file."),
]
Issue = Annotated[
    bool,
    typer.Option("--issue", help="Open, update or close the issue on GitHub, with its 'gh'."),
]
Record = Annotated[
    bool,
    typer.Option("--record", help="Record dead links in entries/metadata/ for the pages."),
]

# What is checked

Site = Annotated[
    Path | None,
    typer.Option("--site", metavar="FOLDER", help="Check the pages of this built site as well."),
]
OnlySite = Annotated[
    bool, typer.Option("--only-site", help="Check only the built site, without network.")
]
SiteUrl = Annotated[
    str,
    typer.Option(metavar="URL", envvar="READINGLIST_SITE_URL", help="The built site's address."),
]
ChangedSince = Annotated[
    str | None,
    typer.Option(metavar="REV", help="Check only links on lines changed since a revision."),
]
Shard = Annotated[
    str | None, typer.Option(metavar="I/N", help="Check the I-th of N parts of the links.")
]
FreshFor = Annotated[
    float, typer.Option(metavar="DAYS", help="Days for which a good result stays valid.", min=0)
]
Known = Annotated[
    str | None, typer.Option(metavar="URL", help="Show what is known about a link, and exit.")
]

# Limits

Budget = Annotated[float, typer.Option(metavar="MINUTES", help="Time for the whole run.", min=0.01)]
Timeout = Annotated[float, typer.Option(metavar="SECONDS", help="Time for one response.", min=0.1)]
PerHost = Annotated[
    int, typer.Option(metavar="COUNT", help="Concurrent requests to one host.", min=1)
]
Total = Annotated[
    int, typer.Option(metavar="COUNT", help="Concurrent requests in total.", min=1, max=1000)
]

# Consequences

Fix = Annotated[
    bool, typer.Option("--fix", help="Replace addresses that have moved by their new ones.")
]
DryRun = Annotated[
    bool, typer.Option("--dry-run", "--check", help="With --fix, only show the edits.")
]
Archive = Annotated[
    bool, typer.Option("--archive", help="Look for archived copies of dead or doubtful pages.")
]

# Services

ArchiveApi = Annotated[
    str,
    typer.Option(
        metavar="URL", envvar="READINGLIST_ARCHIVE_API", help="The archive's API to ask for copies."
    ),
]
ArxivApi = Annotated[
    str,
    typer.Option(
        "--arxiv-api",
        metavar="URL",
        envvar="READINGLIST_ARXIV_URL",
        help="The API to ask about arXiv ids.",
    ),
]
LockOnly = Annotated[
    bool, typer.Option("--lock-only", help="Look up arXiv ids in the lock, without requests.")
]
Contact = Annotated[
    str,
    typer.Option(
        metavar="ADDRESS", envvar="READINGLIST_CONTACT", help="A contact address sent to arXiv."
    ),
]
DoiApi = Annotated[
    str,
    typer.Option(metavar="URL", envvar="READINGLIST_DOI_API", help="The API to ask about DOIs."),
]

# Connections

AllowPrivate = Annotated[
    list[str] | None,
    typer.Option(metavar="NETWORK", help="Also connect to this network, such as 10.0.0.0/8."),
]
Resolve = Annotated[
    list[str] | None,
    typer.Option(metavar="NAME=ADDRESS", help="Use this address instead of asking the DNS."),
]
CaFile = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="Certificates to trust in addition to the system's."),
]
