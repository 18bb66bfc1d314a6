"""A year's arrangement is taken in once, counts at once, and goes again."""

from datetime import date

import pytest

from domain.office.calendar.service import TimeOff, calendar_of, drop_year, file_of, take_year, years_of
from domain.office.calendar.working_days import Days
from domain.office.calendar.year_files import CalendarMistakes, year_from
from domain.office.calendar.years import known_years
from domain.store.verifying import verify
from domain.values.errors import NotFound
from domain.values.progress import Silent

# As may come: 2027 is not announced yet.
TIMES = (
    TimeOff("元旦", date(2027, 1, 1), date(2027, 1, 3)),
    TimeOff("春节", date(2027, 2, 5), date(2027, 2, 13), (date(2027, 2, 14), date(2027, 2, 20))),
    TimeOff("清明节", date(2027, 4, 3), date(2027, 4, 5)),
    TimeOff("劳动节", date(2027, 5, 1), date(2027, 5, 5), (date(2027, 5, 8),)),
    TimeOff("端午节", date(2027, 6, 9), date(2027, 6, 9)),
    TimeOff("中秋节", date(2027, 9, 15), date(2027, 9, 15)),
    TimeOff("国庆节", date(2027, 10, 1), date(2027, 10, 7), (date(2027, 9, 26), date(2027, 10, 9))),
)
SOURCE = '国办“2027”年\\安排 "试"'


def test_that_a_year_that_was_entered_is_counted_by(store):
    year = take_year(store.seat("王小梅"), file_of(2027, SOURCE, TIMES).encode(), "2027 年")
    assert (year.number, year.source) == (2027, SOURCE)
    end = store.ask(calendar_of).nth_day(date(2027, 2, 4), 3, Days.WORKING)
    assert (end.value, end.is_certain) == (date(2027, 2, 16), True)
    known = store.ask(years_of, date(2026, 11, 29))
    assert ([one.year for one in known.taken], known.lacking) == ([2027], [])
    assert known.shipped == (min(known_years()), max(known_years()))
    assert verify(store.path.parent, Silent(), with_rows=True).is_sound


def test_that_until_then_weekends_alone_are_counted_and_it_says_so(store):
    end = store.ask(calendar_of).nth_day(date(2027, 2, 4), 3, Days.WORKING)
    assert (end.value, end.unsure) == (date(2027, 2, 9), (2027,))
    assert store.ask(years_of, date(2026, 11, 29)).lacking == [2027]


def test_that_one_that_is_incomplete_is_not_taken_in(store):
    with pytest.raises(CalendarMistakes, match="这一年不完整，没有写“国庆节”"):
        take_year(store.seat("王小梅"), file_of(2027, SOURCE, TIMES[:-1]).encode(), "2027 年")
    assert store.ask(years_of, date(2026, 11, 29)).taken == []


def test_that_a_second_one_takes_the_place_of_the_first_and_goes_again(store):
    seat = store.seat("王小梅")
    for source in ("甲", "乙"):
        take_year(seat, file_of(2027, source, TIMES).encode(), "2027 年")
    [row] = store.ask(years_of, date(2026, 11, 29)).taken
    assert row.source == "乙"
    drop_year(seat, 2027)
    with pytest.raises(NotFound):
        drop_year(seat, 2027)
    assert store.ask(years_of, date(2026, 11, 29)).lacking == [2027]


def test_that_what_was_entered_reads_as_it_was(store):
    year = year_from(file_of(2027, SOURCE, TIMES).encode(), "2027 年")
    assert date(2027, 2, 14) in year.worked
    assert date(2027, 2, 5) in year.off
