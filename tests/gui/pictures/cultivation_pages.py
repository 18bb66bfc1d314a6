"""培育: candidates, who was taken in, qualifications, the city's numbers, lists, thresholds."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from PySide6.QtWidgets import QWidget

from domain.enterprises.facts import as_row
from domain.enterprises.queries import facts_of
from domain.enterprises.service import save_enterprise
from domain.outreach.cultivation.finding import Search, State, find_candidates, last_year
from domain.outreach.cultivation.keeping import HelpFields, SeenCultivated, move, take_in
from domain.outreach.cultivation.lists import keep_list
from domain.outreach.cultivation.qualifications import CityFields, enter_city_count
from domain.outreach.cultivation.thresholds import ThresholdFields, set_threshold
from domain.outreach.cultivation_entities import Stage
from domain.outreach.people import CadreFields, save_cadre
from domain.values.money import Fen
from gui.targets import ToPage
from tests.domain.outreach.conftest import ids_of
from tests.gui.pictures.office import Opened
from tests.gui.pictures.pages import Scene

_WAN = 10_000_00


def cultivation_pages() -> Iterator[Scene]:
    """Yield the places, in an order that needs no way back."""
    yield "cultivation-empty", lambda o: o.go(ToPage("cultivation")) and None
    yield "cultivation-found", _cultivation
    yield "cultivation-take-in", lambda o: _pressed(o, "found", "入培育库…")
    yield "cultivation-keep", lambda o: _pressed(o, "found", "存成名单…")
    yield "cultivation-in", lambda o: _list(o, "in")
    yield "cultivation-change", lambda o: _pressed(o, "in", "修改…")
    yield "cultivation-move", lambda o: _pressed(o, "in", "登记阶段…")
    yield "cultivation-qualified", lambda o: _list(o, "qualified")
    yield "cultivation-share", lambda o: _list(o, "share")
    yield "cultivation-city", lambda o: _pressed(o, "share", "登记全市户数…")
    yield "cultivation-lists", lambda o: _list(o, "lists")
    yield "cultivation-paper", lambda o: _pressed(o, "lists", "打印…")
    yield "cultivation-rules", lambda o: _list(o, "rules")
    yield "cultivation-threshold", lambda o: _pressed(o, "rules", "改线…")


def _cultivation(opened: Opened) -> None:
    context, today = opened.context, date.today()
    seat, office, standards = context.seat, context.office, context.cultivation_standards
    year, ids = last_year(today), context.store.ask(ids_of)
    for at, id_ in enumerate(ids[:14]):
        facts = context.store.ask(facts_of, id_, office)
        assert facts is not None
        kinds = ("industry", "retail", "wholesale", "construction", "services")
        given = {**facts.attributes, "industry_kind": kinds[at % len(kinds)], "above_scale": at % 6 == 0}
        figures = {**facts.indicators, "revenue": {year: (300 + 170 * at) * _WAN}}
        held = []
        if at % 3 == 0:
            held.append({"kind": "little_giant", "level": "national", "batch": "第六批"})
        if at % 3 == 1:
            held.append({"kind": "specialised", "level": "provincial", "batch": "2025 年度"})
        rows = tuple(
            as_row(
                one
                | {"recognised_on": today - timedelta(days=400)}
                | ({"withdrawn_on": today - timedelta(days=9)} if at == 6 else {})
                | ({"valid_until": today + timedelta(days=30 * at)} if at % 2 else {}),
                "",
            )
            for one in held
        )
        lists = {**facts.rows, "qualifications": rows}
        save_enterprise(
            seat, replace(facts, attributes=given, indicators=figures, rows=lists), office, id_=id_
        )
    search = Search("above_scale", year, standards.near, today)
    found = context.store.ask(find_candidates, search, standards, office)
    keep_list(seat, f"{today.year} 年上规后备名单", found)
    cadre = save_cadre(seat, CadreFields("赵明", "科长"))
    bases = {one.enterprise_id: one.basis for one in found.rows if one.state is not State.FALLEN}
    help_ = HelpFields(cadre, today + timedelta(days=120), "差的是四季度订单")
    taken = take_in(seat, bases, standards.targets["above_scale"], help_, today).ids
    for id_, stage in zip(taken, (Stage.GROWING, Stage.REACHED), strict=False):
        move(seat, [SeenCultivated(id_, 1)], stage, today, today)
    first = found.rows[0].enterprise_id
    facts = context.store.ask(facts_of, first, office)
    assert facts is not None
    now = replace(facts, indicators={**facts.indicators, "revenue": {year: 1_234 * _WAN}})
    save_enterprise(seat, now, office, id_=first)
    for kind, level, count in (("little_giant", "national", 64), ("specialised", "provincial", 3)):
        day = today - timedelta(days=60)
        enter_city_count(seat, CityFields(kind, level, day, count, "市工信局简报第 3 期"), office, today)
    line = ThresholdFields("retail", "revenue", Fen(600 * _WAN), 0, today, "豫统〔2026〕1 号第三条")
    set_threshold(seat, line, standards, "营业收入")
    opened.go(ToPage("cultivation"))
    opened.settle()


def _list(opened: Opened, which: str) -> None:
    page = opened.go(ToPage("cultivation"))
    page.choice.set_value(which)
    opened.settle()


def _pressed(opened: Opened, which: str, word: str) -> QWidget | None:
    _list(opened, which)
    page = opened.go(ToPage("cultivation"))
    page.lists[which].table.selectRow(0)
    page.links[word].click()
    opened.settle()
    return page.dialog  # type: ignore[no-any-return]
