"""The rows of the doctrine: one a law of data/doctrine/common.yaml, in this order."""

from __future__ import annotations

from khasan.declared import Codes

rows = Codes("laws of doctrine")
BOLDNESS = rows.code("boldness")
ATTACK_LOSS_BATTALION = rows.code("attack_loss_battalion")
ATTACK_LOSS_COMPANY = rows.code("attack_loss_company")
ATTACK_LOSS_PATROL = rows.code("attack_loss_patrol")
POSITION_LOSS = rows.code("position_loss")
POSITION_LOSS_PATROL = rows.code("position_loss_patrol")
STALL_MINUTES = rows.code("stall_minutes")
NO_RESERVE_MINUTES = rows.code("no_reserve_minutes")
FOLLOW_MINUTES = rows.code("follow_minutes")
FLANK = rows.code("flank")
ODDS = rows.code("odds")
LEAVE_M = rows.code("leave_m")
SURPRISE_M = rows.code("surprise_m")
SURPRISED = rows.code("surprised")
AMMUNITION = rows.code("ammunition")
LIGHT_MINUTES = rows.code("light_minutes")
PINNED_MINUTES = rows.code("pinned_minutes")
KEY_GROUND_MINUTES = rows.code("key_ground_minutes")
MOUNT_HOURS = rows.code("mount_hours")
REAR_PARTY = rows.code("rear_party")
CLEAR_M = rows.code("clear_m")
SPENT = rows.code("spent")
STAND_M = rows.code("stand_m")
NAMES = rows.names
