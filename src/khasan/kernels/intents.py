"""What each stage of a step reads and what it writes, in the order of the step: the way of the data through it.

A declaration names blocks and their rows: "counts HEX MEN; scratch hits; log" is counts[HEX], counts[MEN], the buffer
hits and the book. A row that begins a group stands for all of it: COUNT_0 and AMMO_0 for those of the weapon slots,
KNOWN_0 for those of both sides, D_CARRIER_0 for those of the carriers; * is every row. Tables, orders, ground and book
are named as wholes, but for what a stage changes of the ground. tests/kernels/test_intents.py compares all of it with
the text of the kernels, so neither can be changed alone.

The form is that of variables with an intent (in, out, inout) in xarray-simlab.
"""

from __future__ import annotations

from typing import NamedTuple


class Intent(NamedTuple):
    """What one stage reads and writes."""

    reads: str
    """Of the state whatever it reads; of the buffers those that last or that an earlier stage has filled."""
    writes: str
    own: str = ""
    """Buffers that no other stage reads or writes, and that it fills before it reads them."""


LASTS = {
    "standing": "kept right by who moves, comes and goes",
    "known": "a side moves by what it knew at the end of the step before",
    "contacts": "as known",
    "contacts_n": "as known",
    "contact_at": "as known",
    "looked_from": "a unit looks round once in a hex",
    "look_first": "as looked_from",
    "look_turn": "as looked_from",
    "near": "lists of enemies in view are put right only for who has moved",
    "near_n": "as near",
    "seen_from": "as near",
    "next_in": "as near",
    "first_in": "as near",
    "occupied": "as near",
    "is_displaced": "0 for everybody between steps",
    "hidden_within": "worked out before the first step",
    "fighting": "who is at grips does not march: he was so at the end of the step before",
    "hits": "0 for everybody between steps: losses are taken from strengths in the step in which they fall",
    "weapons_hit": "as hits",
    "passed": "numbers of earlier hours, which no later hour has",
}
"""Buffers that last from step to step, and why; every other one is filled in a step before it is read."""


def paths(text: str) -> frozenset[str]:
    """The blocks and rows of a declaration, one by one.

    >>> sorted(paths("tables; counts HEX MEN; scratch hits; log"))
    ['counts.HEX', 'counts.MEN', 'log', 'scratch.hits', 'tables']
    """
    groups = [group.split() for group in text.split(";")]
    return frozenset(f"{block}.{row}" if row else block for block, *rows in groups for row in (rows or [""]))


INTENTS = {
    "snapshot": Intent(
        reads=(
            "tables; state fired; counts *; reals AMMO_0 COHESION CUT_OFF_H FATIGUE ISSUED SUPPRESSION; places HOLDER"
        ),
        writes="snapshots",
    ),
    "arrive": Intent(
        reads="world; tables; counts STATUS; commanders C_ORDER C_PLACE; scratch standing",
        writes="counts HEX ORDER ORDER_PLACE STATUS; scratch standing; log",
    ),
    "come_aboard": Intent(
        reads="tables; counts HEX STATUS; commanders C_ORDER C_PLACE",
        writes="counts HEX ORDER ORDER_PLACE STATUS; log",
    ),
    "orders_fall_due": Intent(
        reads=(
            "tables; counts HEX MEN NEXT_ORDER NEXT_PLACE NEXT_STEP ORDER ORDER_PLACE; clocks LEAVES; stops "
            "POSITIONS_BY_0"
        ),
        writes=(
            "counts NEXT_ORDER ORDER ORDER_PLACE; clocks HELD_BACK LEAVES MEN_THEN STOPPED; log; stops POSITIONS_BY_0"
        ),
    ),
    "commanders_decide": Intent(
        reads=(
            "world; tables; orders; counts CONTACT_AGE CONTACT_HEX FIRED HEX MEN NEXT_ORDER ORDER ORDER_PLACE STATUS "
            "VEHICLES; reals AMMO_0 SUPPRESSION; clocks ALONE_SINCE OWN_RULE; commanders C_HOUR C_INITIATIVE C_MEN "
            "C_MEN_BEFORE C_ORDER C_OUTSIDE C_PLACE C_RULE C_SIDE C_STAGE; bodies BO_STOPPED BO_STOPPED_AT; missions "
            "MI_HEX MI_TARGET; leaves V_COMMANDER V_DUE V_STANDING; places KNOWN_0"
        ),
        writes=(
            "counts NEXT_ORDER NEXT_PLACE NEXT_STEP ORDER ORDER_PLACE; clocks OWN_RULE; commanders C_HOUR C_MEN "
            "C_MEN_BEFORE C_ORDER C_PLACE C_RULE C_STAGE; leaves V_COMMANDER V_DUE V_STANDING; log"
        ),
    ),
    "attacks_go_on": Intent(
        reads=(
            "world; tables; orders; counts CONTACT_AGE CONTACT_HEX FIRED HEX MEN ORDER ORDER_PLACE STATUS; reals "
            "AMMO_0 PROGRESS_M SUPPRESSION; clocks HELD_BACK MEN_THEN STOPPED; bodies BO_ATTEMPTS BO_BEGAN BO_DARK "
            "BO_ENEMIES BO_FRIENDS BO_GAINED BO_HEX BO_MEN BO_NEAREST_M BO_NEXT BO_SHELLED BO_STOPPED BO_STOPPED_AT; "
            "missions MI_HEX MI_TARGET; places KNOWN_0; scratch known; stops ATTACKS_BY_0"
        ),
        writes=(
            "clocks HELD_BACK MEN_THEN STOPPED; bodies BO_ATTEMPTS BO_BEGAN BO_DARK BO_ENEMIES BO_FRIENDS BO_GAINED "
            "BO_HEX BO_MEN BO_NEAREST_M BO_NEXT BO_SHELLED BO_STOPPED BO_STOPPED_AT; log; stops ATTACKS_BY_0"
        ),
    ),
    "give_up_positions": Intent(
        reads=(
            "world; tables; orders; counts CONTACT_AGE CONTACT_HEX CONTACT_SINCE HEX MEN ORDER ORDER_PLACE STATUS; "
            "reals AMMO_0 PROGRESS_M SUPPRESSION; clocks ALONE_SINCE HEADING LEAVES LOST_SINCE MEN_THEN PRESSED_SINCE "
            "STOPPED; places KNOWN_0; scratch contacts contacts_n fighting known near near_n; stops POSITIONS_BY_0"
        ),
        writes=(
            "counts NEXT_ORDER NEXT_PLACE NEXT_STEP ORDER ORDER_PLACE; clocks ALONE_SINCE LEAVES LOST_SINCE MEN_THEN "
            "PRESSED_SINCE; log; stops POSITIONS_BY_0"
        ),
        own="known_q known_r",
    ),
    "everybody_moves": Intent(
        reads=(
            "world; tables; state hex_side wire works; counts BOGGED CONTACT_AGE CONTACT_HEX HEX HORSES HORSES_LOST "
            "MEN ORDER ORDER_PLACE STATUS TRUCKS TRUCKS_LOST VEHICLES; reals COHESION FATIGUE PROGRESS_M SUPPRESSION; "
            "clocks HEADING HELD_BACK NO_ASSAULT_BEFORE STOPPED; places KNOWN_0; scratch contacts contacts_n fighting "
            "known look_first look_turn looked_from near near_n standing"
        ),
        writes=(
            "state wire; counts BOGGED HEX MOVED VEHICLES; reals PROGRESS_M; clocks HEADING REGROUPED; way MOVING "
            "THEN_Q THEN_R; scratch look_first look_turn looked_from standing"
        ),
        own="boxes claims goals may_assault movers unsorted_claims unsorted_movers",
    ),
    "alight": Intent(
        reads=(
            "world; tables; counts HEX MEN MISSING MOVED ORDER ORDER_PLACE STATUS; reals SUPPRESSION; clocks ALIGHTS "
            "HELD_BACK STOPPED; places KNOWN_0; scratch fighting known standing"
        ),
        writes=("counts HEX MEN MISSING MOVED STATUS; reals PROGRESS_M; clocks ALIGHTS; scratch standing; log"),
    ),
    "look_around": Intent(
        reads=(
            "world; tables; counts HEX STATUS; "
            "scratch first_in hidden_within is_displaced near near_n next_in occupied seen_from"
        ),
        writes="scratch first_in is_displaced near near_n next_in occupied seen_from",
        own="displaced",
    ),
    "spot": Intent(
        reads=(
            "world; tables; state works; counts CONTACT_AGE FIRED HEX MEN MOVED STATUS VEHICLES; reals SUPPRESSION; "
            "scratch near near_n standing"
        ),
        writes="counts CONTACT_AGE CONTACT_HEX CONTACT_SINCE; log",
        own="alert finding",
    ),
    "mark_known": Intent(
        reads="tables; counts CONTACT_AGE CONTACT_HEX STATUS; scratch contact_at contacts_n known",
        writes="scratch contact_at contacts contacts_n known",
    ),
    "meet": Intent(
        reads=(
            "world; tables; state hex_side wire works; "
            "counts CONTACT_SINCE COUNT_0 HEX MEN MOVED ORDER STATUS VEHICLES; "
            "reals AMMO_0 COHESION PROGRESS_M SUPPRESSION; clocks HEADING; way MOVING THEN_Q THEN_R; "
            "scratch fighting standing"
        ),
        writes=(
            "way THEN_Q THEN_R; "
            "scratch fighting free_from free_until made men_in most_under_way moving side_holds_s spot under_way "
            "unit_holds_s worth"
        ),
        own="came_in met_at",
    ),
    "keep_the_peace": Intent(
        reads="state peace; counts ORDER STATUS",
        writes="state peace",
    ),
    "everybody_fires": Intent(
        reads=(
            "world; tables; state fired hex_side wire works; counts CONTACT_AGE CONTACT_HEX CONTACT_SINCE COUNT_0 "
            "FIRED HEX HORSES MEN ORDER ORDER_PLACE STATUS TRUCKS VEHICLES; reals AMMO_0 NEAR_MISS SUPPRESSION; "
            "clocks ALERT_SINCE HEADING HELD_BACK LAST_ALERT LAST_FIRED REGROUPED STOPPED; aims LIT LOOKED "
            "LOOKED_FROM LOOKED_UNDER NEAREST NEAREST_READY ONE_0 ONE_HEX_0 ONE_HOW_0 REACH TWO_0 TWO_HEX_0 "
            "TWO_HOW_0; missions MI_BEGINS_S MI_ENDS_S MI_FROM MI_HEX MI_REGISTERED MI_SINCE MI_TARGET; sectors "
            "SE_FIGHT SE_LAST_FIRE; way MOVING THEN_Q THEN_R; scratch contact_at contacts contacts_n fighting "
            "first_in free_from free_until hits most_under_way moving near near_n next_in spot standing under_way "
            "weapons_hit"
        ),
        writes=(
            "state fired; counts FIRED; reals AMMO_0 NEAR_MISS; clocks ALERT_SINCE LAST_ALERT LAST_FIRED; aims LIT "
            "LOOKED LOOKED_FROM LOOKED_UNDER NEAREST NEAREST_READY ONE_0 ONE_HEX_0 ONE_HOW_0 REACH TWO_0 TWO_HEX_0 "
            "TWO_HOW_0; missions MI_BEGINS_S MI_ENDS_S MI_FROM MI_HEX MI_REGISTERED MI_SINCE MI_TARGET; sectors "
            "SE_FIGHT SE_LAST_FIRE; scratch hits made moving spot weapons_hit; log"
        ),
        own=(
            "aim aim_down aim_up chosen contact_axial defence_within engaged fight_factor front ground hexes_to "
            "hits_on_men hits_on_vehicles lit_within offered offers promised promises ready served served_n "
            "served_share shot_reals shots shots_n sized steadiness struck_men struck_vehicles"
        ),
    ),
    "fly": Intent(
        reads=(
            "world; tables; state fired hex_side wire works; counts AIRBORNE BURNT CONTACT_AGE CONTACT_HEX COUNT_0 "
            "FIRED FLIGHT FLIGHT_S HEX HORSES KILLED KNOCKED_OUT MEN MISSING MOVED ORDER ORDER_PLACE REPAIRED SORTIES "
            "STATUS TRUCKS VEHICLES WOUNDED; reals AMMO_0 ISSUED NEAR_MISS SUPPRESSION; clocks HEADING HELD_BACK "
            "STOPPED; way MOVING; places KNOWN_0; scratch contacts contacts_n fighting hits standing weapons_hit"
        ),
        writes=(
            "state fired peace; counts AIRBORNE BURNT CONTACT_AGE CONTACT_HEX CONTACT_SINCE FIRED FLIGHT FLIGHT_S "
            "KILLED KNOCKED_OUT MEN MISSING REPAIRED SORTIES STATUS VEHICLES WOUNDED; reals AMMO_0 ISSUED NEAR_MISS; "
            "scratch hits weapons_hit; log"
        ),
        own="attacks_on fliers",
    ),
    "fight": Intent(
        reads="world; tables; counts HEX MEN VEHICLES; scratch fighting hits men_in side_holds_s unit_holds_s worth",
        writes="counts MOVED; scratch hits; log",
    ),
    "yield_ground": Intent(
        reads=(
            "world; tables; state hex_side; counts COUNT_0 HEX MEN MOVED ORDER STATUS; reals COHESION; scratch "
            "fighting hits side_holds_s standing unit_holds_s weapons_hit worth"
        ),
        writes=(
            "counts HEX MOVED; reals COHESION PROGRESS_M; clocks NO_ASSAULT_BEFORE REGROUPED; scratch hits opponent "
            "standing weapons_hit; log"
        ),
        own="as_ordered",
    ),
    "lay_down_arms": Intent(
        reads=(
            "world; tables; counts HEX HORSES MEN MOVED TRUCKS VEHICLES; reals COHESION; "
            "scratch fighting hits opponent side_holds_s standing worth"
        ),
        writes="scratch hits; log",
    ),
    "share_fate": Intent(
        reads="tables; counts MEN STATUS VEHICLES; scratch hits",
        writes="scratch hits; log",
    ),
    "settle": Intent(
        reads=(
            "world; tables; counts ABANDONED BOGGED BURNT CAPTURED COUNT_0 HEX HORSES HORSES_LOST KILLED KNOCKED_OUT "
            "MEN MISSING MOVED REPAIRED STATUS TRUCKS TRUCKS_LOST VEHICLES WEAPONS_LOST WOUNDED; reals BARRED COHESION "
            "FATIGUE NEAR_MISS SUPPRESSION; clocks WRECKS_LOST; scratch fighting hits known standing weapons_hit"
        ),
        writes=(
            "counts ABANDONED BURNT CAPTURED COUNT_0 HORSES HORSES_LOST KILLED KNOCKED_OUT MEN MISSING STATUS TRUCKS "
            "TRUCKS_LOST VEHICLES WEAPONS_LOST WOUNDED; reals COHESION FATIGUE NEAR_MISS SUPPRESSION; clocks "
            "WRECKS_AT; scratch hits standing weapons_hit; log"
        ),
        own="left_map",
    ),
    "fall_short": Intent(
        reads=(
            "world; tables; counts HEX STATUS VEHICLES; reals COHESION PROGRESS_M SUPPRESSION; clocks HEADING; "
            "way MOVING THEN_Q THEN_R; scratch fighting made moving standing"
        ),
        writes="counts HEX; reals PROGRESS_M; clocks HEADING; scratch standing; log",
    ),
    "sides_of_hexes": Intent(
        reads="tables; state hex_side works; counts HEX STATUS; scratch standing",
        writes="state hex_side works",
    ),
    "dig": Intent(
        reads="tables; state works; counts HEX MOVED STATUS; reals SUPPRESSION; scratch fighting",
        writes="state works",
        own="calm_digging",
    ),
    "supply_by_the_hour": Intent(
        reads=(
            "world; tables; counts HEX HORSES MEN STATUS TRUCKS; "
            "reals BARRED COHESION CUT_OFF_H FATIGUE FOOD_DAYS HUNGER_DAYS LIFT_KG_H SUPPLY_SHARE SUPPRESSION; "
            "depots D_AMMUNITION_T D_BROUGHT_T D_CARRIER_0 D_DECLARED D_FOOD_SHARE D_FOOD_T D_ISSUED_FOOD_T D_LEGS "
            "D_LOST_T D_MET D_RAILHEAD_T D_WANTED_T; scratch fighting passed standing"
        ),
        writes=(
            "reals BARRED COHESION CUT_OFF_H FATIGUE FOOD_DAYS HUNGER_DAYS LIFT_KG_H SUPPLY_SHARE; "
            "depots D_AMMUNITION_T D_BROUGHT_T D_CARRIER_0 D_FOOD_T D_ISSUED_FOOD_T D_LOST_T D_MET D_RAILHEAD_T "
            "D_WANTED_T; scratch passed; log"
        ),
        own="fire_on passes rear_way trail",
    ),
    "mend": Intent(
        reads=(
            "tables; state hex_side; counts BOGGED KNOCKED_OUT REPAIRED STATUS VEHICLES; reals SUPPLY_SHARE; clocks "
            "WRECKS_AT WRECKS_LOST; scratch fighting standing"
        ),
        writes="counts BOGGED REPAIRED VEHICLES; clocks WRECKS_AT WRECKS_LOST",
    ),
    "issue_rounds": Intent(
        reads=(
            "tables; counts COUNT_0 STATUS; reals AMMO_0 ISSUED LIFT_KG_H SUPPLY_SHARE SUPPRESSION; "
            "depots D_AMMUNITION_T D_DECLARED D_ISSUED_AMMUNITION_T D_MET D_WANTED_T; scratch fighting"
        ),
        writes="reals AMMO_0 ISSUED; depots D_AMMUNITION_T D_ISSUED_AMMUNITION_T D_MET D_WANTED_T",
        own="fetched",
    ),
    "lay_wire": Intent(
        reads="tables; state hex_side wire; counts HEX MOVED ORDER STATUS; reals SUPPRESSION; scratch fighting",
        writes="state wire",
        own="calm_wiring",
    ),
    "engineers_work": Intent(
        reads=(
            "world; tables; counts HEX MEN MOVED ORDER ORDER_PLACE STATUS; reals SUPPRESSION; "
            "places BUILT CROSSING_NOW MINED; scratch fighting"
        ),
        writes="world across ground_i way; places BUILT CROSSING_NOW MINED; log",
    ),
    "watch_places": Intent(
        reads="world; places HOLDER; scratch known standing",
        writes="places HOLDER KNOWN_0; log",
    ),
    "take_posture": Intent(
        reads="tables; state works; counts HEX MOVED ORDER STATUS; reals COHESION",
        writes="counts POSTURE",
    ),
}
"""Stage -> what it reads and writes."""
