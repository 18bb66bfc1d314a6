"""What the bundle leaves out, or has wait, is nothing that the program asks for."""

import ast
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
SPEC = ROOT / "packaging" / "zhuqidui.spec"

ASKING = """
import sys
exec(open("packaging/asyncio_when_asked.py", encoding="utf-8").read())
from sqlmodel import create_engine
with create_engine("sqlite://").connect() as connection:
    assert connection.exec_driver_sql("SELECT 1").scalar_one() == 1
print("asyncio.events" in sys.modules)
from sqlalchemy.util import concurrency
assert concurrency.is_exit_exception(SystemExit()) and not concurrency.is_exit_exception(ValueError())
print("asyncio.events" in sys.modules)
import asyncio
assert asyncio.run(asyncio.sleep(0, 3)) == 3 and not concurrency.iscoroutine(3)
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
    out = left_out()
    assert {"ssl", "tkinter"} <= out
    wanted = re.compile(rf"({'|'.join(map(re.escape, out))})(\\.|$)")
    for path in (
        ROOT / "main.py",
        *(ROOT / "domain").rglob("*.py"),
        *(ROOT / "gui").rglob("*.py"),
        *(ROOT / "reports").rglob("*.py"),
    ):
        imported = [
            name
            for node in ast.walk(ast.parse(path.read_text("utf-8")))
            for name in (
                [one.name for one in node.names]
                if isinstance(node, ast.Import)
                else [node.module or "", *(f"{node.module}.{one.name}" for one in node.names)]
                if isinstance(node, ast.ImportFrom)
                else []
            )
        ]
        assert [name for name in imported if wanted.match(name)] == [], path


def test_that_asyncio_is_loaded_once_it_is_asked_for():
    done = subprocess.run(
        [sys.executable, "-c", ASKING], cwd=ROOT, capture_output=True, encoding="utf-8", check=False
    )
    assert (done.stdout.split(), done.stderr) == (["False", "True"], "")
