"""The pull request workflow: good changes pass, and a mistake fails its own step."""

import pytest

from workflows.forge import LINKS_OPTIONS

JOBS = {"The list", "Changed links"}
PAPER = "entries/papers/fern2012shade.yml"


@pytest.fixture
def pull_request(forge):
    """A function that changes files of a list on a branch, and runs the workflow for it."""

    def run(project, changes, **environment):
        base = forge.publish(project)
        for name, change in changes.items():
            file = forge.clone / name
            before = file.read_text("utf-8") if file.exists() else ""
            after = change(before) if callable(change) else change
            assert after != before
            file.write_text(after, "utf-8")
        forge.commit("A change", "change")
        payload = {
            "number": 7,
            "pull_request": {
                "number": 7,
                "base": {"sha": base, "ref": "main"},
                "head": {"ref": "change"},
            },
        }
        return forge.run("pull-request.yml", "pull_request", payload, **environment)

    return run


def test_a_good_change_passes(pull_request, forge, any_list):
    done = pull_request(any_list, {PAPER: lambda text: text.replace("Shade", "Shadow", 1)})
    assert done.ok, done
    assert set(done.jobs) == JOBS
    assert all(step.result == "success" for steps in done.steps.values() for step in steps)
    assert "Shadow" in done.summary
    site = forge.artifact("site")
    assert b"Shadow" in site["papers/fern2012shade/index.html"]
    assert not any(part.startswith(".") for name in site for part in name.split("/"))


MISTAKES = {
    "an unknown theme": (
        {PAPER: lambda text: text.replace("themes: [", "themes: [nowhere, ")},
        ["Validate the entries", "Build the site"],
        "file=entries/papers/fern2012shade.yml,line=8,",
    ),
    "another form": (
        {PAPER: lambda text: text.replace("issued: 2012-06\n", "") + "issued: 2012-06\n"},
        ["Check the form of the files"],
        "fern2012shade.yml",
    ),
    "a dead link in a page": (
        {"docs/about.md": lambda text: f"{text}\n[Gone](gone.md)\n"},
        ["Validate the entries", "Build the site"],
        "gone.md",
    ),
    "a hook that fails": (
        {
            "mkdocs.yml": lambda text: f"{text}\nhooks: [hook.py]\n",
            "hook.py": 'def on_env(env, **_):\n    raise ValueError("a hook of theirs")\n',
        },
        ["Build the site"],
        "a hook of theirs",
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_fails_its_own_step(pull_request, forge, new_list, mistake):
    changes, steps, said = MISTAKES[mistake]
    done = pull_request(new_list, changes)
    assert done.failed == steps
    assert done.jobs == {"The list": "failure", "Changed links": "success"}
    assert said in done.output
    # Other steps still report, and a list with mistakes gives no site.
    results = {step.name: step.result for step in done.steps["The list"]}
    assert results["Say what the change means"] == "success"
    assert "Keep the site for a look" not in results
    assert not (forge.store / "artifacts").exists()


@pytest.mark.parametrize("path", ["moss2019roots", "another"])
def test_a_link_added_by_the_change_is_checked(pull_request, new_list, hosts, path):
    url = f"{hosts[0]}/{path}"
    done = pull_request(
        new_list,
        {PAPER: lambda text: text.replace("https://example.org/fern2012shade", url)},
        LINKS_OPTIONS=LINKS_OPTIONS,
    )
    if path == "another":
        assert done.ok, done
    else:
        assert done.jobs == {"The list": "success", "Changed links": "failure"}
        assert done.failed == ["Check the links that the change brings"]
        assert url in done.output
