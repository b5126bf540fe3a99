"""The trail alone: its entries here belong to no case, and no other room says anything about them."""

from __future__ import annotations

import pytest

from namro.ground.trail import claims


@pytest.fixture(autouse=True)
def no_claims(monkeypatch: pytest.MonkeyPatch) -> None:
    """No room claims an entry, unless the test says so."""
    monkeypatch.setattr(claims, "CLAIMS", {})
    monkeypatch.setattr("namro.ground.trail.verify.CLAIMS", claims.CLAIMS)
