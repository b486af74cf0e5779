"""The imprint of an entry of a `.bib` file, in BibTeX's fields and in biblatex's.

Fields are those of the biblatex manual, section 2.2, with their older names (2.2.5).
"""

from collections.abc import Callable, Iterator

from readinglist.entry.vocabulary import WorkType
from readinglist.intake.imprints import Problem, make_imprint
from readinglist.values.imprint import Imprint
from readinglist.values.names import Name

#: Fields whose texts the imprint is made of, all that are read here.
FIELDS = frozenset(
    "volume number issue eid articleno pages publisher institution school organization location "
    "address edition series eventtitle isbn issn language langid editor entrysubtype".split()
)
_PUBLISHERS = {
    WorkType.THESIS: ("school", "institution", "publisher", "organization"),
    WorkType.REPORT: ("institution", "publisher", "organization", "school"),
}
_OTHER_PUBLISHERS = ("publisher", "organization", "institution", "school")
_SAME = {
    # Where both are given, as by the ACM, the other one is the place of the conference.
    "place": ("address", "location"),
    "edition": ("edition",),
    "series": ("series",),
    "event": ("eventtitle",),
    "isbn": ("isbn",),
    "issn": ("issn",),
    "pages": ("pages",),
    "language": ("language", "langid"),
}


def read_imprint(
    text: Callable[[str], str], editors: tuple[Name, ...], kind: str, type_: WorkType | None
) -> tuple[Imprint, list[Problem]]:
    """The imprint of an entry, and what of it cannot be used.

    `text` gives the plain text of a field, empty for one that is not there; `kind` is the entry's
    type in the file, `type_` ours.
    """
    values: dict[str, str] = {}
    problems: list[Problem] = []
    volume = text("volume")
    # Of a preprint on arXiv, DBLP gives `abs/1706.03762` for its volume.
    values["volume"] = "" if volume.startswith("abs/") else volume
    number, issue = text("number"), text("issue")
    own = text("eid") or text("articleno")
    if kind in ("article", "periodical", "suppperiodical"):
        values["issue"], values["number"] = number or issue, own
        if number and issue and number != issue:
            problems.append(("issue", f"issue '{issue}' is left out beside number '{number}'"))
    else:
        values["issue"], values["number"] = issue, number or own
        if number and own and number != own:
            problems.append(("eid", f"eid '{own}' is left out beside number '{number}'"))
    names = _PUBLISHERS.get(type_, _OTHER_PUBLISHERS) if type_ else _OTHER_PUBLISHERS
    for name, fields in {**_SAME, "publisher": names}.items():
        first, *others = [*_given(text, fields), ("", "")]
        values[name] = first[1]
        for field, other in others:
            if other and other != first[1] and field != "langid":
                problems.append((field, f"{field} '{other}' is left out beside {first[0]}"))
    imprint, unused = make_imprint(values, editors)
    return imprint, [*problems, *unused]


def _given(text: Callable[[str], str], fields: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for field in fields:
        if value := text(field):
            yield field, value


def read_subtype(text: str) -> WorkType | None:
    """The type that `entrysubtype` tells, as our exports write it; None for any other word."""
    try:
        return WorkType(text)
    except ValueError:
        return None
