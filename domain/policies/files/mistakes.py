"""What is wrong with a policy file, one thing at a time."""

from dataclasses import dataclass

from domain.values.toml.places import Path


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing that is wrong.

    Attributes:
        said: What it is, without its place.
        sentence: The same with its place, as people are told.
        path: Keys of where it stands, as far as the file could be read; empty for the whole file.
        line: Of the file, from 1, where what stands there begins; 0 where that cannot be told.
        clause: Id of the clause; empty where it is in none.
        formula_line, column: In the formula, from 1; 0 where it is in none.
    """

    said: str
    sentence: str
    path: Path = ()
    line: int = 0
    clause: str = ""
    formula_line: int = 0
    column: int = 0
