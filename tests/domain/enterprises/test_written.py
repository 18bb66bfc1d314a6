"""What clerks write is read in every usual way, and what was read is written so that it reads the same."""

import json
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn
from stdnum.cn import uscc

from domain.enterprises.codes import _SIGNS, check_sign, check_uscc, division_of, entity_type
from domain.enterprises.dictionary import Fact, FactKind, TextCheck
from domain.enterprises.divisions import Divisions
from domain.enterprises.industries import DIVISIONS, industry_section
from domain.enterprises.quantities import parse_figure, plain_figure
from domain.enterprises.records import read_value
from domain.enterprises.text_checks import (
    check_account,
    check_industry,
    check_phones,
    check_text,
    has_luhn_digit,
)
from domain.values.dates import EARLIEST_YEAR, parse_date
from domain.values.errors import BadInput
from domain.values.money import MAX_FEN, parse_yuan, plain_yuan, short_yuan, yuan_text

WIDE = str.maketrans("0123456789.,-+", "０１２３４５６７８９．，－＋")
DAYS = st.dates(date(EARLIEST_YEAR, 1, 1), date(2199, 12, 31))
AMOUNTS = st.integers(-MAX_FEN, MAX_FEN)
DIGITS = st.text("0123456789", min_size=15, max_size=18)


@given(DAYS, st.sampled_from(["{:%Y%m%d}", "{0.year}.{0.month}.{0.day}", "{0.year}/{0.month}/{0.day}",
                              "{0.year}年{0.month}月{0.day}日", "{0.year}-{0.month}-{0.day}", "{:%Y-%m-%d}"]),
       st.booleans())  # fmt: skip
def test_that_a_day_is_read_however_it_is_written(day, written, is_wide):
    text = written.format(day)
    assert parse_date(text.translate(WIDE) if is_wide else f" {text} ") == day


@given(st.text("0123456789-./年月日", max_size=12))
def test_that_what_is_no_day_is_refused_and_never_guessed(text):
    try:
        day = parse_date(text)
    except BadInput:
        return
    assert "".join(c for c in text if c.isdigit()).startswith(str(day.year))


@given(AMOUNTS, st.sampled_from([yuan_text, plain_yuan]), st.booleans())
def test_that_an_amount_reads_as_it_was_written(amount, written, is_wide):
    text = written(amount)
    assert parse_yuan(text.translate(WIDE) if is_wide else text) == amount


@given(AMOUNTS, st.sampled_from([("万", 10**6), ("万元", 10**6), ("亿", 10**10), ("亿元", 10**10)]))
def test_that_an_amount_in_wan_and_yi_is_exact_to_the_fen(amount, unit):
    word, fen = unit
    assert parse_yuan(f"{Decimal(amount) / fen:f}{word}") == amount


@given(st.integers(1, MAX_FEN))
def test_that_a_short_amount_reads_the_same(amount):
    assert parse_yuan(short_yuan(amount)) == amount


@given(st.sampled_from([FactKind.NUMBER, FactKind.RATE]), st.integers(0, 10**12))
def test_that_a_figure_reads_as_it_was_written(kind, figure):
    fact = Fact("it", "它", kind)
    assert parse_figure(fact, plain_figure(fact, figure)) == figure


@given(st.text(_SIGNS, min_size=17, max_size=17), st.booleans(), st.booleans())
def test_that_a_code_is_read_in_small_wide_and_spaced_letters(first, is_small, is_wide):
    code = first + check_sign(first)
    text = f" {code[:8]} {code[8:]}"
    text = text.lower() if is_small else text
    text = "".join(chr(ord(c) + 0xFEE0) if c != " " and is_wide and not is_small else c for c in text)
    assert check_uscc(text) == code
    assert uscc.calc_check_digit(first) == code[-1]


@given(st.text(_SIGNS, min_size=17, max_size=17), st.integers(0, 16), st.sampled_from(_SIGNS))
def test_that_no_single_wrong_sign_of_a_code_is_taken(first, place, sign):
    code = first + check_sign(first)
    wrong = code[:place] + sign + code[place + 1 :]
    if wrong == code:
        assert check_uscc(wrong) == code
        return
    with pytest.raises(BadInput, match="校验位"):
        check_uscc(wrong)


@given(DIGITS, st.booleans())
def test_that_a_card_is_taken_only_with_its_digit_and_spaces_do_not_matter(digits, is_spaced):
    body = f"62{digits[:16]}"
    card = body + luhn.calc_check_digit(body)
    assert has_luhn_digit(card)
    text = " ".join(card[at : at + 4] for at in range(0, len(card), 4)) if is_spaced else card
    assert check_account(text) == card
    wrong = card[:-1] + str((int(card[-1]) + 1) % 10)
    if 16 <= len(card) <= 19:
        with pytest.raises(BadInput, match="校验位"):
            check_account(wrong)


@given(st.sampled_from(list(TextCheck)), st.text(max_size=40))
def test_that_a_checked_text_is_refused_or_has_a_form_that_stays(check, text):
    try:
        form = check_text(check, text)
    except BadInput:
        return
    assert form
    assert check_text(check, form) == form


@given(
    st.sampled_from(["0371", "010", "021", "0898"]),
    st.integers(2_000_000, 89_999_999),
    st.integers(0, 99_999),
    st.sampled_from(["-", " ", "）", ""]),
    st.sampled_from(["转", "-", "分机", "#", "ext."]),
)
def test_that_a_landline_is_read_however_it_is_written(area, number, extension, joint, before):
    start = f"（{area}）" if joint == "）" else f"{area}{joint}"
    assert check_phones(f"{start}{number}") == f"{area}-{number}"
    assert check_phones(f"{start}{number}{before}{extension}") == f"{area}-{number}-{extension}"


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("13803711234", "13803711234"),
        ("+86 138-0371-1234", "13803711234"),
        ("8613803711234", "13803711234"),
        ("+86-371-67880000", "0371-67880000"),
        ("138 0371 1234、13900000000", "13803711234、13900000000"),
        ("13803711234/0371-67880000", "13803711234、0371-67880000"),
        ("400-123-4567", "400-123-4567"),
        ("12345", "12345"),
        ("95588", "95588"),
        ("+852-23456789", "+852-23456789"),
    ],
)
def test_that_phones_of_every_kind_are_taken(text, form):
    assert check_phones(text) == form


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("1380371123", "应为 11 位，现为 10 位"),
        ("12003711234", "没有这个号段"),
        ("67880000", "写上区号"),
        ("无", "不是电话号码"),
        ("13803711234，6788", "不是电话号码"),
    ],
)
def test_that_a_phone_that_cannot_be_is_refused_with_the_reason(text, why):
    with pytest.raises(BadInput, match=why):
        check_phones(text)


def test_that_an_account_lost_to_scientific_notation_is_said_as_such():
    with pytest.raises(BadInput, match="Excel 当成了数字"):
        check_account("6.21700E+18")


def test_that_files_forms_and_interfaces_check_alike(dictionary):
    phone = dictionary.attributes["contact_phone"]
    assert read_value(phone, "（0371）67880000") == "0371-67880000"
    with pytest.raises(BadInput, match="“联系电话”：座机请写上区号"):
        read_value(phone, "67880000")
    assert read_value(dictionary.attributes["notes"], "长" * 2000) == "长" * 2000


@pytest.mark.parametrize("code", ["01", "2710", "C3921", "９７"])
def test_that_an_industry_is_known_by_its_first_two_digits(code):
    assert DIVISIONS[check_industry(code)[:2]]
    assert industry_section(check_industry(code)) in "ACT"


def test_that_every_code_of_the_sample_office_has_a_place_and_a_kind(dictionary, resources):
    office = json.loads((resources / "samples" / "office.json").read_text("utf-8"))
    divisions = Divisions.load(resources / "facts" / "divisions.tsv")
    places = {divisions.place(division_of(one["uscc"])) for one in office}
    assert {place.name for place in places} == {"河南省郑州市", "河南省郑州市金水区"}
    assert {entity_type(one["uscc"]) for one in office} == {"enterprise"}
    kinds = dictionary.attributes["entity_type"].choices
    assert {entity_type(f"{a}{b}") for a in "123456789ANY" for b in "1234569"} - {""} == set(kinds)


def test_that_the_table_of_divisions_is_whole(resources):
    names = Divisions.load(resources / "facts" / "divisions.tsv").names
    assert all(code.isdigit() and len(code) == 6 and name for code, name in names.items())
    provinces = {code[:2] for code in names if code.endswith("0000")} - {"10"}
    assert len(provinces) == 34
    assert {code[:2] for code in names} - {"10"} == provinces
    # 17 prefectures of Henan, Jiyuan right below the province, and the counties of Zhengzhou.
    assert sum(code[:2] == "41" and code[2:] != "0000" and code.endswith("00") for code in names) == 17
    assert names["419001"] == "济源市"
    zhengzhou = {name for code, name in names.items() if code.startswith("4101")}
    assert {
        "金水区",
        "中原区",
        "二七区",
        "管城回族区",
        "惠济区",
        "上街区",
        "中牟县",
        "巩义市",
        "登封市",
    } < zhengzhou
    assert {"新郑市", "新密市", "荥阳市"} < zhengzhou
