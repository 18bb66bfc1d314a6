"""Formula text → syntax tree, and mistakes with their column."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Final, TypeVar

from lark import Lark, Token, Tree
from lark.exceptions import UnexpectedCharacters, UnexpectedEOF, UnexpectedInput, UnexpectedToken

from domain.policies.formulas import hints

T = TypeVar("T")

MAX_LENGTH: Final = 2_000
MAX_DEPTH: Final = 40

# Each character becomes one character, so that columns stay true.
_SAME_SIGN: Final = str.maketrans(
    "（），、：［］＋－＊*／/＞＜＝％≥≤≠０１２３４５６７８９．　", "(),,:[]+-××÷÷><=%≥≤≠0123456789. "
)
_OPENING: Final = '“「"'
_WORDS: Final = {
    "_OR": "或",
    "_AND": "且",
    "_NOT": "非",
    "_IN": "在",
    "_TO": "至",
    "_AMONG": "属于",
    "_CONTAINS": "包含",
    "_BEGINS": "开头是",
    "_OTHERWISE": "其余",
    "COMPARATOR": "比较符号（>=、>、<=、<、=）",
    "DATE": "日期（如 2022-06-30）",
    "PERIOD": "期间（如 2022H1）",
    "QUANTITY": "数额（如 20万、5%）",
    "WORD": "名称",
    "LPAR": "（",
    "RPAR": "）",
    "LSQB": "[",
    "RSQB": "]",
    "COMMA": "，",
    "COLON": "：",
    "PLUS": "+",
    "MINUS": "-",
    "__ANON_0": "×",
    "__ANON_1": "÷",
    "TEXT": "文字（写在“”里）",
    "$END": "公式结束",
}
_GROUPS: Final = (
    (frozenset(("WORD", "QUANTITY", "DATE", "LPAR", "MINUS")), "名称、数额、日期或（"),
    (frozenset(("PLUS", "MINUS", "__ANON_0", "__ANON_1")), "+ - × ÷"),
    (
        frozenset(("COMPARATOR", "_IN", "_AMONG", "_CONTAINS", "_BEGINS")),
        "比较（>= > <= < = != 在 属于 包含 开头是）",
    ),
    (frozenset(("_AND", "_OR")), "且、或"),
)


class FormulaError(Exception):
    """A formula is wrong at ``column`` of ``line`` (from 1); the message says what was expected there."""

    def __init__(self, column: int, message: str, line: int = 1) -> None:
        super().__init__(message)
        self.column = column
        self.line = line


class UnknownName(FormulaError):
    """A formula uses a name that means nothing."""

    def __init__(self, column: int, message: str, line: int, name: str) -> None:
        super().__init__(column, message, line)
        self.name = name


def read_formula(text: str, check: Callable[[Tree[Token]], T]) -> T:
    """Read a formula into its syntax tree, and return what ``check`` makes of that.

    Raises:
        FormulaError: It is no formula, too long, or nested too deep; or ``check`` found a mistake.
    """
    try:
        try:
            return check(_parse(text, with_places=False))
        except FormulaError:
            # Where each branch stands is half the work of parsing; asked for only where there is a mistake.
            return check(_parse(text, with_places=True))
    except RecursionError as error:
        raise FormulaError(1, "算式太长，请分成几个有名称的中间量（definitions）") from error


def _parse(text: str, *, with_places: bool) -> Tree[Token]:
    if len(text) > MAX_LENGTH:
        raise FormulaError(MAX_LENGTH, f"公式太长：最多 {MAX_LENGTH} 个字符")
    if (column := hints.of_thousands(text)) is not None:
        raise FormulaError(column, "数字里不写千位逗号，如 10000元；如果是两项，请在逗号后空一格")
    plain = text.translate(_SAME_SIGN)
    _refuse_depth(plain)
    try:
        return _with_own_texts(_parser(with_places).parse(plain), text)
    except UnexpectedInput as error:
        raise _complaint(error, text) from error


def _with_own_texts(tree: Tree[Token], text: str) -> Tree[Token]:
    """Put back texts in quotation marks as they were written, with their own punctuation."""
    if not any(mark in text for mark in _OPENING):
        return tree
    for branch in tree.iter_subtrees():
        branch.children = [
            child.update(value=text[child.start_pos : child.end_pos])
            if isinstance(child, Token) and child.type == "TEXT"
            else child
            for child in branch.children
        ]
    return tree


def _refuse_depth(text: str) -> None:
    if sum(text.count(sign) for sign in "(-非") <= MAX_DEPTH:
        return
    depth = run = 0
    for column, sign in enumerate(text, start=1):
        depth += (sign == "(") - (sign == ")")
        run = run + 1 if sign in "-非" else (run if sign.isspace() else 0)
        if depth > MAX_DEPTH or run > MAX_DEPTH:
            raise FormulaError(column, f"嵌套太深：最多 {MAX_DEPTH} 层")


def _complaint(error: UnexpectedInput, text: str) -> FormulaError:
    line, column = error.line, error.column
    match error:
        case UnexpectedCharacters():
            return FormulaError(
                column, hints.after(f"不认识的符号“{error.char}”", hints.for_text(text)), line
            )
        case UnexpectedToken() if error.token.type != "$END":
            found, names = f"“{error.token}”", error.expected
        case UnexpectedToken() | UnexpectedEOF():
            lines = text.split("\n")
            found, names, line, column = "公式的结尾", set(error.expected), len(lines), len(lines[-1]) + 1
        case _:
            raise error
    second = isinstance(error, UnexpectedToken) and error.token.type == "COMPARATOR"
    advice = hints.FOR_RANGE if second else hints.for_text(text)
    message = f"此处看不懂{found}：{advice}" if advice else f"此处是{found}，应为：{_expected(names)}"
    return FormulaError(column, message, line)


def _expected(names: set[str]) -> str:
    """Say what may stand at a place; what belongs together in one word."""
    left, said = set(names), []
    for group, words in _GROUPS:
        if left >= group:
            left -= group
            said.append(words)
    return "、".join([*said, *sorted({_WORDS.get(name, name) for name in left})])


@cache
def _parser(with_places: bool) -> Lark:
    return Lark(
        Path(__file__).with_name("grammar.lark").read_text("utf-8"),
        parser="lalr",
        propagate_positions=with_places,
        maybe_placeholders=False,
    )
