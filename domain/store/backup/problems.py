"""What can be wrong with a backup or its place, as sentences a clerk can act on."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from domain.store.problems import reason_of
from domain.values.errors import DomainError


class BackupProblem(DomainError):
    """The backup cannot be made, read or put back. Nothing of the office's data was changed."""


class PassphraseNeeded(BackupProblem):
    """The backup is locked by a passphrase and none, or the wrong one, was given."""


class StoreDamaged(BackupProblem):
    """The store itself is damaged. It was only read."""


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turn failures of disks inside the block into `BackupProblem`."""
    try:
        yield
    except OSError as error:
        raise BackupProblem(f"{reason_of(error)}（{path}）") from error
