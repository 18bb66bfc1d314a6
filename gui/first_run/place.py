"""Where this user's data live, where that was chosen; kept outside of the data, which may be on a stick."""

from pathlib import Path
from typing import Final

import platformdirs

from domain.store.problems import reason_of
from domain.values.errors import DomainError

SUBFOLDER: Final = "助企兑数据"


def _note() -> Path:
    return platformdirs.user_config_path("zhuqidui", appauthor=False) / "data-folder.txt"


def default_home() -> Path:
    """Return the folder that is used where none was chosen."""
    return platformdirs.user_data_path("zhuqidui", appauthor=False)


def remembered_home() -> Path | None:
    """Return the folder that was chosen; None where none was."""
    try:
        text = _note().read_text(encoding="utf-8").strip()
    except OSError:
        return None
    return Path(text) if text else None


def remember_home(home: Path) -> None:
    """Use this folder from now on.

    Raises:
        DomainError: It cannot be noted down.
    """
    note = _note()
    try:
        if home == default_home():
            note.unlink(missing_ok=True)
            return
        note.parent.mkdir(parents=True, exist_ok=True)
        note.write_text(f"{home}\n", encoding="utf-8")
    except OSError as error:
        raise DomainError(f"不能记住数据文件夹的位置：{reason_of(error)}（{note}）") from error


def folder_for(chosen: Path, store_name: str) -> Path:
    """Return the folder to use within a chosen one: itself if it is ours or empty, else one inside it."""
    if (chosen / store_name).exists() or not chosen.exists() or not any(chosen.iterdir()):
        return chosen
    return chosen / SUBFOLDER
