"""Units split wherever somebody may say so, and joined again: nothing is lost, and all else stays."""

import pytest

from domain.policies.authoring.documents.arranging import joined, split_at
from domain.policies.authoring.documents.document import Document
from domain.policies.authoring.documents.opening import of_text
from domain.values.errors import BadInput

DOCUMENT = of_text(
    "第一章 茶企\n为了茶企。\n第一条 奖励标准。2.以茶园计。第二条 另定。\n（二）以茶厂计，3.以茶行计。\n"
    "1.以茶庄计。\n甲。（责任单位：县局）\n第二章 茶农\n第三条 对茶农奖励（一）1万元，（2）2万元。乙。"
)


def said(document: Document) -> str:
    return "".join(f"{one.number}{one.heading}{one.text}" for one in document.units).replace("\n", "")


def shown(document: Document) -> list[str]:
    """Return how deep each unit stands, and under which."""
    numbers = {unit.id: unit.number or unit.heading or unit.text for unit in document.units} | {"": ""}
    return [f"{one.level} {numbers[one.parent]}>{numbers[one.id]}" for one in document.units]


def test_that_wherever_a_unit_is_split_nothing_is_lost_and_joining_is_the_way_back():
    tried = 0
    for unit in DOCUMENT.units:
        for at in range(len(unit.text) + 1):
            try:
                split = split_at(DOCUMENT, unit.id, at)
            except BadInput:
                assert at in (0, len(unit.text)), (unit, at)
                continue
            tried += 1
            place = [one.id for one in split.units].index(unit.id)
            ids = [one.id for one in split.units]
            assert len(set(ids)) == len(ids) == len(DOCUMENT.units) + 1
            assert said(split).replace("。", "") == said(DOCUMENT).replace("。", ""), (unit, at)
            before = {one.id: one.level for one in split.units}
            assert all(one.level == before.get(one.parent, -1) + 1 for one in split.units)
            assert all(one.parent in ("", *ids[:number]) for number, one in enumerate(split.units))
            again = joined(split, ids[place + 1])
            assert said(again).replace("。", "") == said(DOCUMENT).replace("。", "")
            assert [one.id for one in again.units] == [one.id for one in DOCUMENT.units]
            assert again.unit(unit.id).responsible == unit.responsible
    assert tried > 40


@pytest.mark.parametrize(
    ("number", "begin", "expected"),
    [
        ("第一条", "2.", ["1 第一章>第一条", "2 第一条>2.", "2 第一条>（二）", "3 （二）>1."]),
        ("第一条", "第二条", ["1 第一章>第一条", "1 第一章>第二条", "2 第二条>（二）", "3 （二）>1."]),
        ("第一条", "另定", ["1 第一章>第一条", "1 第一章>另定。", "2 另定。>（二）", "3 （二）>1."]),
        ("（二）", "3.", ["1 第一章>第一条", "2 第一条>（二）", "3 （二）>3.", "3 （二）>1."]),
    ],
)
def test_that_what_stood_under_a_unit_stands_under_the_part_that_it_belongs_to(number, begin, expected):
    unit = next(one for one in DOCUMENT.units if one.number == number)
    split = split_at(DOCUMENT, unit.id, unit.text.index(begin))
    assert shown(split) == ["0 >第一章", *expected, "0 >第二章", "1 第二章>第三条"]


def test_that_what_stands_under_a_joined_unit_stands_under_the_one_before():
    by_number = {unit.number: unit.id for unit in DOCUMENT.units}
    whole = joined(DOCUMENT, by_number["第二章"])
    assert shown(whole)[-2:] == ["3 （二）>1.", "4 1.>第三条"]
    assert whole.unit(by_number["1."]).responsible == "县局"
    flat = joined(joined(DOCUMENT, by_number["1."]), by_number["（二）"])
    assert shown(flat) == ["0 >第一章", "1 第一章>第一条", "0 >第二章", "1 第二章>第三条"]
    assert flat.unit(by_number["第一条"]).responsible == "县局"
    twice = of_text(
        "第一条 甲1元。（责任单位：县局）\n第二条 乙2元。（责任单位：县局）\n第三条 丙3元。（责任单位：市局）"
    )
    for _ in range(2):
        twice = joined(twice, twice.units[1].id)
    [unit] = twice.units
    assert (unit.text, unit.responsible) == ("甲1元。\n第二条乙2元。\n第三条丙3元。", "县局；市局")
