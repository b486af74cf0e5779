"""`readinglist build` and `readinglist serve`: what keeps them from starting."""

import logging
import socket
from contextlib import closing

import pytest

from readinglist.cli.site import _VisibleFormatter


@pytest.mark.parametrize("command", ["build", "serve"])
def test_a_folder_without_mkdocs_yml(cli, small_project, command):
    result = cli(command, "-p", small_project)
    assert result.code == 2
    assert "there is no mkdocs.yml" in result.err
    assert "'readinglist init' writes one" in result.err
    assert not (small_project / "site").exists()
    (small_project / "empty").mkdir()
    assert "name it with --project" in cli(command, "-p", small_project / "empty").err


@pytest.mark.parametrize(
    "config",
    [
        "site_name: [",
        "plugins: [readinglist]\n",
        "site_name: X\nplugins: []\n",
        "site_name: X\nplugins: [nonsuch]\n",
    ],
    ids=["no yaml", "no name", "no plugin", "unknown plugin"],
)
def test_an_invalid_configuration(cli, small_project, config):
    (small_project / "mkdocs.yml").write_text(config, "utf-8")
    (small_project / "docs").mkdir()
    result = cli("build", "-p", small_project, "-o", small_project / "out")
    assert result.code == 2
    assert not (small_project / "out").exists()


def test_messages_of_mkdocs_never_begin_with_a_name():
    record = logging.LogRecord("mkdocs", 30, "", 0, "x\n::error::y\x1b[31m", (), None)
    text = _VisibleFormatter("%(levelname)s %(message)s").format(record)
    assert text == "WARNING x\n|  ::error::y\\x1b[31m"


def test_an_address_in_use_is_a_message(project, command):
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        result = command("readinglist", "serve", "--project", project, "--address", address)
    assert result.returncode == 3, result.stderr
    assert f"cannot listen on {address}" in result.stderr
    assert "Traceback" not in result.stderr


def test_an_address_in_use_is_reported_before_the_build(project, command):
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        result = command("readinglist", "serve", "--project", project, "--address", address)
    assert "Building" not in result.stderr
    assert "--address" in result.stderr


@pytest.mark.parametrize("address", ["foo", "127.0.0.1", "127.0.0.1:x", "127.0.0.1:70000", ":80"])
def test_an_invalid_address_is_a_usage_error(cli, project, address):
    result = cli("serve", "--project", project, "--address", address)
    assert result.code == 2
    assert f"--address: '{address}'" in result.err
    assert "mkdocs.yml" not in result.err


def test_a_mistake_in_the_settings_is_a_message(project, command):
    file = project / "mkdocs.yml"
    file.write_text(file.read_text("utf-8").replace("- readinglist", "- search\n  - readinglist"))
    result = command("readinglist", "serve", "--project", project, "--address", "127.0.0.1:0")
    assert result.returncode == 2
    assert "error E012 plugins[1]" in result.stderr
    assert "Traceback" not in result.stderr
