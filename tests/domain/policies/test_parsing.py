"""Formula text becomes a tree, or a complaint that says where and what might stand there."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.policies.language.parsing import FormulaError, Tree, read_formula


def read(text):
    return read_formula(text, lambda tree: tree)


def said(tree):
    """Return a tree as text: what it states, and its parts in brackets."""
    if isinstance(tree, Tree):
        return f"{tree.data}({' '.join(map(said, tree.children))})"
    return str(tree)


TREES = {
    "a 或 b 且 c": "either(word(a) both(word(b) word(c)))",
    "非 非 (a 或 b)": "negated(negated(either(word(a) word(b))))",
    "a - b - c × d ÷ -e": (
        "subtract(subtract(word(a) word(b)) chain(word(c) scaled(word(d)) divided(negative(word(e)))))"
    ),
    "（a＋1）≥ ５％": "compared(add(word(a) quantity(1)) ≥ quantity(5%))",
    "a 在 2022Q2": "within_period(word(a) 2022Q2)",
    "a 在 2022-01-01 至 2022-06-30": "within_dates(word(a) 2022-01-01 2022-06-30)",
    "a 属于(b, “c，d”, 5A级)": "among(word(a) b “c，d” 5A级)",
    'a 包含 「x」 且 b 开头是 "y"': 'both(tested(word(a) 包含 「x」) tested(word(b) 开头是 "y"))',
    "a = “x”": "equals_text(word(a) = “x”)",
    "a[2022] + b[2021Q1 至 2021Q3]": "add(indicator(a 2022) span(b 2021Q1 2021Q3))",
    "a[2022-06-30] + b[c]": "add(on_day(a 2022-06-30) on_date_of(b c))",
    "f(a, >= 5%: 1万, “x”: 2, b = 是: 3, 其余: 0)": (
        "call(f word(a) tier(>= quantity(5%) quantity(1万)) case(“x” quantity(2))"
        " case(compared(word(b) = word(是)) quantity(3)) otherwise(quantity(0)))"
    ),
    "3 个月 + 12公里": "add(quantity(3 个月) quantity(12公里))",
    "a = 是 且b = 否 或c": "either(both(compared(word(a) = word(是)) compared(word(b) = word(否))) word(c))",
    "a 在2022Q2 且0 < b": "both(within_period(word(a) 2022Q2) compared(quantity(0) < word(b)))",
    "a = 其余": "compared(word(a) = word(其余))",
    "5% 且 a": "both(quantity(5%) word(a))",
}


@pytest.mark.parametrize(("text", "expected"), TREES.items(), ids=TREES)
def test_what_a_formula_states(text, expected):
    assert said(read(text)) == expected


PLACES = {
    "a >= ": (1, 6, "此处是公式的结尾，应为：名称、数额、日期或（、文字（写在“”里）"),
    "a b": (
        1,
        3,
        "此处是“b”，应为：+ - × ÷、比较（>= > <= < = != 在 属于 包含 开头是）、且、或、[、公式结束、（",
    ),
    "封顶(a 20万)": (
        1,
        6,
        "此处是“20万”，应为：+ - × ÷、比较（>= > <= < = != 在 属于 包含 开头是）、且、或、[、（、）、，、：",
    ),
    "a[2022H1": (1, 9, "此处是公式的结尾，应为：]、至"),
    "a 在 b": (1, 5, "此处是“b”，应为：日期（如 2022-06-30）、期间（如 2022H1）"),
    "a >=\n  1 且\n": (3, 1, "此处是公式的结尾，应为：名称、数额、日期或（、非"),
    "a\n且 §": (2, 3, "不认识的符号“§”"),
    "1 <= a <= 2": (1, 8, "此处看不懂“<=”：一次只比较两项，请写成两个条件，如 占比 >= 3% 且 占比 < 5%"),
}


@pytest.mark.parametrize(("text", "expected"), PLACES.items(), ids=PLACES)
def test_that_a_complaint_says_where_and_what_might_stand_there(text, expected):
    with pytest.raises(FormulaError) as caught:
        read(text)
    assert (caught.value.line, caught.value.column, str(caught.value)) == expected


def test_that_a_part_begins_where_its_bracket_does():
    tree = read("1 +\n (a 且 b) >= 2")
    compared, total = tree, tree.children[0]
    assert (compared.line, compared.column) == (total.line, total.column) == (1, 1)
    both = total.children[1]
    assert (both.data, both.line, both.column) == ("both", 2, 3)


SIGNS = ["(", ")", "[", "]", ",", "：", "+", "-", "×", ">=", "=", "“", "§", "_", "·"]
WORDS = [
    "a",
    "销售额",
    "且",
    "或",
    "非",
    "在",
    "至",
    "其余",
    "属于",
    "2022-06-30",
    "2022H1",
    "20万",
    "5%",
    "“x”",
]
PIECES = st.sampled_from([*SIGNS, *WORDS, " ", "\n", "\u3000"])


def place_in(text):
    """Return where a formula begins, or what is wrong with it."""
    try:
        found = read(text)
    except FormulaError as error:
        found = error
    return found.line, found.column


@given(st.lists(PIECES, max_size=30).map("".join))
def test_that_any_text_is_a_formula_or_a_complaint_with_a_place_in_it(text):
    line, column = place_in(text)
    lines = text.split("\n")
    assert 1 <= line <= len(lines)
    assert 1 <= column <= len(lines[line - 1]) + 1
