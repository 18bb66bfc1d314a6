"""A year comes in from a file, and one that is incomplete or contradicts itself is refused by its line."""

import pytest

from domain.office.calendar.year_files import CalendarMistakes, year_from
from domain.office.calendar.years import known_years

HEAD = """\
format = 1
year = 2026
source = "国务院办公厅关于2026年部分节假日安排的通知"
"""
HOLIDAYS = {
    "元旦": "first = 2026-01-01\nlast = 2026-01-03\nworked = [2026-01-04]",
    "春节": "first = 2026-02-15\nlast = 2026-02-23\nworked = [2026-02-14, 2026-02-28]",
    "清明节": "first = 2026-04-04\nlast = 2026-04-06",
    "劳动节": "first = 2026-05-01\nlast = 2026-05-05\nworked = [2026-05-09]",
    "端午节": "first = 2026-06-19\nlast = 2026-06-21",
    "中秋节": "first = 2026-09-25\nlast = 2026-09-27",
    "国庆节": "first = 2026-10-01\nlast = 2026-10-07\nworked = [2026-09-20, 2026-10-10]",
}
YEAR_2025 = """\
format = 1
year = 2025
source = "国办发明电〔2024〕12号"
holidays = [
    { name = "元旦", first = 2025-01-01, last = 2025-01-01 },
    { name = "春节", first = 2025-01-28, last = 2025-02-04, worked = [2025-01-26, 2025-02-08] },
    { name = "清明节", first = 2025-04-04, last = 2025-04-06 },
    { name = "劳动节", first = 2025-05-01, last = 2025-05-05, worked = [2025-04-27] },
    { name = "端午节", first = 2025-05-31, last = 2025-06-02 },
    { name = "国庆节、中秋节", first = 2025-10-01, last = 2025-10-08, worked = [2025-09-28, 2025-10-11] },
]
"""


def file_of(head=HEAD, **changed):
    """Return the file of 2026 with some holidays written otherwise; an empty one is left out."""
    parts = [
        f'[[holidays]]\nname = "{name}"\n{text}\n' for name, text in {**HOLIDAYS, **changed}.items() if text
    ]
    return head + "".join(parts)


def read(text):
    return year_from(text.encode(), "日历.toml")


def mistakes_of(text):
    with pytest.raises(CalendarMistakes) as caught:
        read(text)
    return caught.value.complaints


@pytest.mark.parametrize("text", [file_of(), YEAR_2025], ids=["2026", "2025"])
def test_that_a_year_as_it_was_announced_is_what_the_program_knows_of_it(text):
    year = read(text)
    known = known_years()[year.number]
    assert (year.off, year.worked) == (known.off, known.worked)
    assert year.source


def test_that_new_years_day_may_reach_into_the_december_before():
    text = file_of(元旦="first = 2025-12-31\nlast = 2026-01-02\nworked = [2025-12-28, 2026-01-04]")
    year = read(text)
    assert {f"{day}" for day in year.off | year.worked if day.year == 2025} == {"2025-12-28", "2025-12-31"}


def test_that_what_the_state_council_orders_otherwise_is_taken_with_its_grounds():
    text = file_of() + '[[holidays]]\nname = "纪念日"\nfirst = 2026-09-03\nlast = 2026-09-03\n'
    assert "没有“纪念日”这个法定节日" in mistakes_of(text)[0]
    assert len(read(text + 'because = "国务院关于放假的通知"\n').off) == len(read(file_of()).off) + 1


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        (file_of(端午节="", 中秋节=""), "第 2 行，“year”", "没有写“端午节”、“中秋节”"),
        (file_of(HEAD.replace("year = 2026", "year = 2024")), "第 2 行", "程序里已有，不用导入"),
        (file_of(HEAD.replace("year = 2026", "year = 2206")), "第 2 行", "太远"),
        (file_of(HEAD.replace("source =", "sauce =")), "第 3 行", "是不是“source”"),
        (file_of(元旦="first = 2026-01-03\nlast = 2026-01-01"), "第 7 行", "在开始的 2026-01-03 之前"),
        (file_of(元旦="first = 2026-01-01\nlast = 2026-10-03"), "第 4 行", "放假超过 15 天"),
        (file_of(元旦="first = 2026-01-01\nlast = 2027-01-03"), "第 7 行", "不在 2026 年"),
        (file_of(清明节="first = 2025-12-04\nlast = 2026-04-06"), "第 16 行", "2025-12-04 不在 2026 年"),
        (file_of(清明节="first = 2026-04-04\nlast = 2026-04-31"), "第 17 行", "没有这一天"),
        (file_of(清明节='first = "2026-04-04"\nlast = 2026-04-06'), "第 16 行", "应为日期"),
        (
            file_of(清明节="first = 2026-04-07\nlast = 2026-04-07"),
            "第 14 行",
            "应在 2026-04-04 至 2026-04-06 之间",
        ),
        (file_of(元旦="first = 2026-01-02\nlast = 2026-01-03"), "第 4 行", "应包括 2026-01-01"),
        (
            file_of(劳动节="first = 2026-05-02\nlast = 2026-05-05"),
            "第 18 行",
            "应包括 2026-05-01 至 2026-05-02",
        ),
        (file_of(劳动节="first = 2026-05-01\nlast = 2026-05-05"), "第 18 行", "占用了 3 个周一至周五"),
        (
            file_of(劳动节="first = 2026-05-01\nlast = 2026-05-05\nworked = [2026-05-09, 2026-05-10]"),
            "第 18 行",
            "应占 4 个",
        ),
        (
            file_of(劳动节="first = 2026-05-01\nlast = 2026-05-05\nworked = [2026-05-08]"),
            "第 22 行，“holidays”第 4 项“worked”第 1 项",
            "2026-05-08 是星期五，本来就上班",
        ),
        (
            file_of(劳动节="first = 2026-05-01\nlast = 2026-05-05\nworked = [2026-05-03]"),
            "第 22 行",
            "既在“劳动节”的假期里，又写要上班",
        ),
        (
            file_of(国庆节="first = 2026-10-01\nlast = 2026-10-07\nworked = [2026-05-09, 2026-10-10]"),
            "第 35 行",
            "2026-05-09 写了两次",
        ),
        (
            file_of(国庆节="first = 2026-10-01\nlast = 2026-10-07\nworked = [2027-05-09, 2026-10-10]"),
            "第 35 行",
            "2027-05-09 不在 2026 年",
        ),
        (file_of(中秋节="first = 2026-09-25\nlast = 2026-10-02"), "第 31 行", "已写在“中秋节”里"),
        (file_of().replace("端午节", "端午"), "第 24 行", "没有“端午”这个法定节日（是不是“端午节”？）"),
        (HEAD, "“holidays”", "缺少这一项"),
    ],
)
def test_that_a_mistake_is_named_with_its_line(text, place, words):
    found = mistakes_of(text)
    assert [one for one in found if place in one and words in one], found


def test_that_every_mistake_of_the_days_is_told_at_once():
    text = file_of(
        元旦="first = 2026-01-01\nlast = 2026-01-03", 春节="", 劳动节="first = 2026-05-01\nlast = 2026-05-05"
    )
    assert len(mistakes_of(text)) == 3


def test_that_a_newer_format_and_what_is_no_calendar_are_refused():
    assert "更高的格式" in mistakes_of(file_of(HEAD.replace("format = 1", "format = 2")))[0]
    assert "日历.toml" in mistakes_of("]")[0]
    with pytest.raises(CalendarMistakes, match="不像是日历文件"):
        read("x = " + "[" * 200 + "]" * 200)
