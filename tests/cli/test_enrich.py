"""`readinglist enrich --from`: records from a file."""

import json

import pytest


@pytest.fixture
def records(tmp_path):
    file = tmp_path / "records[/].jsonl".replace("/", "x")
    file.write_text(
        json.dumps(
            {
                "id": "1706.03762",
                "title": "Attention",
                "authors": ["Ashish Vaswani"],
                "abstract": "Abc.",
            }
        )
        + "\n",
        "utf-8",
    )
    return file


def test_enrich(cli, small_project, records, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    result = cli("enrich", "-p", small_project, "--from", records, "--source-name", "a copy")
    assert (result.code, result.out) == (0, "1 record written, 0 unchanged, 0 not in the file\n")
    file = small_project / "entries/metadata/arxiv/1706.03762.json"
    record = json.loads(file.read_text("utf-8"))
    assert (record["title"], record["abstract"]) == ("Attention", "Abc.")
    assert record["provenance"]["read"] == "1970-01-01T00:00:00Z"
    assert set(record["provenance"]["sources"].values()) == {"a copy"}
    assert cli("enrich", "-p", small_project, "--from", records, "--source-name", "a copy").out == (
        "0 records written, 1 unchanged, 0 not in the file\n"
    )
    assert "\tAttention\n" in cli("list", "-p", small_project).out
    cli("enrich", "-p", small_project, "--from", records, "--facts-only")
    assert "abstract" not in json.loads(file.read_text("utf-8"))


def test_enrich_with_broken_lines(cli, small_project, records):
    records.write_text("{\n" + records.read_text("utf-8") + "[1]\n", "utf-8")
    result = cli("enrich", "-p", small_project, "--from", records)
    assert result.code == 1
    assert "1 record written" in result.out
    assert f"{records}:1: skipped" in result.err
    assert f"{records}:3: skipped" in result.err


def test_enrich_with_a_missing_record(cli, small_project, records):
    records.write_text("", "utf-8")
    result = cli("enrich", "-p", small_project, "--from", records)
    assert result.code == 1
    assert f"1706.03762: not in {records.name}" in result.err
    assert not (small_project / "entries/metadata").exists()


def test_enrich_from_an_unreadable_file(cli, small_project, tmp_path):
    no_text = tmp_path / "no-text.jsonl"
    no_text.write_bytes(b"\xff\xfe\n")
    for source in (tmp_path / "none.jsonl", tmp_path, no_text):
        result = cli("enrich", "-p", small_project, "--from", source)
        assert result.code == 3
        assert str(source) in result.err
        assert result.out == ""


def test_enrich_with_an_invalid_time(cli, small_project, records, monkeypatch):
    for epoch in ("soon", "9" * 30):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
        result = cli("enrich", "-p", small_project, "--from", records)
        assert result.code == 2
        assert "SOURCE_DATE_EPOCH" in result.err
