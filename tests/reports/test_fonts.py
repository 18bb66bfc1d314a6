from dataclasses import replace

import pytest

from domain.progress import Silent
from reports.fonts import FontBook, MissingGlyph, Role
from reports.letter import paper_bytes, write_papers

NOT_IN_FANGSONG = "玥昇堃犇祎喆"
# A private-use character: no font of the system or the program has it.
UNKNOWN = "\U000f0000"


@pytest.mark.parametrize("role", list(Role))
def test_that_every_role_draws_common_and_rare_characters(fonts, role):
    text = "郑东新区〔2022〕1号，。《》" + NOT_IN_FANGSONG + "𬭎"
    assert "".join(run.text for run in fonts.runs(text, role)) == text
    assert fonts.width(text, role, 16.0) > 16.0 * len(text) / 2


def test_that_a_rare_character_falls_back_by_itself(resources, tmp_path):
    book = FontBook.load(resources / "fonts", tmp_path / "no such folder")
    runs = book.runs("张玥市", Role.BODY)
    assert [run.text for run in runs] in (["张", "玥", "市"], ["张玥市"])
    assert "".join(run.text for run in runs) == "张玥市"


def test_that_a_character_no_font_has_is_named_and_nothing_written(fonts, paper, tmp_path):
    target = tmp_path / "notice.pdf"
    wrong = replace(paper, addressee=f"郑州{UNKNOWN}有限公司")
    with pytest.raises(MissingGlyph) as caught:
        write_papers([wrong], target, fonts, Silent())
    assert "U+F0000" in str(caught.value)
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(MissingGlyph):
        paper_bytes(wrong, fonts)
