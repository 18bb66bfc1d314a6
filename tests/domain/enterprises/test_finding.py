"""Whatever way the register is searched, it finds what a look at each enterprise finds, in the same order."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.enterprises.dictionary import FactKind
from domain.enterprises.register.conditions import (
    Contains,
    HasRow,
    HasValue,
    LacksFigure,
    Tagged,
    Within,
    condition_of,
    record_of,
)
from domain.enterprises.register.listed import EnterpriseQuery
from domain.enterprises.register.spelling import spelled
from domain.enterprises.register.words import is_found, words_of
from domain.enterprises.sql import finding, index
from domain.store.engine import Store
from domain.values.progress import Silent
from domain.values.uids import new_uid

PLACES, MARKS = ["郑州", "河南", "洛阳"], ["云图", "华信", "重庆", "ABC"]
KINDS = ["industry", "retail", "vanished"]
ENTERPRISES = [
    {
        "id": at + 1,
        "uscc": f"9141010{at * 7919 % 97:02}MA{at:07}",
        "name": f"{PLACES[at % 3]}{MARKS[at // 3 % 4]}公司",
        "changed_at": f"2022-05-{at * 5 % 28 + 1:02} 00:00:00.000000",
        "deleted": at % 11 == 5,
        "attributes": {
            **({"industry_kind": KINDS[at % 3]} if at % 4 else {}),
            **({"registered_capital": str(at * 37 % 1000)} if at % 5 else {}),
            **({"founded": f"2020-01-{at % 28 + 1:02}" if at % 3 else ""} if at % 7 else {}),
            **({"park": f"园区{at % 6}号"} if at % 2 else {}),
        },
        "tags": [tag for tag, step in (("走访", 4), ("重点", 6)) if at % step == 0],
        "has_figure": at % 3 == 0,
        "qualifications": ["high_tech"] if at % 8 == 1 else [],
    }
    for at in range(60)
]


@pytest.fixture(scope="module")
def path(empty_store, tmp_path_factory):
    store = Store.open(Path(shutil.copytree(empty_store, tmp_path_factory.mktemp("found") / "store")))
    with closing(sqlite3.connect(store.path)) as connection, connection:
        for one in ENTERPRISES:
            connection.execute(
                f"INSERT INTO enterprise ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    one["id"],
                    one["uscc"],
                    one["name"],
                    *spelled(one["name"]),
                    one["changed_at"],
                    one["changed_at"],
                    one["changed_at"] if one["deleted"] else None,
                    new_uid(),
                ),
            )
            rows = [(one["id"], name, value) for name, value in one["attributes"].items()]
            connection.executemany("INSERT INTO enterprise_attribute VALUES (?, ?, ?)", rows)
            tags = [(one["id"], tag) for tag in one["tags"]]
            connection.executemany("INSERT INTO enterprise_tag VALUES (?, ?)", tags)
            if one["has_figure"]:
                connection.execute(
                    "INSERT INTO enterprise_figure VALUES (?, 'sales', '2022Q2', 1)", (one["id"],)
                )
            for kind in one["qualifications"]:
                row = (one["id"], f'{{"kind": "{kind}"}}', new_uid())
                connection.execute("INSERT INTO enterprise_row VALUES (?, 'qualifications', 0, ?, ?)", row)
    yield store
    store.close()


COLUMNS = "id, uscc, name, initials, pinyin, created_at, changed_at, deleted_at, uid"


def meets(one, condition):
    given = one["attributes"]
    match condition:
        case HasValue(name=name, values=values):
            return given.get(name) in values
        case Contains(name=name, text=text):
            return text in given.get(name, "")
        case Within(name=name, least=least, most=most, is_number=True):
            return name in given and int(least or -1) <= int(given[name]) <= int(most or 10**9)
        case Within(name=name, least=least, most=most):
            return bool(given.get(name)) and least <= given[name] <= (most or "~")
        case Tagged(values=values):
            return bool(set(one["tags"]) & set(values)) or (None in values and not one["tags"])
        case HasRow(values=values):
            return bool(set(one["qualifications"]) & set(values))
        case LacksFigure():
            return not one["has_figure"]
    raise AssertionError(condition)


def by_hand(query, dictionary):
    """Look at each enterprise, then sort."""
    words = words_of(query.text)
    found = [
        one
        for one in ENTERPRISES
        if not one["deleted"]
        and is_found(words, one["name"], one["uscc"], *spelled(one["name"]))
        and all(meets(one, condition) for condition in query.conditions)
    ]
    if query.order_by in ("name", "uscc", "changed_at"):
        keyed = [(one[query.order_by], one["id"]) for one in found]
        return [id_ for _, id_ in sorted(keyed, reverse=query.descending)]
    fact = dictionary.attributes[query.order_by]
    choices = list(fact.choices)
    keyed, rest = [], []
    for one in found:
        value = one["attributes"].get(query.order_by)
        if value is None:
            rest.append(one["id"])
        elif fact.kind is FactKind.MONEY:
            keyed.append((int(value), one["id"]))
        elif fact.kind is FactKind.CHOICE:
            keyed.append((choices.index(value) if value in choices else len(choices), one["id"]))
        else:
            keyed.append((value, one["id"]))
    ids = [id_ for _, id_ in sorted(keyed, reverse=query.descending)]
    return ids + sorted(rest, reverse=query.descending)


CONDITIONS = st.one_of(
    st.builds(
        HasValue,
        st.just("industry_kind"),
        st.lists(st.sampled_from([*KINDS, None]), min_size=1, max_size=3, unique=True).map(tuple),
    ),
    st.builds(Contains, st.just("park"), st.sampled_from(["园", "3号", "9"])),
    st.builds(
        Within,
        st.just("registered_capital"),
        st.sampled_from(["", "300"]),
        st.sampled_from(["", "700"]),
        st.just(True),
    ),
    st.builds(
        Within, st.just("founded"), st.sampled_from(["", "2020-01-09"]), st.sampled_from(["", "2020-01-20"])
    ),
    st.builds(
        Tagged,
        st.lists(st.sampled_from(["走访", "重点", None]), min_size=1, max_size=2, unique=True).map(tuple),
    ),
    st.just(HasRow("qualifications", "kind", ("high_tech",))),
    st.just(LacksFigure("sales", "2022Q2")),
)
QUERIES = st.builds(
    EnterpriseQuery,
    text=st.sampled_from(
        ["", "", "郑", "郑州", "云图", "zz", "gs", "yunt", "MA000001", "abc", "9141", "重 zz", "无"]
    ),
    conditions=st.lists(CONDITIONS, max_size=2).map(tuple),
    order_by=st.sampled_from(
        ["name", "name", "uscc", "changed_at", "industry_kind", "registered_capital", "founded", "park"]
    ),
    descending=st.booleans(),
)


@pytest.mark.parametrize("is_indexed", [False, True])
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=QUERIES, few=st.sampled_from([0, 3, 1000]))
def test_that_every_way_finds_the_same(path, dictionary, monkeypatch, is_indexed, query, few):
    monkeypatch.setattr(finding, "FEW", few)
    monkeypatch.setattr(finding, "_BATCH", 2)
    if is_indexed:
        with path.read() as session:
            is_due = index.is_due(session)
        if is_due:
            index.build(path, Silent())
    expected = by_hand(query, dictionary)
    with closing(sqlite3.connect(path.path)) as connection:
        first = finding.find_first(connection, query, dictionary, 5)
        assert first.ids[:5].tolist() == expected[:5]
        if first.is_whole:
            assert first.ids.tolist() == expected
        assert finding.Orders().find_all(connection, query, dictionary).tolist() == expected


@given(CONDITIONS)
def test_that_a_condition_is_kept_as_plain_values(condition):
    assert condition_of(record_of(condition)) == condition


@pytest.mark.parametrize("record", [{}, {"kind": "moon"}, {"kind": "tag", "colour": "red"}])
def test_that_what_is_no_condition_is_refused(record):
    with pytest.raises(ValueError, match="not a condition"):
        condition_of(record)
