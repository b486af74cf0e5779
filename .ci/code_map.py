"""The map of the code, `docs/map.md`: every module with the first sentence of its docstring.

python .ci/code_map.py          writes the page
python .ci/code_map.py --check  exits with 1 if the page is out of date
"""

import ast
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs/map.md"
#: The packages from the top layer to the bottom, as in `pyproject.toml`.
FLOORS = (
    "cli", "site", "links", "intake", "graph", "enrichment", "library", "entry", "system", "values",
)  # fmt: skip
HEAD = """\
# Map of the code

Every module of the package with what it is for, the command line at the top, plain values at the
bottom. A module imports only from packages below its own ([Architecture](architecture.md)). Tests
mirror the packages: those of `readinglist/values/names.py` are in `tests/values/test_names.py`.
This page is made from the docstrings by `make map`.
"""


def modules(package: Path) -> Iterator[Path]:
    """The modules of a package and its subpackages, except the files for new lists."""
    for file in sorted(package.rglob("*.py")):
        if "files" not in file.relative_to(package).parts:
            yield file


def summary(file: Path) -> str:
    """The first sentence of a module's docstring. Raises `ValueError` if there is none."""
    text = ast.get_docstring(ast.parse(file.read_text("utf-8"))) or ""
    paragraph = " ".join(text.partition("\n\n")[0].split())
    if not paragraph:
        raise ValueError(f"{file}: a module needs a docstring that says what it is for")
    sentence, end, _ = paragraph.partition(". ")
    return (sentence + end.strip()).rstrip(".:").replace("|", "\\|")


def render() -> str:
    """The page as Markdown."""
    package = ROOT / "readinglist"
    parts = [HEAD]
    for floor in FLOORS:
        folders: dict[Path, list[Path]] = defaultdict(list)
        for file in modules(package / floor):
            folders[file.parent].append(file)
        for folder in sorted(folders):
            level = "##" if folder.parent == package else "###"
            parts.append(f"\n{level} {folder.relative_to(package).as_posix()}\n")
            about = [module for module in folders[folder] if module.name == "__init__.py"]
            parts += [f"\n{summary(module)}.\n" for module in about]
            rows = [module for module in folders[folder] if module.name != "__init__.py"]
            if rows:
                parts.append("\n| Module | What it is for |\n|---|---|\n")
                parts += [f"| `{module.name}` | {summary(module)} |\n" for module in rows]
    parts.append("\n## readinglist\n\n| Module | What it is for |\n|---|---|\n")
    own = [module for module in sorted(package.glob("*.py")) if module.name != "__init__.py"]
    parts += [f"| `{module.name}` | {summary(module)} |\n" for module in own]
    return "".join(parts)


def main() -> None:
    """Write the page, or compare it with `--check`."""
    page = render()
    if "--check" not in sys.argv:
        PAGE.write_text(page, "utf-8")
    elif not PAGE.is_file() or PAGE.read_text("utf-8") != page:
        sys.exit("docs/map.md does not show the code as it is. Run: make map")


if __name__ == "__main__":
    main()
