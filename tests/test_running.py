"""The ways of running the tests, tried themselves."""

import builtins
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
