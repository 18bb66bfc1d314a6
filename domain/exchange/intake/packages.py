"""Zip packages that hold a workbook, and which kind of one."""

from typing import Final

from domain.exchange.intake.sheets import RESAVE
from domain.values.errors import BadInput
from domain.values.packages import Package, PackageKind

MAX_UNPACKED: Final = 1_000_000_000
OPEN_DOCUMENT: Final = "ods"
EXCEL: Final = "xlsx"

_WORKBOOK: Final = PackageKind("表格", RESAVE, MAX_UNPACKED)


class Workbook(Package):
    """A zip file that holds a workbook.

    Attributes:
        notes: What is to be said about it.
        kind: `OPEN_DOCUMENT` or `EXCEL`.
    """

    def __init__(self, raw: bytes) -> None:
        """Look at what is in it.

        Raises:
            BadInput: It is damaged, has a password, is too large, or is no workbook.
        """
        super().__init__(raw, _WORKBOOK)
        self.notes: list[str] = []
        self.kind = self._found_kind()

    def _found_kind(self) -> str:
        if "spreadsheet" in self.text(self.find("mimetype")):
            if "encryption-data" in self.text(self.find("META-INF/manifest.xml")):
                raise BadInput("文件加了密码，请去掉密码后再试")
            return OPEN_DOCUMENT
        if any(name.lower().endswith("workbook.bin") for name in self.names):
            raise BadInput(f"这是 .xlsb 文件，读不了；{RESAVE}")
        # What is no good workbook of Excel would be tried as an open document, which nothing looked through.
        if "content.xml" in self.names or not any(name.lower().startswith("xl/") for name in self.names):
            raise BadInput("这不是表格文件（压缩包、文档或演示文稿），请选 .xlsx、.xls、.ods 或 .csv 文件")
        if self.find("xl/vbaProject.bin"):
            self.notes.append("文件里有宏。宏不会运行，只读取单元格里的内容。")
        return EXCEL
