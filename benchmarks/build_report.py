"""The section of the benchmarks page that `build.py` writes: versions, targets, tables, a plot."""

import itertools
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from measuring import MEBI, middle, spread, table, wrapped
from plot import draw_lines

NAMES = {
    "ours": "readinglist",
    "ours-search": "readinglist, with search index",
    "mkdocs": "MkDocs + Material",
    "zensical": "Zensical",
    "hugo": "Hugo",
    "pagefind": "Pagefind, the index alone",
    "floor": "writing readinglist's files",
    "floor-pages": "writing its pages alone",
}
STAGES = (
    "start", "read", "validate", "merge", "graph", "shells", "render", "stamp",
    "write", "exports",
    "search index",
)  # fmt: skip
PLOTTED = ("ours", "mkdocs", "zensical", "hugo", "floor")
Runs = Mapping[tuple[int, str], Sequence[Mapping[str, Any]]]


def render_report(lines: Iterable[Mapping[str, Any]], versions: Sequence[str]) -> str:
    """The text between the marks. Only lines with the last line's commit count."""
    every = list(lines)
    commit = every[-1]["commit"]
    runs: dict[tuple[int, str], list[Mapping[str, Any]]] = defaultdict(list)
    for line in every:
        if line["commit"] == commit:
            runs[line["size"], line["tool"]].append(line)
    sizes = sorted({size for size, _ in runs})
    parts = [wrapped(f"{every[-1]['machine']}; {', '.join(versions)}.") + "\n"]
    if 10_000 in sizes:
        parts += ["### Targets\n", targets(runs)]
    for size in sizes:
        parts += [f"### {size:,} papers and claims\n", costs(runs, size)]
        parts += [f"- {note}\n" for note in failures(runs, size)]
    parts += ["### Stages\n", stages(runs, sizes)]
    parts += ["### Cost of an added entry\n", *added(runs, sizes)]
    return "\n".join(part for part in parts if part)


def value(runs: Runs, size: int, tool: str, key: str = "wall") -> float:
    """The median of the measurements; infinite if there are none, or if the tool failed."""
    found = [float(run[key]) for run in runs.get((size, tool), ()) if "failed" not in run]
    return middle(found) if found else float("inf")


def costs(runs: Runs, size: int) -> str:
    rows = []
    ours = value(runs, size, "ours")
    for tool, name in NAMES.items():
        done = [run for run in runs.get((size, tool), ()) if "failed" not in run]
        if not done:
            continue
        memory = f"{max(run['memory'] for run in done) / MEBI:.0f}" if "memory" in done[0] else ""
        rows.append(
            [
                name,
                str(len(done)),
                spread([run["wall"] for run in done]),
                spread([run["cpu"] for run in done]),
                f"{value(runs, size, tool) / ours:.2f}",
                memory,
                f"{done[-1]['bytes'] / 1e6:.1f}",
                f"{done[-1]['files']:,}",
                f"{done[-1]['pages']:,}" if done[-1].get("pages") else "",
            ]
        )
    heads = [
        "program", "runs", "wall s", "CPU s", "× readinglist", "peak MiB", "MB written", "files",
        "pages",
    ]  # fmt: skip
    return table(heads, rows)


def failures(runs: Runs, size: int) -> list[str]:
    return [
        f"{NAMES[tool]} failed: {run['failed']}"
        for tool in NAMES
        for run in runs.get((size, tool), ())
        if "failed" in run
    ][:3]


def stage(runs: Runs, size: int, *names: str, key: str = "wall") -> float:
    """The total seconds of these stages, the median of all runs."""
    sums = [
        sum(run["stages"].get(name, {}).get(key, 0.0) for name in names)
        for run in runs.get((size, "stages"), ())
    ]
    return middle(sums) if sums else float("inf")


def targets(runs: Runs, size: int = 10_000) -> str:
    """The targets as ratios: a ratio of at most 1 is met."""
    ours = value(runs, size, "ours")
    large = value(runs, 10 * size, "ours")
    stamped = stage(runs, size, "render", "stamp")
    read = stage(runs, size, "read", "validate", key="cpu") * 1000 / size
    memory = value(runs, size, "ours", "memory") / MEBI
    index = stage(runs, size, "search index")
    checks = [
        ("wall, to MkDocs + Material's", "1/12", value(runs, size, "mkdocs") / ours,
         "1/{:.1f}", 12 * ours / value(runs, size, "mkdocs")),
        ("wall, to Hugo's", "less than 1", ours / value(runs, size, "hugo"), "{:.2f}",
         ours / value(runs, size, "hugo")),
        ("render and stamp, to writing the same files", "1.5", stamped / value(runs, size, "floor"),
         "{:.1f}", stamped / value(runs, size, "floor") / 1.5),
        ("CPU of read and validate, ms an entry", "0.15", read, "{:.2f}", read / 0.15),
        ("peak memory, MiB", "400", memory, "{:.0f}", memory / 400),
        ("search index, to Pagefind's", "1", index / value(runs, size, "pagefind"), "{:.2f}",
         index / value(runs, size, "pagefind")),
        (f"wall of {10 * size:,}, to that of {size:,}", "12", large / ours, "{:.1f}",
         large / ours / 12),
        (f"peak memory of {10 * size:,}, MiB", "2,048",
         value(runs, 10 * size, "ours", "memory") / MEBI, "{:,.0f}",
         value(runs, 10 * size, "ours", "memory") / MEBI / 2048),
    ]  # fmt: skip
    rows = []
    for what, target, found, form, share in checks:
        if share in {float("inf"), 0.0} or share != share:  # noqa: PLR0124 - not a number
            rows.append([what, target, "–", "not measured"])
            continue
        verdict = "met" if share <= 1 else f"missed by {share:.2f} ×"
        rows.append([what, target, form.format(found), verdict])
    return table([f"At {size:,} papers and claims", "at most", "measured", "verdict"], rows)


def stages(runs: Runs, sizes: Sequence[int]) -> str:
    measured = [size for size in sizes if (size, "stages") in runs]
    if not measured:
        return ""
    known = {name for size in measured for run in runs[size, "stages"] for name in run["stages"]}
    names = [*STAGES, *sorted(known - set(STAGES))]
    rows = [
        [name, *(f"{stage(runs, size, name):.3f}" for size in measured),
         f"{stage(runs, measured[-1], name, key='cpu') * 1000 / measured[-1]:.3f}"]
        for name in names if name in known
    ]  # fmt: skip
    heads = ["wall s", *(f"{size:,}" for size in measured), f"ms of CPU an entry, {measured[-1]:,}"]
    return table(heads, rows)


def added(runs: Runs, sizes: Sequence[int]) -> list[str]:
    """The cost of each additional entry from one size to the next, as table and plot."""
    series: dict[str, list[tuple[float, float]]] = {}
    for tool in PLOTTED:
        done = [size for size in sizes if value(runs, size, tool) < float("inf")]
        line = [
            (float(after), (value(runs, after, tool) - value(runs, before, tool)) * 1000
             / (after - before))
            for before, after in itertools.pairwise(done)
        ]  # fmt: skip
        if line:
            series[NAMES[tool]] = [(size, max(cost, 0.001)) for size, cost in line]
    if not series:
        return []
    marks = sorted({size for line in series.values() for size, _ in line})
    rows = [
        [name, *(f"{dict(line)[size]:.2f}" if size in dict(line) else "–" for size in marks)]
        for name, line in series.items()
    ]
    heads = ["ms of wall for each entry more", *(f"up to {size:,.0f}" for size in marks)]
    drawing = draw_lines(
        series, x_title="papers and claims", y_title="ms an added entry",
        title="Wall time of each added entry against the size of the list",
    )  # fmt: skip
    return [table(heads, rows), f"<figure>\n{drawing}\n</figure>\n"]
