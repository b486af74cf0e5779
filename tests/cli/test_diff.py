"""`readinglist diff` on real repositories."""

import json
import shutil

import pytest

CLAIM = "entries/claims/shade-before-rain.yml"
MOSS = "entries/papers/green2001moss.yml"
ESSAY = "entries/essays/brown2010shade.yml"
RECORD = "entries/metadata/arxiv/2001.00001.json"


@pytest.fixture
def diff(cli, garden):
    def run(revisions="main", *options):
        return cli("diff", revisions, "-p", garden.folder, *options)

    return run


@pytest.fixture
def body(diff):
    """The output for the working files, without the heading."""

    def run(revisions="main"):
        result = diff(revisions)
        assert (result.code, result.err) == (0, "")
        return result.out.removeprefix("## What this changes\n\n").strip()

    return run


def test_no_changes(body):
    assert body() == "Nothing that a reader of the list would notice."


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        (
            MOSS,
            "takeaway: Moss grows on the shaded side of a stone.\nadded: 2026-01-02\n",
            "added: 2026-01-02\ntakeaway: > # Why?\n  Moss grows on the\n  shaded side of a stone.",
        ),
        (MOSS, "[Ada Green]", '["Green, Ada"]'),
        (MOSS, "[moss, stone]", "[stone, moss]"),
        (RECORD, "2026-01-02T00", "2026-03-04T00"),
    ],
    ids=["order, folding, comments", "a name's spelling", "tags' order", "the day of reading"],
)
def test_equivalent_files_are_not_changes(garden, body, file, old, new):
    garden.change(file, old, new)
    assert body() == "Nothing that a reader of the list would notice."


def test_fields_in_words(garden, body):
    garden.change(MOSS, "issued: 2001\n", "mode: exploratory\n")
    garden.change(MOSS, "[moss, stone]", "[moss, shade]")
    garden.change(MOSS, "grows on the shaded", "thrives on the shaded")
    garden.change(MOSS, "Ada Green", "Ada Green, Kim Fern")
    garden.change(ESSAY, "  - title: Water\n", "  - title: Water\n    cites: [fern2020damp]\n")
    assert body() == (
        "2 entries changed.\n"
        "\n"
        "### Changed\n"
        "\n"
        "- essay *On shade* (`brown2010shade`)\n"
        "  - sections “Water” cites: `fern2020damp`\n"
        "- paper *Moss on stone* (`green2001moss`)\n"
        "  - authors: added `Kim Fern`\n"
        "  - mode: `exploratory`\n"
        "  - tags: added `shade`, removed `stone`\n"
        "  - takeaway: Moss ~~grows~~ **thrives** on the shaded side of a stone.\n"
        "  - issued removed; it was `2001`"
    )


def test_evidence_and_standings(garden, body):
    garden.change(
        CLAIM,
        "  - work: fern2020damp\n    stance: background\n",
        "  - work: fern2020damp\n    stance: opposes\n    quote: ferns like damp ground\n",
    )
    garden.change(CLAIM, "locator: page 2", "locator: page 3")
    assert body() == (
        "1 entry changed, 1 standing changed.\n"
        "\n"
        "### Standings\n"
        "\n"
        "- *Shade does more for moss than rain does.* (`shade-before-rain`): "
        "supported → **contested**\n"
        "\n"
        "### Changed\n"
        "\n"
        "- claim *Shade does more for moss than rain does.* (`shade-before-rain`)\n"
        "  - evidence *Moss on stone* (`green2001moss`): locator: “page 2” → “page 3”\n"
        "  - evidence *Ferns on damp ground* (`fern2020damp`): background → **opposes**; "
        "quote: “ferns like damp ground”"
    )


def test_entries_that_come_and_go(garden, body):
    text = (garden.folder / CLAIM).read_text("utf-8")
    garden.write(
        "entries/claims/water-finds-roots.yml",
        text.replace("Shade does more for moss than rain does.", "Water finds every root.")
        .replace("section: Light", "section: Water")
        .replace('quote: "shade does more than rain"', "quote: water finds roots"),
    )
    (garden.folder / "entries/papers/fern2020damp.yml").unlink()
    garden.change(CLAIM, "  - work: fern2020damp\n    stance: background\n", "")
    new = "entries/claims/water-finds-roots.yml"
    garden.change(new, "  - work: fern2020damp\n    stance: background\n", "")
    found = body()
    assert found.startswith(
        "1 entry added, 1 entry changed, 1 entry removed, 1 record changed, 1 new finding.\n"
    )
    assert (
        "### Added\n\n"
        "- claim *Water finds every root.* (`water-finds-roots`): **supported**\n"
        "  - evidence: supports *Moss on stone* (`green2001moss`), page 2\n"
    ) in found
    assert "  - evidence removed: background `fern2020damp`\n" in found
    assert "### Removed\n\n- paper *Ferns on damp ground* (`fern2020damp`)\n" in found
    assert "### Records\n\n- *Ferns on damp ground* (`2001.00001`): removed" in found


def test_relations(garden, body):
    garden.write(
        "entries/claims/moss-needs-shade.yml",
        "claim: No moss without shade.\nkind: question\nthemes: [gardens]\n"
        "source: {essay: brown2010shade, section: Light, quote: is there moss without shade}\n",
    )
    garden.commit()
    garden.change(
        CLAIM, "evidence:", "relations:\n  - {claim: moss-needs-shade, type: answers}\nevidence:"
    )
    found = body("HEAD")
    assert "- *No moss without shade.* (`moss-needs-shade`): open → **answered**" in found
    assert "  - relation added: answers *No moss without shade.* (`moss-needs-shade`)" in found


def test_a_changed_record_invalidates_a_quote(garden, body, diff):
    garden.change(
        CLAIM, "stance: background", "stance: supports\n    quote: ferns like damp ground"
    )
    garden.commit()
    assert diff("HEAD", "--check").code == 0
    garden.change(RECORD, "ferns like damp ground and shade", "ferns bear damp ground and shade")
    garden.change(RECORD, '"version": 1', '"version": 2,\n  "withdrawn": "An error."')
    found = body("HEAD")
    assert (
        "### Quotes that no longer stand\n\n"
        "- `shade-before-rain` quotes `fern2020damp`: “ferns like damp ground” "
        "is not in the abstract any more"
    ) in found
    assert (
        "- *Ferns on damp ground* (`2001.00001`) **withdrawn**\n"
        "  - abstract: We find that ferns ~~like~~ **bear** damp ground and shade.\n"
        "  - version: `1` → `2`\n"
        "  - withdrawn: “An error.”\n"
    ) in found
    assert "**error** E306 `entries/claims/shade-before-rain.yml:11`" in found
    checked = diff("HEAD", "--check")
    assert checked.code == 1
    assert "no longer stand" in checked.out


def test_a_renamed_entry(garden, body):
    (garden.folder / MOSS).rename(garden.folder / "entries/papers/green2001stone.yml")
    for file in (CLAIM, ESSAY):
        garden.change(file, "green2001moss", "green2001stone")
    assert body() == (
        "1 entry changed.\n"
        "\n"
        "### Changed\n"
        "\n"
        "- paper *Moss on stone* (`green2001stone`), renamed from `green2001moss`"
    )
    # With another takeaway it is still the same work.
    garden.change("entries/papers/green2001stone.yml", "Moss grows", "Lichen sits")
    assert "  - takeaway: ~~Moss grows~~ **Lichen sits** on the shaded side" in body()


def test_a_duplicate_claim(garden, body):
    text = (garden.folder / CLAIM).read_text("utf-8")
    new = "Shade does much more for moss than the rain ever does."
    garden.write(
        "entries/claims/rain-and-shade.yml",
        text.replace("Shade does more for moss than rain does.", new).replace(
            "shade does more than rain", "rain does less"
        ),
    )
    assert (
        "### Said already?\n\n- Is `rain-and-shade` this claim: *Shade does more for moss than "
        "rain does.* (`shade-before-rain`)? (75 % of the words are the same)"
    ) in body()


def test_a_duplicate_work(garden, body):
    text = (garden.folder / MOSS).read_text("utf-8")
    garden.write(
        "entries/papers/green2002moss.yml",
        text.replace("Moss on stone", "Moss on a Stone").replace("moss.example", "other.example"),
    )
    assert (
        "- Is `green2002moss` this work: *Moss on stone* (`green2001moss`)? "
        "(100 % of the words are the same)"
    ) in body()


def test_a_side_with_errors_is_still_compared(garden, body, diff):
    garden.write("entries/papers/broken.yml", "title: [\n")
    garden.write("entries/claims/thin.yml", "claim: Thin.\n")
    garden.change(CLAIM, "locator: page 2", "locater: page 2")
    garden.change(MOSS, "2001\n", "2002\n")
    found = body()
    assert found.startswith("**the files at hand: there are errors.** Entries are compared as far")
    assert "- paper `broken`: cannot be read yet" in found
    assert "- claim *Thin.* (`thin`)" in found
    assert "  - issued: `2001` → `2002`" in found
    assert (
        "  - evidence *Moss on stone* (`green2001moss`): locater: “page 2”; locator removed"
        in found
    )
    assert "- **error** E002 `entries/papers/broken.yml:1` not YAML" in found
    assert diff("main", "--check").code == 1
    garden.commit()
    (garden.folder / "entries/papers/broken.yml").unlink()
    assert "### Findings that are gone\n\n- **error** E002" in body("HEAD")
    # Fewer errors than before are no reason to block a change.
    assert diff("HEAD", "--check").code == 0


def test_a_first_commit(make_git_list, cli):
    young = make_git_list({"README.md": "Soon.\n"})
    base = young.git("rev-parse", "HEAD")
    young.write("entries/themes.yml", "- {id: a, title: A, lead: B., introduction: C.}\n")
    result = cli("diff", base, "-p", young.folder)
    assert result.code == 0
    assert "- theme *A* (`a`)" in result.out


# Revisions


def test_two_revisions_and_their_merge_base(garden, body):
    garden.git("switch", "--quiet", "--create", "topic")
    garden.change(MOSS, "2001\n", "2002\n")
    garden.commit()
    garden.git("switch", "--quiet", "main")
    garden.change(MOSS, "[moss, stone]", "[moss]")
    garden.commit()
    assert "tags: added `stone`" in body("main..topic")
    assert "tags" not in body("main...topic")
    assert "issued: `2001` → `2002`" in body("main...topic")
    # The working files stay unchanged.
    assert garden.git("status", "--porcelain") == ""
    assert garden.git("branch", "--show-current") == "main"


def test_a_list_in_a_folder_of_a_repository(garden, cli):
    (garden.folder / "sub").mkdir()
    shutil.move(garden.folder / "entries", garden.folder / "sub/entries")
    garden.commit()
    garden.change(f"sub/{MOSS}", "2001\n", "2002\n")
    result = cli("diff", "HEAD", "-p", garden.folder / "sub")
    assert "issued: `2001` → `2002`" in result.out


@pytest.mark.parametrize("range_", ["..", "..main", "a..b..c", "", "main....topic"])
def test_an_invalid_range(diff, range_):
    result = diff(range_)
    assert result.code == 2
    assert result.out == ""
    assert "BASE..HEAD" in result.err


@pytest.mark.parametrize("revision", ["nonsuch", "main..nonsuch", "--output=x", "main:entries"])
def test_an_unknown_revision(diff, garden, revision):
    result = diff("--", revision) if revision.startswith("-") else diff(revision)
    assert result.code == 2
    assert result.out == ""
    assert sorted(path.name for path in garden.folder.iterdir()) == [".git", "entries"]


def test_without_a_repository(cli, small_project):
    result = cli("diff", "main", "-p", small_project)
    assert result.code == 2
    assert "is not in a git repository" in result.err


def test_without_git(diff, monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    result = diff()
    assert result.code == 3
    assert "git is not installed" in result.err


def test_links_in_the_past_are_not_followed(garden, diff, tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("title: Secret\n")
    (garden.folder / "entries/papers/link.yml").symlink_to(secret)
    garden.commit()
    (garden.folder / "entries/papers/link.yml").unlink()
    result = diff("HEAD")
    assert "Secret" not in result.out


def test_json_agrees_with_the_text(garden, diff):
    garden.change(CLAIM, "stance: supports", "stance: mixed")
    data = json.loads(diff("main", "--format", "json").out)
    assert data["standings"] == [
        {
            "id": "shade-before-rain",
            "title": "Shade does more for moss than rain does.",
            "before": "supported",
            "after": "contested",
        }
    ]
    (change,) = data["changed"]
    assert (change["kind"], change["id"], change["fields"]) == ("claim", "shade-before-rain", [])
    assert [edge["after"]["stance"] for edge in change["edges"]] == ["mixed"]
    assert data["new_findings"] == data["doubles"] == []


def test_hostile_text_is_escaped(garden, body):
    evil = "@octocat [x](https://evil.example) <img src=x onerror=y> `a` #1 **b** \\u202Etxt\\nmore"
    garden.change(MOSS, "title: Moss on stone", f'title: "{evil}"')
    garden.change(MOSS, "grows", "<script>grows</script> ![](x)")
    found = body()
    assert "<img" not in found.replace("\\<img", "")
    assert "<script" not in found.replace("\\<script", "")
    assert "](" not in found.replace("\\](", "")
    assert "@octocat" not in found
    assert "[U+202E]txt more" in found.replace("\\", "")
    lines = found.splitlines()
    assert all(not line or line[0] in "#1" or line.lstrip().startswith("- ") for line in lines)


def test_text_on_a_terminal_is_plain(garden, diff):
    garden.change(
        MOSS, "takeaway: Moss grows on the shaded", "takeaway: Moss_x *grows* on the dark"
    )
    shown = diff("main", "--format", "text").out
    assert not set(shown) & set("\\`#~")
    assert "**" not in shown
    assert "(green2001moss)" in shown
    assert "[-" in shown
    assert "{+" in shown
    assert "Moss_x *grows*" in shown


def test_markdown_without_a_terminal(garden, diff):
    garden.change(MOSS, "grows on the shaded", "thrives on the shaded")
    assert diff("main").out == diff("main", "--format", "markdown").out
    assert "`green2001moss`" in diff("main").out


def test_terminal_control_characters_are_escaped(garden, diff):
    garden.change(MOSS, "takeaway: Moss", "takeaway: \u202eMoss")
    shown = diff("main", "--format", "text").out
    assert "\u202e" not in shown
    assert "[U+202E]" in shown
