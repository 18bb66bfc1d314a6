"""Writing a file so that it appears whole or not at all."""

import os
import tempfile
from pathlib import Path

from domain.errors import DomainError


def write_whole(content: bytes | memoryview, target: Path) -> None:
    """Put content in the place of a file, whole.

    Raises:
        DomainError: It cannot be written; what was there is left as it was.
    """
    try:
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=".", suffix=target.suffix)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            Path(name).replace(target)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise DomainError(f"不能写入 {target}（{error.strerror}），请检查文件夹、权限和磁盘") from error
