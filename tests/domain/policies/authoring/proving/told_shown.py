"""What examples told in words are read as, whole: those of ``told.txt``, and ``told_read.txt`` of them.

``python -m tests.domain.policies.authoring.proving.told_shown`` writes the latter anew; what changed is then
looked at. In ``told.txt`` a text a line, under the clause of the shipped policy that it is about.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from domain.enterprises.dictionary import load_dictionary
from domain.policies.authoring.proving.told import read_examples
from domain.policies.files.files import policy_from
from tests.bench.reading import RESOURCES

TOLD: Final = Path(__file__).with_name("told.txt")
READ: Final = Path(__file__).with_name("told_read.txt")
COMMAND: Final = "python -m tests.domain.policies.authoring.proving.told_shown"
_POLICY: Final = RESOURCES / "policies" / "zhengdong-2022.toml"


def lines_of_told() -> Iterator[str]:
    """Yield the lines of ``told_read.txt``: each example, what it says, what it comes to, what is asked."""
    dictionary = load_dictionary(RESOURCES / "facts" / "office.toml")
    policy = policy_from(_POLICY.read_bytes(), _POLICY.name, dictionary)
    dictionary = dictionary.extended(policy.facts)
    clause = ""
    for line in TOLD.read_text("utf-8").splitlines():
        if line.startswith("@"):
            clause = line.removeprefix("@")
            yield line
            continue
        for told in read_examples(line, policy, clause, dictionary):
            yield f"{told.words.start}–{told.words.end} {told.text}"
            if told.case is not None:
                said = f"{told.case.outcome} {told.case.amount}".strip()
                yield f"  {said}{' = ' if told.agrees else ' ≠ '}{told.comes_to}"
                yield f"  {' '.join(f'{key}={value}' for key, value in told.case.facts.items())}"
            yield from (f"  ? {question}" for question in told.questions)


def main() -> None:
    READ.write_text("\n".join((*lines_of_told(), "")), "utf-8")


if __name__ == "__main__":
    main()
