"""Codes are those that reportlab itself would make, whatever stands in them."""

import pytest
from reportlab.graphics.barcode.qrencoder import QR8bitByte, QRAlphaNum, QRCode, QRErrorCorrectLevel

from reports.sheet.matrix import MASK, TooLong, matrix_of


@pytest.mark.parametrize(
    ("head", "tail"),
    [
        ("", "A"),
        ("助企兑1|", ""),
        ("郑东惠企〔2022〕7号|", "ABC $%*+-./:"),
        ("审批|" * 10, "A2" * 51 + "Z"),
        ("助企兑" * 40, "7" * 103),
    ],
)
def test_that_a_code_is_the_one_that_reportlab_makes(head: str, tail: str):
    rows = matrix_of(head + tail)
    plain = QRCode((len(rows) - 17) // 4, QRErrorCorrectLevel.M)
    for part in [QR8bitByte(head.encode())] * bool(head) + [QRAlphaNum(tail)] * bool(tail):
        plain.addData(part)
    plain.makeImpl(False, MASK)
    assert plain.modules is not None
    assert rows == tuple("".join(str(int(one)) for one in row) for row in plain.modules)


def test_that_what_nobody_could_photograph_is_refused():
    with pytest.raises(TooLong):
        matrix_of("助" * 400)
