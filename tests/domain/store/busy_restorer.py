"""A process that puts one backup after the other into place until it is killed."""

from pathlib import Path

from domain.store.backup.restoring import finish, stage
from domain.values.progress import Silent
from tests.domain.store.killing import say, serve


def work(home: str, *backups: str) -> None:
    """Complete what the one before it was killed in, then restore in turn, for ever."""
    finish(Path(home))
    say("ready")
    while True:
        for backup in backups:
            stage(Path(home), Path(backup), Silent(), program="0.1.0")
            finish(Path(home))


if __name__ == "__main__":
    serve(work)
