"""The benchmark's table of stages lists existing functions."""

import importlib
import importlib.util
from functools import reduce
from pathlib import Path

FILE = Path(__file__).parents[2] / "benchmarks/stages.py"


def test_every_timed_function_exists():
    spec = importlib.util.spec_from_file_location("stages", FILE)
    stages = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(stages)
    for module, path, _ in stages.WRAPPED:
        owner = importlib.import_module(module)
        assert callable(reduce(getattr, path.split("."), owner)), (module, path)
