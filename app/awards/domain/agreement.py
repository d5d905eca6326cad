"""The participation agreement: its words, as a practice reads and signs them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

LONGEST_TITLE, LONGEST_BODY = 200, 30_000


@dataclass(frozen=True, slots=True)
class Text:
    """The words of an agreement; number 0 are those that the portal brings."""

    title: str
    body: str
    number: int = 0


STANDARD = Text(
    "Participation agreement",
    """1. What this is. This is an agreement between your practice and the program. It says what \
each side does in the 12 months of the learning collaborative.

2. Monthly counts. You send your counts for every measure each month, by the day that the portal \
shows. Zero is a count. When you have no number, you say so.

3. Family partner. A family partner is on your team. You pay that person, and you give the time \
and the help that the work takes.

4. Learning sessions. At least three people of your team come to each learning session. Your team \
joins the monthly calls.

5. Small tests. You try changes on a small scale, and you write down what you expect and what \
happens.

6. No patient data. You never enter or upload anything that identifies a patient. You send counts \
only.

7. Sharing. Other teams in your cohort see your results in percent and your tests, good and bad. \
They never see a count under 11. Nothing becomes public before small numbers are hidden.

8. What the program does. The program gives you a coach, learning sessions, this portal and help \
by phone. It pays what your award says, as you meet each milestone.

9. How long. This agreement holds for 12 months from the day your cohort starts.

10. Ending early. You may end it at any time in writing. The program may end it in writing when \
these duties are not met and talking did not help. What was paid for milestones that you met \
stays yours.""",
)


def words(
    text: Text, *, practice: str, program: str, amount: int | None = None, conditions: str = ""
) -> str:
    """The whole agreement of one practice, as it is shown, signed and printed."""
    head = [text.title, f"Practice: {practice}", f"Program: {program}"]
    if amount is not None:
        head.append(f"Award: ${amount:,}")
    if conditions:
        head.append(f"Conditions: {conditions}")
    return "\n".join(head) + f"\n\n{text.body}"


def fingerprint(words: str) -> str:
    """The sha256 of the words of an agreement, in hexadecimal."""
    return hashlib.sha256(words.encode()).hexdigest()
