"""二维码 of a paper: what it says of itself, signed by the office's own key; see docs/codes.md.

A code is a line of text, so that a telephone shows it and somebody can type it, in the one way there is.
"""

import hashlib
import re
from base64 import b32encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from domain.office.keys.signing import PublicKey, Signer, is_signature, named, spelt
from domain.papers.papers import Code
from domain.values.errors import BadInput
from domain.values.money import Fen, yuan_text
from domain.values.texts import safe_text

VERSION: Final = "助企兑1"
_OURS: Final = "助企兑"
_BEGINS: Final = re.compile(rf"(?<![^\s0-9A-Za-z])(?={_OURS}\d+\s*[|｜])")
"""Behind nothing, a blank or a signature: a batch may be called 2026年助企兑1."""
_BETWEEN: Final = "|"
_PARTS: Final = 8
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_AMOUNT: Final = re.compile(r"(0|[1-9]\d{0,12})\.(\d\d)元", re.ASCII)
VOUCHES: Final = re.compile(r"附件([1-9]\d*)行([A-Z2-7]{16})", re.ASCII)
"""What stands in a code in place of the code of an enterprise: how many rows a list has, and their digest."""
_LETTERS: Final = 16
_CELL_AMOUNT: Final = re.compile(r"(?<![\d,.])\d{1,3}(?:,\d{3})*\.\d\d(?![\d.])", re.ASCII)
_ACCOUNT: Final = re.compile(r"\d{8,}", re.ASCII)
_LONGEST: Final = 60
"""Longer than any number; a batch may be called whatever somebody types, and a code be photographed."""
_NOT_IN_IT: Final = re.compile(r"[\s|｜]")


class CodeKind(StrEnum):
    """What a paper gives or takes, in the words that stand in its code."""

    GRANTED = "审批"
    REFUSED = "不予"
    OBJECTED = "异议"
    RECOVERED = "追回"
    REMINDED = "催缴"
    HANDED_DOWN = "下达"
    PAID = "拨付"


_ROWS: Final[Mapping[str, re.Pattern[str]]] = {
    CodeKind.HANDED_DOWN: re.compile(r"(?<![0-9A-Z])[0-9A-HJ-NPQRTUWXY]{18}(?![0-9A-Z])", re.ASCII),
    CodeKind.PAID: re.compile(r"(?<![0-9A-Z])P\d{4}-\d{3,}-\d{5}(?!\d)", re.ASCII),
}
"""By what rows of annexed lists are known: 统一社会信用代码, and our number of a line."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a code says.

    Attributes:
        kind: A `CodeKind`, or what a later program writes there.
        number: 发文字号; of a paper without one what the office calls the matter by, see docs/codes.md.
        day: 成文日期.
        uscc: Of the enterprise; where there are several what vouches for the list of them, see `vouched`.
        amount: In fen; 0 where nothing is given.
    """

    kind: str
    number: str
    day: date
    uscc: str
    amount: Fen

    @property
    def sentence(self) -> str:
        """What it says, for people."""
        amount = f"{yuan_text(self.amount)} 元" if self.amount else ""
        parts = (self.kind, self.number, self.day.isoformat(), self.uscc, amount)
        # Whoever made it may have put anything there.
        return f"二维码写的是：{safe_text('，'.join(filter(None, parts)))}。"

    @property
    def text(self) -> str:
        """What is signed, but for the name of the key."""
        parts = (VERSION, self.kind, plain(self.number), self.day.isoformat(), plain(self.uscc))
        return _BETWEEN.join((*parts, f"{yuan_text(self.amount).replace(',', '')}元"))


@dataclass(frozen=True, slots=True)
class Signed:
    """A code that was read: what it says, by which key, and the signature."""

    said: Said
    key: str
    signature: str
    annexed: str = ""
    """What vouches for the list that was read together with it, as `vouched` writes it; empty for none."""

    @property
    def text(self) -> str:
        return _BETWEEN.join((self.said.text, self.key, self.signature))


class Verdict(StrEnum):
    """What a signature is worth."""

    GOOD = "good"
    WRONG = "wrong"
    """The key is known, and did not sign this."""
    UNKNOWN_KEY = "unknown_key"
    TOO_LATE = "too_late"
    """Of a day on which the key was out of use."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A code held against public keys; ``key`` is the one it names, where it is known."""

    signed: Signed
    verdict: Verdict
    key: PublicKey | None = None

    @property
    def sentence(self) -> str:
        """What there is to say of it."""
        key = self.key
        match self.verdict:
            case Verdict.GOOD:
                assert key is not None
                return f"签名核对无误，由公钥 {key.fingerprint} 的单位签发，内容没有改动。"
            case Verdict.WRONG:
                return "签名对不上：内容被改动过，或者不是这个单位签发的。请不要据此办理，并告诉签发单位。"
            case Verdict.UNKNOWN_KEY:
                said = f"签名用的钥匙（{safe_text(self.signed.key)}）不在所给的公钥里，不能确认。"
                return f"{said}请向签发单位索取它的全部公钥。"
            case Verdict.TOO_LATE:
                assert key is not None
                until = key.until
                assert until is not None
                return f"签名用的钥匙已于 {until.isoformat()} 停用，这份文件的日期在停用以后，不能采信。"


def signed_code(said: Said, signer: Signer) -> Code:
    """Return the code that stands on a paper, with the words beside it."""
    head = f"{said.text}{_BETWEEN}{signer.key.name}"
    return Code(
        f"{head}{_BETWEEN}{signer.sign(head)}",
        ("防伪二维码：文号、日期、信用代码、金额和本单位的签名", f"公钥核对码 {signer.key.fingerprint}"),
    )


def with_annex(text: str, pages: str) -> str:
    """Return a code with what the list in the text of its pages comes to, if it vouches for one."""
    try:
        said = read_code(text).said
    except BadInput:
        return text
    if not VOUCHES.fullmatch(said.uscc) or not (read := vouched_by(said.kind, pages)):
        return text
    return f"{text}{_BETWEEN}{read}"


def codes_in(text: str) -> list[str]:
    """Return the codes that somebody typed or read one after the other, whatever lines they stand on.

    >>> codes_in("助企兑1|审批| 助企兑1|不\\n予")
    ['助企兑1|审批|', '助企兑1|不\\n予']
    """
    return [part for one in _BEGINS.split(text) if (part := one.strip())]


def read_code(text: str) -> Signed:
    """Read a code from a photograph, or as somebody typed it: whatever blanks stand between.

    Raises:
        BadInput: It is none of ours, or not whole.
    """
    parts = re.sub(r"\s", "", text).replace("｜", _BETWEEN).split(_BETWEEN)
    if parts[0] != VERSION:
        if parts[0].startswith(_OURS):
            raise BadInput(f"这是较新的程序做的二维码（{safe_text(parts[0][:20])}），请用最新版的助企兑核对")
        raise BadInput("这不是助企兑的文件二维码：它以“助企兑1|”开头")
    annexed = parts.pop() if len(parts) == _PARTS + 1 and VOUCHES.fullmatch(parts[-1]) else ""
    if len(parts) != _PARTS:
        raise BadInput(f"二维码的内容不完整：用“|”隔开的应有 {_PARTS} 段，这里是 {len(parts)} 段")
    _, kind, number, day, uscc, amount, key, signature = parts
    found = _AMOUNT.fullmatch(amount)
    if not _DAY.fullmatch(day) or found is None:
        raise BadInput("二维码里的日期或金额写法不对，请核对有没有抄错")
    try:
        said = Said(kind, number, date.fromisoformat(day), uscc, Fen(int(found[1]) * 100 + int(found[2])))
    except ValueError as error:
        raise BadInput(f"二维码里的日期 {day} 不存在，请核对有没有抄错") from error
    signature = spelt(signature)
    if not is_signature(signature):
        raise BadInput("二维码最后一段（签名）应是 103 个字母数字，请核对有没有抄漏")
    return Signed(said, spelt(key), signature, annexed)


def vouched(kind: CodeKind, rows: Iterable[Iterable[str]]) -> str:
    """Return what vouches in a code for the list that is annexed.

    It is how many rows there are and the first 16 letters of the base32 of a SHA-256: of what tells of each
    row, a line each, who gets how much. Cells come as they are printed, so that the same is read of the PDF.
    Empty where a row cannot be told by its code.

    >>> vouched(CodeKind.HANDED_DOWN, [("1", "某公司", "91410100MA3X12345L", "条款", "50,000.00")])
    '附件1行EIMAVPXCAGSSGFIJ'
    """
    texts = ["\n".join(row) for row in rows]
    found = vouched_by(kind, "\n".join(texts))
    return found if found.startswith(f"附件{len(texts)}行") else ""


def vouched_by(kind: str, text: str) -> str:
    """Return the same of the text of pages, as it is read of a PDF; empty where no row is in it."""
    if (pattern := _ROWS.get(kind)) is None:
        return ""
    keys = list(pattern.finditer(text))
    ends = [*(one.start() for one in keys[1:]), len(text)]
    rows = [row for key, end in zip(keys, ends, strict=False) if (row := _row(key, text[key.end() : end]))]
    digest = hashlib.sha256("".join(f"{row}\n" for row in rows).encode()).digest()
    return f"附件{len(rows)}行{b32encode(digest).decode()[:_LETTERS]}" if rows else ""


def _row(key: re.Match[str], rest: str) -> str:
    """Return what tells of a row: its key, its account if any, its amount; empty where it has no amount."""
    found = _CELL_AMOUNT.search(rest)
    if found is None:
        return ""
    # A long account goes on in the next line of its cell.
    before = re.sub(r"(?<=\d)\s+(?=\d)", "", rest[: found.start()])
    return " ".join((key[0], *_ACCOUNT.findall(before), found[0]))


def check(signed: Signed, keys: Sequence[PublicKey]) -> Checked:
    """Hold a code against the public halves of an office."""
    head = signed.text.rpartition(_BETWEEN)[0]
    candidates = named(keys, signed.key)
    if not candidates:
        return Checked(signed, Verdict.UNKNOWN_KEY)
    for key in candidates:
        if key.signed(head, signed.signature):
            is_late = key.until is not None and signed.said.day > key.until
            return Checked(signed, Verdict.TOO_LATE if is_late else Verdict.GOOD, key)
    return Checked(signed, Verdict.WRONG, candidates[0])


def plain(text: str) -> str:
    """Return a text as it stands in a code: without blanks and what stands between parts, not too long."""
    return _NOT_IN_IT.sub("", text)[:_LONGEST]
