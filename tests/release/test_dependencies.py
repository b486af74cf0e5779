"""Runtime dependencies: each is declared, used, has its reason, and a licence that fits."""

import importlib.metadata
import re
import subprocess
import sys

import pytest
from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

#: Licences under which whoever installs the package can use and pass on what comes with it. MPL-2.0
#: asks only that changes to the package's own files stay open.
ALLOWED = {
    "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT", "MPL-2.0", "PSF-2.0",
}  # fmt: skip
#: What packages call a licence that do not give it as an SPDX expression yet.
SPOKEN = {
    "Apache 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD-3-Clause",
    "ISC License": "ISC",
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
}


@pytest.fixture(scope="module")
def declared(project_table):
    return [Requirement(one) for one in project_table["dependencies"]]


def test_what_is_imported_is_declared_and_what_is_declared_is_imported(tools):
    result = subprocess.run(
        [sys.executable, "-m", "deptry", "readinglist", "--no-ansi"],
        cwd=tools.REPOSITORY, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert result.returncode == 0, result.stderr


def test_the_look_at_imports_finds_what_is_amiss(tools, tmp_path):
    """An undeclared import and an unused dependency, so that the test above can fail."""
    text = (tools.REPOSITORY / "pyproject.toml").read_text("utf-8")
    text = text.replace('  "yarl', '  "pluggy>=1",\n  "aiosignal')
    config = tmp_path / "pyproject.toml"
    config.write_text(text, "utf-8")
    result = subprocess.run(
        [sys.executable, "-m", "deptry", "readinglist", "--no-ansi", "--config", config],
        cwd=tools.REPOSITORY, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert result.returncode == 1
    assert "DEP003 'yarl' imported but it is a transitive dependency" in result.stderr
    assert "DEP002 'pluggy' defined as a dependency but not used" in result.stderr


def test_each_has_its_reason_in_the_decision(tools, declared):
    decision = (tools.REPOSITORY / "docs/decisions/0028-runtime-dependencies.md").read_text("utf-8")
    table = re.findall(r"^\| `([^`]+)` \| (.+) \| (.+) \|$", decision, re.MULTILINE)
    assert [name for name, _, _ in table] == sorted(one.name for one in declared)
    assert all(min(len(reason), len(cost)) > 15 for _, reason, cost in table)


def test_each_has_a_lower_and_an_upper_bound(declared):
    for one in declared:
        operators = {specifier.operator for specifier in one.specifier}
        assert operators == {">=", "<"}, one


# Licences


def licence_of(distribution):
    """The SPDX expression of a distribution, in what it says itself; None where it is not clear."""
    told = distribution.metadata
    candidates = [
        told.get("License-Expression"),
        *(
            name.rpartition(" :: ")[2]
            for name in told.get_all("Classifier", ())
            if name.startswith("License :: ")
        ),
        told.get("License"),
    ]
    for candidate in filter(None, candidates):
        try:
            return canonicalize_license_expression(SPOKEN.get(candidate, candidate))
        except InvalidLicenseExpression:
            continue
    return None


def is_allowed(expression):
    """Whether one of the alternatives is made of licences on the list alone.

    An expression with parentheses or exceptions is no plain list of alternatives, and is refused.
    """
    return any(
        all(part in ALLOWED for part in alternative.split(" AND "))
        for alternative in expression.split(" OR ")
    )


@pytest.mark.parametrize(
    ("expression", "allowed"),
    [
        ("MIT", True),
        ("Apache-2.0 OR GPL-3.0-only", True),
        ("Apache-2.0 AND MIT", True),
        ("Apache-2.0 AND GPL-3.0-only", False),
        ("GPL-3.0-or-later", False),
        ("Apache-2.0 WITH LLVM-exception", False),
        ("(MIT OR ISC) AND GPL-2.0-only", False),
        ("LicenseRef-Proprietary", False),
    ],
)
def test_expressions(expression, allowed):
    assert is_allowed(expression) is allowed


def installed_with(requirements):
    """The distributions that these need here, those of what they need in turn included."""
    found, waiting = {}, list(requirements)
    while waiting:
        requirement = waiting.pop()
        name = canonicalize_name(requirement.name)
        if name in found:
            continue
        found[name] = importlib.metadata.distribution(name)
        for text in found[name].requires or ():
            one = Requirement(text)
            extras = requirement.extras or {""}
            if one.marker is None or any(one.marker.evaluate({"extra": e}) for e in extras):
                waiting.append(one)
    return found


def test_every_licence_fits(tools, declared):
    """As those versions say that are pinned; older ones said it in other ways."""
    found = installed_with(declared)
    assert len(found) > 40
    pinned = (tools.REPOSITORY / "requirements.txt").read_text("utf-8")
    pins = set(re.findall(r"^(\S+)==(\S+)", pinned, re.MULTILINE))
    if other := {name for name, one in found.items() if (name, one.version) not in pins}:
        pytest.skip(f"other versions than the pinned ones: {', '.join(sorted(other))}")
    licences = {name: licence_of(one) for name, one in found.items()}
    assert {name: told for name, told in licences.items() if not told or not is_allowed(told)} == {}
