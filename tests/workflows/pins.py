"""The actions that workflows use, and the facts about each in `actions.toml`."""

import datetime
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]
TABLE = Path(__file__).with_name("actions.toml")
#: Where actions are used: the workflows, our own actions, new lists, and docs that tell people to
#: copy something.
PLACES = (
    ".github/workflows/*.yml",
    ".github/actions/*/action.yml",
    "action.yml",
    "docs/**/*.md",
    "readinglist/intake/new_list/files/dot-github/**/*.yml",
    "tests/workflows/actions/**/action.yml",
)
_USES = re.compile(r"^\s*(?:- )?uses: (?P<what>\S+)(?: # (?P<comment>.*))?$", re.MULTILINE)
#: One of our own actions: in this repository, or in a placeholder of the docs.
_OURS = re.compile(r"\./\.github/actions/[a-z-]+|OWNER/readinglist@COMMIT")


@dataclass(frozen=True)
class Use:
    """A use of an action in a file, such as `actions/cache/restore@27d5…  # v5.0.5`."""

    file: str
    what: str
    comment: str

    @property
    def name(self) -> str:
        """The action's repository."""
        return "/".join(self.what.partition("@")[0].split("/")[:2])

    @property
    def commit(self) -> str:
        return self.what.partition("@")[2]


@dataclass(frozen=True)
class Pin:
    """A row of the table."""

    name: str
    version: str
    commit: str
    runtime: str
    calls: tuple[str, ...] = ()

    @property
    def reference(self) -> str:
        return f"{self.name}@{self.commit}"


def read_table() -> tuple[dict[str, Pin], dict[str, datetime.date | None]]:
    """The pins by `name@commit`, and the runtimes with the day on which each ends, if known."""
    table = tomllib.loads(TABLE.read_text("utf-8"))
    pins = [Pin(**row | {"calls": tuple(row.get("calls", ()))}) for row in table["action"]]
    return {pin.reference: pin for pin in pins}, {
        name: end or None for name, end in table["runtimes"].items()
    }


def find_uses(root: Path = REPOSITORY) -> Iterator[Use]:
    """Every use of an action that is not ours, in order."""
    for place in PLACES:
        for file in sorted(root.glob(place)):
            for match in _USES.finditer(file.read_text("utf-8")):
                if not _OURS.fullmatch(match["what"]):
                    yield Use(
                        file.relative_to(root).as_posix(), match["what"], match["comment"] or ""
                    )


def judge(
    uses: Iterable[Use],
    pins: Mapping[str, Pin],
    runtimes: Mapping[str, datetime.date | None],
    today: datetime.date,
) -> list[str]:
    """What is wrong with the uses on that day, one sentence each."""
    wrong = []
    for use in uses:
        pin = pins.get(f"{use.name}@{use.commit}")
        if pin is None:
            wrong.append(f"{use.file}: {use.what} is not in {TABLE.name}")
            continue
        if use.comment != pin.version:
            wrong.append(f"{use.file}: {use.what} is {pin.version}, not '{use.comment}'")
        wrong += [
            f"{use.file}: {use.name} {runtime}" for runtime in _runtimes(pin, pins, runtimes, today)
        ]
    return wrong


def _runtimes(
    pin: Pin,
    pins: Mapping[str, Pin],
    runtimes: Mapping[str, datetime.date | None],
    today: datetime.date,
) -> Iterator[str]:
    if pin.runtime == "composite":
        for call in pin.calls:
            if call in pins:
                yield from _runtimes(pins[call], pins, runtimes, today)
            else:
                yield f"calls {call}, which is not in {TABLE.name}"
    elif pin.runtime not in runtimes:
        yield f"{pin.version} runs on {pin.runtime}, of which {TABLE.name} does not know the end"
    else:
        end = runtimes[pin.runtime]
        if end is not None and end <= today:
            yield f"{pin.version} runs on {pin.runtime}, which GitHub took away on {end}"
