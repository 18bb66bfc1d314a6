"""What is done to the store as a whole, entered beside it: backups, and what commands do without a seat."""

from contextlib import closing, suppress
from pathlib import Path

from domain.store.acts import Action, Person
from domain.store.backup.manifest import Manifest
from domain.store.damage import Condition, examine
from domain.store.engine import Seat, Store, permit_in
from domain.store.plain import READY, SCHEMA, STORE_NAME, opened, schema_of
from domain.store.problems import StoreProblem, translated
from domain.store.tables import Kind, Subject


def require_backup(seat: Seat) -> None:
    """Ask whether who sits here may make a backup, before any of it is written.

    Raises:
        NotPermitted: They may not.
    """
    seat.store.ask(permit_in, seat.who, Action.STORE_BACKUP)


def enter_backup(seat: Seat, target: Path, manifest: Manifest) -> None:
    """Enter that a backup was written to a place, and up to which entry it locks the trail."""
    with seat.act(Action.STORE_BACKUP) as act:
        act.note(Subject(Kind.STORE), backup_text("备份到", target, manifest, seat.store.path.parent))


def backup_text(did: str, target: Path, manifest: Manifest, home: Path) -> str:
    """Say that a backup was written; what lies beside the store has not left, and locks nothing."""
    has_left = manifest.head and not target.absolute().is_relative_to(home.absolute())
    return f"{did} {target}{f'，操作记录到存证码 {manifest.head}' if has_left else ''}"


def enter_stage(seat: Seat, path: Path) -> None:
    """Enter that somebody begins to put a backup back, in the trail that is given up by it.

    It stays in the backup that is made of that. The restored one tells of the restore itself.

    Raises:
        NotPermitted: They may not.
    """
    with seat.act(Action.STORE_STAGE) as act:
        act.note(Subject(Kind.STORE), f"开始恢复备份 {path.name}")


def enter_command(home: Path, user: str, summary: str) -> None:
    """Enter what a command did for which nobody signs in, as done by who uses the machine.

    Where the store cannot be written, is damaged, of another version or about to be replaced, there is no
    entry: the command is for those too, and changes nothing in them.
    """
    if examine(home).condition is not Condition.SOUND or (home / READY).exists():
        return
    with suppress(StoreProblem), translated(home / STORE_NAME):
        with closing(opened(home / STORE_NAME)) as connection:
            if schema_of(connection) != SCHEMA:
                return
        store = Store.open(home)
        try:
            with store.act(Person(user), Action.STORE_COMMAND) as act:
                act.note(Subject(Kind.STORE), summary)
        finally:
            store.close()
