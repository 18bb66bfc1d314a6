"""A second process at the same money: it approves what it is told, line by line, and says what came of it."""

import json
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from domain.cases.awards.reading import Seen
from domain.cases.awards.rules import Rules
from domain.cases.awards.stepping import Doing, NotAll, take_step
from domain.cases.awards.undoing import undo
from domain.roads.walking import Move
from domain.store.acts import Person
from domain.store.engine import Seat, Store
from tests.domain.cases.awards import racing
from tests.domain.cases.awards.conftest import MANAGER


def approve(seat: Seat, seen: Sequence[Seen], by: Rules) -> tuple[str, str]:
    """Approve cases; return what it is undone by, or why it was refused."""
    try:
        return take_step(seat, seen, Doing(Move.ONWARD, "approval"), by), ""
    except NotAll as refusal:
        return "", str(refusal)


def main() -> None:
    seat = Seat(Store.open(Path(sys.argv[1])), Person(MANAGER, 1))
    day = date.fromisoformat(sys.argv[2])
    by = racing.rules(today=lambda: day)
    print("ready", flush=True)
    for line in sys.stdin:
        uid, refused = approve(seat, [Seen(*one) for one in json.loads(line)], by)
        print(json.dumps(refused), flush=True)
        # The money is there again for the next round, once both have been heard.
        if next(sys.stdin) and uid:
            undo(seat, uid, by)
        print("next", flush=True)


if __name__ == "__main__":
    main()
