"""Formula text → tokens, each with its place."""

import re
from collections.abc import Iterator
from typing import Final

from domain.policies.language import blanks
from domain.policies.language.matching import OF_TEXTS

# Each character becomes one character, so that columns stay true.
_SAME_SIGN: Final = str.maketrans(
    "（），、：［］＋－＊*／/＞＜＝％≥≤≠０１２３４５６７８９．　", "(),,:[]+-××÷÷><=%≥≤≠0123456789. "
)
KEYWORDS: Final = {
    "OR": "或",
    "AND": "且",
    "NOT": "非",
    "IN": "在",
    "TO": "至",
    "AMONG": "属于",
    **{word: word for word in OF_TEXTS},
    "OTHERWISE": "其余",
}
_TYPES: Final = {word: type_ for type_, word in KEYWORDS.items()}
_SIGNS: Final = {
    "(": "LPAR",
    ")": "RPAR",
    "[": "LSQB",
    "]": "RSQB",
    ",": "COMMA",
    ":": "COLON",
    "+": "PLUS",
    "-": "MINUS",
    "×": "TIMES",
    "÷": "DIVIDED",
}
_DATE: Final = rf"(?P<DATE>\d{{4}}-\d{{2}}-\d{{2}}|{blanks.DAY}(?!\w))"
_PERIOD: Final = rf"(?P<PERIOD>\d{{4}}(?:[A-Z]\d{{1,2}})?|{blanks.PERIOD}(?!\w))"
# Any word may be a unit; which ones are known is checked later. 且, 或 and 至 end one.
_QUANTITY: Final = r"(?P<QUANTITY>\d+(?:\.\d+)?(?:[ \t]*(?:%|‰|(?:(?![且或至])[^\W\d_])+))?)"
_REST: Final = (
    r"(?P<TEXT>“[^“”]*”|「[^「」]*」|\"[^\"]*\")|(?P<WORD>[^\W\d]\w*)|(?P<COMPARATOR>>=|<=|!=|[><=≥≤≠])"
    r"|(?P<SIGN>[()\[\],:+\-×÷])|(?P<UNKNOWN>.)"
)
# Behind ÷ it would be divided by twice: 8 ÷ 4/2 is 1.
_FRACTION: Final = r"(?P<FRACTION>\d{1,4}÷\d{1,4}(?![\w.÷%‰]))"
_BLANK: Final = re.compile(r"[ \t\r\n]+")
_ANYWHERE: Final = re.compile(f"{_DATE}|{_FRACTION}|{_QUANTITY}|{_REST}")
_AS_DIVISOR: Final = re.compile(f"{_DATE}|{_QUANTITY}|{_REST}")
_AS_PERIOD: Final = re.compile(f"{_DATE}|{_PERIOD}|{_QUANTITY}|{_REST}")
_BEFORE_PERIOD: Final = frozenset(("LSQB", "IN", "TO"))


class Token(str):
    """One word or sign of a formula.

    Attributes:
        type: What it is; ``UNKNOWN`` for a sign that formulas do not have, ``END`` behind the last one.
        column, line: Where it stands, from 1.
        start: How many characters are before it.
    """

    __slots__ = ("column", "line", "start", "type")
    type: str
    column: int
    line: int
    start: int

    def __new__(cls, type_: str, value: str, column: int, line: int, start: int) -> "Token":
        token = super().__new__(cls, value)
        token.type, token.column, token.line, token.start = type_, column, line, start
        return token

    def as_word(self) -> "Token":
        """Return a keyword as the word that it is where no keyword may stand."""
        return Token("WORD", str(self), self.column, self.line, self.start)


def split_keyword(token: Token, type_: str, text: str) -> list[Token]:
    """Return a word that begins with a keyword as that keyword, and all that follows in the formula."""
    keyword = Token(type_, KEYWORDS[type_], token.column, token.line, token.start)
    begins = token.start - token.column + 1
    return [keyword, *tokens_of(text, token.start + len(keyword), token.line, begins, type_)]


def tokens_of(text: str, at: int = 0, line: int = 1, begins: int = 0, before: str = "") -> Iterator[Token]:
    """Yield the tokens of a formula, and the end of it; nothing behind a sign that formulas do not have.

    Texts in quotation marks stay as they are written, with their own punctuation.

    Args:
        text: The formula.
        at: From which character on.
        line: In which line that is, from 1.
        begins: At which character the line begins.
        before: The type of the token before it.
    """
    plain = text.translate(_SAME_SIGN)
    while at < len(plain):
        blank = _BLANK.match(plain, at)
        if blank is not None:
            if "\n" in blank[0]:
                line += blank[0].count("\n")
                begins = at + blank[0].rindex("\n") + 1
            at = blank.end()
            continue
        pattern = _AS_DIVISOR if before == "DIVIDED" else _ANYWHERE
        match = (_AS_PERIOD if before in _BEFORE_PERIOD else pattern).match(plain, at)
        assert match is not None
        assert match.lastgroup is not None
        value, before = match[0], match.lastgroup
        if before == "WORD":
            before = _TYPES.get(value, before)
        elif before == "SIGN":
            before = _SIGNS[value]
        elif before == "TEXT":
            value = text[at : match.end()]
        yield Token(before, value, at - begins + 1, line, at)
        if before == "UNKNOWN":
            return
        at = match.end()
    # Behind the last line break there is, blank or not.
    last = text.rfind("\n")
    yield Token("END", "", len(text) - last, text.count("\n") + 1, len(text))
