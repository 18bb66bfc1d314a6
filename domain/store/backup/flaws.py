"""What a store holds that does not read as it was written, though SQLite finds its pages and indexes sound.

SQLite looks at the shape of a file. A bit that turned within a text leaves the shape as it is: so every text
is read as UTF-8, every JSON as JSON with the keys that must be there, every day as a day, every imported file
held against its hash, what a notice says twice against itself, each entry of the trail against its hash
and the one before it, every row that matters against the trail, and the packed results of kept assessments
unpacked and held against the hash that the trail has of them.
"""

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import Any, Final

from domain.store.backup.manifest import ATTACHMENTS, FileEntry
from domain.store.chain import breaks
from domain.store.changes import LARGE
from domain.store.numbers.entries import HERE, NumberKind
from domain.store.packing import check
from domain.store.plain import opened
from domain.store.replay import (
    strayed,
    strayed_balances,
    strayed_enterprises,
    strayed_months,
    strayed_runs,
    tables_told_of,
)
from domain.store.words import COLUMN_WORDS, column_of, value_text
from domain.values.progress import Progress, Reporter, Silent
from domain.values.texts import masked

SHOWN: Final = 20
"""So many are named; more of them change nothing in what is to be done."""

_TOLD: Final = 3
_LETTERS: Final = 60
"""Of how many parts of a row it is said what they should be, and how much of each."""
_PERSONAL: Final = ("phone", "account")
"""In the names of columns and facts that belong to somebody."""
_BATCH: Final = 100
_PAGES_KB: Final = 256
"""Of the cache while everything is read once: more would only stay with the program afterwards."""

_JSON: Final[Mapping[tuple[str, str], tuple[str, ...]]] = {
    ("notice", "facts"): ("uscc", "name"),
    ("notice", "decision"): ("clause_id", "outcome", "amount", "checks"),
    ("notice", "paper"): ("number", "title", "addressee", "body or sheets", "signed_on"),
    ("audit_entry", "details"): (),
    ("assessment_run", "clauses"): (),
    ("draft", "content"): (),
    ("policy_draft", "draft"): ("clauses",),
    ("policy_draft", "document"): (),
    ("saved_filter", "content"): ("text", "conditions"),
    ("free_table", "content"): ("rows", "columns"),
    ("enterprise_row", "content"): (),
    ("enterprise_merge", "content"): ("gone", "before", "after"),
    ("award_case", "facts"): ("uscc", "name"),
    ("award_case", "decision"): ("clause_id", "outcome", "amount", "checks"),
    ("award_case", "papers"): (),
    ("case_road", "apart"): (),
    ("case_step", "papers"): (),
    ("case_step", "former"): (),
    ("proposal", "content"): ("kind",),
    ("proposal", "told"): ("lines", "count"),
    ("manual_decision", "facts"): (),
    ("manual_decision", "attachments"): (),
}
"""Columns that hold JSON, with the keys that are always there, or one of two."""

_SAID_TWICE: Final[Mapping[tuple[str, str], Mapping[str, str]]] = {
    ("notice", "paper"): {
        "number": "number_prefix || '〔' || number_year || '〕' || number_serial || '号'",
        "addressee": "enterprise_name",
    },
    ("award_case", "facts"): {"name": "enterprise_name"},
    ("award_case", "decision"): {"clause_id": "clause_id"},
    ("notice", "facts"): {"name": "enterprise_name"},
    ("notice", "decision"): {"clause_id": "clause_id", "amount": "amount"},
}
"""What of such JSON stands in columns beside it as well, by its key."""

_DECIDED_OTHERWISE: Final = (
    "id IN (SELECT notice_id FROM award_case WHERE notice_id IS NOT NULL"
    " AND (amount <> computed OR instalment <> ''))"
)
"""SQL that is true of a notice whose amount people decided on its road, which its JSON does not have."""

_WORDS: Final = {
    "account": "账户",
    "calendar_year": "放假安排",
    "office_road": "本单位的程序",
    "wording": "文书措辞",
    "award_case": "事项",
    "case_batch": "批次",
    "case_road": "办理程序",
    "case_step": "事项的办理记录",
    "fund_account": "预算的账户",
    "fund_booking": "预算的记账",
    "fund_budget": "预算",
    "fund_movement": "预算的收支",
    "fund_share": "预算的分担比例",
    "fund_source": "预算的资金来源",
    "house_rule": "办事规则",
    "month_close": "对账的一个月",
    "month_difference": "对账的一处差异",
    "notice": "通知书",
    "proposal": "提请",
    "audit_entry": "操作记录",
    "assessment_run": "留存的评定",
    "assessment_result": "留存的评定结果",
    "assessment_block": "留存的评定",
    "assessment_column": "留存的评定",
    "draft": "没有保存的草稿",
    "policy_draft": "政策草稿",
    "saved_filter": "保存的筛选",
    "free_table": "自选表",
    "office": "本单位信息",
    "enterprise": "企业",
    "enterprise_attribute": "企业资料",
    "enterprise_figure": "企业的期间数据",
    "enterprise_row": "企业的清单",
    "enterprise_tag": "企业的标签",
    "enterprise_merge": "企业的合并记录",
    "attachment": "附件",
    "payment_absent": "拨付批次的一行",
    "payment_hold": "暂缓拨付",
    "payment_layout": "付款清单格式",
    "payment_line": "拨付批次的一行",
    "payment_list": "拨付批次",
    "payment_settlement": "清算",
    "recovery": "追回",
    "recovery_plan": "追回的还款安排",
    "recovery_receipt": "追回的一笔还款",
    "policy_file": "导入的政策文件",
    "policy_ruling": "政策可以出具通知书的决定",
    "policy_text": "留存的政策文件",
    "import_act": "导入记录",
    "manual_decision": "人工认定",
    "cadre": "干部",
    "charge": "包联",
    "candidate_list": "培育名单",
    "city_count": "全市资质户数",
    "cultivated": "培育企业",
    "cultivation_threshold": "培育标准",
    "department": "部门",
    "figure_report": "报出的统计",
    "reported_figure": "报出的一个统计数的明细",
    "guide_call": "来电",
    "guide_call_topic": "来电问的事",
    "guide_topic": "办事指南",
    "event_deal": "对接活动签约",
    "event_guest": "对接活动到会",
    "match_event": "对接活动",
    "need": "企业需求",
    "need_outcome": "企业需求的落实",
    "business_park": "园区",
    "park_tenant": "入驻企业",
    "park_year": "园区一年的情况",
    "permit": "项目的手续",
    "problem": "问题",
    "problem_road": "问题办理程序",
    "problem_step": "问题的办理记录",
    "project": "项目",
    "project_enterprise": "项目的企业",
    "project_month": "项目一个月的投资",
    "project_stage": "项目的阶段",
    "project_year": "项目的年度计划",
    "team": "工作组或专班",
    "visit": "走访",
    "visit_cadre": "走访的干部",
    "visit_enterprise": "走访的企业",
    "trusted_issuer": "可信的发布单位",
    "distinct_pair": "“不是重复”的标记",
}
_PARTS: Final = {
    ("award_case", "facts"): "所依据的数据",
    ("award_case", "decision"): "评定过程",
    ("notice", "facts"): "所依据的数据",
    ("notice", "decision"): "评定过程",
    ("notice", "paper"): "正文",
}
_NAMED_BY: Final = {
    "notice": ("number_prefix", "number_year", "number_serial"),
    "audit_entry": ("id",),
    "account": ("name",),
    "award_case": ("enterprise_name", "clause_title"),
    "case_batch": ("name",),
    "case_road": ("title",),
    "policy_text": ("title",),
    "case_step": ("case_id", "title"),
    "assessment_run": ("id",),
    "assessment_result": ("enterprise_name",),
    "assessment_block": ("run_id",),
    "assessment_column": ("run_id",),
    "enterprise": ("name",),
    "fund_account": ("id",),
    "fund_booking": ("id",),
    "fund_budget": ("policy_title", "year"),
    "fund_movement": ("id",),
    "fund_source": ("name",),
    "attachment": ("file_name",),
    "month_close": ("month",),
    "month_difference": ("name",),
    "payment_absent": ("enterprise_name",),
    "payment_layout": ("name",),
    "payment_line": ("enterprise_name",),
    "payment_list": ("id",),
    "payment_settlement": ("id",),
    "recovery": ("id",),
    "recovery_plan": ("recovery_id", "day"),
    "recovery_receipt": ("recovery_id", "id"),
    "policy_draft": ("title",),
    "policy_file": ("title",),
    "policy_ruling": ("policy_title",),
    "calendar_year": ("year",),
    "office_road": ("title",),
    "wording": ("of", "version"),
    "proposal": ("title",),
    "cadre": ("name",),
    "department": ("name",),
    "permit": ("kind",),
    "problem": ("number",),
    "candidate_list": ("title", "day"),
    "city_count": ("kind", "level", "day"),
    "cultivated": ("target", "enterprise_id"),
    "cultivation_threshold": ("standard", "since"),
    "project": ("number", "name"),
    "project_month": ("project_id", "month"),
    "project_stage": ("project_id", "name"),
    "project_year": ("project_id", "first"),
    "guide_call": ("day", "time"),
    "guide_topic": ("title",),
    "event_guest": ("event_id", "place"),
    "match_event": ("day", "name"),
    "need": ("day", "title"),
    "business_park": ("name",),
    "park_year": ("park_id", "first"),
    "team": ("name",),
    "visit": ("day",),
    "saved_filter": ("name",),
    "free_table": ("name",),
    "trusted_issuer": ("name",),
    "import_act": ("source",),
}


@dataclass(frozen=True)
class _Table:
    """One table: its columns with their declared types, and its primary key."""

    name: str
    types: Mapping[str, str]
    key: tuple[str, ...]
    has_rowid: bool
    is_with_cases: bool

    def of_type(self, *beginnings: str) -> list[str]:
        return [name for name, type_ in self.types.items() if type_.upper().startswith(beginnings)]

    @property
    def texts(self) -> list[str]:
        return self.of_type("VARCHAR", "TEXT", "CHAR", "DATE")

    @property
    def _has_kinds(self) -> bool:
        return self.name == "notice" and "kind" in self.types

    def _has_json(self, name: str) -> str:
        """SQL that is true of a row with JSON in a column: a number without a paper of ours has none."""
        kinds = HERE if name == "paper" else (NumberKind.ISSUED,)
        return f"kind IN ({_listed(kinds)})" if self._has_kinds else "1"

    @property
    def faults(self) -> dict[str, str]:
        """SQL that is true of a row whose value is none of its column's, by column."""
        found = {name: f"typeof({_quoted(name)}) NOT IN ('text', 'null')" for name in self.texts}
        for name in self.of_type("INTEGER"):
            found[name] = f"typeof({_quoted(name)}) NOT IN ('integer', 'null')"
        for name in self.of_type("DATE"):
            found[name] += f" OR ({_quoted(name)} IS NOT NULL AND julianday({_quoted(name)}) IS NULL)"
        for (table, name), keys in _JSON.items():
            if table == self.name and name in self.types:
                absent = [_absent(name, key) for key in keys] or ["0"]
                # CASE, since only that looks no further where it is no JSON.
                wrong = f"CASE WHEN json_valid({_quoted(name)}) THEN {' OR '.join(absent)} ELSE 1 END"
                found[name] += f" OR ({self._has_json(name)} AND {wrong})"
        if self._has_kinds:
            found["kind"] += f" OR kind NOT IN ({_listed(NumberKind)})"
        return found

    @property
    def contradictions(self) -> dict[str, str]:
        """SQL that is true of a row whose JSON says otherwise than the columns beside it, by column."""
        found = {}
        for (table, name), columns in _SAID_TWICE.items():
            if table == self.name and name in self.types:
                column = _quoted(name)
                others = [self._other(column, key, said) for key, said in columns.items()]
                wrong = f"CASE WHEN json_valid({column}) THEN {' OR '.join(others)} ELSE 0 END"
                found[name] = f"({self._has_json(name)} AND {wrong})"
        return found

    @cached_property
    def check(self) -> str:
        """A query of whether something is wrong, and of every text, in each row or several put together."""
        columns = [_quoted(name) for name in self.texts]
        faults = [*self.faults.values(), *self.contradictions.values()]
        wrong = " + ".join(f"({fault})" for fault in faults) or "0"
        grouped = [name for name in self.key if self.types[name].upper().startswith("INTEGER")]
        if self.has_rowid or not grouped:
            return f"SELECT {', '.join([wrong, *columns])} FROM {_quoted(self.name)}"
        # The largest tables; put together by SQLite, since making an object of each value takes longest.
        texts = [f"group_concat({column}, '')" for column in columns]
        group = ", ".join(map(_quoted, grouped))
        return f"SELECT {', '.join([f'sum({wrong})', *texts])} FROM {_quoted(self.name)} GROUP BY {group}"

    def _other(self, column: str, key: str, said: str) -> str:
        other = f"json_extract({column}, '$.{key}') IS NOT {said}"
        is_decided = self.is_with_cases and (self.name, key) == ("notice", "amount")
        return f"({other} AND NOT {_DECIDED_OTHERWISE})" if is_decided else other


def _listed(kinds: Iterable[NumberKind]) -> str:
    """Write kinds as SQL lists them."""
    return ", ".join(f"'{one}'" for one in kinds)


def _absent(name: str, keys: str) -> str:
    """Return SQL that is true of a row whose JSON has none of these keys."""
    types = (f"json_type({_quoted(name)}, '$.{key}') IS NULL" for key in keys.split(" or "))
    return f"({' AND '.join(types)})"


def flaws_of(path: Path, reporter: Reporter | None = None) -> list[str]:
    """Return what of a store does not read as it was written, in words; empty where everything does.

    Ask it of a store that `faults_of` finds sound.

    Raises:
        sqlite3.Error: It cannot be read at all.
        Cancelled: The user stopped it.
    """
    reporter, found = reporter or Silent(), []
    with closing(opened(path)) as connection:
        connection.text_factory = bytes
        connection.execute(f"PRAGMA cache_size = -{_PAGES_KB}")
        connection.execute("BEGIN")
        tables = _tables(connection)
        for done, table in enumerate(tables):
            for flaw in _flaws_in(connection, table, reporter, Progress(done, len(tables), "检查数据")):
                found.append(flaw)
                if len(found) >= SHOWN:
                    return found
        if not found and any(table.name == "assessment_block" for table in tables):
            found += islice(_unread_runs(connection, reporter), SHOWN)
        if not found:
            connection.text_factory = str
            found += islice(_strayed_in(connection, reporter), SHOWN)
    return found


def _unread_runs(connection: sqlite3.Connection, reporter: Reporter) -> Iterator[str]:
    """Say which kept assessments do not unpack as they were packed."""
    runs = connection.execute("SELECT id FROM assessment_run ORDER BY id").fetchall()
    for done, (id_,) in enumerate(runs):
        reporter.step(Progress(done, len(runs), "检查留存的评定"))
        try:
            check(connection, id_)
        except ValueError:
            yield f"{_named('assessment_run', [id_])}的结果读不出来"


def _strayed_in(connection: sqlite3.Connection, reporter: Reporter) -> Iterator[str]:
    """Say what is not as the trail says, of a store in which everything reads."""
    for entry, fault in breaks(connection, reporter):
        yield f"{_named('audit_entry', [entry])}{fault}"
    yield from strayed_rows(connection, reporter)


def strayed_rows(connection: sqlite3.Connection, reporter: Reporter) -> Iterator[str]:
    """Say which rows are not as the trail says, and what of them."""
    for run_id in strayed_runs(connection):
        yield f"{_named('assessment_run', [run_id])}的结果和操作记录的不一样"
    for id_, name, keys in strayed_enterprises(connection, reporter):
        more = f"等 {len(keys)} 项" if len(keys) > 1 else ""
        first = COLUMN_WORDS.get(next(iter(keys)), f" {next(iter(keys))} ")
        said = _should_be((key, should, there) for key, (should, there) in keys.items())
        yield f"企业“{name}”（编号 {id_}）的{first}{more}和操作记录的不一样{said}"
    are_movements_there = True
    tables = tables_told_of(connection)
    for done, table in enumerate(tables):
        reporter.step(Progress(done, len(tables), "核对操作记录"))
        for one in strayed(connection, table):
            are_movements_there &= table != "fund_movement"
            if one.row is None:
                word = _WORDS.get(table, table)
                yield f"操作记录里的{word}（{one.owner or '其中一条'}）不见了"
            else:
                names = [one.row[name] for name in _NAMED_BY.get(table, ()) if name in one.row]
                parts = "、".join(_part(table, name).strip() for name in one.columns)
                said = _should_be((name, one.should.get(name), one.row.get(name)) for name in one.columns)
                yield f"{_named(table, names)}的{parts}和操作记录的不一样{said}"
    # Else they only follow.
    if are_movements_there:
        for title, year, source in strayed_balances(connection):
            yield f"《{title}》{year} 年预算“{source}”的余额不是收支的合计"
    for month in strayed_months(connection):
        yield f"{month} 月的拨付不是登记的那样"


def _should_be(parts: Iterable[tuple[str, Any, Any]]) -> str:
    """Say of the first parts what should be there and what is, as everybody may see it."""
    said = []
    for key, should, there in islice(parts, _TOLD):
        column = column_of(key)
        if _is_large(should) or _is_large(there):
            continue  # Of these the trail has the hash alone.
        texts = [value_text(value, column)[:_LETTERS] for value in (should, there)]
        if any(word in column for word in _PERSONAL):
            texts = [masked(text) for text in texts]
        said.append(f"{COLUMN_WORDS.get(column, key)}应是 {texts[0]}，现在是 {texts[1]}")
    return f"：{'；'.join(said)}" if said else ""


def _is_large(value: Any) -> bool:
    return isinstance(value, dict | bytes) or (isinstance(value, str) and len(value) > LARGE)


def altered_attachments(store: Path, files: Iterable[FileEntry]) -> list[str]:
    """Return which attachments that a store refers to are not among these files as they were added, in words.

    Raises:
        sqlite3.Error: It cannot be read.
    """
    lying = {PurePosixPath(file.path).name: file for file in files if file.path.startswith(ATTACHMENTS)}
    found = []
    for sha256, size, file_name, enterprise, is_live in _referred(store):
        file = lying.get(sha256)
        if file is None and is_live:
            found.append(f"“{enterprise}”的附件“{file_name}”不见了，或不能读取")
        elif file is not None and (file.sha256, file.size) != (sha256, size):
            found.append(f"“{enterprise}”的附件“{file_name}”和加入时不一样")
    return found[:SHOWN]


def attachments_of(store: Path) -> set[str]:
    """Return the hashes of the attachments that a store refers to.

    Raises:
        sqlite3.Error: It cannot be read.
    """
    return {str(row[0]) for row in _referred(store)}


def _referred(store: Path) -> list[tuple[str, int, str, str, int]]:
    with closing(opened(store)) as connection:
        if not any(table.name == "attachment" for table in _tables(connection)):
            return []
        connection.text_factory = lambda content: content.decode("utf-8", errors="replace")
        return connection.execute(_REFERRED).fetchall()


_REFERRED: Final = """
SELECT a.sha256, a.size, a.file_name, ifnull(e.name, ''), a.removed_at IS NULL
FROM attachment a LEFT JOIN enterprise e ON e.id = a.enterprise_id
WHERE a.sha256 != '' ORDER BY a.id
"""


def _tables(connection: sqlite3.Connection) -> list[_Table]:
    found: dict[str, list[tuple[str, str, int]]] = {}
    without_rowid = set()
    for name, sql, column, type_, place in connection.execute(_COLUMNS):
        table = _text(name)
        found.setdefault(table, []).append((_text(column), _text(type_), place))
        if sql and "WITHOUT ROWID" in _text(sql).upper():
            without_rowid.add(table)
    return [
        _table_of(table, tuple(columns), table not in without_rowid, "award_case" in found)
        for table, columns in found.items()
    ]


@lru_cache(maxsize=1_000)
def _table_of(
    name: str, columns: tuple[tuple[str, str, int], ...], has_rowid: bool, is_with_cases: bool
) -> _Table:
    """Return a table, the same of stores alike: what it is asked is put together once."""
    types = {column: type_ for column, type_, _ in columns}
    key = tuple(column for column, _, place in columns if place)
    return _Table(name, types, key, has_rowid, is_with_cases)


_COLUMNS: Final = """
SELECT t.name, iif(c.cid = 0, t.sql, NULL), c.name, c.type, c.pk
FROM sqlite_master t, pragma_table_info(t.name) c
WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
    AND ifnull(t.sql, '') NOT LIKE 'CREATE VIRTUAL%'
ORDER BY t.rowid, c.cid
"""


def _flaws_in(
    connection: sqlite3.Connection, table: _Table, reporter: Reporter, progress: Progress
) -> Iterator[str]:
    if not _has_flaws(connection, table, reporter, progress):
        return
    # Seldom: now row by row, to say which.
    texts, faults = table.texts, table.faults
    for name in dict.fromkeys([*texts, *faults]):
        wrong = faults.get(name, "0")
        value = _quoted(name) if name in texts else "NULL"
        naming = [one for one in _NAMED_BY.get(table.name, table.key) if one in table.types]
        columns = ", ".join([value, wrong, *map(_quoted, naming)])
        for content, is_wrong, *names in connection.execute(f"SELECT {columns} FROM {_quoted(table.name)}"):
            if is_wrong or not _is_text(content):
                yield f"{_named(table.name, names)}的{_part(table.name, name)}读不出来"
    for name, contradiction in table.contradictions.items():
        by = ", ".join(_quoted(one) for one in _NAMED_BY[table.name])
        unread = " OR ".join(f"({fault})" for fault in table.faults.values())
        where = f"{contradiction} AND NOT ({unread})"
        for names in connection.execute(f"SELECT {by} FROM {_quoted(table.name)} WHERE {where}"):
            yield f"{_named(table.name, list(names))}的{_part(table.name, name)}和登记的不一样"
    if table.name == "policy_file":
        for title, sha256, content in _contents(connection):
            if hashlib.sha256(content).hexdigest() != sha256:
                yield f"导入的政策文件“{title}”和导入时不一样"


def _has_flaws(connection: sqlite3.Connection, table: _Table, reporter: Reporter, progress: Progress) -> bool:
    cursor = connection.execute(table.check)
    while rows := cursor.fetchmany(_BATCH):
        reporter.step(progress)
        if any(row[0] for row in rows):
            return True
        if not _is_text(b"\n".join(value for row in rows for value in row[1:] if value is not None)):
            return True
    if table.name != "policy_file" or "sha256" not in table.types:
        return False
    return any(hashlib.sha256(content).hexdigest() != sha256 for _, sha256, content in _contents(connection))


def _contents(connection: sqlite3.Connection) -> Iterator[tuple[str, str, bytes]]:
    for title, sha256, content in connection.execute("SELECT title, sha256, content FROM policy_file"):
        yield _text(title), _text(sha256), bytes(content)


def _is_text(value: Any) -> bool:
    if not isinstance(value, bytes):
        return True
    try:
        value.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _named(table: str, names: list[Any]) -> str:
    texts = [_text(name) if isinstance(name, bytes) else str(name) for name in names]
    word = _WORDS.get(table, f"数据表 {table}")
    if table == "notice":
        prefix, year, serial = texts
        return f"{word}“{prefix}〔{year}〕{serial}号”"
    return f"{word}“{'，'.join(texts)}”" if texts else word


def _part(table: str, column: str) -> str:
    return _PARTS.get((table, column)) or COLUMN_WORDS.get(column) or f" {column} "


def _text(value: bytes | str) -> str:
    return value if isinstance(value, str) else value.decode("utf-8", errors="replace")


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
