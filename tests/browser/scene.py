"""What a ward's desk looks like in the middle of a fortnight: matters of every kind, taken as far as their days allow.

python -m tests.browser.scene      against the home that NAMRO_HOME names
"""

from __future__ import annotations

import os
import secrets
from datetime import UTC, datetime, timedelta

HOAN_KIEM = "2025:00070"
ANSWER = "Xe màu xanh, có vết xước dài bên trái yếm."
MORE = "Hàng xóm cho biết camera nhà họ có ghi lại. Tôi có cần mang bản ghi đến trụ sở không?"
MATTERS = [
    ("crime-report", 15, "Cửa hàng bị đập vỡ kính, mất tiền trong ngăn kéo.", "12 phố Hàng Bạc"),
    ("crime-report", 8, "Xe máy dựng trước cửa nhà bị lấy mất trong khoảng từ 13 giờ đến 14 giờ.", "ngõ 35"),
    ("petition", 6, "Đèn đường trong ngõ hỏng đã hai tuần, đi lại buổi tối rất lo.", "ngõ 81"),
    ("crime-report", 5, "Tối qua tôi bị giật túi khi đang đi bộ, trong túi có giấy tờ và tiền.", "ven hồ"),
    ("crime-report", 2, "Có người đột nhập vào phòng trọ, lấy đi máy tính xách tay và điện thoại.", "khu tập thể cũ"),
    ("petition", 1, "Đề nghị tăng tuần tra quanh cổng trường vào giờ tan học.", "gần trường tiểu học"),
]


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "namro.settings")
    import django

    django.setup()
    from namro.ground.people.actors import reporter, staff
    from namro.ground.people.models import Office, User
    from namro.rules.packs.current import the_pack
    from namro.work.cases import actions, queries
    from namro.work.cases.models import Case

    now, pack = datetime.now(UTC), the_pack()
    there = Office.objects.get(code="CSDT-01")

    def take(who: str, case: Case, step: str, at: datetime, **inputs: object) -> Case:
        officer = staff(User.objects.get(username=who), at)
        actions.act(case, step, inputs, actor=officer, now=at)
        return queries.case(officer, case.ref, pack.calendar.local(at))

    for kind, days, story, where in MATTERS:
        at = now - timedelta(days=days, hours=2)
        fields = {field.kind: field.id for field in reversed(pack.procedure(kind, pack.calendar.local(at)).fields)}
        answers: dict[str, object] = {
            fields["long-text"]: story,
            fields["place"]: {"ref": HOAN_KIEM, "detail": where},
        }
        if "yes-no" in fields:
            answers[fields["yes-no"]] = False
        identity = {"name": "Nguyễn Văn Minh Họa"}
        received = actions.receive(
            None,
            procedure=kind,
            answers=answers,
            identity=identity,
            place_ref=HOAN_KIEM,
            draft=secrets.token_urlsafe(24),
            actor=actions.NEWCOMER,
            now=at,
        )
        if days < 2:
            continue
        case = take("quan", received.case, "register", at + timedelta(hours=3))
        if kind != "crime-report":
            continue
        case = take("quan", case, "classify", at + timedelta(hours=8), flags={})
        if days != 5:
            case = take("quan", case, "acknowledge", at + timedelta(hours=9), text="Đã nhận tin báo của ông/bà.")
        if days == 8:
            take("quan", case, "ask", at + timedelta(hours=20), text="Xe có đặc điểm gì riêng không?")
            actions.answer(case, text=ANSWER, actor=reporter(case.ref), now=at + timedelta(hours=30))
            actions.message(case, text=MORE, actor=reporter(case.ref), now=at + timedelta(days=6))
        if days == 15:
            case = take("quan", case, "transfer", at + timedelta(days=3), office=there.pk, reason="Thuộc thẩm quyền.")
        if days == 5:
            case = take("quan", case, "transfer", at + timedelta(days=1), office=there.pk, reason="Thuộc thẩm quyền.")
            take("hoa", case, "accept-transfer", at + timedelta(days=2))


if __name__ == "__main__":
    main()
