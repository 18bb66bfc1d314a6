from datetime import UTC, date, datetime

from domain.outreach.problem_entities import Matter
from domain.outreach.problems.raising import Raised, gather, raise_problem
from domain.statistics.documents.brief import compose_brief
from domain.statistics.figures import Figures
from domain.statistics.over import Over
from domain.statistics.reporting import make_report
from domain.statistics.telling import Issue
from reports.documents.papers import paper_bytes
from tests.conftest import RESOURCES
from tests.domain.statistics.district import NEW_YEAR, District
from tests.reports.reading import pages_of

FIGURES = Figures.load(RESOURCES / "figures")
NOW = datetime(2022, 3, 1, 1, 30, tzinfo=UTC)
JANUARY = Issue(Over.MONTH, NEW_YEAR)


def brief(store, fonts, rules):
    with store.read() as session:
        return pages_of(paper_bytes(compose_brief(session, JANUARY, FIGURES, rules, NOW), fonts))


def test_that_a_brief_is_one_page_with_what_is_past_its_day_the_longest_first(store, sample_office, fonts):
    district = District(store, 12)
    for at in range(12):
        district.day = date(2022, 1, 20 - at)
        district.visit(at)
        words = f"第{at}件" + "流动资金贷款到期以后续贷缺少担保" * 3
        raised = Raised(words, "融资", district.enterprises[at], district.day, matter=Matter.PROBLEM)
        raise_problem(district.seat, raised, district.rules, although_like=True)
    district.day = date(2022, 3, 1)
    [page] = brief(store, fonts, district.rules)
    assert "走访12次、12户" in page
    assert "在办问题12件，其中超期12件" in page
    told = [f"第{at}件" in page for at in range(12)]
    assert told == [at > 5 for at in range(12)]
    assert "另有6件见问题台账" in page


def test_that_a_brief_of_a_reported_month_says_what_was_reported(store, sample_office, fonts):
    district = District(store, 3)
    district.visit(0)
    district.day = date(2022, 2, 1)
    make_report(district.seat, FIGURES, Issue(Over.MONTH, NEW_YEAR), district.day, district.rules)
    district.day = date(2022, 1, 20)
    district.visit(1)
    district.day = date(2022, 3, 1)
    [page] = brief(store, fonts, district.rules)
    assert "走访1次、1户" in page
    assert "走访次数（次）10+1" in page
    assert "没有在办的问题" in page


def test_that_alike_problems_are_counted_as_they_were_raised_and_listed_once(store, sample_office, fonts):
    district = District(store, 3)
    alike = [district.raise_(at) for at in range(2)]
    gather(district.seat, district.seen(alike), "园区限电", district.rules)
    district.raise_(2)
    district.day = date(2022, 3, 1)
    [page] = brief(store, fonts, district.rules)
    assert "在办问题3件，其中超期3件" in page
    assert page.count("还没有交办") == 2
    assert "2件合并园区限电" in page
