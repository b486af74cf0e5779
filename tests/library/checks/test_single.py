"""One mistake gives exactly one finding."""

import time

import pytest
import yaml

from readinglist.entry.catalogue import BASE, write_example
from readinglist.entry.findings import Finding, Severity
from readinglist.library.checks import check_library
from readinglist.library.checks.single import single
from readinglist.library.fixing import apply_fixes
from readinglist.library.reading import read_library

ENTRIES = {name: text for name, text in BASE.items() if name.endswith(".yml")}


def errors(root, name, text):
    write_example(root, {name: text})
    findings = check_library(read_library(root))
    return [finding for finding in findings if finding.severity is Severity.ERROR]


def fields(tree, path=()):
    """The paths of all fields of an entry, at any depth."""
    items = tree.items() if isinstance(tree, dict) else enumerate(tree)
    for key, value in items:
        if isinstance(key, str):
            yield (*path, key)
        if isinstance(value, dict | list):
            yield from fields(value, (*path, key))


CASES = [(name, path) for name, text in ENTRIES.items()
         for path in fields(yaml.load(text, yaml.BaseLoader))]  # fmt: skip


def changed(name, path, change):
    tree = yaml.load(ENTRIES[name], yaml.BaseLoader)
    node = tree
    for part in path[:-1]:
        node = node[part]
    change(node, path[-1])
    return yaml.safe_dump(tree, sort_keys=False, allow_unicode=True)


def misspell(node, key):
    wrong = f"{key[:-2]}{key[-1]}" if len(key) > 4 else f"{key}x"
    renamed = {(wrong if name == key else name): value for name, value in node.items()}
    node.clear()
    node.update(renamed)


@pytest.mark.parametrize(("name", "path"), CASES, ids=str)
def test_a_misspelt_field_is_one_finding(tmp_path, name, path):
    found = errors(tmp_path, name, changed(name, path, misspell))
    here = [finding for finding in found if finding.location.path == f"entries/{name}"]
    assert [finding.code for finding in here] == ["E101"]


@pytest.mark.parametrize("value", [2020, True, None])
@pytest.mark.parametrize(("name", "path"), CASES, ids=str)
def test_an_extra_field_is_one_finding(tmp_path, name, path, value):
    text = changed(name, path, lambda node, _: node.update(year=value))
    assert [finding.code for finding in errors(tmp_path, name, text)] == ["E101"]


@pytest.mark.parametrize("value", [5, True, None, [], "", {"a": "b"}, ["a"]])
@pytest.mark.parametrize(("name", "path"), CASES, ids=str)
def test_a_value_of_the_wrong_type_is_one_finding(tmp_path, name, path, value):
    text = changed(name, path, lambda node, key: node.update({key: value}))
    found = errors(tmp_path, name, text)
    here = [finding for finding in found if finding.location.path == f"entries/{name}"]
    # If the record is of a different kind, each of its fields is missing on its own.
    codes = [finding.code for finding in here if finding.code != "E102"]
    assert len(codes) <= 1, [str(finding) for finding in here]


def test_two_mistakes_are_two_findings(tmp_path):
    name = "papers/lindqvist2023caches.yml"
    text = ENTRIES[name].replace("title:", "titel:").replace("takeaway:", "takeawya:")
    found = errors(tmp_path, name, f"{text}issued: 2023-13\n")
    assert [finding.code for finding in found] == ["E101", "E101", "E109"]
    text = ENTRIES[name].replace("title: Caches All the Way Down\n", "") + "tag: [x]\n"
    assert sorted(finding.code for finding in errors(tmp_path, name, text)) == ["E101", "E102"]


@pytest.mark.parametrize("item", ["", "{}", "[]", "5"])
def test_an_invalid_theme_is_a_finding(tmp_path, item):
    found = errors(tmp_path, "themes.yml", f"{ENTRIES['themes.yml']}- {item}\n")
    assert found
    assert {finding.location.path for finding in found} == {"entries/themes.yml"}


def test_many_findings_take_linear_time(tmp_path):
    name = "papers/lindqvist2023caches.yml"
    spent = []
    for count in (150, 1_500):
        text = ENTRIES[name] + "".join(f"k{number}: 1\n" for number in range(count))
        write_example(tmp_path, {name: text})
        library = read_library(tmp_path)
        found = check_library(library)
        assert len(found) == count
        inner = [
            Finding(
                "E105", finding.severity, finding.location, "m", "h", field=f"{finding.field}.a"
            )
            for finding in found
        ]
        begun = time.process_time()
        assert single([*found, *inner]) == found
        apply_fixes(library, found, write=False)
        spent.append(time.process_time() - begun)
    # Comparing each with all others would take a hundred times as long.
    assert spent[1] < max(30 * spent[0], 0.5)
