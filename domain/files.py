"""Writing a file so that it appears whole or not at all."""

import os
import secrets
from pathlib import Path
from typing import Final

from domain.errors import DomainError

_NEW: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)


def write_whole(content: bytes | memoryview, target: Path, *, is_private: bool = False) -> None:
    """Put content in the place of a file, whole.

    Args:
        content: What to write.
        target: Where to; others can read it where the user's own new files can be read.
        is_private: Whether only the user may read it.

    Raises:
        DomainError: It cannot be written; what was there is left as it was.
    """
    beside = target.with_name(f".{secrets.token_hex(8)}{target.suffix}")
    try:
        try:
            # Not tempfile: what that makes nobody else may read, and papers lie in shared folders.
            handle = os.open(beside, _NEW, 0o600 if is_private else 0o666)
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            beside.replace(target)
        except BaseException:
            beside.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise DomainError(f"不能写入 {target}（{error.strerror}），请检查文件夹、权限和磁盘") from error
