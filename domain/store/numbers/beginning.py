"""What is written into the file of numbers where there is none yet."""

from datetime import date

from domain.store.numbers.file import End, Numbers, ends_of
from domain.store.numbers.reading import Known


def sure(known: Known) -> Numbers:
    """For a store that is new, or of before there was such a file: it knows every number itself."""
    return Numbers(head=known.head, first=known.first, ends=ends_of(known.last))


def unsure(known: Known) -> Numbers:
    """For a store whose file is gone: papers may have later numbers."""
    numbers = sure(known)
    return numbers.model_copy(update={"unsure_up_to": this_year(numbers.ends)})


def this_year(ends: tuple[End, ...]) -> int:
    """Return the year up to which papers may be out; the clock may have been set back."""
    return max(date.today().year, *(end.year for end in ends)) if ends else date.today().year
