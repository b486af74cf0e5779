"""Builds a list and prints, as JSON, how many seconds each stage took.

The functions in which a stage begins are wrapped, so that the program itself need not measure time.
A stage's time is exclusive: stages within it are counted separately. The rest of the engine's time
is for shells and hand-written pages; the rest of the process's time is start-up.
"""

import dataclasses
import functools
import importlib
import inspect
import json
import os
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from typing import Any

#: Module, function or method, stage. A function that does not exist is a mistake in this table.
WRAPPED = (
    ("readinglist.graph.preparing", "read_library", "read"),
    ("readinglist.graph.preparing", "check_library", "validate"),
    ("readinglist.graph.linking", "merge_works", "merge"),
    ("readinglist.graph.preparing", "link_graph", "graph"),
    ("readinglist.site.pages.render", "Pages.plan", "render"),
    ("readinglist.site.stamping", "Stamper.stamp", "stamp"),
    ("readinglist.site.writing", "Writer.write", "write"),
    ("readinglist.site.file_plan", "plan_exports_together", "exports"),
    ("readinglist.site.pages.feeds", "FeedWriter.render", "exports"),
    ("readinglist.site.site_plan", "plan_feeds", "exports"),
    ("readinglist.site.file_plan", "index_files", "search index"),
    ("mkdocs.commands.build", "build", "shells"),
)


class Clock:
    """Wall and CPU seconds of each stage, without those of stages within it."""

    def __init__(self) -> None:
        self.stages: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
        self.open: list[list[float]] = []

    def wrap(self, function: Callable[..., Any], stage: str) -> Callable[..., Any]:
        """The function with its time measured; functions in the plans that it returns are, too."""

        @functools.wraps(function)
        def timed(*arguments: Any, **named: Any) -> Any:
            inner = [0.0, 0.0]
            self.open.append(inner)
            start = (time.perf_counter(), time.process_time())
            try:
                result = function(*arguments, **named)
            finally:
                passed = (time.perf_counter() - start[0], time.process_time() - start[1])
                self.open.pop()
                for kind in (0, 1):
                    self.stages[stage][kind] += passed[kind] - inner[kind]
                    if self.open:
                        self.open[-1][kind] += passed[kind]
            if inspect.isgenerator(result):
                return ((*parts, self.wrap(make, stage)) for *parts, make in result)
            if isinstance(result, dict):
                return {key: self.wrap_plan(value, stage) for key, value in result.items()}
            return result

        return timed

    def wrap_plan(self, plan: Any, stage: str) -> Any:
        """A function that makes a file, measured, or a page's plan whose function is."""
        if dataclasses.is_dataclass(plan) and hasattr(plan, "render"):
            return dataclasses.replace(plan, render=self.wrap(plan.render, stage))
        return self.wrap(plan, stage) if callable(plan) else plan


def main(arguments: list[str]) -> None:
    # With one core a build uses a single process, so that everything is measured.
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    clock = Clock()
    for module_name, path, stage in WRAPPED:
        owner: Any = importlib.import_module(module_name)
        *outer, name = path.split(".")
        for part in outer:
            owner = getattr(owner, part)
        setattr(owner, name, clock.wrap(getattr(owner, name), stage))
    cli = importlib.import_module("readinglist.cli")
    sys.argv = ["readinglist", "build", *arguments]
    try:
        cli.main()
    except SystemExit as end:
        if end.code:
            raise
    known = sum(wall for wall, _ in clock.stages.values())
    used = sum(cpu for _, cpu in clock.stages.values())
    clock.stages["start"] = [time.perf_counter() - STARTED[0] - known, time.process_time() - used]
    print(json.dumps({key: {"wall": w, "cpu": c} for key, (w, c) in clock.stages.items()}))


STARTED = (time.perf_counter(),)
if __name__ == "__main__":
    main(sys.argv[1:])
