"""The weekly records workflow: requests to arXiv, proposals, renewal, and when to do nothing."""

import pytest
from standins.arxiv import Arxiv, Paper

BRANCH = "automatic/records"
PROPOSE = "Open or renew the pull request"
ID = "2401.00001"
RECORD = f"entries/metadata/arxiv/{ID}.json"
ENTRY = f'arxiv: "{ID}"\nthemes: [streets/shade]\ntakeaway: A paper.\nadded: 2026-01-01\n'


@pytest.fixture
def arxiv():
    with Arxiv([Paper(ID, "Elms", ("Ada Fern",), "Of elms.")]) as running:
        yield running


@pytest.fixture
def week(forge, arxiv):
    """A function that runs the workflow as on its day of the week."""

    def run(fork=False, **environment):
        repository = {"full_name": "trees/list", "default_branch": "main", "fork": fork}
        return forge.run(
            "enrich.yml", "schedule", {"schedule": "23 4 * * 2", "repository": repository},
            **{"READINGLIST_ARXIV_URL": arxiv.api} | environment,
        )  # fmt: skip

    return run


def publish(forge, project):
    forge.publish(project)
    (forge.clone / "entries/papers/fern2024elms.yml").write_text(ENTRY, "utf-8")
    return forge.commit("A paper of arXiv's", "main")


def test_records_are_proposed_renewed_and_merged(forge, week, arxiv, any_list):
    main = publish(forge, any_list)
    done = week()
    assert done.ok, done
    assert forge.changes(BRANCH) == {RECORD: "A"}
    assert '"title": "Elms"' in forge.read(BRANCH, RECORD)
    (pull,) = forge.state["pulls"]
    assert (pull["head"], pull["base"], pull["draft"]) == (BRANCH, "main", True)
    assert "Elms" in pull["body"]
    assert forge.branches()["main"] == main

    arxiv.revise(ID, title="Elms and oaks")
    done = week()
    assert done.ok, done
    assert '"title": "Elms and oaks"' in forge.read(BRANCH, RECORD)
    (pull,) = forge.state["pulls"]
    assert "Elms and oaks" in pull["body"]

    # After the merge there is nothing to propose and nothing to request.
    forge.git("pull", "--quiet", "--ff-only", "origin", BRANCH)
    forge.git("push", "--quiet", "origin", "main", f":{BRANCH}")
    asked = len(arxiv.asked)
    done = week()
    assert done.ok, done
    assert set(done.jobs) == {"Refresh the records"}
    assert set(forge.branches()) == {"main"}
    assert len(arxiv.asked) == asked


def test_a_list_without_records_has_nothing_to_propose(forge, week, new_list):
    forge.publish(new_list)
    done = week()
    assert done.ok, done
    assert set(done.jobs) == {"Refresh the records"}


def test_an_unreachable_service_is_not_a_failure(forge, week, new_list):
    publish(forge, new_list)
    done = week(READINGLIST_ARXIV_URL="http://127.0.0.1:9/")
    assert done.ok, done
    assert set(forge.branches()) == {"main"}
    assert forge.state["pulls"] == []


def test_other_peoples_commits_are_kept(forge, week, new_list):
    publish(forge, new_list)
    forge.git("checkout", "--quiet", "-b", "hers")
    commit = forge.commit("By hand", BRANCH)
    forge.git("checkout", "--quiet", "main")
    done = week()
    assert done.ok, done
    assert forge.branches()[BRANCH] == commit
    assert f"Somebody has added commits to {BRANCH} by hand" in done.output


def test_it_does_not_run_in_a_fork(forge, week, new_list):
    publish(forge, new_list)
    done = week(fork=True)
    assert done.steps == {}


def test_records_stay_in_the_lock(forge, week, new_list):
    publish(forge, new_list)
    evil = forge.folder / "evil/records"
    evil.mkdir(parents=True)
    (evil / "records.patch").write_text(
        "diff --git a/Makefile b/Makefile\nold mode 100644\nnew mode 100755\n", "utf-8"
    )
    done = week(TAMPER_WITH=str(evil.parent))
    assert done.failed == [PROPOSE]
    assert set(forge.branches()) == {"main"}
