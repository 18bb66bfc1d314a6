"""What assessments that were kept came to: written as columns, and read from them.

`domain.store.packing` says how the columns lie in the store.
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from itertools import chain
from typing import Final

import numpy as np
from sqlmodel import Session, col, select

from domain.policies.entities import AssessmentBlock, AssessmentColumn, AssessmentRun
from domain.policies.many.numbers import Array
from domain.policies.runs.results import Difference, Result, Results
from domain.policies.trace import Outcome
from domain.store.packing import (
    BLOCK,
    NONE,
    OUTCOMES,
    WIDTHS,
    packed,
    packed_texts,
    unpacked,
    unpacked_texts,
)
from domain.store.problems import as_stored
from domain.values.ids import EnterpriseId, RunId
from domain.values.money import Fen

_OUTCOMES: Final = {code: Outcome(name) for code, name in enumerate(OUTCOMES)}


def keep_results(session: Session, run_id: RunId, results: Results) -> None:
    """Write results down as those of a run."""
    order = results.by_id
    # Of nobody there is a block as well, which says of which clauses.
    blocks = [order[start : start + BLOCK] for start in range(0, max(len(order), 1), BLOCK)]
    for number, places in enumerate(blocks):
        who = places.tolist()
        usccs = packed_texts([results.usccs[place] for place in who])
        names = packed_texts([results.names[place] for place in who])
        ids = _integers("ids", results.ids[places])
        session.add(AssessmentBlock(run_id=run_id, number=number, ids=ids, usccs=usccs, names=names))
    for clause_id, column in results.columns.items():
        reasons, given = results.reasons(clause_id)
        for number, places in enumerate(blocks):
            # Only those that are given within the block; they are few, so that sorting all would take longer.
            within = given[places]
            used = np.flatnonzero(np.bincount(within))
            reason_places = np.zeros(len(reasons), np.int64)
            reason_places[used] = np.arange(len(used))
            row = AssessmentColumn(
                run_id=run_id,
                number=number,
                clause_id=clause_id,
                outcomes=_integers("outcomes", column.outcome[places]),
                amounts=_integers("amounts", column.amount[places]),
                most=_integers("most", column.most[places]),
                reasons=packed_texts([reasons[at] for at in used.tolist()]),
                reason_places=_integers("reason_places", reason_places[within]),
            )
            session.add(row)
        session.flush()


class Kept:
    """What a run came to. Columns are read when they are first asked for, so the session must stay open.

    Whatever is asked of it raises `Unreadable` where it does not read as it was written.
    """

    def __init__(self, session: Session, run: AssessmentRun) -> None:
        self._session, self._run = session, run
        self._who: dict[int, tuple[list[EnterpriseId], list[str], list[str]]] = {}
        block, column = AssessmentBlock, AssessmentColumn
        found = session.exec(
            select(block.number, block.ids).where(block.run_id == run.id).order_by(col(block.number))
        ).all()
        with self._as_stored():
            ids = [_integers_of("ids", stored) for _, stored in found]
            self.ids: Array = np.concatenate([np.zeros(0, np.int64), *ids])
            """Of the enterprises, ascending."""
            is_whole = len(self.ids) == run.enterprises and [row[0] for row in found] == [*range(len(found))]
            if not is_whole or (np.diff(self.ids) <= 0).any():
                raise ValueError("not the enterprises that there were")
        self._ends = np.cumsum([0, *map(len, ids)]).tolist()
        statement = select(column.clause_id).where(column.run_id == run.id, column.number == 0)
        self.clause_ids: Sequence[str] = session.exec(statement.order_by(col(column.clause_id))).all()
        """In their own order, not that of the policy."""
        with self._as_stored():
            if {*self.clause_ids} != {*json.loads(run.clauses)}:
                raise ValueError("not the clauses that there were")

    def outcomes(self, clause_id: str) -> Array:
        """Return the outcomes of a clause by their places in `OUTCOMES`; `NONE` of one that is not there."""
        if clause_id not in self.clause_ids:
            return np.full(len(self.ids), NONE, np.int8)
        return self._whole(clause_id, "outcomes")

    def amounts(self, clause_id: str) -> Array:
        """Return the amounts of a clause in fen, 0 of one that is not there."""
        if clause_id not in self.clause_ids:
            return np.zeros(len(self.ids), np.int64)
        return self._whole(clause_id, "amounts")

    def of_one(self, id_: EnterpriseId) -> dict[str, tuple[Outcome, Fen]]:
        """Return what each clause came to for one enterprise; empty where it was not assessed."""
        place = int(np.searchsorted(self.ids, id_))
        if place == len(self.ids) or self.ids[place] != id_:
            return {}
        number = int(np.searchsorted(self._ends, place, side="right")) - 1
        within, size = place - self._ends[number], self._ends[number + 1] - self._ends[number]
        column = AssessmentColumn
        rows = self._session.exec(
            select(column.clause_id, column.outcomes, column.amounts).where(
                column.run_id == self._run.id, column.number == number
            )
        )
        with self._as_stored():
            return {
                clause_id: (
                    _OUTCOMES[int(_integers_of("outcomes", outcomes, size)[within])],
                    Fen(int(_integers_of("amounts", amounts, size)[within])),
                )
                for clause_id, outcomes, amounts in rows
                if int(_integers_of("outcomes", outcomes, size)[within]) in _OUTCOMES
            }

    def all(self) -> Iterator[Result]:
        """Yield every result, enterprise by enterprise."""
        for number, (start, end) in enumerate(self._bounds):
            places = list(range(end - start))
            columns = [self._in_block(number, clause_id, places) for clause_id in self.clause_ids]
            self._who.pop(number, None)
            yield from (one for one in chain.from_iterable(zip(*columns, strict=True)) if one is not None)

    def results(self, clause_id: str, places: Array) -> list[Result | None]:
        """Return what a clause came to for the enterprises at some places, ascending; None for nothing."""
        if clause_id not in self.clause_ids:
            return [None] * len(places)
        found: list[Result | None] = []
        for number, (start, end) in enumerate(self._bounds):
            within = places[np.searchsorted(places, start) : np.searchsorted(places, end)]
            if len(within):
                found += self._in_block(number, clause_id, (within - start).tolist())
        return found

    @property
    def _bounds(self) -> Iterator[tuple[int, int]]:
        return zip(self._ends[:-1], self._ends[1:], strict=True)

    def _in_block(self, number: int, clause_id: str, places: Sequence[int]) -> list[Result | None]:
        size = self._ends[number + 1] - self._ends[number]
        column = AssessmentColumn
        row = self._session.exec(
            select(column).where(
                column.run_id == self._run.id, column.number == number, column.clause_id == clause_id
            )
        ).one_or_none()
        with self._as_stored():
            if row is None:
                raise ValueError("a clause is not there")
            outcomes = _integers_of("outcomes", row.outcomes, size).tolist()
            amounts = _integers_of("amounts", row.amounts, size).tolist()
            most = _integers_of("most", row.most, size).tolist()
            at = _integers_of("reason_places", row.reason_places, size).tolist()
            reasons = dict(enumerate(unpacked_texts(row.reasons)))
            ids, usccs, names = self._people(number)
            return [
                Result(
                    ids[place],
                    usccs[place],
                    names[place],
                    clause_id,
                    _OUTCOMES[outcomes[place]],
                    Fen(amounts[place]),
                    Fen(most[place]),
                    reasons[at[place]],
                )
                if outcomes[place] != NONE
                else None
                for place in places
            ]

    def _people(self, number: int) -> tuple[list[EnterpriseId], list[str], list[str]]:
        """Return the enterprises of a block: ids, codes, names."""
        if number not in self._who:
            start, end = self._ends[number : number + 2]
            block = AssessmentBlock
            usccs, names = self._session.exec(
                select(block.usccs, block.names).where(block.run_id == self._run.id, block.number == number)
            ).one()
            count = end - start
            ids = [EnterpriseId(id_) for id_ in self.ids[start:end].tolist()]
            self._who[number] = ids, unpacked_texts(usccs, count), unpacked_texts(names, count)
        return self._who[number]

    def _whole(self, clause_id: str, name: str) -> Array:
        column = AssessmentColumn
        found = self._session.exec(
            select(getattr(column, name))
            .where(column.run_id == self._run.id, column.clause_id == clause_id)
            .order_by(col(column.number))
        ).all()
        with self._as_stored():
            return np.concatenate(
                [
                    _integers_of(name, stored, end - start)
                    for stored, (start, end) in zip(found, self._bounds, strict=True)
                ]
            )

    def _as_stored(self) -> AbstractContextManager[None]:
        return as_stored(f"{self._run.taken_at:%Y-%m-%d} 留存的评定结果")


def differences(before: Kept, after: Kept) -> Iterator[Difference]:
    """Yield what came to something else in the later of two runs."""
    _, mine, theirs = np.intersect1d(before.ids, after.ids, assume_unique=True, return_indices=True)
    gone, new = _others(before, mine), _others(after, theirs)
    for clause_id in sorted({*before.clause_ids, *after.clause_ids}):
        is_other = before.outcomes(clause_id)[mine] != after.outcomes(clause_id)[theirs]
        is_other |= before.amounts(clause_id)[mine] != after.amounts(clause_id)[theirs]
        pairs = before.results(clause_id, mine[is_other]), after.results(clause_id, theirs[is_other])
        yield from (Difference(*pair) for pair in zip(*pairs, strict=True))
        yield from (Difference(one, None) for one in before.results(clause_id, gone) if one)
        yield from (Difference(None, one) for one in after.results(clause_id, new) if one)


def _others(run: Kept, places: Array) -> Array:
    is_other = np.ones(len(run.ids), bool)
    is_other[places] = False
    return np.flatnonzero(is_other)


def _integers(name: str, values: Array) -> bytes:
    return packed(values.astype(f"<i{WIDTHS[name]}").tobytes())


def _integers_of(name: str, stored: bytes, count: int | None = None) -> Array:
    width = WIDTHS[name]
    content = unpacked(stored, None if count is None else count * width)
    return np.frombuffer(content, f"<i{width}")
