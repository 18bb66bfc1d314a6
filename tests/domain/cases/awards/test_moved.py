"""A calendar that changes moves what is due, and says which; what was published stays as it was."""

from datetime import date

from domain.cases.awards.listing import listed
from domain.cases.awards.moved import moved_by
from domain.cases.awards.publicity import prolong
from domain.office.calendar.service import TimeOff, calendar_of, file_of, take_year
from tests.domain.cases.awards.conftest import HANDLER, MANAGER, Office

YEAR_2027 = (
    TimeOff("元旦", date(2027, 1, 1), date(2027, 1, 3)),
    TimeOff("春节", date(2027, 2, 5), date(2027, 2, 13), [date(2027, 2, 14), date(2027, 2, 20)]),
    TimeOff("清明节", date(2027, 4, 3), date(2027, 4, 5)),
    TimeOff("劳动节", date(2027, 5, 1), date(2027, 5, 5), [date(2027, 5, 8)]),
    TimeOff("端午节", date(2027, 6, 9), date(2027, 6, 9)),
    TimeOff("中秋节", date(2027, 9, 15), date(2027, 9, 15)),
    TimeOff("国庆节", date(2027, 10, 1), date(2027, 10, 7), [date(2027, 9, 26), date(2027, 10, 9)]),
)


def test_that_a_year_that_is_announced_moves_what_is_due_and_says_which(office: Office):
    # Of that year nobody knows yet: its days are counted by weekends.
    office.day = date(2027, 2, 3)
    waits, public, prolonged, ended = office.make(office.granted()[:4])
    office.bring([public, prolonged], "closing")
    prolong(
        office.seat(HANDLER), office.seen(prolonged), date(2027, 2, 18), office.rules, because="名单有更正"
    )
    office.bring([ended], "done")
    office.day = date(2027, 2, 3)
    before = office.store.ask(calendar_of)
    take_year(office.seat(MANAGER), file_of(2027, "国办发明电〔2026〕12号", YEAR_2027).encode(), "2027 年")
    after, who = office.store.ask(calendar_of), office.seat(HANDLER).who

    moved = office.store.ask(moved_by, before, after, who=who, rules=office.rules)

    assert [(one.id, one.text.partition("：")[2]) for one in moved] == [
        (waits, "期限由2027年2月10日变为2027年2月17日"),
        (
            public,
            "期限由2027年2月12日变为2027年2月16日；已公示到2027年2月9日，按新的放假安排应到2027年2月16日，"
            "请延长公示",
        ),
        (prolonged, "期限由2027年2月23日变为2027年2月22日"),
    ]
    assert office.store.ask(moved_by, after, after, who=who, rules=office.rules) == []
    assert office.store.ask(listed, [ended], who, office.rules)[ended].due is None
