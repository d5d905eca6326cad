"""What authors of the demonstration add to lessons, and what others say about it. All made up."""

from __future__ import annotations

TWO_IN_A_ROLE = """\
## When two people share a role

Two people may share one role, such as one on Mondays and one on Thursdays. Invite both, so that \
each has an account. Agree who answers mails this week, and say it aloud in the team meeting. Then \
nobody waits for the other.
"""
TWO_IN_A_ROLE_NOTE = "New in “Building your team”: when two people share a role."
SIGNED_OUT = """\
## When you are signed out while you type

Sign in again in the same window. Your words come back, and nothing was sent meanwhile. Look them \
over, then save.
"""
DONE = "Say whether anything was sent meanwhile. That is the first thing that people ask me."
OPEN = (
    "Short and clear. Could you try it once on a phone? Somebody at Tallow Creek asked about that."
)
ONE_CHILD = """\
## One child in eight

A team has 8 children with a hospital stay this month. One more call within two days moves the \
number from 50 to 63 percent. Nothing changed but one call. So look at the counts first, and wait \
for the next months.
"""
ONE_CHILD_NOTE = "One more example with small counts. Nothing else changed."
COVER_LINE = """\
## One line on the cover page

Write on the cover page who calls back, by which day, and at which number. Leave everything about \
the child for the pages behind it.
"""
COVER_LINE_NOTE = "New in “Connectivity”: one line for the cover page of a fax."

KICKOFF = "Before the kickoff"
BRING = "What to bring to the kickoff"
BRING_OBJECTIVES = ("After this lesson you know what to bring, and what can wait.",)
BRING_BODY = """\
The kickoff is one day in Jackson, and online. Come with your team, not alone.

## Bring three things

- The names of the people on your team, and when each of them is free in the month.
- One thing that goes wrong often when a family needs care from two places.
- How many children your practice saw last month. A rough count is enough.

## Leave these at home

Bring no chart, no list of patients and no name of a child. Counts are all that you need.
"""
