from datetime import UTC, datetime

from domain.outreach.charges import assign
from domain.outreach.documents.hand_out import compose_hand_outs
from domain.outreach.documents.visit_form import compose_visit_forms
from domain.outreach.entities import Post
from domain.outreach.problems.raising import gather
from domain.outreach.visits import record_visit
from domain.policies.runs.register import assess_enterprises
from domain.policies.trace import Outcome
from domain.values.money import yuan_text
from domain.values.progress import Silent
from tests.domain.cases.documents.test_documents import text_of

NOW = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)


def test_that_a_form_for_a_visit_has_what_is_known_filled_in(ledger, policies, zhengdong):
    first, second = ledger.enterprises[:2]
    assign(ledger.one, [first], ledger.li, Post.OFFICER, ledger.today)
    record_visit(ledger.one, ledger.visit(), ledger.rules)
    ledger.raise_("缺工 30 名")
    own, other = ledger.store.ask(compose_visit_forms, [first, second], policies, ledger.rules, NOW)
    told = text_of(own)
    [decided] = ledger.store.ask(assess_enterprises, zhengdong, policies.dictionary, Silent(), ids=[first])
    granted = [one for one in decided.decisions if one.outcome is Outcome.GRANTED]
    assert granted
    for words in (
        "包联：李强（首席服务员）",
        "上次走访：2026年3月2日",
        "2026-0001 | 缺工 30 名 | — | 待转办",
        *(
            f"{zhengdong.clauses[one.clause_id].title}：符合，{yuan_text(one.amount)} 元 | □"
            for one in granted[:6]
        ),
    ):
        assert words in told
    assert "上次走访：没有走访过" in text_of(other)
    assert "还在办的问题" not in text_of(other)


def test_that_a_sheet_for_a_department_says_what_by_when_and_of_whom(ledger):
    ids = [ledger.raise_(f"续贷缺担保{at}", at, phone="13803711234", raised_by="刘总") for at in range(2)]
    ledger.solve(ids[0], "reply")
    ids.append(
        gather(
            ledger.one,
            [ledger.problem(ledger.raise_(f"限电{at}", at)).seen for at in range(2)],
            "限电",
            ledger.rules,
        )
    )
    own, _, common = (
        text_of(one) for one in ledger.store.ask(compose_hand_outs, ids, ledger.one.who, ledger.rules, NOW)
    )
    for words in (
        "# 问题交办单　2026-0001",
        "承办：区金融服务局",
        "电话：13803711234",
        "最迟 2026年3月5日办完",
    ):
        assert words in own
    assert common.index("2026-0003 |") < common.index("2026-0004 |")
