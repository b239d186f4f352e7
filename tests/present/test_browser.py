"""The replay in a browser: what a reader does with it."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.browser


def symbols_shown(tab: Any) -> int:
    return int(tab.evaluate("[...document.querySelectorAll('.unit')].filter(u => u.style.display !== 'none').length"))


def clock(tab: Any) -> str:
    return str(tab.inner_text("#clock"))


def test_starts_at_the_start_with_those_who_have_arrived(opened: Any) -> None:
    assert clock(opened) == "30 Jul 1938, 18:00"
    # of 18 units 5 come twelve hours later
    assert symbols_shown(opened) == 13


def test_time_moves_the_units_and_the_words(opened: Any) -> None:
    before = opened.get_attribute(".unit[data-unit='0']", "transform")
    opened.focus("#map")
    for _ in range(13):
        opened.keyboard.press("ArrowRight")
    assert clock(opened) == "31 Jul 1938, 07:00"
    assert symbols_shown(opened) == 18
    assert opened.get_attribute(".unit[data-unit='0']", "transform") != before
    opened.keyboard.press("Shift+ArrowRight")
    assert clock(opened) == "1 Aug 1938, 07:00"
    opened.keyboard.press("End")
    assert clock(opened) == "2 Aug 1938, 18:00"


def test_losses_of_vehicles_bear_their_name(opened: Any) -> None:
    opened.focus("#map")
    opened.keyboard.press("End")
    told = opened.inner_text("#totals")
    assert "tanks hit and lost: " in told
    assert "vehicle" not in told
    assert "aircraft" not in told, "nobody flies in this fight"


def test_plays_and_pauses(opened: Any) -> None:
    opened.select_option("#speed", "24")
    opened.click("#play")
    opened.wait_for_function("document.getElementById('time').value > 5")
    assert opened.inner_text("#play") == "Pause"
    opened.click("#play")
    stopped = clock(opened)
    opened.wait_for_timeout(200)
    assert clock(opened) == stopped


def test_plays_to_the_end_and_from_the_start_again(opened: Any) -> None:
    opened.select_option("#speed", "24")
    opened.focus("#map")
    opened.keyboard.press("End")
    opened.keyboard.press("Space")
    opened.wait_for_function("document.getElementById('time').value < 40 && document.getElementById('time').value > 2")
    opened.wait_for_function("document.getElementById('time').value == 72", timeout=10_000)
    assert opened.inner_text("#play") == "Play"


def test_night_and_fog_are_said_and_shaded(opened: Any) -> None:
    opened.fill("#time", "6")
    assert opened.inner_text("#sky").startswith("night")
    assert float(opened.get_attribute("#map .night", "opacity")) > 0.2
    opened.fill("#time", "40")
    assert opened.inner_text("#sky").startswith("day")
    opened.fill("#time", "33")
    assert "fog: one sees 200 m" in opened.inner_text("#sky")
    assert float(opened.get_attribute("#map .fog", "opacity")) > 0.2


def test_a_unit_tells_its_state(opened: Any) -> None:
    opened.fill("#time", "20")
    opened.select_option("#unit", "0")
    told = opened.inner_text("#unit-panel")
    assert "Rifle company 1" in told
    assert "118th Rifle Regiment" in told
    assert "of 160 men" in told
    assert "killed" in told
    assert "cohesion" in told.lower()


def test_clicking_a_symbol_chooses_the_unit(opened: Any) -> None:
    opened.click("#whole")
    opened.dispatch_event(".unit[data-unit='3'] use", "click")
    assert opened.eval_on_selector("#unit", "list => list.value") == "3"


def test_markup_in_a_name_stays_a_name(opened: Any) -> None:
    opened.select_option("#unit", "8")
    assert "<b>&" in opened.inner_text("#unit-panel")


def test_events_follow_the_time_and_lead_to_it(opened: Any) -> None:
    opened.fill("#time", "0")
    ahead = opened.locator("#events .ahead").count()
    opened.fill("#time", "72")
    assert opened.locator("#events .ahead").count() == 0 < ahead
    opened.locator("#events button").nth(2).click()
    hour = int(opened.locator("#events button").nth(2).get_attribute("data-hour"))
    assert int(opened.input_value("#time")) == hour


def test_replications_differ_and_bring_their_map(opened: Any) -> None:
    opened.fill("#time", "30")
    first = opened.get_attribute(".unit[data-unit='0']", "transform")
    opened.select_option("#replication", "2")
    opened.wait_for_function("document.getElementById('member').textContent.includes('2')")
    assert opened.get_attribute(".unit[data-unit='0']", "transform") != first
    assert opened.input_value("#time") == "30"


def test_the_address_leads_back_to_the_moment(opened: Any) -> None:
    opened.select_option("#replication", "1")
    opened.wait_for_function("document.getElementById('member').textContent === 'Drawn map 1.'")
    opened.fill("#time", "17")
    opened.dispatch_event("#time", "change")
    address = opened.evaluate("location.href")
    assert address.endswith("#replay-r1-h17")
    opened.goto("about:blank")
    opened.goto(address)
    opened.wait_for_selector("#player[data-ready=yes]")
    assert clock(opened) == "31 Jul 1938, 11:00"
    assert opened.input_value("#replication") == "1"


def test_losses_are_drawn_when_asked_for(opened: Any) -> None:
    opened.fill("#time", "60")
    hour = opened.locator("#map .losses circle").count()
    opened.check("#show-fallen")
    assert opened.locator("#map .losses circle").count() > hour > 0
    opened.uncheck("#show-fallen")
    opened.uncheck("#show-losses")
    assert opened.locator("#map .losses circle").count() == 0


def test_nothing_sticks_out_on_a_telephone(opened: Any) -> None:
    opened.set_viewport_size({"width": 390, "height": 800})
    assert opened.evaluate("document.documentElement.scrollWidth") <= 390


def test_print_leaves_the_replay_out_and_keeps_closed_what_is_closed(opened: Any) -> None:
    """A printed page is what is on the screen: an appendix of a hundred pages is nobody's surprise."""
    opened.emulate_media(media="print")
    assert not opened.is_visible("#replay")
    opened.evaluate("document.getElementById('words').open = true; dispatchEvent(new Event('beforeprint'))")
    assert opened.evaluate("[...document.querySelectorAll('details.line')].filter(l => l.open).map(l => l.id)") == [
        "words"
    ]
    assert opened.is_visible("#words dl")
