"""How files are listed."""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from domain.enterprises.attachments.entities import Attachment
from domain.exchange.cells import CellKind
from gui.formatting import time_text
from gui.tables.model import RIGHT, Column

ITSELF: Final = "企业本身"
KINDS_OF_FILES: Final = (
    "所有文件 (*);;文档和图片 (*.pdf *.ofd *.jpg *.jpeg *.png *.tif *.tiff"
    " *.doc *.docx *.xls *.xlsx *.wps *.et)"
)


def size_text(size: int) -> str:
    """Return the size of a file.

    >>> size_text(512), size_text(20_480), size_text(5_452_595)
    ('1 KB', '20 KB', '5.2 MB')
    """
    if size < 1024**2:
        return f"{max(1, round(size / 1024)):,} KB"
    return f"{size / 1024**2:,.1f} MB"


def _moment(row: Attachment) -> datetime:
    return row.added_at


def columns(belongs_to: Callable[[Attachment], str]) -> tuple[Column[Attachment], ...]:
    """Return the columns of the list.

    Args:
        belongs_to: Returns what a file belongs to.
    """
    return (
        Column[Attachment](
            title="文件",
            text=lambda row: row.file_name,
            sort_key=lambda row: row.file_name,
            stretches=True,
            width=220,
            tip=lambda row: row.file_name,
        ),
        Column[Attachment](
            title="属于",
            text=belongs_to,
            sort_key=belongs_to,
            width=240,
            narrowest=130,
            tip=belongs_to,
        ),
        Column[Attachment](
            title="大小",
            text=lambda row: size_text(row.size),
            align=RIGHT,
            sort_key=lambda row: row.size,
            width=90,
            kind=CellKind.COUNT,
            value=lambda row: row.size,
        ),
        Column[Attachment](
            title="添加时间",
            text=lambda row: time_text(_moment(row)),
            sort_key=lambda row: row.id,
            width=150,
            kind=CellKind.MOMENT,
            value=_moment,
        ),
        Column[Attachment](
            title="添加人", text=lambda row: row.added_by, sort_key=lambda row: row.added_by, width=90
        ),
    )
