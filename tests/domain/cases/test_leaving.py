"""What a restore leaves behind is said as far as it is known, and asked for where it is not."""

from domain.cases.leaving import ASK_LAST_LIST, ASK_PAPER, lines_since
from domain.store.numbers.carrying import Since
from domain.store.numbers.carrying_lists import ListsSince
from domain.store.numbers.sent import LISTS


def test_that_paper_is_asked_for_only_where_the_machine_is_not_sure():
    for sure, sure_of_lists in ((True, True), (False, True), (True, False)):
        lists = ListsSince(unknown=((2026, 7),), is_sure=sure_of_lists)
        said = "\n".join(lines_since(Since((), (), (), lists, sure)))
        assert f"{LISTS}〔2026〕7号里有哪些事项没有留下记录" in said
        assert (ASK_PAPER in said, ASK_LAST_LIST in said) == (not sure, not sure_of_lists)
