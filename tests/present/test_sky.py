from __future__ import annotations

from datetime import datetime, timedelta

from khasan.present.sky import light

KHASAN = (130.6, 42.44)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def test_noon_dusk_and_midnight() -> None:
    moments = [at("1938-07-31T12:00:00+09:00"), at("1938-07-31T20:00:00+09:00"), at("1938-07-31T23:59:00+09:00")]
    assert [hour["sky"] for hour in light(moments, *KHASAN)] == ["day", "twilight", "night"]


def test_moon_of_the_night_attack_had_set() -> None:
    """A young moon, four days old on 31 July 1938: gone before the attack of the small hours."""
    assert light([at("1938-07-31T02:30:00+09:00")], *KHASAN)[0]["moon"] == 0


def test_full_moon_of_11_august_1938_is_up_at_midnight() -> None:
    lit = light([at("1938-08-11T00:00:00+09:00")], *KHASAN)[0]["moon"]
    assert isinstance(lit, float)
    assert lit > 0.95


def test_what_if_moons() -> None:
    night = [at("1938-08-11T00:00:00+09:00") + timedelta(hours=h) for h in range(3)]
    assert {hour["moon"] for hour in light(night, *KHASAN, moon="new")} == {0}
    assert {hour["moon"] for hour in light(night, *KHASAN, moon="full")} == {1.0}
