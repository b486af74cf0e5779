"""The imprint of an entry of a `.bib` file, from BibTeX's or biblatex's fields.

The fields are those of the biblatex manual, section 2.2, with their aliases (2.2.5).
"""

from collections.abc import Callable, Iterator

from readinglist.entry.vocabulary import WorkType
from readinglist.intake.imprints import Problem, make_imprint
from readinglist.values.imprint import Imprint
from readinglist.values.names import Name

#: The fields that are read here.
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
    # If both are given, as by the ACM, `location` is the place of the conference.
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
    """The imprint of an entry, and the problems with it.

    `text` returns the plain text of a field, empty if it is missing; `kind` is the entry's type in
    the file, `type_` ours.
    """
    values: dict[str, str] = {}
    problems: list[Problem] = []
    volume = text("volume")
    # DBLP gives arXiv preprints a volume such as `abs/1706.03762`.
    values["volume"] = "" if volume.startswith("abs/") else volume
    number, issue = text("number"), text("issue")
    own = text("eid") or text("articleno")
    if kind in ("article", "periodical", "suppperiodical"):
        values["issue"], values["number"] = number or issue, own
        if number and issue and number != issue:
            problems.append(("issue", f"issue '{issue}' is left out, since number is '{number}'"))
    else:
        values["issue"], values["number"] = issue, number or own
        if number and own and number != own:
            problems.append(("eid", f"eid '{own}' is left out, since number is '{number}'"))
    names = _PUBLISHERS.get(type_, _OTHER_PUBLISHERS) if type_ else _OTHER_PUBLISHERS
    for name, fields in {**_SAME, "publisher": names}.items():
        first, *others = [*_given(text, fields), ("", "")]
        values[name] = first[1]
        for field, other in others:
            if other and other != first[1] and field != "langid":
                problems.append(
                    (field, f"{field} '{other}' is left out, since {first[0]} is '{first[1]}'")
                )
    imprint, unused = make_imprint(values, editors)
    return imprint, [*problems, *unused]


def _given(text: Callable[[str], str], fields: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for field in fields:
        if value := text(field):
            yield field, value


def read_subtype(text: str) -> WorkType | None:
    """The type in `entrysubtype`, as our exports write it; None for any other word."""
    try:
        return WorkType(text)
    except ValueError:
        return None
