"""What becomes of the made-up matters of a measurement: which steps, by whom, when; and how often each."""

from __future__ import annotations

from dataclasses import dataclass

REPORTER = "reporter"
"""The role of a turn in which whoever reported writes something."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One step: so many days and hours after the receipt, by a holder of `role`."""

    step: str
    days: int
    hours: int
    role: str = "duty-officer"
    words: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Life:
    """A way that a matter goes, and how often among those of its procedure that are open, or closed."""

    procedure: str
    open: bool
    weight: int
    turns: tuple[Turn, ...] = ()


_REGISTER = Turn("register", 0, 1)
_ANSWER = ("answer", "Đã kiểm tra, xác minh; kết quả ghi trong hồ sơ.")
_REASON = ("reason", "Thuộc thẩm quyền của cơ quan khác.")
_FORWARD = Turn("forward", 3, 2, words=(_REASON, _ANSWER))
_ASSIGN = Turn("assign", 1, 1, "head")
_WROTE = Turn("message", 2, 3, REPORTER, (("text", "Tôi nhớ thêm: có một xe tải màu xanh đỗ gần đó."),))

LIVES = (
    Life("crime-report", True, 3),
    Life("crime-report", True, 4, (_REGISTER,)),
    Life("crime-report", True, 6, (_REGISTER, Turn("classify", 0, 2))),
    Life("crime-report", True, 1, (_REGISTER, Turn("classify", 0, 2), Turn("transfer", 1, 2, words=(_REASON,)))),
    Life("crime-report", False, 1, (_REGISTER, Turn("classify", 0, 2), _FORWARD)),
    Life("petition", True, 2),
    Life("petition", True, 5, (_REGISTER,)),
    Life("petition", True, 5, (_REGISTER, _ASSIGN)),
    Life("petition", True, 1, (_REGISTER, _ASSIGN, _WROTE)),
    Life("crime-report", True, 1, (_REGISTER, _WROTE)),
    Life("petition", True, 3, (_REGISTER, Turn("say-longer", 2, 1, words=(("text", "Đang xem xét."),)))),
    Life("petition", False, 3, (_REGISTER, Turn("reply", 6, 2, "head", (_ANSWER,)), Turn("close", 7, 1))),
    Life("petition", False, 1, (_REGISTER, _FORWARD)),
    Life("complaint", True, 1, (_REGISTER,)),
    Life("complaint", True, 2, (_REGISTER, Turn("accept", 4, 1, "head"))),
    Life("complaint", False, 1, (_REGISTER, _FORWARD)),
    Life("denunciation", True, 1, (_REGISTER,)),
    Life("denunciation", True, 2, (_REGISTER, Turn("accept", 4, 1, "head"))),
    Life("denunciation", False, 1, (_REGISTER, _FORWARD)),
)
"""Closed ones end on the eighth day at the latest."""
LONGEST = 8
"""Days within which every closed life has ended."""
