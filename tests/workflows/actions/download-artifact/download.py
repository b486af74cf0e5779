"""Extract zips, like actions/download-artifact."""

import os
import shutil
import sys
import zipfile
from pathlib import Path


def main() -> None:
    store = Path(os.environ["FORGE_STORE"], "artifacts", os.environ["RUN"])
    name, target = os.environ["NAME"], Path(os.environ["TARGET"])
    files = [store / f"{name}.zip"] if name else sorted(store.glob("*.zip"))
    if name and not files[0].is_file():
        sys.exit(f"::error::Unable to download artifact(s): Artifact not found for name: {name}")
    is_flat = bool(name) or os.environ["MERGE"] == "true" or len(files) == 1
    for file in files:
        with zipfile.ZipFile(file) as archive:
            for member in archive.namelist():
                place = (target if is_flat else target / file.stem) / member
                place.parent.mkdir(parents=True, exist_ok=True)
                with archive.open(member) as source, place.open("wb") as copy:
                    shutil.copyfileobj(source, copy)
    print(f"{len(files)} artifacts downloaded")


main()
