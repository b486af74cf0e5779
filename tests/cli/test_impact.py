"""`readinglist impact`, and what other commands say about a withdrawn work."""

import json

import pytest

from readinglist.entry.catalogue import BASE, write_example

LOCK = "metadata/arxiv/2403.99901.json"


@pytest.fixture
def project(tmp_path):
    """A list whose only arXiv paper is withdrawn."""
    withdrawn = json.loads(BASE[LOCK]) | {"withdrawn": "A bug [in] the code.", "version": 2}
    write_example(tmp_path, {LOCK: json.dumps(withdrawn)})
    return tmp_path


GOLDEN = """\
okafor2024patience Patience as a Hyperparameter
Withdrawn: A bug [in] the code.
It no longer counts for any standing.
Claims 1
  patience-pays: supports; untested, with or without it
Themes 1
  Learning · Schedules
Cited in 1
  haddad2024plain, “Patience”
Reading paths 1
  first-hour, step 2 of 2
"""


@pytest.mark.parametrize(
    "name", ["okafor2024patience", "2403.99901", "arXiv:2403.99901v2",
             "https://arxiv.org/abs/2403.99901"]
)  # fmt: skip
def test_impact_as_text(cli, project, name):
    result = cli("impact", name, "--project", project)
    assert (result.code, result.out, result.err) == (0, GOLDEN, "")


def test_impact_of_a_valid_work(cli, tmp_path):
    write_example(tmp_path, {})
    out = cli("impact", "okafor2024patience", "--project", tmp_path).out
    assert "  patience-pays: supports; supported, without it untested\n" in out
    assert "Withdrawn" not in out


def test_impact_of_a_work_that_nothing_rests_on(cli, tmp_path):
    essay = "essays/haddad2024plain.yml"
    write_example(tmp_path, {essay: BASE[essay].replace("    cites: [lindqvist2023caches]\n", "")})
    out = cli("impact", "lindqvist2023caches", "--project", tmp_path).out
    assert out.endswith("Nothing else on the list rests on it.\n")


def test_impact_as_json(cli, project):
    data = json.loads(cli("impact", "okafor2024patience", "-f", "json", "-p", project).out)
    assert data == {
        "id": "okafor2024patience",
        "title": "Patience as a Hyperparameter",
        "status": "withdrawn",
        "reason": "Withdrawn: A bug [in] the code.",
        "claims": [
            {
                "claim": "patience-pays",
                "statement": "Training for longer helps more than tuning for longer.",
                "roles": ["supports"],
                "standing": "untested",
                "standing_without": "untested",
            }
        ],
        "themes": ["learning/schedules"],
        "cited_in": [{"essay": "haddad2024plain", "section": "Patience"}],
        "built_on_by": [],
        "paths": [{"path": "first-hour", "step": 2}],
    }


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("okafor2024patienc", "Did you mean 'okafor2024patience'?"),
        ("2403.99902", "no entry has the arXiv id 2403.99902"),
        ("patience-pays", "is a claim, and a work is needed"),
        ("first-hour", "is a reading path, and a work is needed"),
        ("qqqqqq", "See 'readinglist list'."),
    ],
)
def test_impact_of_something_other_than_a_work(cli, project, name, message):
    result = cli("impact", name, "--project", project)
    assert result.code == 2
    assert message in result.err
    assert result.out == ""


def test_show_and_list_mention_it(cli, project):
    out = cli("show", "okafor2024patience", "--project", project).out
    assert "status withdrawn\nreason Withdrawn: A bug [in] the code.\n" in out
    assert "version 2\n" in out
    out = cli("list", "--kind", "paper", "--project", project).out
    assert "\tWithdrawn: Patience as a Hyperparameter\n" in out
    rows = json.loads(cli("list", "--format", "json", "--project", project).out)
    assert [row["id"] for row in rows if row["status"]] == ["okafor2024patience"]


def test_validate_names_every_place_that_rests_on_it(cli, project):
    result = cli("validate", "--notices", "--project", project)
    found = [line.split(" ")[0].split(":")[0] + " " + line.split(" ")[2]
             for line in result.out.splitlines()]  # fmt: skip
    assert found == [
        "entries/claims/patience-pays.yml W402",
        "entries/essays/haddad2024plain.yml N504",
        "entries/paths/first-hour.yml W402",
    ]
    assert result.code == 0
    assert cli("validate", "--strict", "--project", project).code == 1
