"""Prints a version's section of CHANGELOG.md, if everything that states the version agrees.

    python3 .ci/release_notes.py v0.2.0

Needs only Python itself. Otherwise exits with 1 and prints everything that does not agree.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
HEADING = re.compile(r"^## \[([^\]\n]+)\](?: - (\S+))?[ \t]*$", re.MULTILINE)
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def sections_of(changelog: str) -> dict[str, tuple[str, str]]:
    """Date and text of each version by name, newest first; *Unreleased* and others have no date."""
    headings = list(HEADING.finditer(changelog))
    ends = [*(heading.start() for heading in headings[1:]), len(changelog)]
    return {
        heading[1]: (heading[2] or "", changelog[heading.end() : end].strip())
        for heading, end in zip(headings, ends, strict=True)
    }


def disagreements(tag: str, root: Path) -> Iterator[str]:
    """What must be corrected before the files in `root` are released under this tag."""
    module = root.joinpath("readinglist/__init__.py").read_text("utf-8")
    told = re.search(r'^__version__ = "([^"]+)"$', module, re.MULTILINE)
    version = told[1] if told else ""
    if tag != f"v{version}":
        yield f"readinglist/__init__.py: the version is '{version}', so the tag is 'v{version}'."
    sections = sections_of(root.joinpath("CHANGELOG.md").read_text("utf-8"))
    day, text = sections.get(version, ("", ""))
    if version not in sections:
        yield f"CHANGELOG.md: there is no section '## [{version}] - <day>'. Write one."
    elif not DAY.fullmatch(day):
        yield f"CHANGELOG.md: the section '[{version}]' has no day. Write '## [{version}] - <day>'."
    elif not text:
        yield f"CHANGELOG.md: the section '[{version}]' is empty. Say what has changed."
    newest = next((name for name in sections if name != "Unreleased"), version)
    if version in sections and newest != version:
        yield f"CHANGELOG.md: '[{newest}]' stands above '[{version}]'. The newest comes first."
    if sections.get("Unreleased", ("", ""))[1]:
        yield f"CHANGELOG.md: 'Unreleased' is not empty. Move what it says below '[{version}]'."
    citation = root.joinpath("CITATION.cff").read_text("utf-8")
    for field, wanted in (("version", version), ("date-released", day)):
        found = re.search(rf'^{field}: "?([^"\n]*)"?$', citation, re.MULTILINE)
        if wanted and (not found or found[1] != wanted):
            yield f"CITATION.cff: {field} is '{found[1] if found else ''}'. Write '{wanted}'."


def main() -> None:
    """Print the notes, or what does not agree."""
    if len(sys.argv) != 2:
        sys.exit("usage: release_notes.py TAG")
    tag = sys.argv[1]
    problems = list(disagreements(tag, ROOT))
    if problems:
        print(f"Nothing is released under the tag '{tag}':", *problems, sep="\n", file=sys.stderr)
        sys.exit(1)
    print(sections_of(ROOT.joinpath("CHANGELOG.md").read_text("utf-8"))[tag.removeprefix("v")][1])


if __name__ == "__main__":
    main()
