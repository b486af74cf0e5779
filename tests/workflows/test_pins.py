"""Every action is pinned to a commit that still runs, and its stand-in supports how it is used."""

import datetime
import re
from dataclasses import replace

import pytest
import yaml

from workflows.pins import REPOSITORY, Pin, Use, find_uses, judge, read_table

STAND_INS = REPOSITORY / "tests/workflows/actions"
PINS, RUNTIMES = read_table()
END = datetime.date(2026, 9, 16)
BEFORE = END - datetime.timedelta(days=1)
TOLD = "v1.0.0 runs on node20, which GitHub took away on 2026-09-16"
OLD = Pin("actions/old", "v1.0.0", "0" * 40, "node20")
OUTER = Pin("actions/outer", "v2.0.0", "1" * 40, "composite", (OLD.reference,))
KNOWN = {pin.reference: pin for pin in (OLD, OUTER)}
USE = Use("a.yml", OLD.reference, "v1.0.0")


def test_every_action_runs_today():
    """The only test that depends on the clock. docs/automation.md says what to do when it fails."""
    today = datetime.datetime.now(datetime.UTC).date()
    assert judge(find_uses(), PINS, RUNTIMES, today) == []


def test_the_table_lists_exactly_what_is_used():
    used = {f"{use.name}@{use.commit}" for use in find_uses()}
    called = {call for pin in PINS.values() for call in pin.calls}
    assert set(PINS) == used | called
    assert all(re.fullmatch(r"[0-9a-f]{40}", pin.commit) for pin in PINS.values())
    assert len({pin.name for pin in PINS.values()}) == len(PINS), "one version of each"


@pytest.mark.parametrize(
    ("use", "day", "wrong"),
    [
        (USE, BEFORE, []),
        (USE, END, [f"a.yml: actions/old {TOLD}"]),
        (
            replace(USE, what=f"actions/outer/part@{OUTER.commit}", comment="v2.0.0"),
            END,
            [f"a.yml: actions/outer {TOLD}"],
        ),
        (replace(USE, comment="v1"), BEFORE, [f"a.yml: {USE.what} is v1.0.0, not 'v1'"]),
        (
            replace(USE, what="actions/old@v1"),
            BEFORE,
            ["a.yml: actions/old@v1 is not in actions.toml"],
        ),
    ],
    ids=["still there", "gone", "gone inside another", "another version", "not pinned"],
)  # fmt: skip
def test_mistakes_in_pins_are_reported(use, day, wrong):
    assert judge([use], KNOWN, {"node20": END}, day) == wrong


def test_an_unknown_runtime_is_reported():
    (said,) = judge([USE], KNOWN, {}, BEFORE)
    assert "of which actions.toml does not know the end" in said


def test_what_an_action_calls_is_known():
    outer = replace(OUTER, calls=("actions/new@" + "2" * 40,))
    use = replace(USE, what=outer.reference, comment="v2.0.0")
    (said,) = judge([use], {outer.reference: outer}, {"node20": END}, END)
    assert "which is not in actions.toml" in said


def _steps(file):
    content = yaml.safe_load(file.read_text("utf-8"))
    jobs = content["jobs"].values() if "jobs" in content else [content["runs"]]
    return [step for job in jobs for step in job["steps"]]


def test_stand_ins_know_the_inputs_and_outputs_that_workflows_rely_on():
    """An input or output missing in a stand-in would be silently empty in tests of the workflow."""
    known = {}
    for file in STAND_INS.rglob("action.yml"):
        content = yaml.safe_load(file.read_text("utf-8"))
        name = "actions/" + file.parent.relative_to(STAND_INS).as_posix()
        known[name] = (set(content.get("inputs", {})), set(content.get("outputs", {})))
    # Tests run the workflows of new lists, and the action. The release workflow can only be tried
    # on GitHub; `.ci/release`, which it calls, has tests.
    shared = REPOSITORY / "readinglist/intake/new_list/files/dot-github"
    files = [*shared.glob("workflows/*.yml"), *shared.glob("actions/*/*.yml")]
    files.append(REPOSITORY / "action.yml")
    assert len(files) > 5
    for file in files:
        text = file.read_text("utf-8")
        for step in _steps(file):
            name = step.get("uses", "./").partition("@")[0]
            if name.startswith("./"):
                continue
            inputs, outputs = known[name]
            assert set(step.get("with", {})) <= inputs, (file, name)
            if "id" in step:
                asked = set(re.findall(rf"steps\.{step['id']}\.outputs\.([\w-]+)", text))
                assert asked <= outputs, (file, name)
