"""Examples at the edges of clauses: hand-checked ones, and all of them held against the clauses by hand.

``make soak`` has 300 random policies; ZHUQIDUI_SOAK_PROOFS says how many.
"""

import os
import re
from dataclasses import replace
from functools import cache

import pytest

from domain.enterprises.records import record_of
from domain.policies.authoring.places import Place
from domain.policies.authoring.proving.judging import confirm, is_confirmed, refuse
from domain.policies.authoring.proving.making import MOST, proofs_of
from domain.policies.authoring.writing import draft_of, file_of
from domain.policies.files.files import policy_from
from domain.policies.trace import Outcome
from domain.policies.trials.examples import facts_of_example, failures_of
from domain.values.money import NO_MONEY, parse_yuan
from tests.domain.policies.authoring.kept import (
    COMMAND,
    HARD,
    PROOFS,
    lines_of_kept,
    lines_of_proofs,
    proofs_of_shipped,
)
from tests.domain.policies.random_policies import PolicyMaker
from tests.domain.policies.test_language import LOANS, NUMBERS
from tests.reference.facts import Sheet
from tests.reference.zhengdong_2022 import CLAUSES as BY_HAND

SWAPPED = {">=": ">", ">": ">=", "<=": "<", "<": "<="}
ZHENGDONG = "zhengdong-2022"
POLICIES = int(os.environ.get("ZHUQIDUI_SOAK_PROOFS", "2"))


@pytest.fixture(scope="module")
def proved(resources, dictionary):
    """The examples of each clause of a shipped policy, and the draft in which all of them are confirmed."""

    @cache
    def of(name):
        path = HARD if name == HARD.stem else resources / "policies" / f"{name}.toml"
        draft = draft_of(path.read_bytes(), path.name)
        draft = replace(draft, clauses=tuple(replace(one, cases=()) for one in draft.clauses))
        found = proofs_of_shipped(path)
        for proof in (one for proofs in found.values() for one in proofs):
            draft = confirm(draft, proof)
        return found, draft

    return of


def sentences(proofs):
    return [one.sentence for one in proofs]


def test_that_each_edge_of_the_freight_clause_is_shown(proved):
    assert sentences(proved(ZHENGDONG)[0]["freight"]) == [
        "2022年上半年产值 4,799,999.99 元（同比下降）、4,800,000.00 元（同比持平）：不符合；"
        "4,800,000.01 元（同比增长）：150,000.00 元",
        "2022年二季度国内运费 299,999.99 元：不符合；300,000.00 元、300,000.01 元：15,000.00 元",
        "2022年二季度国内运费 3,999,999.89 元：199,999.99 元；"
        "4,000,000.00 元、8,000,000.00 元：200,000.00 元",
        "统计专业 工业：150,000.00 元；建筑业、批发业、零售业、住宿业、餐饮业、软件和信息技术服务业、"
        "其他服务业、其他：不符合",
        "四上（规上/限上/资质内） 是：150,000.00 元；否：不符合",
        "2021年上半年产值 -0.01 元、0.00 元：待人工认定",
        "没填 “统计专业”、“四上（规上/限上/资质内）”、“2022年上半年产值”、“2021年上半年产值”、"
        "“2022年二季度国内运费”：资料缺失",
    ]


@pytest.mark.parametrize(
    ("policy", "clause", "sentence"),
    [
        # Tiers of a growth, at 1 yi before: each a fen below and exactly.
        (
            ZHENGDONG,
            "wholesale",
            "2022年二季度销售额 114,999,999.99 元（同比增长不到 15%）：不符合；"
            "115,000,000.00 元（同比增长正好 15%）、119,999,999.99 元（同比增长不到 20%）：20,000.00 元；"
            "120,000,000.00 元（同比增长正好 20%）、129,999,999.99 元（同比增长不到 30%）：40,000.00 元；"
            "130,000,000.00 元（同比增长正好 30%）：60,000.00 元",
        ),
        # A bound that depends on the kind of enterprise.
        (
            ZHENGDONG,
            "consumer",
            "不是“统计专业为零售业”时，2022年二季度销售额 1,999,999.99 元：不符合；"
            "2,000,000.00 元、2,000,000.01 元：40,000.00 元",
        ),
        # Whole steps.
        (
            ZHENGDONG,
            "output",
            "2022年上半年产值 14,799,999.99 元（算得 9,999,999.99 元）：0.00 元；"
            "14,800,000.00 元（算得 10,000,000.00 元）、"
            "24,799,999.99 元（算得 19,999,999.99 元）：20,000.00 元；"
            "24,800,000.00 元（算得 20,000,000.00 元）：40,000.00 元",
        ),
        # Either of two costs, of which only what itself reaches the edge counts.
        (
            ZHENGDONG,
            "energy",
            "2022年二季度用气费用 49,999.99 元：不符合；50,000.00 元、50,000.01 元：10,000.00 元",
        ),
        # Days, both ends.
        (
            ZHENGDONG,
            "project",
            "开工日期 2021年12月31日：不符合；2022年1月1日、2022年6月30日：30,000.00 元；"
            "2022年7月1日：不符合",
        ),
        # One person less and more, and the smallest step of a rate.
        (
            "template-stable-jobs",
            "refund",
            "2021年参保人数 29 人、30 人：6,000,000.00 元；31 人：不符合",
        ),
        (
            "template-stable-jobs",
            "refund",
            "不是“2021年参保人数 不超过 30人”时，2021年裁员率 5.49%、5.5%：6,000,000.00 元；5.51%：不符合",
        ),
        ("template-equipment", "equipment", "设备项目已验收 是：1,440,000.00 元；否：864,000.00 元"),
        # Rows of a list: a day within a row, and how many rows a cap around them takes.
        (
            "template-talent",
            "talent",
            "引进日期 2020年12月31日（2年）：7,500.00 元；"
            "2021年1月1日（1年）、2021年12月31日（1年）：15,000.00 元；"
            "2022年1月1日（0年）：30,000.00 元",
        ),
        (
            "template-loan-interest",
            "interest",
            "没有贷款：不符合；1 个贷款：154,166.67 元；3 个一样的贷款：462,500.01 元；"
            "4 个一样的贷款：500,000.00 元",
        ),
    ],
)
def test_that_an_edge_is_shown_by_values_checked_by_hand(proved, policy, clause, sentence):
    assert sentence in sentences(proved(policy)[0][clause])


def test_that_every_example_is_what_the_clauses_by_hand_say(proved, dictionary):
    """The reference was written in plain Python, without formulas."""
    wrong = []
    for id_, proofs in proved(ZHENGDONG)[0].items():
        for case in (case for proof in proofs for case in proof.cases):
            record = record_of(facts_of_example(case.facts, dictionary), dictionary)
            by_hand = BY_HAND[id_](Sheet(record))
            amount = parse_yuan(case.amount) if case.amount else NO_MONEY
            if (by_hand.outcome, by_hand.amount_fen) != (case.outcome, amount):
                wrong.append((id_, case.name))
    assert wrong == []


def test_that_examples_catch_every_comparison_taken_the_other_way_at_its_edge(proved, dictionary):
    _, draft = proved(ZHENGDONG)
    survived = []
    for clause in draft.clauses:
        alone = file_of(replace(draft, clauses=(clause,))).decode()
        formulas = {one.formula for one in (*clause.who, *clause.conditions, clause.award)}
        for formula in formulas:
            for match in re.finditer(r">=|<=|>|<", formula):
                slip = f"{formula[: match.start()]}{SWAPPED[match[0]]}{formula[match.end() :]}"
                assert formula in alone
                changed = policy_from(alone.replace(formula, slip).encode(), "slip.toml", dictionary)
                if not list(failures_of(changed, dictionary)):
                    survived.append((clause.id, slip))
    assert survived == []


def test_that_every_example_is_a_case_which_an_imported_file_passes(proved, resources, dictionary):
    names = sorted(path.stem for path in (resources / "policies").glob("*.toml"))
    assert len(names) == 8
    for name in (*names, HARD.stem):
        found, draft = proved(name)
        policy = policy_from(file_of(draft), f"{name}.toml", dictionary)
        for id_, proofs in found.items():
            assert len(proofs) <= MOST
            assert all(is_confirmed(draft, one) for one in proofs if one.is_shown)
            assert name == HARD.stem or all(one.is_shown for one in proofs)
            cases = {case.name: case for one in proofs for case in one.cases}
            assert len(policy.clauses[id_].examples) == len(cases)
        assert list(failures_of(policy, dictionary.extended(policy.facts))) == []


def test_that_clauses_are_shown_as_was_looked_at(proved, resources):
    names = sorted(path.stem for path in (resources / "policies").glob("*.toml"))
    now = {
        f"{name}/{id_}": lines_of_proofs(f"{name}/{id_}", proofs)
        for name in (*names, HARD.stem)
        for id_, proofs in proved(name)[0].items()
    }
    kept = lines_of_kept(PROOFS)
    changed = {name: (lines, kept.get(name)) for name, lines in now.items() if lines != kept.get(name)}

    assert changed == {}, f"look at what changed; where it is right: {COMMAND}"
    assert list(kept) == list(now)


def test_that_what_is_wrong_opens_the_line_that_decided(proved):
    found, draft = proved(ZHENGDONG)
    proof = next(one for one in found["freight"] if "国内运费 299,999.99" in one.sentence)
    assert proof.place == Place("freight", "conditions", 1)
    after = refuse(draft, proof)
    before, clause = (next(one for one in each.clauses if one.id == "freight") for each in (draft, after))
    assert [one.is_open for one in clause.conditions] == [False, True]
    assert len(clause.cases) == len(before.cases) - len(proof.cases)
    assert not is_confirmed(after, proof)
    assert is_confirmed(confirm(after, proof), proof)


def test_that_wrong_examples_of_what_is_stated_once_open_where_it_is_stated(proved):
    found, draft = proved("template-step-up")
    excluded, jobs = proved("template-stable-jobs")
    limit = next(one for one in found["first"] if "1,000,000.00 元" in one.sentence)
    assert [one.line.is_open for one in refuse(draft, limit).definitions] == [True]
    dishonest = next(one for one in excluded["expand"] if "严重违法失信 是" in one.sentence)
    assert [one.is_open for one in refuse(jobs, dishonest).exclusions] == [True]


def test_that_conditions_nobody_meets_are_said_with_their_place(trial):
    made = trial(
        """
[[clauses]]
id = 'none'
title = '一条'
wording = '……'
conditions = ["产值[2022] >= 2亿", "产值[2022] < 1亿"]
award = "1万"
"""
    )
    (proof,) = proofs_of(made.policy, "none", made.dictionary)
    assert proof.place == Place("none", "conditions", 1)
    assert not proof.is_shown
    assert "加上“2022年产值 少于 1亿元”就没有了" in proof.sentence


def test_that_examples_of_any_policy_are_cases_which_it_passes(dictionary):
    for seed in range(POLICIES):
        raw = PolicyMaker(seed).policy().encode()
        policy, draft = policy_from(raw, "random.toml", dictionary), draft_of(raw, "random.toml")
        known = dictionary.extended(policy.facts)
        for id_ in policy.clauses:
            proofs = proofs_of(policy, id_, known)
            assert proofs
            for proof in proofs:
                assert proof.clause == id_
                draft = confirm(draft, proof)
        after = policy_from(file_of(draft), "random.toml", dictionary)
        assert list(failures_of(after, known)) == [], seed


def test_that_a_figure_which_must_be_met_exactly_is_found(trial):
    made = trial(
        """
[[clauses]]
id = 'level'
title = '一条'
wording = '……'
conditions = ["国内运费[2022Q2] = 30万"]
award = "1万"
"""
    )
    assert proofs_of(made.policy, "level", made.dictionary)[0].sentence == (
        "2022年二季度国内运费 299,999.99 元：不符合；300,000.00 元：10,000.00 元；300,000.01 元：不符合"
    )


def test_that_what_no_example_can_have_is_said(trial):
    """The code of an enterprise made up is on no list."""
    made = trial(
        """
[[rosters]]
term = '白名单'
source = '某通报'
codes = ["91410100MAYE8C9L7T"]
[[clauses]]
id = 'listed'
title = '一条'
wording = '……'
conditions = ["列入(白名单)"]
award = "1万"
"""
    )
    (proof,) = proofs_of(made.policy, "listed", made.dictionary)
    assert not proof.is_shown
    assert "请自己写案例" in proof.sentence


def test_that_what_persons_decide_and_judge_is_shown_with_a_reason_beside_it(trial):
    made = trial(
        """
[[judgements]]
name = 'decided'
label = '核定金额'
kind = 'money'
least = '1万'
most = '5万'
[[clauses]]
id = 'judged'
title = '一条'
wording = '……'
conditions = ["国内运费[2022Q2] > 30万"]
award = "核定金额"
[[clauses]]
id = 'person'
title = '二条'
wording = '……'
conditions = ["国内运费[2022Q2] > 30万"]
by_person = "由主任办公会议定"
"""
    )
    edge = "2022年二季度国内运费 299,999.99 元、300,000.00 元：不符合；300,000.01 元："
    judged = proofs_of(made.policy, "judged", made.dictionary)
    assert judged[0].sentence == f"{edge}50,000.00 元"
    assert judged[0].cases[0].facts["decided_reason"]
    assert proofs_of(made.policy, "person", made.dictionary)[0].sentence == f"{edge}待人工认定"


def test_that_rows_that_were_made_for_their_number_stay_where_something_is_asked_of_them(clause):
    asked = "conditions = ['个数(贷款) >= 3', '有(贷款, 用途 = 生产经营)']"
    made = clause("1万", asked, LOANS)
    proof = proofs_of(made.policy, "only", made.dictionary)[0]
    found = [(len(case.facts["loans"]), case.outcome) for case in proof.cases]
    assert found == [(2, Outcome.NOT_MET), (3, Outcome.GRANTED), (4, Outcome.GRANTED)]


def test_that_a_base_that_is_no_figure_has_no_example_of_its_own(clause):
    for award in ("封顶(实际支出 ÷ 个数(贷款), 20万)", "封顶(增长率(产值[2022], 100万) × 10万, 20万)"):
        made = clause(award, before=LOANS + NUMBERS)
        limit, missing = proofs_of(made.policy, "only", made.dictionary)
        assert limit.sentence.startswith(("实际支出 ", "2022年产值 "))
        assert missing.sentence.startswith("没填 ")
