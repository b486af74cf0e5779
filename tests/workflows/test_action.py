"""The action for lists with workflows of their own, used as in the docs."""

import re

import pytest
import yaml

from workflows.pins import REPOSITORY

USED = "OWNER/readinglist@COMMIT"
PAPER = "entries/papers/fern2012shade.yml"


@pytest.fixture
def check(forge, new_list, own_list, tmp_path):
    """A function that runs the workflow of the docs for a pull request that changes a file."""
    docs = (REPOSITORY / "docs/automation.md").read_text("utf-8")
    (text,) = [
        block for block in re.findall(r"```yaml\n(.*?)```", docs, re.DOTALL) if USED in block
    ]

    def run(change):
        base = forge.publish(new_list)
        file = forge.clone / PAPER
        file.write_text(change(file.read_text("utf-8")), "utf-8")
        forge.commit("A change", "change")
        workflow = tmp_path / "check.yml"
        workflow.write_text(text, "utf-8")
        forge.actions[USED] = own_list
        pull = {"number": 7, "base": {"sha": base, "ref": "main"}, "head": {"ref": "change"}}
        done = forge.run(workflow, "pull_request", {"number": 7, "pull_request": pull})
        (step,) = [step for steps in done.steps.values() for step in steps if step.name == USED]
        return done, step

    return run


def _names():
    steps = yaml.safe_load((REPOSITORY / "action.yml").read_text("utf-8"))["runs"]["steps"]
    return [step["name"] for step in steps if "name" in step]


def test_a_good_change_passes(check):
    done, step = check(lambda text: text.replace("Shade", "Shadow", 1))
    assert done.ok, done
    assert {name: step.parts[name] for name in _names()} == dict.fromkeys(_names(), "success")
    assert "Shadow" in done.summary


def test_a_mistake_fails_and_everything_is_reported(check):
    done, step = check(lambda text: text.replace("themes: [", "themes: [nowhere, "))
    assert not done.ok
    failed = [name for name, result in step.parts.items() if result == "failure"]
    assert failed == ["Validate the entries"]
    assert f"::error file={PAPER},line=8," in done.output
    assert step.parts["Say what the change means"] == "success"
