"""Policy files made to take all time or memory there is. Run as a program, it reads them one after the other.

Prints JSON: what each was refused for (empty where it was taken), and the most memory that was taken for it
beyond what the program takes anyway, in MB.
"""

import json
import os
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

from domain.policies.files.files import MAX_BYTES, PolicyMistakes, policy_from
from tests.domain.policies.conftest import HEAD

ROOM: Final = MAX_BYTES - 2_000
CLAUSE: Final = '[[clauses]]\nid = "c{}"\ntitle = "t"\nwording = "w"\naward = "1万"\n'
TRUE: Final = "'四上 = 是',"
WRONG: Final = "'§',"
ENTRIES: Final = 19_000
"""Just fewer than the loader takes."""
FEWER: Final = 1 if "ZHUQIDUI_SOAK_BOMBS" in os.environ else 10
"""Of what takes as much work each, so that ten times as many take ten times as long: ``make soak`` has all.

Of many tables there are as many as there may be, which take the most memory of all.
"""


def filled(unit: str) -> str:
    """Return as many of a piece as the largest file has room for."""
    return unit * (ROOM // len(unit.encode()))


def clause(award: str) -> str:
    return CLAUSE.format("0").replace("1万", award)


BOMBS: Final[dict[str, Callable[[], str]]] = {
    "clauses without end": lambda: "".join(CLAUSE.format(number) for number in range(60_000)),
    "as many clauses as there may be": lambda: "".join(CLAUSE.format(n) for n in range(ENTRIES // 6)),
    "one long text": lambda: f'{clause("1万")}zero_note = "{"字" * (ROOM // 3)}"',
    "lists in lists": lambda: "x = " + "[" * (ROOM // 2) + "]" * (ROOM // 2),
    "lists in lists, fewer": lambda: "x = " + "[" * (ENTRIES // 2) + "]" * (ENTRIES // 2),
    "tables in tables": lambda: "x = " + "{a=" * (ROOM // 4) + "1" + "}" * (ROOM // 4),
    "a key without end": lambda: "a" + ".a" * (ROOM // 2) + " = 1",
    "keys of many parts": lambda: "".join(f"a{number}.b.c.d.e = 1\n" for number in range(ENTRIES // FEWER)),
    "many tables": lambda: "".join(f"[a{number}.b.c.d.e]\n" for number in range(ENTRIES)),
    "one table many times": lambda: filled("[[a]]\n"),
    "numbers without end": lambda: f"x = [{filled('1,')}]",
    "numbers, fewer": lambda: f"x = [{'1,' * (199_000 // FEWER)}]",
    "a number without end": lambda: "x = " + "9" * ROOM,
    "formulas without end": lambda: f"{clause('1万')}conditions = [{filled(TRUE)}]",
    "as many wrong formulas as there may be": lambda: f"{clause('1万')}conditions = [{WRONG * 4_990}]",
    "sums without end": lambda: "".join(
        CLAUSE.format(number).replace("1万", "1万+" * 400 + "1万") for number in range(2_000 // FEWER)
    ),
    "definitions of definitions": lambda: (
        "[[definitions]]\nterm = '甲0'\nformula = '1万'\n"
        + "".join(f"[[definitions]]\nterm = '甲{n}'\nformula = '甲{n - 1} + 1万'\n" for n in range(1, 600))
        + clause("甲599")
    ),
    "codes that are none": lambda: (
        "[[rosters]]\nterm = '名单'\nsource = 'x'\ncodes = ["
        + "'9',".join([""] * (99_000 // FEWER))
        + f"]\n{clause('1万')}"
    ),
    "a quotation without end": lambda: clause("“" * (ROOM // 3)),
}


def refusal(text: str) -> str:
    """Return what a file is refused for, its first mistake; empty where it is taken."""
    from main import load_dictionary

    try:
        policy_from(text.encode(), "某政策.toml", load_dictionary())
    except PolicyMistakes as mistakes:
        return mistakes.complaints[0][:200]
    return ""


def most_memory() -> float:
    """Return the most memory that this process has taken so far, in MB."""
    peak = re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())
    assert peak is not None
    return int(peak[1]) * 1024 / 1e6


def main() -> None:
    assert not refusal(HEAD + clause("1万"))  # whatever reading a policy loads is there now
    before = most_memory()
    said = {name: refusal(HEAD + bomb()) for name, bomb in BOMBS.items()}
    json.dump({"said": said, "more_mb": most_memory() - before}, sys.stdout, ensure_ascii=False)


if __name__ == "__main__":
    main()
