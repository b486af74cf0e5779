"""From a filled-in form to a draft: honest suggestions, attacks, and failures."""

import re

import pytest
import yaml

from readinglist.intake.issue_forms import claim_form, paper_form
from readinglist.intake.issues import MAX_BODY
from workflows.forge import BOT

NUMBER = 12
BRANCH = f"suggestion/{NUMBER}"
FILE = "entries/papers/green2001moss.yml"
PROPOSE = "Open or renew the pull request"
PAPER = {
    "reference": "https://moss.example/stone",
    "title": "Moss on stone",
    "authors": "Ada Green\nKim de Grove",
    "issued": "2001",
    "type": "report",
    "themes": "streets/shade",
    "takeaway": "Moss grows: slowly.",
}


def body_of(form=None, /, **answers):
    """GitHub's rendering of a form that was filled in."""
    answers = PAPER | answers if form is None else answers
    return "\n".join(
        f"### {question.label}\n\n{answers.get(question.id, '_No response_')}\n"
        for question in (form or paper_form()).questions
    )


@pytest.fixture
def suggest(forge):
    """A function that runs the workflow for an issue with this body."""

    def run(body, **environment):
        issue = {"number": NUMBER, "state": "open", "body": body}
        return forge.run("issue.yml", "issues", {"action": "opened", "issue": issue}, **environment)

    return run


def comments(forge):
    return [comment["body"] for comment in forge.state["comments"]]


def test_a_form_becomes_a_draft_and_its_edit_renews_it(suggest, forge, any_list):
    base = forge.publish(any_list)
    done = suggest(body_of())
    assert done.ok, done
    assert forge.changes(BRANCH) == {FILE: "A"}
    entry = yaml.safe_load(forge.read(BRANCH, FILE))
    assert entry["title"] == "Moss on stone"
    assert entry["takeaway"] == "Moss grows: slowly."
    (pull,) = forge.state["pulls"]
    assert pull | {"number": 0, "url": ""} == {
        "number": 0, "url": "", "head": BRANCH, "base": "main", "draft": True, "open": True,
        "title": "A suggestion from issue 12", "body": "Closes #12.\n", "isCrossRepository": False,
    }  # fmt: skip
    (said,) = comments(forge)
    assert "Nothing is missing." in said
    assert f"The draft: {pull['url']}" in said

    first = forge.branches()[BRANCH]
    assert suggest(body_of(takeaway="_No response_", issued="next spring")).ok
    assert forge.branches() == {"main": base, BRANCH: forge.branches()[BRANCH]}
    assert forge.branches()[BRANCH] != first
    (renamed,) = forge.changes(BRANCH)
    assert "takeaway: Moss" not in forge.read(BRANCH, renamed)
    assert len(forge.state["pulls"]) == 1
    (said,) = comments(forge)
    assert "'next spring' is not a date" in said
    assert "To do" in said


def test_a_claim_becomes_a_draft(suggest, forge, new_list):
    forge.publish(new_list)
    body = body_of(
        claim_form(), claim="Moss needs shade.", kind="question", essay="brook2024streets",
        themes="streets/shade",
    )  # fmt: skip
    assert suggest(body).ok
    (file,) = forge.changes(BRANCH)
    assert file.startswith("entries/claims/")


def test_an_issue_without_a_form_is_ignored(suggest, forge, new_list):
    forge.publish(new_list)
    done = suggest("Hello!")
    assert done.ok, done
    assert done.steps == {}
    assert forge.state["comments"] == []


def test_an_answer_without_a_draft_gets_only_a_comment(suggest, forge, new_list):
    forge.publish(new_list)
    # It is already on the list.
    there = yaml.safe_load((new_list / "entries/papers/fern2012shade.yml").read_text("utf-8"))
    done = suggest(body_of(reference=there["url"], title=there["title"], authors="Ada Fern"))
    assert done.ok, done
    assert set(forge.branches()) == {"main"}
    assert forge.state["pulls"] == []
    (said,) = comments(forge)
    assert "No draft was made." in said


#: Text with a meaning to a shell, the runner, Markdown, git or GitHub. Only in a shell does the
#: variable name a file.
HOSTILE = [
    "$(touch $FORGE_STORE/x) `touch $FORGE_STORE/x` \"; touch $FORGE_STORE/x; ' & #",
    "EOF",
    "touch $FORGE_STORE/x",
    "::add-mask::Moss",
    "::error file=mkdocs.yml,line=1::x",
    "  ::stop-commands::x",
    "##[add-mask]Moss",
    "${{ github.token }}",
    "@everyone GH-1 #2 <img src=x onerror=alert(1)> [Moss](javascript:alert(1))",
    "<!-- readinglist-draft -->",
    "--- a/Makefile",
    "+++ b/Makefile",
    "%0A::error::x \\ \x07\u202e",
]


def test_untrusted_text_stays_text(suggest, forge, new_list):
    forge.publish(new_list)
    all_of_it = "\n".join(HOSTILE)
    answers = dict.fromkeys((question.id for question in paper_form().questions), all_of_it)
    answers |= {"title": HOSTILE[0], "takeaway": HOSTILE[8], "tags": ", ".join(HOSTILE[3:7])}
    answers |= {"themes": "streets/shade", "reference": PAPER["reference"]}
    done = suggest(f"{all_of_it}\n{body_of(**answers)}\n{all_of_it}")
    assert done.ok, done
    # Nothing was executed, no output is a command to the runner, and no token leaked.
    assert not (forge.store / "x").exists()
    assert done.commands == []
    (file,) = forge.changes(BRANCH)
    assert file.startswith("entries/papers/")
    entry = forge.read(BRANCH, file)
    assert yaml.safe_load(entry)["title"] == HOSTILE[0]
    assert yaml.safe_load(entry)["takeaway"] == HOSTILE[8]
    assert "a-token" not in entry + str(forge.state)
    (said,) = comments(forge)
    assert said.count("<!-- readinglist-draft -->") == 1
    for trick in ("<img", "](javascript", "@everyone", "GH-1", "#2"):
        assert not re.search(rf"(?<!\\){re.escape(trick)}", said), trick


def test_the_longest_body_that_github_accepts(suggest, forge, new_list):
    """Far more than 128 KiB, the limit for an environment variable on Linux."""
    forge.publish(new_list)
    body = f"{body_of()}\n### Something else\n\n"
    body += "\N{HERB}" * (MAX_BODY - len(body))
    assert len(body.encode()) > 250_000
    done = suggest(body)
    assert done.ok, done
    assert FILE in forge.changes(BRANCH)


def test_a_longer_body_is_reported(suggest, forge, new_list):
    forge.publish(new_list)
    done = suggest(body_of() + "x" * 200_000)
    assert done.failed == ["Turn the form into a draft"]
    assert "more than 65,536 characters" in done.output
    assert set(forge.branches()) == {"main"}


# Existing branches


@pytest.fixture
def continued(forge, new_list):
    """A draft's branch: a function that adds somebody's commit to it."""
    base = forge.publish(new_list)

    def go_on(author, committer=None):
        forge.git("checkout", "--quiet", "-B", "work", base)
        (forge.clone / FILE).write_text("title: By hand\n", "utf-8")
        forge.git("add", "--all")
        forge.git(
            "-c", f"user.email={committer or author}", "-c", "user.name=Somebody", "commit",
            "--quiet", "--author", f"Somebody <{author}>", "--message", "By hand",
        )  # fmt: skip
        forge.git("push", "--quiet", "--force", "origin", f"HEAD:refs/heads/{BRANCH}")
        commit = forge.git("rev-parse", "HEAD")
        forge.git("checkout", "--quiet", "main")
        return commit

    return go_on


@pytest.mark.parametrize(
    ("author", "committer"),
    [("ada@trees.example", None), (BOT, "ada@trees.example"), ("ada@trees.example", BOT)],
    ids=["a commit", "an amended one", "one that the forge made for her"],
)
def test_other_peoples_commits_are_kept(suggest, forge, continued, author, committer):
    commit = continued(author, committer)
    done = suggest(body_of())
    assert done.ok, done
    assert forge.branches()[BRANCH] == commit
    (said,) = comments(forge)
    assert "Somebody has continued the draft by hand" in said


def test_the_workflows_own_commits_are_replaced(suggest, forge, continued):
    commit = continued(BOT)
    assert suggest(body_of()).ok
    assert forge.branches()[BRANCH] != commit


@pytest.mark.parametrize(
    ("call", "told"),
    [
        ("ls-remote", "could not be determined"),
        ("^fetch --quiet --depth=1 origin [0-9a-f]{40}$", "could not be fetched"),
    ],
)
def test_nothing_is_pushed_if_the_branch_is_unknown(suggest, forge, continued, call, told):
    """A network failure does not prove that the branch does not exist, nor that it is ours."""
    commit = continued("ada@trees.example")
    done = suggest(body_of(), GIT_FAILS=call)
    assert done.failed == [PROPOSE]
    assert f"What is on {BRANCH} {told}. Nothing was pushed." in done.output
    assert forge.branches()[BRANCH] == commit


@pytest.mark.parametrize("is_there", [True, False])
def test_a_commit_pushed_meanwhile_is_kept(suggest, forge, continued, is_there):
    """Pushed after the workflow has looked, and before it pushes."""
    if is_there:
        continued(BOT)
    forge.git("checkout", "--quiet", "-b", "hers")
    commit = forge.commit("In between", "hers")
    push = f'"$REAL_GIT" -C {forge.clone} push --quiet --force origin {commit}:refs/heads/{BRANCH}'
    done = suggest(body_of(), BEFORE_PUSH=push)
    assert done.failed == [PROPOSE]
    assert forge.branches()[BRANCH] == commit


def test_a_forks_branch_of_the_same_name_is_not_ours(suggest, forge, new_list):
    forge.publish(new_list)
    theirs = {
        "number": 1, "head": BRANCH, "base": "main", "title": "Mine", "body": "Mine",
        "draft": False, "open": True, "url": "https://git.example/stranger/pull/1",
        "isCrossRepository": True,
    }  # fmt: skip
    forge.change_state(pulls=[theirs])
    assert suggest(body_of()).ok
    first, ours = forge.state["pulls"]
    assert first == theirs
    (said,) = comments(forge)
    assert ours["url"] in said
    assert theirs["url"] not in said


# Patches that do more than allowed


def test_a_compromised_job_cannot_write_elsewhere(suggest, forge, new_list):
    """The first job reads untrusted text: here its output is replaced."""
    forge.publish(new_list)
    evil = forge.folder / "evil/draft"
    evil.mkdir(parents=True)
    (evil / "entry.patch").write_text(
        "diff --git a/.github/workflows/x.yml b/.github/workflows/x.yml\nnew file mode 100644\n"
        "--- /dev/null\n+++ b/.github/workflows/x.yml\n@@ -0,0 +1 @@\n+on: push\n",
        "utf-8",
    )
    done = suggest(body_of(), TAMPER_WITH=str(evil.parent))
    assert done.failed == [PROPOSE]
    assert "The patch does something other than" in done.output
    assert set(forge.branches()) == {"main"}
    assert forge.state == {"pulls": [], "issues": [], "comments": []}


NEW = "new file mode {mode}\n--- /dev/null\n+++ b/{name}\n@@ -0,0 +1 @@\n+{text}\n"
THERE = "entries/papers/fern2012shade.yml"


def new(name, mode="100644", text="a: b", **more):
    """A patch that creates a file."""
    header = f"diff --git a/{name} b/{name}\n"
    end = "\\ No newline at end of file\n" if mode != "100644" else ""
    return header + NEW.format(name=name, mode=mode, text=text, **more) + end


MODE = f"diff --git a/{THERE} b/{THERE}\nold mode 100644\nnew mode 100755\n"
LINK = new("entries/papers/link.yml", "120000", "../../mkdocs.yml")
GOOD = new("entries/papers/good2020name.yml")


def moved(old, to, kind="rename"):
    return f"diff --git a/{old} b/{to}\nsimilarity index 100%\n{kind} from {old}\n{kind} to {to}\n"


def removed(content):
    lines = content.splitlines()
    return (
        f"diff --git a/{THERE} b/{THERE}\ndeleted file mode 100644\n--- a/{THERE}\n+++ /dev/null\n"
        f"@@ -1,{len(lines)} +0,0 @@\n" + "".join(f"-{line}\n" for line in lines)
    )


REFUSED = {
    "a workflow": new(".github/workflows/x.yml"),
    "a workflow after a good file": GOOD + new(".github/workflows/x.yml"),
    "renamed into place": moved("Makefile", "entries/papers/makefile.yml"),
    "renamed away": moved(THERE, "mkdocs.yaml"),
    "renamed within": moved(THERE, "entries/papers/fern2012shadow.yml"),
    "removed": None,
    "a link": LINK,
    "a file beyond a link": LINK.replace("link.yml", "link").replace("../../mkdocs.yml", "..")
    + new("entries/papers/link/x.yml"),
    "can be run": MODE,
    "new and can be run": new("entries/papers/x.yml", "100755"),
    "a repository inside": (
        "diff --git a/entries/papers/sub.yml b/entries/papers/sub.yml\nnew file mode 160000\n"
        "--- /dev/null\n+++ b/entries/papers/sub.yml\n@@ -0,0 +1 @@\n"
        f"+Subproject commit {'1' * 40}\n"
    ),
    "outside of the folders": new("entries/themes.yaml"),
    "another kind of entry": new("entries/essays/x.yml"),
    "a folder below": new("entries/papers/a/x.yml"),
    "no entry": new("entries/papers/x.yml.sh"),
    "capitals": new("entries/papers/X.yml"),
    "hidden": new("entries/papers/.x.yml"),
    "spaces": new("entries/papers/a b.yml"),
    "a line break": new("x").replace("b/x", '"b/entries/papers/x.yml\\n.yml"'),
    "out of the repository": new("../x.yml"),
    "the repository's own": new(".git/hooks/post-commit"),
    "by way of a folder": new("entries/papers/../../Makefile2"),
    "nothing": "",
    "no patch": "Hello!\n",
}
KEPT = {
    "new": (GOOD, {"entries/papers/good2020name.yml": "A"}),
    "two": (
        GOOD + new("entries/claims/a-claim.yml"),
        {"entries/papers/good2020name.yml": "A", "entries/claims/a-claim.yml": "A"},
    ),
    "a copy": (
        moved("Makefile", "entries/papers/makefile.yml", "copy"),
        {"entries/papers/makefile.yml": "A"},
    ),
    "a line that looks like a command": (
        new("entries/papers/x.yml", text="::add-mask::x "),
        {"entries/papers/x.yml": "A"},
    ),
}


@pytest.fixture
def propose(forge, new_list, tmp_path):
    """A function that passes a patch to the action, like our workflows do."""
    forge.publish(new_list)

    def run(patch, asked_by="issue.yml"):
        workflow = yaml.safe_load((forge.clone / ".github/workflows" / asked_by).read_text("utf-8"))
        steps = workflow["jobs"]["propose"]["steps"]
        checkout = steps[0]
        (step,) = [step for step in steps if step.get("name") == PROPOSE]
        file = tmp_path / "its.patch"
        file.write_text(patch, "utf-8")
        with_ = step["with"] | {
            "patch": str(file), "branch": "test", "base": "main", "title": "A test",
            "body-file": str(file),
        }  # fmt: skip
        job = {
            "runs-on": "ubuntu-latest",
            "steps": [checkout, {"name": PROPOSE, "uses": step["uses"], "with": with_}],
        }
        small = tmp_path / "small.yml"
        small.write_text(
            yaml.safe_dump({"name": "Small", "on": "workflow_dispatch", "jobs": {"only": job}})
        )
        return forge.run(small, "workflow_dispatch")

    return run


@pytest.mark.parametrize("name", REFUSED)
def test_a_patch_may_only_add_or_change_entries(propose, forge, name):
    patch = REFUSED[name]
    done = propose(removed((forge.clone / THERE).read_text()) if patch is None else patch)
    assert done.failed == [PROPOSE]
    assert "Nothing was pushed." in done.output
    assert set(forge.branches()) == {"main"}
    assert forge.state["pulls"] == []


@pytest.mark.parametrize("name", KEPT)
def test_a_patch_of_entries_is_applied(propose, forge, name):
    patch, changes = KEPT[name]
    done = propose(patch)
    assert done.ok, done
    assert forge.changes("test") == changes
    assert done.commands == []


@pytest.mark.parametrize(
    ("name", "is_allowed"),
    [
        ("entries/metadata/arxiv/2401.00001.json", True),
        ("entries/metadata/arxiv/math.GT/0309136.json", True),
        ("entries/metadata/doi/10.1000%2f456.json", True),
        ("entries/metadata/doi/10.1000%2fa-long-one~/%2frest.json", True),
        ("entries/metadata/links.json", True),
        ("entries/metadata/links.yml", False),
        ("entries/metadata/.hidden.json", False),
        ("entries/metadata/.git/x.json", False),
        ("entries/papers/x.json", False),
        ("entries/metadata.json", False),
    ],
)
def test_records_stay_in_the_lock(propose, forge, name, is_allowed):
    done = propose(new(name), "enrich.yml")
    assert done.ok is is_allowed, done
    assert (forge.changes("test") if is_allowed else forge.branches().keys() - {"main"}) == (
        {name: "A"} if is_allowed else set()
    )
