"""A second process on the same store: it does what it is told, line by line, and says what came of it."""

import json
import sys
from pathlib import Path

from domain.store.engine import Store
from tests.domain.store.sessions.sitting import Sitting


def main() -> None:
    sitting = Sitting(Store.open(Path(sys.argv[1])))
    print("ready", flush=True)
    for line in sys.stdin:
        print(json.dumps(sitting.do(**json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
