"""What command tests check in a project."""

import re

from standins.arxiv import Paper

#: A paper that arXiv knows and a small project does not have.
NEW = Paper(
    "2405.04434",
    "DeepSeek-V2: A Strong, Economical Model",
    ("DeepSeek-AI", "Aixin Liu", "Laurens van der Maaten"),
    "An abstract in our own words.",
    published="2024-05-07T15:56:43Z",
    updated="2024-06-19T06:04:17Z",
    version=5,
)


def files(project):
    """The content of every file, by path."""
    return {
        file.relative_to(project).as_posix(): file.read_bytes()
        for file in project.rglob("*")
        if file.is_file()
    }


def codes(cli, project):
    """The errors of `validate`: file, line, code and field."""
    lines = cli("validate", "-p", project).out.splitlines()
    return [re.fullmatch(r"(\S+):(\d+):\d+ error (\w+) (\S+): .*", line).groups() for line in lines]
