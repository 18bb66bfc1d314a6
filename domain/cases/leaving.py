"""What a restore leaves behind on paper, and what is to be done about it, in words."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Final

from domain.cases.entities import document_number
from domain.office.keys.signing import fingerprint_of
from domain.store.numbers.carrying import Since
from domain.store.numbers.carrying_lists import ListsSince
from domain.store.numbers.entries import Numbered, NumberKind
from domain.store.numbers.sent import LISTS, SentList
from domain.values.money import Fen, yuan_text

WHAT_TO_DO: Final = (
    "这些文号已经用掉，不会再编给别人；它们列在“通知书”页，同一户同一条款不会再出具一次。"
    "请对照纸质登记簿：已经发出的照旧有效；没有发出的，在“通知书”页作废后重新出具。"
    "企业数据在那以后的改动要重新录入。"
)
ASK_PAPER: Final = (
    "这台电脑不能确定备份以后还有没有编过别的文号：出具通知书前，程序会请您填写纸质登记簿上的最后一个文号。"
)

LISTS_TO_DO: Final = (
    "银行已经收到这些批次：恢复后它们照旧登记，里面的事项不会再送一次；没有送到银行的，在“拨付”页登记退回。"
)
KEYS_TO_DO: Final = (
    "恢复后用的是备份当时的钥匙：请到“设置”的“文件签名”更换，把新公钥发出去。"
    "那以后签过的文件，程序里不再认得；核对时请用以前存的公钥文件，还没有存过的，请在恢复以前存一份。"
)
ASK_LAST_LIST: Final = (
    "这台电脑不能确定备份以后还有没有送出过别的拨付批次：送出前，程序会请您填写纸质记录上的最后一个批次。"
)


def lines_since(since: Since) -> Iterator[str]:
    """Give what to print after a restore."""
    if since.papers:
        yield f"这份备份以后编过号的通知书 {len(since.papers)} 份："
        yield from (f"  {line_of(one)}" for one in since.papers if one.enterprise_name or one.letter)
        if unknown := without_record(since):
            yield f"  {unknown}"
        yield WHAT_TO_DO
    if since.voided:
        yield f"备份以后作废、恢复后照旧作废的：{'、'.join(number_of(one) for one in since.voided)}"
    if since.doubled:
        yield "同一个文号，备份里编给了别的企业（以前在另一台电脑上编的），请对照纸质登记簿处理："
        yield from (f"  {line_of(one)}" for one in since.doubled)
    yield from _lists_since(since.lists)
    if since.keys:
        yield f"这份备份里没有{keys_text(since.keys)}。{KEYS_TO_DO}"
    if not since.is_sure:
        yield ASK_PAPER


def _lists_since(since: ListsSince) -> Iterator[str]:
    if since.lists or since.unknown:
        yield f"这份备份以后送出的拨付批次 {len(since.lists) + len(since.unknown)} 个："
        yield from (f"  {list_line_of(one)}" for one in since.lists)
        if unknown := unknown_lists_of(since):
            yield f"  {unknown}"
        yield LISTS_TO_DO
    if not since.is_sure:
        yield ASK_LAST_LIST


def keys_text(keys: Iterable[str]) -> str:
    """Name keys of papers by their public halves, in hexadecimal digits."""
    fingerprints = "、".join(fingerprint_of(bytes.fromhex(one)) for one in keys)
    return f"后来启用的签名钥匙（核对码 {fingerprints}）"


def list_line_of(one: SentList) -> str:
    """Say which list it is: number, day, count, sum."""
    remark = "　可能没有送到" if one.kind is NumberKind.LOST else ""
    day = one.at.astimezone().date().isoformat()
    did = "登记" if one.kind is NumberKind.PAID_BEFORE else "送出"
    return f"{one.name}　{day} {did}　{len(one.lines)} 件　{yuan_text(Fen(one.total))} 元{remark}"


def unknown_lists_of(since: ListsSince) -> str:
    """Say of which lists nothing is known but that they went out; empty where there are none."""
    if not since.unknown:
        return ""
    names = "、".join(f"{LISTS}〔{year}〕{number}号" for year, number in since.unknown)
    return f"{names}里有哪些事项没有留下记录，请查纸质清单。"


def without_record(since: Since) -> str:
    """Say of which numbers nothing is known but that they were taken; empty where there are none."""
    unknown = [one for one in since.papers if not one.enterprise_name and one.letter is None]
    if not unknown:
        return ""
    return f"其中 {len(unknown)} 份没有留下记录，请查纸质登记簿：{'、'.join(_runs_of(unknown))}。"


def _runs_of(papers: Iterable[Numbered]) -> Iterator[str]:
    """Give numbers that follow on each other as one, e.g. 郑东惠企〔2022〕57号至60号."""
    keys = sorted(one.key for one in papers)
    for _, run in groupby(enumerate(keys), lambda at: (at[1][0], at[1][1] - at[0])):
        (_, (series, first)), *rest = run
        last = f"至{rest[-1][1][1]}号" if rest else ""
        yield f"{document_number(*series, first)}{last}"


def number_of(one: Numbered) -> str:
    """Return the 发文字号."""
    return document_number(*one.series, one.number_serial)


def line_of(one: Numbered) -> str:
    """Say which paper it is: number, enterprise, amount, day."""
    number = number_of(one)
    if not one.enterprise_name and one.letter is None:
        return f"{number}　（发给谁不清楚，请查纸质登记簿）"
    remark = "　已作废" if one.is_void else ""
    if one.letter is not None:
        whom = f"　{one.enterprise_name}" if one.enterprise_name else ""
        return f"{number}　{one.letter}{whom}　{one.approved_on.isoformat()}{remark}"
    remark += "　可能没有发出" if one.kind is NumberKind.LOST else ""
    return (
        f"{number}　{one.enterprise_name}　{yuan_text(Fen(one.amount))} 元　"
        f"{one.approved_on.isoformat()} 批准{remark}"
    )
