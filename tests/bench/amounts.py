"""Reading amounts: what the checks of `parse_yuan` cost over Decimal alone."""

from decimal import Decimal
from random import Random

from domain.values.money import parse_yuan
from tests.bench.measuring import Measurement, ratio

COUNT = 100_000


def measure() -> list[Measurement]:
    random = Random(20220630)
    texts = [f"{random.randrange(10**9)}.{random.randrange(100):02d}" for _ in range(COUNT)]
    return [
        ratio(
            "amounts: parse_yuan / Decimal",
            lambda: [parse_yuan(text) for text in texts],
            lambda: [Decimal(text) for text in texts],
            goal=25,
        )
    ]
