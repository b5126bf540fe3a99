"""Everything that can be done with a case. The functions stand in the modules beside this one, by what they are for."""

from namro.work.cases.dates_actions import recount, see_moved_dates
from namro.work.cases.deciding_actions import close, decide, extend, notify, reopen, resume, suspend
from namro.work.cases.desk_actions import Handed, hand_over_desk, see_handed_desks
from namro.work.cases.dispatch import act
from namro.work.cases.files_actions import attach, purge_staged, stage_file, unstage_file
from namro.work.cases.handover_actions import change_version, hand_over, hand_over_all
from namro.work.cases.held_actions import hold_several, see_held, send_held, stop_held
from namro.work.cases.identity_actions import agree_identity, ask_identity, read_identity
from namro.work.cases.intake_actions import NEWCOMER, Received, classify, receive, register
from namro.work.cases.join_actions import join, part
from namro.work.cases.moving_actions import (
    accept_transfer,
    answer,
    ask,
    assign,
    message,
    move,
    return_transfer,
    transfer,
)
from namro.work.cases.name_actions import find_by_name
from namro.work.cases.rating_actions import rate
from namro.work.cases.reading_actions import mark_read
from namro.work.cases.retention_actions import Erased, erase, erase_kept, hold_back
from namro.work.cases.second_look_actions import answer_second_look, ask_second_look, see_second_look
from namro.work.cases.several_actions import act_on_several, undo_several
from namro.work.cases.taking_back_actions import take_back
from namro.work.cases.turns import AlreadyDone

__all__ = [
    "NEWCOMER",
    "AlreadyDone",
    "Erased",
    "Handed",
    "Received",
    "accept_transfer",
    "act",
    "act_on_several",
    "agree_identity",
    "answer",
    "answer_second_look",
    "ask",
    "ask_identity",
    "ask_second_look",
    "assign",
    "attach",
    "change_version",
    "classify",
    "close",
    "decide",
    "erase",
    "erase_kept",
    "extend",
    "find_by_name",
    "hand_over",
    "hand_over_all",
    "hand_over_desk",
    "hold_back",
    "hold_several",
    "join",
    "mark_read",
    "message",
    "move",
    "notify",
    "part",
    "purge_staged",
    "rate",
    "read_identity",
    "receive",
    "recount",
    "register",
    "reopen",
    "resume",
    "return_transfer",
    "see_handed_desks",
    "see_held",
    "see_moved_dates",
    "see_second_look",
    "send_held",
    "stage_file",
    "stop_held",
    "suspend",
    "take_back",
    "transfer",
    "undo_several",
    "unstage_file",
]
