"""Files of the lock, of whatever record: read with findings, written whole or not at all."""

import json
import os
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from readinglist.errors import StorageError
from readinglist.findings import Finding, Location, Severity

T = TypeVar("T")


def read_record_file(
    file: Path, root: Path, parse: Callable[[Mapping[str, Any]], T], hint: str
) -> T | Finding | None:
    """What `parse` makes of a file's JSON object, None without a file, or what is wrong with it.

    `parse` raises `ValueError`. The finding (E010) names the file relative to `root` and carries
    the hint. Raises `StorageError` when the file cannot be read.
    """
    try:
        text = file.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    except UnicodeDecodeError:
        text = ""
    except OSError as error:
        raise StorageError(f"{file}: {error.strerror}") from error
    path = file.relative_to(root).as_posix()

    def broken(reason: str, line: int = 1, column: int = 1) -> Finding:
        return Finding("E010", Severity.ERROR, Location(path, line, column), reason, hint)

    try:
        return parse(json.loads(text))
    except json.JSONDecodeError as error:
        return broken(f"not JSON: {error.msg}", error.lineno, error.colno)
    except RecursionError:
        return broken("not a record: the nesting is too deep")
    except ValueError as error:
        return broken(str(error.args[0]))


def write_record_file(file: Path, values: Mapping[str, Any]) -> bool:
    """Write a JSON object as a file, whole or not at all. False when it stood there already.

    Raises `StorageError` when the file cannot be written.
    """
    text = json.dumps(values, ensure_ascii=False, indent=2) + "\n"
    try:
        if file.exists() and file.read_text(encoding="utf-8", errors="replace") == text:
            return False
        file.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=file.parent, prefix=".", suffix=".part")
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as stream:
                stream.write(text)
                stream.flush()
                os.fsync(stream.fileno())
            Path(temporary).chmod(0o644)
            Path(temporary).replace(file)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise StorageError(f"{file}: {error.strerror}") from error
    return True
