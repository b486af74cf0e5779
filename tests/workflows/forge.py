"""A local stand-in for a forge: a repository whose workflows run on this machine.

`act` executes the unmodified workflows, with `bash` and without containers. The rest is a bare
repository, stand-ins for the actions (`actions/`) and for `gh` (`programs/`), a folder for
artifacts and caches, and a file for pull requests, issues and comments.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from workflows.pins import read_table

HERE = Path(__file__).parent
ACT = Path(sys.executable).with_name("act")
NAME = "trees/list"
BOT = "41898282+github-actions[bot]@users.noreply.github.com"
#: How `act` logs that a part of an action has finished.
_PART = re.compile(r" - Main (.*) \[[^\]]*\]$", re.DOTALL)
#: Makes the link checker use servers on this machine.
LINKS_OPTIONS = "--allow-private 127.0.0.0/8 --timeout 5"
PAGES = "https://trees.example/list"


@dataclass
class Step:
    """A step of a job that was run, or `skipped`, which is the initial state."""

    name: str
    result: str = "skipped"
    #: The results of a composite action's parts, by name.
    parts: dict[str, str] = field(default_factory=dict)


@dataclass
class Execution:
    """The result of running a workflow. Steps and results are by the job's name."""

    steps: dict[str, list[Step]] = field(default_factory=dict)
    jobs: dict[str, str] = field(default_factory=dict)
    summary: str = ""
    #: The output of all steps.
    output: str = ""

    def __str__(self) -> str:
        """The run for a human reader, with the end of the output."""
        lines = []
        for job, steps in self.steps.items():
            lines.append(f"{job}: {self.jobs.get(job)}")
            lines += [f"  {step.result} {step.name}" for step in steps]
        return "\n".join([*lines, self.output[-3000:]])

    @property
    def failed(self) -> list[str]:
        """The names of the failed steps, in order."""
        return [
            step.name for steps in self.steps.values() for step in steps if step.result == "failure"
        ]

    @property
    def commands(self) -> list[str]:
        """The output lines that GitHub's runner interprets as commands, in the new or the old form.

        Source: `ActionCommand.cs` of https://github.com/actions/runner.
        """
        lines = [line.strip() for line in self.output.splitlines()]
        return [line for line in lines if line.startswith("::") or "##[" in line]

    @property
    def ok(self) -> bool:
        """Whether no job failed. Jobs whose condition is false are not in `jobs`."""
        return set(self.jobs.values()) <= {"success"}


class Forge:
    """The forge, and in `clone` a clone of the repository to prepare it with."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.origin = folder / "origin.git"
        self.clone = folder / "clone"
        self.store = folder / "store"
        self.state_file = folder / "state.json"
        self.environment: dict[str, str] = {}
        self.actions: dict[str, Path] = {}
        self.runs = 0
        for path in (self.store, folder / "home"):
            path.mkdir(parents=True)
        self.state_file.write_text('{"pulls": [], "issues": [], "comments": []}', "utf-8")
        self._git("init", "--quiet", "--bare", "--initial-branch=main", self.origin, at=folder)

    # The repository

    def _git(self, *arguments: object, at: Path) -> str:
        done = subprocess.run(
            ["git", *map(str, arguments)], cwd=at, env=self._plain_environment(),
            capture_output=True, text=True, check=False, timeout=60,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def git(self, *arguments: object) -> str:
        """The output of git in the clone."""
        return self._git(*arguments, at=self.clone)

    def publish(self, project: Path) -> str:
        """Make the folder's content the first commit of `main`; returns the commit."""
        shutil.copytree(project, self.clone, symlinks=True)
        self.git("init", "--quiet", "--initial-branch=main")
        self.git("remote", "add", "origin", self.url)
        return self.commit("The list", "main")

    def commit(self, message: str, branch: str, *, email: str = "ada@trees.example") -> str:
        """Commit everything in the clone and push it to the branch; returns the commit."""
        self.git("add", "--all")
        who = ("-c", "user.name=Ada", "-c", f"user.email={email}")
        self.git(*who, "commit", "--quiet", "--allow-empty", "--message", message)
        self.git("push", "--quiet", "--force", "origin", f"HEAD:refs/heads/{branch}")
        return self.git("rev-parse", "HEAD")

    @property
    def url(self) -> str:
        # So that the depth of a clone is respected.
        return self.origin.as_uri()

    def branches(self) -> dict[str, str]:
        """The latest commits of the branches."""
        lines = self._git(
            "for-each-ref", "refs/heads", "--format=%(refname:lstrip=2) %(objectname)",
            at=self.origin,
        ).splitlines()  # fmt: skip
        return dict(line.split() for line in lines)

    def changes(self, branch: str) -> dict[str, str]:
        """What the branch's last commit does to files: `A` for added, `M` for modified."""
        lines = self._git(
            "diff", "--name-status", "--no-renames", f"{branch}~1", branch, at=self.origin
        ).splitlines()
        return {name: letter for letter, name in (line.split("\t") for line in lines)}

    def read(self, branch: str, path: str) -> str:
        """A file's content on a branch."""
        return self._git("show", f"{branch}:{path}", at=self.origin)

    # What it received

    @property
    def state(self) -> dict[str, list[dict[str, Any]]]:
        """Pull requests, issues and comments."""
        return json.loads(self.state_file.read_text("utf-8"))

    def change_state(self, **values: object) -> None:
        self.state_file.write_text(json.dumps(self.state | values), "utf-8")

    def artifact(self, name: str) -> dict[str, bytes]:
        """The files of an artifact of the last run."""
        with zipfile.ZipFile(self.store / "artifacts" / str(self.runs) / f"{name}.zip") as archive:
            return {name: archive.read(name) for name in archive.namelist()}

    # Runs

    def _plain_environment(self) -> dict[str, str]:
        return {
            "HOME": str(self.folder / "home"),
            "PATH": os.environ["PATH"],
            "LANG": "C.UTF-8",
            "GIT_CONFIG_NOSYSTEM": "1",
        }

    def run(
        self,
        workflow: str | Path,
        event: str,
        payload: Mapping[str, object] | None = None,
        *,
        jobs: Iterable[str] = (),
        **environment: str,
    ) -> Execution:
        """Run a workflow of the clone, given by its file name, for an event on `main`.

        `environment` is the runner's. A pull request runs what the clone has checked out.
        """
        self.runs += 1
        event_file = self.folder / "event.json"
        repository = {"full_name": NAME, "default_branch": "main", "fork": False}
        content = {"repository": repository, "ref": "refs/heads/main", **(payload or {})}
        event_file.write_text(json.dumps(content), "utf-8")
        file = Path(".github/workflows", workflow) if isinstance(workflow, str) else workflow
        local = {pin: HERE / pin.partition("@")[0] for pin in read_table()[0]} | self.actions
        replaced = [f"--local-repository={pin}={place}" for pin, place in local.items()]
        command = [
            ACT, event, "--json", "--platform", "ubuntu-latest=-self-hosted", "--workflows", file,
            "--eventpath", event_file, "--action-cache-path", self.folder / "runners",
            "--no-skip-checkout", "--no-cache-server", "--pull=false", "--concurrent-jobs", "2",
            "--secret", "GITHUB_TOKEN=a-token", "--env", f"GITHUB_RUN_ID={self.runs}",
            "--env", f"GITHUB_REPOSITORY={NAME}", "--env", "GITHUB_SERVER_URL=https://git.example",
            *(part for job in jobs for part in ("--job", job)),
            *replaced,
        ]  # fmt: skip
        output = self.folder / f"output-{self.runs}.txt"
        output.touch()
        done = subprocess.run(
            list(map(str, command)), cwd=self.clone, capture_output=True, text=True,
            env=self._runner_environment() | {"FORGE_OUTPUT": str(output)} | environment,
            check=False, timeout=300,
        )  # fmt: skip
        execution = read_log(done.stdout)
        execution.output = output.read_text("utf-8", "replace")
        assert execution.ok is (done.returncode == 0), done.stderr + str(execution)
        return execution

    def _runner_environment(self) -> dict[str, str]:
        plain = self._plain_environment()
        git, bash = shutil.which("git"), shutil.which("bash")
        assert git is not None
        assert bash is not None
        return plain | {
            "PATH": f"{HERE / 'programs'}{os.pathsep}{plain['PATH']}",
            "TESTS_PYTHON": sys.executable,
            "REAL_GIT": git,
            "REAL_BASH": bash,
            "FORGE_ORIGIN": self.url,
            "FORGE_STORE": str(self.store),
            "FORGE_STATE": str(self.state_file),
            "PAGES_URL": PAGES,
            # No way out: no container, no package index, no service.
            "DOCKER_HOST": "unix:///nowhere",
            "PIP_NO_INDEX": "1",
            "NO_PROXY": "*",
            "READINGLIST_STATE": str(self.folder / "state"),
            "READINGLIST_SOURCES": "arxiv",
            **dict.fromkeys(
                (f"READINGLIST_{name}" for name in ("ARXIV_URL", "DOI_API", "ARCHIVE_API")),
                "http://127.0.0.1:9/",
            ),
            **self.environment,
        }


def read_log(text: str) -> Execution:
    """Parse the output of `act --json`."""
    execution = Execution()
    by_id: dict[tuple[str, str], Step] = {}
    for line in text.splitlines():
        said = json.loads(line)
        job = said.get("job", "").partition("/")[2].strip()
        # Parts of a composite action have ids of two or more words.
        ids = said.get("stepID", [])
        if job and ids and said.get("stage") == "Main":
            key = (said["job"], ids[0])
            if key not in by_id:
                by_id[key] = Step(said["step"])
                execution.steps.setdefault(job, []).append(by_id[key])
            step = by_id[key]
            if len(ids) == 1:
                step.result = said.get("stepResult", step.result)
            elif "stepResult" in said and (name := _PART.search(said["msg"])):
                step.parts[name[1]] = said["stepResult"]
            if said.get("command") == "summary":
                execution.summary += said["content"]
        # If a job of a matrix failed, the matrix failed.
        if "jobResult" in said and execution.jobs.get(job) != "failure":
            execution.jobs[job] = said["jobResult"]
    return execution
