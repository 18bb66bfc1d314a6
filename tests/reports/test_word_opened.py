"""Word files opened by another program have the words and the pages of their PDF: ``make word``."""

import os
import shutil
import subprocess
from collections import Counter
from pathlib import Path

import pytest
from pypdf import PdfReader

from domain.papers.papers import Paper
from reports.documents.papers import paper_bytes
from reports.sheet.fonts import FontBook, Role
from reports.word.papers import lacking_of, write_word
from reports.word.styles import FACES
from tests.case_walk import Walk

pytestmark = pytest.mark.skipif(
    "ZHUQIDUI_LIBREOFFICE" not in os.environ, reason="make word, with LibreOffice Writer installed"
)
_ALIAS = '<alias binding="same"><family>{face}</family><prefer><family>{family}</family></prefer></alias>'


@pytest.fixture(scope="module")
def papers(case_walk: Walk, sample_papers: list[Paper]) -> list[Paper]:
    """Every document of a case, a file of one, the sheet of a visit, and notices."""
    walked = [
        *case_walk.papers.values(),
        case_walk.file(case_walk.batch[0]),
        case_walk.visit(case_walk.refused),
    ]
    return [*walked, *sample_papers]


@pytest.fixture(scope="module")
def opened(papers: list[Paper], fonts: FontBook, resources: Path, tmp_path_factory) -> list[Path]:
    """Return what LibreOffice makes of their Word files, set in our own type."""
    program = shutil.which("soffice")
    assert program is not None, (
        "LibreOffice Writer is not installed: apt-get install libreoffice-writer-nogui"
    )
    folder = tmp_path_factory.mktemp("opened")
    families = {FACES[role]: fonts.first_of(role).file.familyName.decode() for role in Role}
    aliases = "".join(_ALIAS.format(face=face, family=family) for face, family in families.items())
    (folder / "fonts.conf").write_text(
        f"<fontconfig><dir>{resources / 'fonts'}</dir><cachedir>{folder}</cachedir>{aliases}</fontconfig>",
        "utf-8",
    )
    targets = [folder / f"{at}.docx" for at in range(len(papers))]
    for paper, target in zip(papers, targets, strict=True):
        write_word(paper, target, fonts)
    subprocess.run(
        [
            *(program, f"-env:UserInstallation=file://{folder}/profile", "--headless"),
            *("--convert-to", "pdf", "--outdir", str(folder), *map(str, targets)),
        ],
        check=True,
        env=os.environ | {"FONTCONFIG_FILE": str(folder / "fonts.conf")},
        timeout=300,
    )
    return [target.with_suffix(".pdf") for target in targets]


def words_on(source: Path) -> tuple[int, Counter[str]]:
    """Return how many pages there are, and every letter and figure on them."""
    pages = PdfReader(source).pages
    return len(pages), Counter(filter(str.isalnum, "".join(page.extract_text() for page in pages)))


def test_that_another_program_finds_the_same_words_on_as_many_pages(
    papers: list[Paper], opened: list[Path], fonts: FontBook, tmp_path: Path
):
    for paper, found in zip(papers, opened, strict=True):
        (tmp_path / "a.pdf").write_bytes(paper_bytes(paper, fonts))
        pages, words = words_on(tmp_path / "a.pdf")
        assert words_on(found)[0] == pages, paper.title
        if not lacking_of(paper):
            assert words_on(found)[1] == words, paper.title
