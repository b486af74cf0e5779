"""What folders hold."""

import difflib
from pathlib import Path


def files_of(folder):
    """The contents of the files below a folder; for links their targets."""
    return {
        path.relative_to(folder).as_posix(): (
            str(path.readlink()) if path.is_symlink() else path.read_bytes()
        )
        for path in sorted(Path(folder).rglob("*"))
        if path.is_symlink() or path.is_file()
    }


def first_differences(one, other):
    names = sorted(name for name in {*one, *other} if one.get(name) != other.get(name))
    lines = [f"{len(names)} files differ: {names[:10]}"]
    for name in names[:1]:
        texts = [site.get(name, b"").decode("utf-8", "replace") for site in (one, other)]
        lines += difflib.unified_diff(*(text.splitlines() for text in texts), lineterm="", n=0)
    return "\n".join(lines[:30])
