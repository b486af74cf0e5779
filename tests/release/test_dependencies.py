"""Runtime dependencies: each is declared, used, justified, and has a suitable licence."""

import importlib.metadata
import re
import subprocess
import sys

import pytest
from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

#: Licences that allow whoever installs the package to use and redistribute what comes with it.
#: MPL-2.0 only requires that changes to the package's own files stay open.
ALLOWED = {
    "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT", "MPL-2.0", "PSF-2.0",
}  # fmt: skip
#: Licence texts of packages that do not have an SPDX expression yet.
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
    return [Requirement(text) for text in project_table["dependencies"]]


def test_imports_and_declared_dependencies_agree(tools):
    result = subprocess.run(
        [sys.executable, "-m", "deptry", "readinglist", "--no-ansi"],
        cwd=tools.REPOSITORY, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert result.returncode == 0, result.stderr


def test_the_comparison_of_imports_finds_mistakes(tools, tmp_path):
    """An undeclared import and an unused dependency, to show that the test above can fail."""
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


def test_each_is_justified_in_the_decision(tools, declared):
    decision = (tools.REPOSITORY / "docs/decisions/0028-runtime-dependencies.md").read_text("utf-8")
    table = re.findall(r"^\| `([^`]+)` \| (.+) \| (.+) \|$", decision, re.MULTILINE)
    assert [name for name, _, _ in table] == sorted(requirement.name for requirement in declared)
    assert all(min(len(reason), len(cost)) > 15 for _, reason, cost in table)


def test_each_has_a_lower_and_an_upper_bound(declared):
    for requirement in declared:
        operators = {specifier.operator for specifier in requirement.specifier}
        assert operators == {">=", "<"}, requirement


# Licences


def licence_of(distribution):
    """The SPDX expression of a distribution, from its metadata; None if that is not clear."""
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
    """Whether one of the alternatives consists only of licences on the list.

    An expression with parentheses or exceptions is not a plain list of alternatives, and is
    rejected.
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
    """The installed distributions that these need, including indirectly."""
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


def test_every_licence_is_allowed(tools, declared):
    """According to the pinned versions; older ones state it differently."""
    found = installed_with(declared)
    assert len(found) > 40
    pinned = (tools.REPOSITORY / "requirements.txt").read_text("utf-8")
    pins = set(re.findall(r"^(\S+)==(\S+)", pinned, re.MULTILINE))
    if other := {
        name for name, distribution in found.items() if (name, distribution.version) not in pins
    }:
        pytest.skip(f"other versions than the pinned ones: {', '.join(sorted(other))}")
    licences = {name: licence_of(distribution) for name, distribution in found.items()}
    assert {name: told for name, told in licences.items() if not told or not is_allowed(told)} == {}
