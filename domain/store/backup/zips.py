"""Reading a zip file in which any bit may be another than was written."""

import errno
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final

from domain.store.backup.problems import BackupProblem

# What zipfile comes to over such bits, beside its own error: a name that is no text, a place before the
# beginning or beyond every file, an entry that is not there.
_FAULTS: Final = (
    zipfile.BadZipFile,
    NotImplementedError,
    EOFError,
    KeyError,
    zlib.error,
    ValueError,
    OverflowError,
    struct.error,
)
_WAYS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""How backups are packed; any other is a bit that turned; some take memory without limit."""
_ENCRYPTED: Final = 1


@contextmanager
def opened_zip(path: Path) -> Iterator[zipfile.ZipFile]:
    """Open a zip file and read its directory.

    Raises:
        BackupProblem: It is none, or the directory is damaged.
        OSError: It cannot be read.
    """
    with _damage_said(f"备份文件不完整或不是助企兑的备份（{path}）"):
        archive = zipfile.ZipFile(path)
    with archive:
        yield archive


@contextmanager
def opened_member(archive: zipfile.ZipFile, name: str) -> Iterator[IO[bytes]]:
    """Open a file in it, and turn what comes of damage while it is read in the block into `BackupProblem`.

    Raises:
        BackupProblem: It is not there, or not as it was written.
    """
    with _damage_said(f"备份文件已损坏，不能使用（{archive.filename}：{name}）"):
        member = archive.getinfo(name)
        if member.flag_bits & _ENCRYPTED or member.compress_type not in _WAYS:
            raise zipfile.BadZipFile("not packed as backups are")
        with archive.open(member) as source:
            yield source


@contextmanager
def _damage_said(sentence: str) -> Iterator[None]:
    try:
        yield
    except _FAULTS as error:
        raise BackupProblem(sentence) from error
    except OSError as error:
        if error.errno != errno.EINVAL:  # what a place beyond every file comes to
            raise
        raise BackupProblem(sentence) from error
