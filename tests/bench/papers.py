"""Drawing notices: one file each and one file for all, against the same words put down by others.

Stock reportlab breaks no line and cuts no font before it needs it; typst sets the same words as a document.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from importlib import import_module
from importlib.util import find_spec
from io import BytesIO
from itertools import islice, repeat
from multiprocessing import get_context
from multiprocessing.synchronize import Event
from pathlib import Path
from tempfile import TemporaryDirectory

from reportlab.pdfbase import pdfmetrics, ttfonts
from reportlab.pdfgen.canvas import Canvas

from domain.cases.wording import compose_notice
from domain.enterprises.dictionary import load_dictionary
from domain.exchange.samples import load_sample_office
from domain.office.keys.signing import PublicKey, Signer, new_pair
from domain.papers.papers import Paper
from domain.papers.wording.kept import OURS
from domain.papers.working import Worked
from domain.policies.files.files import load_policy
from domain.policies.one.assessment import assess
from domain.policies.trace import Outcome
from domain.values.progress import Silent
from reports.documents import second
from reports.documents.drawing import Draughtsman
from reports.documents.papers import paper_bytes, write_papers
from reports.sheet.fonts import FontBook
from tests.bench.measuring import Measurement, in_turns, median_ratio, milliseconds, ratio
from tests.reports.reading import words_of

RESOURCES = Path(__file__).parents[2] / "resources"
FONT = "NotoSerifSC-Regular"
LINES = 40
MANY = 1_000


def measure() -> list[Measurement]:
    fonts = FontBook.load(RESOURCES / "fonts")
    papers = _sample_papers()
    pages = sum(len(list(Draughtsman(fonts).pages(paper))) for paper in papers)
    pdfmetrics.registerFont(ttfonts.TTFont(FONT, str(RESOURCES / "fonts" / f"{FONT}.ttf")))
    words = [list(words_of(paper)) for paper in papers]

    def one_by_one() -> None:
        for paper in papers:
            paper_bytes(paper, fonts)

    def plain_one_by_one() -> None:
        for lines in words:
            _plain([lines])

    with TemporaryDirectory() as folder:
        target = Path(folder) / "all.pdf"

        def in_one() -> None:
            write_papers(papers, target, fonts, Silent(), count=len(papers))

        return [
            Measurement("papers: one file each", milliseconds(one_by_one) / len(papers), "ms", goal=5),
            Measurement("papers: a page of one file", milliseconds(in_one) / pages, "ms", goal=2),
            ratio("papers: one file each / plain reportlab", one_by_one, plain_one_by_one, goal=1),
            ratio("papers: one file / plain reportlab", in_one, lambda: _plain(words), goal=2),
            *_typst(words, in_one),
            *_two_processes(papers, target, fonts),
        ]


def _plain(documents: list[list[str]]) -> None:
    canvas = Canvas(BytesIO(), initialFontName=FONT)
    for lines in documents:
        for start in range(0, len(lines), LINES):
            for at, line in enumerate(lines[start : start + LINES]):
                canvas.setFont(FONT, 12)
                canvas.drawString(80, 780 - 18 * at, line)
            canvas.showPage()
    canvas.save()


def _typst(words: list[list[str]], in_one: Callable[[], None]) -> Iterator[Measurement]:
    """Yield ours over typst's, where it is installed (pip install typst)."""
    if find_spec("typst") is None:
        return
    typst = import_module("typst")
    head = '#set page(paper: "a4")\n#set text(font: "Noto Serif SC", size: 12pt)\n'
    texts = ("\n\n".join(f"#{_quoted(line)}" for line in lines) for lines in words)
    source = (head + "\n#pagebreak()\n".join(texts)).encode()
    yield ratio(
        "papers: one file / typst",
        in_one,
        lambda: typst.compile(source, font_paths=[str(RESOURCES / "fonts")]),
        goal=1,
    )


def _quoted(line: str) -> str:
    return '"' + line.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _two_processes(papers: list[Paper], target: Path, fonts: FontBook) -> list[Measurement]:
    """Return how long two processes take over what one does, for many papers, and what there was to be had.

    That is half of how long this process counts while another one does as well, over how long it counts
    alone: more than a half where both have to share their cores with others.
    """

    def write(least: int) -> None:
        second.FROM = least
        endless = (one for again in repeat(papers) for one in again)
        write_papers(islice(endless, MANY), target, fonts, Silent(), count=MANY)

    def count_beside() -> None:
        is_on.set()
        _count()
        is_on.clear()

    usual, context = second.FROM, get_context("spawn")
    is_on = context.Event()
    other = context.Process(target=_count_while, args=(is_on,), daemon=True)
    other.start()
    times = in_turns(lambda: write(usual), lambda: write(MANY + 1), count_beside, _count)
    other.terminate()
    other.join()
    second.FROM = usual
    two, one, beside, alone = zip(*times, strict=True)
    return [
        Measurement("papers: two processes / one", median_ratio(two, one), "ratio", goal=0.6),
        Measurement("papers: two that only count / one", median_ratio(beside, alone) / 2, "ratio"),
    ]


def _count() -> None:
    sum(range(30_000_000))


def _count_while(is_on: Event) -> None:
    while is_on.wait():
        sum(range(100_000))


def _sample_papers() -> list[Paper]:
    dictionary = load_dictionary(RESOURCES / "facts" / "office.toml")
    policy = load_policy(RESOURCES / "policies" / "zhengdong-2022.toml", dictionary)
    sample = load_sample_office(RESOURCES / "samples", dictionary)
    public, secret = new_pair()
    signer = Signer(PublicKey(public, date(2022, 1, 1)), secret)
    return [
        compose_notice(
            Worked(policy, policy.clauses[decision.clause_id], facts, decision, dictionary),
            office=sample.office,
            number="郑东企服〔2022〕1号",
            signed_on=date(2022, 11, 1),
            made_at=datetime(2022, 11, 1, tzinfo=UTC),
            wordings=OURS,
            is_sample=False,
            signer=signer,
        )
        for facts in sample.enterprises
        for decision in assess(policy, facts, dictionary)
        if decision.outcome is Outcome.GRANTED and decision.amount
    ]
