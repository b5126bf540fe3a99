"""A plan of the city in the middle of its way, with one of everything that has a page: under a document that another
replaced, late, blocked, reported, accepted, shared out, counted, public, spoken about at a meeting.

python -m tests.browser.plan_scene      against the home that NAMRO_HOME names; prints the addresses as JSON
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar

R = TypeVar("R")


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "namro.settings")
    import django

    django.setup()
    from namro.ground.people.actors import SYSTEM, staff
    from namro.ground.people.models import Office, Post, User
    from namro.rules.packs.current import the_pack
    from namro.work.plans.asking_actions import ask_decision
    from namro.work.plans.digest_actions import tell
    from namro.work.plans.draft_actions import add_task, draft
    from namro.work.plans.instrument_actions import ClauseSaid, register_instrument
    from namro.work.plans.issue_actions import issue
    from namro.work.plans.meeting_actions import LineSaid, MeetingSaid, call_meeting
    from namro.work.plans.models import Instrument, Plan, Task
    from namro.work.plans.moving_actions import Part, split
    from namro.work.plans.publishing_actions import clear_evidence, publish
    from namro.work.plans.replacing_actions import Fate, replace_instrument
    from namro.work.plans.target_actions import TargetSaid, report_value, set_target
    from namro.work.plans.task_actions import accept, block, report
    from namro.work.plans.task_said import TaskSaid

    now = datetime.now(UTC)
    today = the_pack().calendar.local(now)
    agency = Office.objects.get(kind="standing-agency")
    ward = User.objects.get(username="mai").holdings.get().post.office

    def day(n: int) -> date:
        return today + timedelta(days=n)

    def do(run: Callable[..., R], *about: Any, who: str = "thao", days: int = 0, **said: Any) -> R:
        at = now + timedelta(days=days)
        return run(*about, actor=staff(User.objects.get(username=who), at), now=at, **said)

    def document(symbol: str, title: str, days: int) -> Instrument:
        parts = (
            ClauseSaid("II", f"Nhiệm vụ, giải pháp của {symbol}"),
            ClauseSaid("II.1", "Rà soát các điểm phức tạp về trật tự tại từng địa bàn.", within=1),
            ClauseSaid("II.2", "Báo cáo kết quả hằng tuần.", within=1),
        )
        return do(
            register_instrument, agency, days=days, kind="plan", symbol=symbol, issuer="UBND thành phố",
            dated=day(days), title=title, clauses=parts,
        )  # fmt: skip

    old = document("12/KH-UBND", "Giữ gìn trật tự khu vực bến xe", -40)
    plan = do(draft, agency, days=-40, instrument=old, name="Giữ gìn trật tự khu vực bến xe")

    def write(about: Plan, nth: int, days: int = -40, **more: Any) -> None:
        said: dict[str, Any] = {
            "product": "Danh sách, có người phụ trách", "spread": True, "role": "handler", "head": "head",
            "clause": about.instrument.clauses.get(nth=nth).pk, "time": {"day": day(-5).isoformat()},
        }  # fmt: skip
        do(add_task, about, days=days, said=TaskSaid(**said | more))

    write(plan, 2, matter="Lập danh sách các điểm phức tạp quanh bến xe")
    write(plan, 3, matter="Báo cáo hằng tuần", time={"rhythm": "weekly", "until": day(60).isoformat()})
    write(plan, 2, matter="Lắp camera tại cổng bến xe", spread=False, lead=ward.pk)
    write(plan, 3, matter="In tờ rơi", spread=False, lead=ward.pk)
    do(issue, plan, days=-39, to=list(Office.objects.filter(kind="commune-police")))
    ours = {task.parent.nth if task.parent else task.nth: task for task in Task.objects.filter(lead_office=ward)}
    do(report, ours[1], who="mai", days=-20, text="Đã lập danh sách 12 điểm.", refs=["figure:2026-03"])
    do(accept, ours[1], days=-19)
    do(report, ours[2], who="mai", days=-25, text="Tuần này không có vụ việc.", refs=["figure:2026-04"])
    do(block, ours[3], who="mai", days=-10, reason="Chưa có nguồn điện")
    asks = {"of": "assigner", "kind": "more-time", "text": "Xin lùi thời hạn một tháng", "until": day(3)}
    do(ask_decision, ours[3], who="mai", days=-9, **asks)
    post = Post.objects.get(office=ward, role="handler")
    do(split, ours[2], who="duc", days=-8, parts=[Part(post=post.pk, matter="Báo cáo phần tổ dân phố 1")])
    target = TargetSaid("Phường không còn điểm phức tạp", 40, day(90), percent=True, of=126)
    goal = do(set_target, plan, days=-30, said=target)
    for n, days in ((5, -25), (11, -15), (18, -5)):
        do(report_value, goal, days=days, on=day(days), value=n, refs=["figure:2026-05"])
    new = document("88/KH-UBND", "Giữ gìn trật tự khu vực bến xe, nhà ga", -4)
    fate = Fate(clause=new.clauses.get(nth=2).pk)
    fates = {task.ref: fate for task in Task.objects.filter(plan=plan)} | {goal.ref: fate}
    fates[ours[4].ref] = Fate(ends="Không còn cần")
    do(replace_instrument, old, days=-3, by=new, begins=day(-3), fates=fates, reason="Mở rộng địa bàn")
    ready = do(draft, agency, instrument=new, name="Bổ sung nhiệm vụ khu vực nhà ga")
    write(ready, 2, days=0, matter="Rà soát quanh nhà ga", time={"day": day(30).isoformat()})
    unclear = do(draft, agency, instrument=new, name="Dự thảo chưa rõ")
    write(unclear, 2, days=0, matter="Tăng cường tuần tra", product="", time={})
    open_ = do(publish, plan, days=-2, reason="Kế hoạch công khai")
    lines = [LineSaid("Lắp camera tại cổng bến xe", ours[3].ref, "asks"), LineSaid("Kinh phí quý tới")]
    called = do(
        call_meeting, agency, days=-1, said=MeetingSaid("Giao ban tháng", day(-1), "Phòng 2", [ward.pk], "", lines)
    )
    programme = the_pack().programme
    assert programme is not None
    told = [{"task": ours[3].ref, "rung": programme.ladder[2].id, "due": day(-5).isoformat()}]
    tell(None, on=today, lines={post.pk: told}, actor=SYSTEM("remind"), now=now)
    do(clear_evidence, ours[1], piece="figure:2026-03", title="Số liệu tháng 3", reason="Công khai")
    found = {
        "plan": plan.ref, "old": old.ref, "new": new.ref, "ready": ready.ref, "unclear": unclear.ref,
        "task": ours[1].ref, "blocked": ours[3].ref, "target": goal.ref, "meeting": called.ref, "public": open_.code,
    }  # fmt: skip
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main()
