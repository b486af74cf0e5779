"""The settings of a run, and of single hosts."""

import pytest

from readinglist import __version__
from readinglist.links.policy import HostPolicy, Policy

SLOW, FAST, ORG = HostPolicy(1, 2.0), HostPolicy(8), HostPolicy(pause=0.5)
POLICY = Policy(hosts={"example.org": SLOW, "fast.example.org": FAST, "org": ORG})


@pytest.mark.parametrize(
    ("host", "policy"),
    [
        ("example.org", SLOW),
        ("www.example.org", SLOW),
        ("a.b.example.org", SLOW),
        ("fast.example.org", FAST),
        ("very.fast.example.org", FAST),
        ("notexample.org", ORG),
        ("example.com", HostPolicy()),
        ("localhost", HostPolicy()),
        ("", HostPolicy()),
    ],
)
def test_a_host_has_its_own_settings_or_those_of_the_closest_parent(host, policy):
    assert POLICY.for_host(host) == policy


def test_settings_are_what_the_documentation_says():
    assert Policy() == Policy(
        per_host=4, total=256, timeout=10.0, connect_timeout=8.0, retries=2, retry_pause=1.0,
        budget=1800.0, longest_wait=120.0, max_body=256_000, max_redirects=10, max_header=16_380,
        user_agent=f"readinglist/{__version__} (checks the links of a reading list)",
        allow_private=False, resolve=None, hosts={}, ca_file=None,
        doi_api="https://doi.org/api/handles/",
    )  # fmt: skip
    assert HostPolicy() == HostPolicy(at_once=None, pause=0.0)
