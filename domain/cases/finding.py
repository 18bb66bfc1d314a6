"""Which notices a search means. What is compared is made once; each key that is typed asks all of them."""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from domain.cases.queries import ListedNotice
from domain.enterprises.register.spelling import Spelling
from domain.enterprises.register.words import folded, stands_in
from domain.values.ids import NoticeId

_BRACKETS: Final = str.maketrans("[]（）()【】", "〔〕〔〕〔〕〔〕")
_NO_BRACKETS: Final = str.maketrans("", "", "〔〕")
_NOT_SPELLED: Final = Spelling("", "")


class Sought(NamedTuple):
    """What a notice is found by, as it is compared; ``plain`` is its number without brackets."""

    number: str
    plain: str
    name: str
    code: str
    initials: str
    pinyin: str


def sought_of(notices: Sequence[ListedNotice], spellings: Mapping[str, Spelling]) -> dict[NoticeId, Sought]:
    """Return what each notice is found by; ``spellings`` says how names are typed."""
    found = {}
    for notice in notices:
        number = folded(notice.number)
        spelling = spellings.get(notice.enterprise_name, _NOT_SPELLED)
        found[notice.id] = Sought(
            number,
            number.translate(_NO_BRACKETS),
            folded(notice.enterprise_name),
            folded(notice.uscc),
            *spelling,
        )
    return found


def is_meant(sought: Sought, words: Sequence[str]) -> bool:
    """Whether a notice is meant by what was typed, see `words_of`: each word stands in its number, with any
    brackets or none, or is found as the register finds the enterprise.
    """
    number, plain, *enterprise = sought
    return all(
        word in plain or word.translate(_BRACKETS) in number or stands_in(word, *enterprise) for word in words
    )


def serial_in(text: str) -> str:
    """Return what was typed as a serial number alone would be.

    >>> serial_in("第58号"), serial_in("58"), serial_in("云图")
    ('58', '58', '云图')
    """
    return folded(text).removeprefix("第").removesuffix("号")
