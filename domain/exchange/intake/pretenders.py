"""Files that are called tables and are something else: told as what they are, with what to do."""

import codecs
import re
from typing import Final

from domain.exchange.intake.sheets import RESAVE
from domain.values.encodings import utf_16_of
from domain.values.errors import BadInput

_ASK: Final = "请向对方要 Excel 文件"
_PAGE: Final = f"这个文件其实是网页，不是真正的 Excel 文件；{RESAVE}"
_BEGINNINGS: Final = (
    (b"%PDF", f"这是 PDF 文件，不是表格；{_ASK}"),
    (b"{\\rtf", f"这是写字板或 Word 文档（RTF），不是表格；{_ASK}"),
    (b"\x89PNG", f"这是图片，不是表格；{_ASK}"),
    (b"\xff\xd8\xff", f"这是图片，不是表格；{_ASK}"),
    (b"GIF8", f"这是图片，不是表格；{_ASK}"),
    (b"Rar!", "这是压缩包，请先解压，再选里面的表格"),
    (b"7z\xbc\xaf", "这是压缩包，请先解压，再选里面的表格"),
    (b"\x1f\x8b", "这是压缩包，请先解压，再选里面的表格"),
    (b"\x09\x00\x04\x00", f"这是 Excel 4.0 或更早的文件，读不了；{RESAVE}"),
    (b"\x09\x02\x06\x00", f"这是 Excel 4.0 或更早的文件，读不了；{RESAVE}"),
    (b"\x09\x04\x06\x00", f"这是 Excel 4.0 或更早的文件，读不了；{RESAVE}"),
)
_LOOKED_AT: Final = 8_000
_EXCEL_XML: Final = re.compile(r'urn:schemas-microsoft-com:office:spreadsheet|progid="excel\.sheet"')
_MAIL: Final = re.compile(r"^mime-version:|^content-type:\s*(?:multipart/related|text/html)", re.MULTILINE)
_TAG: Final = re.compile(r"<[a-z!?/]")
_TABLE: Final = re.compile(r"<table\b.*?<t[rdh]\b", re.DOTALL)
_JSON: Final = re.compile(r'\{\s*(?:"[^"\n]*"\s*:|\})|\[\s*(?:[\[{]|\])')


def refuse_pretender(raw: bytes) -> None:
    """Refuse a file that only looks like a table by its name.

    Raises:
        BadInput: It is a web page, a document, a picture or the like.
    """
    for beginning, sentence in _BEGINNINGS:
        if raw.startswith(beginning):
            raise BadInput(sentence)
    start = _beginning(raw[:_LOOKED_AT]).lstrip("\ufeff \t\r\n\x00").lower()
    if start.startswith("<?xml") and _EXCEL_XML.search(start):
        raise BadInput(f"这是 XML 格式的表格（Excel 2003 的“XML 电子表格”），读不了；{RESAVE}")
    if _TAG.match(start) or _TABLE.search(start) or _MAIL.search(start):
        raise BadInput(_PAGE)
    if _JSON.match(start):
        raise BadInput(f"这是 JSON 数据文件，不是表格；{_ASK}，或把扩展名改为 .json 再试")


def _beginning(raw: bytes) -> str:
    encoding = utf_16_of(raw)
    return raw.removeprefix(codecs.BOM_UTF8).decode(encoding or "latin-1", "replace")
