"""Options of commands that ask services: `enrich` and `add`."""

from typing import Annotated

import typer

BaseUrl = Annotated[
    str,
    typer.Option(
        "--base-url",
        metavar="URL",
        envvar="READINGLIST_ARXIV_URL",
        help="The address of arXiv's API.",
    ),
]
Contact = Annotated[
    str,
    typer.Option(
        "--contact",
        metavar="ADDRESS",
        envvar="READINGLIST_CONTACT",
        help="An e-mail or web address at which the services can reach you.",
    ),
]
