"""`readinglist enrich`: what it requests, what it reports, what it never does."""

import datetime
import json

import pytest
from standins.server import page, reset, status, takes

from readinglist.system.http import Fetcher

A, B, OLD = "2301.00001", "2302.00002", "hep-th/9901001"
DAY = 24 * 3600
CLAIM = """\
claim: Patience pays.
kind: claim
source: {essay: lovelace2024thoughts, section: On patience, quote: "patience pays"}
themes: [learning]
evidence:
  - work: p230100001
    stance: supports
    quote: We find that patience pays.
"""
ESSAY = """\
title: Thoughts
authors: [Ada Lovelace]
issued: 2024-01-05
url: https://example.org/thoughts
themes: [learning]
takeaway: A takeaway.
sections:
  - title: On patience
"""
QUOTED = {"claims/patience.yml": CLAIM, "essays/lovelace2024thoughts.yml": ESSAY}


@pytest.fixture
def enrich(cli, arxiv, monkeypatch):
    """Runs the command against the stand-in, on a day counted from the first."""
    monkeypatch.setenv("READINGLIST_ARXIV_URL", arxiv.api)

    def run(root, *options, day=0, command="enrich"):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", str(1_800_000_000 + day * DAY))
        return cli(command, "-p", root, *options)

    return run


@pytest.fixture
def listed(make_list, make_paper, arxiv):
    """A list of three papers that arXiv has."""
    for arxiv_id in (A, B, OLD):
        arxiv.put(make_paper(arxiv_id))
    return make_list([A, B, OLD], QUOTED)


def lock_file(root, arxiv_id):
    return root / "entries/metadata/arxiv" / f"{arxiv_id}.json"


def record(root, arxiv_id):
    return json.loads(lock_file(root, arxiv_id).read_text("utf-8"))


def change(root, arxiv_id, **values):
    """Change values in a record of the lock; None removes a field."""
    merged = record(root, arxiv_id) | values
    kept = {key: value for key, value in merged.items() if value is not None}
    lock_file(root, arxiv_id).write_text(json.dumps(kept, indent=2), "utf-8")


# What is requested


def test_an_empty_lock_is_filled_by_one_run(enrich, listed, arxiv, whole_lock):
    result = enrich(listed)
    assert result.code == 0
    assert result.out == (
        "3 found, 0 withdrawn, 0 missing, 0 malformed, 0 not answered; 1 request\n"
        "3 records written, 0 unchanged\n"
    )
    assert result.err == "3 papers to ask for: 3 with no record.\n"
    assert arxiv.asked == [[A, B, OLD]]
    assert set(whole_lock(listed)) == {A, B, OLD}
    assert record(listed, OLD) == {
        "id": OLD,
        "version": 1,
        "title": f"The paper {OLD}",
        "authors": ["Ada Lovelace", "Laurens van der Maaten"],
        "abstract": f"What {OLD} says. We find that patience pays.",
        "submitted": "2017-06-12",
        "updated": "2017-06-12",
        "primary_category": "cs.CL",
        "categories": ["cs.CL"],
        "provenance": {"route": "api", "endpoint": arxiv.api, "read": "2027-01-15T08:00:00Z"},
    }
    again = enrich(listed, day=1000)
    assert (again.code, again.out) == (0, "Nothing to ask for: 3 records.\n")
    assert len(arxiv.log) == 1


def test_a_record_from_a_copy_counts_as_missing(enrich, listed, tmp_path, arxiv):
    lines = [
        {"id": arxiv_id, "title": "From a copy", "authors": ["A B"], "abstract": "Ours."}
        for arxiv_id in (A, B, OLD)
    ]
    file = tmp_path / "copy.jsonl"
    file.write_text("\n".join(map(json.dumps, lines)), "utf-8")
    enrich(listed, "--from", file)
    assert arxiv.log == []
    result = enrich(listed)
    assert result.err == "3 papers to ask for: 3 with a record from a copy.\n"
    assert record(listed, A)["title"] == f"The paper {A}"
    assert record(listed, A)["provenance"]["route"] == "api"
    assert "sources" not in record(listed, A)["provenance"]
    assert "title: [-From a copy-] {+The paper 2301.00001+}" in result.out


def test_a_record_without_abstract_counts_as_missing(enrich, listed, arxiv):
    enrich(listed)
    change(listed, B, abstract=None)
    assert "1 paper to ask for: 1 with a record without abstract." in enrich(listed).err
    assert arxiv.asked[1:] == [[B]]
    assert record(listed, B)["abstract"].startswith("What 2302.00002")


def test_only_facts(enrich, listed, arxiv):
    result = enrich(listed, "--facts-only")
    assert result.code == 0
    assert "abstract" not in record(listed, A)
    # Then no abstract is requested.
    assert "Nothing to ask for" in enrich(listed, "--facts-only").out
    enrich(listed)
    assert "abstract" in record(listed, A)
    # Nor is one removed.
    arxiv.revise(A, title="Another title", abstract="Another abstract.")
    enrich(listed, "--facts-only", "--refresh", "0")
    assert record(listed, A)["title"] == "Another title"
    assert record(listed, A)["abstract"].startswith("What 2301.00001")
    assert record(listed, A)["provenance"]["sources"] == {"abstract": f"{arxiv.api}, 2027-01-15"}


def test_refresh_requests_old_records(enrich, listed, arxiv):
    enrich(listed)
    change(listed, B, abstract=None)
    enrich(listed, day=10)
    assert enrich(listed, "--refresh", "30", day=20).out == "Nothing to ask for: 3 records.\n"
    result = enrich(listed, "--refresh", "30", day=30)
    assert arxiv.asked[-1] == [A, OLD]
    assert result.code == 0
    assert "0 records written, 2 unchanged" in result.out
    # The check is recorded, so that the next run skips them.
    assert record(listed, A)["provenance"]["read"] == "2027-02-14T08:00:00Z"
    enrich(listed, "--refresh", "30", day=31)
    assert len(arxiv.log) == 3


# --check


def test_check_writes_nothing(enrich, listed, whole_lock):
    result = enrich(listed, "--check")
    assert result.code == 1
    assert "entries/papers/p230100001.yml:1:8 2301.00001: no record\n" in result.out
    assert "3 records would be written, 0 unchanged" in result.out
    assert not (listed / "entries/metadata").exists()
    enrich(listed)
    before = whole_lock(listed)
    assert enrich(listed, "--check", day=9).code == 0
    assert enrich(listed, "--check", "--refresh", "0", day=9).code == 0
    assert whole_lock(listed) == before


def test_check_reports_what_would_change(enrich, listed, arxiv, whole_lock):
    enrich(listed)
    before = whole_lock(listed)
    arxiv.revise(A, abstract="Haste pays.")
    result = enrich(listed, "--check", "--refresh", "0", day=1)
    assert result.code == 1
    assert "1 record would be written, 2 unchanged" in result.out
    assert "version 1 → 2" in result.out
    assert "E306" in result.out
    assert whole_lock(listed) == before


def test_check_when_arxiv_is_down_still_says_what_is_missing(enrich, listed, arxiv):
    arxiv.plan([], status(503))
    result = enrich(listed, "--check")
    assert result.code == 3
    assert "entries/papers/phepth9901001.yml:1:8 hep-th/9901001: no record\n" in result.out


# What is reported


def test_a_new_version(enrich, listed, arxiv):
    enrich(listed)
    arxiv.revise(
        A,
        title=f"The short paper {A}",
        authors=("Ada Lovelace", "Charles Babbage"),
        abstract="Words " * 30 + "We find that patience pays.",
        updated="2027-01-10T00:00:00Z",
        doi="10.1000/xyz",
        journal_ref="J. Patience 1 (2027)",
        comment="Now with an appendix",
    )
    result = enrich(listed, "--refresh", "0", day=1)
    assert result.code == 0
    assert result.out.splitlines() == [
        "entries/papers/p230100001.yml:1:8 2301.00001 The short paper 2301.00001",
        "  version 1 → 2 (of 2027-01-10)",
        "  published, DOI 10.1000/xyz",
        "  published, journal reference J. Patience 1 (2027)",
        "  title: The {+short+} paper 2301.00001",
        "  authors: Ada Lovelace, [-Laurens van der Maaten-], {+Charles Babbage+}",
        "  abstract: [-What 2301.00001 says.-] {+" + " ".join(["Words"] * 30) + "+} We find that "
        "patience pays.",
        "  also new: comment",
        "3 found, 0 withdrawn, 0 missing, 0 malformed, 0 not answered; 1 request",
        "1 record written, 2 unchanged",
    ]
    assert record(listed, A)["version"] == 2


def test_a_quote_that_is_no_longer_in_the_abstract(enrich, listed, arxiv):
    assert enrich(listed, command="validate").code == 0
    enrich(listed)
    arxiv.revise(A, abstract="We find that haste pays.")
    result = enrich(listed, "--refresh", "0", day=1)
    assert result.code == 1
    assert "abstract: [-What 2301.00001 says.-] We find that [-patience-] {+haste+} pays." in (
        result.out
    )
    assert (
        "entries/claims/patience.yml:8:12 error E306 evidence[1].quote: the quote is not "
        "in the abstract of 'p230100001'"
    ) in result.out
    assert enrich(listed, command="validate").code == 1
    # It is reported once, when it is new.
    assert enrich(listed, "--refresh", "0", day=2).code == 0


def test_withdrawn_and_restored(enrich, listed, arxiv):
    enrich(listed)
    notice = "This paper has been withdrawn by the author due to an error in Lemma 2"
    abstract = record(listed, A)["abstract"]
    arxiv.revise(A, comment=notice, abstract=f"{notice}.")
    result = enrich(listed, "--refresh", "0", day=1)
    assert result.code == 0
    assert f"  withdrawn: {notice}." in result.out
    assert "2 found, 1 withdrawn" in result.out
    assert record(listed, A)["withdrawn"] == f"{notice}."
    # The notice replaces the abstract at arXiv, but not here, because quotes depend on it.
    assert record(listed, A)["abstract"] == abstract
    assert record(listed, A)["provenance"]["sources"] == {"abstract": f"{arxiv.api}, 2027-01-15"}
    assert "0 records written" in enrich(listed, "--refresh", "0", day=2).out
    arxiv.revise(A, comment="The error is mended", abstract=abstract)
    result = enrich(listed, "--refresh", "0", day=3)
    assert "  no longer withdrawn" in result.out
    assert "withdrawn" not in record(listed, A)
    assert "sources" not in record(listed, A)["provenance"]


def test_withdrawn_from_the_start(enrich, make_list, make_paper, arxiv):
    notice = "This paper has been withdrawn"
    arxiv.put(make_paper(A, comment=notice, abstract=notice))
    root = make_list([A])
    result = enrich(root)
    assert result.code == 0
    assert "entries/papers/p230100001.yml:1:8 2301.00001 The paper 2301.00001\n" in result.out
    assert f"  withdrawn: {notice}\n" in result.out
    assert "Nothing to ask for" in enrich(root).out


def test_a_missing_paper(enrich, listed, arxiv, whole_lock):
    enrich(listed)
    before = whole_lock(listed)
    del arxiv.papers[A]
    result = enrich(listed, "--refresh", "0", day=1)
    assert result.code == 1
    (line,) = [line for line in result.out.splitlines() if "error" in line]
    assert line == (
        "entries/papers/p230100001.yml:1:8 error 2301.00001 is missing: arXiv, asked twice, has no "
        "such paper. The record of 2027-01-15 stays. Look at https://arxiv.org/abs/2301.00001: if "
        "it is another paper or none, correct the id; if it is there, arXiv's API lags behind, so "
        "try again tomorrow."
    )
    assert whole_lock(listed)[A] == before[A]
    assert whole_lock(listed)[B] != before[B]


# What it never does


@pytest.mark.parametrize("fault", [status(503), page(), reset(), status(404)], ids=range(4))
def test_when_arxiv_is_down_nothing_changes(enrich, listed, arxiv, whole_lock, fault):
    enrich(listed)
    before = whole_lock(listed)
    arxiv.plan([], fault)
    result = enrich(listed, "--refresh", "0", day=1)
    assert result.code == 3
    assert "error no answer for 3 papers" in result.err
    assert "(2301.00001, 2302.00002, hep-th/9901001)" in result.err
    assert "Run the command again later" in result.err
    assert whole_lock(listed) == before
    assert len(arxiv.log) <= 9
    # Commands that do not fetch work without arXiv.
    assert enrich(listed, command="validate").code == 0


def test_an_interrupted_run_keeps_its_records(enrich, make_list, make_paper, arxiv, whole_lock):
    ids = [f"2301.{number:05}" for number in range(1, 251)]
    for arxiv_id in ids:
        arxiv.put(make_paper(arxiv_id))
    root = make_list(ids)
    arxiv.plan([lambda _, reply: reply], status(404))
    assert enrich(root).code == 3
    assert sorted(whole_lock(root)) == ids[:100]
    arxiv.plan([])
    result = enrich(root)
    assert result.code == 0
    assert "150 papers to ask for" in result.err
    assert arxiv.asked[2:] == [ids[100:200], ids[200:]]
    assert sorted(whole_lock(root)) == ids


def test_an_older_version_is_not_used(enrich, listed, arxiv, whole_lock):
    arxiv.revise(A, title="The second version")
    enrich(listed)
    before = whole_lock(listed)
    arxiv.papers[A].pop()
    result = enrich(listed, "--refresh", "0", day=1)
    assert result.code == 3
    assert "arXiv answered with version 1; the lock has 2 already" in result.err
    assert whole_lock(listed)[A] == before[A]


def test_a_licence_that_the_api_lacks_is_kept(enrich, listed, arxiv):
    enrich(listed)
    change(listed, A, license="https://example.org/l")
    enrich(listed, "--refresh", "0", day=1)
    assert record(listed, A)["license"] == "https://example.org/l"
    arxiv.revise(A)
    enrich(listed, "--refresh", "0", day=2)
    assert "license" not in record(listed, A)


# An existing lock


@pytest.mark.parametrize(
    ("content", "place", "reason"),
    [
        (b'{\n  "id": "2301.00001",\n  "ti', "3:3", "not JSON"),
        (b"\xff\xfe garbage", "1:1", "not JSON"),
        (b"", "1:1", "not JSON"),
        (
            b'{\n<<<<<<< HEAD\n  "id": "2301.00001"\n=======\n  "id": 5\n>>>>>>> other\n}',
            "2:1",
            "the file holds both sides of a merge",
        ),
    ],
    ids=["truncated", "garbage", "empty", "conflict"],
)
def test_a_broken_file_is_reported_and_replaced(enrich, listed, content, place, reason):
    enrich(listed)
    before = lock_file(listed, A).read_bytes()
    lock_file(listed, A).write_bytes(content)
    told = enrich(listed, command="validate")
    assert told.code == 1
    assert f"entries/metadata/arxiv/2301.00001.json:{place} error E010 {reason}" in told.out
    assert "Run 'readinglist enrich'" in told.out
    result = enrich(listed)
    assert "1 paper to ask for: 1 with a broken record." in result.err
    assert result.code == 0
    assert lock_file(listed, A).read_bytes() == before


def test_a_broken_file_stays_if_nothing_is_received(enrich, listed, arxiv):
    enrich(listed)
    lock_file(listed, A).write_bytes(b"{")
    arxiv.plan([], status(503))
    assert enrich(listed).code == 3
    assert lock_file(listed, A).read_bytes() == b"{"


def test_a_file_of_a_newer_version_is_left_alone(enrich, listed, arxiv, tmp_path):
    enrich(listed)
    change(listed, A, mood="good")
    before = lock_file(listed, A).read_bytes()
    told = enrich(listed, command="validate")
    assert (told.code, "Upgrade readinglist" in told.out) == (1, True)
    assert "a field that this version does not know: mood" in told.out
    file = tmp_path / "copy.jsonl"
    file.write_text(json.dumps({"id": A, "title": "T", "authors": ["A B"]}), "utf-8")
    for options in ([], ["--refresh", "0"], ["--from", file]):
        result = enrich(listed, *options, day=1)
        assert result.code == 1
        assert "Upgrade readinglist" in result.err
        assert lock_file(listed, A).read_bytes() == before
    assert all(A not in ids for ids in arxiv.asked[1:])


def test_leftovers_of_a_killed_run_are_removed(enrich, listed, whole_lock):
    enrich(listed)
    leftover = lock_file(listed, A).with_name(".abc.part")
    leftover.write_text("{", "utf-8")
    enrich(listed, "--check", "--refresh", "0")
    assert leftover.exists()
    enrich(listed, "--refresh", "0")
    whole_lock(listed)


def test_an_id_in_two_entries_is_requested_once(enrich, make_list, make_paper, arxiv):
    arxiv.put(make_paper(A))
    root = make_list([A])
    twin = root / "entries/papers/twin.yml"
    twin.write_bytes((root / "entries/papers/p230100001.yml").read_bytes())
    assert enrich(root).code == 0
    assert arxiv.asked == [[A]]


# Options


def test_the_budget(enrich, listed, arxiv, fake, monkeypatch):
    def with_a_clock(*arguments, **options):
        return Fetcher(*arguments, **(options | {"clock": fake.clock}))

    monkeypatch.setattr("readinglist.system.http.Fetcher", with_a_clock)
    arxiv.plan([], takes(lambda: fake.pass_by(50.0), status(503)))
    result = enrich(listed, "--budget", "20")
    assert result.code == 3
    assert "the time for this run is used up" in result.err
    assert len(arxiv.log) == 1


@pytest.mark.parametrize(
    ("options", "word"),
    [
        (["--base-url", "export.arxiv.org"], "not the address"),
        (["--base-url", "ftp://export.arxiv.org/api"], "not the address"),
        (["--base-url", "http://[::1/api"], "not the address"),
        (["--from", "x", "--check"], "--from"),
        (["--from", "x", "--refresh", "3"], "--from"),
        (["--source-name", "x"], "--from"),
        (["--refresh", "-1"], "refresh"),
        (["--budget", "0"], "budget"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_invalid_options(enrich, listed, arxiv, options, word):
    result = enrich(listed, *options)
    assert result.code == 2
    assert word in result.err
    assert arxiv.log == []


def test_the_contact_is_sent_to_arxiv(enrich, listed, arxiv, monkeypatch):
    monkeypatch.setenv("READINGLIST_CONTACT", "ada@example.org")
    enrich(listed)
    assert "ada@example.org" in arxiv.log[0].headers["user-agent"]


def test_a_state_folder_that_cannot_be_created(enrich, listed, monkeypatch, tmp_path):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("READINGLIST_STATE", str(tmp_path / "file/state"))
    result = enrich(listed)
    assert result.code == 0
    assert "READINGLIST_STATE" in result.err
    assert (listed / "entries/metadata").exists()


def test_now_is_in_utc(enrich, listed):
    enrich(listed)
    moment = datetime.datetime.fromisoformat(record(listed, A)["provenance"]["read"])
    assert moment.timestamp() == 1_800_000_000
