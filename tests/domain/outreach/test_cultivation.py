from dataclasses import replace
from datetime import date
from random import Random
from types import SimpleNamespace

import pytest

from domain.bin.listing import BinFilter, BinKind, list_bin
from domain.enterprises.facts import EnterpriseFacts, as_row
from domain.enterprises.merging import merge_two, read_two, undo_merge
from domain.enterprises.queries import facts_of
from domain.enterprises.service import save_enterprise
from domain.outreach.cultivation.finding import Basis, Search, State, find_candidates, last_year
from domain.outreach.cultivation.keeping import (
    HelpFields,
    change_help,
    delete_cultivated,
    move,
    move_back,
    restore_cultivated,
    take_in,
)
from domain.outreach.cultivation.listing import list_cultivated, stages_of
from domain.outreach.cultivation.lists import keep_list, list_lists, unvoid_list, void_list
from domain.outreach.cultivation.qualifications import (
    CityFields,
    city_counts,
    enter_city_count,
    list_qualifications,
    shares_of,
    void_city_count,
)
from domain.outreach.cultivation.thresholds import ThresholdFields, set_threshold, void_threshold
from domain.outreach.cultivation_entities import Stage
from domain.outreach.cultivation_standards import Standards, StandardsMistakes
from domain.outreach.people import ChangedMeanwhile, StillAtWork, end_cadres
from domain.outreach.problems.rules import Rules
from domain.statistics.counting import Span, count
from domain.statistics.figures import Figures
from domain.statistics.tables.plans import TablePlan
from domain.statistics.tables.running import Means, make
from domain.values.errors import BadInput
from domain.values.money import Fen, short_yuan
from domain.values.periods import Period
from tests.conftest import RESOURCES
from tests.domain.outreach.conftest import OFFICE, PROBLEM_ROADS, TODAY
from tests.domain.statistics.district import facts_of as plain_facts
from tests.filling import take_in as take_in_all
from tests.replaying import hold_against_the_trail

FIGURES = Figures.load(RESOURCES / "figures")
STANDARDS = Standards.load(RESOURCES / "cultivation" / "standards.toml")
ABOVE, GIANT = (STANDARDS.targets[one] for one in ("above_scale", "little_giant"))
WAN = 10_000_00
LINE = STANDARDS.standards["industry"].lines[0].amount
YEAR = last_year(TODAY)


def entered(ledger, at, revenue, research=None, held=(), **attributes):
    """Enter an enterprise of its own: figures of a period (or several) in fen, and its qualifications."""
    figures = revenue if isinstance(revenue, dict) else {str(YEAR): revenue}
    indicators = {
        "revenue": {Period.parse(one): amount for one, amount in figures.items() if amount is not None}
    }
    if research is not None:
        indicators["research_cost"] = {YEAR: research}
    plain = plain_facts(at + 1)[at]
    facts = EnterpriseFacts(
        plain.uscc,
        f"培育企业{at}",
        {"industry_kind": "industry", **attributes},
        indicators,
        {"qualifications": tuple(as_row(one, "") for one in held)} if held else {},
    )
    return save_enterprise(ledger.one, facts, OFFICE)


def found(ledger, target=ABOVE, **more):
    search = Search(target.id, more.pop("period", YEAR), more.pop("near", 80), more.pop("day", TODAY), **more)
    return ledger.store.ask(find_candidates, search, STANDARDS, OFFICE)


def by_id(result):
    return {one.enterprise_id: one for one in result.rows}


def test_that_candidates_are_near_above_or_fallen_by_figures_typed_or_following(ledger):
    near = entered(ledger, 0, LINE * 8 // 10, above_scale=False)
    short = entered(ledger, 1, LINE * 8 // 10 - 1, above_scale=False)
    over = entered(ledger, 2, {f"{YEAR}H1": LINE // 2, f"{YEAR}Q3": LINE // 4, f"{YEAR}Q4": LINE // 4})
    fallen = entered(ledger, 3, LINE - 1, above_scale=True)
    still = entered(ledger, 4, {f"{YEAR}C12": LINE}, above_scale=True)
    shop = entered(ledger, 5, STANDARDS.standards["retail"].lines[0].amount, industry_kind="retail")
    teaching = {"industry_kind": "services", "industry_section": "P", "industry_code": "8391"}
    school = entered(ledger, 6, STANDARDS.standards["services-10m"].lines[0].amount - 1, **teaching)
    builder = entered(ledger, 7, None, industry_kind="construction")
    nobody_knows = entered(ledger, 8, LINE, industry_kind="services")
    result = found(ledger, states=(*State,))
    mine = {id_: one for id_, one in by_id(result).items() if id_ not in ledger.enterprises}
    states = {id_: one.state for id_, one in mine.items()}
    assert states == {
        near: State.NEAR,
        over: State.ABOVE,
        fallen: State.FALLEN,
        shop: State.ABOVE,
        school: State.NEAR,
        builder: State.LICENCE,
    }
    assert not {short, still, nobody_knows} & {*states}
    assert (result.unplaced, result.count) == (1, len(result.rows))
    with pytest.raises(BadInput, match="已经达标"):
        take_in(ledger.one, {fallen: by_id(result)[fallen].basis}, ABOVE, HelpFields(), TODAY)
    [line] = by_id(result)[near].lines
    assert (line.amount, line.needed, line.gap) == (LINE * 8 // 10, LINE, LINE - LINE * 8 // 10)
    assert not by_id(result)[over].is_known, "whether it is 四上 was never entered"
    assert by_id(found(ledger, near=79))[short].state is State.NEAR
    of_half = found(ledger, period=Period.parse(f"{YEAR}H1"))
    assert over not in by_id(of_half)


def test_that_qualifications_take_two_lines_a_grade_and_the_one_before(ledger):
    before = {"kind": "specialised", "recognised_on": date(2024, 1, 1)}
    base = 60_000_000_00
    line = STANDARDS.standards["little-giant"].lines[1]
    giant = entered(ledger, 0, base, line.of_base(base), [before])
    entered(ledger, 1, base, line.of_base(base))
    lacks = entered(ledger, 2, base, line.of_base(base) - 1, [before])
    unknown = entered(ledger, 3, base, None, [before])
    large = STANDARDS.standards["little-giant-100m"]
    other = entered(ledger, 4, large.least, large.lines[0].of_base(large.least), [before])
    held = [before, {"kind": GIANT.qualification, "recognised_on": date(2025, 1, 1)}]
    entered(ledger, 5, base, line.of_base(base), held)
    gone = entered(ledger, 6, base, line.of_base(base), [held[0], held[1] | {"withdrawn_on": TODAY}])
    result = by_id(found(ledger, GIANT))
    assert {id_: one.state for id_, one in result.items()} == {
        giant: State.ABOVE,
        lacks: State.NEAR,
        unknown: State.ABOVE,
        other: State.ABOVE,
        gone: State.ABOVE,
    }
    assert result[unknown].lines[1].amount is None
    assert result[unknown].lines[1].needed == line.of_base(base)
    assert result[lacks].lines[1].gap == 1

    keep_list(ledger.one, "小巨人后备名单", found(ledger, GIANT))
    facts = ledger.store.ask(facts_of, other, OFFICE)
    more = {**facts.indicators, "revenue": {YEAR: large.least + 100 * WAN}}
    save_enterprise(ledger.one, replace(facts, indicators=more), OFFICE, id_=other)
    [listed] = ledger.store.ask(list_lists, STANDARDS, OFFICE, TODAY)
    [corrected] = listed.corrected
    needed = [short_yuan(large.lines[0].of_base(base)) for base in (large.least, large.least + 100 * WAN)]
    assert corrected.candidate.enterprise_id == other
    assert corrected.said == f"研发费用要达到的存下时 {needed[0]}，现在 {needed[1]}"


def test_that_a_threshold_changed_in_mid_year_leaves_what_was_decided_and_says_which_applied(ledger):
    one = entered(ledger, 0, LINE, above_scale=False)
    result = found(ledger)
    keep_list(ledger.one, "上规后备名单", result)
    bases = {row.enterprise_id: row.basis for row in result.rows}
    taken = take_in(ledger.one, bases, ABOVE, HelpFields(ledger.li), TODAY)
    assert take_in(ledger.one, bases, ABOVE, HelpFields(), TODAY).known == 1

    higher = ThresholdFields("industry", "revenue", Fen(LINE + 100), 0, date(2026, 7, 1), "豫统〔2026〕1 号")
    id_ = set_threshold(ledger.one, higher, STANDARDS, "营业收入")
    with pytest.raises(BadInput, match="已经改过"):
        set_threshold(ledger.one, higher, STANDARDS, "营业收入")
    with pytest.raises(BadInput) as refused:
        set_threshold(ledger.one, replace(higher, amount=Fen(0), percent=101, source=" "), STANDARDS, "")
    assert len(refused.value.complaints) == 3
    assert by_id(found(ledger))[one].state is State.ABOVE
    later = by_id(found(ledger, day=higher.since))[one]
    assert later.state is State.NEAR
    assert (later.lines[0].since, later.lines[0].source) == (higher.since, higher.source)
    [entry] = ledger.store.ask(list_cultivated, STANDARDS, higher.since)
    assert entry.id == taken.ids[0]
    assert entry.basis.lines[0].needed == LINE
    assert "2011-01-01 起的标准" in entry.basis.texts[0]
    [listed] = ledger.store.ask(list_lists, STANDARDS, OFFICE, higher.since)
    assert "线存下时 2000万元" in listed.corrected[0].said

    facts = ledger.store.ask(facts_of, one, OFFICE)
    corrected = replace(facts, indicators={"revenue": {YEAR: LINE - WAN}})
    save_enterprise(ledger.one, corrected, OFFICE, id_=one)
    [listed] = ledger.store.ask(list_lists, STANDARDS, OFFICE, TODAY)
    assert listed.kept.rows[0].lines[0].amount == LINE
    assert listed.corrected[0].said == "营业收入存下时 2000万元，现在 1999万元"
    void_threshold(ledger.one, id_, STANDARDS)
    void_list(ledger.one, listed.id)
    assert not ledger.store.ask(list_lists, STANDARDS, OFFICE, TODAY)
    unvoid_list(ledger.one, listed.id)
    hold_against_the_trail(ledger.store, OFFICE)


def test_that_who_was_taken_in_is_taken_along_reaches_it_and_loses_it_again(ledger):
    before = {"kind": "specialised", "recognised_on": date(2024, 1, 1)}
    one = entered(ledger, 0, 60_000_000_00, None, [before])
    basis = Basis(TODAY, str(YEAR), "", "")
    [id_] = take_in(ledger.one, {one: basis}, GIANT, HelpFields(ledger.li, date(2026, 9, 30)), TODAY).ids

    def entry(day=TODAY):
        return ledger.store.ask(list_cultivated, STANDARDS, day)[0]

    def go(stage, day=TODAY, because=""):
        return move(ledger.one, [entry().seen], stage, day, TODAY, because=because)

    with pytest.raises(StillAtWork, match="培育 1 户"):
        end_cadres(ledger.one, [ledger.li], TODAY)
    with pytest.raises(BadInput, match="达标以后"):
        go(Stage.LOST, because="取消")
    with pytest.raises(BadInput, match="还没有到"):
        go(Stage.APPLYING, date(2026, 3, 3))
    assert "已经过了" in entry(date(2026, 10, 1)).now
    [moved] = go(Stage.APPLYING)
    with pytest.raises(ChangedMeanwhile):
        change_help(ledger.one, [moved.seen.__class__(id_, 1)], HelpFields(), TODAY)
    move_back(ledger.one, [moved])
    assert entry().stage is Stage.SOUGHT

    facts = ledger.store.ask(facts_of, one, OFFICE)
    given = {"kind": GIANT.qualification, "level": "national", "recognised_on": TODAY}
    save_enterprise(
        ledger.one, replace(facts, rows={"qualifications": (as_row(given, ""),)}), OFFICE, id_=one
    )
    assert "请登记“已达标”" in entry().now
    go(Stage.REACHED)
    assert not entry().now
    assert ledger.store.ask(stages_of, [one], GIANT.id) == {one: Stage.REACHED}
    taken_back = as_row(given | {"withdrawn_on": TODAY}, "")
    save_enterprise(ledger.one, replace(facts, rows={"qualifications": (taken_back,)}), OFFICE, id_=one)
    assert entry().now == f"资质 {TODAY.isoformat()} 被取消，请登记“又失去”"
    with pytest.raises(BadInput, match="理由"):
        go(Stage.LOST)
    go(Stage.LOST, because="复核没有通过")
    assert (entry().row.reached_on, entry().row.lost_on) == (TODAY, TODAY)

    def counted():
        figures = ("qualified", "cultivating", "cultivated-reached", "cultivated-lost")
        span = Span.of(TODAY, TODAY, TODAY)
        return [ledger.store.ask(count, FIGURES.figures[id_], span).number for id_ in figures]

    assert counted() == [1, 0, 1, 1]
    with pytest.raises(BadInput, match="已经不在培育"):
        go(Stage.DROPPED, because="不做了")
    [tried] = go(Stage.GROWING)
    assert counted() == [1, 1, 1, 1], "what was reached and lost stays counted"
    former = next(one for one in ledger.store.ask(list_cultivated, STANDARDS, TODAY) if one.id == id_)
    assert (former.stage, former.row.reached_on, former.now) == (Stage.LOST, TODAY, "")
    assert ledger.store.ask(stages_of, [one], GIANT.id) == {one: Stage.GROWING}
    with pytest.raises(BadInput, match="已经又入了"):
        move(ledger.one, [former.seen], Stage.REACHED, TODAY, TODAY)
    move_back(ledger.one, [tried])
    assert counted() == [1, 0, 1, 1]
    assert ledger.store.ask(stages_of, [one], GIANT.id) == {one: Stage.LOST}
    hold_against_the_trail(ledger.store, OFFICE)


def test_that_what_was_deleted_comes_back_unless_the_enterprise_is_in_again(ledger):
    one = entered(ledger, 0, LINE)

    def take():
        basis = Basis(TODAY, str(YEAR), "", "")
        return take_in(ledger.one, {one: basis}, GIANT, HelpFields(), TODAY).ids

    first = take()
    delete_cultivated(ledger.one, first)
    second = take()
    [binned] = ledger.store.ask(list_bin, BinFilter(BinKind.CULTIVATED), most=9)
    assert binned.name == "培育企业0"
    with pytest.raises(BadInput, match="已经又入了"):
        restore_cultivated(ledger.one, first)
    seen = [row.seen for row in ledger.store.ask(list_cultivated, STANDARDS, TODAY)]
    move(ledger.one, seen, Stage.DROPPED, TODAY, TODAY, because="迁走")
    restore_cultivated(ledger.one, first)
    delete_cultivated(ledger.one, second)
    restore_cultivated(ledger.one, second)
    hold_against_the_trail(ledger.store, OFFICE)


def test_that_another_try_leaves_the_figures_of_earlier_days_and_merging_is_told(store):
    alone = SimpleNamespace(store=store, one=store.seat("王小梅"))
    ids = [entered(alone, at, LINE) for at in range(2)]
    days = [date(2026, 1, day) for day in (5, 10, 15, 20, 25)]
    taken = take_in(
        alone.one, {one: Basis(days[0], str(YEAR), "", "") for one in ids}, ABOVE, HelpFields(), days[0]
    )
    assert len(taken.ids) == 2

    def entry():
        every = alone.store.ask(list_cultivated, STANDARDS, TODAY)
        return next(one for one in every if one.row.enterprise_id == ids[0])

    steps = (Stage.REACHED, Stage.LOST, Stage.GROWING, Stage.REACHED)
    for stage, day in zip(steps, days[1:], strict=True):
        move(alone.one, [entry().seen], stage, day, TODAY, because="停产" if stage is Stage.LOST else "")

    def counted(figure, first, last):
        return alone.store.ask(count, FIGURES.figures[figure], Span.of(first, last, TODAY)).number

    assert [counted("cultivating", day, day) for day in days] == [2, 1, 1, 2, 1]
    assert counted("cultivated-reached", days[0], days[-1]) == 2
    assert counted("cultivated-lost", days[0], days[-1]) == 1

    kept, gone = read_two(alone.store, ids[0], ids[1], OFFICE)
    merge = merge_two(alone.one, kept, gone, kept.facts, OFFICE)
    every = alone.store.ask(list_cultivated, STANDARDS, TODAY)
    assert [one.now for one in every if not one.stage.is_over] == ["企业合并后重复，请留一条，删除其他的"] * 2
    other = next(one for one in every if one.row.enterprise_id == ids[1])
    move_back(alone.one, move(alone.one, [other.seen], Stage.APPLYING, days[-1], TODAY))
    assert counted("cultivating", days[0], days[0]) == 1
    undo_merge(alone.one, merge, OFFICE)
    assert counted("cultivating", days[0], days[0]) == 2


def test_that_the_share_of_the_city_takes_its_number_from_the_city_and_its_day(ledger):
    kind, level = "gazelle", "national"
    given = {"kind": kind, "level": level, "recognised_on": date(2025, 9, 1)}
    entered(ledger, 0, LINE, None, [given])
    entered(ledger, 1, LINE, None, [given | {"recognised_on": TODAY}])
    entered(ledger, 2, LINE, None, [given | {"valid_until": date(2025, 12, 30)}])

    def share_of(counts=()):
        shares = shares_of(ledger.store.ask(list_qualifications), counts, TODAY, OFFICE)
        return next(one for one in shares if (one.kind, one.level) == (kind, level))

    share = share_of()
    assert (share.ours, share.city, share.text) == (2, None, "")
    city = CityFields(kind, level, date(2025, 12, 31), 3, "市工信局简报第 3 期")
    id_ = enter_city_count(ledger.one, city, OFFICE, TODAY)
    with pytest.raises(BadInput, match="已经登记过"):
        enter_city_count(ledger.one, city, OFFICE, TODAY)
    with pytest.raises(BadInput) as refused:
        enter_city_count(ledger.one, CityFields("", "x", date(2999, 1, 1), -1, ""), OFFICE, TODAY)
    assert len(refused.value.complaints) == 5
    share = share_of(ledger.store.ask(city_counts))
    assert (share.ours, share.then, share.text) == (2, 1, "1/3 = 33.3 %")
    void_city_count(ledger.one, id_, OFFICE)
    assert not ledger.store.ask(city_counts)
    hold_against_the_trail(ledger.store, OFFICE)


def test_that_what_is_found_among_many_is_what_each_comes_to_by_itself(store):
    chance = Random(2026)
    facts = [invented(chance, plain) for plain in plain_facts(150)]
    ids = take_in_all(store.seat("王小梅"), facts)
    for target in STANDARDS.targets.values():
        search = Search(target.id, YEAR, 80, TODAY, (*State,))
        result = store.ask(find_candidates, search, STANDARDS, OFFICE)
        wanted = {id_: state for id_, one in zip(ids, facts, strict=True) if (state := state_of(one, target))}
        assert {one.enterprise_id: one.state for one in result.rows} == wanted, target.id
        assert wanted, target.id


def invented(chance, plain):
    """Return an enterprise with any figures, any class and any qualifications."""
    revenue = int(10 ** chance.uniform(8, 10.5))
    revenue = 0 if chance.random() < 0.1 else revenue
    parts = chance.choice([[YEAR], YEAR.quarters, [Period.parse(f"{YEAR}H1")], []])
    indicators = {"revenue": {one: revenue // len(parts) for one in parts}}
    if chance.random() < 0.8:
        indicators["research_cost"] = {YEAR: int(revenue * chance.uniform(0, 0.08))}
    code = chance.choice(["3921", "7010", "7020", "8391", "8411", "8512", "6510"])
    attributes = {
        "industry_kind": chance.choice([*OFFICE.attributes["industry_kind"].choices]),
        "industry_code": code,
        "industry_section": chance.choice("CGIKLMNOPQR"),
        "above_scale": chance.random() < 0.3,
    }
    held = [
        as_row({"kind": kind, "recognised_on": chance.choice([date(2024, 1, 1), date(2026, 9, 1)])}, "")
        for kind in ("specialised", "little_giant", "high_tech", "tech_sme")
        if chance.random() < 0.4
    ]
    return replace(
        plain,
        attributes={name: value for name, value in attributes.items() if chance.random() < 0.95},
        indicators=indicators,
        rows={"qualifications": tuple(held)},
    )


def state_of(facts, target):
    """Return how one enterprise stands, from its facts alone."""
    of = {name: facts.figure(OFFICE.indicators[name], YEAR) for name in ("revenue", "research_cost")}
    amounts = {name: figure.amount for name, figure in of.items() if figure is not None}
    held = {row["kind"] for row in facts.rows["qualifications"] if row["recognised_on"] <= TODAY}
    is_in = target.qualification in held if target.qualification else facts.attributes.get("above_scale")
    if target.after and target.after not in held:
        return None
    states = (
        state_by(one, amounts, is_in=is_in)
        for one in STANDARDS.of_target(target.id)
        if is_whose(one, facts.attributes)
    )
    return next((state for state in states if state is not None), None)


def is_whose(standard, attributes):
    asked = {"industry_kind": standard.kinds, "industry_section": standard.sections}
    if any(values and attributes.get(name) not in values for name, values in asked.items()):
        return False
    return not standard.codes or attributes.get("industry_code", "").startswith(standard.codes)


def state_by(standard, amounts, *, is_in):
    base, is_graded = amounts.get("revenue"), standard.least is not None or standard.most is not None
    if not standard.lines:
        return None if is_in else State.LICENCE
    if is_graded and (base is None or not (standard.least or 0) <= base <= (standard.most or base)):
        return None
    if standard.lines[0].fact not in amounts or (not base and any(line.of for line in standard.lines)):
        return None
    pairs = [(amounts.get(line.fact), line.of_base(base or 0)) for line in standard.lines]
    known = [(amount, needed) for amount, needed in pairs if amount is not None]
    if all(amount >= needed for amount, needed in known):
        return None if is_in else State.ABOVE
    is_near = all(100 * amount >= 80 * needed for amount, needed in known)
    return State.FALLEN if is_in else State.NEAR if is_near else None


@pytest.mark.parametrize(
    ("rate", "kind", "level", "ours", "percent"),
    [
        ("little-giants-share", "little_giant", "national", 23, 36),
        ("specialised-share", "specialised", "provincial", 176, 31),
    ],
)
def test_that_what_a_newspaper_told_of_qualifications_comes_out(store, rate, kind, level, ours, percent):
    """国家级小巨人 23 家占 36 %；省级 176 家占 31 %."""
    given = {"kind": kind, "level": level, "batch": "第五批", "recognised_on": date(2024, 9, 1)}
    others = [
        {"level": "municipal"},
        {"kind": "gazelle"},
        {"recognised_on": date(2026, 3, 3)},
        {"valid_until": date(2026, 3, 1)},
        {"withdrawn_on": TODAY},
    ]
    held = [[given, given | {"batch": "第八批"}]] * ours + [[given | one] for one in others]
    seat, facts = store.seat("王小梅"), plain_facts(len(held))
    lists = ({"qualifications": tuple(as_row(row, "") for row in rows)} for rows in held)
    take_in_all(seat, [replace(one, rows=rows) for one, rows in zip(facts, lists, strict=True)])
    share = FIGURES.rates[rate]

    def count_of(id_):
        return store.ask(count, FIGURES.figures[id_], Span.of(TODAY, TODAY, TODAY)).number

    assert (count_of(share.part), count_of(share.whole)) == (ours, 0), "the city's number is never guessed"
    whole = round(ours * 100 / percent)
    for day, number in ((date(2025, 1, 1), whole - 9), (date(2025, 12, 31), whole)):
        enter_city_count(seat, CityFields(kind, level, day, number, "市工信局"), OFFICE, TODAY)
    assert (count_of(share.part), count_of(share.whole)) == (ours, whole)
    assert round(100 * count_of(share.part) / count_of(share.whole)) == percent
    shares = shares_of(store.ask(list_qualifications), store.ask(city_counts), TODAY, OFFICE)
    [ours_now] = [one for one in shares if (one.kind, one.level) == (kind, level)]
    assert (ours_now.ours, ours_now.city.count) == (ours, whole)
    lost_since = sum(one.keys() <= {"valid_until", "withdrawn_on"} for one in others)
    assert ours_now.then == ours + lost_since, "each number is of the day of the city's"
    plan = TablePlan("", "", "qualifications", (), where={"kind": (kind,), "level": (level,)}, by=("batch",))
    means = Means(OFFICE, Rules(PROBLEM_ROADS, OFFICE, today=lambda: TODAY))
    batches = {row[0]: row[1] for row in store.ask(make, plan, means, 9).rows}
    assert batches == {"第五批": ours + len(others) - 2, "第八批": ours}


def test_that_standards_name_their_sources_and_mistakes_of_a_file_are_told(tmp_path):
    for one in STANDARDS.standards.values():
        assert one.source
        assert {line.fact for line in one.lines} <= {*OFFICE.indicators}
        assert {*one.kinds} <= {*OFFICE.attributes["industry_kind"].choices}
        assert {*one.sections} <= {*OFFICE.attributes["industry_section"].choices}
    kinds = OFFICE.rows["qualifications"].columns["kind"].choices
    named = {word for one in STANDARDS.targets.values() for word in (one.qualification, one.after)}
    assert named - {""} <= {*kinds}
    wrong = tmp_path / "standards.toml"
    text = (RESOURCES / "cultivation" / "standards.toml").read_text(encoding="utf-8")
    wrong.write_text(text.replace('target = "tech_sme"', 'target = "nothing"'), encoding="utf-8")
    with pytest.raises(StandardsMistakes, match="没有“nothing”这个目标"):
        Standards.load(wrong)
