"""Watching entries: by notifications from the system, and by polling."""

import threading

import pytest
from watchdog.events import FileModifiedEvent, FileMovedEvent, FileOpenedEvent

from readinglist.site.mkdocs.watching import EntriesObserver

LONG = 30.0


class Other:
    """An observer that records its calls. As the system's it sends what a test tells it to."""

    def __init__(self):
        self.calls = []
        self.handlers = []

    def schedule(self, handler, path, *, recursive=False):
        self.calls.append(("schedule", path, recursive))
        self.handlers.append(handler)
        return path

    def unschedule(self, watch):
        self.calls.append(("unschedule", watch))

    def start(self):
        self.calls.append(("start",))

    def stop(self):
        self.calls.append(("stop",))

    def join(self, timeout=None):
        self.calls.append(("join", timeout))

    def tell(self, event):
        for handler in self.handlers:
            handler.dispatch(event)


class Without(Other):
    """A system without notifications."""

    def start(self):
        raise OSError("no watch left")


class Handler:
    """Counts its notifications."""

    def __init__(self):
        self.count = 0
        self.changed = threading.Condition()

    def dispatch(self, event):
        assert not event.is_directory
        with self.changed:
            self.count += 1
            self.changed.notify_all()

    def wait(self, count):
        with self.changed:
            assert self.changed.wait_for(lambda: self.count >= count, LONG)


@pytest.fixture
def watch(tmp_path):
    """Starts an observer of a folder with these notifications; stops it after the test."""
    running = []

    def start(system, pause):
        others, handler = Other(), Handler()
        (tmp_path / "papers").mkdir()
        observer = EntriesObserver(tmp_path, others, lambda: system, pause)
        observer.schedule(handler, str(tmp_path), recursive=True)
        observer.start()
        running.append(observer)
        return observer, others, handler

    yield start
    for observer in running:
        observer.stop()
        observer.join(LONG)


def test_a_notification_is_passed_on_exactly_once(watch, tmp_path):
    system = Other()
    _, _, handler = watch(system, LONG)
    file = tmp_path / "papers/a.yml"
    file.write_text("x")
    system.tell(FileModifiedEvent(str(file)))
    handler.wait(1)
    # A change already notified is not found again by the next poll.
    system.tell(FileModifiedEvent(str(file)))
    handler.wait(2)
    assert handler.count == 2


def test_reading_and_hidden_files_are_no_changes(watch, tmp_path):
    system = Other()
    _, _, handler = watch(system, LONG)
    system.tell(FileOpenedEvent(str(tmp_path / "papers/a.yml")))
    system.tell(FileModifiedEvent(str(tmp_path / "papers/.a.yml.swp")))
    system.tell(FileMovedEvent(str(tmp_path / "papers/.new"), str(tmp_path / "papers/a.yml")))
    handler.wait(1)
    assert handler.count == 1, "a hidden file that becomes an entry is one"


@pytest.mark.parametrize("system", [Other, Without])
def test_without_notifications_changes_are_found(watch, tmp_path, system):
    _, _, handler = watch(system(), 0.01)
    file = tmp_path / "papers/a.yml"
    file.write_text("x")
    handler.wait(1)
    file.rename(tmp_path / "papers/b.yml")
    handler.wait(2)
    (tmp_path / "papers/b.yml").unlink()
    handler.wait(3)


def test_other_folders_are_left_to_the_other(watch, tmp_path):
    observer, others, _ = watch(Other(), LONG)
    assert others.calls == [("start",)]
    observer.schedule(Handler(), str(tmp_path / "docs"), recursive=True)
    observer.unschedule(str(tmp_path / "docs"))
    assert others.calls[1:] == [
        ("schedule", str(tmp_path / "docs"), True),
        ("unschedule", str(tmp_path / "docs")),
    ]
