from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from domain.bin.listing import BinFilter, BinKind, list_bin, look_into
from domain.outreach.documents.topic_leaflet import compose_topic
from domain.outreach.guide_entities import Answered
from domain.outreach.guides.calls import (
    CallFields,
    asked_most,
    delete_calls,
    find_call,
    list_calls,
    raise_from,
    record_call,
    restore_calls,
)
from domain.outreach.guides.finding import Topics
from domain.outreach.guides.shipped import load_shipped, take_shipped
from domain.outreach.guides.topics import (
    TopicFields,
    check_topics,
    delete_topics,
    fields_of,
    lines_of,
    list_topics,
    restore_topics,
    save_topic,
    seen_of,
    standing_text,
    topic_there,
)
from domain.outreach.people import ChangedMeanwhile
from domain.outreach.problem_entities import Content, Matter, Source
from domain.statistics.behind import tell_behind
from domain.statistics.counting import Span, count
from domain.statistics.figures import Figures
from domain.statistics.tables.plans import TablePlan
from domain.statistics.tables.running import Means, make
from domain.values.errors import BadInput, NotFound
from tests.conftest import RESOURCES
from tests.domain.outreach.conftest import OFFICE, TODAY
from tests.replaying import hold_against_the_trail

FIGURES = Figures.load(RESOURCES / "figures")
FIGURES_OF_CALLS = ("calls", "calls-answered", "calls-handed-on", "calls-rated", "calls-content")
SHIPPED = load_shipped(RESOURCES / "guides")
LICENCE = TopicFields(
    "营业执照怎么办", "开公司\n注册公司要什么", "先核名\n再填表\n三天后来取", "身份证", days=3
)


def titles(found):
    return [one.title for one in found.topics]


def asked(topics=(), **more):
    return CallFields(**{"day": TODAY, "time": "905", "topics": tuple(topics)} | more)


def test_that_shipped_topics_say_what_their_policies_say_and_are_taken_in_once(ledger, policies):
    for one in SHIPPED:
        given = one.fields
        if given.policy_id:
            policy = policies.policies[given.policy_id]
            assert given.clause_id in policy.clauses
            assert (given.valid_from, given.valid_until) == (policy.valid_from, policy.valid_to)
        assert not any((given.phone, given.place, given.hours))
    of_policy = {one.fields.clause_id for one in SHIPPED if one.fields.policy_id == "zhengdong-2022"}
    assert of_policy == set(policies.policies["zhengdong-2022"].clauses)

    save_topic(ledger.one, replace(LICENCE, title=SHIPPED[0].fields.title))
    taken = take_shipped(ledger.one, SHIPPED)
    assert len(taken) == len(SHIPPED) - 1
    delete_topics(ledger.one, taken[:1])
    with pytest.raises(BadInput, match="都已经在里面"):
        take_shipped(ledger.one, SHIPPED)


def test_that_topics_are_found_by_parts_of_words_initials_and_the_ways_people_ask_best_first(ledger):
    take_shipped(ledger.one, SHIPPED)
    id_ = save_topic(ledger.one, LICENCE)
    old = save_topic(ledger.one, TopicFields("执照年报", "", "上网填报", valid_until=date(2000, 1, 1)))
    topics = Topics(ledger.store.ask(list_topics), TODAY)
    assert titles(topics.find("执照")) == [LICENCE.title, "执照年报"], "what is over comes last"
    assert titles(topics.find("zcgs")) == titles(topics.find("ZhuCeGongSi")) == [LICENCE.title]
    assert titles(topics.find("公司 执照"))[0] == LICENCE.title
    assert titles(topics.find("身份证")) == [LICENCE.title]
    alike = topics.find("公司注册要带什么")
    assert alike.are_alike
    assert titles(alike)[0] == LICENCE.title
    assert not topics.find("天气预报怎么样").topics
    assert len(topics.find(" ").topics) == len(SHIPPED) + 2
    assert "到期" in standing_text(ledger.store.ask(topic_there, old), TODAY)
    assert not standing_text(ledger.store.ask(topic_there, id_), TODAY)


def test_that_a_topic_is_changed_as_it_was_seen_printed_and_kept_in_the_bin(ledger, policies, tmp_path):
    id_ = save_topic(ledger.one, LICENCE)
    seen = seen_of(ledger.store.ask(topic_there, id_))
    check_topics(ledger.one, [seen], TODAY)
    with pytest.raises(ChangedMeanwhile):
        save_topic(ledger.one, LICENCE, seen)
    now = ledger.store.ask(topic_there, id_)
    assert now.checked_on == TODAY
    save_topic(ledger.one, replace(fields_of(now), phone="0371-1"), seen_of(now))
    with pytest.raises(BadInput) as refused:
        save_topic(ledger.one, TopicFields(" ", answer="\n", days=0, clause_id="rent"))
    assert len(refused.value.complaints) == 4
    with pytest.raises(BadInput, match="已有"):
        save_topic(ledger.one, LICENCE)

    now = datetime(2026, 3, 2, tzinfo=UTC)
    leaflet = ledger.store.ask(compose_topic, id_, policies, ledger.rules, now)
    texts = [block.text for sheet in leaflet.sheets for block in sheet.blocks if hasattr(block, "text")]
    steps = [f"{at}. {line}" for at, line in enumerate(lines_of(LICENCE.answer), start=1)]
    assert texts[1:-3] == ["怎么办", *steps, "要带的材料", f"1. {LICENCE.papers}"]
    assert texts[-3:] == ["到哪里办", "0371-1", f"{LICENCE.days} 个工作日"]

    delete_topics(ledger.one, [id_])
    [binned] = ledger.store.ask(list_bin, BinFilter(BinKind.TOPIC, "执照"), most=9)
    assert binned.name == LICENCE.title
    again = save_topic(ledger.one, LICENCE)
    [hanging] = ledger.store.ask(look_into, [binned.key], tmp_path).values()
    assert "同名" in hanging.against
    with pytest.raises(BadInput, match="同名"):
        restore_topics(ledger.one, [id_])
    delete_topics(ledger.one, [again])
    restore_topics(ledger.one, [id_])
    with pytest.raises(NotFound):
        restore_topics(ledger.one, [id_])
    hold_against_the_trail(ledger.store, OFFICE)


def test_that_calls_are_noted_handed_on_and_counted_by_what_was_asked(ledger, tmp_path):
    seat, rules = ledger.one, ledger.rules
    licence = save_topic(seat, LICENCE)
    other = save_topic(seat, TopicFields("年报", answer="上网填报"))
    first = record_call(seat, asked([licence, other], rating=Content.CONTENT), rules)
    record_call(seat, asked([licence], time="9：30", asked="执照丢了"), rules)
    lost = asked(
        asked="停车位 在哪", answered=Answered.NO, enterprise_id=ledger.enterprises[0], caller="张会计"
    )
    missed = record_call(seat, lost, rules)
    record_call(seat, replace(lost, asked="停车位在哪", enterprise_id=None), rules)
    with pytest.raises(BadInput) as refused:
        record_call(seat, CallFields(date(2999, 1, 1), "25点"), rules)
    assert len(refused.value.complaints) == 3

    delete_topics(seat, [other])
    calls = ledger.store.ask(list_calls)
    most = {one.title: (one.topic_id, one.calls, one.unanswered) for one in asked_most(calls)}
    assert most == {
        LICENCE.title: (licence, 2, 0),
        "停车位在哪": (None, 2, 2),
        "年报": (other, 1, 0),
    }
    assert [one.row.time for one in calls][:1] == ["09:30"]

    raised = ledger.raised("停车位", 0, matter=Matter.ERRAND, source=Source.HOT_LINE)
    problem = raise_from(seat, ledger.store.ask(find_call, missed).seen, raised, rules)
    assert ledger.problem(problem).row.source == Source.HOT_LINE
    with pytest.raises(BadInput, match="已经转为问题"):
        raise_from(seat, ledger.store.ask(find_call, missed).seen, raised, rules)
    with pytest.raises(BadInput, match="不能删除"):
        delete_calls(seat, [missed])
    assert ledger.store.ask(find_call, missed).problem

    whole = Span.of(TODAY, TODAY, TODAY)
    rated = CallFields(TODAY, "10:00", "年报", rating=Content.NOT)
    record_call(seat, rated, rules)
    counted = {id_: ledger.store.ask(count, FIGURES.figures[id_], whole).number for id_ in FIGURES_OF_CALLS}
    assert counted == {
        "calls": 5,
        "calls-answered": 3,
        "calls-handed-on": 1,
        "calls-rated": 2,
        "calls-content": 1,
    }
    with ledger.store.read() as session:
        behind = tell_behind(session, FIGURES.figures["calls-handed-on"], [missed], rules)
    assert ["停车位 在哪" in one.words for one in behind] == [True]
    plan = TablePlan("", "", "calls-about", (), by=("topic",))
    table = ledger.store.ask(make, plan, Means(OFFICE, rules), 50)
    assert [row[:2] for row in table.rows] == [(LICENCE.title, 2), ("年报", 1)]

    delete_calls(seat, [first])
    [binned] = ledger.store.ask(list_bin, BinFilter(BinKind.CALL), most=9)
    assert ledger.store.ask(look_into, [binned.key], tmp_path)[binned.key].against == ""
    restore_calls(seat, [first])
    call = ledger.store.ask(find_call, first)
    record_call(seat, replace(call.fields, topics=(licence,)), rules, call.seen)
    with pytest.raises(ChangedMeanwhile):
        record_call(seat, call.fields, rules, call.seen)
    hold_against_the_trail(ledger.store, OFFICE)
