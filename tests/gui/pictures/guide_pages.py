"""办事指南: topics as they are read out, calls, and what is asked for."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from PySide6.QtWidgets import QWidget

from domain.outreach.guide_entities import Answered
from domain.outreach.guides.calls import CallFields, record_call
from domain.outreach.guides.shipped import load_shipped, take_shipped
from domain.outreach.guides.topics import TopicFields, fields_of, list_topics, save_topic, seen_of
from domain.outreach.problem_entities import Content
from gui.targets import ToPage
from tests.domain.outreach.conftest import ids_of
from tests.gui.pictures.office import Opened
from tests.gui.pictures.pages import Scene


def guide_pages() -> Iterator[Scene]:
    """Yield the places, in an order that needs no way back."""
    yield "guides-empty", lambda o: o.go(ToPage("guides")) and None
    yield "guides", _guides
    yield "guides-over", lambda o: _look(o, "dianfei")
    yield "guides-nothing", lambda o: _look(o, "停车场月卡")
    yield "guides-call", lambda o: _pressed(o, "call_button")
    yield "guides-write", lambda o: _pressed(o, "change_button")
    yield "guides-paper", lambda o: _pressed(o, "paper_button")
    yield "guides-calls", lambda o: _list(o, "calls")
    yield "guides-asked", lambda o: _list(o, "asked")


def _guides(opened: Opened) -> None:
    context, today = opened.context, date.today()
    seat, rules = context.seat, context.problem_rules
    take_shipped(seat, load_shipped(context.resources / "guides"))
    rows = {row.shipped: row for row in context.store.ask(list_topics)}
    licence = TopicFields(
        "营业执照变更怎么办",
        "换法人\n改公司名称",
        "先在网上提交变更申请。\n审核通过以后，带原执照到窗口换领。",
        "变更申请书\n原营业执照正、副本",
        "政务服务中心二楼 12 号窗口",
        "0371-67180000",
        "周一至周五 9:00—17:00",
        3,
        keeper="王小梅",
        checked_on=today,
    )
    topic = save_topic(seat, licence)
    problem = rows["raise-a-problem"]
    save_topic(seat, replace(fields_of(problem), phone="0371-67180001"), seen_of(problem))
    owners = context.store.ask(ids_of)
    for at, (asked, about, answered, rating) in enumerate(
        [
            ("换法人", (topic,), Answered.YES, Content.CONTENT),
            ("融资困难怎么反映", (problem.id,), Answered.YES, Content.FAIRLY),
            ("停车场月卡怎么办", (), Answered.NO, None),
            ("停车场月卡怎么办", (), Answered.NO, Content.NOT),
            ("改公司名称要多久", (topic,), Answered.YES, None),
        ]
    ):
        given = CallFields(
            today - timedelta(days=at),
            f"{9 + at:02d}:15",
            asked,
            tuple(one for one in about if one is not None),
            owners[at] if at % 2 == 0 else None,
            "刘会计",
            "13803711234",
            answered,
            rating,
        )
        record_call(seat, given, rules)
    _look(opened, "换法人")


def _look(opened: Opened, text: str) -> None:
    page = opened.go(ToPage("guides"))
    page.choice.set_value("topics")
    page.topics.search.set_query(text)
    page.topics.refresh()
    opened.settle()


def _pressed(opened: Opened, name: str) -> QWidget | None:
    _look(opened, "换法人")
    page = opened.go(ToPage("guides"))
    getattr(page, name).click()
    opened.settle()
    return page.dialog  # type: ignore[no-any-return]


def _list(opened: Opened, which: str) -> None:
    page = opened.go(ToPage("guides"))
    page.choice.set_value(which)
    opened.settle()
