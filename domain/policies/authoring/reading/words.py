"""The words that rules know, as data. Nothing here decides anything."""

import re
from typing import Final


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


# What gives, to whom, and what it is called.

GIVING: Final = _words(
    "给予 给与 予以 奖励 奖补 补助 补贴 资助 发放 拨付 兑现 享受 支持 扶持 安排 配套 补偿 贴息 返还 奖给 核拨"
)
AWARD_NOUNS: Final = _words(
    "奖励资金 奖励金 补助资金 扶持资金 奖补资金 资助资金 补贴资金 奖励金额 奖励 奖补 补助 补贴 "
    "资助 扶持 支持 资金 经费 奖金 补偿 配套 贴息"
)
FILLING: Final = _words(
    "一次性 企业 单位 该企业 每家企业 每户企业 申报企业 申报单位 相应 财政 区级 县级 区财政 "
    "县财政 市财政 分别 依次 其 的 共 总额 可 可获得 将 予 人民币 资金 最终 标准 金额 额度 由 以 并 据实"
)
ADDING: Final = ("再", "另", "另外", "另行", "额外", "叠加", "追加", "增加", "多", "递增", "累加")
MOST: Final = _words(
    "最高不超过 最高不得超过 最多不超过 不超过 不得超过 最高可达 最高为 最高给予 最高 最多 至多 "
    "不高于 上限为 限额为 封顶 上限 最高限额为 最高限额 最高额度为 最高额度 最高金额为 最高金额 限额 "
    "最高额为 最高额 不得高于 不得突破 最高奖励限额 最高奖励限 最高补助限 最高补贴限 最高限"
)
LEADING: Final = (
    "一次性",
    "分别",
    "依次",
    "可",
    "由",
    "财政",
    "区级",
    "县级",
    "区财政",
    "县财政",
    "市财政",
    "将",
    "共",
)
"""What may stand before a word that gives; more would take words of whom it is given to."""
LEAST: Final = ("不低于", "不少于", "最低", "至少")
PIECES: Final = _words(
    "立方米 公斤 公里 件 项 个 人 名 位 台 套 间 块 亩 张 辆 篇 所 次 场 人次 架次 列次 航次 班次 批次 艘次 "
    "笔 单 平方米 ㎡ 吨 家 户 批 部 艘 座 条 床位 平米 标箱 千瓦 千瓦时 "
    "头 只 株 棵 羽 款 集 品种 分钟 机位 车位 学位 工位 兆瓦 标准箱 车次 根 班 栋 "
    "列 趟 片 种 人天 间夜 台次 场次 瓦"
)
IS_ENTERPRISE: Final = re.compile(r"(?:每家|每户|单家)(?:企业|单位|机构)?|每个?企业")

# Comparisons. The longer stand first.

AT_LEAST, MORE_THAN, AT_MOST, LESS_THAN = ">=", ">", "<=", "<"
BEFORE: Final = {
    **dict.fromkeys(
        (
            "≥",
            "大于等于",
            "大于或等于",
            "高于或等于",
            "不低于",
            "不少于",
            "不小于",
            "不得低于",
            "不得少于",
            "至少",
            "满足",
        ),
        AT_LEAST,
    ),
    **dict.fromkeys(("达到", "达", "满", "为", "在", "实现"), AT_LEAST),
    **dict.fromkeys(
        (
            "≤",
            "小于等于",
            "小于或等于",
            "低于或等于",
            "不超过",
            "不高于",
            "不多于",
            "不大于",
            "不得超过",
            "不超",
        ),
        AT_MOST,
    ),
    **dict.fromkeys(("＞", ">", "超过", "超出", "突破", "超", "高于", "大于", "多于"), MORE_THAN),
    **dict.fromkeys(("＜", "<", "低于", "不足", "不满", "未满", "少于", "小于", "未达到", "不到"), LESS_THAN),
}
AFTER: Final = {
    **dict.fromkeys(("及以上", "以上"), AT_LEAST),
    **dict.fromkeys(("及以下", "以下", "以内"), AT_MOST),
}
SILENT: Final = (
    *(*GIVING, *AWARD_NOUNS, *MOST, *PIECES, *BEFORE, *AFTER),
    *_words(
        "一次性 一次 的 分别 标准 对 对于 凡 在 可 可获得 按 按照 每 企业 单位 项目 机构 "
        "市财政 区财政 县财政 财政 人民币 单家 单个 每家 每户 每个 每年 当年 年度 年 进行 "
        "金额 比例 申报 从 达 万 且 但 含 不含 同期 比 同比 增加 增长 增量 业"
    ),
)
"""What says nothing more where names and figures are accounted for."""
FIRST_TIME: Final = ("首次", "首度", "第一次", "初次", "首")

# Whom it is for: what the office's dictionary has about them. Formulas name its terms.

_TRADES: Final = r"(?:(?:、|和|及)?(?:批发|零售|住宿|餐饮))*(?:业|企业)"
WHO: Final = (
    (r"(?:规模以上|规上|限额以上|限上|四上|资质以上)", "四上", "四上 = 是"),
    (r"软件(?:和|与)?信息(?:技术)?服务业|软件业", "统计专业", "统计专业 = 软件和信息技术服务业"),
    (r"建筑业|建筑(?=企业|施工企业)", "统计专业", "统计专业 = 建筑业"),
    (rf"批发(?={_TRADES})", "统计专业", "统计专业 = 批发业"),
    (rf"零售(?={_TRADES})", "统计专业", "统计专业 = 零售业"),
    (rf"住宿(?={_TRADES})", "统计专业", "统计专业 = 住宿业"),
    (rf"餐饮(?={_TRADES})", "统计专业", "统计专业 = 餐饮业"),
    (r"工业(?=企业)", "统计专业", "统计专业 = 工业"),
    (r"总部(?=企业)", "总部企业", "总部企业 = 是"),
    (r"(?:属于)?战略性新兴产业(?:的)?", "战略性新兴产业", "战略性新兴产业 = 是"),
    (r"(?:不是|非|不属于)高耗能(?:的)?", "高耗能", "高耗能 = 否"),
    (r"在区内没有自有办公用房", "区内自有办公用房", "区内自有办公用房 = 否"),
    (r"已纳入统计(?![库范])|在库", "统计入库日期", "统计入库日期 != 无"),
)
ANYBODY: Final = _words(
    "符合条件的企业 企业 单位 项目 机构 公司 各类市场主体 市场主体 法人 者 申报主体 在我区 我区 我县 "
    "申报企业 申请企业 申请单位 申报项目 "
    "我市 本区 本县 全区 全县 辖区内 辖区 区内 县内 当地 对于 对 凡是 凡 向 给予 的 且 并 并且 和 "
    "其 该 上述 及 为 鼓励 支持 其中 经认定 每家企业 每户企业 每户 由财政部门 财政部门 政府 "
    "达到下列标准 达到以下条件 符合下列条件 符合以下条件 符合条件 经审核 经评审 按规定 按程序 "
    "新的 可 按 后 等 实施 业 优先 一次 人民币 奖励办法明确 扶持的标准为 奖励标准为 补贴标准为 补贴标准定为 "
    "补助标准为 可分别获得 省级财政 市级财政 市财政"
)
"""What says nothing about an enterprise, or only joins what does."""

TRAILS: Final = ("的继续", "的企业", "的单位", "的项目", "的机构", "的公司", "的", "等", "后")
"""What a phrase ends with when it is said of whom."""

# Figures of enterprises.

SYNONYMS: Final = {
    "output_value": ("工业总产值", "工业产值", "总产值", "产值"),
    "revenue": ("营业总收入", "营业收入", "营收"),
    "sales": ("商品销售额", "销售额"),
    "research_cost": ("研究开发费用", "研发费用", "研发经费", "研发经费支出"),
    "freight_domestic": ("国内运费",),
    "electricity_cost": ("用电费用", "电费", "用电"),
    "gas_cost": ("用气费用", "气费", "用气"),
    "annual_rent": ("全年租金",),
    "registered_capital": ("注册资本", "注册资金"),
}
"""What policies call the figures of the office's dictionary, by their names in it."""

DAYS: Final = {
    "move_in_date": ("迁入", "新迁入"),
    "stat_entry_date": ("新纳入统计", "纳入统计", "新入库", "入库", "新入统", "入统"),
    "founded": ("新成立", "成立", "新设立", "设立", "注册成立", "新注册"),
}
"""What is said to happen on the days of the office's dictionary."""

MODIFIERS: Final = _words(
    "项目 实际 当年 年度 累计 新增 计划 总 年 月 单个 单次 年度累计 每年 上 自营 工业 设备 "
    "固定资产 技术改造 技改 研发 软件 实缴 自用 合同 有效 税收 地方 经济 综合 营业 销售 服务 "
    "主营业务 区级 上缴 缴纳 纳税 入库 信息化 上云 亩均 投资 建设 生产 设备购置 的 及 和 购置 "
    "境外 中方 财政 实到 租赁 区内 县内 市内 网络 线上 商品 货物 技术 首年 两年 硬件 到位"
)
HEADS: Final = _words(
    "余额 投资额 投资 投入 投入额 总额 金额 额度 费用 费 租金 成本 支出 价款 款 收入 产值 销售额 "
    "营业额 营收 出口额 进口额 进出口额 交易额 成交额 利润 零售额 税收 税金 贡献 贡献额 贡献度 "
    "贡献额度 纳税额 注册资本 注册资金 资本 资金 资产 外资 外资额 面积 人数 数量 数 产量 率 比例 "
    "占比 比重 规模 强度 利息 保费 担保费 工资薪金 增加值 购置 贷款 贷款额 融资额 融资 订单 "
    "采购额 配套额 期限 年限 装机容量 吞吐量 床位 房租 合同额 到账额 购置款 购置费 保险费 增量 "
    "资本金 票房 码洋 运费 吨位 库容 产能 存栏量 出栏量 业务量 运输量 货运量 周转量 节能量 减排量 "
    "发电量 销量 货值 差价 本金 "
    "进出口 出口 进口 流水 客流量 用电量 增加额 增长额 新增额 新增量 价格 造价 总价 "
    "房价 车价 售价 单价 标价 价值 估值 市值 净额 货款 订单额 会费 学费 电价 补偿款 年薪 薪酬"
)
"""What the names of figures end with."""
DOING: Final = _words(
    "实施 开展 实现 购买 达到 完成 进行 获得 取得 符合 建设 发展 参加 承担 签订 申报 使用 租用 在 为 其中 其"
)
"""Words after which the name of a figure begins at the earliest."""

GROWTH: Final = (
    r"(?:实现|保持)?(?:正)?(?:增长率|增长|增速|增幅|(?<=同比)(?:增加|提高|上升)|(?<=@)(?:增加|提高|上升))"
)
VERSUS: Final = r"(?:同比(?:较?@)?|环比|(?:较|比|与|同)@(?:同期)?(?:相比)?|@比)"
MORE: Final = (
    "新增",
    "增加",
    "增长",
    "提高",
    "递增",
    "超过",
    "超",
    "增",
    "上升",
    "引进",
    "招用",
    "吸纳",
    "培养",
    "满",
)

# What is no part of the calculation.

SLOGANS: Final = _words(
    "鼓励 支持 引导 推动 推进 加快 加大 大力 积极 强化 加强 促进 完善 建立 开展 培育 扶持 实施 "
    "打造 提升 优化 深入 进一步 全面 健全 落实 扩大 规范 降低 构建 做强 做大 发挥 组织 探索 为 "
    "设立 壮大 拓宽 发展"
)
DANGEROUS: Final = re.compile(
    r"最高|不超过|每|或|其中|再|各(?![类级项])|该|分别|除外|除(?!尘|湿)|至(?!今|于)|上述|不含|不包括|第.条|不再|不予|孰|第[一二三四五]名|前[^，。]{0,3}名|排名|名次"
)
"""What may change how much is given: never passed over in silence."""

HIGHEST: Final = re.compile(
    r"[^。；]*(?:按(?:照)?(?:最高|就高)|以最高|就高不?|从高不?|择高|不(?:得|可)?重复(?:享受|奖励|补助|支持))[^。；]*"
)
"""That of several awards only the highest is given."""

COUNT_NAMES: Final = {
    **dict.fromkeys(("亩", "平方米", "公顷", "平米"), "面积"),
    **dict.fromkeys(("人", "名", "位", "人次"), "人数"),
    **dict.fromkeys(("个月", "天", "小时"), "时间"),
    **{f"人{time}": f"人{time}数" for time in ("月", "天", "日", "晚", "夜")},
}
"""What a number of these is called; one of others by its unit and 数."""

_OFFICE: Final = (
    r"(?:由|再由)?(?:(?:我|本)?[省市县区州盟]"
    r"|[^，的对按为在获被经通受向报与入驻迁落到进新]{0,8}?(?:[厅局委]|(?<![举承主开创兴协联申续])办|委员会|管委会|政府|财政|本级)"
    r"|[^，的对按为在获被经通受向报与入驻迁落到进新]{0,3}(?:高新区|经开区|开发区|科技城))"
    r"(?:部门|按规定)?(?:先)?(?:将|可|予|再)?"
)
"""Who pays, right before a word that gives: 市商务局给予."""
NO_CONDITION: Final = re.compile(
    rf"{_OFFICE}|由?(?:(?:省|市|县|区|本|乡镇)级?)*(?:财政|政府)(?:部门)?(?:给予|再)?|全[省市县区]"
    r"|(?:一次性)?据实|(?:补贴|补助|奖励|资助)标准(?:为)?|(?!根据|按|依据|参照|以)[^，]{0,24}(?:补贴|补助|奖励|资助|扶持|奖补)(?:资金|经费)?的?(?:数额|金额|额度|比例)(?:和额度)?|符合条件|分别|一次性(?:给予|按)?"
    r"|(?:@|年度|全年|当年|本年|年)*(?:企业|单位)?(?:完成|实现|达到)"
    r"|(?:给予)?(?:运营|举办|投资|申报|承办|主办|牵头|实施|建设)(?:主体|单位|方)"
)
"""Who pays, whom, and how: no part of what must hold."""
POINTING: Final = re.compile(
    r"(?:需|须|下同|参照|用于)[^，]*|由[省市县区]|(?:以|按照?|依据|根据)[^，]*(?:为基数|增量|比例|标准|额度|情况|层次)|每(?:[届月户家年店个件项台套间亩辆人名位次场吨栋座]|季度?)|#|重点对@?|最长#[^，]*"
    r"|(?:分别)?给予(?:企业|个人|单位|机构|个体工商户|及|和|、)+"
    r"|(?:自|从)[^，]*起(?:连续)?(?:[^，]{0,6}(?:内|年|月|#))?|连续(?:#|[一二三四五六两\d]+年|[一二三四五六两\d]+个月)内?|(?:补助|补贴|奖励|扶持|资助|贴息)?期限?(?:为|不超过|最长)?(?:#|@|[一二三四五两]年)"
    r"|(?:前|后|第)[^，]{0,4}年(?:度|起|内)?|@起|(?:本|该|此)(?:条|项|款)[^，]*"
)
"""Phrases that are no condition, and that somebody must look at."""

LEVEL_AND_ABOVE: Final = re.compile(r"(?:省|市|县|区|乡镇)级(?:及)?以上")
PURPOSE: Final = re.compile(
    r"(?:做大做强|发展|力度|水平|质量|转型|升级|提升|增效|水质|建设|培育|壮大|步伐|积极性|投入|活力|信心|竞争力|创新)$"
)
"""What a phrase ends with that only says what an award is for."""

_WORK_ON: Final = (
    r"做大做强|做强做大|做优做强|做精做强|发展壮大|壮大(?:规模|实力)?|上规模|上台阶|提档升级|转型升级|升级|转型|增产|扩产|增效|提质|提质增效|创新"
    r"|创新发展|高质量发展|健康发展|快速发展|集聚发展|发展|技术改造|技术创新|科技创新|自主创新|数字化改造|智能化改造|创优|创牌|争先创优"
    r"|(?:提升|提高|加大|加强|加快|扩大|优化|强化|完善|拓展|开拓|争创|增强|推进|深化|健全|做好|促进|激发|降低|减轻|改善)[^，的]*"
)
GENERAL: Final = re.compile(
    r"(?![^，]*的[^的，]{0,10}(?:企业|单位|项目|机构|公司|农场|合作社|主体|基地|园区|者|人|产品|车间|工厂|平台)$)"
    rf"(?:一是|二是|三是|四是|五是)?(?:(?:鼓励|支持|引导|推动|促进|助力|帮助|扶持|激励)+(?:[^，]{{0,40}}?(?:企业|单位|机构|公司|主体|行业|产业|项目|农场|合作社|社|院校|高校|平台|园区|基地|协会|银行)(?:（[^）]*）)?)?(?:积极|大力|进一步|加快|持续|不断)*(?:{_WORK_ON})"
    r"|(?:推进|加快|加强|强化|打造|推动|优化|提升|做大做强|做强做大|深化|提高|促进|健全|完善|培育壮大|培育|壮大|大力发展|积极发展|大力|积极|加大|扩大|拓宽|营造|激发|落实|充分发挥|发挥|围绕|构建|聚焦|立足)[^，]*(?<!的))"
)
"""What only says what is worked for, and asks nothing of anybody."""

DANGEROUS_SLOGAN: Final = re.compile(r"最高|不超过|其中|除外|不含|不包括|不予|不再|上述|第.条")
"""What is not passed over in a sentence that only says what a policy is for."""

TAIL: Final = re.compile(
    r"(?:并|且)?优先[^，。；]*|(?:主要|专项|专门)?用于[^，。；]*|(?:所需|补助|奖励|奖补|补贴|扶持|上述)?(?:资金|经费)由?[^，。；¥]*(?:承担|列支|安排|解决|分担|保障|负担)"
    r"|[^，。；¥]{0,12}按(?:照)?[^，。；¥]{0,8}比例(?:分担|承担|负担)|具体(?:办法|细则|标准)由[^，。；¥]*|由[^，。；¥]*负责(?:解释|实施|落实|审核)?"
)
"""What follows an award and changes nothing of how much: who bears it, what it is used for."""

RESPONSIBLE: Final = re.compile(
    r"[（(【\[]?(?:责任|牵头|配合|主管|实施|承办|主办)(?:单位|部门)[：:][^）)】\]。]*[）)】\]]?。?"
    r"|（[^，。；：）¥%#@]{1,14}(?:局|委|办|中心|科|处)）(?=。?$)"
)


def any_of(words: tuple[str, ...]) -> str:
    """Return the pattern of one of these words, the longer before the shorter."""
    return "(?:" + "|".join(map(_pattern, sorted(set(words), key=len, reverse=True))) + ")"


def _pattern(word: str) -> str:
    # 金融配套服务机构 gives nothing.
    name = "(?!服务|设施|产业|企业|机构|工程|项目|用房|条件|能力)" if word == "配套" else ""
    return f"{re.escape(word)}{name}"
