"""What can be wrong with a backup or its place, as sentences a clerk can act on."""

import errno
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from domain.errors import DomainError


class BackupProblem(DomainError):
    """The backup cannot be made, read or put back. Nothing of the office's data was changed."""


class PassphraseNeeded(BackupProblem):
    """The backup is locked by a passphrase and none, or the wrong one, was given."""


class StoreDamaged(BackupProblem):
    """The store itself is damaged. It was only read."""


_SENTENCES: Final = {
    errno.ENOSPC: "磁盘已满，请换一个位置或清理磁盘后再试",
    errno.EFBIG: "磁盘已满，请换一个位置或清理磁盘后再试",
    errno.EDQUOT: "磁盘配额已满，请换一个位置或清理磁盘后再试",
    errno.EROFS: "这个位置是只读的，请换一个位置",
    errno.EACCES: "没有权限，请换一个位置",
    errno.EPERM: "没有权限，请换一个位置",
    errno.ENOENT: "文件或文件夹不存在，请检查 U 盘是否已拔出",
    errno.EIO: "读写磁盘出错，请检查 U 盘是否已拔出",
    errno.ENODEV: "读写磁盘出错，请检查 U 盘是否已拔出",
}


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turn failures of disks and files inside the block into `BackupProblem`."""
    try:
        yield
    except zipfile.BadZipFile as error:
        raise BackupProblem(f"备份文件不完整或不是助企兑的备份（{path}）") from error
    except OSError as error:
        sentence = _SENTENCES.get(error.errno or 0, f"读写失败（{error.strerror or error}）")
        raise BackupProblem(f"{sentence}（{path}）") from error
