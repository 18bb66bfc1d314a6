"""What was reported stays as it was told, and what came later is told as such."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from domain.enterprises.dictionary import Dictionary
from domain.outreach.visits import SeenVisit, delete_visits
from domain.statistics.charts import draw_charts
from domain.statistics.counting import Span, count_by
from domain.statistics.documents.report import compose_report
from domain.statistics.figures import Figures
from domain.statistics.frozen import Frozen, find_frozen, since_then
from domain.statistics.kept import find_report
from domain.statistics.over import Over, period_of, year_before
from domain.statistics.reporting import ReportedAlready, changes_before, changes_of, make_report, told_of
from domain.statistics.telling import Issue, tell
from domain.values.errors import BadInput
from tests.conftest import RESOURCES
from tests.domain.cases.documents.test_documents import text_of
from tests.domain.statistics.district import NEW_YEAR, District, facts_of

FIGURES = Figures.load(RESOURCES / "figures")
NOW = datetime(2022, 4, 1, 1, 30, tzinfo=UTC)
JANUARY, FEBRUARY, MARCH = (Issue(Over.MONTH, date(2022, at, 1)) for at in (1, 2, 3))


def paper(district: District, issue: Issue, figures: Figures = FIGURES) -> str:
    with district.store.read() as session:
        return text_of(compose_report(session, issue, figures, district.rules, NOW))


def frozen_of(district: District, figure_id: str) -> Frozen:
    """Return what stood behind a figure when January was reported."""
    with district.store.read() as session:
        report = find_report(session, *JANUARY)
        assert report is not None
        assert report.id is not None
        found = find_frozen(session, report.id, figure_id)
    assert found is not None
    return found


def test_that_all_of_a_reported_period_stays_and_every_later_one_tells_what_was_corrected(
    store, sample_office, dictionary: Dictionary
):
    district = District(store, 4)
    district.visit(0)
    district.raise_(0, kind="融资")
    district.enter(0, street="商都路街道")
    for issue, today in ((JANUARY, date(2022, 2, 1)), (FEBRUARY, date(2022, 3, 1))):
        make_report(district.seat, FIGURES, issue, today, district.rules)
    before = [paper(district, issue) for issue in (JANUARY, FEBRUARY)]
    # Visits and problems of January are entered late, one is of another kind and street; what counts changes.
    district.day = date(2022, 1, 20)
    district.visit(1)
    id_ = district.raise_(2, kind="用工")
    district.enter(2, street="如意湖街道")
    district.day = date(2022, 3, 25)
    district.solve([id_])
    visits = replace(FIGURES.figures["visits"], where={"state": ("planned",)}, says="计划的走访。")
    new = replace(visits, id="new", title="新的数")
    figures = Figures(FIGURES.figures | {"visits": visits, "new": new}, FIGURES.rates, FIGURES.charts)
    assert [paper(district, issue, figures) for issue in (JANUARY, FEBRUARY)] == before
    with store.read() as session:
        charts = [one.chart for one in draw_charts(session, JANUARY, figures, district.day, dictionary)]
        live = count_by(
            session, FIGURES.figures["raised"], Span.of(*period_of(*JANUARY), NOW.date()), "kind", dictionary
        )
        february = {one.id: one for one in tell(session, figures, FEBRUARY, district.day)}
        march = {one.id: one for one in tell(session, FIGURES, MARCH, district.day)}
        changes = [
            changes_of(session, find_report(session, *one), FIGURES, district.day)
            for one in (JANUARY, FEBRUARY)
        ]
        redefined = changes_of(session, find_report(session, *JANUARY), figures, district.day)
    assert dict(live) == {"融资": 1, "用工": 1}
    assert {one.title: one.texts for one in charts}["收集的问题：按类别"] == ["融资：收集问题 1，办结问题 0"]
    assert "new" not in february
    assert (february["raised"].before, february["solving-rate"].before) == ("1", "0/1 = 0.0 %")
    assert (march["solved"].now, march["visits"].before) == ("1", "0")
    expected = {"走访次数": ("1", "2"), "走访企业": ("1", "2"), "收集问题": ("1", "2")}
    found = {one.title: (one.reported, one.now) for one in changes[0].corrected}
    assert expected.items() <= found.items()
    assert {"在办问题", "超期问题"} == found.keys() - expected.keys()
    assert {one.title for one in changes[1].corrected} == {"在办问题", "超期问题"}
    assert "走访次数" not in {one.title for one in redefined.corrected}
    assert redefined.redefined == ("走访次数",)
    told = paper(district, MARCH)
    assert "对以前各期的更正和补充" in told
    assert "2022年1月（报出时截止 2022年1月31日）" in told
    assert "走访次数（次） | 1 | 2" in told


def test_that_behind_a_reported_number_stand_the_rows_of_then_and_beside_them_what_became_of_them(store):
    district = District(store, 3)
    wrong = district.visit(0)
    district.raise_(0, kind="融资")
    make_report(district.seat, FIGURES, JANUARY, date(2022, 2, 1), district.rules)
    frozen = {id_: frozen_of(district, id_) for id_ in ("visits", "raised")}
    # The number of visits stays the same; whose visit it is does not.
    delete_visits(district.seat, [SeenVisit(wrong, 1)])
    late, other = district.visit(1), district.raise_(2, kind="用工")
    assert {id_: frozen_of(district, id_) for id_ in frozen} == frozen
    assert [row.words for row in frozen["visits"].rows] == [f"2022-01-01　现场走访　{facts_of(1)[0].name}"]
    assert dict(frozen["raised"].groups["kind"]) == {"融资": 1}
    with store.read() as session:
        span = Span.of(*period_of(*JANUARY), NOW.date())
        visits, raised = (
            since_then(session, FIGURES.figures[id_], span, then, district.rules)
            for id_, then in frozen.items()
        )
    assert (visits.gone, [one.id for one in visits.come]) == ({wrong}, [late])
    assert (raised.gone, [one.id for one in raised.come]) == (set(), [other])
    # Of a year long gone it is told by one report.
    for issue, today, told in (
        (Issue(Over.MONTH, date(2024, 2, 1)), date(2024, 3, 1), ["2022年1月"]),
        (Issue(Over.MONTH, date(2024, 3, 1)), date(2024, 4, 1), []),
    ):
        with store.read() as session:
            assert [one.title for one in changes_before(session, issue, FIGURES, today)] == told
        if told:
            make_report(district.seat, FIGURES, issue, today, district.rules)


def test_that_what_was_reported_is_not_reported_again(store):
    district = District(store, 1)
    make_report(district.seat, FIGURES, JANUARY, date(2022, 2, 1), district.rules)
    for issue, words, more in (
        (Issue(Over.MONTH, date(2022, 1, 31)), "2022年1月已由王小梅在", ReportedAlready),
        (MARCH, "2022年3月还没有到", BadInput),
        (Issue(Over.QUARTER, NEW_YEAR), "没有过完，从 2022-03-31 起可以报出", BadInput),
    ):
        with pytest.raises(more, match=words):
            make_report(district.seat, FIGURES, issue, date(2022, 2, 1), district.rules)
    with pytest.raises(BadInput, match="截止日 2022-02-05 还没有到"):
        make_report(district.seat, FIGURES, FEBRUARY, date(2022, 2, 1), district.rules, by=date(2022, 2, 5))
    with pytest.raises(BadInput, match="截止日要在 2022-02-01 到 2022-02-28 之间"):
        make_report(district.seat, FIGURES, FEBRUARY, date(2022, 2, 1), district.rules, by=NEW_YEAR)


def test_that_what_comes_after_an_early_report_is_added_in_the_next(
    store, sample_office, dictionary: Dictionary
):
    district = District(store, 3)
    district.visit(0)
    make_report(district.seat, FIGURES, JANUARY, date(2022, 1, 26), district.rules, by=date(2022, 1, 25))
    district.day = date(2022, 1, 26)
    district.visit(1)
    district.day = date(2022, 2, 28)
    with store.read() as session:
        assert told_of(session, JANUARY, FIGURES, district.day, dictionary).numbers["visits"].number == 1
        [changes] = told_of(session, FEBRUARY, FIGURES, district.day, dictionary).changes
        # Beside it stands all of January.
        february = {one.id: one.before for one in tell(session, FIGURES, FEBRUARY, district.day)}
    assert not changes.corrected
    assert {one.title: (one.reported, one.now) for one in changes.added} == {
        "走访次数": ("1", "2"), "走访企业": ("1", "2"),
    }  # fmt: skip
    assert february["visits"] == "2"
    assert "补充：截止日以后到期末的" in paper(district, FEBRUARY)


def test_that_a_period_that_runs_is_held_against_as_much_of_the_others(store):
    district = District(store, 3)
    for district.day in (date(2022, 1, 3), date(2022, 1, 28), date(2022, 2, 5)):
        district.visit(0)
    for today, before in ((date(2022, 2, 5), "1"), (date(2022, 2, 28), "2")):
        with store.read() as session:
            lines = {one.id: one for one in tell(session, FIGURES, FEBRUARY, today)}
        assert (lines["visits"].now, lines["visits"].before) == ("1", before)
    monday = date(2022, 6, 13)
    assert year_before(Over.WEEK, monday) == (date(2021, 6, 14), date(2021, 6, 20))
