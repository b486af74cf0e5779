"""A new list: the files that `readinglist init` writes.

Their templates are in `files/` in this package, with two substitutions: `dot-` at the start of a
name becomes a dot, and `{{name}}` is replaced by a value. In a list without examples the files in
`bare/` replace all entries.
"""

import contextlib
import json
import re
import shutil
import tempfile
import textwrap
from collections.abc import Iterator, Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from readinglist.entry.json_schema import FOLDER as SCHEMAS
from readinglist.errors import StorageError, UsageError
from readinglist.graph.editor_ids import render_schemas
from readinglist.graph.linking import link_graph
from readinglist.intake.issue_forms import render_forms
from readinglist.intake.new_list.origin import Origin
from readinglist.library.reading import read_library
from readinglist.values.dates import PartialDate
from readinglist.values.markdown_escapes import escape_markdown

_PLACE = re.compile(r"\{\{(\w+)\}\}")


#: Values that depend on whether the list has examples.
_WITH_EXAMPLES = {
    "description": "A curated reading list; everything on it is an example so far.",
    "examples": " All entries are invented examples so far.",
    "deletion": ", then delete the examples",
    "theme": "streets",
    "and_claims": ", and every claim made about the works,",
    "or_claim": " or *Suggest a claim*",
    "or_claims": " or `entries/claims/`",
    "claim_rule": "; a claim that is on the list already gets evidence, not a second entry",
    "evidence_rules": """\
5. **Evidence says where.** A quote or a locator leads the reader to the place.
6. **Both sides.** Evidence against a claim is as welcome as evidence for it.
""",
    "about": """
Everything on the list is an invented example so far. It shows one entry of each kind: works, an
essay, a claim with evidence on both sides, a question, a prediction, a definition, and a reading
path.
""",
}
_BARE = {
    "description": "A curated reading list.",
    "examples": "",
    "deletion": "",
    "theme": "first-theme",
    "and_claims": "",
    "or_claim": "",
    "or_claims": "",
    "claim_rule": "",
    "evidence_rules": "",
    "about": "",
}


def render_starter(
    title: str, today: PartialDate, origin: Origin, *, bare: bool = False
) -> dict[str, str]:
    """The texts of all files by path, for a list with this title.

    A bare list has a first theme and no entries.
    """
    caution = textwrap.wrap(origin.caution, 98, break_long_words=False, break_on_hyphens=False)
    values = {
        "title_yaml": json.dumps(title, ensure_ascii=False),
        "title_markdown": escape_markdown(title),
        "today": str(today),
        "requirement": "\n".join([*(f"# {line}" for line in caution), origin.requirement]),
        **(_BARE if bare else _WITH_EXAMPLES),
    }
    sources = dict(_walk(files(__name__) / "files"))
    if bare:
        sources = {path: file for path, file in sources.items() if path[0] != "entries"}
        sources |= dict(_walk(files(__name__) / "bare"))
    contents = {
        "/".join(map(_own_name, path)): _fill_in(file.read_text("utf-8"), values)
        for path, file in sources.items()
    }
    return contents | _derived(contents)


def _derived(contents: Mapping[str, str]) -> dict[str, str]:
    """The files that other commands write: the forms and the schemas."""
    with tempfile.TemporaryDirectory(prefix="readinglist-") as temporary:
        root = Path(temporary)
        _write(root, {name: contents[name] for name in contents if name.startswith("entries/")})
        library = read_library(root)
        forms = render_forms(library.themes, contents["docs/policy.md"])
        schemas = render_schemas(link_graph(library))
    return forms | {f"{SCHEMAS}/{name}": text for name, text in schemas.items()}


def _own_name(part: str) -> str:
    return f".{part.removeprefix('dot-')}" if part.startswith("dot-") else part


def _walk(
    folder: Traversable, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], Traversable]]:
    for item in sorted(folder.iterdir(), key=lambda child: child.name):
        here = (*path, item.name)
        if item.name == "__pycache__":  # pip compiles the script for new lists, too
            continue
        if item.is_dir():
            yield from _walk(item, here)
        else:
            yield here, item


def _fill_in(text: str, values: Mapping[str, str]) -> str:
    # GitHub's expressions, ${{ … }}, have spaces and so are not affected.
    return _PLACE.sub(lambda match: values.get(match[1], match[0]), text)


#: If the folder already exists, new files are written to the first folder, which is renamed to the
#: second when complete; then they are moved into place.
_PART, _WHOLE = ".readinglist.part", ".readinglist.whole"


def write_starter(target: Path, contents: Mapping[str, str]) -> None:
    """Write a new list to a folder that is empty, does not exist yet, or has only `.git`.

    All files appear at once; leftovers of a killed run are completed or removed. Raises
    `UsageError` if there is something else in the folder, and `StorageError` if a file cannot be
    written, after removing what was written so far.
    """
    target = target.resolve()
    if target.exists() and not target.is_dir():
        raise UsageError(f"{target} is a file", "Name a folder that is empty or not there yet.")
    if (target / _WHOLE).is_dir():
        _move_in(target)
        return
    in_the_way = (
        sorted(item.name for item in target.iterdir() if item.name not in (".git", _PART))
        if target.exists()
        else []
    )
    if in_the_way:
        shown = ", ".join(in_the_way[:5])
        more = f" and {len(in_the_way) - 5} more" if len(in_the_way) > 5 else ""
        raise UsageError(
            f"{target} is not empty: it contains {shown}{more}",
            "Nothing was written. Name a folder that is empty or not there yet.",
        )
    _write(target, contents)


def _write(target: Path, contents: Mapping[str, str]) -> None:
    """Write files to a folder, all of them or none."""
    is_there = target.is_dir()
    staged = target / _PART if is_there else target.with_name(f".{target.name}.part")
    made = [parent for parent in staged.parents if not parent.exists()]
    try:
        if staged.exists():
            shutil.rmtree(staged)
        for name, text in contents.items():
            file = staged / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8", newline="\n")
        if is_there:
            # A shell may be in the folder, so it must not be replaced.
            staged.rename(target / _WHOLE)
            _move_in(target)
        else:
            staged.rename(target)
    except OSError as error:
        shutil.rmtree(staged, ignore_errors=True)
        for folder in made:
            with contextlib.suppress(OSError):
                folder.rmdir()
        raise StorageError(
            f"cannot write {error.filename or target}: {error.strerror}",
            "Nothing was left behind. Check the permissions and the free space.",
        ) from error


def _move_in(target: Path) -> None:
    """Move the complete files into place, or what a killed run has not moved yet."""
    for item in sorted((target / _WHOLE).iterdir()):
        item.rename(target / item.name)
    (target / _WHOLE).rmdir()
