"""A version keeps its content: frozen, hashed, published, and refused when it was changed afterwards."""

from datetime import date

import pytest

from namro.rules.packs.current import forget, pack_folder, set_pack_folder, the_pack
from namro.rules.packs.frozen import content_hash, freeze, thaw
from namro.rules.packs.load import load
from namro.rules.packs.published import publish
from namro.rules.packs.refused import Refused
from tests.rules.packs.edited import NOISE, TINY, VN, copy, edit, line_of, problems

ON = date(2026, 3, 1)


def published(folder, **how):
    return publish(load(folder, published=False), folder, on=ON, **how)


@pytest.mark.parametrize("folder", [TINY, VN])
def test_a_version_comes_back_from_its_frozen_text_as_it_was(folder):
    for procedure in load(folder).procedures:
        again = thaw(freeze(procedure))
        assert again == procedure
        assert freeze(again) == freeze(procedure)
        assert list(again.states) == list(procedure.states)
        assert list(again.clocks) == list(procedure.clocks)


def test_the_hash_depends_on_what_is_said_and_not_on_how_it_is_laid_out(tmp_path):
    folder = copy(tmp_path)
    before = content_hash(load(folder).procedures[0])
    edit(folder, NOISE, "valid: {from: 2024-01-01}", "valid:\n  from: 2024-01-01   # since the beginning")
    assert content_hash(load(folder).procedures[0]) == before
    edit(folder, NOISE, 'eo: "Ni daŭrigas."', 'eo: "Ni daŭrigos."')
    assert content_hash(load(folder).procedures[0]) != before


def test_the_hash_of_a_pinned_version_never_changes():
    """Cases name their version by this hash: a change of the schema must not change it."""
    assert content_hash(load(TINY).procedures[0]) == (
        "d22364891318b299353a9d601c12441277db583b0044813d053bb801c3a803a4"
    )


def test_a_published_version_that_was_changed_is_refused(tmp_path):
    folder = copy(tmp_path)
    assert list(published(folder)) == ["noise@2024-01-01"]
    assert load(folder).published == {"noise@2024-01-01": content_hash(load(TINY).procedures[0])}
    edit(folder, NOISE, "    limit: 6 hours", "    limit: 7 hours")
    assert [(problem.file, problem.code) for problem in problems(folder)] == [(NOISE, "pack.published-changed")]


def test_a_published_version_whose_file_is_gone_is_refused(tmp_path):
    folder = copy(tmp_path)
    later = (folder / NOISE).read_text(encoding="utf-8").replace("from: 2024-01-01", "from: 2025-01-01", 1)
    edit(folder, NOISE, "valid: {from: 2024-01-01}", "valid: {from: 2024-01-01, to: 2024-12-31}")
    (folder / "procedures/noise@2025-01-01.yaml").write_text(later, encoding="utf-8")
    assert len(published(folder)) == 2
    (folder / NOISE).unlink()
    found = problems(folder)
    assert [(p.file, p.line, p.code) for p in found] == [
        ("published.yaml", line_of(folder, "published.yaml", "2024"), "pack.published-missing")
    ]


def test_publishing_again_needs_the_version_and_a_reason_and_keeps_the_former_hash(tmp_path):
    folder = copy(tmp_path)
    [before] = published(folder).values()
    assert published(folder) == {}
    edit(folder, NOISE, 'eo: "Ni daŭrigas."', 'eo: "Ni daŭrigos."')
    for how, code in (
        ({}, "pack-command.changed"),
        ({"again": ["noise@2024-01-01"]}, "pack-command.again-needs-reason"),
        ({"again": ["noise@1999-01-01"], "reason": "x"}, "pack-command.not-a-version"),
    ):
        with pytest.raises(Refused) as caught:
            published(folder, **how)
        assert caught.value.code == code
    [after] = published(folder, again=["noise@2024-01-01"], reason='A slip: "daŭrigas"\nwas meant in future').values()
    assert problems(folder) == ()
    said = (folder / "published.yaml").read_text(encoding="utf-8")
    assert before in said
    assert after in said
    edit(folder, NOISE, 'eo: "Ni daŭrigos."', 'eo: "Ni daŭrigas."')
    assert published(folder, again=["noise@2024-01-01"], reason="It was right before") == {"noise@2024-01-01": before}
    assert problems(folder) == ()


def test_a_published_file_with_something_else_in_it_is_refused(tmp_path):
    folder = copy(tmp_path)
    (folder / "published.yaml").write_text("noise@2024-01-01: {hash: abc, on: 2026-01-01}\n")
    assert [problem.code for problem in problems(folder)] == ["pack.bad-format"]
    (folder / "published.yaml").write_text("- noise\n")
    assert [problem.code for problem in problems(folder)] == ["pack.wrong-type"]


def test_the_real_pack_is_published_as_it_stands():
    pack = load(VN)
    assert pack.published == {procedure.version: content_hash(procedure) for procedure in pack.procedures}


def test_the_pack_in_use_is_read_once_until_it_is_forgotten(tmp_path):
    before = pack_folder()
    try:
        set_pack_folder(TINY)
        assert the_pack() is the_pack()
        first = the_pack()
        forget()
        assert the_pack() is not first
        assert the_pack().id == "etlando"
    finally:
        set_pack_folder(before)
        forget()
