"""A long list, for pictures that leave something out."""

import pytest
from pictures import STANCES, THEMES


@pytest.fixture(scope="session")
def many(graph_of):
    """A theme of 300 papers, each with a chain of others below it, and 200 claims."""
    papers = {
        f"p{i}": {
            "title": f"Method {i} for things",
            "themes": ["t/a" if i % 3 else "t/b"],
            "issued": f"{2015 + i % 11}-{1 + i % 12:02}",
            "mode": ["structural", "developmental", "exploratory"][i % 3],
            **({"builds-on": [f"p{i // 3}"]} if i else {}),
        }
        for i in range(300)
    }
    claims = {
        f"c{i}": {
            "claim": f"Claim number {i} says something about method {i} and others.",
            "themes": ["t/a"],
            "evidence": [
                {"work": f"p{(i * 7 + k) % 300}", "stance": STANCES[k % 4], "locator": "p. 1"}
                for k in range(i % 9)
            ],
            "relations": [{"claim": f"c{k}", "type": "agrees-with"} for k in range(min(i, 40))],
        }
        for i in range(200)
    }
    return graph_of(papers, None, claims, None, THEMES)
