"""A run divided among machines: every link in one shard, and each host in only one."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readinglist.errors import UsageError
from readinglist.links.gather.shards import parse_shard, select_shard
from readinglist.links.gather.targets import Target


@given(st.lists(st.integers(0, 20), max_size=120), st.integers(1, 7), st.randoms())
def test_shards_partition_the_links_by_host(numbers, of, rng: random.Random):
    targets = [Target(f"https://h{n}.example/{i}") for i, n in enumerate(numbers)]
    shards = [select_shard(targets, i + 1, of) for i in range(of)]
    assert sorted(link.url for shard in shards for link in shard) == sorted(t.url for t in targets)
    hosts = [{link.url.split("/")[2] for link in shard} for shard in shards]
    assert sum(map(len, hosts)) == len(set().union(*hosts))
    shuffled = list(targets)
    rng.shuffle(shuffled)
    assert {t.url for t in select_shard(shuffled, 1, of)} == {t.url for t in shards[0]}


def test_shards_are_balanced():
    targets = [Target(f"https://h{i % 30}.example/{i}") for i in range(300)]
    sizes = [len(select_shard(targets, i, 3)) for i in (1, 2, 3)]
    assert sizes == [100, 100, 100]


def test_parse_shard():
    assert parse_shard("2/3") == (2, 3)
    for text in ("0/3", "4/3", "1", "1/0", "a/b", "1/2/3"):
        with pytest.raises(UsageError):
            parse_shard(text)
