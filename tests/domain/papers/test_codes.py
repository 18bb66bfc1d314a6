"""Codes of papers: what they say is read back, and nothing that was forged is taken."""

import random
import subprocess
import sys
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from domain.office.keys.signing import PublicKey, Signer, in_groups, new_pair, public_file, read_public_file
from domain.papers.codes import (
    CodeKind,
    Said,
    Verdict,
    check,
    codes_in,
    read_code,
    signed_code,
    vouched,
)
from domain.values.errors import BadInput
from domain.values.money import Fen
from reports.sheet.matrix import matrix_of

SCRIPT = Path(__file__).parents[3] / "docs" / "check_notice.py"
LIST_SCRIPT = SCRIPT.with_name("check_list.py")
DAY = date(2022, 11, 1)
SAID = Said(CodeKind.GRANTED, "郑东惠企〔2022〕7号", DAY, "91410100MA3X12345L", Fen(5_000_000))
FORGED = 1_000


def _signer(until: date | None = None) -> Signer:
    public, secret = new_pair()
    return Signer(PublicKey(public, date(2022, 1, 1), until), secret)


def _verdict(text: str, *keys: PublicKey) -> Verdict:
    """Return what a text is worth; one that is no code is worth nothing either."""
    try:
        return check(read_code(text), keys).verdict
    except BadInput:
        return Verdict.WRONG


def test_that_a_code_is_read_as_it_was_written_and_as_somebody_types_it():
    signer = _signer()
    text = signed_code(SAID, signer).text
    assert read_code(text).said == SAID
    assert read_code(text).text == text
    head, _, signature = text.rpartition("|")
    groups = " ".join(signature[at : at + 5] for at in range(0, len(signature), 5))
    typed = f" {head}｜\n{groups.lower().replace('o', '0').replace('i', '1')}"
    assert _verdict(typed, signer.key) is Verdict.GOOD


def test_that_a_batch_may_be_called_by_what_stands_between_the_parts_of_a_code():
    signer = _signer()
    for name in ("2026｜第一批", "A|B", "2026年助企兑2", "助企兑", "第一批" * 100):
        one = signed_code(replace(SAID, kind=CodeKind.HANDED_DOWN, number=name, uscc=""), signer).text
        assert matrix_of(one)
        assert codes_in(f"{one}\n{one}{one}") == [one] * 3
        assert _verdict(one, signer.key) is Verdict.GOOD


def test_that_no_forged_code_is_taken():
    """Turned bits, another key, another amount, number, day or enterprise under a signature that was good."""
    chance = random.Random(7)
    signer, other = _signer(), _signer()
    good = signed_code(SAID, signer).text
    read = read_code(good)
    assert _verdict(good, signer.key) is Verdict.GOOD

    def swapped() -> Said:
        amount = Fen(SAID.amount + chance.choice([-1, 1]) * 10 ** chance.randrange(7))
        number = f"郑东惠企〔2022〕{chance.choice([70, 8, 17, 6])}号"
        day = DAY + timedelta(days=chance.choice([-1, 1, 365]))
        changes = (
            {"amount": amount},
            {"number": number},
            {"day": day},
            {"uscc": "91410100MA3X12345M"},
            {"kind": CodeKind.PAID},
        )
        return replace(SAID, **chance.choice(changes))

    def turned() -> str:
        raw = bytearray(good.encode())
        raw[chance.randrange(len(raw))] ^= 1 << chance.randrange(8)
        return raw.decode(errors="replace")

    def of_another() -> str:
        fake = signed_code(swapped(), other).text.split("|")
        return "|".join([*fake[:-2], signer.key.name, fake[-1]])

    for _ in range(FORGED):
        text = chance.choice([lambda: replace(read, said=swapped()).text, turned, of_another])()
        # One that says the same, such as with a small letter for a capital one, is no other code.
        assert _verdict(text, signer.key) is not Verdict.GOOD or read_code(text) == read, text


def test_that_a_new_key_leaves_what_the_former_one_signed_but_nothing_after_its_end():
    former, now = _signer(until=DAY), _signer()
    file = read_public_file(public_file("某局", [now.key, former.key]))
    assert (file.office, file.keys) == ("某局", (now.key, former.key))
    code = signed_code(SAID, former).text
    assert _verdict(code, *file.keys) is Verdict.GOOD
    assert _verdict(signed_code(SAID, now).text, *file.keys) is Verdict.GOOD
    assert _verdict(code, now.key) is Verdict.UNKNOWN_KEY
    late = signed_code(replace(SAID, day=DAY + timedelta(days=1)), former).text
    assert _verdict(late, *file.keys) is Verdict.TOO_LATE


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("https://example.cn/1", "不是助企兑"),
        ("助企兑2|x", "较新的程序"),
        ("助企兑1|审批|甲", "应有 8 段"),
        ("助企兑1|审批|甲|2022-13-01||1.00元|A|B", "不存在"),
        ("助企兑1|审批|甲|2022-11-01||01.00元|A|B", "写法不对"),
        ("助企兑1|审批|甲|2022-11-01||1.00元|A|B", "103"),
    ],
)
def test_that_what_is_no_whole_code_is_refused_with_what_is_wrong(text, words):
    with pytest.raises(BadInput, match=words):
        read_code(text)


def test_that_public_keys_are_typed_from_paper_and_those_that_are_not_whole_are_refused():
    key = _signer().key
    typed = f"公钥 {in_groups(key.letters).lower()} 自 {key.since.isoformat()}"
    assert read_public_file(typed).keys == (key,)
    line = key.line
    for text in ("", "公钥 AAAA 自 2022-01-01", line.replace("自", "从"), line[:-1], line[:-5] + "13-40"):
        with pytest.raises(BadInput):
            read_public_file(text)


def test_that_the_script_in_the_docs_verifies_without_us(tmp_path):
    signer = _signer(until=DAY)
    keys = tmp_path / "签名公钥.txt"
    keys.write_text(public_file("某局", [signer.key]), encoding="utf-8")
    code = signed_code(SAID, signer).text
    late = signed_code(replace(SAID, day=DAY + timedelta(days=1)), signer).text
    found = [
        subprocess.run(
            [sys.executable, SCRIPT, keys, text],
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        for text in (
            code,
            code.replace("50000.00", "90000.00"),
            code[:-2],
            late,
            signed_code(SAID, _signer()).text,
            code.rpartition("|")[0],
        )
    ]
    assert [one.returncode for one in found] == [0, 1, 1, 1, 1, 1], found
    assert "郑东惠企〔2022〕7号" in found[0].stdout
    assert "50000.00元" in found[0].stdout
    said = ("GOOD", "WRONG", "WRONG", "TOO LATE", "UNKNOWN KEY", "not a code")
    assert [one.stdout.startswith(words) for one, words in zip(found, said, strict=True)] == [True] * 6
    # Short enough for who verifies by it to read all of it.
    assert len(SCRIPT.read_text("utf-8").splitlines()) <= 30


@pytest.mark.parametrize("kind", [CodeKind.HANDED_DOWN, CodeKind.PAID])
def test_that_a_script_holds_an_annexed_list_against_its_code(kind: CodeKind):
    rows = [
        (
            f"P2026-003-{at:05d}",
            "某第2公司",
            f"91410100MA3X{at:05d}L",
            f"{62220000 + at}\n0099",
            f"{at},000.00",
        )
        for at in range(1, 4)
    ]
    code = signed_code(replace(SAID, kind=kind, uscc=vouched(kind, rows)), _signer()).text
    for listed, returned in ((rows, 0), (rows[::-1], 1), ([], 1)):
        text = "\n承前页 1.00\n".join(" ".join(row) for row in listed)
        found = subprocess.run(
            [sys.executable, LIST_SCRIPT, code], input=text.encode(), capture_output=True, check=False
        )
        assert found.returncode == returned, found
