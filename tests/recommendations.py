"""A recommendation to draw, with made-up names."""

from datetime import date

from app.domain.certificates import EthicsResult, Level, PracticeBasis, RecommendationFacts
from app.domain.facts import Profile
from app.domain.outcome import Standing
from app.recognition.frozen_verdict import FrozenCredit, FrozenLine, FrozenVerdict

BASIS = PracticeBasis(
    citation="《辽宁省职业教育改革实施方案》（辽政发〔2020〕8号）：五年累计不少于6个月企业实践",
    window_first=date(2021, 5, 21),
    window_last=date(2026, 5, 20),
    credited_half_hours=2240,
    required_half_hours=1920,
    profile=Profile.WD20,
    other_lines=("按辽政发〔2021〕2号（10个月）口径还差480小时。",),
)
FACTS = RecommendationFacts(
    number="LN0123-SS-2026-Z-0007",
    school_name="示例省机电职业技术学院",
    teacher_name="王㛃𬭎",
    staff_number="T2013045",
    department="机电工程系",
    specialty="数控技术",
    level=Level.MIDDLE,
    criteria="《辽宁省职业教育“双师型”教师认定实施办法（试行）》",
    ethics_result=EthicsResult.PASSED,
    ethics_year=2025,
    notice_first=date(2026, 5, 11),
    notice_last=date(2026, 5, 18),
    decided_on=date(2026, 5, 20),
    basis=BASIS,
    signatory="校长　李昇喆",
    seal_place="（学校盖章处）",
    verify_url="https://dangan.example.edu.cn/v/7Q2M9XK4T1HB6ZPW3DRC8YNF05AE",
)
VERDICT = FrozenVerdict(
    as_of=date(2026, 11, 20),
    gate="LN-2020-5Y6M",
    lines=(
        FrozenLine(
            rule="LN-2020-5Y6M",
            version=1,
            title="辽宁省职业教育改革实施方案",
            number="辽政发〔2020〕8号",
            effective_from=date(2020, 3, 2),
            standing=Standing.MET,
            ruling=None,
            window_first=date(2021, 11, 21),
            window_last=date(2026, 11, 20),
            profile=Profile.WD20,
            required=1920,
            credited=2240,
            simulated=False,
            provisional=False,
            records=(FrozenCredit("1", 2240),),
        ),
    ),
    conflicts=(),
)
