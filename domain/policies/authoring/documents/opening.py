"""A policy's document from a file, from pasted text, or from the pages of a PDF."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import Final

from domain.policies.authoring.documents.document import Document
from domain.policies.authoring.documents.general import contradictions, general_rules
from domain.policies.authoring.documents.head import head_of
from domain.policies.authoring.documents.mending import (
    Mended,
    from_lines,
    from_pages,
    from_paragraphs,
    without_contents,
)
from domain.policies.authoring.documents.outline import outline_of
from domain.policies.authoring.documents.validity import validity_in
from domain.policies.authoring.documents.word_files import MAX_LETTERS, RESAVE, read_words
from domain.values.encodings import BROKEN, encoding_of
from domain.values.errors import BadInput
from domain.values.texts import safe_text

MAX_BYTES: Final = 100_000_000
MOST_PAGES: Final = 500
_MANY_LETTERS: Final = 200_000
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
_PASTE: Final = "请打开它，复制全文粘贴到这里，或另存为 .docx 再试"
_BEGINNINGS: Final = (
    (b"%PDF", f"这是 PDF 文件，这里读不了；{_PASTE}"),
    (b"{\\rtf", f"这是写字板或 Word 文档（RTF），读不了；{RESAVE}"),
    (b"\x89PNG", "这是图片，里面没有文字可读；请用有文字的文件"),
    (b"\xff\xd8\xff", "这是图片，里面没有文字可读；请用有文字的文件"),
    (b"GIF8", "这是图片，里面没有文字可读；请用有文字的文件"),
    (b"Rar!", "这是压缩包，请先解压，再选里面的文件"),
    (b"7z\xbc\xaf", "这是压缩包，请先解压，再选里面的文件"),
    (b"\x1f\x8b", "这是压缩包，请先解压，再选里面的文件"),
)
_PAGE: Final = re.compile(r"\s*<(?:!doctype|html|\?xml)|mime-version:|content-type:", re.IGNORECASE)
_NO_TEXT: Final = "不是文本，也不是 Word 文档；请选 .docx、.pdf 或 .txt 文件"
_MOST_REMARKS: Final = 40
_TRADITIONAL: Final = 5
"""So many characters of the traditional script are no chance, such as those of a name."""


def read_document(raw: bytes, name: str) -> Document:
    """Read a .docx or .txt file; what it is follows from its content, not from its name.

    Args:
        raw: Its content.
        name: What complaints call it.

    Raises:
        BadInput: It cannot be read, or is something else; the sentence says what to do.
    """
    try:
        return _read(raw)
    except BadInput as error:
        raise BadInput(f"{name}：{one}" for one in error.complaints) from error


def of_text(text: str) -> Document:
    """Read text that was pasted.

    Raises:
        BadInput: There is none, or far too much.
    """
    if len(text) > MAX_LETTERS:
        raise BadInput("文字超过 100 万字，不像是一份政策文件；请只留下政策正文后再试")
    return _arranged(from_lines(safe_text(text)), lost=text.count(BROKEN))


def of_pages(pages: Sequence[str]) -> Document:
    """Read the pages of a PDF, each as its text in lines, as QtPdf gives it.

    Raises:
        BadInput: None of them has text (a scan), or there are too many.
    """
    if len(pages) > MOST_PAGES:
        raise BadInput(
            f"文件有 {len(pages)} 页，超过 {MOST_PAGES} 页，不像是一份政策文件；请只留下政策正文的页"
        )
    if not pages or sum(len(page.strip()) for page in pages) < 5 * len(pages):
        raise BadInput("这是扫描件，没有文字；请用有文字的文件，或另外识别成文字后粘贴到这里")
    letters = Counter("".join("".join(page.split()) for page in pages))
    if max(letters.values()) * 3 > letters.total():
        raise BadInput("PDF 里的文字读出来都是同一个字，是坏的；请另找原文件，或识别成文字后粘贴到这里")
    if letters.total() > MAX_LETTERS:
        raise BadInput("文件超过 100 万字，不像是一份政策文件；请只留下政策正文后再试")
    return _arranged(from_pages(pages), lost=sum(page.count(BROKEN) for page in pages))


def _read(raw: bytes) -> Document:
    if not raw.strip(b"\x00 \r\n\t"):
        raise BadInput("文件是空的，请检查是不是选错了文件")
    if len(raw) > MAX_BYTES:
        raise BadInput(f"文件超过 {MAX_BYTES // 1_000_000} MB，不像是一份政策文件")
    if raw.startswith(b"PK\x03\x04"):
        words = read_words(raw)
        mended = from_paragraphs(words.paragraphs)
        return _arranged(replace(mended, remarks=[*words.remarks, *mended.remarks]))
    if raw.startswith(_OLE):
        if _ENCRYPTED in raw:
            raise BadInput("文件加了密码，请用 Word 或 WPS 打开，去掉密码后再试")
        raise BadInput(f"这是 .doc 或 .wps 文件，读不了；{RESAVE}")
    for beginning, sentence in _BEGINNINGS:
        if raw.startswith(beginning):
            raise BadInput(sentence)
    encoding, _ = encoding_of(raw, _NO_TEXT)
    text = raw.decode(encoding, "replace")
    if _PAGE.match(text):
        raise BadInput(f"这是网页，不是政策文件；{_PASTE}")
    return of_text(text)


def _arranged(mended: Mended, lost: int = 0) -> Document:
    """Put paragraphs into a tree, and find what the document says of itself.

    Raises:
        BadInput: There is no text.
    """
    if not mended.paragraphs:
        raise BadInput("文件里没有文字，请检查是不是选错了文件")
    mended = without_contents(mended)
    head = head_of(mended.paragraphs, mended.rows)
    body = [(text, at in mended.rows) for at, text in enumerate(mended.paragraphs) if at not in head.taken]
    outline = outline_of(body)
    units = outline.units()
    remarks = [*_of_the_whole(mended, lost), *mended.remarks, *head.remarks, *outline.remarks]
    general = general_rules(units)
    remarks += contradictions(general)
    valid_from, valid_to = validity_in(units, head.issued_on, remarks)
    return Document(
        head.title,
        head.issuer,
        head.document_number,
        head.issued_on,
        valid_from,
        valid_to,
        units,
        general,
        _first_of(remarks),
    )


def _first_of(remarks: Sequence[str]) -> tuple[str, ...]:
    """Return remarks each once; where there are very many, how many more."""
    found = tuple(dict.fromkeys(remarks))
    if len(found) <= _MOST_REMARKS:
        return found
    more = f"另有 {len(found) - _MOST_REMARKS} 处要留意的地方没有列出，请逐条对照原文。"
    return (*found[:_MOST_REMARKS], more)


def _of_the_whole(mended: Mended, lost: int) -> list[str]:
    """Return what is to be said of all of it."""
    text = "".join(mended.paragraphs)
    remarks = []
    if lost:
        remarks.append(f"文件里有 {lost} 个字已经丢失，请对照原文补上。")
    if len(text) > _MANY_LETTERS:
        remarks.append(f"文件约有 {len(text) // 10_000} 万字，不像是一份政策文件，请看看是不是选错了文件。")
    traditional = [sign for sign in dict.fromkeys(text) if _is_traditional(sign)]
    if len(traditional) >= _TRADITIONAL:
        remarks.append(
            f"文件里有繁体字（如“{''.join(traditional[:6])}”），条文照原样保留；请先转换成简体字，否则多半读不懂。"
        )
    return remarks


@cache
def _is_traditional(sign: str) -> bool:
    """Whether a character is of the traditional script: the old code page of Taiwan has it, that of here not.

    >>> [_is_traditional(sign) for sign in "補貼补貼a"]
    [True, True, False, True, False]
    """
    if not "\u4e00" <= sign <= "\u9fff":
        return False
    return _has(sign, "big5") and not _has(sign, "gb2312")


def _has(sign: str, code_page: str) -> bool:
    try:
        sign.encode(code_page)
    except UnicodeEncodeError:
        return False
    return True
