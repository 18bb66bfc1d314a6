"""What 、 且 并 and 同时 join of what must be true of one enterprise, so that each is asked for by itself."""

import re
from typing import Final

_STANDING: Final = (
    "在[^、且并，]{0,14}?(?:工商|市场监管|依法)?(?:注册|登记|纳税|设立|经营|入统|纳统|办公|落户|备案)[^、且并，]{0,12}|(?:工商|税务|统计|纳税|注册|生产|经营|财政)+(?:登记|注册|征管|税收|户管)?(?:关系|地址?|所在地)[^、且并，]{2,16}"
    "|(?:具有|具备|拥有)?独立(?:的)?(?:企业)?(?:法人|核算)[^、且并，]{0,8}|(?:财务|会计|管理|内控|核算|规章|组织)[^、且并，]{0,14}(?:健全|规范|完善|清晰|独立)"
    "|(?:依法|照章|按时|按期|如期|足额|诚信|合法|守法|正常|稳定|持续)[^、且并，]{2,16}|(?:近)?(?:[@#两三一]|年)*(?:内)?(?:无|未发生|没有|不存在|未被|未列入|未出现)[^、且并，]{3,24}"
    "|信用[^、且并，]{0,10}(?:良好|优良|记录)|(?:生产)?经营(?:状况|情况|正常|规范|良好)[^、且并，]{0,8}|遵[守纪][^、且并，]{2,14}|符合[^、且并，]{4,24}"
)
"""What must be so of whoever applies for anything: 具有独立法人资格."""
_DONE: Final = (
    "(?:对|凡是?|企业|单位|项目|年内|当年|年度|@|首次|已经?|新|实际|成功|均|被)*(?:具有|具备|拥有|取得|获得|获|通过|列入|入选|纳入|完成|签订|缴纳|参加|符合|遵守|建立|实施|开展|承诺|办理|依法"
    "|购买|购置|租用|租赁|入驻|落户|迁入|投保|达到|接入|竣工|开工|投产|验收|运营|安装|使用|采用|从事|属于|认定|评为|评定|带动|吸纳|设立|成立|正式|正常|经|按|与)[^、且并，]{2,40}"
)
_JOINT: Final = re.compile("、?(?:并且|且(?!末)|同时(?!期)|并(?![购网线轨表行发]))|、")
_IS_STANDING: Final = re.compile(f"(?:对|对于|凡是?|企业|单位|须|应|需)*(?:{_STANDING})")
_IS_DONE: Final = re.compile(f"(?:{_DONE}|{_STANDING})")
_WHO: Final = re.compile(
    "的(?P<who>(?!(?:企业|单位|项目|机构|公司|主体)$)[^的、且并和或]{0,14}(?:企业|公司|合作社|农场|旅行社|酒店|饭店|民宿|景区|园区|银行|机构|项目|基地|平台|中心|店|户|协会|商会|院所?|工厂|车间))$"
)
_BETWEEN_WORDS: Final = re.compile("或|以及|之一|分别|(?<=[一-鿿])和(?=[一-鿿]{2,}均)")
_SHORTEST: Final = 4


def links_of(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return where each of several things stands that a phrase asks for all; none where it asks for one.

    >>> text = "在本县注册、具有独立法人资格且无不良信用记录的旅行社"
    >>> [text[first:last] for first, last in links_of(text, 0, len(text))]
    ['在本县注册', '具有独立法人资格', '无不良信用记录的', '旅行社']
    >>> links_of("获得省级称号、通过绿色认证的企业", 0, 16)
    []
    """
    if _BETWEEN_WORDS.search(text, start, end):
        return []
    parts, joints = _parts(text, start, end)
    said = [text[first:last] for first, last in parts]
    if len(parts) + (joints[-1:] != [""]) < 2 or any(len(one) < _SHORTEST for one in said):
        return []
    is_all = any(one.strip("、") for one in joints)
    if not all((_IS_DONE if is_all else _IS_STANDING).match(one) for one in said):
        return []
    who = _WHO.search(text[parts[-1][0] : parts[-1][1]])
    if who is not None:
        first, last = parts.pop()
        parts += [(first, first + who.start("who")), (first + who.start("who"), last)]
    return parts if len(parts) > 1 else []


def _parts(text: str, start: int, end: int) -> tuple[list[tuple[int, int]], list[str]]:
    """Return the parts of a phrase, and what stands behind each of them."""
    parts, joints, at = [], [], start
    for match in _JOINT.finditer(text, start, end):
        if match.start() > at:
            parts.append((at, match.start()))
            joints.append(match[0])
        at = match.end()
    if at < end:
        parts.append((at, end))
        joints.append("")
    return parts, joints
