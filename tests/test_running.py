"""The ways of running the tests, tried themselves."""

import builtins
import json
import shutil
import subprocess
import sys
from itertools import product
from pathlib import Path

import pytest

from tests.running import choosing, faults
from tests.running.choosing import Imports, touched_by

FAULTS = {
    "if a < b and not c: pass": {
        ("a < b", "a <= b"),
        ("a < b and (not c)", "a < b or not c"),
        ("not c", "c"),
        ("a < b and (not c)", "not (a < b and (not c))"),
    },
    "x = (a +\n    (b * 2))": {("a + b * 2", "a - b * 2"), ("b * 2", "b // 2"), ("2", "3")},
    "def f(好: int = 1) -> bool: return True": {("1", "2"), ("True", "False")},
    "x = 1 if a == b else b": {("1", "2"), ("a == b", "a != b")},
    "x -= y": {("x -= y", "x += y")},
    "Leaf = One | Other": set(),
}
WITH_FAULTS = """
def worked_out(a, b):
    total = a * 2
    for one in range(b):
        total += one if one > a or not one else -1
    return total
"""


PROJECT = {
    "domain/prices.py": """
LEAST = 3

def is_dear(fen): return fen > 10

def is_cheap(fen): return fen < LEAST

def is_odd(fen): return fen == 7
""",
    "tests/near/test_near.py": """
from domain.prices import is_cheap, is_dear, is_odd

def test_near():
    assert is_dear(11) and not is_dear(10) and is_cheap(2)
    is_odd(7)
""",
    "tests/far/test_far.py": """
from domain.prices import is_cheap, is_dear

def test_far():
    assert not is_cheap(3)

def test_that_fails_anyway():
    assert is_dear(1)
""",
}
JUDGING = """
import json
from pathlib import Path
from tests.running import judging
from tests.running.faults import faults_of

judging._IMPORTED_BEFORE = ()  # this project has none of it
names = {one.name: f"{one.before} -> {one.after}" for one in faults_of(Path("domain/prices.py"))}

def tell(name, is_noticed):
    print(json.dumps([names[name], is_noticed]), flush=True)

noticed, failed = judging.judge_all([*names], ["tests/near"], tell, others=["tests/far"])
print(json.dumps([{names[name]: is_noticed for name, is_noticed in noticed.items()}, failed]))
"""


@pytest.fixture(scope="module")
def imports():
    return Imports()


def test_that_the_nearest_tests_of_a_change_come_first(imports):
    near = imports.tests_near(touched_by([Path("domain/enterprises/merging.py")], imports))
    assert min(near, key=near.__getitem__) == next(iter(near))
    assert near["tests.domain.enterprises.test_merging"] == 1
    assert near["tests.gui.test_shell"] > 1


def test_that_a_file_that_is_no_module_touches_those_who_name_it(imports):
    touched = touched_by([Path("docs/policy-language.md")], imports)
    assert touched
    assert all("policy-language.md" in choosing.path_of(one).read_text("utf-8") for one in touched)


@pytest.fixture
def code(tmp_path, monkeypatch):
    monkeypatch.setattr(faults, "ROOT", tmp_path)
    return Path("code.py")


@pytest.mark.parametrize("source", FAULTS)
def test_that_a_fault_changes_one_place_and_nothing_else(source, code):
    (faults.ROOT / code).write_text(source, encoding="utf-8")
    found = [(one.before, one.after) for one in faults.faults_of(code)]
    assert sorted(found) == sorted(FAULTS[source])


def test_that_of_all_faults_planted_only_the_one_awake_acts(code, monkeypatch):
    (faults.ROOT / code).write_text(WITH_FAULTS, encoding="utf-8")
    names = [one.name for one in faults.faults_of(code)]
    pairs = list(product(range(4), repeat=2))

    def outcomes(awake):
        monkeypatch.setattr(builtins, faults.HOOK, awake.__eq__, raising=False)
        return [room["worked_out"](*pair) for pair in pairs]

    room = {}
    exec(WITH_FAULTS, room)
    right = outcomes("none")
    exec(compile(faults.planted(code, names), str(code), "exec"), room)
    assert outcomes("none") == right
    assert all(outcomes(one) != right for one in names)
    assert names


def test_that_what_the_tests_beside_it_let_live_is_held_against_the_others(tmp_path):
    shutil.copytree(choosing.ROOT / "tests" / "running", tmp_path / "tests" / "running")
    for package in (*choosing.PACKAGES, "tests/near", "tests/far"):
        (tmp_path / package).mkdir(exist_ok=True)
        (tmp_path / package / "__init__.py").touch()
    for name, text in PROJECT.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    command = [sys.executable, "-c", JUDGING]
    said = subprocess.run(command, cwd=tmp_path, stdout=subprocess.PIPE, check=True).stdout.decode()
    *told, (noticed, failed) = [json.loads(line) for line in said.splitlines() if line.startswith("[")]
    near = {"fen > 10 -> fen >= 10": True, "10 -> 11": True}
    far = {"fen < LEAST -> fen <= LEAST": True, "3 -> 4": True}
    assert noticed == {**near, **far, "fen == 7 -> fen != 7": False, "7 -> 8": False}
    assert dict(told) == noticed
    assert len(told) == len(noticed)
    assert failed == ["tests/far/test_far.py::test_that_fails_anyway"]
