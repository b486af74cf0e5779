"""A new list: the files that `readinglist init` writes.

They stand in `files/` below this package, as they will stand in the list but for two things: a name
that begins with `dot-` begins with a dot there, and `{{name}}` stands for a value. A list without
examples has the files in `bare/` in the place of all entries.
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


#: What the texts say of the examples, in a list that has them and in a bare one.
_WITH_EXAMPLES = {
    "description": "A curated reading list; everything on it is an example so far.",
    "examples": " All entries are invented examples so far.",
    "deletion": ", then delete the examples",
    "theme": "streets",
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
    "about": "",
}


def render_starter(
    title: str, today: PartialDate, origin: Origin, *, bare: bool = False
) -> dict[str, str]:
    """The texts of all files by their paths, for a list of this title.

    A bare one has no examples: a theme to begin with, and no entries.
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
    """What other commands write into a list: the forms and the schemas."""
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
    for item in sorted(folder.iterdir(), key=lambda one: one.name):
        here = (*path, item.name)
        if item.name == "__pycache__":  # pip compiles what it installs, the list's script too
            continue
        if item.is_dir():
            yield from _walk(item, here)
        else:
            yield here, item


def _fill_in(text: str, values: Mapping[str, str]) -> str:
    # GitHub's own expressions, ${{ … }}, hold more than a word and stay as they are.
    return _PLACE.sub(lambda match: values.get(match[1], match[0]), text)


#: In a folder that is there already, new files stand here until all are written, and then there
#: until all are moved.
_PART, _WHOLE = ".readinglist.part", ".readinglist.whole"


def write_starter(target: Path, contents: Mapping[str, str]) -> None:
    """Write a new list into a folder that is empty, or not there yet, or holds only `.git`.

    The files come in all at once; what a run that was killed has left of them is finished or
    removed. Raises `UsageError` with what stands in the way, and `StorageError` when a file cannot
    be written; what had been written until then is taken away again.
    """
    target = target.resolve()
    if target.exists() and not target.is_dir():
        raise UsageError(f"{target} is a file", "Name a folder that is empty or not there yet.")
    if (target / _WHOLE).is_dir():
        _move_in(target)
        return
    in_the_way = (
        sorted(one.name for one in target.iterdir() if one.name not in (".git", _PART))
        if target.exists()
        else []
    )
    if in_the_way:
        shown = ", ".join(in_the_way[:5])
        more = f" and {len(in_the_way) - 5} more" if len(in_the_way) > 5 else ""
        raise UsageError(
            f"{target} is not empty: there is {shown}{more}",
            "Nothing was written. Name a folder that is empty or not there yet.",
        )
    _write(target, contents)


def _write(target: Path, contents: Mapping[str, str]) -> None:
    """Write files into a folder, all of them or none."""
    is_there = target.is_dir()
    staged = target / _PART if is_there else target.with_name(f".{target.name}.part")
    made = [one for one in staged.parents if not one.exists()]
    try:
        if staged.exists():
            shutil.rmtree(staged)
        for name, text in contents.items():
            file = staged / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8", newline="\n")
        if is_there:
            # Somebody may stand in the folder, so it stays the same one.
            staged.rename(target / _WHOLE)
            _move_in(target)
        else:
            staged.rename(target)
    except OSError as error:
        shutil.rmtree(staged, ignore_errors=True)
        for one in made:
            with contextlib.suppress(OSError):
                one.rmdir()
        raise StorageError(
            f"{error.filename or target}: {error.strerror}", "Nothing was left behind."
        ) from error


def _move_in(target: Path) -> None:
    """Move what is whole into its folder, all of it or what a killed run has not moved yet."""
    for one in sorted((target / _WHOLE).iterdir()):
        one.rename(target / one.name)
    (target / _WHOLE).rmdir()
