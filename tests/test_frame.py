"""The frame around the program: the lock, the layers, the set-up where things are missing, the papers."""

import ast
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from tests.bench.engines.installing import NotInstalled, install
from tests.bench.measuring import Measurement, as_record
from tests.sources import imports_of

ROOT = Path(__file__).parent.parent
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
SETUP = (ROOT / "packaging" / "setup.sh").read_text(encoding="utf-8")
OURS = ("domain", "gui", "reports")
READMES = {"CONTRIBUTING.md", "README.md", "README.zh-CN.md", "CHANGELOG.md", "LICENSE"}
BUILT_BY = {"Makefile", "pyproject.toml", "requirements.lock"}
ROOMS = {*OURS, "main.py", "resources", "tests", "packaging", "docs"}
MADE = {"build", "dist", "__pycache__"}


def locked_versions() -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9-]+)==([^\s;]+)", LOCK, re.MULTILINE))


def test_that_nothing_else_stands_at_the_top():
    there = {path.name for path in ROOT.iterdir() if not path.name.startswith(".")}
    assert there - MADE == ROOMS | READMES | BUILT_BY


@pytest.mark.parametrize("line", PROJECT["project"]["dependencies"] + PROJECT["dependency-groups"]["dev"])
def test_that_the_lock_has_every_dependency_in_a_version_that_is_allowed(line: str):
    requirement = Requirement(line)
    version = locked_versions()[re.sub(r"[-_.]+", "-", requirement.name).lower()]
    assert requirement.specifier.contains(version)


def test_that_the_lock_names_no_index():
    assert not re.search(r"http|://|--index|--find-links|--extra", LOCK)


def test_that_every_locked_package_has_a_hash():
    for entry in re.split(r"^(?=[a-z0-9])", LOCK, flags=re.MULTILINE)[1:]:
        assert "--hash=sha256:" in entry, entry


def test_that_the_set_up_looks_for_the_pythons_the_project_allows():
    allowed = SpecifierSet(PROJECT["project"]["requires-python"])
    sought = re.search(r'^VERSIONS="(.*)"$', SETUP, re.MULTILINE)
    assert sought
    every = [f"3.{minor}" for minor in range(8, 30)]
    assert sorted(sought[1].split()) == [version for version in every if version in allowed]


AGAINST_THE_LAYERS = [
    ("reports/__init__.py", "import gui.shell.app", "The window stands on the documents"),
    ("domain/values/errors.py", "import reports", "The window stands on the documents"),
    ("domain/office/service.py", "import domain.policies.policy", "Subjects depend in one direction"),
    ("domain/cases/wording.py", "import domain.exchange", "Subjects depend in one direction"),
    ("domain/papers/working.py", "import domain.cases.entities", "Subjects depend in one direction"),
    ("domain/papers/blocks.py", "import domain.papers.papers", "A paper is known by its blocks"),
    ("reports/sheet/flow.py", "import reports.documents.looks", "Documents stand on the sheet"),
    ("domain/helpers.py", "", "Subjects depend in one direction"),
    ("domain/policies/one/stages.py", "import domain.policies.runs.kept", "A policy goes from its text"),
    ("domain/policies/helpers.py", "", "A policy goes from its text"),
    ("domain/values/errors.py", "import domain.values.dates", "Values know nothing of ours"),
    ("domain/values/money.py", "import PySide6.QtCore", "No Qt below the window"),
    ("reports/__init__.py", "import PySide6.QtCore", "No Qt below the window"),
    ("domain/papers/papers.py", "import reportlab", "The domain draws no paper"),
    ("gui/shell/app.py", "import sqlmodel", "SQL stays in the domain"),
    ("reports/__init__.py", "import sqlalchemy", "SQL stays in the domain"),
    ("domain/cases/queries.py", "import sqlite3", "SQLite's own stands in its rooms"),
    ("domain/enterprises/register/tags.py", "import sqlite3", "SQLite's own stands in its rooms"),
    ("domain/store/migrations/env.py", "import domain.store.engine", "Migrations import nothing of ours"),
    ("gui/tables/data_table.py", "import gui.pages.notices.page", "The window goes from what starts it"),
    ("gui/pages/notices/page.py", "import gui.shell.app", "The window goes from what starts it"),
    ("gui/helpers.py", "", "The window goes from what starts it"),
]
"""A module, a line added to it, and the contract that this breaks."""

LINT_EACH = """
import json, os, sys
from pathlib import Path
from importlinter.cli import lint_imports
for module, change, contract, said in json.loads(sys.argv[1]):
    path = Path(module)
    before = path.read_text("utf-8") if path.exists() else None
    path.write_text(f"{before or ''}\\n{change}\\n", "utf-8")
    # Before it has threads; what one finds the others have from the cache.
    child = os.fork()
    if not child:
        os.dup2(os.open(said, os.O_WRONLY | os.O_CREAT), 1)
        status = lint_imports(limit_to_contracts=(contract,), no_logo=True)
        sys.stdout.flush()
        os._exit(status)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
    path.unlink() if before is None else path.write_text(before, "utf-8")
"""


def test_that_an_import_against_the_layers_is_refused(tmp_path: Path):
    """Checked on a copy of our packages, each against its contract alone."""
    for package in OURS:
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    agreed = (ROOT / "pyproject.toml").read_text("utf-8")
    named = re.sub(r'^name = (".*")$', r"\g<0>\nid = \1", agreed, flags=re.MULTILINE)
    (tmp_path / "pyproject.toml").write_text(named, "utf-8")
    contracts = [one["name"] for one in tomllib.loads(agreed)["tool"]["importlinter"]["contracts"]]
    changes = [
        (module, change, next(name for name in contracts if name.startswith(contract)), f"said-{at}")
        for at, (module, change, contract) in enumerate(AGAINST_THE_LAYERS)
    ]
    command = [sys.executable, "-c", LINT_EACH, json.dumps(changes)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, encoding="utf-8", check=True)
    assert done.stdout.split() == ["1"] * len(changes), done.stdout
    for at, (module, change, contract) in enumerate(AGAINST_THE_LAYERS):
        said = (tmp_path / f"said-{at}").read_text(encoding="utf-8")
        assert re.search(rf"^{contract}.* BROKEN\b", said, re.MULTILINE), (module, change, said)


def test_that_no_migration_imports_anything_of_ours():
    """The layer check sees no file whose name begins with a digit, so these are read here."""
    migrations = sorted((ROOT / "domain" / "store" / "migrations").rglob("*.py"))
    assert any(path.parent.name == "versions" for path in migrations)
    for path in migrations:
        imported = [
            name
            for node in imports_of(path)
            for name in (
                [alias.name for alias in node.names]
                if isinstance(node, ast.Import)
                else ["." * node.level + (node.module or "")]
            )
        ]
        assert [name for name in imported if name.partition(".")[0] in ("", "main", *OURS)] == [], path


def modules_in(root: Path) -> dict[str, Path]:
    found = {}
    for path in (path for package in OURS for path in (root / package).rglob("*.py")):
        parts = path.relative_to(root).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def imports_among(modules: dict[str, Path]) -> dict[str, set[str]]:
    """Return what each imports of the others, wherever in it: at the top, for its types, in a function."""
    result = {}
    for module, path in modules.items():
        imported = set()
        for node in imports_of(path):
            if isinstance(node, ast.Import):
                imported |= {one.name for one in node.names}
            elif node.module:
                named = {f"{node.module}.{one.name}" for one in node.names}
                imported |= named & modules.keys() or {node.module}
        result[module] = imported & modules.keys() - {module}
    return result


def circle_in(imports: dict[str, set[str]]) -> set[str]:
    """Return the modules of a way of imports that ends where it began; nothing where there is none."""
    try:
        TopologicalSorter(imports).prepare()
    except CycleError as error:
        return set(error.args[1])
    return set()


def test_that_no_imports_go_in_a_circle():
    """Not even those for types or within functions: of two such modules neither is understood by itself."""
    assert circle_in(imports_among(modules_in(ROOT))) == set()


def test_that_a_circle_of_imports_is_seen(tmp_path: Path):
    (tmp_path / "gui" / "pages").mkdir(parents=True)
    for name, source in (
        ("__init__", ""),
        ("pages/__init__", ""),
        ("pages/list", "def show():\n    import gui.window"),
        ("window", "if TYPE_CHECKING:\n    from gui import frame"),
        ("frame", "from gui.pages.list import show"),
        ("alone", "from gui.frame import show"),
    ):
        (tmp_path / "gui" / f"{name}.py").write_text(source, encoding="utf-8")
    assert circle_in(imports_among(modules_in(tmp_path))) == {"gui.frame", "gui.pages.list", "gui.window"}


ROOMS_OF_SQL = ("domain/store/**/*.py", "domain/*/sql.py", "domain/*/sql/**/*.py")
BY_THE_DRIVER = {"driver_connection", "driver_of", "exec_driver_sql", "set_progress_handler", "sqlite3"}
ONLY_SQLITE = {"create_function", "group_concat", "json_each", "json_extract", "julianday", "rowid"}
AS_TEXT = {("domain.store.plain", "opened"), ("sqlalchemy", "text"), ("sqlmodel", "text")}
STATEMENT = re.compile(
    r"\b(SELECT|INSERT INTO|UPDATE \w+ SET|DELETE FROM|CREATE|DROP)\s"
    rf"|\b(PRAGMA|MATCH|GLOB|OR REPLACE|OR IGNORE|TEMP TABLE|{'|'.join(ONLY_SQLITE)})\b"
)


# What has none of these words has no such line; the rest is read closely, which takes ten times as long.
WORDS_OF_SQL = re.compile(
    r"SELECT|INSERT|UPDATE|DELETE|CREATE|DROP|PRAGMA|MATCH|GLOB|REPLACE|IGNORE|TEMP"
    rf"|{'|'.join(BY_THE_DRIVER | ONLY_SQLITE)}|from ({'|'.join({module for module, _ in AS_TEXT})}) import"
)


def raw_sql_in(source: str) -> list[int]:
    """Return the lines that hold a statement, say what only SQLite understands, or use its driver."""
    if not WORDS_OF_SQL.search(source):
        return []
    nodes = list(ast.walk(ast.parse(source)))
    prose = {id(one.value) for one in nodes if isinstance(one, ast.Expr)}
    return sorted({one.lineno for one in nodes if id(one) not in prose and is_raw_sql(one)})


def is_raw_sql(node: ast.AST) -> bool:
    match node:
        case ast.Constant(value=str(text)):
            return STATEMENT.search(text) is not None
        case ast.Import(names=names):
            return any(one.name in BY_THE_DRIVER for one in names)
        case ast.ImportFrom(module=module, names=names):
            imported = {one.name for one in names}
            return bool({module, *imported} & BY_THE_DRIVER) or any(
                (module, one) in AS_TEXT for one in imported
            )
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name in BY_THE_DRIVER | ONLY_SQLITE
    return False


def test_that_sql_stands_in_its_rooms():
    """Elsewhere it is SQLModel or SQLAlchemy's own terms, with `domain.store.sql` for what these lack."""
    rooms = {path for pattern in ROOMS_OF_SQL for path in ROOT.glob(pattern)}
    modules = {path for package in OURS for path in (ROOT / package).rglob("*.py")} | {ROOT / "main.py"}
    assert ROOT / "domain" / "enterprises" / "sql" / "index.py" in rooms
    for path in sorted(modules - rooms):
        assert raw_sql_in(path.read_text(encoding="utf-8")) == [], path


def test_that_a_subject_has_one_room_for_sql():
    for path in ROOT.glob("domain/*/sql.py"):
        assert not path.with_suffix("").exists(), path


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("import sqlite3", [1]),
        ("from sqlite3 import Connection", [1]),
        ("from domain.store.engine import Seat, driver_of", [1]),
        ("from domain.store.plain import opened", [1]),
        ("from sqlalchemy import text", [1]),
        ("session.connection().exec_driver_sql(statement)", [1]),
        ("engine.driver_of(session)", [1]),
        ("connection.set_progress_handler(None, 1)", [1]),
        ("func.json_extract(column, path)", [1]),
        ("given = 'SELECT id FROM enterprise'", [1]),
        ("given = f'INSERT OR REPLACE INTO {table} VALUES (?)'", [1]),
        ("given = 'CREATE TEMP TABLE wanted (id)'", [1]),
        ("given = 'PRAGMA cache_size'", [1]),
        ("given = 'words MATCH ?'", [1]),
        ("def kept():\n    'SELECT what matters.'  # by sqlite3", []),
        ("from domain.store.plain import moment_of", []),
        ("given = select(Enterprise.id).where(among(col(Enterprise.id), ids))", []),
        ("given = '选择 sqlite 文件'", []),
    ],
)
def test_that_sql_outside_its_rooms_is_seen(line: str, found: list[int]):
    assert raw_sql_in(line) == found


def sessions_opened_in(source: str) -> list[int]:
    """Return the lines that open a session of the store, or make one."""
    if not re.search(r"\b(act|read|upkeep|Session)\(", source):
        return []
    nodes = list(ast.walk(ast.parse(source)))
    held = [item.context_expr for node in nodes if isinstance(node, ast.With) for item in node.items]
    opened = [
        one
        for one in held
        if isinstance(one, ast.Call)
        and isinstance(one.func, ast.Attribute)
        and one.func.attr in ("act", "read", "upkeep")
    ]
    made = [one for one in nodes if isinstance(one, ast.Call) and ast.unparse(one.func) == "Session"]
    return sorted(one.lineno for one in (*opened, *made))


def test_that_the_window_opens_no_session():
    """It asks with `Store.ask` and `Services.ask`, and acts by a function of a service."""
    modules = sorted((ROOT / "gui").rglob("*.py"))
    assert ROOT / "gui" / "services.py" in modules
    for path in modules:
        assert sessions_opened_in(path.read_text(encoding="utf-8")) == [], path


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("with context.store.read() as session:", [1]),
        ("with lock, self._seat.act(Action.SAVE_OFFICE):", [1]),
        ("with store.upkeep() as session:", [1]),
        ("with Session(engine) as session:", [1]),
        ("with path.open() as file: store.ask(list_runs, file.read())", []),
        ("def find_holder(session: Session) -> Holder:", []),
    ],
)
def test_that_an_opened_session_is_seen(line: str, found: list[int]):
    assert sessions_opened_in(f"{line} pass" if line.endswith(":") else line) == found


@pytest.fixture
def bare_machine(tmp_path: Path) -> Path:
    """The set-up in a folder with a space in its name, and beside it the few commands of a bare system."""
    (tmp_path / "助企 兑" / "packaging").mkdir(parents=True)
    shutil.copy(ROOT / "packaging" / "setup.sh", tmp_path / "助企 兑" / "packaging")
    shutil.copy(ROOT / "requirements.lock", tmp_path / "助企 兑")
    (tmp_path / "bin").mkdir()
    for command in ("cat", "dirname", "sed", "sh", "sha256sum", "tr"):
        (tmp_path / "bin" / command).symlink_to(str(shutil.which(command)))
    return tmp_path


def give_command(machine: Path, name: str, script: str) -> None:
    path = machine / "bin" / name
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)


def set_up(machine: Path, stdin: int = subprocess.DEVNULL) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["sh", str(machine / "助企 兑" / "packaging" / "setup.sh")],
        env={"PATH": str(machine / "bin"), "HOME": str(machine)},
        stdin=stdin,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_that_a_user_without_rights_is_told_the_command_that_installs_what_is_missing(bare_machine: Path):
    give_command(bare_machine, "id", "echo 1000")
    give_command(bare_machine, "apt-get", "echo called >&2; exit 1")
    give_command(bare_machine, "apt-cache", "")
    outcome = set_up(bare_machine)
    assert outcome.returncode == 1
    assert re.search(
        r"^    sudo apt-get update && sudo apt-get install python3 python3-venv\b",
        outcome.stderr,
        re.MULTILINE,
    )
    assert "called" not in outcome.stderr
    assert outcome.stdout == ""


def test_that_a_system_without_apt_is_told_what_it_needs(bare_machine: Path):
    outcome = set_up(bare_machine)
    assert outcome.returncode == 1
    assert "apt-get" in outcome.stderr
    assert re.search(r"^    python3 python3-venv\b", outcome.stderr, re.MULTILINE)


def test_that_an_older_system_is_told_the_newer_python_it_has_beside_its_own(bare_machine: Path):
    give_command(bare_machine, "id", "echo 1000")
    give_command(bare_machine, "apt-get", "exit 1")
    give_command(
        bare_machine,
        "apt-cache",
        'case $2 in python3) echo "  Candidate: 3.10.6-1";; python3.11) echo "  Candidate: 3.11.0-1";; esac',
    )
    outcome = set_up(bare_machine)
    assert "sudo apt-get install python3.11 python3.11-venv" in outcome.stderr


def test_that_packages_are_installed_without_questions_where_there_are_rights(bare_machine: Path):
    give_command(bare_machine, "id", "echo 0")
    give_command(bare_machine, "apt-cache", "")
    give_command(bare_machine, "apt-get", f'echo "$DEBIAN_FRONTEND: $*" >>"{bare_machine}/calls"')
    outcome = set_up(bare_machine)
    calls = (bare_machine / "calls").read_text(encoding="utf-8").splitlines()
    assert calls[0].endswith(" update")
    assert calls[0].startswith("noninteractive: ")
    assert re.search(r" install --yes --no-install-recommends python3 python3-venv\b", calls[1])
    assert "PYTHON=" in outcome.stderr, "the packages came to nothing, so what to do is said"
    assert outcome.returncode == 1


@pytest.mark.parametrize(("is_at_terminal", "asked"), [(True, ["sudo -v"]), (False, [])])
def test_that_sudo_asks_for_a_password_at_a_terminal_only(
    bare_machine: Path, is_at_terminal: bool, asked: list[str]
):
    calls, ticket = bare_machine / "calls", bare_machine / "ticket"
    give_command(bare_machine, "id", "echo 1000")
    give_command(bare_machine, "apt-cache", "")
    give_command(bare_machine, "apt-get", f'echo "apt-get $*" >>"{calls}"')
    # As sudo does where a password is needed: with -n it refuses until one was given.
    give_command(
        bare_machine,
        "sudo",
        f"""case $1 in
-v) echo "sudo -v" >>"{calls}"; : >"{ticket}" ;;
-n) [ -f "{ticket}" ] || exit 1; shift; case $1 in *=*) shift ;; esac; exec "$@" ;;
esac""",
    )
    terminal, inside = os.openpty()
    try:
        outcome = set_up(bare_machine, inside if is_at_terminal else subprocess.DEVNULL)
    finally:
        os.close(terminal)
        os.close(inside)
    done = calls.read_text(encoding="utf-8").splitlines() if calls.exists() else []
    assert [call for call in done if call.startswith("sudo")] == asked
    assert any(" install --yes" in call for call in done) == is_at_terminal
    assert ("请管理员执行" in outcome.stderr) == (not is_at_terminal)


def test_that_make_run_shows_the_demonstration_where_the_display_cannot_be_opened(tmp_path: Path):
    """The program says with its exit status that there is no display; anything else is passed on."""
    program = tmp_path / "python"
    for status, calls in (
        (3, "main.py\nmain.py demo --out build/demo\n"),
        (1, "main.py\n"),
        (0, "main.py\n"),
    ):
        give_python = f'echo "$*" >>"{tmp_path}/calls"; [ $# -gt 1 ] || exit {status}'
        program.write_text(f"#!/bin/sh\n{give_python}\n", encoding="utf-8")
        program.chmod(0o755)
        (tmp_path / "calls").unlink(missing_ok=True)
        done = subprocess.run(
            ["make", "--silent", "--old-file=setup", "run", f"PYTHON_IN_VENV={program}"],
            cwd=ROOT,
            env={"PATH": os.environ["PATH"], "DISPLAY": ":65000"},
            capture_output=True,
            check=False,
        )
        assert (tmp_path / "calls").read_text(encoding="utf-8") == calls
        assert (done.returncode == 0) == (status != 1)


def test_that_every_target_of_the_makefile_is_listed_by_help():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    phony = re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)
    assert phony
    listed = subprocess.run(
        ["make", "--silent", "help"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert re.findall(r"^  make ([a-z-]+)\t\S", listed.stdout, re.MULTILINE) == phony[1].split()


def code_blocks(text: str) -> list[str]:
    return re.findall(r"^```.*?^```$", text, re.MULTILINE | re.DOTALL)


def test_that_both_readmes_begin_with_the_two_commands_and_show_the_same_ones():
    english, chinese = (
        (ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "README.zh-CN.md")
    )
    assert re.findall(r"^make \w+", code_blocks(english)[0], re.MULTILINE) == ["make run", "make test"]
    commands = [re.findall(r"^[^#\n]*[^#\s]", block, re.MULTILINE) for block in code_blocks(english)]
    assert commands == [re.findall(r"^[^#\n]*[^#\s]", block, re.MULTILINE) for block in code_blocks(chinese)]
    assert len(re.findall("^#", english, re.MULTILINE)) == len(re.findall("^#", chinese, re.MULTILINE))


def test_that_the_facts_shown_in_the_readme_are_taken_as_they_stand(tmp_path: Path):
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = re.search(r"^```json\n(.*?)^```$", readme, re.MULTILINE | re.DOTALL)
    assert shown
    (tmp_path / "facts.json").write_text(shown[1], encoding="utf-8")
    outcome = subprocess.run(
        [
            sys.executable,
            "main.py",
            "assess",
            tmp_path / "facts.json",
            "--policy",
            "zhengdong-2022",
            "--json",
        ],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    decisions = {one["clause"]: one for one in map(json.loads, outcome.stdout.splitlines())}
    assert (outcome.returncode, outcome.stderr, len(decisions)) == (0, "", 10)
    assert (decisions["freight"]["outcome"], decisions["freight"]["amount"]) == ("granted", "63277.78")


def test_that_the_changelog_knows_the_version_in_hand():
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"## [{PROJECT['project']['version']}]" in changelog


def test_that_two_benchmarks_of_the_same_name_are_refused():
    one = Measurement("start", 1.0, "s", 2.0)
    other = Measurement("size", 3.0, "MB")
    assert json.loads(json.dumps(as_record([one, other]), allow_nan=False)) == {
        "start": {"value": 1.0, "unit": "s", "goal": 2.0, "met": True},
        "size": {"value": 3.0, "unit": "MB", "goal": None, "met": None},
    }
    with pytest.raises(ValueError, match="start"):
        as_record([one, one])


def test_that_an_engine_that_cannot_be_had_is_named_in_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("UV_OFFLINE", "1")
    monkeypatch.setenv("UV_CACHE_DIR", str(tmp_path / "cache"))
    with pytest.raises(NotInstalled, match=r"^zen-engine==\S+ cannot be installed here"):
        install("zen-engine", tmp_path / "engines")
    assert not list((tmp_path / "engines").glob("*"))
