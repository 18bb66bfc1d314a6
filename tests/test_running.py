"""The ways of running the tests, tried themselves."""

from pathlib import Path

import pytest

from tests.running import choosing, mutants
from tests.running.choosing import Imports, touched_by

FAULTS = {
    "if a < b and not c: pass": {
        "if a <= b and not c: pass",
        "if a < b or not c: pass",
        "if a < b and c: pass",
        "if (not (a < b and not c)): pass",
    },
    "x = (a +\n    (b * 2))": {"x = (a -\n    (b * 2))", "x = (a +\n    (b // 2))", "x = (a +\n    (b * 3))"},
    "def f(好: int = 1) -> bool: return True": {
        "def f(好: int = 2) -> bool: return True",
        "def f(好: int = 1) -> bool: return False",
    },
    "Leaf = One | Other": set(),
}


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


@pytest.mark.parametrize("source", FAULTS)
def test_that_a_fault_changes_one_place_and_nothing_else(source, tmp_path, monkeypatch):
    (tmp_path / "code.py").write_text(source, encoding="utf-8")
    monkeypatch.setattr(mutants, "ROOT", tmp_path)
    found = [one.planted() for one in mutants.mutants_of(Path("code.py"))]
    assert sorted(found) == sorted(FAULTS[source])
