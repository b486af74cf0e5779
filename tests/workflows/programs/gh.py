"""A stand-in for GitHub's command line, with only what the workflows use.

Pull requests, issues and comments are in the file $FORGE_STATE, which tests read. Unknown commands,
and those that GitHub would reject, fail.
"""

import argparse
import fcntl
import json
import os
import re
import subprocess
import sys
from pathlib import Path

BOT = "github-actions[bot]"
STATE = Path(os.environ["FORGE_STATE"])


def fail(reason: str) -> None:
    sys.exit(f"gh: {reason}")


def parse(arguments, *options, flags=(), places=()):
    parser = argparse.ArgumentParser(allow_abbrev=False, exit_on_error=True)
    for name in places:
        parser.add_argument(name)
    for name in options:
        parser.add_argument(f"--{name}")
    for name in flags:
        parser.add_argument(f"--{name}", action="store_true")
    return parser.parse_args(arguments)


def show(value, query):
    """Print JSON, or the result of `jq`, which gh has built in."""
    text = json.dumps(value)
    if query is None:
        print(text)
        return
    done = subprocess.run(["jq", "--raw-output", query], input=text, text=True, check=False)
    if done.returncode:
        fail(f"jq does not take {query}")


def text_of(file):
    return sys.stdin.read() if file == "-" else Path(file).read_text("utf-8")


def pick(values, fields):
    return [{name: item[name] for name in fields.split(",")} for item in values]


def pull_request(verb, arguments, state):
    if verb == "list":
        given = parse(arguments, "head", "json", "jq")
        found = [pull for pull in state["pulls"] if pull["head"] == given.head and pull["open"]]
        show(pick(found, given.json), given.jq)
    elif verb == "create":
        given = parse(arguments, "head", "base", "title", "body-file", flags=["draft"])
        git = [os.environ["REAL_GIT"], "ls-remote", "--exit-code", os.environ["FORGE_ORIGIN"]]
        for branch in (given.head, given.base):
            if subprocess.run(
                [*git, f"refs/heads/{branch}"], capture_output=True, check=False
            ).returncode:
                fail(f"there is no branch {branch}")
        number = len(state["pulls"]) + 101
        url = f"https://git.example/trees/list/pull/{number}"
        state["pulls"].append({
            "number": number, "head": given.head, "base": given.base, "title": given.title,
            "body": text_of(given.body_file), "draft": given.draft, "url": url, "open": True,
            "isCrossRepository": False,
        })  # fmt: skip
        print(url)
    elif verb == "edit":
        given = parse(arguments, "body-file", places=["which"])
        (found,) = [pull for pull in state["pulls"] if pull["url"] == given.which]
        found["body"] = text_of(given.body_file)
    else:
        fail(f"no stand-in for pr {verb}")


def issue(verb, arguments, state):
    if verb == "list":
        given = parse(arguments, "label", "state", "json", "limit", "jq")
        found = [
            issue for issue in state["issues"] if issue["open"] and issue["label"] == given.label
        ]
        show(pick(found, given.json), given.jq)
    elif verb == "create":
        given = parse(arguments, "title", "label", "body-file")
        number = len(state["issues"]) + 1
        state["issues"].append({
            "number": number, "title": given.title, "label": given.label, "open": True,
            "body": text_of(given.body_file),
        })  # fmt: skip
        print(f"https://git.example/trees/list/issues/{number}")
    elif verb == "edit":
        given = parse(arguments, "body-file", places=["number"])
        state["issues"][int(given.number) - 1]["body"] = text_of(given.body_file)
    elif verb == "close":
        given = parse(arguments, "comment", places=["number"])
        state["issues"][int(given.number) - 1]["open"] = False
    else:
        fail(f"no stand-in for issue {verb}")


def api(arguments, state):
    options = ("method", "jq", "field")
    given = parse(arguments, *options, flags=["paginate", "silent"], places=["path"])
    every = re.fullmatch(r"repos/trees/list/issues/(\d+)/comments", given.path)
    one = re.fullmatch(r"repos/trees/list/issues/comments/(\d+)", given.path)
    body = text_of(given.field.removeprefix("body=@")) if given.field else None
    comments = state["comments"]
    if every and given.method is None:
        show([each for each in comments if each["issue"] == int(every[1])], given.jq)
    elif every and given.method == "POST":
        comments.append({
            "id": len(comments) + 1, "issue": int(every[1]), "user": {"login": BOT}, "body": body,
        })  # fmt: skip
    elif one and given.method == "PATCH":
        (found,) = [each for each in comments if each["id"] == int(one[1])]
        found["body"] = body
    else:
        fail(f"no stand-in for api {given.path}")


def main() -> None:
    what, *arguments = sys.argv[1:]
    if not os.environ.get("GH_TOKEN"):
        fail("set the GH_TOKEN environment variable")
    with STATE.open("r+", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        state = json.load(file)
        if what == "api":
            api(arguments, state)
        elif what in ("pr", "issue"):
            {"pr": pull_request, "issue": issue}[what](arguments[0], arguments[1:], state)
        elif [what, *arguments[:1]] not in (["auth", "setup-git"], ["label", "create"]):
            fail(f"no stand-in for {what}")
        file.seek(0)
        file.truncate()
        json.dump(state, file, indent=1)


main()
