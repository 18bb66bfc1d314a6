"""A second process at the same cases: it does what it is told, line by line, and says what came of it."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from domain.cases.awards.reading import Seen
from domain.cases.awards.rules import Rules
from domain.cases.awards.stepping import Doing, MovedOn, take_step
from domain.enterprises.dictionary import load_dictionary
from domain.funds.approving import Treasury
from domain.policies.files.library import PolicyLibrary
from domain.roads.library import Roads
from domain.roads.walking import Move
from domain.store.acts import Person
from domain.store.engine import Seat, Store

RESOURCES = Path(__file__).parents[4] / "resources"


def rules(**said: Any) -> Rules:
    library = PolicyLibrary.load(RESOURCES / "policies", load_dictionary(RESOURCES / "facts" / "office.toml"))
    return Rules(Roads.load(RESOURCES / "roads"), library.policies, library.dictionary, Treasury(), **said)


def hold(seat: Seat, seen: Sequence[Seen], move: str, by: Rules) -> str:
    """Hold cases, or take them up again; say what happened where somebody else was first."""
    try:
        take_step(seat, seen, Doing(Move(move), "hold"), by, remark="等一等")
    except MovedOn as refusal:
        return str(refusal)
    return ""


def main() -> None:
    seat, by = Seat(Store.open(Path(sys.argv[1])), Person("张敏", 3)), rules()
    print("ready", flush=True)
    for line in sys.stdin:
        seen, move = json.loads(line)
        print(json.dumps(hold(seat, [Seen(*one) for one in seen], move, by)), flush=True)


if __name__ == "__main__":
    main()
