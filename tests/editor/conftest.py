"""A client for the YAML language server, with just enough of the protocol for tests, over stdio.

The server is the npm package in package.json and package-lock.json in this folder. It is searched
for in the folder READINGLIST_EDITOR_TOOLS, which `.ci/run` fills with `npm ci`, and then on the
PATH.
"""

import json
import os
import queue
import shutil
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

REPOSITORY = Path(__file__).parents[2]

#: The longest wait for an answer, in seconds, in case the server hangs.
PATIENCE = 60
#: The defaults of VS Code's YAML extension.
DEFAULTS = {"yaml.validate": True, "yaml.hover": True, "yaml.completion": True}
#: Marks the position of a request in a text.
HERE = "¦"


class LanguageServer:
    """A running server with a folder open, using the settings in the folder's .vscode."""

    def __init__(self, command: list[str], folder: Path) -> None:
        self.folder = folder
        settings = json.loads((folder / ".vscode/settings.json").read_text("utf-8"))
        self.settings = {**DEFAULTS, **settings}
        self.process = subprocess.Popen(
            [*command, "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, env={**os.environ, "NODE_OPTIONS": ""},
        )  # fmt: skip
        self.messages: queue.Queue[dict[str, Any] | None] = queue.Queue()
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()
        self.number = 0
        self.version = 0
        self.diagnostics: dict[str, list[dict[str, Any]]] = {}
        uri = folder.as_uri()
        self.request(
            "initialize",
            {
                "processId": os.getpid(),
                "rootUri": uri,
                "workspaceFolders": [{"uri": uri, "name": "list"}],
                "capabilities": {
                    "workspace": {"configuration": True, "workspaceFolders": True},
                    "textDocument": {
                        "completion": {
                            "completionItem": {
                                "snippetSupport": True,
                                "documentationFormat": ["markdown"],
                            }
                        },
                        "hover": {"contentFormat": ["markdown"]},
                        "publishDiagnostics": {},
                    },
                },
            },
        )
        self.notify("initialized", {})

    def _read(self) -> None:
        stream = self.process.stdout
        assert stream is not None
        while True:
            length = 0
            while (line := stream.readline().strip()) != b"" or not length:
                if not line and self.process.poll() is not None:
                    self.messages.put(None)
                    return
                if line.lower().startswith(b"content-length:"):
                    length = int(line.split(b":")[1])
            self.messages.put(json.loads(stream.read(length)))

    def _send(self, message: dict[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self.process.stdin is not None
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.process.stdin.flush()

    def _next(self) -> dict[str, Any]:
        """The next message; the server's own requests are answered on the way."""
        message = self.messages.get(timeout=PATIENCE)
        assert message is not None, "the language server has ended"
        if "method" in message and "id" in message:
            result: Any = None
            if message["method"] == "workspace/configuration":
                result = [self._section(item["section"]) for item in message["params"]["items"]]
            self._send({"id": message["id"], "result": result})
        elif message.get("method") == "textDocument/publishDiagnostics":
            params = message["params"]
            self.diagnostics[params["uri"]] = params["diagnostics"]
        return message

    def _section(self, name: str) -> Any:
        """The settings below a dotted name, nested like VS Code sends them."""
        if name in self.settings:
            return self.settings[name]
        tree: dict[str, Any] = {}
        for key, value in self.settings.items():
            if key.startswith(f"{name}."):
                node = tree
                *parents, last = key.removeprefix(f"{name}.").split(".")
                for parent in parents:
                    node = node.setdefault(parent, {})
                node[last] = value
        return tree

    def notify(self, method: str, params: dict[str, Any]) -> None:
        self._send({"method": method, "params": params})

    def request(self, method: str, params: dict[str, Any] | None) -> Any:
        self.number += 1
        number = self.number
        self._send({"id": number, "method": method, "params": params})
        while True:
            message = self._next()
            if message.get("id") == number and "method" not in message:
                assert "error" not in message, message
                return message["result"]

    def open(self, path: str, text: str) -> str:
        """Open the file with this text; returns its URI."""
        self.version += 1
        uri = (self.folder / path).as_uri()
        document = {"uri": uri, "languageId": "yaml", "version": self.version, "text": text}
        self.notify("textDocument/didOpen", {"textDocument": document})
        return uri

    def close(self, uri: str) -> None:
        self.diagnostics.pop(uri, None)
        self.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
        while uri not in self.diagnostics:  # diagnostics of closed files are withdrawn
            self._next()

    def check_all(self, texts: dict[str, str]) -> dict[str, list[dict[str, Any]]]:
        """The diagnostics of files with these texts, by path; all are open at once."""
        uris = {path: (self.folder / path).as_uri() for path in texts}
        for path, text in texts.items():
            self.diagnostics.pop(uris[path], None)
            self.open(path, text)
        while not all(uri in self.diagnostics for uri in uris.values()):
            self._next()
        found = {path: self.diagnostics.pop(uri) for path, uri in uris.items()}
        for uri in uris.values():
            self.close(uri)
        return found

    def check(self, path: str, text: str) -> list[dict[str, Any]]:
        """The diagnostics of a file with this text."""
        return self.check_all({path: text})[path]

    def wait_until_ready(self) -> None:
        """Wait until the server has read its settings; before that it reports nothing."""
        for _ in range(50):
            if self.check("entries/papers/a.yml", "no-field: a\n"):
                return
        pytest.fail("the language server does not use the schemas")

    def complete(self, path: str, marked: str) -> dict[str, dict[str, Any]]:
        """The completions at the marked place, by label."""
        result = self._ask("textDocument/completion", path, marked)
        items = result["items"] if isinstance(result, dict) else result or []
        return {item["label"]: item for item in items}

    def hover(self, path: str, marked: str) -> str:
        """The hover text at the marked place, or an empty string."""
        result = self._ask("textDocument/hover", path, marked)
        return str(result["contents"]["value"]) if result else ""

    def _ask(self, method: str, path: str, marked: str) -> Any:
        before, _, after = marked.partition(HERE)
        uri = self.open(path, before + after)
        position = {"line": before.count("\n"), "character": len(before) - before.rfind("\n") - 1}
        result = self.request(method, {"textDocument": {"uri": uri}, "position": position})
        self.close(uri)
        return result

    def stop(self) -> None:
        """Stop the server, by force if necessary."""
        try:
            self.request("shutdown", None)
            self.notify("exit", {})
            self.process.wait(PATIENCE)
        finally:
            self.process.kill()
            self.process.wait()
            self.reader.join(PATIENCE)
            for stream in (self.process.stdin, self.process.stdout):
                if stream:
                    stream.close()


def find_server() -> list[str] | None:
    """The command that starts the server, or None if it is not installed."""
    tools = os.environ.get("READINGLIST_EDITOR_TOOLS")
    script = Path(tools or "", "node_modules/yaml-language-server/bin/yaml-language-server")
    node = shutil.which("node")
    if tools and node and script.is_file():
        return [node, str(script)]
    found = shutil.which("yaml-language-server")
    return [found] if found else None


@pytest.fixture(scope="session")
def server() -> Iterator[LanguageServer]:
    """The language server with this repository open."""
    command = find_server()
    if command is None:
        reason = "there is no yaml-language-server in READINGLIST_EDITOR_TOOLS or on the PATH"
        if os.environ.get("READINGLIST_EDITOR_TOOLS"):
            pytest.fail(reason)
        pytest.skip(reason)
    server = LanguageServer(command, REPOSITORY)
    server.wait_until_ready()
    yield server
    server.stop()
