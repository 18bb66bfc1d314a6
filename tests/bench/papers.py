"""Drawing notices: one file each and one file for all, against the same words put down by reportlab alone."""

from datetime import date
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from reportlab.pdfgen.canvas import Canvas

from domain.cases.papers import Figures, Paper
from domain.cases.wording import compose_notice
from domain.enterprises.dictionary import load_dictionary
from domain.exchange.samples import load_sample_office
from domain.policies.files.files import load_policy
from domain.policies.one.assessment import assess
from domain.policies.trace import Outcome
from domain.values.progress import Silent
from reports.fonts import FontBook, Role
from reports.letter import paper_bytes, write_papers
from tests.bench.measuring import Measurement, milliseconds, ratio

RESOURCES = Path(__file__).parents[2] / "resources"


def measure() -> list[Measurement]:
    fonts = FontBook.load(RESOURCES / "fonts")
    papers = _sample_papers()
    face = fonts.runs("一", Role.PLAIN)[0].face.name
    texts = [_words(paper) for paper in papers]

    def one_by_one() -> None:
        for paper in papers:
            paper_bytes(paper, fonts)

    def plain() -> None:
        for lines in texts:
            canvas = Canvas(BytesIO(), initialFontName=face)
            for at, line in enumerate(lines):
                canvas.setFont(face, 16)
                canvas.drawString(80, 780 - 20 * at, line)
            canvas.save()

    with TemporaryDirectory() as folder:
        target = Path(folder) / "all.pdf"
        return [
            Measurement("papers: one file each", milliseconds(one_by_one) / len(papers), "ms", goal=10),
            Measurement(
                "papers: a page of one file",
                milliseconds(lambda: write_papers(papers, target, fonts, Silent())) / len(papers),
                "ms",
                goal=4,
            ),
            ratio("papers: one file each / plain reportlab", one_by_one, plain, goal=2.5),
        ]


def _sample_papers() -> list[Paper]:
    dictionary = load_dictionary(RESOURCES / "facts" / "office.toml")
    policy = load_policy(RESOURCES / "policies" / "zhengdong-2022.toml", dictionary)
    sample = load_sample_office(RESOURCES / "samples", dictionary)
    return [
        compose_notice(
            policy=policy,
            clause=policy.clauses[decision.clause_id],
            facts=facts,
            decision=decision,
            office=sample.office,
            number="郑东企服〔2022〕1号",
            signed_on=date(2022, 11, 1),
            is_sample=False,
        )
        for facts in sample.enterprises
        for decision in assess(policy, facts, dictionary)
        if decision.outcome is Outcome.GRANTED and decision.amount
    ]


def _words(paper: Paper) -> list[str]:
    lines = [paper.mark, paper.number, paper.title, paper.addressee, paper.signer]
    for part in paper.body:
        if isinstance(part, Figures):
            lines += [" ".join(row) for row in (part.heading, *part.rows)]
        else:
            lines.append(part.text)
    return lines
