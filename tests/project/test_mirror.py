"""Every module has a test module at the mirrored place, so that its tests are easily found."""

from pathlib import Path

REPOSITORY = Path(__file__).parents[2]
PACKAGE = REPOSITORY / "readinglist"
#: Modules without a test module of their own, with the reason.
EXCEPTIONS = {
    "cli/link_options.py": "declarations of options alone",
    "cli/service_options.py": "declarations of options alone",
    "entry/kinds.py": "one table, which every test of entries uses",
    "entry/places.py": "names of files alone",
    "intake/new_list/files/setup_venv.py": (
        "a copy of setup_venv.py of the repository: tests/setup/test_setup_venv.py"
    ),
    "values/limits.py": "numbers alone; trust/test_limits.py tries them on entries and records",
}


def without_tests() -> set[str]:
    """The modules whose mirrored test module is missing."""
    modules = {
        file.relative_to(PACKAGE)
        for file in PACKAGE.rglob("*.py")
        if file.name not in ("__init__.py", "__main__.py")
    }
    return {
        module.as_posix()
        for module in modules
        if not (REPOSITORY / "tests" / module.parent / f"test_{module.name}").is_file()
    }


def test_every_module_has_its_test_module():
    missing = sorted(without_tests() - EXCEPTIONS.keys())
    assert not missing, (
        f"no test module at the mirrored place: {', '.join(missing)}. Move the tests of the module "
        "to tests/<folder>/test_<name>.py, or name it in EXCEPTIONS with the reason."
    )


def test_no_exception_is_left_over():
    """One is left over once the module has tests, or is gone."""
    assert EXCEPTIONS.keys() <= without_tests()
    assert all(EXCEPTIONS.values())
