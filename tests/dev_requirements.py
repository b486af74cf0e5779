"""Prints the packages of pyproject.toml's dependency groups, for installers that know no groups."""

import tomllib
from pathlib import Path

project = tomllib.loads(Path(__file__).parents[1].joinpath("pyproject.toml").read_text("utf-8"))
for group in project["dependency-groups"].values():
    print(*(f"{requirement.replace(' ', '')}" for requirement in group), sep="\n")
