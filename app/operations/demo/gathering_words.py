"""What is said at and about the events of the demonstration. All of it is made up."""

from __future__ import annotations

SESSION = (
    "A day to learn from each other. Three teams show a test that worked and one that did not. "
    "Bring your newest run chart and one question."
)
CALL = (
    "A referral is closed when the family was seen and you know what was said. One team shows its "
    "list, then all plan a small test. Bring three referrals that are open, without names."
)
KEPT_PLANS = (
    "Some families keep the plan on the fridge, others never look at it. Two family partners say "
    "why. Bring an empty copy of your own plan."
)
CONGRESS = "All teams of both cohorts show what they keep after the program ends. Not decided yet."
HOURS = "Open your chart together with somebody who reads charts all day. 20 minutes for each team."
REPORTS = "Questions about reports from your health record. No slides, only your questions."
WHY = "The person who answers is ill. A new day follows."
EXCUSE = "State survey at the clinic on that day"
GUEST = "Pat (phone),,240"
RECORD = """\
Three teams showed one test each.

Magnolia Crossing Health: the plan of care is written in the room, with the parent. It takes 11 \
minutes, down from 25.

Sweetgum Pediatrics: a family partner calls the day after a hard visit. Two of ten calls found a \
problem with a medicine.

Tallow Creek Clinic: a text message as a reminder did not help. Half of the numbers were old.

We agreed: every team asks for the phone number at each visit, and counts how many were wrong \
until the next call.
"""
TRANSCRIPT = """\
Host: Good morning, and welcome to the third learning session. Today teams speak, not slides.

Magnolia Crossing Health: We moved the plan into the visit. Before, we wrote it after work. The \
first three families liked it, and we were late for lunch three times. So we cut the page in half.

Sweetgum Pediatrics: Our family partner had the idea. She calls the next day and asks one \
question: what is still unclear?

Tallow Creek Clinic: Ours did not work. We sent text messages, and half of the numbers were old. \
We would do it again, because now we know.

Host: Write down one thing that you will try before Friday. Say it to the person beside you.
"""
MATERIALS = (
    ("Slides of the three teams", "https://files.demo.example/learning-session-3-slides"),
    ("A one-page plan, to print", "https://files.demo.example/one-page-plan"),
)
ANSWERS = (
    (5, 5, 4, 5, 5, "Hearing what did not work."),
    (4, 5, 4, 4, 4, "The page that fits into a visit."),
    (5, 4, 5, 5, 5, ""),
    (3, 4, 3, 4, 3, "More time to talk with teams of our size."),
    (5, 5, 5, 4, 5, "The family partner who calls. We start that on Monday."),
    (4, 4, 4, 5, 4, ""),
)
"""Six people say five numbers from 1 to 5, and one sentence or none."""
FEW_ANSWERS = (
    (5, 5, 4, 5, 5, "The fridge."),
    (4, 4, 5, 4, 4, ""),
    (4, 5, 4, 4, 5, "Hearing it from a parent."),
)
"""Three people are fewer than the five whose answers are shown together."""
