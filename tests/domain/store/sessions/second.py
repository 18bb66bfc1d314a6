"""A second process on a store: it opens one, does what it is told, line by line, and says what came of it."""

import json
import sys
from pathlib import Path

from domain.store.engine import Store
from tests.domain.store.sessions.sitting import Sitting


def main() -> None:
    store: Store | None = None
    sitting: Sitting | None = None
    for line in sys.stdin:
        told = json.loads(line)
        if "home" not in told:
            said = sitting.do(**told)
        else:
            if store is not None:
                store.close()
            store = told["home"] and Store.open(Path(told["home"]))
            sitting, said = store and Sitting(store), ""
        print(json.dumps(said), flush=True)


if __name__ == "__main__":
    main()
