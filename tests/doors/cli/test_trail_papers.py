"""`namro trail verify --paper`, as an inspector uses it with a printed book in hand."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from namro.ground.gate import guard
from namro.ground.trail import guards
from namro.ground.trail.jobs import seal_now
from namro.results.papers.models import Paper
from namro.rules.packs.refused import Refused
from tests.cast import Cast
from tests.results.papers.conftest import Came, Printed, came, entered, printed

__all__ = ["came", "printed"]


def run(*words: str, exit: int = 0) -> str:
    out = StringIO()
    if exit:
        with pytest.raises(SystemExit) as left:
            call_command("trail", "verify", *words, stdout=out)
        assert left.value.code == exit
    else:
        call_command("trail", "verify", *words, stdout=out)
    return out.getvalue()


def test_a_whole_paper_is_told_in_words_and_as_data(cast: Cast, came: Came, printed: Printed, tmp_path: Path) -> None:
    entered(came(), cast.lan)
    paper, made = printed("reception-book")
    seal_now()
    file = tmp_path / "so.pdf"
    file.write_bytes(made)
    told = run("--paper", paper.code, "--paper-file", str(file), "--lang", "vi")
    for said in (
        "Sổ tiếp công dân của Công an phường Ba Đình, từ 01/01/2026 đến 31/12/2026.",
        "người in: Nguyễn Thị Lan", "nội dung khớp, không bị sửa", "đã niêm vào lô 1",
        "In lại bây giờ thì từng dòng vẫn y như vậy.", "Thêm --anchors FILE để biết.",
        "Tệp đúng là tệp đã in, từng byte một.",
    ):  # fmt: skip
        assert said in told, told
    found = json.loads(run("--paper", paper.code.lower(), "--json"))
    assert (found["sound"], found["bound"], found["seal"], found["changed"], found["same_file"]) == (
        True, "bound", "sealed", 0, None,
    )  # fmt: skip


def test_a_book_that_went_on_is_sound_and_says_how_many_lines_differ(cast: Cast, came: Came, printed: Printed) -> None:
    first = came()
    paper, _ = printed("reception-book")
    entered(first, cast.lan)
    came("petition", "Việc mới.")
    told = run("--paper", paper.code, "--lang", "en")
    assert "1 line is no longer as it was printed." in told
    assert "There is 1 line more than was printed." in told


def test_a_paper_before_a_checkpoint_is_said_to_be_anchored(
    cast: Cast, printed: Printed, home: Path, tmp_path: Path
) -> None:
    paper, _ = printed("register")
    anchors = tmp_path / "anchors.jsonl"
    call_command("trail", "anchor", str(anchors), stdout=StringIO())
    assert "lies before a signed checkpoint" in run("--paper", paper.code, "--anchors", str(anchors), "--lang", "en")
    later, _ = printed("register")
    seal_now()
    told = run("--paper", later.code, "--anchors", str(anchors), "--lang", "en", exit=1)
    assert "do not reach it yet" in told


def test_a_file_that_was_changed_gives_exit_code_one(cast: Cast, printed: Printed, tmp_path: Path) -> None:
    paper, made = printed("register")
    file = tmp_path / "so.pdf"
    file.write_bytes(made.replace(b"Typst", b"Typsy"))
    told = run("--paper", paper.code, "--paper-file", str(file), "--lang", "en", exit=1)
    assert "The file is not the one that was printed" in told


def test_a_row_changed_by_force_gives_exit_code_one(cast: Cast, printed: Printed) -> None:
    paper, _ = printed("register")
    with guards.lifted(), guard.outside("somebody with the database in hand"):
        Paper.objects.filter(pk=paper.pk).update(lines_digest="0" * 64)
    assert "It does not agree" in run("--paper", paper.code, "--lang", "en", exit=1)


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("--paper", "1WSPW-ZRDQ3-KFEWX-R5B02"), "papers.not-a-code"),
        (("--paper", "1WSPW-ZRDQ3-KFEWX-R5B01"), "papers.unknown-code"),
        (("--paper-file", "so.pdf"), "papers.needs-code"),
    ],
)
def test_a_code_that_leads_nowhere_is_refused_in_words(db: None, words: tuple[str, ...], reason: str) -> None:
    with pytest.raises(Refused) as refused:
        run(*words)
    assert refused.value.code == reason


def test_a_file_that_is_not_there_is_refused(cast: Cast, printed: Printed, tmp_path: Path) -> None:
    paper, _ = printed("register")
    with pytest.raises(Refused) as refused:
        run("--paper", paper.code, "--paper-file", str(tmp_path / "nothing.pdf"))
    assert refused.value.code == "papers.no-file"
