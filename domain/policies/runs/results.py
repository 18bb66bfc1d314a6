"""What a policy comes to for many enterprises: a result for each of them and each clause, columns behind."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

import numpy as np

from domain.enterprises.dictionary import Dictionary
from domain.policies.language.wording import condition_text
from domain.policies.many.among import AmongAll
from domain.policies.many.codes import GRANTED, IS_MISSING, MANUAL, NOT_MET, OUTCOMES, Decided
from domain.policies.many.jointly import OUTBID, OUTRANKED
from domain.policies.many.numbers import Array
from domain.policies.many.ranges import LATE, TO_JUDGE
from domain.policies.policy import Clause, Policy
from domain.policies.runs.summary import Totals, missing_text
from domain.policies.trace import OUTCOME_NAMES, Outcome
from domain.store.numbers.entries import Head
from domain.values.ids import EnterpriseId
from domain.values.money import Fen, yuan_text

_MOST_CASES: Final = 10**6
_PLACES: Final = {outcome: code for code, outcome in enumerate(OUTCOMES)}


@dataclass(frozen=True, slots=True)
class Result:
    """What a clause came to for an enterprise; ``most`` is what an open one could come to, in fen.

    ``is_by_person`` is known of what was decided just now; kept results say it with their reason alone.
    """

    enterprise_id: EnterpriseId
    uscc: str
    enterprise_name: str
    clause_id: str
    outcome: Outcome
    amount: Fen
    most: Fen
    reason: str
    is_by_person: bool = field(default=False, compare=False, kw_only=True)

    @property
    def key(self) -> tuple[EnterpriseId, str]:
        return self.enterprise_id, self.clause_id

    @property
    def text(self) -> str:
        """The outcome in a word, with the amount in yuan where it is granted."""
        amount = f" {yuan_text(self.amount)}" if self.outcome is Outcome.GRANTED else ""
        return f"{OUTCOME_NAMES[self.outcome]}{amount}"


@dataclass(frozen=True, slots=True)
class Difference:
    """One clause of one enterprise that came to something else; None where it was not there."""

    before: Result | None
    after: Result | None

    @property
    def result(self) -> Result:
        """The later one, or the earlier where there is no later."""
        found = self.after or self.before
        assert found is not None
        return found

    @property
    def gain(self) -> Fen:
        """By how much the amount rose, in fen; negative where it fell."""
        before = self.before.amount if self.before else 0
        return Fen((self.after.amount if self.after else 0) - before)


@dataclass(frozen=True)
class Results:
    """Every result of a policy. A cell is the number of one: enterprises in order, of each its clauses.

    Attributes:
        ids, usccs, names: Of the enterprises, by name.
        columns: What each clause comes to, by id, in the order of the policy.
        head: How far the store had come when it was read.
    """

    policy: Policy
    dictionary: Dictionary
    ids: Array
    usccs: Sequence[str]
    names: Sequence[str]
    columns: dict[str, Decided]
    head: Head
    _reasons: dict[tuple[str, int, int, int, bool], str] = field(default_factory=dict)

    @property
    def among_all(self) -> AmongAll:
        """What decides about any of the enterprises where all of them compete."""
        return AmongAll.of(self.policy, self.dictionary, self.head, self.ids, self.columns)

    @property
    def enterprises(self) -> int:
        return len(self.ids)

    def cells(self, *, clause_id: str = "", among: Iterable[Sequence[EnterpriseId]] = ()) -> Array:
        """Return the cells of a clause, or of all, for the enterprises whose ids are in each of ``among``."""
        chosen = np.ones((self.enterprises, len(self._clauses)), bool)
        for ids in among:
            chosen &= np.isin(self.ids, np.asarray(ids, np.int64))[:, None]
        if clause_id:
            chosen &= np.array([clause.id == clause_id for clause in self._clauses])
        return np.flatnonzero(chosen)

    def having(self, cells: Array, outcome: Outcome) -> Array:
        """Return those cells that came to an outcome."""
        found: Array = cells[self._outcomes.ravel()[cells] == _PLACES[outcome]]
        return found

    def is_open(self, cells: Array) -> Array:
        """Tell of each cell whether it is anything but not met."""
        found: Array = self._outcomes.ravel()[cells] != NOT_MET
        return found

    def counts(self, cells: Array) -> dict[Outcome, int]:
        """Count how many came to each outcome; one without any is absent."""
        counts = np.bincount(self._outcomes.ravel()[cells], minlength=len(OUTCOMES))
        return {outcome: int(count) for outcome, count in zip(OUTCOMES, counts, strict=True) if count}

    def id_of(self, uscc: str) -> EnterpriseId | None:
        """Return the id of the enterprise with a code; None if it is not there."""
        return next(
            (EnterpriseId(int(self.ids[at])) for at, code in enumerate(self.usccs) if code == uscc), None
        )

    def cells_of(self, enterprise_id: EnterpriseId) -> Array:
        """Return the cells of one enterprise; none if it is not there."""
        count = len(self._clauses)
        places = np.flatnonzero(self.ids == enterprise_id)
        return (places[:, None] * count + np.arange(count)).ravel()

    def result(self, cell: int) -> Result:
        """Return one result with its reason."""
        place, number = divmod(int(cell), len(self._clauses))
        clause = self._clauses[number]
        column = self.columns[clause.id]
        return Result(
            EnterpriseId(int(self.ids[place])),
            self.usccs[place],
            self.names[place],
            clause.id,
            OUTCOMES[column.outcome[place]],
            Fen(int(column.amount[place])),
            Fen(int(column.most[place])),
            self._reason(clause, column, place),
            is_by_person=self._is_said(column, place) and column.outcome[place] != MANUAL,
        )

    @cached_property
    def by_id(self) -> Array:
        """The places of the enterprises in the order of their ids."""
        return np.argsort(self.ids)

    def reasons(self, clause_id: str) -> tuple[list[str], Array]:
        """Return the reasons that a clause gives, each once, and which of them each enterprise is given."""
        clause, column = self.policy.clauses[clause_id], self.columns[clause_id]
        # Few reasons are given to very many.
        which = _cases(column)
        places = np.zeros(int(which.max(initial=-1)) + 1, np.int64)
        places[which] = np.arange(self.enterprises)
        texts: dict[str, int] = {}
        numbers = np.zeros(len(places), np.int32)
        for case in np.flatnonzero(np.bincount(which)).tolist():
            reason = self._by_rule(clause, column, int(places[case]))
            numbers[case] = texts.setdefault(reason, len(texts))
        given = numbers[which]
        for place in column.said:
            given[place] = texts.setdefault(self._reason(clause, column, place), len(texts))
        return list(texts), given

    def lacking(self) -> dict[str, int]:
        """Count from how many enterprises each figure is missing that some clause waits for, by its key.

        What came late (`ranges.LATE`) has no key of its own.
        """
        found: dict[str, Array] = {}
        for column in self.columns.values():
            places = np.flatnonzero(column.outcome == IS_MISSING)
            whys, which = np.unique(column.why[places], return_inverse=True)
            for number, why in enumerate(whys.tolist()):
                for key in column.keys.named(why):
                    found.setdefault(key, np.zeros(self.enterprises, bool))[
                        places[which.ravel() == number]
                    ] = True
        return {key: int(mask.sum()) for key, mask in found.items()}

    def digest(self) -> str:
        """Return the SHA-256 of what every clause came to for every enterprise, whatever their order.

        Of the enterprises' ids, ascending, and then of each clause in the order of their ids: its id, the
        places of the outcomes in `OUTCOMES` (8 bits each), amounts and ``most`` in fen (64 bits each), the
        lowest byte first. `domain.store.packing.digest_of` says the same of what was kept.
        """
        order = self.by_id
        digest = hashlib.sha256(self.ids[order].astype("<i8").tobytes())
        for clause in sorted(self._clauses, key=lambda clause: clause.id):
            column = self.columns[clause.id]
            digest.update(clause.id.encode("utf-8"))
            for values, kind in ((column.outcome, "i1"), (column.amount, "<i8"), (column.most, "<i8")):
                digest.update(values[order].astype(kind).tobytes())
        return digest.hexdigest()

    def totals(self, cells: Array) -> Totals:
        """Add results up."""
        return Totals(
            self.counts(cells),
            Fen(int(self._amounts.ravel()[cells].sum())),
            Fen(int(self._most.ravel()[cells].astype(object).sum()) if len(cells) else 0),
        )

    @property
    def waiting(self) -> int:
        """How often a person must decide: of results that are decided together, once."""
        count = len(self.having(self.cells(), Outcome.MANUAL))
        for column in self.columns.values():
            ties = column.field.ties.values() if column.field is not None else ()
            together = [int((column.outcome[[*places]] == MANUAL).sum()) for places in ties]
            together += [
                len(one.claims) for pool in column.pools for one in pool.groups.values() if one.claims
            ]
            count += sum(1 - each for each in together)
        return count

    def enterprises_of(self, cells: Array) -> int:
        """Count the enterprises that some cells belong to."""
        return len(np.unique(cells // len(self._clauses))) if len(cells) else 0

    def payable(self, cells: Array) -> Array:
        """Return those cells for which there is something to pay."""
        return cells[self._amounts.ravel()[cells] > 0]

    @property
    def essence(self) -> Array:
        """What makes a result another one, cell by cell: its outcome, and the amount where it is granted."""
        # No amount is below 0, as every outcome is with its bits turned over.
        return np.where(self._outcomes == GRANTED, self._amounts, ~self._outcomes.astype(np.int64)).ravel()

    def by_name(self, cells: Array) -> Array:
        """Return the cells by the enterprises' names."""
        return np.sort(cells)

    def by_clause(self, cells: Array) -> Array:
        """Return the cells by the clauses' titles, then as they were."""
        titles = sorted({clause.title for clause in self._clauses})
        ranks = np.array([titles.index(clause.title) for clause in self._clauses])
        return cells[np.argsort(ranks[cells % len(self._clauses)], kind="stable")]

    def by_outcome(self, cells: Array, order: Sequence[Outcome]) -> Array:
        """Return the cells by their outcomes in this order, then as they were."""
        ranks = np.array([order.index(outcome) for outcome in OUTCOMES])
        return cells[np.argsort(ranks[self._outcomes.ravel()[cells]], kind="stable")]

    def by_amount(self, cells: Array, *, descending: bool) -> Array:
        """Return what is granted by its amount; the others follow."""
        granted = self._outcomes.ravel()[cells] == GRANTED
        amounts = self._amounts.ravel()[cells]
        # What is not granted comes last either way.
        keys = np.where(granted, -amounts if descending else amounts, np.iinfo(np.int64).max)
        return cells[np.argsort(keys, kind="stable")]

    @cached_property
    def _clauses(self) -> tuple[Clause, ...]:
        return tuple(self.policy.clauses.values())

    @cached_property
    def _outcomes(self) -> Array:
        return self._stacked([column.outcome for column in self.columns.values()])

    @cached_property
    def _amounts(self) -> Array:
        return self._stacked([column.amount for column in self.columns.values()])

    @cached_property
    def _most(self) -> Array:
        return self._stacked([column.most for column in self.columns.values()])

    @staticmethod
    def _stacked(columns: Sequence[Array]) -> Array:
        return np.stack(columns, axis=1)

    def _reason(self, clause: Clause, column: Decided, place: int) -> str:
        said = self._is_said(column, place)
        return column.said[place][1] if said else self._by_rule(clause, column, place)

    @staticmethod
    def _is_said(column: Decided, place: int) -> bool:
        """Whether something is said of what a person decided; what comes after has reasons of its own."""
        beside, _ = column.said.get(place, (None, ""))
        return beside == column.outcome[place] and column.failed[place] not in (OUTBID, OUTRANKED)

    def _by_rule(self, clause: Clause, column: Decided, place: int) -> str:
        code, failed = int(column.outcome[place]), int(column.failed[place])
        why, is_any = int(column.why[place]), bool(column.amount[place])
        key = clause.id, code, failed, why, is_any
        if key not in self._reasons:
            self._reasons[key] = self._worded(clause, column, place, failed, why)
        return self._reasons[key]

    def _worded(self, clause: Clause, column: Decided, place: int, failed: int, why: int) -> str:
        match int(column.outcome[place]):
            case code if code == GRANTED:
                return "" if column.amount[place] else clause.zero_note or "核定金额为 0"
            case code if code == NOT_MET:
                return self._failure(clause, failed)
            case code if code == IS_MISSING:
                keys = [key for key in column.keys.named(why) if key != LATE]
                return missing_text(keys, self.dictionary) if keys else "缺资料"
        return "待本单位认定" if why & int(TO_JUDGE) else "不能自动判定，待人工认定"

    def _failure(self, clause: Clause, failed: int) -> str:
        if failed == OUTBID:
            return "同组另一条金额更高（就高不重复）"
        if failed == OUTRANKED:
            return "未进入名次"
        if failed < 0:
            return f"没有{self.dictionary.rows[clause.each].label}" if clause.each else "不符合"
        requirement = clause.requirements[failed]
        return f"不满足：{requirement.text or condition_text(requirement.condition)}"


def _cases(column: Decided) -> Array:
    """Return a number for each enterprise, the same where the reason is; there are few of them."""
    least = int(column.failed.min(initial=0))
    span = int(column.failed.max(initial=0)) - least + 1
    of_few = (column.outcome.astype(np.int64) * span + column.failed - least) * 2 + (column.amount == 0)
    # What is open differs in more ways, but only where something is open.
    is_open = np.flatnonzero(column.why)
    whys, numbers = np.unique(column.why[is_open], return_inverse=True)
    cases: Array = of_few * (len(whys) + 1)
    cases[is_open] += numbers.ravel() + 1
    if int(cases.max(initial=0)) < _MOST_CASES:
        return cases
    _, numbered = np.unique(cases, return_inverse=True)
    return numbered.reshape(-1)
