"""A road file is taken whole, or refused with every mistake at its line and what to do about it."""

import hashlib
import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.roads import schema
from domain.roads.files import RoadMistakes, kept_road, load_road, road_from
from domain.roads.library import Roads
from domain.roads.road import Kind
from domain.values.errors import NotFound
from tests.domain.roads.short import SHORT, line_of, road_of, text_of

SHIPPED = Path(__file__).parents[3] / "resources" / "roads"
SECOND_PUBLICITY = (
    'publicity = { runs = "7天", counts_first = true, locks = ["approval"] }\nnext = "publicity"'
)


def mistakes_of(text):
    with pytest.raises(RoadMistakes) as caught:
        road_from(text.encode(), "短程序.toml")
    return caught.value.complaints


def test_that_every_shipped_road_is_sound_and_takes_the_people_it_says():
    roads = Roads.load(SHIPPED).begun_on(date(2022, 1, 1))
    assert {id_: road.people for id_, road in roads.items()} == {
        "standard": 3,
        "unasked": 3,
        "simple": 2,
        "alone": 1,
    }
    standard = [state.title for state in roads["standard"].way]
    assert standard == ["受理", "初审", "复核", "部门意见", "公示", "公示期满", "批准", "下达"]


@pytest.mark.parametrize(
    ("old", "new", "where", "words"),
    [
        # What TOML and the shape of the file refuse.
        ("since = 2022-01-01", "since = 2022-02-30", "since", "没有这一天"),
        ('title = "短程序"', 'titel = "短程序"', "titel", "不认识这一项（是不是“title”？）"),
        ('title = "短程序"\n', "", None, "“title”：缺少这一项"),
        ("people = 2", 'people = "2"', "people", "应为整数"),
        ("people = 2", "people = 0", "people", "不能小于 1"),
        ('by = ["经办"]', "by = []", "by =", "至少要有一项"),
        ('by = ["经办"]', 'by = "经办"', "by =", "应为列表"),
        ('kind = "hold"', 'kind = "pause"', 'kind = "pause', "应为其中之一：supplement、send_back"),
        ('id = "entry"', 'id = "受理"', 'id = "受理"', "编号只用小写字母"),
        # Words and names.
        ('id = "review"', 'id = "entry"', None, "“entry”在第 16 行已经用过"),
        ('title = "审核"', 'title = "受理"', None, "“受理”在第 17 行已经用过"),
        ('title = "已撤销"', 'title = "受理"', None, "“受理”在第 17 行已经用过"),
        ('title = "撤销"', 'title = "暂缓"', 'title = "暂缓"\nby = ["批', "“暂缓”在第 101 行已经用过"),
        ('by = ["复核"]', 'by = ["复合"]', 'by = ["复合', "没有“复合”这个角色"),
        ('by = ["复核"]', 'by = ["审计"]', 'by = ["审计', "“审计”只查看，不办理"),
        ('within = "5个工作日"', 'within = "0个工作日"', "within", "期限应为 1 至 1000 天"),
        ('within = "5个工作日"', 'within = "2月30日"', "within", "不是期限，请写如“5个工作日”或“7天”"),
        ('valid = "30天"', 'valid = "一个月"', "valid", "不是期限"),
        ('runs = "5个工作日"', 'runs = "0天"', "publicity =", "期限应为 1 至 1000 天"),
        ('next = "review"', 'next = "reveiw"', "next", "没有编号是“reveiw”的一步或结局（是不是“review”？）"),
        ('opinions = ["credit"]', 'opinions = ["tax"]', "opinions =", "没有编号是“tax”的部门意见"),
        ('other_than = ["entry"]', 'other_than = ["nobody"]', "other_than", "没有编号是“nobody”的一步"),
        ('locks = ["approval"]', 'locks = ["aproval"]', "publicity =", "（是不是“approval”？）"),
        ('to = ["refused"]', 'to = ["approval"]', 'to = ["approval', "“approval”是一步，这里要写结局的编号"),
        ('at = ["review", "approval"]', 'at = ["done"]', 'at = ["done', "“done”是结局，这里要写一步的编号"),
        # Whether it can be walked.
        ('next = "done"', 'next = "entry"', 'next = "entry', "“批准”又回到“受理”，这条路走不到头"),
        ('next = "done"', 'next = "refused"', 'next = "refused', "没有批下来"),
        ('next = "publicity"', 'next = "approval"', '[[states]]\nid = "publicity"', "没有一步通到“公示”"),
        ("approves = true\n", "", None, "没有一步是批准"),
        ('opinions = ["credit"]', "approves = true", 'approves = true\nnext = "done"', "“审核”已经是批准"),
        # Four eyes.
        ('other_than = ["entry"]', 'other_than = ["review"]', "other_than", "不能要求与自己不是同一人"),
        ('other_than = ["entry"]', 'other_than = ["approval"]', "other_than", "“批准”在“审核”之后才办"),
        ("people = 2", "people = 1", "people", "至少要 2 个人才走得完，这里写的是 1 人"),
        (
            'other_than = ["entry"]\nwithin',
            'other_than = ["entry", "review"]\nwithin',
            "people",
            "至少要 3 个人才走得完",
        ),
        (
            'other_than = ["entry"]\nat = ["approval"]',
            'other_than = ["approval"]\nat = ["approval"]',
            'other_than = ["approval"]',
            "不能要求与自己不是同一人",
        ),
        # Publicity and objections.
        (
            'locks = ["approval"]',
            'locks = ["entry", "approval"]',
            "publicity =",
            "“受理”在公示开始以前就办完了",
        ),
        ('locks = ["approval"]', 'locks = ["publicity"]', "publicity =", "公示没有办完就能办“批准”"),
        (
            'opinions = ["credit"]\nnext = "publicity"',
            SECOND_PUBLICITY,
            'publicity = { runs = "5',
            "“审核”已经是公示，一条路只能公示一次",
        ),
        (
            'locks = ["approval"]\n\n',
            'locks = ["review"]\n\n',
            'locks = ["review"]',
            "异议没有办完就能办“批准”",
        ),
        # Beside the road.
        ('to = ["entry"]\n\n', 'to = ["approval"]\n\n', 'to = ["approval', "不能从“审核”退到“批准”"),
        ('to = ["entry"]\n\n', 'to = ["review"]\n\n', 'to = ["review', "不能从“审核”退到“审核”"),
        ('to = ["entry"]\nwithin', 'to = ["publicity"]\nwithin', 'to = ["pub', "不能从“审核”退到“公示”"),
        ('to = ["entry"]\nwithin', 'to = ["entry", "review"]\nwithin', 'to = ["entry", ', "只能回到一步"),
        ('to = ["entry"]\n\n', "\n", '[[beside]]\nid = "back"', "缺少 to：通到哪里"),
        ('within = "15天"\n', "", '[[beside]]\nid = "supplement"', "缺少 within：最多多久"),
        ('over = "异议办结"\n', "", '[[beside]]\nid = "objection"', "缺少 over：办完叫什么"),
        (
            'within = "5个工作日"\nlocks = ["approval"]',
            'within = "5天"',
            '[[beside]]\nid = "obj',
            "缺少 locks",
        ),
        (
            'over = "恢复办理"',
            'over = "恢复"\nlocks = ["approval"]',
            'locks = ["approval"]\nby',
            "不用写这一项",
        ),
        ('to = ["refused"]', 'to = ["done"]', 'to = ["done', "那是批下来的结局"),
        ('to = ["refused"]', 'to = ["refused", "revoked"]', 'to = ["refused", ', "只能写一个结局"),
        ('at = ["approval", "done"]', 'at = ["refused"]', 'at = ["refused', "“不予通过”已经结束"),
        # What nothing comes to.
        ('to = ["revoked"]', 'to = ["refused"]', '[[ends]]\nid = "revoked"', "没有一步通到“已撤销”这个结局"),
        ('opinions = ["credit"]\n', "", "[[opinions]]", "没有一步要“信用核查”"),
    ],
)
def test_that_a_mistake_is_named_with_its_line(old, new, where, words):
    text = text_of((old, new))
    found = [one for one in mistakes_of(text) if words in one]
    assert found, mistakes_of(text)
    assert where is None or f"第 {line_of(where, text)} 行" in found[0]


def test_that_a_publicity_needs_somebody_to_object_to():
    start = SHORT.index('[[beside]]\nid = "objection"')
    text = SHORT[:start] + SHORT[SHORT.index('[[beside]]\nid = "hold"') :]
    assert "没有写收到异议怎么办" in mistakes_of(text)[0]


def test_that_an_objection_can_be_registered_while_it_is_public():
    text = text_of(('at = ["approval"]\nwithin = "5个工作日"', 'at = ["entry"]\nwithin = "5个工作日"'))
    assert any("公示时停在“批准”，那里却不能登记异议" in one for one in mistakes_of(text))


def test_that_a_road_for_two_says_where_another_person_must_act():
    text = SHORT.replace('other_than = ["entry"]\n', "")
    assert any("写了要 2 个人，却没有一步要求另一人" in one for one in mistakes_of(text))


def test_that_papers_may_be_asked_for_by_the_step_that_goes_on_with_them():
    road_of(('to = ["entry"]\nwithin', 'to = ["review"]\nwithin'))


def test_that_nobody_can_be_another_person_than_who_acts_later_or_at_the_last_of_several():
    back = 'at = ["review", "approval"]\nto = ["entry"]'
    road_of((back, f'{back}\nother_than = ["review"]'))
    [found] = mistakes_of(text_of((back, f'{back}\nother_than = ["approval"]')))
    assert "“批准”在“退回”之后才办，这时还不知道由谁办；请写在“批准”那一步" in found


def test_that_a_publicity_after_the_approval_locks_what_comes_last():
    late = (
        ('next = "publicity"', 'next = "approval"'),
        ('next = "approval"\n\n[[states]]\nid = "approval"', 'next = "done"\n\n[[states]]\nid = "approval"'),
        ('approves = true\nnext = "done"', 'approves = true\nnext = "publicity"'),
    )
    assert any("是最后一步，发布以后就结束了" in one for one in mistakes_of(text_of(*late)))
    notice = '[[states]]\nid = "notice"\ntitle = "下达"\nby = ["经办"]\nnext = "done"\n\n[[ends]]'
    last = (*late[:1], (late[1][0], late[1][1].replace("done", "notice")), late[2], ("[[ends]]", notice))
    found = mistakes_of(text_of(*last))
    assert [one for one in found if "公示没有办完就能办“下达”" in one]
    sound = (*last, ('locks = ["approval"]', 'locks = ["notice"]'), ('at = ["approval"]', 'at = ["notice"]'))
    # The objection, which can come once the approval is there, locks what is left.
    assert any("异议没有办完就能办“下达”" in one for one in mistakes_of(text_of(*sound)))
    road_of(*sound, ('locks = ["approval"]', 'locks = ["notice"]'))


def test_that_every_mistake_is_told_at_once_in_the_order_of_the_file():
    found = mistakes_of(
        text_of(('next = "review"', 'next = "nowhere"'), ('valid = "30天"', 'valid = "x"'), ('"复核"', '"x"'))
    )
    assert [one.split("：")[1].split("，")[0] for one in found] == ["第 13 行", "第 21 行", "第 27 行"]


def test_that_encodings_formats_and_files_that_are_not_there_are_refused(tmp_path):
    assert "更高的格式" in mistakes_of(text_of(("format = 1", "format = 2")))[0]
    with pytest.raises(RoadMistakes, match="UTF-8"):
        road_from(SHORT.encode("gb18030"), "短程序.toml")
    with pytest.raises(RoadMistakes, match="打不开程序文件"):
        load_road(tmp_path / "none.toml")
    with pytest.raises(RoadMistakes, match="不像是程序文件"):
        road_from(b"x = " + b"[" * 200 + b"]" * 200, "短程序.toml")


def test_that_a_road_is_known_by_its_file_and_older_versions_stay_readable():
    first, second = road_of(), road_of(("version = 1", "version = 2"), ("2022-01-01", "2022-07-01"))
    assert first.digest == hashlib.sha256(SHORT.encode()).hexdigest() != second.digest
    roads = Roads({second.digest: second}).with_kept([first.content])
    assert roads.of(first.digest) == first
    assert roads.begun_on(date(2022, 6, 30))["short"].version == 1
    assert roads.begun_on(date(2022, 7, 1))["short"].version == 2
    assert roads.begun_on(date(2021, 12, 31)) == {}
    with pytest.raises(NotFound, match="找不到这件事项所走的程序"):
        roads.of("0" * 64)


def test_that_the_page_about_roads_holds_every_key_and_a_sound_road():
    page = (SHIPPED.parents[1] / "docs" / "roads.md").read_text("utf-8")
    text = re.search(r"```toml\n(.*?)```", page, re.DOTALL)[1]
    assert [state.title for state in road_from(text.encode(), "示例.toml").way] == [
        "受理",
        "审核",
        "公示",
        "批准",
    ]
    parts = (schema.RoadPart, schema.StatePart, schema.EndPart, schema.BesidePart, schema.OpinionPart)
    keys = {key for part in (*parts, schema.PublicityPart) for key in part.model_fields}
    assert [key for key in sorted(keys) if not re.search(rf"\b{key}\b", page)] == []
    assert [kind for kind in Kind if f"| `{kind}` |" not in page] == []


def test_that_a_kept_road_is_read_whatever_is_asked_of_new_ones():
    text = text_of(("people = 2", "people = 1"))
    mistakes_of(text)
    assert kept_road(text.encode()).people == 1
    with pytest.raises(RoadMistakes, match="已留存的程序"):
        kept_road(b"")


@settings(derandomize=True, max_examples=300, deadline=None)
@given(
    st.integers(0, len(SHORT) - 1), st.integers(1, 40), st.sampled_from(["", "entry", "0", '"', "]", "\n"])
)
def test_that_whatever_is_written_is_a_road_or_a_mistake(start, length, instead):
    text = SHORT[:start] + instead + SHORT[start + length :]
    road, complaints = road_or_mistakes(text)
    assert road is None or road.way[-1].next in road.ends
    assert all(one.startswith("短程序.toml：") for one in complaints)


def road_or_mistakes(text):
    try:
        return road_from(text.encode(), "短程序.toml"), ()
    except RoadMistakes as mistakes:
        return None, mistakes.complaints
