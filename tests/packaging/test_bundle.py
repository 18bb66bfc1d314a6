"""What the bundle leaves out, or has wait, is nothing that the program asks for."""

import ast
import os
import pathlib
import re
import runpy
import subprocess
import sys
import tomllib
from datetime import date, timedelta
from pathlib import Path

import alembic
import pytest
import sqlmodel

import main
from gui.pages.settings.setting_cards import parts_in
from tests.sources import imports_of

ROOT = Path(__file__).parents[2]
SPEC = ROOT / "packaging" / "zhuqidui.spec"

ASKING = """
import sys
exec(open("packaging/when_asked.py", encoding="utf-8").read())
import importlib.metadata
waiting = ("asyncio", "base64", "importlib.metadata", "tempfile", "traceback", "zipfile")
def loaded():
    print(*[name for name in waiting if isinstance(sys.modules[name], _Waiting)])

from dataclasses import dataclass, field, fields, replace
@dataclass(frozen=True, slots=True)
class Pair:
    one: int
    two: list[int] = field(default_factory=list)
assert replace(Pair(1), one=2) == Pair(2, []) and [one.name for one in fields(Pair)] == ["one", "two"]
assert "inspect" not in sys.modules
from inspect import signature
assert list(signature(Pair).parameters) == ["one", "two"]

from sqlmodel import create_engine
with create_engine("sqlite://").connect() as connection:
    assert connection.exec_driver_sql("SELECT 1").scalar_one() == 1
loaded()
from sqlalchemy.util import concurrency
assert concurrency.is_exit_exception(SystemExit()) and not concurrency.is_exit_exception(ValueError())
import asyncio, base64, tempfile, traceback, zipfile
assert asyncio.run(asyncio.sleep(0, 3)) == 3 and not concurrency.iscoroutine(3)
assert base64.b64decode("eg==") == b"z" and traceback.format_exc() and tempfile.gettempdir()
assert issubclass(zipfile.BadZipFile, Exception) and importlib.metadata.version("sqlmodel")
loaded()
"""


def left_out() -> set[str]:
    """Return the modules that the spec leaves out of a bundle."""
    names = set()
    for node in ast.walk(ast.parse(SPEC.read_text("utf-8"))):
        match node:
            case (
                ast.Assign(targets=[ast.Name("UNUSED_MODULES")], value=value)
                | ast.AugAssign(target=ast.Name("UNUSED_MODULES"), value=value)
            ):
                names |= set(ast.literal_eval(value))
    return names


def test_that_no_module_asks_for_what_the_bundle_leaves_out():
    out = left_out() - {"gui.shell.qt_door"}  # which gui.shell.instance asks for on Windows alone
    assert {"ssl", "tkinter"} <= out
    wanted = re.compile(rf"({'|'.join(map(re.escape, out))})(\.|$)")
    algebra = re.compile(r"\b(dot|vdot|inner|matmul|tensordot|einsum|linalg|cov|corrcoef|polyfit)\b")
    for path in (
        ROOT / "main.py",
        *(ROOT / "domain").rglob("*.py"),
        *(ROOT / "gui").rglob("*.py"),
        *(ROOT / "reports").rglob("*.py"),
    ):
        imported = [
            name
            for node in imports_of(path)
            for name in (
                [one.name for one in node.names]
                if isinstance(node, ast.Import)
                else [node.module or "", *(f"{node.module}.{one.name}" for one in node.names)]
            )
        ]
        assert [name for name in imported if wanted.match(name)] == [], path
        if any(name.split(".")[0] == "numpy" for name in imported):
            tree = ast.parse(path.read_text("utf-8"))
            asked = [node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)]
            assert [name for name in asked if algebra.match(name)] == [], path
            assert not any(isinstance(node, ast.MatMult) for node in ast.walk(tree)), path


def test_that_what_waits_is_loaded_once_it_is_asked_for():
    done = subprocess.run(
        [sys.executable, "-c", ASKING],
        cwd=ROOT,
        # Without what `make coverage` loads in every process.
        env={
            **{name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")},
            "PYDANTIC_DISABLE_PLUGINS": "__all__",
        },
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    waiting = "asyncio base64 importlib.metadata tempfile traceback zipfile"
    assert (done.stdout.splitlines(), done.stderr) == ([waiting, ""], "")


def test_that_every_package_has_one_version_and_it_is_the_programs_own():
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    assert version == main.VERSION
    for file in ("linux/files/control", "linux/files/zhuqidui.rpm.spec", "windows/zhuqidui.iss"):
        named = (ROOT / "packaging" / file).read_text("utf-8-sig")
        assert version not in named.replace("/DVersion=0.1.0", ""), f"{file} has a version of its own"


def test_that_who_installs_is_told_of_every_package_that_is_asked_for():
    linux = ROOT / "packaging" / "linux" / "files"
    depends = (linux / "control").read_text("utf-8").partition("Depends: ")[2].partition("\nRecommends")[0]
    asked = [one.split()[0] for one in depends.split(",")]
    told = (ROOT / "docs" / "deploying.md").read_text("utf-8")
    leaflet = (linux / "portable.txt").read_text("utf-8")
    everywhere = {"libc6", "libstdc++6", "libgcc-s1", "zlib1g"}
    assert len(asked) > len(everywhere)
    assert [one for one in asked if one not in told] == []
    assert [one for one in asked if one not in leaflet and one not in everywhere] == []


def test_that_windows_is_spoken_to_in_chinese():
    """Nothing of this runs here: what its files say, and that they call each other by their names."""
    folder = ROOT / "packaging" / "windows"
    script = (folder / "zhuqidui.iss").read_bytes().decode("utf-8")
    assert script.startswith("\ufeff"), "Inno Setup takes it for the code page of the machine otherwise"
    messages = re.findall(r"^(\w+)=(.*)$", script.split("[Messages]")[1].split("[Tasks]")[0], re.MULTILINE)
    assert len(dict(messages)) == len(messages) > 100
    chinese = re.compile(r"[\u4e00-\u9fff]|^%1（%2(，%3)?）$|^%1 %2$")
    assert [name for name, words in messages if not chinese.search(words)] == []
    command = (folder / "portable.cmd").read_bytes().decode("utf-8")
    leaflet = (folder / "portable.txt").read_bytes().decode("utf-8")
    assert all(text.count("\n") == text.count("\r\n") for text in (command, leaflet)), (
        "goto wants whole lines"
    )
    assert command.partition(":missing")[0].isascii(), "before the code page is UTF-8"
    workflow = (ROOT / ".github" / "workflows" / "package.yml").read_text("utf-8")
    programs = {"zhuqidui.exe", "zhuqidui-console.exe"}
    assert set(re.findall(r"[\w-]+\.exe", command)) == programs
    assert "zhuqidui-console.exe" in main.command_problem(["template.xlsx"])
    assert "LICENSE" in script
    assert all(f"packaging/windows/{path.name}" in workflow for path in folder.iterdir())
    assert main.command_problem([]) == ""


def test_that_a_clock_before_the_program_itself_is_refused():
    assert main.clock_problem(main.WRITTEN) == ""
    assert "1975年6月1日" in main.clock_problem(date(1975, 6, 1))
    assert "校准" in main.clock_problem(main.WRITTEN - timedelta(days=1))


def test_that_what_a_package_lists_is_shown_with_its_licences(tmp_path: Path):
    """The list that `packaging/components.py` writes, from files of this very environment."""
    components = runpy.run_path(str(ROOT / "packaging/components.py"))
    contents, bundle = tmp_path / "contents.tsv", tmp_path / "bundle"
    bundle.mkdir()
    sources = [sqlmodel.__file__, alembic.__file__, str(ROOT / "main.py"), pathlib.__file__]
    contents.write_text("".join(f"{Path(one).name}\t{one}\n" for one in sources), "utf-8")
    components["main"](contents, bundle, main.VERSION)
    listed = {name: (version, licence) for name, version, licence in parts_in(bundle / "licences")}
    assert listed["sqlmodel"] == (sqlmodel.__version__, "MIT")
    assert {"alembic", "CPython"} <= set(listed)
    assert (bundle / "licences" / f"sqlmodel-{sqlmodel.__version__}" / "LICENSE").is_file()
    stranger = tmp_path / "stranger.so"
    stranger.touch()
    contents.write_text(f"stranger.so\t{stranger}\n", "utf-8")
    with pytest.raises(SystemExit, match=r"stranger\.so"):
        components["main"](contents, bundle, main.VERSION)
