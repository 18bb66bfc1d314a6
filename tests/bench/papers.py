"""Drawing notices: one file each and one file for all, against the same words put down by reportlab alone."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from domain.cases.wording import compose_notice
from domain.enterprises.dictionary import load_dictionary
from domain.exchange.samples import load_sample_office
from domain.papers.papers import Paper
from domain.papers.working import Worked
from domain.policies.files.files import load_policy
from domain.policies.one.assessment import assess
from domain.policies.trace import Outcome
from domain.values.progress import Silent
from reports.documents.drawing import Draughtsman
from reports.documents.papers import paper_bytes, write_papers
from reports.sheet.fonts import FontBook
from tests.bench.measuring import Measurement, milliseconds, ratio
from tests.reports.reading import words_of

RESOURCES = Path(__file__).parents[2] / "resources"
FACE = "plain"
PITCH = 20
LINES = 36


def measure() -> list[Measurement]:
    fonts = FontBook.load(RESOURCES / "fonts")
    papers = _sample_papers()
    registerFont(TTFont(FACE, RESOURCES / "fonts" / "FandolFang-Regular.ttf", asciiReadable=0))
    texts = [list(words_of(paper)) for paper in papers]
    pages = sum(1 for paper in papers for _ in Draughtsman(fonts).pages(paper))

    def one_by_one() -> None:
        for paper in papers:
            paper_bytes(paper, fonts)

    def plain() -> None:
        for words in texts:
            canvas = Canvas(BytesIO(), initialFontName=FACE)
            _put_down(canvas, words)
            canvas.save()

    def plain_in_one() -> None:
        canvas = Canvas(BytesIO(), initialFontName=FACE)
        for words in texts:
            _put_down(canvas, words)
        canvas.save()

    with TemporaryDirectory() as folder:
        target = Path(folder) / "all.pdf"

        def in_one() -> None:
            write_papers(papers, target, fonts, Silent(), count=len(papers))

        return [
            Measurement("papers: one file each", milliseconds(one_by_one) / len(papers), "ms", goal=10),
            Measurement("papers: a page of one file", milliseconds(in_one) / pages, "ms", goal=4),
            ratio("papers: one file each / plain reportlab", one_by_one, plain, goal=2.5),
            ratio("papers: one file / plain reportlab", in_one, plain_in_one, goal=2.5),
        ]


def _put_down(canvas: Canvas, words: Sequence[str]) -> None:
    for start in range(0, len(words), LINES):
        canvas.setFont(FACE, 16)
        for at, line in enumerate(words[start : start + LINES]):
            canvas.drawString(80, 780 - PITCH * at, line)
        canvas.showPage()


def _sample_papers() -> list[Paper]:
    dictionary = load_dictionary(RESOURCES / "facts" / "office.toml")
    policy = load_policy(RESOURCES / "policies" / "zhengdong-2022.toml", dictionary)
    sample = load_sample_office(RESOURCES / "samples", dictionary)
    return [
        compose_notice(
            Worked(policy, policy.clauses[decision.clause_id], facts, decision, dictionary),
            office=sample.office,
            number="郑东企服〔2022〕1号",
            signed_on=date(2022, 11, 1),
            made_at=datetime(2022, 11, 1, tzinfo=UTC),
            is_sample=False,
        )
        for facts in sample.enterprises
        for decision in assess(policy, facts, dictionary)
        if decision.outcome is Outcome.GRANTED and decision.amount
    ]
