"""Who works at the demo school. Every name is made up and says 示例."""

from dataclasses import dataclass

from app.domain.facts import Category
from app.domain.roles import Role

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
RARE_NAME = "龚示例㛃"
DEPARTMENTS = ("机电工程系", "信息工程系", "汽车工程系", "经济管理系", "基础教学部")
SPECIALTIES = {
    "机电工程系": ("机电一体化技术", "数控技术", "工业机器人技术"),
    "信息工程系": ("软件技术", "计算机网络技术", "大数据技术"),
    "汽车工程系": ("新能源汽车技术", "汽车检测与维修"),
    "经济管理系": ("大数据与会计", "电子商务", "现代物流管理"),
    "基础教学部": ("语文", "数学", "英语"),
}


@dataclass(frozen=True, slots=True)
class Staff:
    """One teacher of the demo."""

    name: str
    username: str
    staff_number: str
    department: str
    specialty: str
    category: Category
    years_here: int
    kind: str
    """Which story of records they get; see plan.STORIES."""
    roles: tuple[Role, ...] = (Role.TEACHER,)


STORIES_BY_TURN = (
    "steady", "short", "steady", "between", "pending", "steady",
    "long", "base", "part_time", "leaving", "new",
)  # fmt: skip


def staff() -> list[Staff]:
    """Forty teachers, the first of each department its head."""
    people = []
    for index, surname in enumerate(SURNAMES[:40]):
        department = DEPARTMENTS[index % len(DEPARTMENTS)]
        head = index < len(DEPARTMENTS)
        general = department == "基础教学部"
        story = "visits" if general else STORIES_BY_TURN[index % len(STORIES_BY_TURN)]
        roles: tuple[Role, ...] = (Role.TEACHER, Role.HEAD) if head else (Role.TEACHER,)
        specialties = SPECIALTIES[department]
        people.append(
            Staff(
                name=f"{surname}示例",
                username="head" if index == 0 else f"t{index + 1:02d}",
                staff_number=f"{2010 + index % 12}{index + 1:03d}",
                department=department,
                specialty=specialties[index % len(specialties)],
                category=Category.GENERAL if general else _category(index),
                years_here=1 if story == "new" else 6 + index % 9,
                kind=story,
                roles=roles,
            )
        )
    first = DEPARTMENTS[0]
    people[5] = Staff(
        "李示例明", "teacher", "2015006", first, "数控技术", Category.SPECIALIZED, 11, "teacher"
    )
    people[10] = Staff(RARE_NAME, "t11", "2016011", first, "工业机器人技术", Category.SPECIALIZED, 10, "long")
    return people


def _category(index: int) -> Category:
    return Category.PRACTICAL if index % 7 == 3 else Category.SPECIALIZED
