"""When massage, heat or ice is a bad idea, and which signs matter more: the care rules, each with its source."""

from tracker.care.safety.case import Clearance as Clearance
from tracker.care.safety.case import Condition as Condition
from tracker.care.safety.case import Proposed as Proposed
from tracker.care.safety.case import Stranger as Stranger
from tracker.care.safety.case import Styles as Styles
from tracker.care.safety.check import Finding as Finding
from tracker.care.safety.check import check as check
from tracker.care.safety.check import hints as hints
from tracker.care.safety.check import holds as holds
from tracker.care.safety.check import is_of_the_person as is_of_the_person
from tracker.care.safety.check import worst_first as worst_first
from tracker.care.safety.day import can_share_a_day as can_share_a_day
from tracker.care.safety.day import check_day as check_day
from tracker.care.safety.redflags import Combination as Combination
from tracker.care.safety.redflags import RedFlagLevel as RedFlagLevel
from tracker.care.safety.redflags import RedFlags as RedFlags
from tracker.care.safety.redflags import Sign as Sign
from tracker.care.safety.redflags import combinations as combinations
from tracker.care.safety.redflags import offers_red_flags as offers_red_flags
from tracker.care.safety.redflags import red_flag_levels as red_flag_levels
from tracker.care.safety.redflags import red_flags as red_flags
from tracker.care.safety.redflags import signs as signs
from tracker.care.safety.rules import LEVELS as LEVELS
from tracker.care.safety.rules import ConditionKind as ConditionKind
from tracker.care.safety.rules import Level as Level
from tracker.care.safety.rules import Limit as Limit
from tracker.care.safety.rules import Rule as Rule
from tracker.care.safety.rules import brief_source as brief_source
from tracker.care.safety.rules import condition_called as condition_called
from tracker.care.safety.rules import condition_kinds as condition_kinds
from tracker.care.safety.rules import limit_notice as limit_notice
from tracker.care.safety.rules import limits as limits
from tracker.care.safety.rules import rules as rules
from tracker.care.safety.rules import stated as stated

NOT_MEDICAL_ADVICE = "This diary is not medical advice and never stands in for a doctor."
