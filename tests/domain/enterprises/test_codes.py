"""The check sign of 统一社会信用代码 against another implementation of GB 32100."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc

from domain.enterprises.codes import check_sign, check_uscc
from domain.values.errors import BadInput

SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@given(st.text(SIGNS, min_size=17, max_size=17))
def test_that_the_check_sign_is_that_of_the_standard(code: str):
    assert check_sign(code) == uscc.calc_check_digit(code)
    assert check_uscc(code + check_sign(code)) == code + check_sign(code)


@given(st.text(SIGNS, min_size=17, max_size=17), st.integers(0, 16), st.sampled_from(SIGNS))
def test_that_one_wrong_sign_is_noticed(code: str, place: int, sign: str):
    wrong = code[:place] + sign + code[place + 1 :]
    if wrong != code:
        with pytest.raises(BadInput, match="校验位"):
            check_uscc(wrong + check_sign(code))
