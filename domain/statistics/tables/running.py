"""Tables made: the rows that are asked for, or groups of them with counts and sums, in words."""

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import islice
from typing import Any, Final, NamedTuple, TypeAlias

from sqlalchemy import ColumnElement, case, or_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func, select

from domain.enterprises.dictionary import Dictionary
from domain.enterprises.entities import Enterprise
from domain.enterprises.identity import standing_for
from domain.outreach.problems.rules import Rules
from domain.statistics.sources import ROWS, Column, Is
from domain.statistics.tables.columns import column_of, strange_in
from domain.statistics.tables.plans import COUNT, ENTERPRISES, ONCE, TablePlan, Within
from domain.store.engine import Store
from domain.store.sql import among, numbers_of
from domain.values.errors import BadInput
from domain.values.toml.places import Path as Keys

Value: TypeAlias = str | int | date | None
"""A word, a number in the units of its column, or a day; None where there is nothing."""
Row: TypeAlias = tuple[Value, ...]

_Numbers: TypeAlias = dict[tuple[Any, ...], dict[str, int | None]]

TOTAL: Final = "合计"
_LOT: Final = 5_000
_AT_VALUE: Final = 3
"""So long is the place of a value of a condition."""
_SORTED: Final[Any] = aliased(Enterprise)
"""Those by whose names rows are sorted, be the rows read from a join with enterprises."""
_NUMBERS: Final = frozenset({Is.AMOUNT, Is.COUNT, Is.NUMBER, Is.RATE})


@dataclass(frozen=True, slots=True)
class Means:
    """What tables take besides the store.

    Attributes:
        dictionary: The facts of enterprises.
        rules: Roads, calendar and the day, by which it is told where problems stand.
    """

    dictionary: Dictionary
    rules: Rules

    @property
    def today(self) -> date:
        return self.rules.today()


class Heading(NamedTuple):
    """What stands above a column: `unit` is what its numbers count, empty for none and for words."""

    name: str
    title: str
    is_: Is
    unit: str = ""
    is_personal: bool = False

    @property
    def is_number(self) -> bool:
        return self.is_ in _NUMBERS


@dataclass(frozen=True, slots=True)
class Made:
    """A table as it was made.

    Attributes:
        rows: The first of them, as many as were asked for.
        keys: Of a list, of which record each of those is, see `sources.Rows.kind`.
        count: How many there are.
        totals: Below each column what it comes to, None where that is nothing.
        enterprises: How many there are of them; None where rows are of none.
        strange: What could not be shown, a sentence each.
    """

    plan: TablePlan
    headings: tuple[Heading, ...]
    rows: Sequence[Row]
    count: int
    totals: Row
    enterprises: int | None
    strange: tuple[str, ...] = ()
    keys: Sequence[int] = ()

    @property
    def closing(self) -> Row | None:
        """The row of totals as it stands below the others; None where nothing adds up."""
        if not self.count or all(one is None for one in self.totals):
            return None
        first, *rest = self.totals
        return (TOTAL if first is None else first, *rest)


def make(session: Session, plan: TablePlan, means: Means, most: int | None = None) -> Made:
    """Make a table, of a list the first `most` rows. What it names and there is not is left out and said."""
    there, strange = usable(plan, means)
    making = _Making(session, there, means)
    _, numbers = making.numbers
    enterprises = numbers[ENTERPRISES] if making.source.enterprise is not None else None
    if there.by:
        rows = making.groups()
        totals = (*(None for _ in there.by), *(numbers[one.name] for one in making.measures))
        return Made(there, making.group_headings, rows, len(rows), totals, enterprises, strange)
    lines = [*islice(making.lines(most), most)]
    rows, keys = [row for _, row in lines], [key for key, _ in lines]
    totals = tuple(numbers.get(name) for name in there.columns)
    return Made(there, making.headings, rows, numbers[COUNT] or 0, totals, enterprises, strange, keys)


def every_row(store: Store, plan: TablePlan, means: Means) -> Iterator[Row]:
    """Yield the rows of a list, however many, as they are when the first is asked for."""
    with store.read() as session:
        yield from (row for _, row in _Making(session, usable(plan, means)[0], means).lines(None))


def usable(plan: TablePlan, means: Means) -> tuple[TablePlan, tuple[str, ...]]:
    """Return a table without what there is not (any more), and a sentence for each that is left out.

    Raises:
        BadInput: There are no such rows, or none of its columns; it cannot be made at all.
    """
    if plan.rows not in ROWS:
        raise BadInput(f"这张表列的是“{plan.rows}”，现在的程序没有这一种，请升级程序或另做一张")
    gone, said = set[Keys](), list[str]()
    for path, name, complaint in strange_in(plan, means.dictionary, means.today):
        if not name:
            continue
        gone.add(path)
        left_out = {"where": "，这个条件没有起作用", "day": "，没有按日期筛选", "by": "，没有按它分组"}
        # A value that is none any more still asks for what there is none of.
        said.append(complaint + (left_out.get(str(path[0]), "") if len(path) < _AT_VALUE else ""))
    there = plan.without(gone)
    if not there.columns and not there.by:
        raise BadInput(["这张表没有一列可以显示，请选几列", *said])
    return there, tuple(dict.fromkeys(said))


def values_in(session: Session, plan: TablePlan, name: str, means: Means, most: int) -> list[tuple[str, str]]:
    """Return what a column can be asked for: value and word, the first `most`; what was not entered last."""
    making = _Making(session, TablePlan("", "", plan.rows, (name,)), means)
    column, term = making.columns[name], making.term(name)
    if column.words:
        return [*({"": column.lacks} | {**column.words}).items()]
    if column.names is not None:
        return [*((word, word) for _, word in session.exec(column.names)), ("", column.lacks)]
    holds = making.source.held(session, means.today)
    found = select(term).select_from(making.source.origin).where(*holds).distinct().limit(most + 1)
    words = sorted({str(one) for one in session.exec(found) if one not in (None, "")})[:most]
    return [*((word, word) for word in words), ("", column.lacks)]


class _Making:
    """One table on its way; what several questions need is found once."""

    def __init__(self, session: Session, plan: TablePlan, means: Means) -> None:
        self.session, self.plan, self.means, self.source = session, plan, means, plan.source
        names = {name for _, name in plan.named}
        found = {name: column_of(plan.source, name, means.dictionary, means.today) for name in names}
        self.columns: dict[str, Column] = {name: one for name, one in found.items() if one is not None}
        self._terms: dict[str, Any] = {}
        self._looked: dict[str, Mapping[Any, Any]] = {}

    def _found(self, *wanted: Any, conditions: Sequence[Any] = ()) -> Any:
        """Return a query of these terms, of the rows that are asked for."""
        return select(*wanted).select_from(self.source.origin).where(*self.conditions, *conditions)

    def _read(self, query: Any) -> Any:
        # Rows as they are: of one column as of many.
        return self.session.connection().execute(query)

    def term(self, name: str) -> Any:
        """Return a column as a term of a query."""
        if name not in self._terms:
            column = self.columns[name]
            worked = column.worked
            self._terms[name] = column.of if worked is None else worked(self.session, self.means.rules)
        return self._terms[name]

    def looked(self, name: str) -> Mapping[Any, Any]:
        """Return what a column that other ledgers tell holds, by enterprises."""
        if name not in self._looked:
            column = self.columns[name]
            assert column.looked is not None
            self._looked[name] = column.looked(self.session)
        return self._looked[name]

    @cached_property
    def conditions(self) -> list[ColumnElement[bool]]:
        found = self.source.held(self.session, self.means.today)
        for name, values in self.plan.where.items():
            column, term = self.columns[name], self.term(name)
            if column.is_ is Is.DAY:
                found.append(term.is_(None))
            elif column.names is not None:
                ids, titles = column.names.selected_columns
                named: Any = term.in_(select(ids).where(titles.in_(values)))
                found.append(or_(named, term.is_(None)) if "" in values else named)
            else:
                found.append((func.coalesce(term, "") if "" in values else term).in_(values))
        return [*found, *self._days()]

    def _days(self) -> Iterator[ColumnElement[bool]]:
        plan = self.plan
        if not plan.day or plan.within is Within.ALL:
            return
        first, last = plan.days(self.means.today)
        if self.columns[plan.day].looked is not None:
            days, lacks = self.looked(plan.day), plan.within.is_lack
            lies = {
                id_
                for id_, day in days.items()
                if (first is None or day >= first)
                and (last is None or (day > last if lacks else day <= last))
            }
            yield ~among(self.source.key, lies) if lacks else among(self.source.key, lies)
            return
        term = self.term(plan.day)
        if plan.within.is_lack:
            yield or_(term.is_(None), term <= last)
            return
        if first is not None:
            yield term >= first
        if last is not None:
            yield term <= last

    # A list

    @cached_property
    def headings(self) -> tuple[Heading, ...]:
        return tuple(self._heading(name) for name in self.plan.columns)

    def lines(self, most: int | None) -> Iterator[tuple[int, Row]]:
        """Yield the rows, each with its key; of very many about `most`, where that is given."""
        plan, columns = self.plan, self.columns
        asked = [name for name in plan.columns if columns[name].looked is None]
        terms = [self.term(name).label(f"c{at}") for at, name in enumerate(asked)]
        key, query = self.source.key, self._found(self.source.key.label("key"), *terms)
        if plan.sort and columns[plan.sorted_by].looked is not None:
            keys = self._sorted_by_looked(most)
        elif most is not None and self.source.is_register:
            # Of very many that are sorted, the columns of those alone that are shown.
            keys = [row[0] for row in self._read(self._in_order(self._found(key)).limit(most))]
        else:
            yield from self._told(iter(self._read(self._in_order(query).limit(most))), asked)
            return
        found = {row[0]: row for row in self._read(query.where(among(key, keys)))}
        yield from self._told(iter([found[one] for one in keys]), asked)

    def _in_order(self, query: Any) -> Any:
        key = self.source.key
        if self.plan.sort:
            order = self._order(self.plan.sorted_by)
            is_down = self.plan.sort.startswith("-")
            query = query.order_by(order.is_(None), order.desc() if is_down else order)
        return query.order_by(key if self.source.is_register else key.desc())

    @cached_property
    def _keys(self) -> list[int]:
        """Of rows that are enterprises, which they are."""
        key = self.source.key
        return numbers_of(self.session, key, self._found(key).order_by(key))

    def _sorted_by_looked(self, most: int | None) -> list[int]:
        column, by = self.columns[self.plan.sorted_by], self.looked(self.plan.sorted_by)
        is_down = self.plan.sort.startswith("-")
        if column.nothing is None:
            unknown = [key for key in self._keys if key not in by]
            known = [key for key in self._keys if key in by]
        else:
            by, unknown = {key: by.get(key, column.nothing) for key in self._keys}, []
            known = [*by]
        # Never visited is longer ago than any day.
        are_last = column.is_ is not Is.DAY or is_down
        if are_last or most is None or len(unknown) < most:
            known.sort(key=by.__getitem__, reverse=is_down)
        return ([*known, *unknown] if are_last else [*unknown, *known])[:most]

    def _told(self, rows: Iterator[Any], asked: Sequence[str]) -> Iterator[tuple[int, Row]]:
        """Yield rows in words, lot by lot."""
        places = {name: at + 1 for at, name in enumerate(asked)}
        while lot := [*islice(rows, _LOT)]:
            read: list[Callable[[Any], Value]] = []
            for name in self.plan.columns:
                if (place := places.get(name)) is None:
                    read.append(_from(self.looked(name), self.columns[name].nothing))
                else:
                    told = self.teller(name, {row[place] for row in lot if row[place] is not None})
                    read.append(_at(place, told))
            for row in lot:
                yield row[0], tuple(one(row) for one in read)

    def _order(self, name: str) -> Any:
        column, term = self.columns[name], self.term(name)
        if column.words:
            return case({value: at for at, value in enumerate(column.words)}, value=term)
        if column.is_ is Is.ENTERPRISE and self.source.is_register:
            return col(Enterprise.name)
        if column.is_ is Is.ENTERPRISE:
            return select(_SORTED.name).where(_SORTED.id == term).scalar_subquery()
        if column.is_ is Is.CODE:
            return select(_SORTED.uscc).where(_SORTED.id == term).scalar_subquery()
        if column.names is not None:
            ids, titles = column.names.selected_columns
            return select(titles).where(ids == term).scalar_subquery()
        return func.nullif(term, "") if column.is_ in (Is.WORD, Is.TEXT) else term

    @cached_property
    def _added(self) -> list[str]:
        return [name for name in dict.fromkeys(self.plan.columns) if self.columns[name].adds_up]

    # Groups

    @cached_property
    def measures(self) -> tuple[Heading, ...]:
        """What is told of a group."""
        source = self.source
        found = [Heading(COUNT, source.counted, Is.COUNT)]
        if source.once:
            found.append(Heading(ONCE, source.once, Is.COUNT))
        if source.enterprise is not None and not source.is_register:
            found.append(Heading(ENTERPRISES, "企业户数", Is.COUNT))
        return (*found, *map(self._heading, self._added))

    @cached_property
    def group_headings(self) -> tuple[Heading, ...]:
        return (*map(self._heading, self.plan.by), *self.measures)

    def groups(self) -> list[Row]:
        """Return each group, with its numbers."""
        by, plan = self.plan.by, self.plan
        numbers, _ = self.numbers
        tellers = [
            self.teller(name, {key[at] for key in numbers if key[at] != ""}) for at, name in enumerate(by)
        ]
        told = {key: tuple(tell(one) for tell, one in zip(tellers, key, strict=True)) for key in numbers}
        ranks = [self._rank(name) for name in by]

        def natural(key: tuple[Any, ...]) -> tuple[Any, ...]:
            """Most first, but what has an order of its own, and what lies in larger groups, in that."""
            return tuple(rank(one, word) for rank, one, word in zip(ranks, key, told[key], strict=True))

        keys = sorted(numbers, key=natural)
        if len(by) == 1 and not self._is_ordered(by[0]):
            keys.sort(key=lambda key: -(numbers[key][COUNT] or 0))
        if plan.sort:
            at = next((at for at, one in enumerate(by) if one == plan.sorted_by), None)
            is_down = plan.sort.startswith("-")
            if at is not None:
                keys.sort(key=lambda key: ranks[at](key[at], told[key][at]), reverse=is_down)
            elif plan.sorted_by in {one.name for one in self.measures}:
                keys.sort(key=lambda key: numbers[key].get(plan.sorted_by) or 0, reverse=is_down)
        absent = [self.columns[name].lacks for name in by]
        return [
            (
                *(word or lacks for word, lacks in zip(told[key], absent, strict=True)),
                *(numbers[key][one.name] for one in self.measures),
            )
            for key in keys
        ]

    @cached_property
    def numbers(self) -> tuple[_Numbers, dict[str, int | None]]:
        """For each group what it comes to, by the names of measures; of sums None where all are empty.

        And what all of them come to: there counts once what is in several groups.
        """
        by = self.plan.by
        terms = [func.coalesce(self.term(name), "").label(f"by{at}") for at, name in enumerate(by)]
        there = [name for name in self._added if self.columns[name].looked is None]
        sums: dict[str, Any] = {name: func.sum(self.term(name)) for name in there} | {COUNT: func.count()}
        # Which they are, not how many: told apart here in half the time, and once for groups and all of them.
        each: dict[str, Any] = {ONCE: self.source.key} if self.source.once else {}
        if self.source.is_register:
            sums[ENTERPRISES] = sums[COUNT]
        elif self.source.enterprise is not None:
            each[ENTERPRISES] = self.source.enterprise
        wanted = [*sums.values(), *map(func.json_group_array, each.values())]
        found, ids = _Numbers(), dict[tuple[Any, ...], dict[str, set[Any]]]()
        whole: dict[str, int | None] = {name: 0 if name in (COUNT, ENTERPRISES) else None for name in sums}
        for row in self._read(self._found(*terms, *wanted).group_by(*terms)):
            # Groups that were two records of one enterprise become one.
            key, told = self._one(by, row), row[len(by) :]
            into, of = found.setdefault(key, {}), ids.setdefault(key, {name: set() for name in each})
            for name, number in zip(sums, told[: len(sums)], strict=True):
                into[name], whole[name] = _sum(into.get(name), number), _sum(whole[name], number)
            for name, text in zip(each, told[len(sums) :], strict=True):
                of[name] |= self._records(name, json.loads(text))
        for key, of in ids.items():
            found[key] |= {name: len(records) for name, records in of.items()}
        whole |= {name: len(set().union(*(of[name] for of in ids.values()))) for name in each}
        if by:
            self._add_looked(by, terms, found)
        self._add_looked((), (), {(): whole})
        return found, whole

    def _records(self, name: str, ids: Collection[Any]) -> set[Any]:
        """Return records that are meant; of enterprises the one that stands for each now."""
        if name == ENTERPRISES and self._gone:
            return {self._gone.get(id_, id_) for id_ in ids if id_ is not None}
        return {*ids} - {None}

    def _add_looked(self, by: Sequence[str], terms: Sequence[Any], found: _Numbers) -> None:
        looked = [name for name in self._added if self.columns[name].looked is not None]
        if not looked:
            return
        groups: defaultdict[tuple[Any, ...], list[Any]] = defaultdict(list)
        if by:
            for row in self._read(self._found(*terms, self.source.key)):
                groups[self._one(by, row)].append(row[-1])
        else:
            groups[()] = self._keys
        for group, into in found.items():
            for name in looked:
                values, nothing = self.looked(name), self.columns[name].nothing
                known = [number for number in map(values.get, groups[group]) if number is not None]
                into[name] = sum(known) if known else nothing

    @cached_property
    def _gone(self) -> Mapping[Any, Any]:
        """The records that are gone, each with the one that stands for it now, itself where none does."""
        gone = self.session.exec(select(Enterprise.id).where(col(Enterprise.deleted_at).is_not(None))).all()
        ids: list[Any] = [id_ for id_ in gone if id_ is not None]
        return {id_: id_ for id_ in ids} | standing_for(self.session, ids)

    def _one(self, by: Sequence[str], row: Sequence[Any]) -> tuple[Any, ...]:
        """Return the group of a row, told by its first columns; an enterprise by who stands for it."""
        return tuple(
            self._gone.get(row[at], row[at]) if self.columns[name].is_ is Is.ENTERPRISE else row[at]
            for at, name in enumerate(by)
        )

    def _is_ordered(self, name: str) -> bool:
        """Whether what a column holds has an order of its own, as months have."""
        return name == "month" or bool(self.columns[name].words)

    def _rank(self, name: str) -> Callable[[Any, Value], Any]:
        if words := self.columns[name].words:
            places = {value: at for at, value in enumerate(words)}
            return lambda value, _: places.get(value, len(places))
        return lambda value, word: (value == "", str(word))

    # In words

    def _heading(self, name: str) -> Heading:
        column = self.columns[name]
        unit = "元" if column.is_ is Is.AMOUNT else column.unit
        return Heading(name, column.title, column.is_, unit, column.is_personal)

    def teller(self, name: str, values: Collection[Any]) -> Callable[[Any], Value]:
        """Return what says values of a column in words, these and others of it."""
        column = self.columns[name]
        if column.is_ in (Is.ENTERPRISE, Is.CODE):
            now = {value: self._gone.get(value, value) for value in values}
            shown = Enterprise.name if column.is_ is Is.ENTERPRISE else Enterprise.uscc
            query: Any = select(Enterprise.id, shown).where(among(col(Enterprise.id), {*now.values()}))
            names = dict(self.session.exec(query).all())
            return lambda value: names.get(now.get(value), "")
        if column.names is not None:
            titles = dict(self.session.exec(column.names).all())
            return lambda value: titles.get(value, "")
        if column.words:
            words = column.words
            return lambda value: words.get(value or "", str(value or ""))
        if column.is_ in (Is.WORD, Is.TEXT):
            return lambda value: "" if value is None else str(value)
        return lambda value: value


def _sum(before: int | None, number: int | None) -> int | None:
    return number if before is None else before + (number or 0)


def _at(place: int, tell: Callable[[Any], Value]) -> Callable[[Any], Value]:
    return lambda row: tell(row[place])


def _from(looked: Mapping[Any, Any], nothing: int | None) -> Callable[[Any], Value]:
    return lambda row: looked.get(row[0], nothing)
