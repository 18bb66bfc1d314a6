"""Passwords and recovery codes: what is taken for one, and how it is kept."""

import re
import secrets
from itertools import pairwise
from math import inf
from typing import Final, NamedTuple

from domain.values.errors import BadInput

LEAST: Final = 8


class Effort(NamedTuple):
    """What Argon2id takes to keep a secret, and to try one."""

    memory_kib: int
    rounds: int
    lanes: int


EFFORT = Effort(memory_kib=32 * 1024, rounds=3, lanes=1)
_LETTERS: Final = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Of recovery codes: none that is taken for another one on paper."""
_GROUPS, _GROUP = 5, 4

_COMMON: Final = """
    password passwd passw pass admin administrator root guest test user login welcome letmein qwerty
    qwertyuiop asdfgh asdfghjkl zxcvbn zxcvbnm qazwsx qazwsxedc qweasd qweasdzxc abc abcd abcde abcdef
    abcdefg abcdefgh iloveyou woaini woainima woaiwojia wodemima mima nihao zhongguo china beijing
    shanghai zhengzhou henan aini ailiu sunshine princess dragon monkey football baseball superman
    batman master shadow michael jordan computer internet windows microsoft office secret changeme
    default system server manager monday asd qwe zxc qaz wsx aa aaa aaaa as aq zhuqidui zhuqi huiqi
    guanli guanliyuan renmin zhengfu
    trustno starwars whatever michelle jennifer jessica hello taobao alibaba weixin wechat tencent baidu
    huawei xiaomi google apple android iphone samsung facebook twitter youtube amazon love lover loveyou
    iloveu forever friend friends family mother father mylove baby babygirl angel angels lovely sweet
    sweety flower summer winter spring autumn january february march april june july august september
    october november december tuesday wednesday thursday friday saturday sunday charlie daniel thomas
    robert william andrew joshua matthew anthony ashley amanda nicole hannah george jackson taylor
    samantha jasmine maggie buster ginger pepper cookie chocolate cheese banana orange purple yellow
    silver golden diamond crystal killer hunter ranger soccer hockey basketball tennis liverpool chelsea
    arsenal barcelona ronaldo messi player gamer pokemon naruto minecraft matrix merlin phoenix thunder
    freedom america london france germany canada australia school student teacher doctor access secure
    private public service support company business success money dollar lucky happy smile good goodluck
    cool super power energy light tiger lion eagle wolf panda rabbit horse mouse turtle dolphin butterfly
    maverick mustang ferrari porsche mercedes corvette yamaha harley honda toyota monster blink sparky
    snoopy garfield mickey donald scooby peanut cowboy yankees rangers lakers steelers eagles passport
    passwords testing tester demo example sample temp temporary oracle mysql database network linux
    ubuntu cisco alpha omega delta gamma hellokitty kitty doudou dongdong baobao beibei tiantian maomao
"""
COMMON: Final = frozenset(_COMMON.split())
"""What the commonest passwords are made of, with digits and signs around them."""
_ROWS: Final = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "abcdefghijklmnopqrstuvwxyz", "01234567890")
_KEYS: Final = {
    key: (row, place + shift)
    for row, (keys, shift) in enumerate(
        (("1234567890-=", 0.0), ("qwertyuiop[]", 0.5), ("asdfghjkl;'", 0.75), ("zxcvbnm,./", 1.25))
    )
    for place, key in enumerate(keys)
}
"""Where each key is: its row, and how far to the right."""
_SYLLABLE: Final = re.compile(
    "(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?"
    "(?:iang|iong|uang|ang|eng|ing|ong|ian|iao|uai|uan|ai|an|ao|ei|en|ia|ie|in|iu|ou|ua|ue|ui|un|uo|[aeiouv])"
    "|er"
)
"""Of pinyin, and some more: people and places are two or three."""
_MOST_PARTS: Final = 3.0
"""Words by ones and a half and syllables by ones: what has more is not tried first."""
_WORD: Final = 1.5
_LONGEST: Final = max(map(len, COMMON))
_LOOKS_LIKE: Final = str.maketrans("@013457$!", "aoieastsi")
_LONG_NUMBER: Final = 12


def refuse_weak(password: str, *, names: tuple[str, ...] = ()) -> None:
    """Refuse a password that somebody would try.

    Args:
        password: It.
        names: Of whose it is: what they sign in by, and the like.

    Raises:
        BadInput: It is too short, among the commonest, or their name.

    >>> refuse_weak("大桥下的三只白鸽")
    >>> refuse_weak("P@ssw0rd2022")
    Traceback (most recent call last):
    domain.values.errors.BadInput: 这个密码太常见，别人会先试它。可以用几个不相干的词连起来，如 白鸽-算盘-雨伞
    """
    if len(password) < LEAST:
        raise BadInput(f"密码至少 {LEAST} 个字，现在是 {len(password)} 个")
    plain = password.casefold()
    if any(name and name.casefold() in plain for name in names if len(name) > 1):
        raise BadInput("密码里不能有登录名或姓名")
    if _is_common(plain):
        raise BadInput("这个密码太常见，别人会先试它。可以用几个不相干的词连起来，如 白鸽-算盘-雨伞")


def _is_common(plain: str) -> bool:
    if plain.isdecimal() and len(plain) < _LONG_NUMBER:
        return True  # days, telephone numbers, rows of digits
    if len(set(plain)) <= 2 or re.fullmatch(r"(.{1,4})\1+", plain):
        return True
    if re.fullmatch(r"\d*[a-z]{1,2}\d*", plain) or _is_walked(plain):
        return True
    core = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", plain)
    read = {core, core.translate(_LOOKS_LIKE), re.sub(r"[\W\d_]+", "", core)}
    if any(not one or one in COMMON or _is_on_a_row(one) for one in read):
        return True
    return plain.isascii() and any(_is_of_few_parts(one) for one in (plain, *read))


def _is_on_a_row(core: str) -> bool:
    return len(core) > 2 and any(core in row or core in row[::-1] for row in _ROWS)


def _is_walked(plain: str) -> bool:
    """Whether the fingers go from key to key, but for a jump in four at the most: ``1qazxsw2``."""
    steps = [(_KEYS.get(one), _KEYS.get(other)) for one, other in pairwise(plain)]
    jumps = sum(
        not (one and other and abs(one[0] - other[0]) <= 1 and abs(one[1] - other[1]) <= 1)
        for one, other in steps
    )
    return jumps * 4 <= len(steps)


def _is_of_few_parts(plain: str) -> bool:
    """Whether between digits and signs there is hardly more than a known word, or a name in pinyin."""
    return sum(map(_parts_of, re.findall("[a-z]+", plain))) <= _MOST_PARTS


def _parts_of(letters: str) -> float:
    """Return of how many known parts letters are made at least; of endlessly many where they are of none.

    >>> _parts_of("zhang"), _parts_of("xiaoming"), _parts_of("hello"), _parts_of("kettle")
    (1.0, 2.0, 1.5, inf)
    """
    # Of what stands behind each place; nothing of it is remembered.
    least = [inf] * len(letters) + [0.0]
    for start in reversed(range(len(letters))):
        for end in range(start + 1, min(start + _LONGEST, len(letters)) + 1):
            part = letters[start:end]
            if _SYLLABLE.fullmatch(part):
                least[start] = min(least[start], 1.0 + least[end])
            elif part in COMMON:
                least[start] = min(least[start], _WORD + least[end])
    return min(least[0], _WORD) if len(letters) <= 2 else least[0]


def kept(secret: str) -> bytes:
    """Return how a password or a recovery code is kept: Argon2id, 32 MiB, 3 rounds."""
    # Brings a library of ten megabytes, which only who signs in needs.
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id  # noqa: PLC0415

    derived = Argon2id(
        salt=secrets.token_bytes(16),
        length=32,
        iterations=EFFORT.rounds,
        lanes=EFFORT.lanes,
        memory_cost=EFFORT.memory_kib,
    )
    return derived.derive_phc_encoded(secret.encode("utf-8")).encode("ascii")


def is_right(secret: str, known: bytes | None) -> bool:
    """Whether this is what is kept."""
    from cryptography.exceptions import InvalidKey  # noqa: PLC0415
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id  # noqa: PLC0415

    if known is None:
        return False
    try:
        Argon2id.verify_phc_encoded(secret.encode("utf-8"), known.decode("ascii"))
    except InvalidKey:
        return False
    return True


def new_recovery_code() -> str:
    """Return a code that opens an account once, as it is printed: ``ABCD-EFGH-JKLM-NPQR-STUV``."""
    letters = [secrets.choice(_LETTERS) for _ in range(_GROUPS * _GROUP)]
    return "-".join("".join(letters[at : at + _GROUP]) for at in range(0, len(letters), _GROUP))


def plain_code(typed: str) -> str:
    """Return a code as it was printed, however it was typed.

    >>> plain_code("abcd efgh jklm npqr stuv")
    'ABCD-EFGH-JKLM-NPQR-STUV'
    """
    letters = re.sub(r"[^0-9A-Z]", "", typed.upper())
    return "-".join(letters[at : at + _GROUP] for at in range(0, len(letters), _GROUP))
