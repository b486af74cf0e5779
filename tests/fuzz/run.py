"""Fuzzing at length: `make fuzz`.

    python tests/fuzz/run.py                        1,000,000 inputs per parser, 50,000 lists
    python tests/fuzz/run.py --short                a few seconds
    python tests/fuzz/run.py --only bibtex --inputs 100000

Engines generate the inputs. hypothesis makes one in a hundred, with structure that a parser
understands. atheris mutates seeds and keeps those that reach new code; it makes one in twenty,
because it takes several times as long as the rest, which are seeds mutated at random. atheris is in
the dependency group `fuzz`. Where it is not available (it has no wheels for some versions of Python
and some systems), random mutations take its place, and a line says so.
An engine runs in a separate process with at most 4 GB of memory; if it crashes, it is restarted
after the input that crashed it.

Failing inputs are minimized and kept in `tests/corpus/`, from where the test suite tries them.
"""

import argparse
import hashlib
import importlib.util
import itertools
import json
import mmap
import os
import random
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

HERE = Path(__file__).resolve()
sys.path.insert(0, str(HERE.parents[1]))

#: The share of the inputs that each engine makes; random mutations are the rest.
SHARES = {"hypothesis": 0.01, "atheris": 0.05}
#: hypothesis remembers its inputs, so it is restarted after this many.
BATCH = 5_000
MEMORY = 4 << 30
#: CPU seconds to search for a smaller input with the same failure.
CUTTING = 20.0
_PLACE = struct.Struct("<QQ")
_ROOM = 1 << 20


class Noted:
    """A file shared by two processes: the number of inputs tried, and the current one."""

    def __init__(self, file: Path) -> None:
        if not file.exists():
            file.write_bytes(bytes(_ROOM))
        with file.open("r+b") as stream:
            self.memory = mmap.mmap(stream.fileno(), _ROOM)

    @property
    def count(self) -> int:
        return _PLACE.unpack_from(self.memory)[0]

    @property
    def data(self) -> bytes:
        length = _PLACE.unpack_from(self.memory)[1]
        return self.memory[_PLACE.size : _PLACE.size + length]

    def note(self, data: bytes) -> None:
        data = data[: _ROOM - _PLACE.size]
        _PLACE.pack_into(self.memory, 0, self.count + 1, len(data))
        self.memory[_PLACE.size : _PLACE.size + len(data)] = data


# The process that tries inputs


def work(name: str, engine: str, inputs: int, seed: int, folder: Path) -> None:
    """Try this many inputs of an engine."""
    import resource  # noqa: PLC0415

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY * (4 if engine == "atheris" else 1),) * 2)
    noted = Noted(folder / "noted")
    if engine == "atheris":
        import atheris  # noqa: PLC0415

        with atheris.instrument_imports(include=["readinglist"], enable_loader_override=False):
            import fuzz.lists  # noqa: F401, PLC0415 - atheris instruments what is imported here
    from fuzz.inputs import made_by_chance  # noqa: PLC0415
    from fuzz.lists import LISTS  # noqa: PLC0415
    from fuzz.parsers import PARSERS  # noqa: PLC0415
    from fuzz.target import attempt  # noqa: PLC0415

    target = next(target for target in (*PARSERS, LISTS) if target.name == name)
    kinds: dict[str, int] = {}

    def run(data: bytes) -> None:
        noted.note(data)
        failure = attempt(target, data)
        if failure is None:
            return
        kind, told = failure
        kinds[kind] = kinds.get(kind, 0) + 1
        if kinds[kind] == 1:
            data = cut_down(data, lambda one: (attempt(target, one) or ("",))[0] == kind)
            keep(name, data, folder, kind, told)
        with (folder / "kinds.json").open("w") as stream:
            json.dump(kinds, stream)

    if engine == "hypothesis":
        _by_hypothesis(target, run, inputs, seed)
    elif engine == "chance":
        for data in itertools.islice(made_by_chance(target, seed), inputs):
            run(data)
    else:
        _by_atheris(target, run, inputs, seed, folder)


def _by_hypothesis(target, run: Callable[[bytes], None], inputs: int, seed: int) -> None:
    import hypothesis  # noqa: PLC0415

    from fuzz.inputs import made_for  # noqa: PLC0415

    inputs_of_target = made_for(target)
    done = 0
    while done < inputs:
        few = min(BATCH, inputs - done)

        @hypothesis.settings(
            max_examples=few, database=None, deadline=None, derandomize=False,
            phases=[hypothesis.Phase.generate],
            suppress_health_check=list(hypothesis.HealthCheck),
        )  # fmt: skip
        @hypothesis.seed(seed * 1_000_003 + done)
        @hypothesis.given(inputs_of_target)
        def batch(data: bytes) -> None:
            run(data)

        batch()
        done += few


def _by_atheris(target, run: Callable[[bytes], None], inputs: int, seed: int, folder: Path) -> None:
    import atheris  # noqa: PLC0415
    import hypothesis  # noqa: PLC0415

    from fuzz.inputs import made_for  # noqa: PLC0415
    from fuzz.target import as_bytes  # noqa: PLC0415

    seeds = folder / "seeds"
    seeds.mkdir(exist_ok=True)
    if target.is_pipeline:
        # hypothesis's choices come from bytes, so that most inputs are lists.
        @hypothesis.settings(database=None, deadline=None)
        @hypothesis.given(made_for(target))
        def structured(data: bytes) -> None:
            run(data)

        tried = structured.hypothesis.fuzz_one_input
        chance = random.Random(seed)
        for number in range(40):
            (seeds / str(number)).write_bytes(chance.randbytes(3_000))
    else:
        tried = run
        for number, text in enumerate(target.seeds):
            (seeds / str(number)).write_bytes(as_bytes(text))
    tokens = [as_bytes(token) for token in target.tokens if 0 < len(as_bytes(token)) < 60]
    words = folder / "words"
    words.write_text(
        "".join('"' + "".join(f"\\x{byte:02x}" for byte in token) + '"\n' for token in tokens),
        "ascii",
    )
    atheris.Setup(
        [sys.argv[0], f"-runs={inputs}", f"-seed={seed}", f"-dict={words}", "-max_len=4096", "-len_control=0",
         f"-artifact_prefix={folder}/", "-rss_limit_mb=0", "-timeout=3600", "-verbosity=0",
         str(seeds)],
        lambda data: tried(data) and None,
    )  # fmt: skip
    atheris.Fuzz()


def cut_down(data: bytes, fails: Callable[[bytes], bool]) -> bytes:
    """The input without everything that is not needed to fail, as far as time allows."""
    end = time.process_time() + CUTTING
    size = len(data) // 2
    while size:
        at = 0
        while at < len(data) and time.process_time() < end:
            shorter = data[:at] + data[at + size :]
            if fails(shorter):
                data = shorter
            else:
                at += size
        size //= 2
    return data


def keep(name: str, data: bytes, folder: Path, kind: str, told: str) -> None:
    """Keep a failing input, and say why it failed."""
    from fuzz.target import CORPUS  # noqa: PLC0415

    place = Path(os.environ.get("FUZZ_CORPUS") or CORPUS) / name
    place.mkdir(parents=True, exist_ok=True)
    file = place / hashlib.sha256(data).hexdigest()[:12]
    file.write_bytes(data)
    with (folder / "failures.txt").open("a") as stream:
        stream.write(f"{file}: {kind}\n{told}\n")


# The process that starts them


def have_atheris() -> bool:
    return importlib.util.find_spec("atheris") is not None


def fuzz(name: str, engine: str, inputs: int, seed: int) -> dict[str, object]:
    """Let an engine try this many inputs of a target; returns the failures."""
    with tempfile.TemporaryDirectory(prefix="fuzz-run-") as temporary:
        folder = Path(temporary)
        noted = Noted(folder / "noted")
        begun = os.times()
        kinds: dict[str, int] = {}
        ended = 0
        while noted.count < inputs and ended < 20:
            before = noted.count
            done = subprocess.run(
                [sys.executable, HERE, "--work", name, engine, str(inputs - before),
                 str(seed + ended), folder],
                capture_output=True, text=True, errors="replace", check=False,
            )  # fmt: skip
            if (folder / "kinds.json").exists():
                for kind, number in json.loads((folder / "kinds.json").read_text()).items():
                    kinds[kind] = kinds.get(kind, 0) + number
                (folder / "kinds.json").unlink()
            if done.returncode == 0 and noted.count > before:
                continue  # of bytes; some give no input
            ended += 1
            if noted.count == before:
                kinds["could not be run"] = 1
                print(done.stderr[-3000:], file=sys.stderr)
                break
            kind = f"the process ended with {done.returncode}"
            kinds[kind] = kinds.get(kind, 0) + 1
            sys.path.insert(0, str(HERE.parents[1]))
            keep(name, noted.data, folder, kind, done.stderr[-3000:])
        if (folder / "failures.txt").exists():
            print((folder / "failures.txt").read_text(errors="replace"), flush=True)
        used = os.times()
        seconds = used.children_user + used.children_system - begun.children_user
        seconds -= begun.children_system
        return {
            "target": name, "engine": engine, "inputs": noted.count, "seconds": round(seconds, 1),
            "failures": kinds,
        }  # fmt: skip


def main() -> int:
    """Fuzz what the arguments select; returns 1 if anything failed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--inputs", type=int, default=1_000_000, help="inputs for each parser")
    parser.add_argument("--lists", type=int, default=50_000, help="lists for the pipeline")
    parser.add_argument("--short", action="store_true", help="few inputs: some seconds per target")
    parser.add_argument("--only", action="append", help="only these targets")
    parser.add_argument(
        "--engine", choices=["hypothesis", "atheris", "chance"], help="only this engine"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--log", type=Path, help="append the results to this file, as JSON lines")
    parser.add_argument("--work", nargs=5, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.work:
        name, engine, inputs, seed, folder = arguments.work
        work(name, engine, int(inputs), int(seed), Path(folder))
        return 0
    from fuzz.lists import LISTS  # noqa: PLC0415
    from fuzz.parsers import PARSERS  # noqa: PLC0415

    if arguments.engine:
        shares = {arguments.engine: 1.0}
    else:
        shares = {
            engine: SHARES[engine] for engine in SHARES if engine != "atheris" or have_atheris()
        }
        shares["chance"] = 1 - sum(shares.values())
    if not have_atheris():
        print("atheris is not installed (group 'fuzz'): inputs are generated without it.")
    failed = False
    for target in (*PARSERS, LISTS):
        if arguments.only and target.name not in arguments.only:
            continue
        wanted = arguments.lists if target.is_pipeline else arguments.inputs
        if arguments.short:
            wanted = min(wanted, 20 * target.few)
        for engine, share in shares.items():
            result = fuzz(target.name, engine, round(wanted * share), arguments.seed)
            failed = failed or bool(result["failures"])
            print(json.dumps(result), flush=True)
            if arguments.log:
                with arguments.log.open("a") as stream:
                    stream.write(json.dumps(result) + "\n")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
