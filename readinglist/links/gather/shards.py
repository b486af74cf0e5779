"""Shards: a run divided among several machines, each with its own addresses. Pure.

All links to one host stay in one shard, so that the host's limits and pauses hold.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable

from readinglist.errors import UsageError
from readinglist.links.gather.targets import Target, host_of


def parse_shard(text: str) -> tuple[int, int]:
    """`2/3` as (2, 3). Raises `UsageError` for anything else."""
    match = re.fullmatch(r"(\d{1,4})/(\d{1,4})", text, re.ASCII)
    if not match or not 1 <= int(match[1]) <= int(match[2]):
        raise UsageError(f"'{text}' is not a shard", "Write it like 2/3: the second of three.")
    return int(match[1]), int(match[2])


def select_shard(targets: Iterable[Target], number: int, of: int) -> list[Target]:
    """The targets of a shard, numbered from 1, in their original order.

    The division is deterministic: hosts are assigned largest first, each to the shard with the
    fewest links so far; hosts of the same size are ordered by a hash of their names.
    """
    targets = list(targets)
    sizes = Counter(host_of(target.url) for target in targets)
    load = [0] * of
    shard_of: dict[str, int] = {}
    for host in sorted(sizes, key=lambda name: (-sizes[name], _hash(name))):
        lightest = min(range(of), key=lambda i: (load[i], i))
        shard_of[host] = lightest
        load[lightest] += sizes[host]
    return [target for target in targets if shard_of[host_of(target.url)] == number - 1]


def _hash(host: str) -> str:
    return hashlib.sha256(host.encode()).hexdigest()
