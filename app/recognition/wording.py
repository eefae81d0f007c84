"""Words about proposals: their states, their steps, and why an operation refuses."""

from app.accounts.guards import NotAllowedError
from app.certificates.operations import (
    AlreadyWithdrawnError,
    LackingFactsError,
    NoReasonError,
    OwnCaseError,
)
from app.domain.certificates import NumberError
from app.domain.words import notice_period
from app.recognition.decision_operations import SamePersonError
from app.recognition.models import ProposalStatus
from app.recognition.operations import (
    EthicsVetoError,
    GateNotPassedError,
    NoGateError,
    NoticeOpenError,
    NoticeTooShortError,
    NotProposerError,
    NotStatedError,
)
from app.recognition.recheck_operations import ChangedMeanwhileError
from app.web.fonts import FontsNotPreparedError, MissingGlyphError

STATUS = {
    ProposalStatus.PROPOSED: "待决定",
    ProposalStatus.APPROVED: "已同意",
    ProposalStatus.REJECTED: "未同意",
    ProposalStatus.WITHDRAWN: "已撤回",
}
EVENTS = {
    "proposal:proposed": "提名",
    "proposal:approved": "同意推荐",
    "proposal:rejected": "不同意推荐",
    "proposal:withdrawn": "撤回提名",
    "certificate:issued": "出具推荐书",
    "certificate:kept": "核对后保留推荐书",
    "certificate:revoked": "撤销推荐书",
}
STEPS_DONE = "个人申报、部门审核、学校评议均已完成，公示期满无异议，有关材料留校备查"
"""What a proposer states: the paper says so, and these steps are taken outside of this program."""
_SENTENCES: dict[type[Exception], str] = {
    NoGateError: "学校还没有生效的认定依据，不能推荐。请先在学校设置中决定。",
    GateNotPassedError: "该教师今天未达到认定依据的要求，不能推荐。",
    EthicsVetoError: "师德考核不合格的，在影响期内不得参加“双师型”教师认定（教师厅〔2022〕2号）。",
    NotStatedError: "请说明申报、审核、评议已经完成，公示期满无异议；推荐书上会这样写。",
    NoticeOpenError: "公示还没有结束，请在公示期满后再提名。",
    OwnCaseError: "这是您本人的推荐，请由其他人办理。",
    SamePersonError: "提名和决定须由不同的人办理；提名是您提出的，请由另一位人事或管理员决定。",
    NotProposerError: "只有提名人可以撤回提名。",
    NoReasonError: "请写明原因。",
    NumberError: "学校代码须为 2 至 16 位大写字母或数字，当年编号不超过 9999，否则无法编号。",
}
KEPT_NOT: dict[type[Exception], str] = {
    AlreadyWithdrawnError: "这份推荐书已经撤销。",
    ChangedMeanwhileError: (
        "在您打开这一页之后，这份推荐用过的记录或裁定又有变化，或者已有人核对过。请看过现在的情况再核对。"
    ),
    NoGateError: "学校那天没有生效的认定依据，不能记为仍然成立。",
    GateNotPassedError: "不算这些，那天不符合认定依据，不能记为仍然成立；请复核是否撤销推荐书。",
}
"""Why it is not recorded that a recommendation stands."""
REFUSALS: tuple[type[Exception], ...] = (
    *_SENTENCES, LackingFactsError, NoticeTooShortError,
    NotAllowedError, MissingGlyphError, FontsNotPreparedError,
)  # fmt: skip


def in_words(error: Exception) -> str:
    """The sentence for a refusal; some carry their own."""
    if isinstance(error, LackingFactsError):
        return f"推荐书上必须写的内容还没有填：{'、'.join(error.fields)}。"
    if isinstance(error, NoticeTooShortError):
        return (
            f"公示期不足：学校定为 {notice_period(error.period)}；"
            f"{error.posted} 张贴的，最早到 {error.earliest} 结束。"
        )
    return _SENTENCES.get(type(error)) or str(error)
