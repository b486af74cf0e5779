"""Put files into a zip, like actions/upload-artifact."""

import os
import sys
import zipfile
from pathlib import Path


def found(paths: list[str], *, hidden: bool) -> tuple[Path, list[Path]]:
    """The files, and the folder that their names in the zip are relative to."""
    roots = [Path(path).resolve() for path in paths if Path(path).exists()]
    files = []
    for root in roots:
        for file in [root] if root.is_file() else sorted(root.rglob("*")):
            # Hidden files are excluded below the given path, not in it.
            names = file.relative_to(root.parent).parts
            if file.is_file() and (hidden or not any(name.startswith(".") for name in names)):
                files.append(file)
    if len(roots) == 1 and roots[0].is_dir():
        return roots[0], files
    return Path(os.path.commonpath([file.parent for file in files] or ["/"])), files


def main() -> None:
    name, none = os.environ["NAME"], os.environ["NONE"]
    paths = [line.strip() for line in os.environ["PATHS"].splitlines() if line.strip()]
    base, files = found(paths, hidden=os.environ["HIDDEN"] == "true")
    if not files:
        print(f"::{'error' if none == 'error' else 'warning'}::No files were found: {paths}")
        sys.exit(none == "error")
    target = Path(os.environ["FORGE_STORE"], "artifacts", os.environ["RUN"], f"{name}.zip")
    target.parent.mkdir(parents=True, exist_ok=True)
    # Simulates an attacker who has taken over the job: their files instead of its own.
    tampered = Path(os.environ.get("TAMPER_WITH", "/nowhere"), name)
    try:
        with zipfile.ZipFile(target, "x") as archive:
            for file in files:
                inside = file.relative_to(base).as_posix()
                theirs = tampered / inside
                archive.write(theirs if theirs.is_file() else file, inside)
    except FileExistsError:
        sys.exit(f"::error::an artifact {name} exists already in this run")
    print(f"{len(files)} files uploaded as {name}")


main()
