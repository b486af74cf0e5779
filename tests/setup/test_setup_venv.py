"""What `setup_venv.py` prints when a pinned package is unavailable, from real runs of pip.

pip takes wheels from a local folder as from an index, so no network is needed.
"""

import base64
import hashlib
import importlib.util
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "setup_venv.py"


def make_wheel(folder, name, version, *, requires_python=">=3"):
    """Make a minimal wheel with one module; returns its SHA-256."""
    folder.mkdir(exist_ok=True)
    file = folder / f"{name}-{version}-py3-none-any.whl"
    info = f"{name}-{version}.dist-info"
    contents = {
        f"{name}.py": f"VERSION = {version!r}\n",
        f"{info}/METADATA": (
            f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
            f"Requires-Python: {requires_python}\n"
        ),
        f"{info}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = "".join(
        f"{path},sha256={_digest(text)},{len(text.encode())}\n" for path, text in contents.items()
    )
    with zipfile.ZipFile(file, "w") as archive:
        for path, text in contents.items():
            archive.writestr(path, text)
        archive.writestr(f"{info}/RECORD", f"{record}{info}/RECORD,,\n")
    return hashlib.sha256(file.read_bytes()).hexdigest()


def _digest(text):
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()


@pytest.fixture(scope="module")
def environment(tmp_path_factory):
    """A virtual environment that the tests of this module install into."""
    folder = tmp_path_factory.mktemp("environment") / "venv"
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    return folder


@pytest.fixture
def run(environment, tmp_path):
    def run_script(*arguments, folder=environment, **variables):
        settings = {
            "PIP_CONFIG_FILE": os.devnull,
            "PIP_NO_INDEX": "1",
            "PIP_FIND_LINKS": str(tmp_path / "wheels"),
        } | variables
        kept = {key: value for key, value in os.environ.items() if not key.startswith("PIP_")}
        return subprocess.run(
            [sys.executable, SCRIPT, folder, *arguments],
            capture_output=True,
            text=True,
            check=False,
            env=kept | settings,
            cwd=tmp_path,
        )

    return run_script


def pin(tmp_path, *lines):
    file = tmp_path / "requirements.txt"
    file.write_text("".join(f"{line}\n" for line in lines), "utf-8")
    return file


def test_pinned_versions_are_installed(run, tmp_path, environment):
    digest = make_wheel(tmp_path / "wheels", "present", "1.2")
    result = run("--hashed", pin(tmp_path, f"present==1.2 --hash=sha256:{digest}"))
    assert result.returncode == 0, result.stderr
    python = environment / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    told = subprocess.check_output([python, "-c", "import present; print(present.VERSION)"])
    assert told.strip() == b"1.2"


def test_a_removed_version_is_named_with_advice(run, tmp_path):
    digest = make_wheel(tmp_path / "wheels", "moved", "2.0")
    result = run("--hashed", pin(tmp_path, f"moved==1.9 --hash=sha256:{digest}"))
    assert result.returncode == 1
    assert "Not available for this Python: moved==1.9\n" in result.stderr
    assert "run: make lock\n" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_version_for_another_python_is_named(run, tmp_path):
    digest = make_wheel(tmp_path / "wheels", "newer", "3.0", requires_python=">=3.99")
    result = run("--hashed", pin(tmp_path, f"newer==3.0 --hash=sha256:{digest}"))
    assert result.returncode == 1
    assert re.search(r"Not available for this Python: newer(==3.0)?\n", result.stderr)


def test_a_file_with_a_wrong_hash_is_not_installed(run, tmp_path, environment):
    make_wheel(tmp_path / "wheels", "replaced", "1.0")
    result = run("--hashed", pin(tmp_path, f"replaced==1.0 --hash=sha256:{'0' * 64}"))
    assert result.returncode == 1
    assert "the hash differs): replaced==1.0\n" in result.stderr
    assert "run: make lock\n" in result.stderr
    assert not list(environment.rglob("replaced.py"))


def test_a_package_without_hash_is_not_installed(run, tmp_path, environment):
    make_wheel(tmp_path / "wheels", "unpinned", "1.0")
    result = run("--hashed", pin(tmp_path, "unpinned==1.0"))
    assert result.returncode == 1
    assert "unpinned==1.0" in result.stderr
    assert not list(environment.rglob("unpinned.py"))


def test_an_unreachable_index_is_not_a_missing_package(run, tmp_path):
    result = run(
        "--hashed",
        pin(tmp_path, f"any-package==1.0 --hash=sha256:{'0' * 64}"),
        PIP_NO_INDEX="",
        PIP_FIND_LINKS="",
        PIP_INDEX_URL="http://127.0.0.1:9/simple",
        PIP_RETRIES="1",
        PIP_TIMEOUT="1",
    )
    assert result.returncode == 1
    assert "The package index could not be reached" in result.stderr
    assert "make lock" not in result.stderr


def test_the_list_s_own_package_is_installed_after_the_lock(run, tmp_path, environment):
    digest = make_wheel(tmp_path / "wheels", "needed", "1.0")
    make_wheel(tmp_path / "wheels", "generator", "0.3")
    last = tmp_path / "generator.txt"
    last.write_text("generator==0.3\n", "utf-8")
    locked = pin(tmp_path, f"needed==1.0 --hash=sha256:{digest}")
    result = run("--hashed", locked, "--unhashed", last)
    assert result.returncode == 0, result.stderr
    assert list(environment.rglob("needed.py"))
    assert list(environment.rglob("generator.py"))


def test_an_environment_that_cannot_be_created_gives_no_traceback(run, tmp_path):
    (tmp_path / "file").write_text("", "utf-8")
    result = run("--clear", folder=tmp_path / "file/venv")
    assert result.returncode == 1
    assert "could not be created (see above)" in result.stderr
    assert "Traceback" not in result.stderr


def test_an_old_python_is_told_what_is_needed(monkeypatch, tmp_path):
    spec = importlib.util.spec_from_file_location("setup_venv", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "OLDEST", (sys.version_info[0], sys.version_info[1] + 1))
    monkeypatch.setattr(sys, "argv", ["setup_venv.py", str(tmp_path / "venv"), "--clear"])
    with pytest.raises(SystemExit) as stop:
        module.main()
    assert "or newer, but" in str(stop.value)
    assert not (tmp_path / "venv").exists()


def test_older_pythons_can_read_the_script():
    # They have to get as far as the message.
    compile(SCRIPT.read_text("utf-8"), str(SCRIPT), "exec")
    import ast  # noqa: PLC0415

    ast.parse(SCRIPT.read_text("utf-8"), feature_version=(3, 7))


def test_new_lists_have_the_same_script():
    assert (
        ROOT / "readinglist/intake/new_list/files/setup_venv.py"
    ).read_bytes() == SCRIPT.read_bytes()
