"""Days are counted as offices have published them, and as a second source knows them."""

from datetime import date, timedelta

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.office.calendar.working_days import Calendar, Days, Period, Reckoned, Term, moved
from domain.office.calendar.years import Year, known_years
from domain.values.errors import BadInput

SHIPPED = Calendar()
LAST_KNOWN = max(known_years())
WORKING_WEEK = Term(5, Days.WORKING)


def days_of(*years):
    return [
        date(year, 1, 1) + timedelta(days=at)
        for year in years
        for at in range((date(year + 1, 1, 1) - date(year, 1, 1)).days)
    ]


def test_that_every_day_of_2022_to_2026_is_what_a_second_source_says():
    second = holidays.country_holidays("CN", years=range(2022, 2027))
    days = days_of(2022, 2023, 2024, 2025, 2026)
    assert [day for day in days if SHIPPED.is_working_day(day) != second.is_working_day(day)] == []


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (date(2021, 12, 1), date(2021, 12, 7)),
        (date(2022, 4, 8), date(2022, 4, 14)),
        (date(2023, 2, 21), date(2023, 2, 27)),
    ],
)
def test_that_published_periods_of_five_working_days_end_as_they_were_published(first, last):
    assert SHIPPED.end_of(Period(first, WORKING_WEEK, counts_first=True)) == Reckoned(last)


def test_that_whether_the_first_day_counts_makes_a_day():
    start = date(2022, 4, 8)
    assert SHIPPED.nth_day(start, 1, Days.WORKING, counts_first=True).value == start
    # A Friday; the Saturday and Sunday after it are off.
    assert SHIPPED.nth_day(start, 1, Days.WORKING).value == date(2022, 4, 11)
    assert SHIPPED.nth_day(start, 1, Days.CALENDAR, counts_first=True).value == start
    assert SHIPPED.nth_day(start, 1, Days.CALENDAR).value == date(2022, 4, 9)


def test_that_a_period_begun_on_a_day_off_counts_from_the_working_day_after():
    saturday, sunday = date(2022, 4, 9), date(2022, 4, 10)
    assert SHIPPED.end_of(Period(saturday, Term(1, Days.WORKING), counts_first=True)).value == date(
        2022, 4, 11
    )
    assert SHIPPED.end_of(Period(sunday, Term(1, Days.WORKING))).value == date(2022, 4, 11)


def test_that_a_weekend_that_is_worked_counts_and_a_monday_off_does_not():
    # 24 April, a Sunday, was worked for 1 May; 2 to 4 May were off; 7 May, a Saturday, was worked.
    assert SHIPPED.days_between(date(2022, 4, 23), date(2022, 4, 24), Days.WORKING) == Reckoned(1)
    assert SHIPPED.days_between(date(2022, 4, 29), date(2022, 5, 7), Days.WORKING) == Reckoned(3)
    assert SHIPPED.days_between(date(2022, 5, 7), date(2022, 4, 29), Days.WORKING) == Reckoned(-3)
    assert SHIPPED.days_between(date(2022, 4, 29), date(2022, 5, 7), Days.CALENDAR) == Reckoned(8)


def test_that_calendar_days_that_end_on_a_day_off_end_on_the_working_day_after():
    # The seventh day is 3 October, within the holiday; 8 October, a Saturday, is worked.
    assert SHIPPED.end_of(Period(date(2022, 9, 26), Term(7, Days.CALENDAR))).value == date(2022, 10, 8)
    assert SHIPPED.end_of(Period(date(2022, 9, 19), Term(7, Days.CALENDAR))).value == date(2022, 9, 26)


def test_that_a_year_nobody_has_arranged_is_counted_by_weekends_and_said_to_be():
    period = Period(date(LAST_KNOWN + 2, 4, 28), WORKING_WEEK)
    end = SHIPPED.end_of(period)
    assert not end.is_certain
    assert end.unsure == (LAST_KNOWN + 2,)
    assert f"{LAST_KNOWN + 2}年的放假安排还没有导入" in end.caveat
    assert SHIPPED.days_between(date(2022, 1, 1), date(2022, 2, 1), Days.WORKING).caveat == ""
    assert not SHIPPED.is_certain(date(2003, 5, 1))


def test_that_the_last_days_of_a_year_wait_for_the_arrangement_of_the_next():
    # 31 December 2018, a Monday, was off for 元旦 2019, which the notice for 2019 said.
    assert not SHIPPED.is_working_day(date(2018, 12, 31))
    assert SHIPPED.is_working_day(date(2018, 12, 29))
    assert SHIPPED.is_certain(date(LAST_KNOWN, 12, 28))
    assert not SHIPPED.is_certain(date(LAST_KNOWN, 12, 29))
    end = SHIPPED.end_of(Period(date(LAST_KNOWN, 12, 25), WORKING_WEEK))
    assert end.unsure == (LAST_KNOWN + 1,)


def next_year(off=(), worked=()):
    return Calendar([Year(LAST_KNOWN + 1, frozenset(off), frozenset(worked), "通知")])


def test_that_an_imported_year_takes_days_of_the_december_before_and_makes_them_certain():
    last = date(LAST_KNOWN, 12, 31)
    arranged = next_year(
        off=[last] if last.weekday() < 5 else [], worked=[last] if last.weekday() > 4 else []
    )
    assert arranged.is_working_day(last) != SHIPPED.is_working_day(last)
    assert arranged.is_certain(last)
    assert not arranged.is_certain(date(LAST_KNOWN + 1, 12, 31))


def test_that_an_imported_year_stands_before_what_the_program_knows():
    new_year = date(2026, 1, 2)
    assert not SHIPPED.is_working_day(new_year)
    assert Calendar([Year(2026, frozenset(), frozenset())]).is_working_day(new_year)


def test_that_a_changed_calendar_names_the_periods_that_end_on_another_day():
    monday = next(day for day in days_of(LAST_KNOWN + 1) if day.weekday() == 0 and day.month == 3)
    periods = {
        "over it": Period(monday - timedelta(days=3), WORKING_WEEK),
        "before it": Period(monday - timedelta(days=20), WORKING_WEEK),
        "days": Period(monday - timedelta(days=7), Term(7, Days.CALENDAR)),
    }
    assert moved(periods, SHIPPED, next_year(off=[monday])) == {
        "over it": (monday + timedelta(days=4), monday + timedelta(days=7)),
        "days": (monday, monday + timedelta(days=1)),
    }


@pytest.mark.parametrize("text", ["5个工作日", "5 个工作日", "5工作日", "5 个 工作日"])
def test_that_a_term_is_read_as_people_write_it(text):
    assert Term.parse(text) == WORKING_WEEK


@pytest.mark.parametrize(
    "text", ["", "五天", "2月30日", "5", "工作日", "-5天", "0天", "0个工作日", "1001天", "5天半"]
)
def test_that_what_is_no_term_is_refused(text):
    with pytest.raises(BadInput, match=r"请写如|1 至 1000"):
        Term.parse(text)


@given(
    start=st.dates(date(2005, 1, 1), date(LAST_KNOWN + 3, 12, 31)),
    number=st.integers(1, 80),
    days=st.sampled_from(Days),
)
def test_that_counting_there_and_back_agrees(start, number, days):
    end = SHIPPED.nth_day(start, number, days)
    assert SHIPPED.days_between(start, end.value, days).value == number
    assert days is Days.CALENDAR or SHIPPED.is_working_day(end.value)
    # With the first day counted, a period that begins on a working day ends a day earlier.
    if number > 1 and SHIPPED.is_working_day(start):
        assert SHIPPED.nth_day(start, number, days, counts_first=True) == SHIPPED.nth_day(
            start, number - 1, days
        )


def test_that_every_year_the_program_knows_is_whole():
    # A release that has only the first holidays of a year would have days off that nobody works for.
    for number in range(2021, LAST_KNOWN + 1):
        year, by_law = known_years()[number], 11 if number < 2025 else 13
        assert len(year.off) == by_law + len(year.worked), number
