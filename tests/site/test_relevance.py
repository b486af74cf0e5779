"""What the search finds first, tried in a real browser with the whole list."""

from pathlib import Path

import pytest

pytestmark = pytest.mark.browser

QUERIES = Path(__file__).parent / "relevance/queries.tsv"
#: The share of queries whose intended page is within this many results.
FIRST, SHARE = 3, 0.95
#: Opens the index like the search dialog; returns the addresses of each query's best rows.
ASK = """async ([queries, first]) => {
  const base = document.querySelector('script[src*="readinglist.js"]').src;
  const { Index } = await import(new URL("search.js", base));
  const box = document.querySelector("[data-rl-search-open]");
  const index = await Index.open(new URL(box.dataset.index, location.href).href);
  const found = [];
  for (const query of queries) {
    const best = ((await index.search(query)) ?? []).slice(0, first).map(([row]) => row);
    const rows = await index.rows(best);
    found.push(rows.map((row) => row.querySelector(".rl-row__title").href));
  }
  return found;
}"""


def read_queries():
    """The queries, each with the pages that answer it."""
    lines = QUERIES.read_text("utf-8").splitlines()
    pairs = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return [(query, set(pages.split())) for query, pages in pairs]


def test_the_intended_page_is_among_the_first(open_page, enriched_site):
    queries = read_queries()
    assert len(queries) >= 120
    assert len(queries) == len({query for query, _ in queries})
    found = open_page().evaluate(ASK, [[query for query, _ in queries], FIRST])
    missed = [
        (query, [url.removeprefix(enriched_site.url) for url in urls])
        for (query, wanted), urls in zip(queries, found, strict=True)
        if not wanted & {url.removeprefix(enriched_site.url).rstrip("/") for url in urls}
    ]
    assert len(missed) <= (1 - SHARE) * len(queries), missed
