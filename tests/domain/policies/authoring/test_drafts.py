"""Drafts of policies: as files and back, told what is wrong at its place, kept in the store."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any, TypeVar

import pytest
from sqlmodel import select

from domain.enterprises.dictionary import Dictionary
from domain.policies.authoring.documents.opening import of_text
from domain.policies.authoring.draft import (
    DraftCap,
    DraftCase,
    DraftClause,
    DraftContest,
    DraftDefinition,
    DraftFact,
    DraftGroup,
    DraftList,
    DraftParameter,
    DraftRoster,
    DraftStage,
    Line,
    PolicyDraft,
)
from domain.policies.authoring.kept import (
    DraftChanged,
    begin_draft,
    delete_draft,
    find_draft,
    list_deleted,
    list_drafts,
    restore_draft,
    save_draft,
)
from domain.policies.authoring.writing import checked, draft_of, file_of
from domain.policies.entities import PolicyDraftRow
from domain.policies.files.files import policy_from
from domain.policies.trials.examples import failures_of
from domain.store.engine import Store
from domain.store.problems import Unreadable
from domain.store.tables import KEPT, Kind
from domain.values.errors import NotFound

T = TypeVar("T")
POLICIES = Path("resources/policies")
SIMPLE = PolicyDraft(
    "a",
    title="某县政策",
    issuer="某县人民政府",
    source="县政府文件",
    valid_from=date(2022, 1, 1),
    valid_to=date(2022, 12, 31),
    clauses=(
        DraftClause(
            "c1",
            "运费补助",
            wording="国内运费30万元以上的，按5%补助。",
            who=(Line("统计专业 = 工业", "工业企业"),),
            conditions=(Line("国内运费[2022Q2] >= 30万"),),
            award=Line("国内运费[2022Q2] × 5%"),
        ),
    ),
)
SIGNS = "甲乙丙运费“”\"'\\ab1%，。#=[]{} "


class _Maker:
    """Makes drafts with everything that a file can say; seeded, since none of them has to be made smaller."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)

    def line(self) -> str:
        """Return a text on one line, as it is once it was cleaned."""
        return " ".join("".join(self._random.choices(SIGNS, k=self._random.randint(1, 30))).split()) or "甲"

    def text(self) -> str:
        return "\n".join(self.line() for _ in range(self._random.randint(1, 3)))

    def some(self, make: Callable[[], T], least: int = 0) -> tuple[T, ...]:
        return tuple(make() for _ in range(self._random.randint(least, 2)))

    def day(self) -> date:
        return date(2000, 1, 1) + timedelta(self._random.randint(0, 20_000))

    def any_of(self, *values: T) -> T:
        return self._random.choice(values)

    def value(self, depth: int = 2) -> Any:
        """Return what a case may say of a fact."""
        kinds = [self.text, lambda: self._random.randint(-(10**12), 10**12), lambda: self.any_of(True, False)]
        if depth:
            kinds.append(lambda: [self.value(depth - 1) for _ in range(2)])
            kinds.append(lambda: {self.line(): self.value(depth - 1)})
        return self._random.choice(kinds)()

    def condition(self) -> Line:
        return Line(self.text(), self.any_of("", self.line()))

    def fact(self) -> DraftFact:
        return DraftFact(
            self.any_of("area", "days_2"),
            self.line(),
            self.any_of("text", "choice", "truth", "date", "money", "number", "rate"),
            term=self.any_of("", "面积"),
            hint=self.any_of("", self.line()),
            unit=self.any_of("", "平方米"),
            choices=self.any_of({}, {"a": self.line(), "b-1": self.line()}),
            by_period=self.any_of(True, False),
            may_be_negative=self.any_of(True, False),
            is_whole=self.any_of(True, False),
            is_stock=self.any_of(True, False),
            least=self.any_of("", "0"),
            most=self.any_of("", "100%"),
        )

    def contest(self) -> DraftContest:
        return DraftContest(
            self.any_of("", "出口额[2022]"),
            self.any_of("largest_first", "smallest_first"),
            self.any_of("", "10"),
            self.any_of("", "1/3"),
            self.any_of((), ("100万", "50万")),
            self.any_of("manual", "all_in"),
            self.any_of("", "500万"),
            self.any_of("in_proportion", "in_order"),
        )

    def clause(self) -> DraftClause:
        return DraftClause(
            self.any_of("c1", "c2"),
            self.line(),
            wording=self.text(),
            readings=self.some(self.text),
            who=self.some(self.condition),
            conditions=self.some(self.condition),
            definitions=self.some(self.definition),
            award=Line(self.text()),
            each=self.any_of("", "loans"),
            total=Line(self.any_of("", self.text())),
            zero_note=self.any_of("", self.line()),
            by_person=self.any_of("", self.line()),
            stages=self.some(lambda: DraftStage(self.line(), "50%", self.some(self.condition))),
            contest=self.any_of(None, self.contest()),
            papers=self.some(self.line),
            cases=self.some(
                lambda: DraftCase(
                    self.line(), {self.line(): self.value()}, "missing", self.any_of("", "1.00")
                )
            ),
        )

    def definition(self) -> DraftDefinition:
        return DraftDefinition("增加额", Line(self.text()))

    def draft(self) -> PolicyDraft:
        return PolicyDraft(
            "a-1",
            self.line(),
            self.line(),
            self.line(),
            self.any_of("", self.line()),
            self.line(),
            self.any_of(True, False),
            self.any_of("", "unasked"),
            self.day(),
            self.day(),
            self.some(self.text),
            self.some(self.fact),
            self.some(self.fact),
            self.some(lambda: DraftList("loans", "贷款", self.some(self.fact, 1))),
            self.some(
                lambda: DraftParameter(
                    "一年期LPR", "rate", self.line(), self.some(lambda: (self.day(), self.line()), 1)
                )
            ),
            self.some(lambda: DraftRoster("失信名单", self.line(), self.some(self.text))),
            self.some(self.definition),
            self.some(self.condition),
            self.some(lambda: DraftGroup(self.line(), ("c1", "c2"))),
            self.some(
                lambda: DraftCap(
                    self.line(), ("c1",), "300万", self.line(), self.any_of("manual", "in_proportion")
                )
            ),
            self.some(self.clause, 1),
        )


@pytest.mark.parametrize("seed", range(40))
def test_that_a_draft_comes_back_from_its_file_as_it_was(seed: int):
    draft = _Maker(seed).draft()
    read = draft_of(file_of(draft, {"": ["不明白\x07的一行\n又一行"], "c1": ["“其中”没有读懂"]}), "草稿")
    assert read == draft


@pytest.mark.parametrize("path", sorted(POLICIES.glob("*.toml")), ids=lambda path: path.stem)
def test_that_a_policy_goes_through_a_draft_and_decides_the_same(path: Path, dictionary: Dictionary):
    before = policy_from(path.read_bytes(), path.name, dictionary)
    after = checked(draft_of(path.read_bytes(), path.name), dictionary).policy
    assert after is not None
    assert list(failures_of(after, dictionary.extended(after.facts))) == []
    assert after.clauses == before.clauses
    assert after.facts == before.facts


def test_that_a_draft_of_more_than_a_file_may_hold_says_so(dictionary):
    [clause] = SIMPLE.clauses[:1]
    lines = tuple(Line("四上 = 是", f"第{at}项") for at in range(100))
    many = tuple(replace(clause, id=f"c{at}", conditions=lines) for at in range(101))
    [complaint] = checked(replace(SIMPLE, clauses=many), dictionary).complaints
    assert complaint.place == ("clauses",)
    assert complaint.sentence.startswith("草稿：内容超过 20000 项")


def test_that_each_mistake_is_told_at_its_place_in_the_draft(dictionary: Dictionary):
    bad = replace(
        SIMPLE,
        valid_to=None,
        facts=(DraftFact("area", "面积（平方米）", "number"),),
        clauses=(
            replace(
                SIMPLE.clauses[0],
                title="",
                who=(*SIMPLE.clauses[0].who, Line("")),
                conditions=(*SIMPLE.clauses[0].conditions, Line("四上 = 是 且\n 经营 > 0", "一项")),
            ),
            DraftClause("c2", "另一条", wording="……", stages=(DraftStage("一期", "半"),)),
        ),
    )
    told = {(one.clause, one.place): one for one in checked(bad, dictionary).complaints}
    assert set(told) == {
        ("", ("valid_to",)),
        ("", ("facts", 0)),
        ("c1", ("title",)),
        ("c1", ("who", 1)),
        ("c1", ("conditions", 1)),
        ("c2", ("award",)),
        ("c2", ("stages", 0, "share")),
    }
    formula = told["c1", ("conditions", 1)]
    assert (formula.line, formula.column) == (2, 2)
    assert "经营" in formula.sentence
    assert [one.place for one in checked(replace(SIMPLE, clauses=()), dictionary).complaints] == [
        ("clauses",)
    ]


def test_that_a_draft_is_kept_with_its_document_and_counts_its_savings(store: Store):
    wang, li = store.seat("王小梅"), store.seat("李强")
    document = of_text("某县政策\n第一条 对企业奖励10万元。")
    rows = DraftCase("两笔", {"loans": ({"principal": "1.00"}, {"principal": "2.00"})}, "manual")
    begun = replace(SIMPLE, clauses=tuple(replace(one, cases=(rows,)) for one in SIMPLE.clauses))
    id_ = begin_draft(wang, begun, document)
    first = store.ask(find_draft, id_)
    assert (first.draft, first.document, first.version) == (begun, document, 1)
    changed = replace(SIMPLE, title="改了", clauses=())
    assert save_draft(li, id_, changed, expected_version=1) == 2
    with pytest.raises(DraftChanged, match="李强刚才也改了") as refused:
        save_draft(wang, id_, SIMPLE, expected_version=1)
    assert refused.value.kept.draft == changed
    assert refused.value.kept.document == document
    [listed] = store.ask(list_drafts)
    assert (listed.title, listed.clauses, listed.begun_by, listed.changed_by) == ("改了", 0, "王小梅", "李强")


def test_that_a_deleted_draft_comes_back_and_one_deleted_long_ago_goes(store: Store):
    seat, told = store.seat("王小梅"), list[frozenset[Kind]]()
    store.listen(told.append)
    gone, there = begin_draft(seat, SIMPLE), begin_draft(seat, SIMPLE)
    for id_ in (gone, there):
        delete_draft(seat, id_)
        with pytest.raises(NotFound):
            save_draft(seat, id_, SIMPLE, expected_version=1)
    restore_draft(seat, there)
    assert told == [frozenset({Kind.POLICY_DRAFT})] * 5
    assert [one.id for one in store.ask(list_drafts)] == [there]
    assert [one.id for one in store.ask(list_deleted)] == [gone]
    with store.upkeep() as session:
        row = session.get_one(PolicyDraftRow, gone)
        row.deleted_at = datetime.now(UTC) - KEPT - timedelta(days=1)
    begin_draft(seat, SIMPLE)
    with pytest.raises(NotFound):
        restore_draft(seat, gone)


def test_that_a_draft_of_another_program_is_read_whole_or_not_at_all(store: Store):
    id_ = begin_draft(store.seat("王小梅"), SIMPLE)

    def rewrite(old: str, new: str) -> None:
        with store.upkeep() as session:
            row = session.exec(select(PolicyDraftRow).where(PolicyDraftRow.id == id_)).one()
            row.draft, row.version = row.draft.replace(old, new), row.version + 1

    rewrite('"zero_note":"",', "")
    assert store.ask(find_draft, id_).draft == SIMPLE
    rewrite('"each":""', '"each":"","wonder":"1"')
    with pytest.raises(Unreadable, match="某县政策"):
        store.ask(find_draft, id_)
