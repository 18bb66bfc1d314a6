"""Attachments opened: a copy is looked at, the kept one stays as it is."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject

from domain.enterprises.attachments.service import copy_attachment
from domain.values.files import make_read_only
from domain.values.ids import AttachmentId
from domain.values.progress import Reporter
from gui.files.viewing import is_program, open_with_system, viewing_folder
from gui.services import AppContext, Services


def open_attachment(services: Services, id_: AttachmentId, file_name: str, *, owner: QObject) -> None:
    """Show a copy of a file with the system's program; one that may be a program is not opened."""
    if is_program(Path(file_name)):
        services.messages.warning(
            f"“{file_name}”可能是程序，助企兑不直接打开；确有需要可以“另存为”，查毒后再用"
        )
        return
    work = partial(_copy_to_view, services.context, id_)
    services.jobs.run(work, lambda path: _show(services, path), owner=owner, label="正在打开附件")


def _show(services: Services, path: Path) -> None:
    if not open_with_system(path):
        services.messages.error(
            f"本机没有能打开“{path.name}”的程序，可以“另存为”后用别的程序打开",
            action=("打开文件夹", lambda: open_with_system(path.parent)),
        )


def _copy_to_view(context: AppContext, id_: AttachmentId, _: Reporter) -> Path:
    folder = viewing_folder(context.home) / f"{id_}"
    folder.mkdir(mode=0o700, exist_ok=True)
    path = copy_attachment(context.seat, id_, folder)
    # So that nobody types into it and wonders afterwards where that is.
    make_read_only(path)
    return path
