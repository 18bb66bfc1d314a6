"""What persons decide of several at once: who of those level comes first, what each is given of a cap."""

import json
from dataclasses import replace

import pytest

from domain.enterprises.records import facts_of
from domain.enterprises.service import delete_enterprises, restore_enterprises, save_enterprise
from domain.policies.entities import ManualDecision
from domain.policies.explaining.one_of_many import Explainer
from domain.policies.manual.deciding import Grounds, NotTaken, withdraw_decision
from domain.policies.manual.jointly import Answer, decide_jointly, foresee, open_questions
from domain.policies.manual.listing import State, list_joint
from domain.policies.manual.queries import Evidence
from domain.policies.runs.register import assess_register, decide_register
from domain.policies.trace import Outcome
from domain.store.audit import entries_of
from domain.store.tables import Kind, Subject
from domain.values.errors import BadInput
from domain.values.progress import Silent
from tests.domain.policies.reading_traces import hold
from tests.filling import take_in
from tests.joint_policy import CLAUSES, joint_record
from tests.replaying import hold_against_the_trail

GROUNDS = Grounds("得分相同", Evidence.OTHER, "2026年11月20日公开抽签记录。")
GRANTED, NOT_MET, MANUAL = Outcome.GRANTED, Outcome.NOT_MET, Outcome.MANUAL


class Register:
    """Three enterprises in a store: what each scored, spent, and who controls it."""

    def __init__(self, store, written, *rows):
        self.store, self.policy, self.dictionary = store, written.policy, written.dictionary
        self.seat = store.seat("王小梅")
        self.ids = take_in(
            self.seat, [self.facts(at, *row) for at, row in enumerate(rows)], dictionary=self.dictionary
        )

    def facts(self, at, points, spent, controller="张三"):
        return facts_of(joint_record(at, points, spent, controller), self.dictionary)

    def change(self, at, *row):
        save_enterprise(self.seat, self.facts(at, *row), self.dictionary, id_=self.ids[at])

    def decided(self):
        return decide_register(self.store, self.policy, self.dictionary, Silent())

    def questions(self):
        among_all = self.decided().among_all
        with self.store.read() as session:
            return open_questions(session, among_all)

    def answer(self, question, *values, grounds=GROUNDS):
        given = dict(zip([one.key for one in question.parties], values, strict=False))
        return decide_jointly(self.seat, question, Answer(given, grounds))

    def listed(self):
        among_all = self.decided().among_all
        with self.store.read() as session:
            return [(one.state, one.said) for one in list_joint(session, among_all)]

    def decisions(self, clause):
        """What the clause comes to for each, by every way there is; all of them must say the same."""
        assessed = assess_register(self.store, self.policy, self.dictionary, Silent(), ids=self.ids)
        results, found = self.decided(), []
        for one in assessed:
            for told, cell in zip(one.decisions, results.cells_of(one.enterprise_id), strict=True):
                result = results.result(cell)
                assert (result.outcome, result.amount, result.most) == (told.outcome, told.amount, told.most)
                assert result.is_by_person == (told.by_person is not None)
                hold(told)
            assert Explainer(results).explain(self.store, one.enterprise_id, Silent()) == one
            found.append(one.decision(clause))
        return found

    def outcomes(self, clause):
        return [(one.outcome, one.amount // 1_000_000) for one in self.decisions(clause)]


@pytest.fixture
def level(store, trial):
    """Three that scored the same, for two places."""
    return Register(store, trial(CLAUSES), *[(7, 10000 * spent) for spent in (1, 2, 3)])


@pytest.fixture
def sharing(store, trial):
    """Three of one controller, who spent more than the cap."""
    return Register(store, trial(CLAUSES), *[(0, 10000 * spent) for spent in (3, 4, 5)])


def test_that_a_tie_is_put_in_order_and_all_else_follows(level):
    assert level.outcomes("a") == [(MANUAL, 0)] * 3
    (question,) = level.questions()
    assert question.reason == "得分 7，第 1 名（3 户并列），并列者超过名额，由本单位认定"
    assert [one.name for one in question.parties] == ["丙公司", "乙公司", "甲公司"]
    places = {one.key: place for one, place in zip(question.parties, (3, 1, 2), strict=True)}
    with level.store.read() as session:
        foreseen = foresee(session, question, places)
    assert [foreseen[one.key].outcome for one in question.parties] == [NOT_MET, GRANTED, GRANTED]
    level.answer(question, 3, 1, 2)
    assert level.outcomes("a") == [(GRANTED, 1), (GRANTED, 2), (NOT_MET, 0)]
    *_, said, rank = level.decisions("a")[2].checks
    assert said.text == "并列者的次序"
    assert said.found.startswith("王小梅")
    assert "认定并列中排第 3。理由：得分相同。依据：其他：2026年11月20日公开抽签记录" in said.found
    assert (rank.found, rank.required) == ("得分 7，第 3 名", "前 2 名")
    assert level.questions() == []
    with level.store.read() as session:
        entry = entries_of(session, Subject(Kind.ENTERPRISE, level.ids[2]))[-1]
    assert "人工认定“丙公司”的“择优奖励”：并列中排第 3（共 3 项，一并认定）。理由：得分相同" in entry.summary
    assert json.loads(entry.details)["manual_decision[3].place"] == [None, 3]
    hold_against_the_trail(level.store, level.dictionary)


def test_that_an_order_counts_for_the_very_same_only(level):
    level.answer(level.questions()[0], 1, 2, 3)
    level.change(0, 8, 10000)
    first, *others = level.decisions("a")
    assert (first.outcome, [one.outcome for one in others]) == (GRANTED, [MANUAL, MANUAL])
    lapsed = others[0].doubts[0].text
    assert lapsed.startswith("王小梅")
    assert "认定丙公司并列中排第 1、乙公司并列中排第 2、甲公司并列中排第 3，之后“甲公司”已不在其中" in lapsed
    assert level.listed()[0][0] is State.LAPSED
    # Put back, they are the very same again.
    level.change(0, 7, 10000)
    assert level.outcomes("a") == [(NOT_MET, 0), (GRANTED, 2), (GRANTED, 2)]
    level.change(0, 8, 10000)
    level.answer(level.questions()[0], 1, 2)
    assert level.outcomes("a") == [(GRANTED, 1), (NOT_MET, 0), (GRANTED, 2)]
    level.change(0, 7, 10000)
    assert level.outcomes("a") == [(MANUAL, 0)] * 3
    assert [state for state, _ in level.listed()] == [State.LAPSED, State.FOLLOWED]
    delete_enterprises(level.seat, [level.ids[0]])
    level.policy = replace(level.policy, sha256="0" * 64)
    assert level.listed()[0] == (State.LAPSED, f"当时按第 {level.policy.version} 版政策，之后政策文件换了")


def test_that_it_is_decided_as_a_whole_and_withdrawn_as_a_whole(level):
    (question,) = level.questions()
    for values in ((1, 2), (1, 1, 2), (0, 1, 2)):
        with pytest.raises(NotTaken) as refused:
            level.answer(question, *values, grounds=Grounds("", Evidence.OTHER))
        assert set(refused.value.fields) == {"values", "reason", "evidence"}
    id_ = level.answer(question, 1, 2, 3)
    with level.store.read() as session:
        assert session.get_one(ManualDecision, id_).place == 1
    with pytest.raises(BadInput, match="刚有改动"):
        level.answer(question, 3, 2, 1)
    withdraw_decision(level.seat, id_, because="抽签有误")
    assert level.outcomes("a") == [(MANUAL, 0)] * 3
    assert len(level.decisions("a")[0].doubts) == 1
    (listed,) = level.listed()
    assert listed[0] is State.WITHDRAWN
    assert listed[1].endswith("撤销：抽签有误")
    with pytest.raises(BadInput, match="撤销过"):
        withdraw_decision(level.seat, id_ + 1, because="再撤")
    hold_against_the_trail(level.store, level.dictionary)


def test_that_what_changed_meanwhile_is_looked_at_again(level):
    (question,) = level.questions()
    level.change(0, 6, 10000)
    with pytest.raises(BadInput, match="刚有改动"):
        level.answer(question, 1, 2, 3)
    level.change(0, 7, 10000)
    delete_enterprises(level.seat, level.ids[1:2])
    with level.store.read() as session:
        (seen,) = open_questions(session, question.among_all)
        left = foresee(session, question, dict(zip(question.stakes, (1, 2, 3), strict=True)))
    assert [one.name for one in seen.parties] == ["丙公司", "甲公司"]
    assert len(left) == 2
    with pytest.raises(BadInput, match="刚有改动"):
        level.answer(seen, 1, 2)
    restore_enterprises(level.seat, level.ids[1:2])
    level.answer(question, 1, 2, 3)


def test_that_a_cap_that_is_exceeded_is_shared_out_by_a_person(sharing):
    assert sharing.outcomes("b") == [(MANUAL, 0)] * 3
    (question,) = sharing.questions()
    assert question.reason == "“张三”的 3 户合计 120,000.00 元，超过限额 100,000.00 元，由本单位分配"
    refused = {
        (5_000_001, 0, 0): "“丙公司”按规则是 50,000.00 元",
        (5_000_000, 4_000_000, 1_000_001): "合计超过限额 0.01 元",
        (5_000_000, 4_000_000): "不能只认定一部分",
    }
    for values, words in refused.items():
        with pytest.raises(NotTaken, match=words):
            sharing.answer(question, *values)
    sharing.answer(question, 5_000_000, 3_500_000, 0)
    assert [one.amount for one in sharing.decisions("b")] == [0, 3_500_000, 5_000_000]
    third = sharing.decisions("b")[1]
    assert "超过同一控制人的限额 100,000.00 元，王小梅" in third.steps[-1].text
    assert third.reason == "人工认定给予 35,000.00 元：得分相同"
    assert sharing.questions() == []
    sharing.change(0, 0, 29999)
    assert sharing.outcomes("b") == [(MANUAL, 0)] * 3
    assert "之后数据有变动，不再作数" in sharing.decisions("b")[0].doubts[0].text
    sharing.change(0, 0, 10000)
    assert sharing.outcomes("b") == [(GRANTED, 1), (GRANTED, 4), (GRANTED, 5)]
    sharing.change(0, 0, 30000)
    assert sharing.outcomes("b")[2] == (GRANTED, 5)
    hold_against_the_trail(sharing.store, sharing.dictionary)
