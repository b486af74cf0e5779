"""What command tests check in a project."""

import re


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
