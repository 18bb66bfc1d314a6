"""Formula text → syntax tree, and mistakes with their column.

    condition   = both {或 both}
    both        = negation {且 negation}
    negation    = 非 negation | comparison
    comparison  = sum [COMPARATOR (sum | TEXT) | 在 (PERIOD | DATE 至 DATE)
                       | 属于 ( label {, label} ) | (包含 | 开头是) (TEXT | ( TEXT {, TEXT} ))]
    label       = WORD | TEXT | QUANTITY
    sum         = product {(+ | -) product}
    product     = signed {(× | ÷) signed}
    signed      = - signed | atom
    atom        = QUANTITY | FRACTION | DATE | WORD | WORD [ PERIOD [至 PERIOD] ] | WORD [ DATE | WORD ]
                | WORD ( argument {, argument} ) | ( condition )
    argument    = COMPARATOR sum : sum | 其余 : sum | TEXT : sum | condition [: sum]

A keyword where none may stand is a word: a choice may be called 其余. Behind a whole quantity or condition
no word can stand, so that a keyword there need not be followed by a blank.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Final, TypeVar

from domain.policies.language import blanks, hints
from domain.policies.language.matching import OF_TEXTS
from domain.policies.language.tokens import KEYWORDS, Token, split_keyword, tokens_of

T = TypeVar("T")

MAX_LENGTH: Final = 2_000
MAX_DEPTH: Final = 40

_WORDS: Final = {
    **KEYWORDS,
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
    "TIMES": "×",
    "DIVIDED": "÷",
    "TEXT": "文字（写在“”里）",
    "END": "公式结束",
}
_GROUPS: Final = (
    (frozenset(("WORD", "QUANTITY", "DATE", "LPAR", "MINUS")), "名称、数额、日期或（"),
    (frozenset(("PLUS", "MINUS", "TIMES", "DIVIDED")), "+ - × ÷"),
    (
        frozenset(("COMPARATOR", "IN", "AMONG", *OF_TEXTS)),
        f"比较（>= > <= < = != 在 属于 {' '.join(OF_TEXTS)}）",
    ),
    (frozenset(("AND", "OR")), "且、或"),
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


class Tree:
    """What a part of a formula states, ``data`` says in which form; it begins at ``column`` of ``line``."""

    __slots__ = ("children", "column", "data", "line")
    column: int
    line: int

    def __init__(self, data: str, children: "Sequence[Tree | Token]", first: "Tree | Token") -> None:
        self.data, self.children = data, children
        self.column, self.line = first.column, first.line


Branch = Tree | Token


def read_formula(text: str, check: Callable[[Tree], T], *, with_blanks: bool = False) -> T:
    """Read a formula into its syntax tree, and return what ``check`` makes of that.

    Raises:
        FormulaError: It is no formula, too long, or nested too deep; something is still to be filled in,
            unless ``with_blanks``; or ``check`` found a mistake.
    """
    if len(text) > MAX_LENGTH:
        raise FormulaError(MAX_LENGTH, f"公式太长：最多 {MAX_LENGTH} 个字符")
    try:
        tree, blank = _parsed(text)
        if blank is not None and not with_blanks:
            raise FormulaError(blank.column, blanks.still_to_fill(_word_in(blank)), blank.line)
        return check(tree)
    except RecursionError as error:
        raise FormulaError(1, "算式太长，请分成几个有名称的中间量（definitions）") from error


@lru_cache(maxsize=1 << 9)
def _parsed(text: str) -> tuple[Tree, Token | None]:
    """Return the tree of a formula, and where in it something is still to be filled in.

    A file is read again at each step of who writes it, and hardly any of its formulas has changed.
    """
    if (column := hints.of_thousands(text)) is not None:
        raise FormulaError(column, "数字里不写千位逗号，如 10000元；如果是两项，请在逗号后空一格")
    parser = _Parser(text)
    return parser.formula(), parser.blank()


class _Parser:
    """Reads one formula from its first token to its last, a method for each line of the grammar above."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = list(tokens_of(text))
        self._at = 0
        self._next = self._tokens[0]
        self._wanted: list[str] = []
        """What might have stood in place of the next token, as far as was asked."""

    def formula(self) -> Tree:
        """Return the tree of the whole."""
        self._refuse_depth()
        tree = self._condition()
        if not self._is("END"):
            raise self._complaint()
        return tree

    # Conditions

    def _condition(self) -> Tree:
        return self._joined("either", "OR", self._both)

    def _both(self) -> Tree:
        return self._joined("both", "AND", self._negation)

    def _joined(self, data: str, between: str, part: Callable[[], Tree]) -> Tree:
        first = self._next
        parts = [part()]
        while self._follows(between):
            self._take()
            parts.append(part())
        return parts[0] if len(parts) == 1 else Tree(data, parts, first)

    def _negation(self) -> Tree:
        first = self._next
        if self._is("NOT"):
            self._take()
            return Tree("negated", [self._negation()], first)
        return self._comparison()

    def _comparison(self) -> Tree:
        first = self._next
        left = self._sum()
        if self._is("COMPARATOR"):
            sign = self._take()
            if self._is("TEXT"):
                return Tree("equals_text", [left, sign, self._take()], first)
            return Tree("compared", [left, sign, self._sum()], first)
        if self._follows("IN"):
            self._take()
            return self._within(left, first)
        if self._follows("AMONG"):
            self._take()
            return Tree("among", [left, *self._several(self._label)], first)
        for word in OF_TEXTS:
            if self._follows(word):
                return Tree("tested", [left, self._take(), *self._texts()], first)
        return left

    def _texts(self) -> list[Token]:
        return self._several(self._quoted) if self._is("LPAR") else [self._quoted()]

    def _quoted(self) -> Token:
        return self._expect("TEXT")

    def _several(self, one: Callable[[], T]) -> list[T]:
        self._expect("LPAR")
        found = [one()]
        while self._is("COMMA"):
            self._take()
            found.append(one())
        self._expect("RPAR")
        return found

    def _within(self, left: Tree, first: Token) -> Tree:
        if self._is("PERIOD"):
            return Tree("within_period", [left, self._take()], first)
        start = self._expect("DATE")
        if not self._follows("TO"):
            raise self._complaint()
        self._take()
        return Tree("within_dates", [left, start, self._expect("DATE")], first)

    def _label(self) -> Token:
        if self._is("TEXT") or self._is("QUANTITY"):
            return self._take()
        return self._word()

    # Quantities

    def _sum(self) -> Tree:
        first = self._next
        left = self._product()
        while True:
            if self._is("PLUS"):
                data = "add"
            elif self._is("MINUS"):
                data = "subtract"
            else:
                return left
            self._take()
            left = Tree(data, [left, self._product()], first)

    def _product(self) -> Tree:
        first = self._next
        parts = [self._signed()]
        while True:
            sign = self._next
            if self._is("TIMES"):
                data = "scaled"
            elif self._is("DIVIDED"):
                data = "divided"
            else:
                return parts[0] if len(parts) == 1 else Tree("chain", parts, first)
            self._take()
            parts.append(Tree(data, [self._signed()], sign))

    def _signed(self) -> Tree:
        first = self._next
        if self._is("MINUS"):
            self._take()
            return Tree("negative", [self._signed()], first)
        return self._atom()

    def _atom(self) -> Tree:
        first = self._next
        if self._is("QUANTITY"):
            return Tree("quantity", [self._take()], first)
        if self._is("DATE"):
            return Tree("date", [self._take()], first)
        if self._next.type == "FRACTION":
            return Tree("fraction", [self._take()], first)
        if self._is("LPAR"):
            self._take()
            inner = self._condition()
            self._expect("RPAR")
            return inner
        word = self._word()
        if self._is("LSQB"):
            self._take()
            return self._of_period(word)
        if self._is("LPAR"):
            return Tree("call", [word, *self._several(self._argument)], first)
        return Tree("word", [word], first)

    def _of_period(self, word: Token) -> Tree:
        if self._is("PERIOD"):
            period = self._take()
            tree = Tree("indicator", [word, period], word)
            if self._follows("TO"):
                self._take()
                tree = Tree("span", [word, period, self._expect("PERIOD")], word)
        elif self._is("DATE"):
            tree = Tree("on_day", [word, self._take()], word)
        else:
            tree = Tree("on_date_of", [word, self._word()], word)
        self._expect("RSQB")
        return tree

    def _argument(self) -> Tree:
        first = self._next
        if self._is("COMPARATOR"):
            sign = self._take()
            bound = self._sum()
            self._expect("COLON")
            return Tree("tier", [sign, bound, self._sum()], first)
        if self._is("OTHERWISE"):
            self._take()
            self._expect("COLON")
            return Tree("otherwise", [self._sum()], first)
        if self._is("TEXT"):
            label = self._take()
            self._expect("COLON")
            return Tree("case", [label, self._sum()], first)
        tree = self._condition()
        if self._is("COLON"):
            self._take()
            return Tree("case", [tree, self._sum()], first)
        return tree

    # Tokens

    def _is(self, type_: str) -> bool:
        """Tell whether the next token is of a type, which might stand there."""
        self._wanted.append(type_)
        return self._next.type == type_

    def _follows(self, type_: str) -> bool:
        """Tell whether a keyword is next, where no word may stand."""
        if self._next.type == "WORD" and self._next.startswith(KEYWORDS[type_]):
            self._tokens[self._at :] = split_keyword(self._next, type_, self._text)
            self._next = self._tokens[self._at]
        return self._is(type_)

    def _take(self) -> Token:
        taken = self._next
        self._at += 1
        self._next = self._tokens[self._at]
        self._wanted.clear()
        return taken

    def _expect(self, type_: str) -> Token:
        if not self._is(type_):
            raise self._complaint()
        return self._take()

    def _word(self) -> Token:
        if not self._is("WORD") and self._next.type not in KEYWORDS:
            raise self._complaint()
        taken = self._take()
        return taken if taken.type == "WORD" else taken.as_word()

    # Mistakes

    def blank(self) -> Token | None:
        """Return the first place where something is still to be filled in."""
        return next((token for token in self._tokens if blanks.is_blank(_word_in(token))), None)

    def _refuse_depth(self) -> None:
        if sum(self._text.count(sign) for sign in "(（-－非") <= MAX_DEPTH:
            return
        depth = run = 0
        for token in self._tokens:
            depth += (token.type == "LPAR") - (token.type == "RPAR")
            run = run + 1 if token.type in ("MINUS", "NOT") else 0
            if depth > MAX_DEPTH or run > MAX_DEPTH:
                raise FormulaError(token.column, f"嵌套太深：最多 {MAX_DEPTH} 层", token.line)

    def _complaint(self) -> FormulaError:
        token = self._next
        if token.type == "UNKNOWN":
            message = hints.after(f"不认识的符号“{token}”", hints.for_text(self._text))
            return FormulaError(token.column, message, token.line)
        found = f"“{token}”" if token.type != "END" else "公式的结尾"
        advice = hints.FOR_RANGE if token.type == "COMPARATOR" else hints.for_text(self._text)
        if advice:
            return FormulaError(token.column, f"此处看不懂{found}：{advice}", token.line)
        message = f"此处是{found}，应为：{_expected(self._wanted)}"
        return FormulaError(token.column, message, token.line)


def _word_in(token: Token) -> str:
    return token[1:-1].strip() if token.type == "TEXT" else str(token)


def _expected(names: Sequence[str]) -> str:
    """Say what may stand at a place; what belongs together in one word."""
    left, said = set(names), []
    for group, words in _GROUPS:
        if left >= group:
            left -= group
            said.append(words)
    return "、".join([*said, *sorted({_WORDS[name] for name in left})])
