"""Runs the queued items, each in its own task, until nothing is left."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, Generic, TypeVar

from readinglist.links.ask.scheduling import Host, Queues

T = TypeVar("T")

#: Passes of the event loop per round, in which incoming data is read, delivered and handled.
_TO_TAKE_IN = 3
#: Tasks to start per round; none are started after a round in which more have ended. On a machine
#: slower than its network, responses would otherwise pile up unread, requests for a pause among
#: them, while more requests are sent.
_AT_A_TIME = 8


class Turns(Generic[T]):
    """The tasks of a run.

    `step` processes an item taken from the queues, and marks it as done there; it may queue more
    items. `end` is the deadline, by the event loop's clock.
    """

    def __init__(
        self,
        queues: Queues[T],
        step: Callable[[Host[T], T], Coroutine[Any, Any, None]],
        end: float,
    ) -> None:
        self._queues = queues
        self._step = step
        self._end = end
        self._tasks: dict[asyncio.Task[None], T] = {}
        self._wake = asyncio.Event()
        self._ended = 0
        self._error: BaseException | None = None

    async def run(self) -> None:
        """Start items until nothing is left or the time is up.

        Raises what a step has raised; call `stop` in any case.
        """
        loop = asyncio.get_running_loop()
        while True:
            ended = self._ended
            for _ in range(_TO_TAKE_IN):
                await asyncio.sleep(0)
            if self._ended - ended > _AT_A_TIME:
                continue
            now = loop.time()
            if self._error or now >= self._end or not (self._queues.waiting or self._tasks):
                break
            for _ in range(_AT_A_TIME):
                if (taken := self._queues.take(now)) is None:
                    break
                task = loop.create_task(self._step(*taken))
                self._tasks[task] = taken[1]
                task.add_done_callback(self._forget)
            else:
                continue
            moment = self._queues.next_time()
            until = min(self._end, moment if moment is not None else float("inf"))
            self._wake.clear()
            try:
                async with asyncio.timeout_at(until if until < float("inf") else None):
                    await self._wake.wait()
            except TimeoutError:
                continue
        if self._error:
            raise self._error

    def _forget(self, task: asyncio.Task[None]) -> None:
        self._tasks.pop(task, None)
        self._ended += 1
        if not task.cancelled() and (error := task.exception()) is not None:
            self._error = error
        self._wake.set()

    async def stop(self) -> tuple[list[T], list[T]]:
        """Cancel everything; returns the unfinished items and those never started."""
        under_way = dict(self._tasks)
        for task in under_way:
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)
        ended = [item for task, item in under_way.items() if task.cancelled()]
        left = [item for host in self._queues.hosts.values() for item in self._queues.drop(host)]
        return ended, left
